"""Reading the audit, and finding out whether anybody has changed it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session, aliased

from app.core.audit.rules import GENESIS, row_hash
from app.core.audit.views import AuditLine
from db.models.accounts import Customer
from db.models.audit import AuditEntry, AuditHead
from db.models.cash import Shift, ShiftClosing
from db.models.catalog import Product
from db.models.company import Installation, Till
from db.models.sales import Sale, SaleLine
from db.models.staff import Person, Role
from db.models.sync import Received

_AT_ONCE = 1000

_RAW = text(
    "SELECT seq, at, company_id, till_id, person_id, lender_id, CAST(action AS BLOB) AS action, subject_id,"
    " CAST(facts AS BLOB) AS facts, previous_hash, hash FROM audit_entry ORDER BY seq"
)
"""As it is stored: a row that was tampered with may hold anything."""


def audit_lines(session: Session, *, limit: int = 100, before_seq: int | None = None) -> tuple[AuditLine, ...]:
    """The latest entries, newest first, with the names of who did it and who lent the right."""
    actor, lender = aliased(Person), aliased(Person)
    query = (
        select(AuditEntry, actor.name, lender.name, Till.name)
        .outerjoin(actor, actor.id == AuditEntry.person_id)
        .outerjoin(lender, lender.id == AuditEntry.lender_id)
        .outerjoin(Till, Till.id == AuditEntry.till_id)
        .order_by(AuditEntry.seq.desc())
        .limit(limit)
    )
    if before_seq is not None:
        query = query.where(AuditEntry.seq < before_seq)
    return tuple(
        AuditLine(row.seq, row.at, who, by, till or "", row.action, row.subject_id, json.loads(row.facts))
        for row, who, by, till in session.execute(query)
    )


def names_in(session: Session, *, lines: Sequence[AuditLine]) -> dict[UUID, str]:
    """What the ids in these entries are called: people, roles, goods, customers by name, receipts that are paid by number.

    An entry itself keeps no name, so it tells the one of today.
    """
    ids = list({found for line in lines for found in _ids_of(line)})
    names: dict[UUID, str] = {}
    for called in (Person.name, Role.name, Product.name, SaleLine.name, Customer.name, Sale.number):
        for start in range(0, len(ids), _AT_ONCE):
            table: Any = called.class_
            query = select(table.id, called).where(table.id.in_(ids[start : start + _AT_ONCE]), called.is_not(None))
            names.update((row_id, name) for row_id, name in session.execute(query))
    return names


def _ids_of(line: AuditLine) -> Iterator[UUID]:
    if line.subject_id is not None:
        yield line.subject_id
    for value in line.facts.values():
        if isinstance(value, str) and len(value) == 36:
            with suppress(ValueError):
                yield UUID(value)


def broken_links(session: Session) -> Iterator[tuple[str, int]]:
    """What is wrong with the chain: (`changed` | `missing` | `reordered` | `tail`, row number), in order; (`cut`, Z number).

    Every row is hashed again. The kept head must be the last row (`tail`, else: the first row that is gone, or the last
    one that is another), and the head that each Z has printed must still stand where it stood.
    """
    previous, expected_seq = GENESIS, 1
    heads = {bytes(head): number for head, number in _printed_heads(session)}
    for row in session.execute(_RAW.execution_options(yield_per=2000)):
        if row.seq != expected_seq:
            yield "missing", expected_seq
        elif row.previous_hash != previous:
            yield "reordered", row.seq
        if _hash_of(row) != row.hash:
            yield "changed", row.seq
        heads.pop(row.hash, None)
        previous, expected_seq = row.hash, row.seq + 1
    if expected_seq == 1:  # a shop that has never done anything has been set up at least
        yield "missing", 1
    elif kept_head(session) != (expected_seq - 1, previous):
        yield "tail", _where_the_tail_is_wrong(kept_head(session), expected_seq)
    for number in heads.values():
        yield "cut", number


def kept_head(session: Session) -> tuple[int, bytes]:
    """The last entry's number and hash as they were kept beside the chain; (0, GENESIS) where nothing is kept."""
    row = session.execute(select(AuditHead.seq, AuditHead.hash)).first()
    return (row.seq, row.hash) if row else (0, GENESIS)


def _where_the_tail_is_wrong(kept: tuple[int, bytes], next_seq: int) -> int:
    return next_seq if kept[0] >= next_seq else next_seq - 1


def _printed_heads(session: Session) -> Iterator[tuple[bytes, int]]:
    """Of this file: the Z of another till, or of this till's file before a backup was brought back, has printed the head of that
    one's chain."""
    query = select(ShiftClosing.audit_head, Shift.number).join(Shift, Shift.id == ShiftClosing.shift_id)
    heard = select(Received.row_id).join(Installation, Installation.till_id == Received.till_id)
    query = query.where(ShiftClosing.shift_id.not_in(heard.where(Received.kind == "shift.closed")))
    yield from session.execute(query.join(Installation, Installation.till_id == Shift.till_id))


def _hash_of(row: Any) -> bytes | None:
    """None where somebody has put in what no program of ours would write."""
    try:
        return row_hash(
            row.previous_hash, seq=row.seq, at=row.at, company_id=UUID(bytes=row.company_id),
            till_id=UUID(bytes=row.till_id), person_id=_id(row.person_id), lender_id=_id(row.lender_id),
            action=row.action.decode(), subject_id=_id(row.subject_id), facts=row.facts.decode(),
        )
    except (TypeError, ValueError, ArithmeticError, AttributeError):
        return None


def _id(stored: Any) -> UUID | None:
    return None if stored is None else UUID(bytes=stored)
