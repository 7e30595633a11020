"""The devices of a till."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import db.types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table; nothing that is there changes."""
    op.create_table(
        "device",
        sa.Column("id", db.types.Id(), nullable=False),
        sa.Column("till_id", db.types.Id(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("driver", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("options", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
    )
    op.create_index("ix_device_till", "device", ["till_id"], unique=False)
