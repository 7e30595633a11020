"""The one place where cash entries are made, and the shift that they belong to. Used inside commands only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.core.cash.views import ShiftView
from app.core.payments.views import Part
from app.kernel.canonical import as_table
from app.kernel.errors import RuleBroken
from db.models.cash import CashEntry, Shift
from db.models.sales import Payment
from db.uow import Uow

CLOCK_SLACK = timedelta(minutes=5)
_TOLD = ("id", "kind", "amount_minor")


def open_shift_here(uow: Uow) -> ShiftView:
    """The shift that is open at this till. Refused: `shift.none_open`."""
    shift = find_open_shift(uow)
    if shift is None:
        raise RuleBroken("shift.none_open")
    return shift


def find_open_shift(uow: Uow) -> ShiftView | None:
    """The shift that is open at this till, or None; remembered until shifts change."""
    shift: ShiftView | None = uow.remember("shift", "open", lambda: _read_open(uow))
    return shift


def check_clock(uow: Uow, shift: ShiftView) -> None:
    """A clock that stands before the shift's opening was moved back: go on only if the person says that it is right now."""
    if uow.now < shift.opened_at - CLOCK_SLACK:
        uow.confirm("clock.moved_back", last=shift.opened_at, now=uow.now)


def cash_entry(
    uow: Uow, kind: str, amount_minor: int, *, shift_id: UUID, document_kind: str, document_id: UUID
) -> dict[str, Any]:
    """One movement of cash as a row, not stored yet."""
    return {
        "id": uow.new_id(), "shift_id": shift_id, "kind": kind, "amount_minor": amount_minor,
        "document_kind": document_kind, "document_id": document_id, "at": uow.now, "person_id": uow.person_id,
    }


def store_entries(uow: Uow, entries: Sequence[dict[str, Any]], *, told_with: UUID) -> None:
    """Store cash entries; one of nothing is left out. `told_with` is the document that says them: its recording comes next."""
    stored = [entry for entry in entries if entry["amount_minor"]]
    uow.add_many(CashEntry, stored)
    if stored:
        uow.tell_beside(told_with, "cash", as_table(_TOLD, stored))
    uow.touch("cash")


def expected_cash(uow: Uow, shift_id: UUID) -> int:
    """What the books say is in the drawer: the sum of all its entries."""
    return uow.session.scalar(select(func.sum(CashEntry.amount_minor)).where(CashEntry.shift_id == shift_id)) or 0


def check_enough(uow: Uow, shift_id: UUID, amount_minor: int) -> None:
    """Paying out more than the books know of is asked about; the sentence gives no figure away."""
    if "cash.drawer_short" not in uow.by.confirmed and expected_cash(uow, shift_id) < amount_minor:
        uow.confirm("cash.drawer_short")


def store_payments(
    uow: Uow, parts: Sequence[Part], *, shift_id: UUID, document_kind: str, document_id: UUID, sign: int = 1,
    origin_id: UUID | None = None, correction_id: UUID | None = None,
) -> list[dict[str, Any]]:
    """Book how a document was paid (`sign` −1: paid back), with the cash entries that go with it. Answers the payment rows."""
    rows: list[dict[str, Any]] = [
        {
            "id": uow.new_id(), "document_kind": document_kind, "document_id": document_id, "shift_id": shift_id,
            "tender": part.kind, "amount_minor": sign * part.amount_minor, "tendered_minor": part.tendered_minor,
            "rounding_minor": sign * part.rounding_minor, "owner_id": part.owner_id, "reference": part.reference,
            "origin_id": origin_id, "correction_id": correction_id, "at": uow.now,
        }
        for part in parts
    ]
    uow.add_many(Payment, rows)
    entries = []
    for part in parts:
        if part.kind == "cash":
            flow = _cash_flow(part, sign, correction_id is not None)
            entries += [
                cash_entry(uow, kind, minor, shift_id=shift_id, document_kind=document_kind, document_id=document_id)
                for kind, minor in flow
            ]
    if entries:
        store_entries(uow, entries, told_with=correction_id or document_id)
    return rows


def _cash_flow(part: Part, sign: int, correction: bool) -> list[tuple[str, int]]:
    if correction:
        return [("correction", sign * part.amount_minor)]
    if sign < 0:
        return [("refund", -part.amount_minor)]
    return [("tendered", part.tendered_minor), ("change", part.amount_minor - part.tendered_minor)]


def _read_open(uow: Uow) -> ShiftView | None:
    row = uow.session.scalar(select(Shift).where(Shift.till_id == uow.place.till_id, Shift.state == "open"))
    return ShiftView(row.id, row.number, row.opened_by, row.opened_at, row.business_date) if row else None
