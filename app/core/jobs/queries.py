"""What is still to be printed, opened or sent."""

from __future__ import annotations

from uuid import UUID

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.jobs.views import PrintJobView, SyncState, TroubleView
from db.models.agents import AgentSale
from db.models.documents import DrawerJob, PrintJob
from db.models.outbox import Outbox
from db.models.sales import Sale, SaleReturn
from db.models.sync import OutboxTrouble, SyncTarget

CENTRE = "centre"
REFUSED = ("rejected", "quarantined")
"""What is not applied by itself later: somebody has to look at it."""


def waiting_prints(session: Session, *, states: tuple[str, ...] = ("queued",), limit: int = 50) -> tuple[PrintJobView, ...]:
    """Jobs in these states, oldest first."""
    query = (
        select(PrintJob, func.coalesce(Sale.number, SaleReturn.number, AgentSale.number))
        .outerjoin(Sale, Sale.id == PrintJob.document_id).outerjoin(SaleReturn, SaleReturn.id == PrintJob.document_id)
        .outerjoin(AgentSale, AgentSale.id == PrintJob.document_id)
        .where(PrintJob.state != "sent", PrintJob.state.in_(states)).order_by(PrintJob.id).limit(limit)
    )
    return tuple(
        PrintJobView(row.id, row.document_kind, row.document_id, row.copy, row.state, row.problem, row.created_at, number)
        for row, number in session.execute(query)
    )


def waiting_drawers(session: Session) -> tuple[UUID, ...]:
    """Drawer jobs that nobody has done yet, oldest first."""
    waiting = select(DrawerJob.id).where(DrawerJob.state != "sent", DrawerJob.state == "queued")  # the index knows the first
    return tuple(session.scalars(waiting.order_by(DrawerJob.id)))


def unprinted_count(session: Session) -> int:
    """How many jobs are not on paper yet, for whatever reason."""
    return session.scalar(select(func.count()).select_from(PrintJob).where(PrintJob.state != "sent")) or 0


def unsent_count(session: Session) -> int:
    """How many documents the centre has not answered yet: they are numbered without a gap."""
    last = session.scalar(select(func.max(Outbox.seq))) or 0
    return last - (session.scalar(select(SyncTarget.answered_seq).where(SyncTarget.name == CENTRE)) or 0)


def sync_state(session: Session, *, target: str = CENTRE, most: int = 200) -> SyncState | None:
    """How far this target was told; None where none is connected. At most so many troubles, oldest first."""
    row = session.get(SyncTarget, target)
    if row is None:
        return None
    last = session.scalar(select(func.max(Outbox.seq))) or 0
    since = session.scalar(select(Outbox.at).where(Outbox.seq > row.answered_seq).order_by(Outbox.seq).limit(1))
    refused = select(func.count()).select_from(OutboxTrouble).where(
        OutboxTrouble.target == target, OutboxTrouble.state.in_(REFUSED)
    )
    return SyncState(
        row.address, last - row.answered_seq, since, session.scalar(refused) or 0, _troubles(session, target, most),
        row.succeeded_at, row.failed or "", row.failed_detail or "", row.failed_at,
    )


def _troubles(session: Session, target: str, most: int) -> tuple[TroubleView, ...]:
    if not most:
        return ()
    query = (
        select(OutboxTrouble, Outbox.kind, Outbox.row_id, Outbox.body).join(Outbox, Outbox.seq == OutboxTrouble.seq)
        .where(OutboxTrouble.target == target).order_by(OutboxTrouble.seq).limit(most)
    )
    return tuple(_trouble(*row) for row in session.execute(query))


def _trouble(found: OutboxTrouble, kind: str, row_id: UUID, body: bytes) -> TroubleView:
    told = orjson.loads(body)
    number, table = told.get("number"), told.get("table")
    return TroubleView(
        found.seq, kind, row_id, found.state, found.reason, found.at, number=str(number) if number else None, table=table
    )
