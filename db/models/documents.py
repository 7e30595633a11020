"""What must still happen outside: print jobs and drawer jobs, written with the fact that asks for them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class PrintJob(Base):
    """queued → sending → sent | failed | unknown. `body` is rendered once; a reprint is a new job with `copy` above 0."""

    __tablename__ = "print_job"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'sending', 'sent', 'failed', 'unknown')", name="state"),
        Index("ix_print_job_waiting", "state", sqlite_where=text("state <> 'sent'")),
        Index("ix_print_job_document", "document_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    document_kind: Mapped[str]
    document_id: Mapped[UUID]
    copy: Mapped[int]
    state: Mapped[str]
    body: Mapped[bytes | None]
    problem: Mapped[str | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class DrawerJob(Base):
    """The drawer shall open; a job of its own, so that an empty paper roll does not keep it shut."""

    __tablename__ = "drawer_job"
    __table_args__ = (Index("ix_drawer_job_waiting", "state", sqlite_where=text("state <> 'sent'")),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    document_kind: Mapped[str]
    document_id: Mapped[UUID]
    state: Mapped[str]
    created_at: Mapped[datetime]
