"""The checkout's state and verbs. No widgets here, and no arithmetic either."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.core.catalog.views import ProductView
from app.core.parties.queries import customer
from app.core.parties.views import CustomerView
from app.core.sales.commands.drafts import (
    discount_receipt,
    park_sale,
    put_product,
    resume_sale,
    scan,
    void_sale,
)
from app.core.sales.queries import drafts, sale_change
from app.core.sales.views import DraftView, InCart, LineView, SaleChange
from app.kernel.errors import AppError
from app.kernel.i18n import _
from ui.bridge.desk import Desk, Fault
from ui.pages.checkout.chosen import ChosenLine, figure_of
from ui.pages.checkout.searching import NOTHING_FOUND, Found, GoodsSearch

ENTRIES = ("quantity", "price", "discount", "receipt_discount", "weight")
"""What the scan line can be asked for besides a code: the next Return sets it, Escape forgets it."""


@dataclass(frozen=True, slots=True)
class CheckoutView:
    """What stands around the cart: sums, the chosen line, the hits of a search, what is parked."""

    sale_id: UUID | None = None
    line_count: int = 0
    discount_minor: int = 0
    total_minor: int = 0
    pending_minor: int = 0
    chosen: int | None = None
    found: Found = NOTHING_FOUND
    parked: tuple[DraftView, ...] = ()
    entry: str = ""
    weighing: ProductView | None = None
    customer: CustomerView | None = None

    @property
    def can_pay(self) -> bool:
        """There is something to pay for."""
        return self.line_count > 0


class CheckoutModel(QObject):
    """Only what changed is asked for and painted.

    Signals:
        changed: the view is another one.
        lines_changed: these lines (tuple of LineView) are new, changed or removed.
        emptied: another cart; all lines go.
        beeped: True a right scan, False a wrong one.
        unknown: a code (str) that nothing carries.
        paying: the sale is to be paid.
    """

    changed = Signal()
    lines_changed = Signal(object)
    emptied = Signal()
    beeped = Signal(bool)
    unknown = Signal(str)
    paying = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._revision = 0
        self._waiting: deque[Callable[[], None]] = deque()
        self._is_putting = False
        self.lines: dict[int, LineView] = {}
        self.view = CheckoutView()
        self.line = ChosenLine(desk, lambda: self.chosen_line)
        self._search = GoodsSearch(desk)
        self._search.changed.connect(lambda: self._show(found=self._search.view))
        self.search = self._search.look_for
        desk.runner.changed.connect(self._on_news)
        self.take_up()

    def take_up(self) -> None:
        """Go on where the till was: with the open sale, if there is one (also after a power cut)."""
        self._desk.ask(drafts, done=self._show_drafts, till_id=self._desk.place.till_id)

    # --- what is put in ---

    def scan(self, code: str) -> None:
        """A barcode, a scale label or an article."""
        code = code.strip()
        if not code:
            return
        self.search("")
        self._in_turn(
            lambda: self._desk.run(
                scan, done=self._put, failed=lambda error: self._scan_failed(code, error), code=code, sale_id=self.view.sale_id
            )
        )

    def enter(self, text: str) -> None:
        """Return in the scan line: what was asked for is set, a code is scanned, of a search the chosen hit is put in."""
        if self.view.entry:
            self._enter_figure(self.view.entry, text)
        elif self.view.found.chosen and text.strip() == self.view.found.text and not text.strip().isdigit():
            self.put(self.view.found.chosen)
        else:
            self.scan(text)

    def put(self, product: ProductView, quantity_milli: int | None = None) -> None:
        """A tile or a hit."""
        self.search("")
        if product.decimals and quantity_milli is None:
            self._show(entry="weight", weighing=product)
            return
        self._show(entry="", weighing=None)
        self._in_turn(
            lambda: self._desk.run(
                put_product, done=self._put, failed=self._put_failed, product_id=product.product_id, sale_id=self.view.sale_id,
                quantity_milli=quantity_milli or 1000, weight_source="typed" if product.decimals else None,
            )
        )

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
        """F4, F5, F8: a figure that is typed already is taken at once, else the scan line asks for it."""
        if self.chosen_line is None and entry not in ("receipt_discount",):
            return
        if entry == "discount" and self.view.entry == "discount":
            entry = "receipt_discount"  # once more: the whole receipt is meant
        if typed.strip():
            self._enter_figure(entry, typed)
        else:
            self._show(entry=entry)

    def leave(self) -> None:
        """Escape: nothing is asked for any more, nothing is searched; the cart stays."""
        self.search("")
        self._show(entry="", weighing=None)

    def choose(self, position: int) -> None:
        """This line is meant by what comes next."""
        self._show(chosen=position)

    def discount(self, *, ppm: int = 0, fixed_minor: int = 0, whole: bool = False) -> None:
        """A discount on the chosen line, or on the whole receipt."""
        if whole and self.view.sale_id is not None:
            self._desk.run(discount_receipt, sale_id=self.view.sale_id, ppm=ppm, fixed_minor=fixed_minor)
        else:
            self.line.discount(ppm=ppm, fixed_minor=fixed_minor)

    def undo(self) -> None:
        """Take back the line that was put in last."""
        if self.lines:
            self.choose(max(self.lines))
            self.line.remove()

    @property
    def chosen_line(self) -> LineView | None:
        """The line that is meant, if the cart has one."""
        return self.lines.get(self.view.chosen) if self.view.chosen is not None else None

    # --- the whole sale ---

    def park(self, label: str | None = None) -> None:
        """Put the cart aside; the next customer's begins."""
        if self.view.sale_id is not None and self.view.can_pay:
            self._desk.run(park_sale, done=lambda _answer: self.clear(), sale_id=self.view.sale_id, label=label)

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
        if self.view.can_pay:
            self.paying.emit(self.view.sale_id)

    def clear(self) -> None:
        """An empty counter."""
        self.lines.clear()
        self._revision = 0
        self._show(
            sale_id=None, line_count=0, discount_minor=0, total_minor=0, pending_minor=0, chosen=None, customer=None, entry="",
            weighing=None,
        )
        self.emptied.emit()
        self._ask_parked()

    # --- news ---

    def _enter_figure(self, entry: str, text: str) -> None:
        figure = figure_of(entry, text, self._desk.place.currency)
        if figure is None:
            self._desk.failed.emit(Fault("figure.malformed", self._desk.say(_("This is not a figure. Type it again.")), {}))
            return
        weighing = self.view.weighing
        self._show(entry="", weighing=None)
        if entry == "weight" and weighing is not None:
            self.put(weighing, figure)
        elif entry in ("quantity", "weight"):
            self.line.set_quantity(figure)
        elif entry == "price":
            self.line.set_price(figure)
        else:
            self.discount(ppm=figure, whole=entry == "receipt_discount")

    def _resume(self, sale_id: UUID) -> None:
        self._desk.run(resume_sale, done=lambda _answer: self._open(sale_id), sale_id=sale_id)

    def _open(self, sale_id: UUID) -> None:
        self.clear()
        self._show(sale_id=sale_id)
        self._refresh()

    def _in_turn(self, put: Callable[[], None]) -> None:
        """The first scan opens the sale, and the next must find it: until it is there, they wait."""
        self._waiting.append(put)
        if not self._is_putting:
            self._next()

    def _next(self) -> None:
        self._is_putting = False
        while self._waiting and not self._is_putting:
            self._is_putting = self.view.sale_id is None
            self._waiting.popleft()()

    def _put(self, where: InCart) -> None:
        self.beeped.emit(True)
        if self.view.sale_id != where.sale_id:
            self._show(sale_id=where.sale_id)
            self._refresh()
        self._next()

    def _put_failed(self, error: AppError) -> None:
        self.beeped.emit(False)
        self._failed(error)
        self._next()

    def _scan_failed(self, code: str, error: AppError) -> None:
        self.beeped.emit(False)
        if error.code == "sale.unknown_barcode":
            self.unknown.emit(code)
        else:
            self._failed(error)
        self._next()

    def _failed(self, error: AppError) -> None:
        self._desk.failed.emit(Fault(error.code, self._desk.sentence(error), dict(error.facts)))

    def _on_news(self, topics: frozenset[str]) -> None:
        if "sale" in topics and self.view.sale_id is not None:
            self._refresh()
        if "customer" in topics and self.view.customer is not None:
            self._ask(customer, lambda found: self._show(customer=found), customer_id=self.view.customer.customer_id)

    def _refresh(self) -> None:
        if self.view.sale_id is not None:
            self._ask(sale_change, self._show_change, sale_id=self.view.sale_id, after=self._revision)

    def _show_change(self, change: SaleChange) -> None:
        if change.sale_id != self.view.sale_id or change.revision < self._revision:
            return
        self._revision = change.revision
        chosen = self.view.chosen
        for line in change.lines:
            if line.removed:
                self.lines.pop(line.position, None)
                chosen = None if chosen == line.position else chosen
            else:
                self.lines[line.position] = line
                chosen = line.position
        if chosen is None and self.lines:
            chosen = max(self.lines)
        self.view = replace(
            self.view, line_count=change.line_count, total_minor=change.total_minor, pending_minor=change.pending_minor,
            discount_minor=change.line_discount_minor + change.receipt_discount_minor, chosen=chosen,
        )
        if change.lines:
            self.lines_changed.emit(change.lines)
        self.changed.emit()
        self._ask_customer(change.customer_id)

    def _ask_customer(self, customer_id: UUID | None) -> None:
        if customer_id is None:
            if self.view.customer is not None:
                self._show(customer=None)
        elif self.view.customer is None or self.view.customer.customer_id != customer_id:
            self._ask(customer, lambda found: self._show(customer=found), customer_id=customer_id)

    def _show_drafts(self, found: tuple[DraftView, ...]) -> None:
        parked = tuple(draft for draft in found if draft.state == "parked")
        self._show(parked=parked)
        opened = next((draft for draft in found if draft.state == "open" and draft.line_count), None)
        if opened is not None and self.view.sale_id is None:
            self._show(sale_id=opened.sale_id)
            self._refresh()

    def _ask_parked(self) -> None:
        self._ask(drafts, lambda found: self._show(parked=found), till_id=self._desk.place.till_id, states=("parked",))

    def _ask(self, query: Callable[..., Any], done: Callable[[Any], None], **inputs: Any) -> None:
        self._desk.ask(query, done=done, **inputs)

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()
