"""Cards of one person become one, and a customer may have agreed to be written to."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

COLUMNS = "    merged_into_id BLOB,\n    may_be_written_to BOOLEAN DEFAULT '0' NOT NULL,\n"
PARENT = (
    ",\n    CONSTRAINT fk_customer_merged_into_id_customer FOREIGN KEY(merged_into_id) REFERENCES customer (id) "
    "DEFERRABLE INITIALLY DEFERRED\n)"
)


def upgrade() -> None:
    """Two columns more: no card is merged yet, and nobody was asked. SQLite names a foreign key only with its table."""
    run = op.get_bind().exec_driver_sql
    (made,) = run("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'customer'").one()
    indexes = run(
        "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'customer' AND sql IS NOT NULL"
    ).scalars().all()
    names = ", ".join(row[1] for row in run("PRAGMA table_info(customer)").all())
    inside, constraint, key = made.split("(", 1)[1].rpartition("    CONSTRAINT pk_customer")
    run(f"CREATE TABLE customer_new ({inside}{COLUMNS}{constraint}{key.rstrip().removesuffix(')').rstrip()}{PARENT}")
    run(f"INSERT INTO customer_new ({names}) SELECT {names} FROM customer")
    run("DROP TABLE customer")
    run("ALTER TABLE customer_new RENAME TO customer")
    merged = "CREATE INDEX ix_customer_merged_into_id ON customer (merged_into_id) WHERE merged_into_id IS NOT NULL"
    for index in (*indexes, merged):
        run(index)
