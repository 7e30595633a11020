"""Each fact against the document that was sealed with it: whoever edits a table behind the program's back is found out.

The audit keeps the SHA-256 of every document, and the audit's own chain cannot be mended quietly; so a document that is
gone or changed is seen, and a row that says something else than its document too.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from itertools import chain
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from app.core.verify.views import About, Finding
from app.kernel.canonical import from_table
from db.base import Base
from db.models.accounts import AccountEntry, AccountOperation
from db.models.agents import (
    AgentPayment,
    AgentRefund,
    AgentRefundLine,
    AgentRequest,
    AgentRequestAnswer,
    AgentRequestLine,
    AgentSale,
    AgentSaleLine,
)
from db.models.audit import AuditEntry
from db.models.cash import CashOperation, Shift, ShiftClosing, ShiftCount, ShiftVerification
from db.models.outbox import Outbox
from db.models.sales import Payment, ReturnLine, Sale, SaleLine, SaleReturn, TenderCorrection
from db.models.stock import DOCUMENT_KINDS, StockDocument, StockLine, StockMovement
from db.models.transfers import Transfer, TransferAnswer, TransferAnswerLine, TransferLine, TransferSettlement
from db.prepared import Prepared, driver_of
from db.uow import plain

CHECK = "facts_have_documents"
_TABLE_OF: Mapping[str, type[Base]] = {
    "sale.completed": Sale, "return.completed": SaleReturn, "shift.opened": Shift, "shift.closed": ShiftClosing,
    "shift.verified": ShiftVerification, "cash.cash_in": CashOperation, "cash.cash_out": CashOperation,
    "cash.drawer": CashOperation, "sale.tender_corrected": TenderCorrection, "account.debt_payment": AccountOperation,
    "account.prepayment": AccountOperation, "account.gift_card": AccountOperation, "account.points": AccountOperation,
    **{f"stock.{kind}": StockDocument for kind in DOCUMENT_KINDS},
    "stock.transfer": Transfer, "stock.transfer_answer": TransferAnswer, "stock.transfer_settlement": TransferSettlement,
    "agent_request.asked": AgentRequest, "agent_request.answered": AgentRequestAnswer, "agent_sale.completed": AgentSale,
    "agent_refund.completed": AgentRefund, "agent_payment.taken": AgentPayment,
}


def _by(table: type[Base], column: str, *conditions: Any) -> Prepared:
    found = table.__table__
    return Prepared(select(found).where(found.c[column] == bindparam("wanted"), *conditions))


_ROW = {table: _by(table, "shift_id" if table is ShiftClosing else "id") for table in set(_TABLE_OF.values())}
_CHILDREN: Mapping[tuple[str, str], Prepared] = {
    ("sale.completed", "lines"): _by(SaleLine, "sale_id", SaleLine.removed.is_(False)),
    ("return.completed", "lines"): _by(ReturnLine, "return_id"),
    ("stock.transfer", "lines"): _by(TransferLine, "transfer_id"),
    ("stock.transfer_answer", "lines"): _by(TransferAnswerLine, "answer_id"),
    ("agent_request.asked", "lines"): _by(AgentRequestLine, "request_id"),
    ("agent_sale.completed", "lines"): _by(AgentSaleLine, "sale_id"),
    ("agent_refund.completed", "lines"): _by(AgentRefundLine, "refund_id"),
    ("sale.tender_corrected", "payments"): _by(Payment, "correction_id"),
    **{(f"stock.{kind}", "lines"): _by(StockLine, "document_id") for kind in DOCUMENT_KINDS},
    ("sale.completed", "marks"): _by(
        SaleLine, "sale_id", SaleLine.removed.is_(False),
        or_(SaleLine.mark.is_not(None), SaleLine.batch.is_not(None), SaleLine.expires_on.is_not(None)),
    ),
    ("", "payments"): _by(Payment, "document_id", Payment.correction_id.is_(None)),
    ("", "movements"): _by(StockMovement, "document_id"),
}
_COUNTS = _by(ShiftCount, "shift_id")
_ENTRIES = Prepared(select(AccountEntry.__table__))
_PARTS: Mapping[tuple[str, str], type[Base]] = {
    ("return.completed", "lines"): ReturnLine, ("", "payments"): Payment, ("", "movements"): StockMovement,
    ("shift.closed", "counts"): ShiftCount, **{(f"stock.{kind}", "lines"): StockLine for kind in DOCUMENT_KINDS},
    ("stock.transfer", "lines"): TransferLine,
    ("stock.transfer_answer", "lines"): TransferAnswerLine, ("agent_request.asked", "lines"): AgentRequestLine,
    ("agent_sale.completed", "lines"): AgentSaleLine, ("agent_refund.completed", "lines"): AgentRefundLine,
}
"""Tables of which every row stands in a document: what is there besides was put there by somebody else."""
_ALSO: Mapping[str, Mapping[str, str]] = {"shift.closed": {"closed_at": "made_at"}}
"""Columns that a document calls by another name."""
_MADE_OF_OTHERS = ("product_id", "line_id", "store_id")


def facts_and_documents(session: Session) -> Iterator[Finding]:
    """Every document against the audit's seal and against the rows that it was made from; and rows without a document."""
    sealed, told_rows, accounts = _seals(session), Counter[type[Base]](), _account_entries(session)
    driver = driver_of(session)
    query = select(Outbox.kind, Outbox.row_id, Outbox.body, Outbox.sha256).where(Outbox.kind.in_(_TABLE_OF))
    for kind, row_id, body, sha256 in session.execute(query.execution_options(yield_per=500)):
        if sealed.pop(sha256.hex(), None) is None:
            yield Finding(CHECK, f"{kind} {row_id}", "a document", "its seal in the audit", problem="not_sealed", row_id=row_id)
        told = json.loads(body)
        told_rows[_TABLE_OF[kind]] += 1
        for (of_kind, name), table in _PARTS.items():
            if of_kind in ("", kind) and name in told:
                told_rows[table] += len(told[name]["rows"] if name != "counts" else told[name])
        entries = accounts.pop(row_id, []) if "accounts" in told else []
        yield from _compare(driver, kind, row_id, body, told, entries)
    for seal, (action, about) in sealed.items():
        yield Finding(CHECK, action, "a seal in the audit", f"its document {seal[:16]}", problem="document_gone", about=about)
    yield from _without_document(session, told_rows)
    for row in chain.from_iterable(accounts.values()):
        amount = str(row["amount_minor"])
        subject = f"{row['account']} {row['id']}"
        yield Finding(CHECK, subject, amount, "0", "amount_minor", problem="no_document", row_id=row["owner_id"])


