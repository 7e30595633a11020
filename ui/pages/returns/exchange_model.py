"""An exchange: what comes back is in hand, other goods are on the counter, and only the difference is paid."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.core.payments.views import Tender
from app.core.sales.commands.returns import exchange
from app.core.sales.returning import exchange_quote
from app.core.sales.views import Completed, ExchangeQuote, Returned, ReturnItem
from app.kernel.errors import AppError
from ui.bridge.desk import Desk, Fault


@dataclass(frozen=True, slots=True)
class ExchangeView:
    """`back_minor` is the worth of what is in hand; `handed_minor` None is the exact sum."""

    number: str
    back_minor: int
    sale_id: UUID | None = None
    tender: str = "cash"
    handed_minor: int | None = None
    quote: ExchangeQuote | None = None
    is_fresh: bool = False
    busy: bool = False
    returned: Returned | None = None
    completed: Completed | None = None

    @property
    def due_minor(self) -> int:
        """What is paid by the chosen tender."""
        if self.quote is None:
            return 0
        return self.quote.cash_due_minor if self.tender == "cash" else self.quote.left_minor

    @property
    def can_take(self) -> bool:
        """The green key works."""
        return self.quote is not None and self.is_fresh and not self.quote.missing_minor and not self.busy


class ExchangeModel(QObject):
    """Signals:
    changed: the view is another one.
    exchanged: both documents are done.
    """

    changed = Signal()
    exchanged = Signal()

    def __init__(self, desk: Desk, *, items: Sequence[ReturnItem], reason: str, number: str, back_minor: int) -> None:
        super().__init__()
        self._desk, self._items, self._reason = desk, tuple(items), reason
        self.view = ExchangeView(number, back_minor)
        desk.asked.connect(self._asked_back)
        desk.lacked.connect(self._asked_back)

    def left_off(self) -> dict[str, Any]:
        """What is in hand, and (while it is being paid) how."""
        view = self.view
        items = [[str(item.sale_line_id), item.quantity_milli, item.to_stock] for item in self._items]
        paying = {"tender": view.tender, "handed_minor": view.handed_minor}
        return {"items": items, "reason": self._reason, "number": view.number, "paying": paying}

    def go_on_from(self, paying: Mapping[str, Any]) -> None:
        """The same tender and sum as before; nothing of it is taken until somebody presses the key."""
        self._show(tender=str(paying["tender"]), handed_minor=paying["handed_minor"])
        self._ask()

    def look_at_cart(self, sale_id: UUID, done: Callable[[ExchangeQuote], None]) -> None:
        """What would be settled if the cart stayed as it is."""
        self._desk.ask(exchange_quote, done=done, items=self._items, sale_id=sale_id)

    def begin_paying(self, sale_id: UUID) -> None:
        """The cart is full: what is the difference?"""
        self._show(sale_id=sale_id, tender="cash", handed_minor=None, quote=None)
        self._ask()

    def choose(self, tender: str) -> None:
        """The difference is paid this way."""
        self._show(tender=tender, handed_minor=None)
        self._ask()

    def hand(self, amount_minor: int | None) -> None:
        """So much cash was handed over; None is the exact sum."""
        if amount_minor != self.view.handed_minor:
            self._show(handed_minor=amount_minor)
            self._ask()

    def take(self) -> None:
        """Do it. A second press while the first is under way does nothing."""
        view = self.view
        if not view.can_take or view.quote is None:
            return
        self._show(busy=True)
        paid = view.due_minor if view.handed_minor is None or view.tender != "cash" else view.handed_minor
        payments = [Tender(view.tender, paid)] if view.quote.left_minor and paid else []
        self._desk.run(
            exchange, done=self._done, failed=self._failed, items=self._items, sale_id=view.sale_id, reason=self._reason,
            payments=payments,
        )

    def _ask(self) -> None:
        view = self.view
        self._show(is_fresh=False)
        asked = (view.tender, view.handed_minor)
        handed = view.handed_minor if view.tender == "cash" else None
        self._desk.ask(
            exchange_quote, done=lambda quote: self._show_quote(asked, quote), items=self._items, sale_id=view.sale_id,
            tender=view.tender, handed_minor=handed,
        )

    def _show_quote(self, asked: tuple[str, int | None], quote: ExchangeQuote) -> None:
        if asked == (self.view.tender, self.view.handed_minor):
            self._show(quote=quote, is_fresh=True)

    def _done(self, both: tuple[Returned, Completed]) -> None:
        self._show(busy=False, returned=both[0], completed=both[1])
        self.exchanged.emit()

    def _failed(self, error: AppError) -> None:
        self._show(busy=False)
        self._desk.failed.emit(Fault(error.code, self._desk.sentence(error), dict(error.facts)))
        self._ask()

    def _asked_back(self, _question: object) -> None:
        if self.view.busy:
            self._show(busy=False)

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()
