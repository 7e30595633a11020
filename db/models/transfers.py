"""Goods on their way from one store to another, what became of them, and how a difference was settled. Facts (ADR 0025)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Travels, points_to


class Transfer(Travels, Base):
    """Goods that left one store for another. `purpose`: `store`, to an agent's bag (`agent`), or out of one (`return`)."""

    __tablename__ = "transfer"
    __table_args__ = (
        CheckConstraint("purpose IN ('store', 'agent', 'return')", name="purpose"),
        CheckConstraint("from_store_id <> to_store_id", name="goes_elsewhere"),
        Index("ix_transfer_to", "to_store_id", "business_date"), Index("ix_transfer_from", "from_store_id", "business_date"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]
    branch_id: Mapped[UUID]
    from_store_id: Mapped[UUID] = mapped_column(points_to("store.id"))
    to_store_id: Mapped[UUID] = mapped_column(points_to("store.id"))
    request_id: Mapped[UUID | None]
    note: Mapped[str | None]
    line_count: Mapped[int]
    person_id: Mapped[UUID] = mapped_column(points_to("person.id"))
    at: Mapped[datetime]
    business_date: Mapped[date]


class TransferLine(Travels, Base):
    """One product of a transfer. Its header's purpose and day, and whose bag it is about (none between stores), stand here too:
    the agents' report adds up lines without looking for their headers."""

    __tablename__ = "transfer_line"
    __table_args__ = (
        CheckConstraint("quantity_milli > 0", name="quantity_positive"),
        Index("ix_transfer_line_report", "transfer_id", "product_id", "quantity_milli"),
        Index("ix_transfer_line_bag", "purpose", "bag_id", "product_id", "business_date", "quantity_milli"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    transfer_id: Mapped[UUID] = mapped_column(points_to("transfer.id"))
    position: Mapped[int]
    product_id: Mapped[UUID] = mapped_column(points_to("product.id"))
    name: Mapped[str]
    unit: Mapped[str]
    quantity_milli: Mapped[int]
    purpose: Mapped[str]
    bag_id: Mapped[UUID | None]
    business_date: Mapped[date]


class TransferAnswer(Travels, Base):
    """What arrived of a transfer: one for each; two, where tills answered that could not hear each other. `is_open`: something
    neither arrived nor came back, and is to be settled."""

    __tablename__ = "transfer_answer"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    transfer_id: Mapped[UUID] = mapped_column(points_to("transfer.id"), index=True)
    is_open: Mapped[bool]
    line_count: Mapped[int]
    person_id: Mapped[UUID] = mapped_column(points_to("person.id"))
    at: Mapped[datetime]
    business_date: Mapped[date]


class TransferAnswerLine(Travels, Base):
    """Of one line: what arrived, and what came back; the rest of it is a difference. The day and the bag (none between stores)
    stand here for the report."""

    __tablename__ = "transfer_answer_line"
    __table_args__ = (
        CheckConstraint("accepted_milli >= 0 AND back_milli >= 0", name="not_negative"),
        Index("ix_transfer_answer_line_report", "answer_id", "product_id", "accepted_milli"),
        Index("ix_transfer_answer_line_bag", "bag_id", "product_id", "business_date", "accepted_milli"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    answer_id: Mapped[UUID] = mapped_column(points_to("transfer_answer.id"))
    transfer_line_id: Mapped[UUID] = mapped_column(points_to("transfer_line.id"), index=True)
    product_id: Mapped[UUID] = mapped_column(points_to("product.id"))
    accepted_milli: Mapped[int]
    back_milli: Mapped[int]
    bag_id: Mapped[UUID | None]
    business_date: Mapped[date]


class TransferSettlement(Travels, Base):
    """How the difference of a transfer was settled: it was found and came back, or it is lost."""

    __tablename__ = "transfer_settlement"
    __table_args__ = (CheckConstraint("outcome IN ('back', 'lost')", name="outcome"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    transfer_id: Mapped[UUID] = mapped_column(points_to("transfer.id"), index=True)
    outcome: Mapped[str]
    reason: Mapped[str]
    person_id: Mapped[UUID] = mapped_column(points_to("person.id"))
    at: Mapped[datetime]
    business_date: Mapped[date]
