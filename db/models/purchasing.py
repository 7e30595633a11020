"""Around stock documents: who supplies, how much there should be at least, and documents that are being written (drafts)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Card, points_to

DRAFT_KINDS = ("receipt", "write_off", "supplier_return", "opening", "count", "order", "transfer")


class Supplier(Card, Base):
    """Somebody from whom goods are bought."""

    __tablename__ = "supplier"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    phone: Mapped[str | None]
    note: Mapped[str | None]
    deleted_at: Mapped[datetime | None]


class StockMinimum(Card, Base):
    """How much of a product a store should have at least, and up to how much is ordered when it has less."""

    __tablename__ = "stock_minimum"
    __table_args__ = (
        Index("uq_stock_minimum_place", "product_id", "store_id", unique=True),
        CheckConstraint("min_milli >= 0 AND up_to_milli >= min_milli", name="in_order"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    product_id: Mapped[UUID] = mapped_column(points_to("product.id"))
    store_id: Mapped[UUID] = mapped_column(points_to("store.id"))
    min_milli: Mapped[int]
    up_to_milli: Mapped[int]


class StockDraft(Base):
    """A stock document that is being written; local. `posted_id` is the document that came of it: a draft is posted once.
    `to_store_id` is where a transfer goes."""

    __tablename__ = "stock_draft"
    __table_args__ = (CheckConstraint(f"kind IN {DRAFT_KINDS!r}", name="kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    store_id: Mapped[UUID] = mapped_column(points_to("store.id"))
    person_id: Mapped[UUID] = mapped_column(points_to("person.id"))
    opened_at: Mapped[datetime]
    supplier_id: Mapped[UUID | None] = mapped_column(points_to("supplier.id"))
    order_id: Mapped[UUID | None]
    category_id: Mapped[UUID | None]
    cause: Mapped[str | None]
    reason: Mapped[str]
    extra_minor: Mapped[int]
    happened_at: Mapped[datetime | None]
    posted_id: Mapped[UUID | None]
    to_store_id: Mapped[UUID | None]


class StockDraftLine(Base):
    """A line of a draft. `cost_minor` is of the whole line, or of one (`cost_is_of_one`). Of a count: `quantity_milli` is what
    was counted so far, `expected_milli` the level when it was counted last (`counted_at`)."""

    __tablename__ = "stock_draft_line"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    draft_id: Mapped[UUID] = mapped_column(points_to("stock_draft.id"), index=True)
    product_id: Mapped[UUID] = mapped_column(points_to("product.id"))
    quantity_milli: Mapped[int]
    cost_minor: Mapped[int | None]
    cost_is_of_one: Mapped[bool]
    batch: Mapped[str | None]
    expires_on: Mapped[date | None]
    expected_milli: Mapped[int | None]
    counted_at: Mapped[datetime | None]
