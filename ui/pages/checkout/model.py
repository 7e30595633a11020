"""The checkout's state and verbs. No widgets here, and no arithmetic either."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal

from app.core.catalog.queries import goods_without_price, products
from app.core.catalog.views import ProductView
from app.core.parties.views import CustomerView
from app.core.sales.commands.drafts import change_quantity, park_sale, put_product, resume_sale, scan, void_sale
from app.core.sales.views import InCart, LineView
from app.kernel.errors import AppError
from app.kernel.i18n import _
from ui.bridge.desk import Desk, Fault
from ui.bridge.scale_signals import ScaleSignals
from ui.pages.checkout.chosen import ChosenLine, figure_of, next_discount, said
from ui.pages.checkout.following import CartFollower
from ui.pages.checkout.searching import GoodsSearch
from ui.pages.checkout.tiles_model import TilesModel
from ui.pages.checkout.turns import Turns
from ui.pages.checkout.weighing import Weighed, WeighingModel

TO_BE_ASKED = ("sale.quantity_needed", "sale.price_needed")
"""Refusals that only ask for more: a weight, a price."""
LONGEST_WEIGHT = 7
"""What is typed while something is weighed is a weight; with more figures than this it is a code."""


class CheckoutModel(CartFollower):
    """What a hand does at the counter.

    Signals:
        beeped: True a right scan, False a wrong one.
        unknown: a code (str) that nothing carries.
        paying: the sale is to be paid.
        removed: a LineView that was taken out; it can be brought back.
        told: a sentence (str) that is no fault.
        nothing_by_hand: no goods here have a price that is asked for.
    """

    beeped = Signal(bool)
    unknown = Signal(str)
    paying = Signal(object)
    removed = Signal(object)
    told = Signal(str)
    nothing_by_hand = Signal()

    def __init__(self, desk: Desk, scale: ScaleSignals | None = None) -> None:
        super().__init__(desk)
        self._turns = Turns(lambda: self.view.sale_id is not None)
        self._gone: LineView | None = None
        self._is_undoing = self._is_parking = False
        self.tiles = TilesModel(desk)
        desk.lacked.connect(lambda _missing: self._park_failed())
        self.line = ChosenLine(desk, lambda: self.chosen_line, self._line_gone)
        self.weighing = WeighingModel(scale or ScaleSignals())
        self.weighing.changed.connect(self._show_weighing)
        self.weighing.taken.connect(self._put_weighed)
        self._search = GoodsSearch(desk)
        self._search.changed.connect(lambda: self._show(found=self._search.view))
        self.search = self._search.look_for
        self.emptied.connect(self._forget_gone)
        for unanswered in (desk.asked, desk.lacked, desk.runner.crashed):
            unanswered.connect(self._let_others_in)
        self.take_up()

    # --- what is put in ---

    def scan(self, code: str) -> None:
        """A barcode, a scale label or an article."""
        code = code.strip()
        if not code:
            return
        self.search("")
        self._turns.add(
            lambda: self._desk.run(
                scan, done=self._put, failed=lambda error: self._scan_failed(code, error), code=code, latest=self._sale
            )
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
        else:
            self.scan(plain)

    def put(self, product: ProductView, own_price_minor: int | None = None) -> None:
        """A tile or a hit: into the cart; first onto the scale, or its price is asked for."""
        self.search("")
        if product.price_minor is None and own_price_minor is None:
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

    def weigh(self) -> None:
        """F5: the chosen hit goes on the scale, else the chosen line once more."""
        hit, line = self.view.found.chosen, self.chosen_line
        if hit is not None and hit.decimals:
            self.put(hit)
        elif line is not None and line.decimals:
            self._show(entry="", entry_product=None)
            self.weighing.begin_again(line)
        else:
            self.told.emit(self._desk.say(_("Choose goods that are sold by weight: type a part of the name, then F5.")))

    def take_weight(self) -> None:
        """The weight on the scale, as it is now."""
        if self.view.weighing.wanted is not None and not self.weighing.take():
            self.beeped.emit(False)

    def move(self, step: int) -> None:
        """Arrow keys: among the hits while there are any, else in the cart."""
        if self.view.found.hits:
            self._search.move(step)
            return
        there = sorted(self.lines)
        if there:
            at = there.index(self.view.chosen) if self.view.chosen in there else len(there) - 1
            self.choose(there[max(0, min(len(there) - 1, at + step))])

    # --- the chosen line ---

    def ask_for(self, entry: str, typed: str = "") -> None:
        """F4, Shift+F4, F8: a figure that is typed already is taken at once, else the scan line asks for it."""
        if self.chosen_line is None:
            return
        if entry == "discount":
            entry = next_discount(self.view.entry)
        if typed.strip():
            self._enter_figure(entry, typed)
        else:
            self._show(entry=entry, entry_product=None)

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

    def choose(self, position: int) -> None:
        """This line is meant by what comes next."""
        self._show(chosen=position)

    def discount(self, *, ppm: int = 0, fixed_minor: int = 0, whole: bool = False) -> None:
        """A discount on the chosen line, or on the whole receipt."""
        entry = ("receipt_" if whole else "") + ("discount" if ppm or not fixed_minor else "discount_sum")
        self.line.set_figure(entry, ppm or fixed_minor, self.view.sale_id)

    def undo(self) -> None:
        """Ctrl+Z: a line that was just deleted comes back; else the line that was put in last goes."""
        if self._gone is not None:
            self.bring_back(self._gone)
        elif self.lines:
            self.choose(max(self.lines))
            self.line.remove()
            self._is_undoing = True

    def bring_back(self, line: LineView) -> None:
        """A line that was taken out stands in the cart again."""
        self._gone = None
        self.line.bring_back(line)

    # --- the whole sale ---

    def park(self, label: str | None = None) -> None:
        """Put the cart aside; the next customer's begins. A second press while the first is under way does nothing."""
        if self.view.sale_id is not None and self.view.can_pay and not self._is_parking:
            self._is_parking, sale_id = True, self.view.sale_id
            self._desk.run(park_sale, done=lambda _answer: self.clear(), failed=self._park_failed, sale_id=sale_id, label=label)

    def resume(self, sale_id: UUID) -> None:
        """Take a parked cart up again; what is on the counter now is put aside."""
        if self.view.can_pay and self.view.sale_id is not None:
            self._desk.run(park_sale, done=lambda _answer: self._resume(sale_id), sale_id=self.view.sale_id)
        else:
            self._resume(sale_id)

    def give_up(self) -> None:
        """Void the whole cart."""
        if self.view.sale_id is not None:
            self._desk.run(void_sale, done=lambda _answer: self.clear(), sale_id=self.view.sale_id)

    def meant_for(self, customer: CustomerView | None) -> None:
        """Somebody was chosen before the first scan: they are shown, and get the sale when it opens."""
        if self.view.sale_id is None:
            self._show(customer=customer)

    def pay(self) -> None:
        """On to the money."""
        if self.view.can_pay and self.view.weighing.wanted is not None:
            self.told.emit(self._desk.say(_("Something is still being weighed. Take its weight, or leave it with Esc.")))
        elif self.view.can_pay:
            self.paying.emit(self.view.sale_id)

    # --- inside ---

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
            self.line.set_figure(entry, figure, self.view.sale_id)

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

    def _put_in(self, product_id: UUID, done: Callable[[Any], None], **inputs: Any) -> None:
        self._turns.add(
            lambda: self._desk.run(
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

        def done(where: InCart | None) -> None:
            self.weighing.keep(weighed)
            self._put(where)

        if wanted.line_id is not None:
            self._desk.run(change_quantity, done=done, failed=self._put_failed, line_id=wanted.line_id, **told)
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

    def _forget_gone(self) -> None:
        self._gone, self._is_parking = None, False

    def _line_gone(self, line: LineView) -> None:
        self._gone = None if self._is_undoing else line
        self._is_undoing = False
        self.removed.emit(line)

    def _resume(self, sale_id: UUID) -> None:
        self._desk.run(resume_sale, done=lambda _answer: self._open(sale_id), sale_id=sale_id)

    def _put(self, where: InCart | None) -> None:
        self.beeped.emit(True)
        self._gone = None
        if where is not None and self.view.sale_id != where.sale_id:
            self._show(sale_id=where.sale_id)
            self._refresh()
        self._turns.go_on()

    def _park_failed(self, error: AppError | None = None) -> None:
        self._is_parking = False
        if error is not None:
            self._failed(error)

    def _let_others_in(self, _what: object) -> None:
        """The first of a receipt waits for a person's answer, which may never come: the next ones do not."""
        self._turns.go_on()

    def _put_failed(self, error: AppError) -> None:
        self.beeped.emit(False)
        self._failed(error)
        self._turns.go_on()

    def _scan_failed(self, code: str, error: AppError) -> None:
        self.beeped.emit(error.code in TO_BE_ASKED)
        if error.code == "sale.unknown_barcode":
            self.unknown.emit(code)
        elif error.code in TO_BE_ASKED:
            wanted = [error.facts["product_id"]]
            self._desk.ask(products, done=self._put_all, product_ids=wanted)
        else:
            self._failed(error)
        self._turns.go_on()

    def _failed(self, error: AppError) -> None:
        self._desk.failed.emit(Fault(error.code, self._desk.sentence(error), dict(error.facts)))
