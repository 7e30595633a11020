"""Facts are added and never edited: triggers that refuse it, whoever asks. A mistake is corrected by another fact."""

from __future__ import annotations

from sqlalchemy import DDL, event

from db.base import Base

FACT_TABLES = (
    "account_entry", "account_operation", "agent_payment", "agent_refund", "agent_refund_line", "agent_request",
    "agent_request_answer", "agent_request_line", "agent_sale", "agent_sale_line", "audit_entry", "cash_entry", "cash_operation",
    "cost_correction", "payment", "return_answer", "return_answer_line", "return_line", "sale_return", "shift_closing",
    "shift_count", "shift_verification", "stock_document", "stock_line", "stock_movement", "tender_correction", "transfer",
    "transfer_answer", "transfer_answer_line", "transfer_line", "transfer_settlement",
)


def _refuse(name: str, table: str, verb: str, when: str = "") -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {when} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: a fact is never edited'); END"
    )


FACT_DDL: tuple[str, ...] = (
    *(_refuse(f"{table}_no_{verb.lower()}", table, verb) for table in FACT_TABLES for verb in ("UPDATE", "DELETE")),
    _refuse("sale_no_update", "sale", "UPDATE", "WHEN OLD.state IN ('completed', 'void')"),
    _refuse("sale_no_delete", "sale", "DELETE"),
    _refuse(
        "sale_line_no_update", "sale_line", "UPDATE",
        "WHEN (SELECT state FROM sale WHERE id = OLD.sale_id) IN ('completed', 'void')",
    ),
    _refuse("sale_line_no_delete", "sale_line", "DELETE"),
    _refuse("outbox_no_update", "outbox", "UPDATE", "WHEN OLD.body <> NEW.body OR OLD.sha256 <> NEW.sha256"),
    _refuse("shift_no_reopening", "shift", "UPDATE", "WHEN OLD.state = 'closed'"),
    _refuse("shift_no_delete", "shift", "DELETE"),
)

for statement in FACT_DDL:
    event.listen(Base.metadata, "after_create", DDL(statement.replace("%", "%%")))  # type: ignore[no-untyped-call]
