"""`duken verify`: reads everything, changes nothing, and says of each thing that is wrong where it stands."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.core.audit.queries import broken_links
from app.core.verify.books import BOOK_CHECKS
from app.core.verify.views import Finding, Verdict
from app.kernel.canonical import fingerprint
from db.models.audit import AuditEntry
from db.models.company import NumberSeries, Till
from db.models.outbox import Outbox

MOST_FINDINGS = 200
Check = Callable[[Session], Iterator[Finding]]


def verify(session: Session, *, progress: Callable[[str], None] = lambda _check: None) -> Verdict:
    """Run every check; at most `MOST_FINDINGS` findings of each are kept."""
    checked: dict[str, int] = {}
    findings: list[Finding] = []
    for name, count, check in _checks():
        progress(name)
        checked[name] = session.scalar(text(count)) or 0
        findings += _of_one_check(session, name, check)
    return Verdict(checked, tuple(findings))


def _of_one_check(session: Session, name: str, check: Check) -> list[Finding]:
    """What one check finds. Damage that a check stumbles over is a finding too; the others still have their say."""
    found: list[Finding] = []
    try:
        for finding in check(session):
            if len(found) >= MOST_FINDINGS:
                return [*found, Finding(name, "…", "more", "")]
            found.append(finding)
    except (ValueError, TypeError, LookupError, SQLAlchemyError) as error:
        found.append(Finding(name, "…", str(error)[:200], "a check that comes to its end"))
    return found


def _checks() -> Iterator[tuple[str, str, Check]]:
    for name, table, sql in BOOK_CHECKS:
        yield name, f"SELECT count(*) FROM {table}", _sql_check(name, sql)
    yield "audit_chain", "SELECT count(*) FROM audit_entry", _audit
    yield "numbers_without_gaps", "SELECT count(*) FROM number_series", _numbers
    yield "documents_untouched", "SELECT count(*) FROM outbox", _documents
    yield "facts_have_documents", "SELECT count(*) FROM sale WHERE state = 'completed'", _facts_in_outbox
    yield "file_is_sound", "SELECT 1", _file


def _sql_check(name: str, sql: str) -> Check:
    def check(session: Session) -> Iterator[Finding]:
        for subject, found, expected in session.execute(text(sql)):
            shown = subject.hex() if isinstance(subject, bytes) else str(subject)
            yield Finding(name, shown, str(found), str(expected))

    return check


def _audit(session: Session) -> Iterator[Finding]:
    for kind, seq in broken_links(session):
        yield Finding("audit_chain", f"row {seq}" if kind != "cut" else f"Z {seq}", kind, "an unbroken chain")


_NUMBERED = {
    "sale": "sale", "return": "sale_return", "cash": "cash_operation", "correction": "tender_correction",
    "account": "account_operation", "receipt": "stock_document", "write_off": "stock_document", "found": "stock_document",
}


def _numbers(session: Session) -> Iterator[Finding]:
    """Every number from 1 to the last has exactly one document; columns `number` are unique by themselves."""
    prefix_of = dict(session.execute(select(Till.id, Till.prefix)).all())
    for series in session.scalars(select(NumberSeries)):
        values: dict[str, Any]
        if series.kind == "shift":
            query = "SELECT count(DISTINCT number), max(number) FROM shift WHERE till_id = :till"
            values = {"till": series.till_id.bytes}
        else:
            like = f"{prefix_of.get(series.till_id, '')}-{series.prefix}"
            query = "SELECT count(*), max(CAST(substr(number, :length + 1) AS INTEGER))"
            query += f" FROM {_NUMBERED[series.kind]} WHERE substr(number, 1, :length) = :like"
            query += " AND substr(number, :length + 1, 1) BETWEEN '0' AND '9'"
            values = {"length": len(like), "like": like}
        count, highest = session.execute(text(query), values).one()
        if count != series.last or (highest or 0) != series.last:
            yield Finding("numbers_without_gaps", series.kind, f"{count}, up to {highest or 0}", str(series.last))


def _documents(session: Session) -> Iterator[Finding]:
    """The bytes that will travel are those that were written."""
    query = select(Outbox.seq, Outbox.body, Outbox.sha256).execution_options(yield_per=1000)
    for seq, body, sha256 in session.execute(query):
        if fingerprint(body) != sha256:
            yield Finding("documents_untouched", f"outbox {seq}", fingerprint(body).hex()[:16], sha256.hex()[:16])


def _facts_in_outbox(session: Session) -> Iterator[Finding]:
    """Each completed sale says in its tables what its document says, and the audit has that document's hash."""
    sealed = _sealed_hashes(session)
    query = select(Outbox.body, Outbox.sha256).where(Outbox.kind == "sale.completed").execution_options(yield_per=500)
    for body, sha256 in session.execute(query):
        told = json.loads(body)
        if sealed.get(told["id"]) != sha256.hex():
            yield Finding("facts_have_documents", told["number"], sha256.hex()[:16], str(sealed.get(told["id"]))[:16])
    yield from _sums_against_documents(session)


def _sums_against_documents(session: Session) -> Iterator[Finding]:
    sql = """
        SELECT s.number, s.total_minor || ' ' || count(l.id) || ' ' || coalesce(sum(l.net_minor), 0),
               json_extract(o.body, '$.total_minor') || ' ' || json_array_length(o.body, '$.lines') || ' '
               || json_extract(o.body, '$.total_minor')
        FROM sale s LEFT JOIN outbox o ON o.row_id = s.id AND o.kind = 'sale.completed'
        LEFT JOIN sale_line l ON l.sale_id = s.id AND NOT l.removed
        WHERE s.state = 'completed' GROUP BY s.id"""
    for number, found, expected in session.execute(text(sql)):
        if found != expected:
            yield Finding("facts_have_documents", number, found, str(expected))


def _sealed_hashes(session: Session) -> dict[str, Any]:
    query = select(AuditEntry.subject_id, AuditEntry.facts).where(AuditEntry.action == "sale.completed")
    rows = session.execute(query.execution_options(yield_per=1000))
    return {str(subject): json.loads(facts).get("sha256") for subject, facts in rows}


def _file(session: Session) -> Iterator[Finding]:
    for (found,) in session.execute(text("PRAGMA quick_check(5)")):
        if found != "ok":
            yield Finding("file_is_sound", "database", str(found), "ok")
    for row in session.execute(text("PRAGMA foreign_key_check")):
        yield Finding("file_is_sound", str(row[0]), f"row {row[1]} points nowhere", str(row[2]))


def counts(session: Session) -> dict[str, int]:
    """How many rows the main tables have; for summaries."""
    tables = ("sale", "sale_line", "sale_return", "payment", "stock_movement", "outbox", "audit_entry")
    return {name: session.scalar(select(func.count()).select_from(text(name))) or 0 for name in tables}
