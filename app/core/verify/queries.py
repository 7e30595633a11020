"""`duken verify`: reads everything, changes nothing, and says of each thing that is wrong where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import gt, ne
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.core.audit.queries import broken_links
from app.core.verify.bags import BAG_CHECKS
from app.core.verify.books import BOOK_CHECKS, BookCheck
from app.core.verify.drawer import CHECK as DRAWER
from app.core.verify.drawer import cash_entries
from app.core.verify.facts import CHECK as FACTS
from app.core.verify.facts import facts_and_documents
from app.core.verify.layers import CHECK as LAYERS
from app.core.verify.layers import layers_and_movements
from app.core.verify.naming import named
from app.core.verify.views import About, Finding, Verdict
from app.kernel.canonical import fingerprint
from db.models.company import NumberSeries, Till
from db.models.outbox import Outbox
from db.models.stock import DOCUMENT_KINDS
from db.models.sync import Received

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
    return Verdict(checked, named(session, findings))


def _of_one_check(session: Session, name: str, check: Check) -> list[Finding]:
    """What one check finds. Damage that a check stumbles over is a finding too; the others still have their say."""
    found: list[Finding] = []
    try:
        for finding in check(session):
            if len(found) >= MOST_FINDINGS:
                return [*found, Finding(name, "…", "more", "", problem="more")]
            found.append(finding)
    except (ValueError, TypeError, LookupError, AttributeError, SQLAlchemyError) as error:
        found.append(Finding(name, "…", str(error)[:200], "a check that comes to its end", problem="unfinished"))
    return found


def _checks() -> Iterator[tuple[str, str, Check]]:
    for check in (*BOOK_CHECKS, *BAG_CHECKS):
        yield check.name, f"SELECT count(*) FROM {check.table}", _sql_check(check)
    yield LAYERS, "SELECT count(*) FROM stock_layer", layers_and_movements
    yield DRAWER, "SELECT count(*) FROM cash_entry", cash_entries
    yield "audit_chain", "SELECT count(*) FROM audit_entry", _audit
    yield "numbers_without_gaps", "SELECT count(*) FROM number_series", _numbers
    yield "documents_untouched", "SELECT count(*) FROM outbox", _documents
    yield FACTS, "SELECT count(*) FROM outbox WHERE kind <> 'card'", facts_and_documents
    yield "file_is_sound", "SELECT 1", _file


def _sql_check(book: BookCheck) -> Check:
    is_wrong, problem = (gt, "at_most") if book.at_most else (ne, "figure")

    def check(session: Session) -> Iterator[Finding]:
        for row_id, *values in session.execute(text(book.sql)):
            pairs = list(zip(book.figures, values[0::2], values[1::2], strict=False))
            detail = values[2 * len(pairs)] if len(values) > 2 * len(pairs) else ""
            differing = [pair for pair in pairs if pair[1] is None or is_wrong(pair[1], pair[2])]
            for figure, found, expected in differing or pairs[:1]:
                yield Finding(
                    book.name, f"{detail} {_shown(row_id)}".strip(), str(found), str(expected), figure, problem, _id_in(row_id)
                )

    return check


def _shown(row_id: Any) -> str:
    return row_id.hex() if isinstance(row_id, bytes) else str(row_id)


def _id_in(row_id: Any) -> UUID | None:
    return UUID(bytes=row_id) if isinstance(row_id, bytes) and len(row_id) == 16 else None


def _audit(session: Session) -> Iterator[Finding]:
    for kind, seq in broken_links(session):
        subject = f"row {seq}" if kind != "cut" else f"Z {seq}"
        yield Finding("audit_chain", subject, kind, "an unbroken chain", str(seq), problem=kind)


_NUMBERED = {
    "sale": "sale", "return": "sale_return", "cash": "cash_operation", "correction": "tender_correction",
    "account": "account_operation", **dict.fromkeys(DOCUMENT_KINDS, "stock_document"),
    "transfer": "transfer", "agent_request": "agent_request", "agent_sale": "agent_sale", "agent_refund": "agent_refund",
    "agent_payment": "agent_payment",
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
            found, problem = (count, "numbers") if count != series.last else (highest or 0, "highest_number")
            about = About(series.kind, None)
            yield Finding("numbers_without_gaps", series.kind, str(found), str(series.last), problem=problem, about=about)


def _documents(session: Session) -> Iterator[Finding]:
    """The bytes that will travel are those that were written."""
    for table in (Outbox, Received):
        query = select(table.seq, table.row_id, table.body, table.sha256).execution_options(yield_per=1000)
        for seq, row_id, body, sha256 in session.execute(query):
            if fingerprint(body) != sha256:
                was, now = sha256.hex()[:16], fingerprint(body).hex()[:16]
                subject = f"{table.__tablename__} {seq}"
                yield Finding("documents_untouched", subject, now, was, problem="bytes", row_id=row_id)


def _file(session: Session) -> Iterator[Finding]:
    for (found,) in session.execute(text("PRAGMA quick_check(5)")):
        if found != "ok":
            yield Finding("file_is_sound", "database", str(found), "ok", problem="file")
    for row in session.execute(text("PRAGMA foreign_key_check")):
        yield Finding("file_is_sound", str(row[0]), f"row {row[1]} points nowhere", str(row[2]), str(row[0]), problem="reference")


def counts(session: Session) -> dict[str, int]:
    """How many rows the main tables have; for summaries."""
    tables = ("sale", "sale_line", "sale_return", "payment", "stock_movement", "outbox", "audit_entry")
    return {name: session.scalar(select(func.count()).select_from(text(name))) or 0 for name in tables}
