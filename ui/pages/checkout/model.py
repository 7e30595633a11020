"""The checkout's state and verbs. No widgets here, and no arithmetic either."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal

from app.core.catalog.queries import goods_without_price, products
from app.core.catalog.views import ProductView
from app.core.parties.views import CustomerView
from app.core.sales.commands.drafts import change_quantity, put_product, scan
from app.core.sales.views import ExchangeQuote, InCart
from app.kernel.errors import AppError
from app.kernel.i18n import _
from ui.bridge.desk import Desk, Fault
from ui.bridge.scale_signals import ScaleSignals
from ui.pages.checkout.chosen import figure_of, next_discount, said
from ui.pages.checkout.following import Meant
from ui.pages.checkout.keeping import CartKeeper
from ui.pages.checkout.searching import GoodsSearch, take_best
from ui.pages.checkout.tiles_model import TilesModel
from ui.pages.checkout.turns import Act
from ui.pages.checkout.weighing import Weighed, WeighingModel

TO_BE_ASKED = ("sale.quantity_needed", "sale.price_needed")
"""Refusals that only ask for more: a weight, a price."""
LONGEST_WEIGHT = 7
"""What is typed while something is weighed is a weight; with more figures than this it is a code."""


class CheckoutModel(CartKeeper):
    """What a hand does at the counter.

    Signals:
        beeped: True a right scan, False a wrong one.
        unknown: a code (str) that nothing carries.
        paying: the sale is to be paid.
        told: a sentence (str) that is no fault.
        nothing_by_hand: no goods here have a price that is asked for.
        came_too_late: a code (str) was scanned behind the key that pays: it is not sold.
    """

    beeped = Signal(bool)
    unknown = Signal(str)
    paying = Signal(object)
    told = Signal(str)
    nothing_by_hand = Signal()
    came_too_late = Signal(str)

    def __init__(self, desk: Desk, scale: ScaleSignals | None = None) -> None:
        super().__init__(desk)
        self.tiles = TilesModel(desk)
        self.weighing = WeighingModel(scale or ScaleSignals())
        self.weighing.changed.connect(self._show_weighing)
        self.weighing.taken.connect(self._put_weighed)
        self._search = GoodsSearch(desk)
        self._search.changed.connect(lambda: self._show(found=self._search.view))
        self.search = self._search.look_for
        self.take_up()

    # --- what is put in ---

    def scan(self, code: str) -> None:
        """A barcode, a scale label or an article."""
        code = code.strip()
        if not code:
            return
        self.search("")
        self._put_next(
            lambda: self._turns.run(
                scan, done=self._put, failed=lambda error: self._scan_failed(code, error), code=code, latest=self._sale
            ),
            dropped=lambda: self.came_too_late.emit(code),
        )

    def enter(self, text: str) -> None:
        """Return in the scan line: what was asked for is set, a weight taken, a code scanned, or the chosen hit put in."""
        plain, found = text.strip(), self.view.found
        if self.view.entry:
            self._enter_figure(self.view.entry, plain)
        elif self.view.weighing.wanted is not None and len(plain) <= LONGEST_WEIGHT:
            self._enter_weight(plain)
        elif found.chosen and plain == found.text and not plain.isdigit():
            self.put(found.chosen)
        elif self._search.waits_for(plain) and not plain.isdigit():
            self.search("")
            self._put_next(lambda: take_best(self._turns.ask, plain, put=self.put, otherwise=self.scan))
        else:
            self.scan(plain)

    def put(self, product: ProductView, own_price_minor: int | None = None) -> None:
        """A tile or a hit: into the cart; first onto the scale, or its price is asked for."""
        self.search("")
        if product.price_minor is None and own_price_minor is None:
            self._meant = Meant()
            self._show(entry="asked_price", entry_product=product)
            return
        self._show(entry="", entry_product=None)
        if product.decimals:
            self.weighing.weigh(product, own_price_minor=own_price_minor)
        else:
            self._put_in(product.product_id, self._put, price_minor=own_price_minor)

    def by_hand(self, typed: str = "") -> None:
        """Ins: goods without a card of their own, at a price that is typed: those whose price is asked for."""
        self._desk.ask(goods_without_price, done=lambda found: self._offer(found, typed))

    def weigh(self, typed: str = "") -> None:
        """F5: the chosen hit goes on the scale, else the chosen line once more. While something is weighed: the tare."""
        hit = self.view.found.chosen
        if self.view.weighing.wanted is not None and not self.view.entry:
            self._tare(typed)
        elif hit is not None and hit.decimals:
            self.put(hit)
        else:
            self._turns.add(self._weigh_again)

    def take_weight(self) -> None:
        """The weight on the scale, as it is now."""
        if self.view.weighing.wanted is not None and not self.weighing.take():
            self.beeped.emit(False)

    def _tare(self, typed: str) -> None:
        figure = figure_of("weight", typed, self._desk.place.currency) if typed.strip() else None
        if typed.strip() and figure is None:
            self._tell_no_figure()
        elif not self.weighing.tare(figure):
            self.beeped.emit(False)

    def move(self, step: int) -> None:
        """Arrow keys: among the hits while there are any, else in the cart."""
        if self.view.found.hits:
            self._search.move(step)
        else:
            self.step_along(step)

    # --- the chosen line ---

    def ask_for(self, entry: str, typed: str = "") -> None:
        """F4, Shift+F4, F8: a figure that is typed already is taken at once, else the scan line asks for it."""
        if self.chosen_line is None and self._turns.is_idle:
            return
        if entry == "discount":
            entry = next_discount(self.view.entry)
        self._mean_line()
        if typed.strip():
            self._enter_figure(entry, typed)
        elif self._meant.position is not None or not self._turns.is_idle:
            self._show(entry=entry, entry_product=None)

    def how_much(self) -> None:
        """The key of the quantity: goods that are sold by weight go on the scale."""
        line = self.chosen_line
        if line is not None and line.decimals and self._turns.is_idle:
            self.weigh()
        else:
            self.ask_for("quantity")

    def ask_again(self, entry: str) -> None:
        """Another kind of the figure that is asked for."""
        self._show(entry=entry)

    def leave(self) -> None:
        """Escape: nothing is asked for any more, nothing is weighed or searched; the cart stays."""
        is_asked = bool(self.view.entry)
        self.search("")
        self._show(entry="", entry_product=None)
        if not is_asked:
            self.weighing.leave()

    def discount(self, *, ppm: int = 0, fixed_minor: int = 0, whole: bool = False) -> None:
        """A discount on the chosen line, or on the whole receipt."""
        entry = ("receipt_" if whole else "") + ("discount" if ppm or not fixed_minor else "discount_sum")
        self._mean_line()
        self._set_figure(entry, ppm or fixed_minor)

    # --- the whole sale ---

    def meant_for(self, customer: CustomerView | None) -> None:
        """Somebody was chosen before the first scan: they are shown, and get the sale when it opens."""
        if self.view.sale_id is None:
            self._show(customer=customer)

    def show_exchange(self, quote: ExchangeQuote | None, *, is_exchange: bool = True) -> None:
        """Goods are in hand that come back, and this is what would be settled, once it is known."""
        if (quote, is_exchange) != (self.view.exchange, self.view.is_exchange):
            self._show(exchange=quote, is_exchange=is_exchange)

    def pay(self) -> None:
        """On to the money, when all that was put in before is in the cart."""
        self._turns.add(self._pay)

    # --- inside: what is done when its turn has come ---

    def may_leave_cart(self) -> bool:
        """Not while something is on the scale for it: that would go into the next one."""
        if self.view.weighing.wanted is not None:
            self.told.emit(self._desk.say(_("Something is still being weighed. Take its weight, or leave it with Esc.")))
        return self.view.weighing.wanted is None

    def _pay(self) -> None:
        if self.view.can_pay and self.may_leave_cart():
            self.paying.emit(self.view.sale_id)
            self._turns.drop_rest()

    def _weigh_again(self) -> None:
        line = self.chosen_line
        if line is not None and line.decimals:
            self._show(entry="", entry_product=None)
            self.weighing.begin_again(line)
        else:
            self.told.emit(self._desk.say(_("Choose goods that are sold by weight: type a part of the name, then F5.")))

    def _enter_figure(self, entry: str, text: str) -> None:
        product, entry = self.view.entry_product, said(entry, text)
        figure = figure_of(entry, text, self._desk.place.currency) if text.strip() else None
        if text.strip() and figure is None:
            self._tell_no_figure()
            return
        self._show(entry="", entry_product=None)
        if figure is None:
            return
        if entry == "asked_price" and product is not None:
            self.put(product, figure)
        else:
            self._set_figure(entry, figure)

    def _enter_weight(self, text: str) -> None:
        figure = figure_of("weight", text, self._desk.place.currency)
        if not text:
            self.take_weight()
        elif figure is None:
            self._tell_no_figure()
        else:
            self.weighing.type_in(figure)

    def _show_weighing(self) -> None:
        view = self.weighing.view
        if view.wanted is not None or self.view.weighing.wanted is not None:  # else the scale moves, and nobody looks
            self._show(weighing=view)

    def _tell_no_figure(self) -> None:
        self._desk.failed.emit(Fault("figure.malformed", self._desk.say(_("This is not a figure. Type it again.")), {}))

    # --- inside: what is put in ---

    def _put_next(self, act: Act, dropped: Act = lambda: None) -> None:
        """Into the cart in its turn. While it opens one, the keys that act on a cart work already."""
        if self.view.sale_id is None and not self.view.is_awaited:
            self._show(is_awaited=True)
        self._turns.add(act, stands_alone=True, dropped=dropped)

    def _put_in(self, product_id: UUID, done: Callable[[Any], None], **inputs: Any) -> None:
        self._put_next(
            lambda: self._turns.run(
                put_product, done=done, failed=self._put_failed, product_id=product_id, latest=self._sale, **inputs
            )
        )

    def _sale(self) -> dict[str, Any]:
        return {"sale_id": self.view.sale_id}

    def _put_all(self, found: tuple[ProductView, ...]) -> None:
        for product in found:
            self.put(product)

    def _put_weighed(self, weighed: Weighed) -> None:
        wanted = weighed.wanted
        told: dict[str, Any] = {"quantity_milli": weighed.quantity_milli, "weight_source": weighed.source}
        if weighed.reason is not None:
            told["weight_reason"] = weighed.reason

        def done(where: InCart | None) -> None:
            self.weighing.keep(weighed)
            self._put(where)

        if wanted.line_id is not None:
            run, line_id = self._turns.run, wanted.line_id
            self._turns.add(
                lambda: run(change_quantity, done=done, failed=self._put_failed, line_id=line_id, **told), stands_alone=True
            )
        else:
            self._put_in(wanted.product_id, done, price_minor=wanted.own_price_minor, **told)

    def _offer(self, found: tuple[ProductView, ...], typed: str) -> None:
        if not found:
            self.nothing_by_hand.emit()
        elif len(found) > 1:
            self._search.offer(found)
        else:
            self.put(found[0])
            if typed.strip():
                self._enter_figure("asked_price", typed)

    def _put(self, where: InCart | None) -> None:
        self.beeped.emit(True)
        self._gone = None
        if where is not None and self.view.sale_id != where.sale_id:
            self._show(sale_id=where.sale_id)
            self._refresh()

    def _put_failed(self, error: AppError) -> None:
        self.beeped.emit(False)
        self._failed(error)

    def _scan_failed(self, code: str, error: AppError) -> None:
        self.beeped.emit(error.code in TO_BE_ASKED)
        if error.code == "sale.unknown_barcode":
            self.unknown.emit(str(error.facts.get("barcode", code)))
        elif error.code in TO_BE_ASKED:
            wanted = [error.facts["product_id"]]
            self._turns.ask(products, done=self._put_all, product_ids=wanted)
        else:
            self._failed(error)

    def _failed(self, error: AppError) -> None:
        self._desk.failed.emit(Fault(error.code, self._desk.sentence(error), dict(error.facts)))
