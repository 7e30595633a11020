"""Where goods are: stores, documents, movements (facts), levels (their sum) and FIFO layers (their projection, ADR 0024)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Card, Travels, points_to


class Store(Card, Base):
    """A place that holds goods; a branch may have several, and each agent's bag is one (`kind` agent, of `person_id`)."""

    __tablename__ = "store"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    branch_id: Mapped[UUID] = mapped_column(points_to("branch.id"))
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="shop")
    person_id: Mapped[UUID | None]
    deleted_at: Mapped[datetime | None]


DOCUMENT_KINDS = (
    "receipt", "write_off", "found", "supplier_return", "opening", "count", "order", "order_close", "undo",
)
"""What stock documents there are. The last but one ends an order, the last takes another document back."""


class StockDocument(Travels, Base):
    """What was received, written off, sent back, counted, ordered, …; its lines say of what. A fact.

    `at` is when it happened, `posted_at` when it was entered. `cause` is why goods were written off, `takes_back_id` the
    document that an `undo` takes back, `order_id` the order that a receipt (or `order_close`) answers. `extra_minor` is what
    the whole cost besides: its lines have their shares of it.
    """

    __tablename__ = "stock_document"
    __table_args__ = (
        CheckConstraint(f"kind IN {DOCUMENT_KINDS!r}", name="kind"),
        CheckConstraint("extra_minor >= 0", name="extra_not_negative"),
        Index("ix_stock_document_takes_back", "takes_back_id", sqlite_where=text("takes_back_id IS NOT NULL")),
        Index("ix_stock_document_order", "order_id", sqlite_where=text("order_id IS NOT NULL")),
        Index("ix_stock_document_posted", "posted_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    branch_id: Mapped[UUID]
    store_id: Mapped[UUID] = mapped_column(points_to("store.id"))
    supplier_id: Mapped[UUID | None] = mapped_column(points_to("supplier.id"))
    order_id: Mapped[UUID | None]
    takes_back_id: Mapped[UUID | None]
    cause: Mapped[str | None]
    reason: Mapped[str]
    extra_minor: Mapped[int]
    line_count: Mapped[int]
    person_id: Mapped[UUID] = mapped_column(points_to("person.id"))
    at: Mapped[datetime]
    posted_at: Mapped[datetime]
    business_date: Mapped[date]


class StockLine(Travels, Base):
    """One line of a stock document. A fact; a movement points at it by `line_id`, and a layer by its `lot_id`.

    `quantity_milli` is positive; of a count and of an `undo` it is what moved: + in, − out (nothing, if a count agreed).
    `cost_minor` is what the line cost altogether, with `extra_minor`, its share of the document's extra costs, in it.
    `expected_milli` is the level at the moment at which `counted_milli` was counted.
    """

    __tablename__ = "stock_line"
    __table_args__ = (
        CheckConstraint("cost_minor >= 0", name="cost_not_negative"),
        Index("uq_stock_line_id", "id", unique=True),
        Index("ix_stock_line_expires", "expires_on", sqlite_where=text("expires_on IS NOT NULL")),
        {"sqlite_with_rowid": False},
    )

    document_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    product_id: Mapped[UUID] = mapped_column(points_to("product.id"))
    quantity_milli: Mapped[int]
    cost_minor: Mapped[int | None]
    extra_minor: Mapped[int]
    batch: Mapped[str | None]
    expires_on: Mapped[date | None]
    expected_milli: Mapped[int | None]
    counted_milli: Mapped[int | None]


class StockMovement(Travels, Base):
    """Goods into (+) or out of (−) a store. A fact; layers and what things cost are a projection of these rows.

    `cost_minor` is what an inflow is said to have cost altogether; `origin_*` name the outflow that it puts back or carries
    on, or the inflow that it takes back. `booked_minor` is what this till found it to cost when it was stored (out: taken, in:
    brought); what it turned out to cost later stands in `cost_correction`. The table is its own index by document, so that a
    sale of twenty lines writes one tree and not three.
    """

    __tablename__ = "stock_movement"
    __table_args__ = (
        CheckConstraint("quantity_milli <> 0", name="not_nothing"), CheckConstraint("cost_minor >= 0", name="cost_not_negative"),
        Index("ix_stock_movement_product", "product_id", "occurred_at", "id"),
        Index("ix_stock_movement_origin", "origin_id", sqlite_where=text("origin_id IS NOT NULL")),
        {"sqlite_with_rowid": False},
    )

    document_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    product_id: Mapped[UUID] = mapped_column(points_to("product.id"))
    store_id: Mapped[UUID] = mapped_column(points_to("store.id"))
    quantity_milli: Mapped[int]
    document_kind: Mapped[str]
    line_id: Mapped[UUID | None]
    occurred_at: Mapped[datetime]
    business_date: Mapped[date]
    cost_minor: Mapped[int | None]
    origin_document_id: Mapped[UUID | None]
    origin_id: Mapped[UUID | None]
    booked_minor: Mapped[int]


class CostCorrection(Base):
    """What a movement turned out to cost more (or less) than was booked: its debt was settled, or an earlier fact came late.
    A fact of the day on which it was found; it does not travel, for who has all movements finds it by himself."""

    __tablename__ = "cost_correction"
    __table_args__ = (
        CheckConstraint("delta_minor <> 0", name="not_nothing"), CheckConstraint("cause IN ('settled', 'late')", name="cause"),
        {"sqlite_with_rowid": False},
    )

    document_id: Mapped[UUID] = mapped_column(primary_key=True)
    movement_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    delta_minor: Mapped[int]
    cause: Mapped[str]
    at: Mapped[datetime]
    business_date: Mapped[date]


class StockLayer(Base):
    """Goods that came into a store together, and what of them is left. Projected from movements; may be made anew.

    `lot_id` is the line by which they were first bought, wherever they were carried since.
    """

    __tablename__ = "stock_layer"
    __table_args__ = (
        Index("ix_stock_layer_movement", "movement_id", "number", unique=True),
        Index(
            "ix_stock_layer_open", "product_id", "store_id", "arrived_at", "movement_id", "number",
            sqlite_where=text("left_milli > 0"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[UUID]
    store_id: Mapped[UUID]
    arrived_at: Mapped[datetime]
    document_id: Mapped[UUID]
    movement_id: Mapped[UUID]
    number: Mapped[int]
    lot_id: Mapped[UUID | None]
    quantity_milli: Mapped[int]
    cost_minor: Mapped[int]
    left_milli: Mapped[int]
    left_minor: Mapped[int]


class StockPortion(Base):
    """What an outflow took of a layer, and how much of it has come back or gone on to another store. Projected."""

    __tablename__ = "stock_portion"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    document_id: Mapped[UUID] = mapped_column(primary_key=True)
    movement_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    layer_id: Mapped[int]
    quantity_milli: Mapped[int]
    cost_minor: Mapped[int]
    back_milli: Mapped[int]
    back_minor: Mapped[int]


class StockDebt(Base):
    """What an outflow took that was not there, until goods come in; `carried_milli` of it has gone on all the same. Projected."""

    __tablename__ = "stock_debt"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    store_id: Mapped[UUID] = mapped_column(primary_key=True)
    occurred_at: Mapped[datetime] = mapped_column(primary_key=True)
    movement_id: Mapped[UUID] = mapped_column(primary_key=True)
    document_id: Mapped[UUID]
    is_sale: Mapped[bool]
    quantity_milli: Mapped[int]
    carried_milli: Mapped[int]
    portions: Mapped[int]


class StockWaiting(Base):
    """A product whose layers are to be projected anew: a fact came late, or they were never made. Local, and gone when done."""

    __tablename__ = "stock_waiting"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    product_id: Mapped[UUID] = mapped_column(primary_key=True)


class StockLevel(Base):
    """The sum of a product's movements in a store, written in the same transaction; `duken verify` proves it."""

    __tablename__ = "stock_level"
    __table_args__ = (
        Index("ix_stock_level_none", "product_id", "store_id", "on_hand_milli", sqlite_where=text("on_hand_milli <= 0")),
        {"sqlite_with_rowid": False},
    )

    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    store_id: Mapped[UUID] = mapped_column(primary_key=True)
    on_hand_milli: Mapped[int]
