"""The audit: who did what, when, at which till, by whose right; each row is chained to the one before by its hash."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Travels


class AuditEntry(Travels, Base):
    """`facts` is canonical JSON; `hash` covers every column of the row and `previous_hash`. A fact."""

    __tablename__ = "audit_entry"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    till_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    lender_id: Mapped[UUID | None]
    action: Mapped[str]
    subject_id: Mapped[UUID | None]
    facts: Mapped[str]
    previous_hash: Mapped[bytes]
    hash: Mapped[bytes]


class AuditHead(Base):
    """The last entry's number and hash, in one row that every entry overwrites: a tail that is cut off is missed by it."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[bytes]
