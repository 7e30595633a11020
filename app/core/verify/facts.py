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

from sqlalchemy import bindparam, literal, or_, select
from sqlalchemy.orm import Session

from app.core.cash.rules import counted_pieces
from app.core.verify.views import About, Finding
from app.kernel.canonical import from_table
from db.base import Base
from db.models.accounts import AccountEntry
from db.models.audit import AuditEntry
from db.models.cash import CashEntry, ShiftCount
from db.models.outbox import Outbox
from db.models.sales import Payment, Sale, SaleLine
from db.models.sync import Received
from db.prepared import Prepared, driver_of
from db.travelling import KINDS, Kind, Part
from db.uow import plain

CHECK = "facts_have_documents"
_TABLE_OF: Mapping[str, type[Base]] = {name: kind.table for name, kind in KINDS.items() if kind.table is not None}
_STATED: Mapping[str, Kind] = {name: KINDS[name] for name in _TABLE_OF}
_LOOSE: tuple[type[Base], ...] = (AccountEntry,)
"""Parts that have no index by their document, and are few: read once and found by their ids."""
_DERIVED: tuple[type[Base], ...] = (CashEntry,)
"""Parts that another check makes anew of payments and operations (`drawer.py`)."""
_MADE_OF_OTHERS = ("product_id", "line_id", "store_id")
Of = Callable[..., Finding]
"""Makes a finding about one document: `of(subject, found, expected, figure)`."""
Loose = dict[type[Base], dict[str, Mapping[str, Any]]]


def _by(table: type[Base], column: str, *conditions: Any) -> Prepared:
    found = table.__table__
    return Prepared(select(found).where(found.c[column] == bindparam("wanted"), *conditions))


def _rows_of(kind: Kind, part: Part) -> Prepared | None:
    """The stored rows of a part, by the value that names their document; None where they are found by their ids."""
    if part.adds_to is not None:
        said = or_(SaleLine.mark.is_not(None), SaleLine.batch.is_not(None), SaleLine.expires_on.is_not(None))
        return _by(SaleLine, "sale_id", SaleLine.removed.is_(False), said)
    if part.table is SaleLine:
        return _by(SaleLine, "sale_id", SaleLine.removed.is_(False))
    if part.table is Payment and "correction_id" not in part.copied:
        return _by(Payment, "document_id", Payment.correction_id.is_(None))
    column = next((column for column, name in part.copied.items() if name in (kind.by, "id")), None)
    return None if column is None or part.table in (*_LOOSE, *_DERIVED) else _by(part.table, column)


_ROW = {name: _by(table, KINDS[name].by) for name, table in _TABLE_OF.items()}
_CHILDREN = {(kind.name, part.name): _rows_of(kind, part) for kind in _STATED.values() for part in kind.parts}

_COUNTS = Prepared(
    select(ShiftCount.denomination_minor, ShiftCount.pieces).where(ShiftCount.shift_id == bindparam("wanted"))
)


def facts_and_documents(session: Session) -> Iterator[Finding]:
    """Every document against the audit's seal and against the rows that it was made from; and rows without a document."""
    driver = driver_of(session)
    sealed, told_rows = _seals(session), Counter[type[Base]]()
    loose: Loose = {table: {str(row["id"]): row for row in _every(table).mappings(driver)} for table in _LOOSE}
    for kind, row_id, body, sha256, is_own in chain(_own(session), _of_others(session)):
        if sealed.pop(sha256.hex(), None) is None and is_own:
            yield Finding(CHECK, f"{kind} {row_id}", "a document", "its seal in the audit", problem="not_sealed", row_id=row_id)
        told = json.loads(body)
        yield from _compare(driver, _STATED[kind], row_id, body, told, loose)
        told_rows[_TABLE_OF[kind]] += 1
        for part in _STATED[kind].parts:
            if part.name in told and part.adds_to is None:
                rows = counted_pieces(told[part.name]) if part.table is ShiftCount else told[part.name]["rows"]
                told_rows[part.table] += len(rows)
    for seal, (action, about) in sealed.items():
        yield Finding(CHECK, action, "a seal in the audit", f"its document {seal[:16]}", problem="document_gone", about=about)
    yield from _without_document(session, told_rows)
    for row in chain.from_iterable(rows.values() for rows in loose.values()):
        amount, subject = str(row["amount_minor"]), f"{row['account']} {row['id']}"
        yield Finding(CHECK, subject, amount, "0", "amount_minor", problem="no_document", row_id=row["owner_id"])


