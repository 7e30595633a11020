"""Stock documents of all kinds and their lines; suppliers, minimum levels, and documents that are being written."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TABLE supplier (id BLOB NOT NULL, name VARCHAR NOT NULL, phone VARCHAR, note VARCHAR, deleted_at INTEGER,
    version INTEGER NOT NULL, company_id BLOB NOT NULL, CONSTRAINT pk_supplier PRIMARY KEY (id) )""",
    """CREATE TABLE stock_line (document_id BLOB NOT NULL, id BLOB NOT NULL, product_id BLOB NOT NULL, quantity_milli
    INTEGER NOT NULL, cost_minor INTEGER, extra_minor INTEGER NOT NULL, batch VARCHAR, expires_on TEXT,
    expected_milli INTEGER, counted_milli INTEGER, company_id BLOB NOT NULL, CONSTRAINT pk_stock_line PRIMARY KEY
    (document_id, id), CONSTRAINT ck_stock_line_cost_not_negative CHECK (cost_minor >= 0), CONSTRAINT
    fk_stock_line_product_id_product FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY DEFERRED )
    WITHOUT ROWID""",
    """CREATE TABLE stock_minimum (id BLOB NOT NULL, product_id BLOB NOT NULL, store_id BLOB NOT NULL, min_milli
    INTEGER NOT NULL, up_to_milli INTEGER NOT NULL, version INTEGER NOT NULL, company_id BLOB NOT NULL, CONSTRAINT
    pk_stock_minimum PRIMARY KEY (id), CONSTRAINT ck_stock_minimum_in_order CHECK (min_milli >= 0 AND up_to_milli >=
    min_milli), CONSTRAINT fk_stock_minimum_product_id_product FOREIGN KEY(product_id) REFERENCES product (id)
    DEFERRABLE INITIALLY DEFERRED, CONSTRAINT fk_stock_minimum_store_id_store FOREIGN KEY(store_id) REFERENCES store
    (id) DEFERRABLE INITIALLY DEFERRED )""",
    """CREATE TABLE stock_draft (id BLOB NOT NULL, kind VARCHAR NOT NULL, store_id BLOB NOT NULL, person_id BLOB NOT
    NULL, opened_at INTEGER NOT NULL, supplier_id BLOB, order_id BLOB, category_id BLOB, cause VARCHAR, reason
    VARCHAR NOT NULL, extra_minor INTEGER NOT NULL, happened_at INTEGER, posted_id BLOB, CONSTRAINT pk_stock_draft
    PRIMARY KEY (id), CONSTRAINT ck_stock_draft_kind CHECK (kind IN ('receipt', 'write_off', 'supplier_return',
    'opening', 'count', 'order')), CONSTRAINT fk_stock_draft_store_id_store FOREIGN KEY(store_id) REFERENCES store
    (id) DEFERRABLE INITIALLY DEFERRED, CONSTRAINT fk_stock_draft_person_id_person FOREIGN KEY(person_id) REFERENCES
    person (id) DEFERRABLE INITIALLY DEFERRED, CONSTRAINT fk_stock_draft_supplier_id_supplier FOREIGN
    KEY(supplier_id) REFERENCES supplier (id) DEFERRABLE INITIALLY DEFERRED )""",
    """CREATE TABLE stock_draft_line (id BLOB NOT NULL, draft_id BLOB NOT NULL, product_id BLOB NOT NULL,
    quantity_milli INTEGER NOT NULL, cost_minor INTEGER, cost_is_of_one BOOLEAN NOT NULL, batch VARCHAR, expires_on
    TEXT, expected_milli INTEGER, counted_at INTEGER, CONSTRAINT pk_stock_draft_line PRIMARY KEY (id), CONSTRAINT
    fk_stock_draft_line_draft_id_stock_draft FOREIGN KEY(draft_id) REFERENCES stock_draft (id) DEFERRABLE INITIALLY
    DEFERRED, CONSTRAINT fk_stock_draft_line_product_id_product FOREIGN KEY(product_id) REFERENCES product (id)
    DEFERRABLE INITIALLY DEFERRED )""",
    """CREATE TABLE stock_document_new (id BLOB NOT NULL, number VARCHAR NOT NULL, kind VARCHAR NOT NULL, branch_id
    BLOB NOT NULL, store_id BLOB NOT NULL, supplier_id BLOB, order_id BLOB, takes_back_id BLOB, cause VARCHAR,
    reason VARCHAR NOT NULL, extra_minor INTEGER NOT NULL, line_count INTEGER NOT NULL, person_id BLOB NOT NULL, at
    INTEGER NOT NULL, posted_at INTEGER NOT NULL, business_date TEXT NOT NULL, company_id BLOB NOT NULL, CONSTRAINT
    pk_stock_document PRIMARY KEY (id), CONSTRAINT ck_stock_document_kind CHECK (kind IN ('receipt', 'write_off',
    'found', 'supplier_return', 'opening', 'count', 'order', 'order_close', 'undo')), CONSTRAINT
    ck_stock_document_extra_not_negative CHECK (extra_minor >= 0), CONSTRAINT uq_stock_document_number UNIQUE
    (number), CONSTRAINT fk_stock_document_store_id_store FOREIGN KEY(store_id) REFERENCES store (id) DEFERRABLE
    INITIALLY DEFERRED, CONSTRAINT fk_stock_document_supplier_id_supplier FOREIGN KEY(supplier_id) REFERENCES
    supplier (id) DEFERRABLE INITIALLY DEFERRED, CONSTRAINT fk_stock_document_person_id_person FOREIGN
    KEY(person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED )""",
    """INSERT INTO stock_document_new SELECT id, number, kind, branch_id, store_id, NULL, NULL, NULL, NULL, reason, 0,
    line_count, person_id, at, at, business_date, company_id FROM stock_document""",
    "DROP TABLE stock_document",
    "ALTER TABLE stock_document_new RENAME TO stock_document",
    "CREATE INDEX ix_supplier_name ON supplier (name)",
    "CREATE INDEX ix_stock_document_order ON stock_document (order_id) WHERE order_id IS NOT NULL",
    "CREATE INDEX ix_stock_document_posted ON stock_document (posted_at)",
    """CREATE UNIQUE INDEX uq_stock_document_takes_back ON stock_document (takes_back_id) WHERE takes_back_id IS NOT
    NULL""",
    "CREATE INDEX ix_stock_line_expires ON stock_line (expires_on) WHERE expires_on IS NOT NULL",
    "CREATE UNIQUE INDEX uq_stock_line_id ON stock_line (id)",
    "CREATE UNIQUE INDEX uq_stock_minimum_place ON stock_minimum (product_id, store_id)",
    "CREATE INDEX ix_stock_draft_line_draft_id ON stock_draft_line (draft_id)",
)


def upgrade() -> None:
    """A document that is there was entered when it happened, and has no lines: its movements say of what it is."""
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
