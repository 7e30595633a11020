"""A transfer between stores may be scanned together as a draft: one more kind, and where it goes."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TABLE stock_draft_new (id BLOB NOT NULL, kind VARCHAR NOT NULL, store_id BLOB NOT NULL, person_id BLOB NOT
    NULL, opened_at INTEGER NOT NULL, supplier_id BLOB, order_id BLOB, category_id BLOB, cause VARCHAR, reason
    VARCHAR NOT NULL, extra_minor INTEGER NOT NULL, happened_at INTEGER, posted_id BLOB, to_store_id BLOB, CONSTRAINT
    pk_stock_draft PRIMARY KEY (id), CONSTRAINT ck_stock_draft_kind CHECK (kind IN ('receipt', 'write_off',
    'supplier_return', 'opening', 'count', 'order', 'transfer')), CONSTRAINT fk_stock_draft_store_id_store FOREIGN
    KEY(store_id) REFERENCES store (id) DEFERRABLE INITIALLY DEFERRED, CONSTRAINT fk_stock_draft_person_id_person
    FOREIGN KEY(person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED, CONSTRAINT
    fk_stock_draft_supplier_id_supplier FOREIGN KEY(supplier_id) REFERENCES supplier (id) DEFERRABLE INITIALLY DEFERRED )""",
    """INSERT INTO stock_draft_new SELECT id, kind, store_id, person_id, opened_at, supplier_id, order_id, category_id,
    cause, reason, extra_minor, happened_at, posted_id, NULL FROM stock_draft""",
    "DROP TABLE stock_draft",
    "ALTER TABLE stock_draft_new RENAME TO stock_draft",
)


def upgrade() -> None:
    """SQLite copies the table to change a CHECK; drafts that are begun stay, and their lines still point at them."""
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
