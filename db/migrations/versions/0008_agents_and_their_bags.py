"""Transfers between stores, agents and their bags: new tables only, in `0008_agents_and_their_bags.sql` beside this file."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_BETWEEN = "\n-- next\n"


def upgrade() -> None:
    """Run the statements in their order."""
    for statement in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split(_BETWEEN):
        op.get_bind().exec_driver_sql(statement)
