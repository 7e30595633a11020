"""Who has been told what happened here, how far, and what they had to say against it."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TABLE sync_target (name VARCHAR NOT NULL, address VARCHAR NOT NULL, answered_seq INTEGER NOT NULL, feed_epoch BLOB,
    feed_xid INTEGER NOT NULL, feed_seq INTEGER NOT NULL, succeeded_at INTEGER, CONSTRAINT pk_sync_target PRIMARY KEY (name))""",
    """CREATE TABLE outbox_trouble (target VARCHAR NOT NULL, seq INTEGER NOT NULL, state VARCHAR NOT NULL, reason VARCHAR,
    at INTEGER NOT NULL, CONSTRAINT pk_outbox_trouble PRIMARY KEY (target, seq), CONSTRAINT ck_outbox_trouble_state CHECK
    (state IN ('parked', 'rejected', 'quarantined')))""",
)


def upgrade() -> None:
    """Two tables; nothing that is there changes."""
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
