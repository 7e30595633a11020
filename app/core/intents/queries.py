"""What is to be asked, what is in doubt, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.core.intents.showing import as_view
from app.core.intents.views import FISCAL_KINDS, IntentView
from app.kernel.errors import RuleBroken
from db.models.intents import IS_NOT_BOOKED, IS_OPEN, Intent

A_MOMENT = timedelta(minutes=1)


def intent_view(session: Session, *, intent_id: UUID) -> IntentView:
    """One intent. Refused: `not_found`."""
    row = session.get(Intent, intent_id)
    if row is None:
        raise RuleBroken("not_found", table="intent", id=intent_id)
    return as_view(row)


def waiting_intents(session: Session, *, kinds: Sequence[str], states: Sequence[str] = ("new",)) -> tuple[UUID, ...]:
    """What a device is still to be asked, oldest first."""
    query = select(Intent.id).where(IS_OPEN, Intent.state.in_(states), Intent.kind.in_(kinds)).order_by(Intent.id)
    return tuple(session.scalars(query))


def waiting_marks(session: Session, *, kinds: Sequence[str], states: Sequence[str]) -> frozenset[tuple[UUID, str, int]]:
    """The same with the state of each and how often it was asked: what is asked anew has another mark than what was left over."""
    query = select(Intent.id, Intent.state, Intent.tries).where(IS_OPEN, Intent.state.in_(states), Intent.kind.in_(kinds))
    return frozenset((intent_id, state, tries) for intent_id, state, tries in session.execute(query))


def intents_of(session: Session, *, document_id: UUID) -> tuple[IntentView, ...]:
    """All that was asked for a sale or a return, oldest first."""
    query = select(Intent).where(Intent.document_id == document_id).order_by(Intent.id)
    return tuple(as_view(row) for row in session.scalars(query))


def unsettled_intents(session: Session) -> tuple[IntentView, ...]:
    """What a person must look at, oldest first: in doubt (also while it is asked again), a refund or document that was declined,
    and money that a terminal has taken for a sale that it never came into (it was paid in another way meanwhile, or voided)."""
    doubtful = select(Intent).where(
        IS_OPEN,
        Intent.state.in_(("asked", "unknown"))
        | ((Intent.state == "new") & (Intent.tries > 0))
        | ((Intent.state == "declined") & (Intent.kind != "card_payment")),
    )
    refund = aliased(Intent)
    given_back = select(refund.id).where(refund.origin_id == Intent.id, refund.state.in_(("approved", "given_up")))
    late = select(Intent).where(IS_NOT_BOOKED, Intent.state == "approved", ~given_back.exists())
    rows = [*session.scalars(doubtful), *session.scalars(late)]
    return tuple(as_view(row) for row in sorted(rows, key=lambda row: row.id))


def unsettled_count(session: Session) -> int:
    """How many wait for a person, for a status bar. What a device has in hand does not, and what the fiscal register has not
    answered is asked again by itself."""
    return sum(
        each.state not in ("new", "asked") and not (each.kind in FISCAL_KINDS and each.state == "unknown")
        for each in unsettled_intents(session)
    )


def first_unregistered_at(session: Session) -> datetime | None:
    """Since when a document waits for its fiscal register; None when none does. What a person gave up waits no more."""
    query = select(func.min(Intent.created_at)).where(
        IS_OPEN, Intent.kind.in_(FISCAL_KINDS), Intent.state != "given_up"
    )
    found: datetime | None = session.scalar(query)
    return found


def is_being_registered(session: Session, *, document_ids: Collection[UUID], now: datetime) -> bool:
    """Whether the register will have one of these in a moment: it has been told, or is next, and answers in general. One that
    has left something open for long, or in doubt, is not waited for.
    """
    query = select(Intent.document_id, Intent.state, Intent.created_at).where(
        IS_OPEN, Intent.kind.in_(FISCAL_KINDS), Intent.state.in_(("new", "asked", "unknown"))
    )
    rows = session.execute(query).all()
    if any(state == "unknown" or created_at < now - A_MOMENT for _id, state, created_at in rows):
        return False
    return any(document_id in document_ids for document_id, _state, _created_at in rows)
