"""The drawer: shifts, every coin that goes in or out, counts and closings. All facts but the shift's state."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Travels, points_to


class Shift(Travels, Base):
    """A cashier's stretch at a till, numbered without gaps; `state` goes from open to closed, once."""

    __tablename__ = "shift"
    __table_args__ = (Index("uq_shift_open", "till_id", unique=True, sqlite_where=text("state = 'open'")),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    branch_id: Mapped[UUID] = mapped_column(points_to("branch.id"))
    till_id: Mapped[UUID] = mapped_column(points_to("till.id"))
    number: Mapped[int]
    state: Mapped[str]
    float_minor: Mapped[int]
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID] = mapped_column(points_to("person.id"))
    business_date: Mapped[date]


class ShiftClosing(Travels, Base):
    """The Z: what the books expected, what was counted, why they differ; `report` is the Z as canonical JSON."""

    __tablename__ = "shift_closing"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    shift_id: Mapped[UUID] = mapped_column(points_to("shift.id"), unique=True)
    expected_minor: Mapped[int]
    counted_minor: Mapped[int]
    difference_minor: Mapped[int]
    reason: Mapped[str | None]
    audit_head: Mapped[bytes]
    report: Mapped[bytes]
    closed_at: Mapped[datetime]
    closed_by: Mapped[UUID] = mapped_column(points_to("person.id"))


class ShiftCount(Travels, Base):
    """How many pieces of one denomination were in the drawer at closing."""

    __tablename__ = "shift_count"
    __table_args__ = (CheckConstraint("pieces > 0", name="pieces_positive"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    shift_id: Mapped[UUID] = mapped_column(points_to("shift.id"), index=True)
    denomination_minor: Mapped[int]
    pieces: Mapped[int]


class ShiftVerification(Travels, Base):
    """The third figure: what a manager counted after the cashier, per shift."""

    __tablename__ = "shift_verification"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    shift_id: Mapped[UUID] = mapped_column(points_to("shift.id"), index=True)
    verified_minor: Mapped[int]
    note: Mapped[str | None]
    at: Mapped[datetime]
    person_id: Mapped[UUID] = mapped_column(points_to("person.id"))


class CashEntry(Travels, Base):
    """Money into (+) or out of (−) the drawer. What was tendered and the change are two entries. A fact."""

    __tablename__ = "cash_entry"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('float', 'tendered', 'change', 'refund', 'cash_in', 'cash_out', 'correction')", name="kind"
        ),
        CheckConstraint("amount_minor <> 0", name="not_nothing"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    shift_id: Mapped[UUID] = mapped_column(points_to("shift.id"), index=True)
    kind: Mapped[str]
    amount_minor: Mapped[int]
    document_kind: Mapped[str]
    document_id: Mapped[UUID]
    at: Mapped[datetime]
    person_id: Mapped[UUID] = mapped_column(points_to("person.id"))


class CashOperation(Travels, Base):
    """Cash brought in or taken out for a reason (a cash order), or the drawer opened without money. A fact."""

    __tablename__ = "cash_operation"
    __table_args__ = (CheckConstraint("kind IN ('cash_in', 'cash_out', 'drawer')", name="kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    amount_minor: Mapped[int]
    reason: Mapped[str]
    shift_id: Mapped[UUID] = mapped_column(points_to("shift.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(points_to("person.id"))
    at: Mapped[datetime]
    business_date: Mapped[date]
