"""What others have stated, which version of a card stands here, and how far the centre was read."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE sync_target ADD COLUMN cards_xid INTEGER DEFAULT '0' NOT NULL",
    "ALTER TABLE sync_target ADD COLUMN is_loaded BOOLEAN DEFAULT '0' NOT NULL",
    "ALTER TABLE sync_target ADD COLUMN loaded_table VARCHAR",
    "ALTER TABLE sync_target ADD COLUMN loaded_id BLOB",
    "ALTER TABLE sync_target ADD COLUMN token BLOB",
    """CREATE TABLE card_state (table_name VARCHAR NOT NULL, row_id BLOB NOT NULL, ver INTEGER NOT NULL,
    CONSTRAINT pk_card_state PRIMARY KEY (table_name, row_id)) WITHOUT ROWID""",
    """CREATE TABLE received (seq INTEGER NOT NULL, id BLOB NOT NULL, till_id BLOB NOT NULL, transaction_id BLOB NOT NULL,
    kind VARCHAR NOT NULL, row_id BLOB NOT NULL, format INTEGER NOT NULL, body BLOB NOT NULL, sha256 BLOB NOT NULL,
    state VARCHAR NOT NULL, reason VARCHAR, at INTEGER NOT NULL, CONSTRAINT pk_received PRIMARY KEY (seq),
    CONSTRAINT ck_received_state CHECK (state IN ('applied', 'waiting', 'newer', 'refused')),
    CONSTRAINT uq_received_id UNIQUE (id))""",
    "CREATE INDEX ix_received_open ON received (state) WHERE state <> 'applied'",
)


def upgrade() -> None:
    """Two tables more, and five columns; nothing that is there changes."""
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
