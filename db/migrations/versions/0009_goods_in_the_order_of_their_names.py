"""A list of levels without waiting: goods in the order of their names, and where a store has none of something, or owes it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two indexes; nothing of what is stored changes."""
    op.create_index("ix_product_name", "product", ["name", "id"], sqlite_where=sa.text("kind = 'goods'"))
    columns = ["product_id", "store_id", "on_hand_milli"]
    op.create_index("ix_stock_level_none", "stock_level", columns, sqlite_where=sa.text("on_hand_milli <= 0"))
