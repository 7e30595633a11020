"""What a scanned code says of the very piece that is sold: its marking code, its batch, until when it is good."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import db.types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three columns, empty in every line that is there: what was sealed stays as it was."""
    for name, kind in (("mark", sa.String()), ("batch", sa.String()), ("expires_on", db.types.DateText())):
        op.add_column("sale_line", sa.Column(name, kind, nullable=True))
    is_marked = sa.text("mark IS NOT NULL")
    op.create_index("ix_sale_line_mark", "sale_line", ["mark"], unique=False, sqlite_where=is_marked)
