"""What other branches have, as the centre says it."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TABLE elsewhere_state (target VARCHAR NOT NULL, epoch BLOB, levels_seq INTEGER NOT NULL,
    accounts_seq INTEGER NOT NULL, hears_all BOOLEAN NOT NULL, at INTEGER, CONSTRAINT pk_elsewhere_state PRIMARY KEY (target))""",
    """CREATE TABLE branch_told (branch_id BLOB NOT NULL, at INTEGER NOT NULL,
    CONSTRAINT pk_branch_told PRIMARY KEY (branch_id)) WITHOUT ROWID""",
    """CREATE TABLE level_elsewhere (product_id BLOB NOT NULL, store_id BLOB NOT NULL, on_hand_milli INTEGER NOT NULL,
    CONSTRAINT pk_level_elsewhere PRIMARY KEY (product_id, store_id)) WITHOUT ROWID""",
    """CREATE TABLE account_elsewhere (account VARCHAR NOT NULL, owner_id BLOB NOT NULL, balance_minor INTEGER NOT NULL,
    CONSTRAINT pk_account_elsewhere PRIMARY KEY (account, owner_id)) WITHOUT ROWID""",
)


def upgrade() -> None:
    """Four tables; nothing that is there changes."""
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
