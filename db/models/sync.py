"""How far others have been told, and what they had to say against it. Local: it travels nowhere."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class SyncTarget(Base):
    """Somebody whom this program tells what happened: the centre. All of the outbox up to `answered_seq` was answered there.

    `address` says where it is, never with a password; `feed_*` is how far its feed was read.
    """

    __tablename__ = "sync_target"

    name: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str]
    answered_seq: Mapped[int]
    feed_epoch: Mapped[UUID | None]
    feed_xid: Mapped[int]
    feed_seq: Mapped[int]
    succeeded_at: Mapped[datetime | None]


class OutboxTrouble(Base):
    """A document that was answered otherwise than by *applied*: it is kept there, counted here, and listed until it is mended."""

    __tablename__ = "outbox_trouble"
    __table_args__ = (CheckConstraint("state IN ('parked', 'rejected', 'quarantined')", name="state"),)

    target: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    reason: Mapped[str | None]
    at: Mapped[datetime]
