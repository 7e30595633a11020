"""What came and does not stand in the tables, and how far the first load is."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.received.views import OpenView
from db.models.sync import Received
from db.prepared import driver_of

TRIED_AGAIN = ("waiting", "newer")


def kept_back(session: Session, *, most: int = 200) -> tuple[OpenView, ...]:
    """The pieces that came and could not be stored, oldest first; one that a person has put away (no reason) is left out."""
    query = (
        select(Received.id, Received.kind, Received.state, Received.reason, Received.till_id, Received.at)
        .where(Received.state != "applied", Received.reason.is_not(None)).order_by(Received.seq).limit(most)
    )
    return tuple(OpenView(*row) for row in session.execute(query))


def to_try_again(session: Session, *, after: UUID | None = None, most: int = 500) -> tuple[UUID, ...]:
    """The ids of those that may be applied once more has come."""
    query = select(Received.id).where(Received.state.in_(TRIED_AGAIN)).order_by(Received.id).limit(most)
    return tuple(session.scalars(query if after is None else query.where(Received.id > after)))


def goods_by_length(session: Session) -> list[bytes]:
    """The ids of all products as the file has them, those with short names first: so the search's tables are written in their
    order, which is half the work."""
    found = driver_of(session).execute("SELECT id FROM product ORDER BY length(name), name").fetchall()
    return [row[0] for row in found]


def count_received(session: Session) -> int:
    """How many documents of others stand here."""
    return session.scalar(select(func.count()).select_from(Received).where(Received.state == "applied")) or 0
