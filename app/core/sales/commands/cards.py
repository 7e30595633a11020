"""A card through the terminal: written down, asked, and booked in the same transaction as the answer is stored."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.core.audit.commands import audit
from app.core.devices.queries import stands_here
from app.core.intents.commands import accept_by_hand, mark_answered, queue_intent
from app.core.intents.rules import Answer
from app.core.intents.views import IntentView
from app.core.payments.rules import settle
from app.core.payments.views import Tender
from app.core.sales.cards import check_nothing_in_hand
from app.core.sales.cart import open_draft
from app.core.staff.access import require
from app.kernel.errors import RuleBroken
from app.kernel.permissions import Right
from db.models.intents import Intent
from db.models.sales import PendingPayment, Sale
from db.uow import Uow


def ask_card(uow: Uow, *, sale_id: UUID, amount_minor: int) -> UUID:
    """Let the terminal take so much for an open sale; answers our id of it. It is asked beside the till, and the money stands
    among what was taken for the sale as soon as it has said yes.

    Refused: `right.missing`, `payment.no_terminal`, `sale.not_open`, `payment.not_positive`, `payment.too_much`,
    `payment.card_in_hand`; asks `payment.card_in_doubt`.
    """
    require(uow, Right.SELL)
    if not stands_here(uow, "card_terminal"):
        raise RuleBroken("payment.no_terminal")
    sale = open_draft(uow, sale_id)
    check_nothing_in_hand(uow, sale_id)
    settle(max(amount_minor, 0), [Tender("card", amount_minor)])  # refuses what no sum could be paid with
    query = select(PendingPayment.amount_minor).where(PendingPayment.sale_id == sale_id, PendingPayment.tender != "cash")
    charged = amount_minor + sum(uow.session.scalars(query))
    if charged > sale.total_minor:
        raise RuleBroken("payment.too_much", over_minor=charged - sale.total_minor)
    return queue_intent(
        uow, kind="card_payment", document_kind="sale", document_id=sale_id, amount_minor=amount_minor
    )


def ask_card_back(uow: Uow, *, intent_id: UUID) -> UUID:
    """Let the terminal give back what it took: for a sale that is still open, or that the money never came into. What is part
    of a finished sale comes back by a return. Answers our id of the refund.

    Refused: `right.missing`, `intent.not_approved`, `intent.in_a_sale`, `payment.card_in_hand`, `not_found`.
    """
    row = uow.get(Intent, intent_id)
    if row.kind != "card_payment" or row.state != "approved":
        raise RuleBroken("intent.not_approved", state=row.state)
    is_open = uow.row(Sale, row.document_id).state in ("open", "parked")
    require(uow, Right.SELL if is_open else Right.SETTLE_UNKNOWN)
    if row.payment_id is not None and not is_open:
        raise RuleBroken("intent.in_a_sale")
    under_way = select(Intent.id).where(
        Intent.origin_id == intent_id, Intent.state.in_(("new", "asked", "unknown", "approved"))
    )
    if uow.session.scalar(under_way.limit(1)) is not None:
        raise RuleBroken("payment.card_in_hand", amount_minor=row.amount_minor)
    return queue_intent(
        uow, kind="card_refund", document_kind="sale", document_id=row.document_id, amount_minor=row.amount_minor,
        origin_id=intent_id,
    )


def book_answer(uow: Uow, *, intent_id: UUID, answer: Answer) -> IntentView:
    """What the device has said, and what follows from it, together: a power cut forgets neither. Refused: `not_found`."""
    return _booked(uow, mark_answered(uow, intent_id=intent_id, answer=answer))


def accept_card_by_hand(uow: Uow, *, intent_id: UUID, reference: str) -> IntentView:
    """The terminal cannot say, but a person holds its slip: it was done. `reference` is the number on the slip.

    Refused: `right.missing`, `intent.not_in_doubt`, `intent.reference_used`, `text.empty`, `text.too_long`, `not_found`.
    """
    return _booked(uow, accept_by_hand(uow, intent_id=intent_id, reference=reference))


def _booked(uow: Uow, seen: IntentView) -> IntentView:
    """An approved payment is money taken for its sale, while that is open; an approved refund of such money takes it out."""
    if seen.state != "approved" or seen.document_kind != "sale":
        return seen
    if seen.kind == "card_payment" and seen.payment_id is None:
        _take(uow, seen)
    elif seen.kind == "card_refund":
        _give_back(uow, seen)
    return seen


def _take(uow: Uow, seen: IntentView) -> None:
    if uow.row(Sale, seen.document_id).state not in ("open", "parked"):
        return  # it was paid in another way meanwhile: this money waits among what is to be settled
    payment_id = uow.new_id()
    uow.add(
        PendingPayment(
            id=payment_id, sale_id=seen.document_id, tender="card", amount_minor=seen.amount_minor,
            tendered_minor=seen.amount_minor, owner_id=None, reference=seen.reference or None,
        )
    )
    uow.get(Intent, seen.intent_id).payment_id = payment_id
    uow.touch("sale")
    audit(uow, "payment.taken", seen.document_id, tender="card", amount_minor=seen.amount_minor)


def _give_back(uow: Uow, seen: IntentView) -> None:
    origin_id = uow.get(Intent, seen.intent_id).origin_id
    origin = uow.get(Intent, origin_id) if origin_id is not None else None
    taken = uow.session.get(PendingPayment, origin.payment_id) if origin is not None and origin.payment_id else None
    if taken is None:
        return
    uow.session.delete(taken)
    uow.touch("sale")
    audit(uow, "payment.given_back", seen.document_id, tender="card", amount_minor=seen.amount_minor)
