"""What is still to be printed, opened or sent."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.jobs.views import PrintJobView
from db.models.agents import AgentSale
from db.models.documents import DrawerJob, PrintJob
from db.models.outbox import Outbox
from db.models.sales import Sale, SaleReturn
from db.models.sync import SyncTarget


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
    return last - (session.scalar(select(SyncTarget.answered_seq).where(SyncTarget.name == "centre")) or 0)
