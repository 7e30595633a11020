"""Why the centre cannot be told is kept, so that whoever asks later hears it."""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE sync_target ADD COLUMN failed VARCHAR",
    "ALTER TABLE sync_target ADD COLUMN failed_detail VARCHAR",
    "ALTER TABLE sync_target ADD COLUMN failed_at INTEGER",
)


def upgrade() -> None:
    """Three columns more, all empty: nothing has failed yet."""
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
