"""`duken verify`: reads everything, changes nothing, and says of each thing that is wrong where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.core.audit.queries import broken_links
from app.core.verify.books import BOOK_CHECKS
from app.core.verify.facts import CHECK as FACTS
from app.core.verify.facts import facts_and_documents
from app.core.verify.views import Finding, Verdict
from app.kernel.canonical import fingerprint
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
    except (ValueError, TypeError, LookupError, AttributeError, SQLAlchemyError) as error:
        found.append(Finding(name, "…", str(error)[:200], "a check that comes to its end"))
    return found


def _checks() -> Iterator[tuple[str, str, Check]]:
    for name, table, sql in BOOK_CHECKS:
        yield name, f"SELECT count(*) FROM {table}", _sql_check(name, sql)
    yield "audit_chain", "SELECT count(*) FROM audit_entry", _audit
    yield "numbers_without_gaps", "SELECT count(*) FROM number_series", _numbers
    yield "documents_untouched", "SELECT count(*) FROM outbox", _documents
    yield FACTS, "SELECT count(*) FROM outbox WHERE kind <> 'card'", facts_and_documents
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
