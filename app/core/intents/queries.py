"""What is to be asked, what is in doubt, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.core.intents.showing import as_view
from app.core.intents.views import CARD_KINDS, FISCAL_KINDS, IntentView
from app.core.settings.queries import read_setting
from app.core.settings.rules import FISCAL_BY_REGISTER, FISCAL_COUNTRY
from app.kernel.errors import RuleBroken
from app.kernel.fiscal import FiscalClock, fiscal_clock
from db.models.intents import IS_NOT_BOOKED, IS_OPEN, Intent


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


def intents_of(session: Session, *, document_id: UUID) -> tuple[IntentView, ...]:
    """All that was asked for a sale or a return, oldest first."""
    query = select(Intent).where(Intent.document_id == document_id).order_by(Intent.id)
    return tuple(as_view(row) for row in session.scalars(query))


def unsettled_intents(session: Session) -> tuple[IntentView, ...]:
    """What a person must look at, oldest first: in doubt, a refund or document that was declined, and money that a terminal
    has taken for a sale that it never came into (it was paid in another way meanwhile, or voided)."""
    doubtful = select(Intent).where(
        IS_OPEN,
        Intent.state.in_(("asked", "unknown")) | ((Intent.state == "declined") & (Intent.kind != "card_payment")),
    )
    refund = aliased(Intent)
    given_back = select(refund.id).where(refund.origin_id == Intent.id, refund.state.in_(("approved", "given_up")))
    late = select(Intent).where(IS_NOT_BOOKED, Intent.state == "approved", ~given_back.exists())
    rows = [*session.scalars(doubtful), *session.scalars(late)]
    return tuple(as_view(row) for row in sorted(rows, key=lambda row: row.id))


def unsettled_count(session: Session) -> int:
    """How many a person must look at, for a status bar."""
    return len(unsettled_intents(session))


def first_unregistered_at(session: Session) -> datetime | None:
    """Since when a document waits for its fiscal register; None when none does. What a person gave up waits no more."""
    query = select(func.min(Intent.created_at)).where(
        IS_OPEN, Intent.kind.in_(FISCAL_KINDS), Intent.state != "given_up"
    )
    found: datetime | None = session.scalar(query)
    return found


def fiscal_standing(
    session: Session, *, branch_id: UUID, now: datetime, unsent_since: datetime | None = None
) -> FiscalClock | None:
    """The fiscal clock for a status bar, by the shop's country; None where there is no fiscal register.

    What waits in the journal counts, and what the register has signed but not sent yet (`unsent_since`, from its `state`).
    """
    if not read_setting(session, FISCAL_BY_REGISTER, branch_id=branch_id):
        return None
    country = read_setting(session, FISCAL_COUNTRY, branch_id=branch_id)
    since = [moment for moment in (first_unregistered_at(session), unsent_since) if moment is not None]
    return fiscal_clock(country=country, first_unsent_at=min(since, default=None), now=now)


def card_in_hand(session: Session, *, sale_id: UUID) -> IntentView | None:
    """The payment of an open sale that the terminal has in hand or that is in doubt; None where there is none."""
    query = select(Intent).where(
        Intent.document_id == sale_id, Intent.kind.in_(CARD_KINDS), Intent.state.in_(("new", "asked", "unknown"))
    )
    row = session.scalar(query.order_by(Intent.id.desc()).limit(1))
    return as_view(row) if row else None
