"""The first schema, as SQLite wrote it down: `0001_first.sql` beside this file, tables, indexes and triggers."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_BETWEEN = "\n-- next\n"


def upgrade() -> None:
    """Run the statements in their order."""
    for statement in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split(_BETWEEN):
        op.get_bind().exec_driver_sql(statement)