def _account_entries(session: Session) -> dict[UUID, list[dict[str, Any]]]:
    """The entries of all accounts by their document: there is no index for it, and they are far fewer than payments."""
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in _ENTRIES.mappings(driver_of(session)):
        found.setdefault(row["document_id"], []).append(row)
    return found


def _seals(session: Session) -> dict[str, tuple[str, About]]:
    """SHA-256 (hex) of every document that the audit has sealed; by what action, and what the audit says of the document."""
    query = select(AuditEntry.action, AuditEntry.facts, AuditEntry.at).where(AuditEntry.facts.contains('"sha256"'))
    rows = session.execute(query.execution_options(yield_per=1000))
    return {(told := json.loads(facts))["sha256"]: (action, _told_about(action, told, at)) for action, facts, at in rows}


def _told_about(action: str, told: Mapping[str, Any], at: datetime | None = None) -> About:
    """The document that an action made, by the number that it was given."""
    subject, _dot, what = action.partition(".")
    kind = "correction" if what == "tender_corrected" else what if subject == "stock" else subject
    number = told.get("number")
    return About(kind, None if number is None else str(number), at)


def _compare(
    driver: Any, kind: str, row_id: UUID, body: bytes, told: dict[str, Any], entries: Sequence[Mapping[str, Any]]
) -> Iterator[Finding]:
    table = _TABLE_OF[kind]
    about = _told_about(kind, told)
    rows = _ROW[table].mappings(driver, wanted=row_id)
    if not rows:
        yield Finding(CHECK, f"{kind} {row_id}", "no row", "the fact itself", problem="row_gone", about=about)
        return
    subject = f"{kind} {told.get('number', row_id)}"
    of = partial(Finding, CHECK, row_id=row_id)
    also = {column: told[name] for column, name in _ALSO.get(kind, {}).items()}
    yield from _differences(of, subject, rows[0], {**told, **also})
    if kind == "shift.closed" and rows[0]["report"] != body:
        yield of(subject, "another report", "the Z that was sealed", problem="report")
    if kind == "sale.completed" and rows[0]["state"] != "completed":
        yield of(subject, rows[0]["state"], "completed", "state")
    shared = _shared_by_parts(kind, told)
    told = {"marks": {"keys": (), "rows": ()}, **told}  # where no code said anything, none may stand in a line
    for name in ("lines", "marks", "payments", "movements"):
        statement = _CHILDREN.get((kind, name)) or _CHILDREN.get(("", name))
        if name in told and statement is not None:
            parts = [{**part, **shared} for part in from_table(told[name])]
            yield from _children(of, f"{subject} {name}", statement.mappings(driver, wanted=row_id), parts)
    if "accounts" in told:
        parts = [{**part, **shared} for part in from_table(told["accounts"])]
        yield from _children(of, f"{subject} accounts", entries, parts)
    if "counts" in told:
        counted = [[row["denomination_minor"], row["pieces"]] for row in _COUNTS.mappings(driver, wanted=row_id)]
        if sorted(counted) != sorted(told["counts"]):
            yield of(f"{subject} counts", f"{len(counted)} rows", "the notes that were counted", problem="counts")


