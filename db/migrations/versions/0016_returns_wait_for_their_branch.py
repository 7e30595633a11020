"""What the branch of the goods says of a return that another branch has made."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TABLE return_answer (id BLOB NOT NULL, return_id BLOB NOT NULL, branch_id BLOB NOT NULL, till_id BLOB NOT NULL,
    verdict VARCHAR NOT NULL, cause VARCHAR, reason VARCHAR, person_id BLOB, at INTEGER NOT NULL, business_date TEXT NOT NULL,
    company_id BLOB NOT NULL, CONSTRAINT pk_return_answer PRIMARY KEY (id),
    CONSTRAINT ck_return_answer_verdict CHECK (verdict IN ('confirmed', 'disputed')),
    CONSTRAINT fk_return_answer_return_id_sale_return FOREIGN KEY(return_id) REFERENCES sale_return (id)
    DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_return_answer_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED)""",
    "CREATE INDEX ix_return_answer_return_id ON return_answer (return_id)",
    """CREATE TABLE return_answer_line (id BLOB NOT NULL, answer_id BLOB NOT NULL, return_line_id BLOB NOT NULL,
    sold_milli INTEGER NOT NULL, back_milli INTEGER NOT NULL, company_id BLOB NOT NULL,
    CONSTRAINT pk_return_answer_line PRIMARY KEY (id),
    CONSTRAINT fk_return_answer_line_answer_id_return_answer FOREIGN KEY(answer_id) REFERENCES return_answer (id)
    DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_return_answer_line_return_line_id_return_line FOREIGN KEY(return_line_id) REFERENCES return_line (id)
    DEFERRABLE INITIALLY DEFERRED)""",
    "CREATE INDEX ix_return_answer_line_answer_id ON return_answer_line (answer_id)",
    "CREATE INDEX ix_sale_return_branch_id ON sale_return (branch_id)",
    *(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}  "
        f"BEGIN SELECT RAISE(ABORT, '{table}: a fact is never edited'); END"
        for table in ("return_answer", "return_answer_line") for verb in ("UPDATE", "DELETE")
    ),
)


def upgrade() -> None:
    """Two tables of facts and an index; nothing that is there changes."""
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
