"""Where goods are: stores, documents, movements (facts) and levels (their sum, for speed)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Card, Travels, points_to


class Store(Card, Base):
    """A place that holds goods; a branch may have several."""

    __tablename__ = "store"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    branch_id: Mapped[UUID] = mapped_column(points_to("branch.id"))
    name: Mapped[str]
    deleted_at: Mapped[datetime | None]


class StockDocument(Travels, Base):
    """A receipt, a write-off, or goods that were found. A fact."""

    __tablename__ = "stock_document"
    __table_args__ = (CheckConstraint("kind IN ('receipt', 'write_off', 'found')", name="kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    branch_id: Mapped[UUID]
    store_id: Mapped[UUID] = mapped_column(points_to("store.id"))
    reason: Mapped[str]
    line_count: Mapped[int]
    person_id: Mapped[UUID] = mapped_column(points_to("person.id"))
    at: Mapped[datetime]
    business_date: Mapped[date]


class StockMovement(Travels, Base):
    """Goods into (+) or out of (−) a store. Layers and cost (a later issue) are a projection of these rows. A fact.

    The table is its own index by document, so that a sale of twenty lines writes one tree and not three.
    """

    __tablename__ = "stock_movement"
    __table_args__ = (CheckConstraint("quantity_milli <> 0", name="not_nothing"), {"sqlite_with_rowid": False})

    document_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    product_id: Mapped[UUID] = mapped_column(points_to("product.id"))
    store_id: Mapped[UUID] = mapped_column(points_to("store.id"))
    quantity_milli: Mapped[int]
    document_kind: Mapped[str]
    line_id: Mapped[UUID | None]
    occurred_at: Mapped[datetime]
    business_date: Mapped[date]


class StockLevel(Base):
    """The sum of a product's movements in a store, written in the same transaction; `duken verify` proves it."""

    __tablename__ = "stock_level"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    store_id: Mapped[UUID] = mapped_column(primary_key=True)
    on_hand_milli: Mapped[int]
