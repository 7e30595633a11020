"""What here explains a difference: what was not told yet or not applied there, and what came and does not stand here yet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.received.cards import TWINS
from app.core.received.facts import rows_of
from app.kernel.canonical import from_table
from app.kernel.errors import RuleBroken
from db.base import Base
from db.models.company import Installation, Till
from db.models.elsewhere import ElsewhereState
from db.models.outbox import Outbox
from db.models.sync import CardState, OutboxTrouble, Received, SyncTarget
from db.prepared import driver_of
from db.travelling import KINDS
from sync.compared import Compared, texts_here
from sync.outbox import CENTRE


class Standing(NamedTuple):
    """How far the centre was told and heard."""

    answered_seq: int
    place: tuple[int, int]
    is_loaded: bool


@dataclass(frozen=True, slots=True)
class Of:
    """The document that a row is of: its kind, its own number, its id; `state` is how it stands: `applied` is nothing special."""

    id: UUID | None
    kind: str
    number: str | None
    state: str


class Here(NamedTuple):
    """How some rows stand here: their texts by key, the documents that the centre says have stated them, the versions of cards
    that stand here, and how far was heard by then."""

    texts: Mapping[str, Sequence[str]]
    documents: Mapping[UUID, Of]
    versions: Mapping[UUID, int]
    standing: Standing


Untold = dict[str, dict[str, Of]]
"""By table and key: rows of documents that the centre has not applied."""


def standing(session: Session, *, target: str = CENTRE) -> Standing:
    """Refused: `centre.not_connected`."""
    row = session.get(SyncTarget, target)
    if row is None:
        raise RuleBroken("centre.not_connected")
    return Standing(row.answered_seq, (row.feed_xid, row.feed_seq), row.is_loaded)


def untold(session: Session, *, after: int, target: str = CENTRE) -> Untold:
    """The rows of this till's documents behind this place of the outbox (`unsent`), and of those that were answered otherwise
    than by *applied* (`parked`, `rejected`, `quarantined`)."""
    found: Untold = {}
    query = (
        select(Outbox.id, Outbox.kind, Outbox.body, OutboxTrouble.state)
        .outerjoin(OutboxTrouble, (OutboxTrouble.seq == Outbox.seq) & (OutboxTrouble.target == target))
        .where(or_(Outbox.seq > after, OutboxTrouble.state.is_not(None))).order_by(Outbox.seq)
    )
    for row_id, kind, body, state in session.execute(query.execution_options(yield_per=500)):
        told = json.loads(body)
        of = Of(row_id, kind, _number(told), state or "unsent")
        for table, key in _stated(kind, told, body):
            found.setdefault(table, {})[key] = of
    return found


def here(session: Session, *, of: Compared, keys: Sequence[str], documents: Sequence[UUID], target: str = CENTRE) -> Here:
    """How these rows stand here, and the documents that have stated them."""
    texts = texts_here(session, of=of, keys=keys)
    known: dict[UUID, Of] = {}
    for table, state in ((Outbox, None), (Received, Received.state)):
        columns: Any = (table.id, table.kind, table.body, state) if state is not None else (table.id, table.kind, table.body)
        for row in session.execute(select(*columns).where(table.id.in_(documents))):
            known[row[0]] = Of(row[0], row[1], _number(json.loads(row[2])), row[3] if state is not None else "applied")
    versions = dict[UUID, int]()
    if of.is_card:
        query = select(CardState.row_id, CardState.ver).where(CardState.table_name == of.table, CardState.row_id.in_(documents))
        versions = {row[0]: row[1] for row in session.execute(query)}
    return Here(texts, known, versions, standing(session, target=target))


def twins_here(session: Session, *, of: Compared, rows: Mapping[str, Sequence[str]]) -> set[str]:
    """Which of these cards, as the centre has them, lost here to an older one of the same thing: that is how it is meant."""
    key = TWINS.get(of.table)
    if key is None:
        return set()
    names = list(of.columns)
    same = " AND ".join(f"{of.texts[names.index(name)]} = ?" for name in key)
    query = f"SELECT min({of.key}) FROM {of.source} AND {same}"
    driver, found = driver_of(session), set[str]()
    for its_key, texts in rows.items():
        (older,) = driver.execute(query, [texts[names.index(name)] for name in key]).fetchone()
        if older is not None and older < its_key:
            found.add(its_key)
    return found


def documents_of(session: Session, *, of: Compared, rows: Mapping[str, Sequence[str]]) -> dict[str, Of]:
    """The documents that state these rows, as far as they name a row that one of these names."""
    named: dict[UUID, set[str]] = {}
    is_id = [text.startswith("iif") for text in of.texts]
    for key, texts in rows.items():
        for text, is_one in zip(texts, is_id, strict=True):
            if is_one and len(text) == 32:
                named.setdefault(UUID(text), set()).add(key)
    kinds = [name for name, kind in KINDS.items() if _states(name, of.table) and kind.table is not None]
    found: dict[str, Of] = {}
    for table in (Outbox, Received):
        query = select(table.id, table.kind, table.row_id, table.body).where(table.row_id.in_(list(named)), table.kind.in_(kinds))
        for document_id, kind, row_id, body in session.execute(query):
            stating = Of(document_id, kind, _number(json.loads(body)), "applied")
            found |= dict.fromkeys(named[row_id], stating)
    return found


def fetched_here(session: Session, *, documents: Sequence[UUID]) -> set[UUID]:
    """Those of these documents that another branch's till has stated: here because a receipt was fetched. An office hears all."""
    if session.scalar(select(ElsewhereState.target).where(ElsewhereState.hears_all).limit(1)):
        return set()
    query = select(Received.id).join(Till, Till.id == Received.till_id).where(Received.id.in_(documents))
    return set(session.scalars(query.where(Till.branch_id != select(Installation.branch_id).scalar_subquery())))


def _states(kind: str, table: str) -> bool:
    found = KINDS[kind]
    return any(one is not None and one.__tablename__ == table for one in (found.table, *(part.table for part in found.parts)))


def _stated(kind: str, told: Mapping[str, Any], body: bytes) -> Iterator[tuple[str, str]]:
    """Table and key of each row that a document states."""
    if kind == "card":
        yield told["table"], UUID(told["id"]).hex
    elif kind == "cards":
        yield from ((told["table"], UUID(row["id"]).hex) for row in from_table(told["cards"]))
    elif kind == "audit":
        yield from (("audit_entry", str(row["seq"])) for row in from_table(told["entries"]))
    elif (known := KINDS.get(kind)) is not None:
        table: type[Base]
        for table, rows in rows_of(known, told, body):
            yield from ((table.__tablename__, row["id"].hex) for row in rows)


def _number(told: Mapping[str, Any]) -> str | None:
    number = told.get("number")
    return None if number is None else str(number)