def _shared_by_parts(kind: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """What a document says once for all its payments, movements and entries, by the names of their columns."""
    subject, _dot, what = kind.partition(".")
    at = told.get("completed_at", told.get("at"))
    return {
        "document_kind": what if subject == "stock" else subject, "at": at, "occurred_at": at,
        **{key: told[key] for key in ("business_date", "shift_id", "person_id") if key in told},
    }


Of = Callable[..., Finding]
"""Makes a finding about one document: `of(subject, found, expected, figure)`."""


def _children(of: Of, subject: str, rows: Sequence[Mapping[str, Any]], told: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    by_id = {str(row["id"]): row for row in rows}
    if len(by_id) != len(told):
        yield of(subject, f"{len(by_id)} rows", f"{len(told)} rows", problem="parts")
    for each in told:
        if each["id"] in by_id:
            of_this = partial(of, row_id=UUID(each["id"])) if "name" in each else of  # a line is known by its name
            yield from _differences(of_this, subject, by_id[each["id"]], each)


def _differences(of: Of, subject: str, row: Mapping[str, Any], told: Mapping[str, Any]) -> Iterator[Finding]:
    for key in sorted(row.keys() & told.keys()):
        if key != "id" and (found := _plainly(row[key])) != told[key]:
            problem = "parts" if key in _MADE_OF_OTHERS else "moment" if key == "at" or key.endswith("_at") else "figure"
            yield of(f"{subject} {key}", str(found)[:60], str(told[key])[:60], key, problem)


def _without_document(session: Session, told_rows: Mapping[type[Base], int]) -> Iterator[Finding]:
    tables = {*_TABLE_OF.values(), *_PARTS.values()}
    for table in sorted(tables, key=lambda known: known.__tablename__):
        state = " WHERE state = 'completed'" if table is Sale else ""
        name, told = table.__tablename__, told_rows.get(table, 0)
        count = driver_of(session).execute(f"SELECT count(*) FROM {name}{state}").fetchone()[0]
        if count != told:
            yield Finding(CHECK, name, str(count), str(told), name, problem="unequal")


def _plainly(value: Any) -> Any:
    """A column's value as it stands in a document."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    return plain(value) if isinstance(value, datetime | date) else value
