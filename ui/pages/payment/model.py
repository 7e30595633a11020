"""Paying one sale: the tender, what was handed over, what would come of it, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.core.intents.commands import ask_intent_again, withdraw_card
from app.core.intents.views import IntentView
from app.core.parties.views import CustomerView
from app.core.payments.views import Tender
from app.core.sales.commands.cards import ask_card, ask_card_back
from app.core.sales.commands.checkout import complete_sale, take_payment
from app.core.sales.paying import payment_offer, payment_quote
from app.core.sales.views import Completed, PaymentOffer, Quote
from app.kernel.errors import AppError
from ui.bridge.desk import Desk, Fault

OF_A_CUSTOMER = frozenset({"debt", "points", "prepayment"})
"""Ways of paying that need to know who pays."""


@dataclass(frozen=True, slots=True)
class PaymentView:
    """`handed_minor` None: nothing was typed, the exact sum is meant. `done`: the sale is paid. `refused`: the card was not
    charged, and why; `is_stopping`: nobody wants to wait for the card any more; `is_otherwise`: what is in doubt is left to
    whoever settles it, and the customer pays in another way."""

    offer: PaymentOffer | None = None
    tender: str = "cash"
    handed_minor: int | None = None
    quote: Quote | None = None
    busy: bool = False
    done: Completed | None = None
    refused: IntentView | None = None
    is_stopping: bool = False
    is_otherwise: bool = False

    @property
    def card(self) -> IntentView | None:
        """What the terminal was last asked for this sale; money that it is giving back comes first."""
        return (self.offer.card_back or self.offer.card) if self.offer is not None and self.done is None else None

    @property
    def charged(self) -> UUID | None:
        """What may go back to a card: the last that was charged for this sale, unless the terminal is busy with it."""
        if self.offer is None or not self.offer.charged or self.is_taking or self.is_in_doubt or self.done is not None:
            return None
        return self.offer.charged[-1][1]

    @property
    def is_waiting(self) -> bool:
        """The terminal has it in hand: nothing else can be taken meanwhile."""
        return self.card is not None and self.card.state in ("new", "asked")

    @property
    def is_in_doubt(self) -> bool:
        """Nobody knows whether the card was charged, and nobody has decided yet to go on without knowing."""
        return self.card is not None and self.card.state == "unknown" and not self.is_otherwise

    @property
    def is_taking(self) -> bool:
        """Money is on its way; no goods come to this receipt now."""
        return self.busy or self.is_waiting

    @property
    def asks_terminal(self) -> bool:
        """The green key sends the sum to the terminal."""
        return self.offer is not None and self.offer.by_terminal and self.tender == "card" and self.due_minor > 0

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
        if self.offer is None or self.is_taking or self.is_in_doubt or self.done is not None or self.needs_customer:
            return False
        return self.is_part or self.amount_minor >= self.due_minor


def _nothing() -> None:
    """Where no terminal stands."""


class PaymentModel(QObject):
    """Signals:
    changed: the view is another one.
    paid: a `Completed`.
    """

    changed = Signal()
    paid = Signal(object)

    def __init__(
        self, desk: Desk, sale_id: UUID, *, cancel: Callable[[], None] = _nothing,
        is_in_front: Callable[[], bool] = lambda: True,
    ) -> None:
        super().__init__()
        self._desk, self.sale_id, self._cancel, self._is_in_front = desk, sale_id, cancel, is_in_front
        self._awaited: UUID | None = None
        self._has_come, self._asks = True, 0
        self.view = PaymentView()
        desk.runner.changed.connect(self._on_news)
        self._ask()

    def look_again(self) -> None:
        """Back from the receipt, which may be another by now: cash that was typed for it stays."""
        handed = self.view.handed_minor if self.view.tender == "cash" else None
        self._has_come = True
        self._show(offer=None, quote=None, tender="cash", handed_minor=handed)
        self._ask()

    def choose(self, tender: str) -> None:
        """Pay this way; what was typed for another is forgotten."""
        if self.view.done is None and not self.view.is_waiting:
            self._show(tender=tender, handed_minor=None, refused=None)
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
        self._show(busy=True, refused=None, is_stopping=False)
        tender = Tender(view.tender, view.amount_minor)
        if view.asks_terminal:
            self._desk.run(
                ask_card, done=self._asked, failed=self._failed, sale_id=self.sale_id, amount_minor=view.amount_minor
            )
        elif view.is_part:
            self._desk.run(take_payment, done=self._taken, failed=self._failed, sale_id=self.sale_id, tender=tender)
        else:
            self._complete([tender] if view.due_minor else [], view.offer.total_minor)

    def stop_waiting(self) -> None:
        """Nobody waits for the card any more. What became of it the terminal says; it is never asked for a second time."""
        card = self.view.card
        if card is not None and self.view.is_waiting:
            self._show(is_stopping=True)
            self._cancel()
            self._desk.run(withdraw_card, failed=self._failed, intent_id=card.intent_id)

    def ask_again(self) -> None:
        """The terminal is asked what became of it; that moves no money."""
        card = self.view.card
        if card is not None and card.state == "unknown" and not self.view.busy:
            self._show(busy=True, is_otherwise=False, is_stopping=False)
            self._desk.run(ask_intent_again, done=self._asked, failed=self._failed, intent_id=card.intent_id)

    def give_back(self) -> None:
        """What the terminal has charged last for this sale goes back to the card."""
        charged = self.view.charged
        if charged is not None:
            self._show(busy=True, refused=None, is_stopping=False)
            self._desk.run(ask_card_back, done=self._asked, failed=self._failed, intent_id=charged)

    def pay_otherwise(self) -> None:
        """Go on without knowing; taking the money then asks for the right to."""
        if self.view.is_in_doubt:
            self._show(is_otherwise=True, tender="cash", handed_minor=None)
            self._ask_quote()

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
        view = self.view
        if topics & {"sale", "customer", "intent", "devices"} and view.offer and not view.busy and view.done is None:
            self._ask()

    def _ask(self) -> None:
        """Two threads answer questions: what was asked last is what holds, whichever answer comes last."""
        self._asks += 1
        place = self._asks
        self._desk.ask(payment_offer, done=lambda offer: self._show_offer(place, offer), sale_id=self.sale_id)

    def _show_offer(self, place: int, offer: PaymentOffer) -> None:
        if self.view.done is not None or place != self._asks:
            return
        card, has_come, self._has_come = offer.card, self._has_come, False
        self._show(offer=offer)
        if has_come and card is not None and card.state == "approved" and offer.left_minor == 0:
            self._awaited = card.intent_id  # the terminal said yes while nobody looked
        if self.view.is_waiting or self.view.is_in_doubt:
            self._awaited = card.intent_id if card is not None else None
        elif card is not None and card.intent_id == self._awaited and self._is_in_front():
            self._hear(card)
        self._ask_quote()

    def _hear(self, card: IntentView) -> None:
        """The terminal has said yes or no."""
        self._awaited = None
        view = self.view
        if card.state == "declined":
            self._show(refused=card, is_otherwise=False)
        elif card.state == "approved" and view.offer is not None and view.due_minor == 0 and not view.busy:
            self._show(busy=True)
            self._complete([], view.offer.total_minor)
        else:
            self._show(tender="cash", handed_minor=None, is_otherwise=False)

    def _complete(self, payments: list[Tender], total_minor: int) -> None:
        self._desk.run(
            complete_sale, done=self._done, failed=self._failed, sale_id=self.sale_id, payments=payments,
            total_minor=total_minor,
        )

    def _asked(self, intent_id: UUID | None) -> None:
        self._awaited = intent_id or self._awaited
        self._show(busy=False)
        self._ask()

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
