"""Paying one sale: the tender, what was handed over, what would come of it, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.core.parties.views import CustomerView
from app.core.payments.views import Tender
from app.core.sales.commands.checkout import complete_sale, take_payment
from app.core.sales.paying import payment_offer, payment_quote
from app.core.sales.views import Completed, PaymentOffer, Quote
from app.kernel.errors import AppError
from ui.bridge.desk import Desk, Fault

OF_A_CUSTOMER = frozenset({"debt", "points", "prepayment"})
"""Ways of paying that need to know who pays."""


@dataclass(frozen=True, slots=True)
class PaymentView:
    """`handed_minor` None: nothing was typed, the exact sum is meant. `done`: the sale is paid."""

    offer: PaymentOffer | None = None
    tender: str = "cash"
    handed_minor: int | None = None
    quote: Quote | None = None
    busy: bool = False
    done: Completed | None = None

    @property
    def due_minor(self) -> int:
        """What is due by the chosen tender: cash is rounded to the smallest coin."""
        if self.offer is None:
            return 0
        return self.offer.cash_due_minor if self.tender == "cash" else self.offer.left_minor

    @property
    def amount_minor(self) -> int:
        """What is paid now."""
        return self.due_minor if self.handed_minor is None else self.handed_minor

    @property
    def is_part(self) -> bool:
        """It pays only a part, which is taken at once; the rest is paid another way."""
        return self.tender != "cash" and 0 < self.amount_minor < self.due_minor

    @property
    def customer(self) -> CustomerView | None:
        """Who pays, where it matters who does."""
        return self.offer.customer if self.offer is not None and self.tender in OF_A_CUSTOMER else None

    @property
    def needs_customer(self) -> bool:
        """It is nobody's debt (or points, or prepayment) yet: the green key leads to the customers."""
        return self.offer is not None and self.done is None and self.tender in OF_A_CUSTOMER and self.customer is None

    @property
    def can_take(self) -> bool:
        """The money can be taken."""
        if self.offer is None or self.busy or self.done is not None or self.needs_customer:
            return False
        return self.is_part or self.amount_minor >= self.due_minor


class PaymentModel(QObject):
    """Signals:
    changed: the view is another one.
    paid: a `Completed`.
    """

    changed = Signal()
    paid = Signal(object)

    def __init__(self, desk: Desk, sale_id: UUID) -> None:
        super().__init__()
        self._desk, self.sale_id = desk, sale_id
        self.view = PaymentView()
        desk.runner.changed.connect(self._on_news)
        self._ask()

    def look_again(self) -> None:
        """Back from the receipt, which may be another by now: cash that was typed for it stays."""
        handed = self.view.handed_minor if self.view.tender == "cash" else None
        self._show(offer=None, quote=None, tender="cash", handed_minor=handed)
        self._ask()

    def choose(self, tender: str) -> None:
        """Pay this way; what was typed for another is forgotten."""
        if self.view.done is None:
            self._show(tender=tender, handed_minor=None)
            self._ask_quote()

    def hand(self, amount_minor: int | None) -> None:
        """So much was handed over, or is to be charged; None is the exact sum."""
        if self.view.done is None and amount_minor != self.view.handed_minor:
            self._show(handed_minor=amount_minor)
            self._ask_quote()

    def take(self) -> None:
        """Take the money. A second press while the first is under way does nothing."""
        view = self.view
        if not view.can_take or view.offer is None:
            return
        self._show(busy=True)
        tender = Tender(view.tender, view.amount_minor)
        if view.is_part:
            self._desk.run(take_payment, done=self._taken, failed=self._failed, sale_id=self.sale_id, tender=tender)
        else:
            payments = [tender] if view.due_minor else []
            self._desk.run(
                complete_sale, done=self._done, failed=self._failed, sale_id=self.sale_id, payments=payments,
                total_minor=view.offer.total_minor,
            )

    def left_off(self) -> dict[str, Any]:
        """What it takes to stand here again after a power cut."""
        view, facts = self.view, {"sale_id": str(self.sale_id)}
        if view.done is None and (view.handed_minor is not None or view.tender != "cash"):
            return {**facts, "typed": {"tender": view.tender, "handed_minor": view.handed_minor}}
        return facts

    def go_on_from(self, typed: Mapping[str, Any]) -> None:
        """The same tender and the same sum as before; nothing of it is taken until somebody presses the key."""
        if typed:
            self._show(tender=str(typed["tender"]), handed_minor=typed["handed_minor"])
            self._ask_quote()

    def was_paid(self, completed: Completed) -> None:
        """It was paid before this screen was there to hear it."""
        self._show(done=completed)

    def still_asked(self) -> None:
        """A question came up instead of an answer: the key works again."""
        self._show(busy=False)

    def _on_news(self, topics: frozenset[str]) -> None:
        """Another customer, or a question about goods that was answered late: what is due may be another sum."""
        if topics & {"sale", "customer"} and self.view.offer is not None and not self.view.busy and self.view.done is None:
            self._ask()

    def _ask(self) -> None:
        self._desk.ask(payment_offer, done=self._show_offer, sale_id=self.sale_id)

    def _show_offer(self, offer: PaymentOffer) -> None:
        if self.view.done is None:
            self._show(offer=offer)
            self._ask_quote()

    def _ask_quote(self) -> None:
        view = self.view
        if view.offer is not None and view.amount_minor > 0 and not view.needs_customer:
            asked = (view.tender, view.amount_minor)
            self._desk.ask(
                payment_quote, done=lambda quote: self._show_quote(asked, quote), failed=lambda _error: self._show(quote=None),
                sale_id=self.sale_id, tender=asked[0], amount_minor=asked[1],
            )

    def _show_quote(self, asked: tuple[str, int], quote: Quote) -> None:
        if asked == (self.view.tender, self.view.amount_minor):
            self._show(quote=quote)

    def _taken(self, _payment_id: UUID) -> None:
        self._show(busy=False, handed_minor=None, tender="cash")
        self._ask()

    def _done(self, completed: Completed) -> None:
        self._show(busy=False, done=completed)
        self.paid.emit(completed)

    def _failed(self, error: AppError) -> None:
        self._show(busy=False)
        self._desk.failed.emit(Fault(error.code, self._desk.sentence(error), dict(error.facts)))
        self._ask()

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()
