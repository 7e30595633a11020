"""What can be done with the drawer: open a shift, put in, take out, open it, close with a count, verify."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from uuid import UUID

from sqlalchemy import select

from app.core.audit.commands import audit, audit_head
from app.core.cash.drawer import CLOCK_SLACK, cash_entry, check_enough, find_open_shift, open_shift_here, store_entries
from app.core.cash.reports import shift_report
from app.core.cash.rules import check_amount, compared, counted_sum
from app.core.cash.views import Comparison, ShiftReport, ShiftView
from app.core.jobs.commands import queue_drawer, queue_print
from app.core.payments.rules import denominations
from app.core.settings.queries import notes_of, setting_of
from app.core.settings.rules import BLIND_COUNT
from app.core.staff.access import grant_here, keep_loan, require
from app.kernel.canonical import as_table, canonical
from app.kernel.errors import NeedsConfirmation, RuleBroken
from app.kernel.permissions import Right
from app.kernel.text import name_of, note_of
from db.models.audit import AuditEntry
from db.models.cash import CashOperation, Shift, ShiftClosing, ShiftCount, ShiftVerification
from db.uow import Uow, plain


def open_shift(uow: Uow, *, float_minor: int) -> UUID:
    """Begin at this till with so much cash in the drawer; numbered without gaps.

    Refused: `right.missing`, `shift.already_open`, `cash.not_positive` (a negative float), `cash.too_large`; asks
    `clock.moved_back`, since a wrong day would stand on every document.
    """
    require(uow, Right.OPEN_SHIFT)
    if find_open_shift(uow) is not None:
        raise RuleBroken("shift.already_open")
    if float_minor:
        check_amount(float_minor)
    last_fact = uow.session.scalar(select(AuditEntry.at).order_by(AuditEntry.seq.desc()).limit(1))
    if last_fact is not None and uow.now < last_fact - CLOCK_SLACK:
        uow.confirm("clock.moved_back", last=last_fact, now=uow.now)
    number, _text = uow.next_number("shift", "Z")
    shift = Shift(
        id=uow.new_id(), branch_id=uow.place.branch_id, till_id=uow.place.till_id, number=number, state="open",
        float_minor=float_minor, opened_at=uow.now, opened_by=uow.person_id, business_date=uow.today,
    )
    uow.add(shift)
    uow.session.flush()
    entry = cash_entry(uow, "float", float_minor, shift_id=shift.id, document_kind="shift", document_id=shift.id)
    store_entries(uow, [entry], told_with=shift.id)
    sha256 = uow.record("shift", "shift.opened", shift.id, _opened(uow, shift))
    audit(uow, "shift.opened", shift.id, number=number, float_minor=float_minor, sha256=sha256)
    return shift.id


def put_cash_in(uow: Uow, *, amount_minor: int, reason: str) -> UUID:
    """Cash is brought in. Refused: `right.missing`, `shift.none_open`, `cash.not_positive`, `cash.too_large`, `text.empty`."""
    return _cash_order(uow, "cash_in", Right.CASH_IN, amount_minor, reason)


def take_cash_out(uow: Uow, *, amount_minor: int, reason: str) -> UUID:
    """Cash is taken out. Refused: as `put_cash_in`; asks `cash.drawer_short`."""
    return _cash_order(uow, "cash_out", Right.CASH_OUT, amount_minor, reason)


def open_drawer(uow: Uow, *, reason: str) -> UUID:
    """Open the drawer without a sale; it is written down. Refused: `right.missing`, `shift.none_open`, `text.empty`."""
    lender_id = require(uow, Right.OPEN_DRAWER)
    return _store_operation(uow, open_shift_here(uow), "drawer", 0, reason, lender_id)


def count_drawer(uow: Uow, *, counts: Mapping[int, int] | None = None, counted_minor: int | None = None) -> Comparison:
    """Write a count down, and only then say what the books make of it; the shift stays open.

    Each count is in the audit before anybody has seen a figure, so that nobody can feel for it. Who may not see what is
    expected is told only whether it agrees. Refused: `right.missing`, `shift.none_open` and what `close_shift` refuses of a
    count.
    """
    shift = open_shift_here(uow)
    lender_id = require(uow, Right.CLOSE_SHIFT)
    counted = _counted(uow, counts, counted_minor)
    report = shift_report(uow.session, shift_id=shift.shift_id, made_at=uow.now)
    audit(uow, "shift.counted", shift.shift_id, lender_id=lender_id, counted_minor=counted)
    may_see = grant_here(uow, uow.person_id).allows(Right.SEE_EXPECTED_CASH) or not setting_of(uow, BLIND_COUNT)
    return compared(report, counted, may_see=may_see)


def show_difference(uow: Uow) -> Comparison:
    """The count that was written down last, beside the books with all figures: a manager who was called lends the right.

    Refused: `right.missing`, `shift.none_open`, `count.missing` (nothing was counted yet: the count comes first).
    """
    shift = open_shift_here(uow)
    require(uow, Right.SEE_EXPECTED_CASH)
    counts = select(AuditEntry.facts).where(AuditEntry.action == "shift.counted", AuditEntry.subject_id == shift.shift_id)
    last = uow.session.scalar(counts.order_by(AuditEntry.seq.desc()).limit(1))
    if last is None:
        raise RuleBroken("count.missing")
    report = shift_report(uow.session, shift_id=shift.shift_id, made_at=uow.now)
    return compared(report, json.loads(last)["counted_minor"], may_see=True)


def close_shift(
    uow: Uow, *, counts: Mapping[int, int] | None = None, counted_minor: int | None = None, reason: str | None = None
) -> UUID:
    """Close the till's shift with a blind count by denomination (or, where the shop wants it, one sum): the Z.

    It is always possible, whatever is parked, unprinted or unsent; the Z says so. A difference is kept, never corrected:
    asks `shift.difference` once (the first count is written into the audit, so that nobody can feel for the figure).
    Refused: `right.missing`, `shift.none_open`, `count.missing`, `count.unknown_denomination`, `count.pieces_out_of_range`,
    `count.negative`, `cash.too_large`.
    """
    shift = open_shift_here(uow)
    lender_id = require(uow, Right.CLOSE_SHIFT)
    if shift.opened_by != uow.person_id:
        lender_id = require(uow, Right.CLOSE_OTHERS_SHIFT) or lender_id
    counted = _counted(uow, counts, counted_minor)
    why = note_of(reason)
    report = shift_report(uow.session, shift_id=shift.shift_id, made_at=uow.now)
    expected = report.expected_minor or 0
    difference = counted - expected
    if counted < 0 and difference:  # books that are replayed may end below zero; a hand counts nothing less than nothing
        raise RuleBroken("count.negative")
    if difference and "shift.difference" not in uow.by.confirmed:
        _ask_about_difference(uow, shift, counted, difference)
    _store_closing(uow, shift, report, counted=counted, reason=why, counts=counts or {}, lender_id=lender_id)
    return shift.shift_id


def verify_shift(uow: Uow, *, shift_id: UUID, verified_minor: int, note: str | None = None) -> None:
    """The third figure: a manager counts a closed shift's cash again. Each verification is kept; the latest counts.

    Refused: `right.missing`, `shift.not_closed`, `shift.verify_own`, `cash.too_large`, `cash.not_positive`, `not_found`.
    """
    lender_id = require(uow, Right.VERIFY_SHIFT)
    if uow.get(Shift, shift_id).state != "closed":
        raise RuleBroken("shift.not_closed")
    if uow.session.scalar(select(ShiftClosing.closed_by).where(ShiftClosing.shift_id == shift_id)) == uow.person_id:
        raise RuleBroken("shift.verify_own")  # a third figure from the same hand would be no third figure
    if verified_minor:
        check_amount(verified_minor)
    row = ShiftVerification(
        id=uow.new_id(), shift_id=shift_id, verified_minor=verified_minor, note=note_of(note, field="note"),
        at=uow.now, person_id=uow.person_id,
    )
    uow.add(row)
    body = {
        "id": row.id, "shift_id": shift_id, "verified_minor": verified_minor, "note": row.note, "at": plain(row.at),
        "person_id": row.person_id,
    }
    sha256 = uow.record("shift", "shift.verified", row.id, body)
    audit(uow, "shift.verified", shift_id, lender_id=lender_id, verified_minor=verified_minor, sha256=sha256)


def _cash_order(uow: Uow, kind: str, right: Right, amount_minor: int, reason: str) -> UUID:
    lender_id = require(uow, right)
    shift = open_shift_here(uow)
    check_amount(amount_minor)
    if kind == "cash_out":
        check_enough(uow, shift.shift_id, amount_minor)
    return _store_operation(uow, shift, kind, amount_minor, reason, lender_id)


def _store_operation(
    uow: Uow, shift: ShiftView, kind: str, amount_minor: int, reason: str, lender_id: UUID | None
) -> UUID:
    _number, text = uow.next_number("cash", "K")
    row = CashOperation(
        id=uow.new_id(), number=text, kind=kind, amount_minor=amount_minor, reason=name_of(reason, field="reason"),
        shift_id=shift.shift_id, person_id=uow.person_id, at=uow.now, business_date=uow.today,
    )
    uow.add(row)
    signed = -amount_minor if kind == "cash_out" else amount_minor
    entry = cash_entry(uow, kind, signed, shift_id=shift.shift_id, document_kind="cash", document_id=row.id)
    store_entries(uow, [entry], told_with=row.id)
    queue_drawer(uow, document_kind="cash", document_id=row.id)
    if kind != "drawer":
        queue_print(uow, document_kind="cash", document_id=row.id)
    body = {
        "id": row.id, "number": text, "kind": kind, "amount_minor": amount_minor, "reason": row.reason,
        "shift_id": shift.shift_id, "person_id": uow.person_id, "at": plain(uow.now), "business_date": plain(uow.today),
    }
    sha256 = uow.record("cash", f"cash.{kind}", row.id, body)
    audit(uow, f"cash.{kind}", row.id, lender_id=lender_id, number=text, amount_minor=amount_minor, sha256=sha256)
    return row.id


def _counted(uow: Uow, counts: Mapping[int, int] | None, counted_minor: int | None) -> int:
    if counts is not None:
        return counted_sum(counts, denominations(uow.place.currency, notes_of(uow)))
    if counted_minor is None:
        raise RuleBroken("count.missing")
    if counted_minor:
        check_amount(abs(counted_minor))
    return counted_minor


def _ask_about_difference(uow: Uow, shift: ShiftView, counted: int, difference: int) -> None:
    """The question carries the figure only for who may see what is expected; the count itself is not forgotten."""
    audit(uow, "shift.counted", shift.shift_id, counted_minor=counted)
    question = NeedsConfirmation("shift.difference")
    if grant_here(uow, uow.person_id).allows(Right.SEE_EXPECTED_CASH):
        question.facts["difference_minor"] = difference
    question.keeps_work = True
    keep_loan(uow)
    raise question


def _store_closing(
    uow: Uow, shift: ShiftView, report: ShiftReport, *, counted: int, reason: str | None, counts: Mapping[int, int],
    lender_id: UUID | None,
) -> None:
    row = uow.get(Shift, shift.shift_id)
    row.state = "closed"
    pieces = [
        {"id": uow.new_id(), "shift_id": shift.shift_id, "denomination_minor": denomination, "pieces": number}
        for denomination, number in sorted(counts.items())
        if number
    ]
    uow.add_many(ShiftCount, pieces)
    _seq, head = audit_head(uow)
    expected, closing_id = report.expected_minor or 0, uow.new_id()
    body = {
        "id": closing_id,
        **{key: plain(value) for key, value in asdict(report).items()},
        "shift_id": shift.shift_id, "closed_by": uow.person_id, "counted_minor": counted,
        "difference_minor": counted - expected, "reason": reason,
        "counts": as_table(("id", "denomination_minor", "pieces"), pieces),
    }
    uow.add(
        ShiftClosing(
            id=closing_id, shift_id=shift.shift_id, expected_minor=expected, counted_minor=counted,
            difference_minor=counted - expected, reason=reason, audit_head=head, report=canonical(body),
            closed_at=uow.now, closed_by=uow.person_id,
        )
    )
    uow.touch("closing")
    queue_print(uow, document_kind="z", document_id=shift.shift_id)
    sha256 = uow.record("shift", "shift.closed", shift.shift_id, body)
    audit(
        uow, "shift.closed", shift.shift_id, lender_id=lender_id, number=shift.number,
        difference_minor=counted - expected, sha256=sha256,
    )


def _opened(uow: Uow, shift: Shift) -> dict[str, object]:
    return {
        "id": shift.id, "number": shift.number, "till_id": shift.till_id, "branch_id": shift.branch_id,
        "float_minor": shift.float_minor, "opened_by": shift.opened_by, "opened_at": plain(shift.opened_at),
        "business_date": plain(shift.business_date),
    }
