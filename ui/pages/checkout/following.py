"""The cart as it is shown: followed line by line from the news of the writer, also after a power cut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.core.catalog.views import ProductView
from app.core.parties.queries import customer
from app.core.parties.views import CustomerView
from app.core.sales.queries import drafts, sale_change
from app.core.sales.views import DraftView, ExchangeQuote, LineView, SaleChange
from app.kernel.errors import AppError
from ui.bridge.desk import Desk
from ui.pages.checkout.searching import NOTHING_FOUND, Found
from ui.pages.checkout.weighing import NOTHING_WEIGHED, Weighing


@dataclass(frozen=True, slots=True)
class CheckoutView:
    """What stands around the cart: sums, the chosen line, the hits of a search, what is parked."""

    sale_id: UUID | None = None
    line_count: int = 0
    line_discount_minor: int = 0
    receipt_discount_minor: int = 0
    total_minor: int = 0
    pending_minor: int = 0
    chosen: int | None = None
    found: Found = NOTHING_FOUND
    parked: tuple[DraftView, ...] = ()
    entry: str = ""
    entry_product: ProductView | None = None
    weighing: Weighing = NOTHING_WEIGHED
    customer: CustomerView | None = None
    is_awaited: bool = False
    """Goods are on their way into an empty cart: its keys work already."""
    is_exchange: bool = False
    exchange: ExchangeQuote | None = None
    """Goods are in hand that come back, and what they and a cart came to; `difference` is that of this cart."""

    @property
    def discount_minor(self) -> int:
        """All that is given off."""
        return self.line_discount_minor + self.receipt_discount_minor

    @property
    def difference(self) -> ExchangeQuote | None:
        """What is left to be settled in an exchange; None while it is being worked out."""
        is_of_this = self.exchange is not None and self.exchange.taken_minor == self.total_minor
        return self.exchange if is_of_this else None

    @property
    def is_asked(self) -> bool:
        """Something is asked for: a figure, or a weight."""
        return bool(self.entry) or self.weighing.wanted is not None

    @property
    def can_pay(self) -> bool:
        """There is something to pay for."""
        return self.line_count > 0


@dataclass(slots=True)
class Meant:
    """Which line a figure is asked for: known when the turn of the key that asks for it has come."""

    position: int | None = None


class CartFollower(QObject):
    """Only what changed is asked for and painted.

    Signals:
        changed: the view is another one.
        followed: all that is known to have changed is shown.
        lines_changed: these lines (tuple of LineView) are new, changed or removed.
        emptied: another cart; all lines go.
    """

    changed = Signal()
    followed = Signal()
    lines_changed = Signal(object)
    emptied = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._revision = self._behind = 0
        self._meant = Meant()
        self.lines: dict[int, LineView] = {}
        self.view = CheckoutView()
        desk.runner.changed.connect(self._on_news)
        desk.runner.crashed.connect(self._is_there)

    @property
    def chosen_line(self) -> LineView | None:
        """The line that is meant, if the cart has one."""
        return self.lines.get(self.view.chosen) if self.view.chosen is not None else None

    @property
    def is_followed(self) -> bool:
        """Nothing that changed is still being asked for."""
        return not self._behind

    def clear(self) -> None:
        """An empty counter."""
        self.lines.clear()
        self._revision = 0
        self._show(
            sale_id=None, line_count=0, line_discount_minor=0, receipt_discount_minor=0, total_minor=0, pending_minor=0,
            chosen=None, customer=None, entry="", entry_product=None,
        )
        self.emptied.emit()
        self._ask_parked()

    def _open(self, sale_id: UUID) -> None:
        self.clear()
        self._show(sale_id=sale_id)
        self._refresh()

    def _on_news(self, topics: frozenset[str]) -> None:
        if "sale" in topics and self.view.sale_id is not None:
            self._refresh()
        if "customer" in topics and self.view.customer is not None:
            self._ask(customer, lambda found: self._show(customer=found), customer_id=self.view.customer.customer_id)

    def _refresh(self) -> None:
        if self.view.sale_id is not None:
            self._behind += 1
            self._desk.ask(
                sale_change, done=self._follow, failed=self._cannot_follow, sale_id=self.view.sale_id, after=self._revision
            )

    def _follow(self, change: SaleChange) -> None:
        self._show_change(change)
        self._is_there()

    def _cannot_follow(self, error: AppError) -> None:
        self._desk.runner.refused.emit(error)
        self._is_there()

    def _is_there(self, _bug: object = None) -> None:
        """One answer more; a bug is the last of them."""
        self._behind = max(0, self._behind - 1) if _bug is None else 0
        if not self._behind:
            self.followed.emit()

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
                is_asked_of = self.view.entry and self._meant.position is not None
                chosen = chosen if is_asked_of else line.position  # the figure that is typed is for the line it was asked of
        if chosen is None and self.lines:
            chosen = max(self.lines)
        self.view = replace(
            self.view, line_count=change.line_count, total_minor=change.total_minor, pending_minor=change.pending_minor,
            line_discount_minor=change.line_discount_minor, receipt_discount_minor=change.receipt_discount_minor, chosen=chosen,
            is_awaited=self.view.is_awaited and not change.line_count,
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
