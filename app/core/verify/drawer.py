"""The drawer's book, entry by entry, against what put the money in or out: floats, cash orders, payments and their change.

Those are held against their sealed documents elsewhere (`facts`); here only that each has made its entries, and nobody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, String, bindparam, column, select, text
from sqlalchemy.orm import Session

from app.core.verify.naming import what_it_is
from app.core.verify.views import About, Finding
from db.models.cash import Shift
from db.types import Id, Moment

CHECK = "cash_is_as_booked"
_WHO = """CASE WHEN correction_id IS NOT NULL THEN (SELECT person_id FROM tender_correction WHERE id = correction_id) ELSE
  coalesce((SELECT person_id FROM sale WHERE id = document_id), (SELECT person_id FROM sale_return WHERE id = document_id),
           (SELECT person_id FROM account_operation WHERE id = document_id)) END"""
_IS_ONE_ENTRY = "(correction_id IS NOT NULL OR document_kind = 'return')"
_DIFFERING = f"""
WITH told(document_id, document_kind, kind, at, person_id, amount_minor, side) AS (
  SELECT id, 'shift', 'float', opened_at, opened_by, float_minor, -1 FROM shift WHERE id = :shift
  UNION ALL
  SELECT id, 'cash', kind, at, person_id, CASE kind WHEN 'cash_out' THEN -amount_minor ELSE amount_minor END, -1
  FROM cash_operation WHERE shift_id = :shift
  UNION ALL
  SELECT document_id, document_kind,
         CASE WHEN correction_id IS NOT NULL THEN 'correction' WHEN document_kind = 'return' THEN 'refund' ELSE 'tendered' END,
         at, {_WHO}, CASE WHEN {_IS_ONE_ENTRY} THEN amount_minor ELSE tendered_minor END, -1
  FROM payment WHERE shift_id = :shift AND tender = 'cash'
  UNION ALL
  SELECT document_id, document_kind, 'change', at, {_WHO}, amount_minor - tendered_minor, -1
  FROM payment WHERE shift_id = :shift AND tender = 'cash' AND NOT {_IS_ONE_ENTRY}
  UNION ALL
  SELECT document_id, document_kind, kind, at, person_id, amount_minor, 1 FROM cash_entry WHERE shift_id = :shift
)
SELECT document_id, kind, at, amount_minor, sum(side) AS surplus FROM told WHERE amount_minor <> 0
GROUP BY document_id, document_kind, kind, at, person_id, amount_minor HAVING sum(side) <> 0 ORDER BY document_id, kind
"""
_SURPLUS = (
    text(_DIFFERING)
    .bindparams(bindparam("shift", type_=Id()))
    .columns(
        column("document_id", Id()), column("kind", String), column("at", Moment()), column("amount_minor", Integer),
        column("surplus", Integer),
    )
)
"""Entries that are there and should not be (a surplus above nothing), and those that should be and are not, of one shift."""


def cash_entries(session: Session) -> Iterator[Finding]:
    """Every entry of the drawer's book that is not as it was booked, shift by shift."""
    for shift_id in session.scalars(select(Shift.id).order_by(Shift.number)).all():
        differing: dict[tuple[UUID, str], list[Any]] = {}
        for row in session.execute(_SURPLUS, {"shift": shift_id}):
            differing.setdefault((row.document_id, row.kind), []).append(row)
        for (document_id, kind), rows in differing.items():
            yield _finding(session, document_id, kind, rows)


def _finding(session: Session, document_id: UUID, kind: str, rows: list[Any]) -> Finding:
    found = sum(row.amount_minor * row.surplus for row in rows if row.surplus > 0)
    expected = -sum(row.amount_minor * row.surplus for row in rows if row.surplus < 0)
    subject = f"{kind} {document_id}"
    if what_it_is(session, document_id) is None:
        about = About("cash_entry", None, rows[0].at)
        return Finding(CHECK, subject, str(found), str(expected), "amount_minor", problem="no_document", about=about)
    if found == expected:
        return Finding(CHECK, subject, "another entry", "as it was booked", problem="cash_entry", row_id=document_id)
    return Finding(CHECK, subject, str(found), str(expected), f"{kind}_minor", row_id=document_id)
