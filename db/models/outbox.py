"""What happened here and still has to be told to the centre, in the order in which it happened."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class Outbox(Base):
    """The only sync state. `transaction_id` keeps together what was committed together; `body` is never changed."""

    __tablename__ = "outbox"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    transaction_id: Mapped[UUID]
    kind: Mapped[str]
    row_id: Mapped[UUID]
    format: Mapped[int]
    at: Mapped[datetime]
    body: Mapped[bytes]
    sha256: Mapped[bytes]
