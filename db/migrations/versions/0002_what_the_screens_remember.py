"""What the screens remember: how a person likes them, where the till was, which goods stand where, pictures of goods."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import db.types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Four tables, and an index for the tabs of quick goods; nothing that is there changes."""
    op.create_table(
        "left_off",
        sa.Column("till_id", db.types.Id(), nullable=False),
        sa.Column("screen", sa.String(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("at", db.types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("till_id", name=op.f("pk_left_off")),
    )
    op.create_table(
        "person_choice",
        sa.Column("person_id", db.types.Id(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        _points_to("person_choice", "person_id", "person"),
        sa.PrimaryKeyConstraint("person_id", "key", name=op.f("pk_person_choice")),
    )
    op.create_table(
        "tile_page",
        sa.Column("id", db.types.Id(), nullable=False),
        sa.Column("branch_id", db.types.Id(), nullable=False),
        sa.Column("category_id", db.types.Id(), nullable=True),
        sa.Column("product_ids", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("company_id", db.types.Id(), nullable=False),
        _points_to("tile_page", "branch_id", "branch"),
        _points_to("tile_page", "category_id", "category"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tile_page")),
    )
    op.create_index("uq_tile_page_tab", "tile_page", ["branch_id", "category_id"], unique=True)
    op.create_table(
        "product_picture",
        sa.Column("product_id", db.types.Id(), nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", db.types.Moment(), nullable=False),
        _points_to("product_picture", "product_id", "product"),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_product_picture")),
    )
    named = sa.text("category_id IS NOT NULL AND deleted_at IS NULL")
    op.create_index("ix_product_category", "product", ["category_id", "name"], unique=False, sqlite_where=named)


def _points_to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, initially="DEFERRED", deferrable=True)
