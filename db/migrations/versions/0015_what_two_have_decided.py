"""What two tills decided in the dark stands, both of it: an answer, a settlement and a taking back may come twice."""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ONCE = (
    ("transfer_answer", "transfer_id"), ("transfer_answer_line", "transfer_line_id"), ("transfer_settlement", "transfer_id"),
    ("agent_request_answer", "request_id"),
)
"""Tables that had one row for each; SQLite takes a constraint away only with its table."""


def upgrade() -> None:
    """The same rows, without *one for each*; an index in its place."""
    run = op.get_bind().exec_driver_sql
    for table, column in ONCE:
        (made,) = run("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).one()
        indexes = run(
            "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", (table,)
        ).scalars().all()
        constraint = f"    CONSTRAINT uq_{table}_{column} UNIQUE ({column}),\n"
        assert constraint in made, table
        inside = made.replace(constraint, "").split("(", 1)[1]
        run(f"CREATE TABLE {table}_new ({inside}")
        run(f"INSERT INTO {table}_new SELECT * FROM {table}")
        run(f"DROP TABLE {table}")
        run(f"ALTER TABLE {table}_new RENAME TO {table}")
        for index in (*indexes, f"CREATE INDEX ix_{table}_{column} ON {table} ({column})"):
            run(index)
    run("DROP INDEX uq_stock_document_takes_back")
    run("CREATE INDEX ix_stock_document_takes_back ON stock_document (takes_back_id) WHERE takes_back_id IS NOT NULL")
