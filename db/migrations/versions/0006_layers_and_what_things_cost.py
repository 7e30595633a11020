"""What goods cost: movements say it and where they come from; layers, portions, debts and corrections have their tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import db.types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOVEMENT = """CREATE TABLE stock_movement_new (
    document_id BLOB NOT NULL, id BLOB NOT NULL, product_id BLOB NOT NULL, store_id BLOB NOT NULL,
    quantity_milli INTEGER NOT NULL, document_kind VARCHAR NOT NULL, line_id BLOB, occurred_at INTEGER NOT NULL,
    business_date TEXT NOT NULL, cost_minor INTEGER, origin_document_id BLOB, origin_id BLOB,
    booked_minor INTEGER NOT NULL, company_id BLOB NOT NULL,
    CONSTRAINT pk_stock_movement PRIMARY KEY (document_id, id),
    CONSTRAINT ck_stock_movement_not_nothing CHECK (quantity_milli <> 0),
    CONSTRAINT ck_stock_movement_cost_not_negative CHECK (cost_minor >= 0),
    CONSTRAINT fk_stock_movement_product_id_product FOREIGN KEY(product_id) REFERENCES product (id)
        DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_stock_movement_store_id_store FOREIGN KEY(store_id) REFERENCES store (id) DEFERRABLE INITIALLY DEFERRED
) WITHOUT ROWID"""
TAKEN_OVER = """INSERT INTO stock_movement_new
    SELECT document_id, id, product_id, store_id, quantity_milli, document_kind, line_id, occurred_at, business_date,
           CASE document_kind WHEN 'receipt' THEN 0 WHEN 'found' THEN 0 END, NULL, NULL, 0, company_id
    FROM stock_movement"""
"""Receipts had no cost so far: what they brought is worth nothing, and a later receipt says what the next goods cost."""


def upgrade() -> None:
    """The tables; every product that has moved waits for its layers, which the program projects when it starts."""
    for statement in (
        MOVEMENT, TAKEN_OVER, "DROP TABLE stock_movement", "ALTER TABLE stock_movement_new RENAME TO stock_movement",
    ):
        op.get_bind().exec_driver_sql(statement)
    op.create_index("ix_stock_movement_product", "stock_movement", ["product_id", "occurred_at", "id"])
    op.add_column("store", sa.Column("kind", sa.String(), nullable=False, server_default="shop"))
    op.add_column("store", sa.Column("person_id", db.types.Id(), nullable=True))
    has_origin = sa.text("origin_id IS NOT NULL")
    op.create_index("ix_stock_movement_origin", "stock_movement", ["origin_id"], sqlite_where=has_origin)
    _corrections()
    _layers()
    _portions_and_debts()
    op.create_table(
        "stock_waiting",
        sa.Column("product_id", db.types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_stock_waiting")),
        sqlite_with_rowid=False,
    )
    op.get_bind().exec_driver_sql("INSERT INTO stock_waiting SELECT DISTINCT product_id FROM stock_movement")


def _corrections() -> None:
    op.create_table(
        "cost_correction",
        *_ids("document_id", "movement_id", "id"),
        sa.Column("delta_minor", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("at", db.types.Moment(), nullable=False),
        sa.Column("business_date", db.types.DateText(), nullable=False),
        sa.CheckConstraint("delta_minor <> 0", name=op.f("ck_cost_correction_not_nothing")),
        sa.CheckConstraint("cause IN ('settled', 'late')", name=op.f("ck_cost_correction_cause")),
        sa.PrimaryKeyConstraint("document_id", "movement_id", "id", name=op.f("pk_cost_correction")),
        sqlite_with_rowid=False,
    )


def _layers() -> None:
    op.create_table(
        "stock_layer",
        sa.Column("id", sa.Integer(), nullable=False),
        *_ids("product_id", "store_id"),
        sa.Column("arrived_at", db.types.Moment(), nullable=False),
        *_ids("document_id", "movement_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("lot_id", db.types.Id(), nullable=True),
        *_figures("quantity_milli", "cost_minor", "left_milli", "left_minor"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_layer")),
    )
    op.create_index("ix_stock_layer_movement", "stock_layer", ["movement_id", "number"], unique=True)
    in_order = ["product_id", "store_id", "arrived_at", "movement_id", "number"]
    op.create_index("ix_stock_layer_open", "stock_layer", in_order, sqlite_where=sa.text("left_milli > 0"))


def _portions_and_debts() -> None:
    op.create_table(
        "stock_portion",
        *_ids("document_id", "movement_id"),
        *_figures("number", "layer_id", "quantity_milli", "cost_minor", "back_milli", "back_minor"),
        sa.PrimaryKeyConstraint("document_id", "movement_id", "number", name=op.f("pk_stock_portion")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stock_debt",
        *_ids("product_id", "store_id"),
        sa.Column("occurred_at", db.types.Moment(), nullable=False),
        *_ids("movement_id", "document_id"),
        sa.Column("is_sale", sa.Boolean(), nullable=False),
        *_figures("quantity_milli", "carried_milli", "portions"),
        sa.PrimaryKeyConstraint("product_id", "store_id", "occurred_at", "movement_id", name=op.f("pk_stock_debt")),
        sqlite_with_rowid=False,
    )


def _ids(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, db.types.Id(), nullable=False) for name in names]


def _figures(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]
