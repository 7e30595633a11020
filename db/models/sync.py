"""How far others have been told and heard, what they said against it, and what they have stated. Local: it travels nowhere."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class SyncTarget(Base):
    """Somebody whom this program tells what happened: the centre. All of the outbox up to `answered_seq` was answered there.

    `address` says where it is, never with a password; `feed_*` is how far its feed was read. The cards that were there when this
    program first came are read table by table before (`loaded_*` is how far, `is_loaded` when all are here); the feed's own
    cards count from `cards_xid` on. `token` is always empty and read by nobody: a
    copy is known by the last document that was acknowledged (ADR 0026).
    `failed` is the code of what the last attempt was refused with, with its words, and since when that is so; empty once it went.
    """

    __tablename__ = "sync_target"

    name: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str]
    answered_seq: Mapped[int]
    feed_epoch: Mapped[UUID | None]
    feed_xid: Mapped[int]
    feed_seq: Mapped[int]
    cards_xid: Mapped[int] = mapped_column(server_default="0")
    is_loaded: Mapped[bool] = mapped_column(server_default="0")
    loaded_table: Mapped[str | None]
    loaded_id: Mapped[UUID | None]
    token: Mapped[UUID | None]
    succeeded_at: Mapped[datetime | None]
    failed: Mapped[str | None]
    failed_detail: Mapped[str | None]
    failed_at: Mapped[datetime | None]


class OutboxTrouble(Base):
    """A document that was answered otherwise than by *applied*: it is kept there, counted here, and listed until it is mended."""

    __tablename__ = "outbox_trouble"
    __table_args__ = (CheckConstraint("state IN ('parked', 'rejected', 'quarantined')", name="state"),)

    target: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    reason: Mapped[str | None]
    at: Mapped[datetime]


class CardState(Base):
    """Which version of the centre's (`ver`) of a card stands here: only a newer one is applied, and a patch names it as base."""

    __tablename__ = "card_state"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    table_name: Mapped[str] = mapped_column(primary_key=True)
    row_id: Mapped[UUID] = mapped_column(primary_key=True)
    ver: Mapped[int]


class Received(Base):
    """A document that another till has stated, byte for byte, or a card that cannot be stored yet (`kind` card, by its own id).

    `waiting`: what it points at has not come. `newer`: this program does not know all of it. `refused`: the books here cannot
    take it, for `reason`. Nothing of those three stands in the tables.
    """

    __tablename__ = "received"
    __table_args__ = (
        CheckConstraint("state IN ('applied', 'waiting', 'newer', 'refused')", name="state"),
        Index("ix_received_open", "state", sqlite_where=text("state <> 'applied'")),
    )

    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    till_id: Mapped[UUID]
    transaction_id: Mapped[UUID]
    kind: Mapped[str]
    row_id: Mapped[UUID]
    format: Mapped[int]
    body: Mapped[bytes]
    sha256: Mapped[bytes]
    state: Mapped[str]
    reason: Mapped[str | None]
    at: Mapped[datetime]
