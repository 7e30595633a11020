"""Where a card terminal says whether a card has paid: what a sale may count as paid by card. Used inside commands only."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, select

from app.core.devices.queries import stands_here
from app.core.intents.commands import queue_intent
from app.core.payments.views import Part, Tender
from app.core.staff.access import require
from app.kernel.errors import RuleBroken
from app.kernel.permissions import Right
from db.models.intents import Intent
from db.models.sales import PendingPayment
from db.prepared import Prepared
from db.uow import Uow

_intents = Intent.__table__
_IN_HAND = Prepared(
    select(_intents.c.state, _intents.c.amount_minor, _intents.c.kind).where(
        _intents.c.document_id == bindparam("sale"), _intents.c.state.in_(("new", "asked", "unknown"))
    )
)
_BOOKED = Prepared(
    select(_intents.c.payment_id).where(
        _intents.c.document_id == bindparam("sale"), _intents.c.state == "approved", _intents.c.payment_id.is_not(None)
    )
)


def check_nothing_in_hand(uow: Uow, sale_id: UUID, *, decides: bool = True) -> None:
    """The terminal is not asking a customer for this sale's money, or giving it back. What is in doubt stops no sale: who may
    settle it goes on (the customer pays in another way), and it stays among what is to be settled. `decides` False: what
    comes now decides nothing about the money.

    Refused: `payment.card_in_hand`, `right.missing`; asks `payment.card_in_doubt`.
    """
    uow.flush(Intent)
    for state, amount_minor, _kind in _IN_HAND.rows(uow.driver, sale=sale_id):
        if state != "unknown":
            raise RuleBroken("payment.card_in_hand", amount_minor=amount_minor)
        if decides:
            require(uow, Right.SETTLE_UNKNOWN)
        uow.confirm("payment.card_in_doubt", amount_minor=amount_minor)


def check_card_tenders(
    uow: Uow, sale_id: UUID, *, taken: Sequence[PendingPayment], offered: Sequence[Tender]
) -> None:
    """With a terminal a card has paid when the terminal has said so, and only then. Without one a person says it.

    Refused: `payment.terminal_needed`.
    """
    if not stands_here(uow, "card_terminal"):
        return
    if any(tender.kind == "card" for tender in offered):
        raise RuleBroken("payment.terminal_needed")
    cards = {row.id for row in taken if row.tender == "card"}
    if cards and not cards <= booked_by_terminal(uow, sale_id):
        raise RuleBroken("payment.terminal_needed")


def booked_by_terminal(uow: Uow, sale_id: UUID) -> set[UUID]:
    """The payments taken for an open sale that a terminal has approved."""
    uow.flush(Intent)
    return {row[0] for row in _BOOKED.rows(uow.driver, sale=sale_id)}


def queue_fiscal(uow: Uow, *, document_kind: str, document_id: UUID, amount_minor: int) -> None:
    """Where there is a fiscal register, a finished sale or return is told to it: a row of the same transaction."""
    if stands_here(uow, "fiscal_register"):
        queue_intent(
            uow, kind=f"fiscal_{document_kind}", document_kind=document_kind, document_id=document_id,
            amount_minor=amount_minor,
        )


def queue_card_refunds(uow: Uow, *, return_id: UUID, refunds: Sequence[tuple[UUID | None, Sequence[Part]]]) -> None:
    """Where there is a terminal, what goes back to cards is asked of it: by receipt and its parts. The payment that the
    receipt was paid by is named where the terminal has taken it, and the largest if there are several."""
    if not stands_here(uow, "card_terminal"):
        return
    for sale_id, parts in refunds:
        for part in parts:
            if part.kind == "card" and part.amount_minor > 0:
                queue_intent(
                    uow, kind="card_refund", document_kind="return", document_id=return_id,
                    amount_minor=part.amount_minor, origin_id=_origin(uow, sale_id),
                )


def _origin(uow: Uow, sale_id: UUID | None) -> UUID | None:
    query = select(Intent.id).where(
        Intent.document_id == sale_id, Intent.kind == "card_payment", Intent.state == "approved"
    )
    found: UUID | None = uow.session.scalar(query.order_by(Intent.amount_minor.desc()).limit(1))
    return found
