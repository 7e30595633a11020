"""The agents' report without lookups: lines of transfers know purpose, bag and day, and lines of bags have indexes by bag."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_LINE = """CREATE TABLE transfer_line_new (
    id BLOB NOT NULL, transfer_id BLOB NOT NULL, position INTEGER NOT NULL, product_id BLOB NOT NULL, name VARCHAR NOT NULL,
    unit VARCHAR NOT NULL, quantity_milli INTEGER NOT NULL, purpose VARCHAR NOT NULL, bag_id BLOB, business_date TEXT NOT NULL,
    company_id BLOB NOT NULL,
    CONSTRAINT pk_transfer_line PRIMARY KEY (id),
    CONSTRAINT ck_transfer_line_quantity_positive CHECK (quantity_milli > 0),
    CONSTRAINT fk_transfer_line_transfer_id_transfer FOREIGN KEY(transfer_id) REFERENCES transfer (id)
        DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_transfer_line_product_id_product FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY DEFERRED
)"""
_LINES = """INSERT INTO transfer_line_new
    SELECT l.id, l.transfer_id, l.position, l.product_id, l.name, l.unit, l.quantity_milli, t.purpose,
           CASE t.purpose WHEN 'agent' THEN t.to_store_id WHEN 'return' THEN t.from_store_id END, t.business_date, l.company_id
    FROM transfer_line l JOIN transfer t ON t.id = l.transfer_id"""
_ANSWER_LINE = """CREATE TABLE transfer_answer_line_new (
    id BLOB NOT NULL, answer_id BLOB NOT NULL, transfer_line_id BLOB NOT NULL, product_id BLOB NOT NULL,
    accepted_milli INTEGER NOT NULL, back_milli INTEGER NOT NULL, bag_id BLOB, business_date TEXT NOT NULL,
    company_id BLOB NOT NULL,
    CONSTRAINT pk_transfer_answer_line PRIMARY KEY (id),
    CONSTRAINT ck_transfer_answer_line_not_negative CHECK (accepted_milli >= 0 AND back_milli >= 0),
    CONSTRAINT fk_transfer_answer_line_answer_id_transfer_answer FOREIGN KEY(answer_id) REFERENCES transfer_answer (id)
        DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT uq_transfer_answer_line_transfer_line_id UNIQUE (transfer_line_id),
    CONSTRAINT fk_transfer_answer_line_transfer_line_id_transfer_line FOREIGN KEY(transfer_line_id) REFERENCES transfer_line (id)
        DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_transfer_answer_line_product_id_product FOREIGN KEY(product_id) REFERENCES product (id)
        DEFERRABLE INITIALLY DEFERRED
)"""
_ANSWER_LINES = """INSERT INTO transfer_answer_line_new
    SELECT l.id, l.answer_id, l.transfer_line_id, l.product_id, l.accepted_milli, l.back_milli,
           CASE t.purpose WHEN 'agent' THEN t.to_store_id END, a.business_date, l.company_id
    FROM transfer_answer_line l JOIN transfer_answer a ON a.id = l.answer_id JOIN transfer t ON t.id = a.transfer_id"""


def upgrade() -> None:
    """Two tables with what their headers say, and the indexes."""
    for table, make, fill in (
        ("transfer_line", _LINE, _LINES), ("transfer_answer_line", _ANSWER_LINE, _ANSWER_LINES),
    ):
        for statement in (make, fill, f"DROP TABLE {table}", f"ALTER TABLE {table}_new RENAME TO {table}"):
            op.get_bind().exec_driver_sql(statement)
    op.create_index("ix_transfer_line_report", "transfer_line", ["transfer_id", "product_id", "quantity_milli"])
    op.create_index("ix_transfer_answer_line_report", "transfer_answer_line", ["answer_id", "product_id", "accepted_milli"])
    by_bag = ["product_id", "business_date"]
    op.create_index("ix_transfer_line_bag", "transfer_line", ["purpose", "bag_id", *by_bag, "quantity_milli"])
    op.create_index("ix_transfer_answer_line_bag", "transfer_answer_line", ["bag_id", *by_bag, "accepted_milli"])
    for table in ("agent_sale_line", "agent_refund_line"):
        op.create_index(f"ix_{table}_bag", table, ["agent_id", *by_bag, "quantity_milli", "net_minor"])
