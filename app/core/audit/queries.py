"""Reading the audit, and finding out whether anybody has changed it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.core.audit.rules import GENESIS, row_hash
from app.core.audit.views import AuditLine
from db.models.audit import AuditEntry
from db.models.cash import Shift, ShiftClosing
from db.models.company import Till
from db.models.staff import Person


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


def broken_links(session: Session) -> Iterator[tuple[str, int]]:
    """What is wrong with the chain: (`changed` | `missing` | `reordered` | `cut`, row number), in order.

    Every row is hashed again; the head that each Z has kept (and printed) must still stand where it stood.
    """
    previous, expected_seq = GENESIS, 1
    columns = select(AuditEntry.__table__).order_by(AuditEntry.seq).execution_options(yield_per=2000)
    heads = {bytes(head): number for head, number in _printed_heads(session)}
    for row in session.execute(columns):
        if row.seq != expected_seq:
            yield "missing", expected_seq
        elif row.previous_hash != previous:
            yield "reordered", row.seq
        if _hash_of(row) != row.hash:
            yield "changed", row.seq
        heads.pop(row.hash, None)
        previous, expected_seq = row.hash, row.seq + 1
    for number in heads.values():
        yield "cut", number


def _printed_heads(session: Session) -> Iterator[tuple[bytes, int]]:
    query = select(ShiftClosing.audit_head, Shift.number).join(Shift, Shift.id == ShiftClosing.shift_id)
    yield from session.execute(query)


def _hash_of(row: Any) -> bytes:
    return row_hash(
        row.previous_hash, seq=row.seq, at=row.at, till_id=row.till_id, person_id=row.person_id,
        lender_id=row.lender_id, action=row.action, subject_id=row.subject_id, facts=row.facts,
    )