def _own(session: Session) -> Iterator[Any]:
    """The documents of this till, which its own journal has sealed."""
    query = select(Outbox.kind, Outbox.row_id, Outbox.body, Outbox.sha256, literal(True)).where(Outbox.kind.in_(_STATED))
    yield from session.execute(query.execution_options(yield_per=500))


def _of_others(session: Session) -> Iterator[Any]:
    """The documents of other tills that stand here, byte for byte; their journals have sealed them."""
    query = select(Received.kind, Received.row_id, Received.body, Received.sha256, literal(False))
    query = query.where(Received.kind.in_(_STATED), Received.state == "applied")
    yield from session.execute(query.execution_options(yield_per=500))


def _every(table: type[Base]) -> Prepared:
    return Prepared(select(table.__table__))


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
    driver: Any, kind: Kind, row_id: UUID, body: bytes, told: dict[str, Any], loose: Loose
) -> Iterator[Finding]:
    rows = _ROW[kind.name].mappings(driver, wanted=row_id)
    if not rows:
        about = _told_about(kind.name, told)
        yield Finding(CHECK, f"{kind.name} {row_id}", "no row", "the fact itself", problem="row_gone", about=about)
        return
    subject = f"{kind.name} {told.get('number', row_id)}"
    of = partial(Finding, CHECK, row_id=row_id)
    also = {column: told[name] for column, name in kind.renamed.items()}
    yield from _differences(of, subject, rows[0], {**told, **also})
    if kind.body is not None and rows[0][kind.body] != body:
        yield of(subject, "another report", "the Z that was sealed", problem="report")
    if kind.table is Sale and rows[0]["state"] != "completed":
        yield of(subject, rows[0]["state"], "completed", "state")
    for part in kind.parts:
        yield from _compare_part(of, subject, driver, kind, part, row_id, told, loose)


def _compare_part(
    of: Of, subject: str, driver: Any, kind: Kind, part: Part, row_id: UUID, told: dict[str, Any], loose: Loose
) -> Iterator[Finding]:
    if part.table in _DERIVED or (part.name not in told and part.adds_to is None):
        return
    if part.table is ShiftCount:
        counted = _COUNTS.rows(driver, wanted=row_id)
        if sorted(map(tuple, counted)) != sorted(counted_pieces(told[part.name])):
            yield of(f"{subject} {part.name}", f"{len(counted)} rows", "the notes that were counted", problem="counts")
        return
    said = from_table(told.get(part.name, _NONE))  # where no code said anything of a line, none may stand in it
    shared = {column: told[name] for column, name in part.copied.items() if name in told} | dict(part.fixed)
    statement = _CHILDREN[kind.name, part.name]
    stored: list[Mapping[str, Any]]
    if statement is not None:
        stored = list(statement.mappings(driver, wanted=row_id))
    elif part.table in loose:
        stored = [row for each in said if (row := loose[part.table].pop(each["id"], None)) is not None]
    else:
        by_id = _by(part.table, "id")
        stored = [row for each in said for row in by_id.mappings(driver, wanted=UUID(each["id"]))]
    yield from _children(of, f"{subject} {part.name}", stored, [{**each, **shared} for each in said])


_NONE: Mapping[str, Any] = {"keys": (), "rows": ()}


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
    tables = {
        part.table for kind in _STATED.values() for part in kind.parts if _CHILDREN[kind.name, part.name] is not None
    } - {SaleLine}  # a cart has lines before it has a document
    tables |= set(_TABLE_OF.values())
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
