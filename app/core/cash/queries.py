"""What can be asked about shifts: the X, the Z, the likely causes of a difference."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.cash.reports import shift_report
from app.core.cash.rules import blinded, compared, rank_causes
from app.core.cash.views import Cause, ClosedShift, Closing, Comparison, CountSheet, DrawerFact, ShiftReport, ShiftView
from app.core.payments.rules import denominations
from app.core.settings.queries import read_setting
from app.core.settings.rules import BLIND_COUNT, COUNT_BY_PIECES, DENOMINATIONS
from app.core.staff.access import read_grant
from app.kernel.errors import NotPermitted, RuleBroken
from app.kernel.permissions import Right
from db.models.accounts import AccountOperation
from db.models.audit import AuditEntry
from db.models.cash import CashOperation, Shift, ShiftClosing, ShiftVerification
from db.models.company import Company, Till
from db.models.sales import IS_DRAFT, Payment, PendingPayment, Sale, SaleReturn, TenderCorrection
from db.models.staff import Person


def open_shift(session: Session, *, till_id: UUID) -> ShiftView | None:
    """The shift that is open at a till, if there is one."""
    row = session.scalar(select(Shift).where(Shift.till_id == till_id, Shift.state == "open"))
    return ShiftView(row.id, row.number, row.opened_by, row.opened_at, row.business_date) if row else None


def x_report(session: Session, *, shift_id: UUID, person_id: UUID, now: datetime) -> ShiftReport:
    """A shift so far; what must be in the drawer is shown only to who may see it. Refused: `right.missing`, `not_found`."""
    shift = session.get(Shift, shift_id)
    if shift is None:
        raise RuleBroken("not_found", table="shift", id=shift_id)
    grant = read_grant(session, person_id=person_id, branch_id=shift.branch_id)
    if not grant.allows(Right.SEE_X_REPORT):
        raise NotPermitted("right.missing", right=Right.SEE_X_REPORT)
    report = shift_report(session, shift_id=shift_id, made_at=now)
    if grant.allows(Right.SEE_EXPECTED_CASH) or not read_setting(session, BLIND_COUNT, branch_id=shift.branch_id):
        return report
    return blinded(report)


def count_sheet(session: Session, *, till_id: UUID) -> CountSheet | None:
    """What is to be counted before the till's shift is closed; None while no shift is open."""
    shift = session.scalar(select(Shift).where(Shift.till_id == till_id, Shift.state == "open"))
    if shift is None:
        return None
    currency = session.get_one(Company, shift.company_id).currency
    chosen = read_setting(session, DENOMINATIONS, branch_id=shift.branch_id)
    notes = denominations(currency, chosen)
    by_pieces = read_setting(session, COUNT_BY_PIECES, branch_id=shift.branch_id)
    return CountSheet(shift.id, shift.number, notes[::-1], by_pieces)


def known_coins(session: Session, *, currency: str, branch_id: UUID) -> tuple[int, ...]:
    """What a shop may choose its coins and notes from, smallest first: those of the currency, and its own."""
    chosen = read_setting(session, DENOMINATIONS, branch_id=branch_id)
    return tuple(sorted({*denominations(currency), *chosen}))


def last_comparison(session: Session, *, shift_id: UUID, person_id: UUID, now: datetime) -> Comparison | None:
    """The count of an open shift that was written down last, beside the books, as whoever asks may see it; None before any count.

    It takes no figure, so nobody can feel for one with it. Refused: `staff.unknown`, `not_found`.
    """
    counts = select(AuditEntry.facts).where(AuditEntry.action == "shift.counted", AuditEntry.subject_id == shift_id)
    last = session.scalar(counts.order_by(AuditEntry.seq.desc()).limit(1))
    shift = session.get(Shift, shift_id)
    if shift is None:
        raise RuleBroken("not_found", table="shift", id=shift_id)
    if last is None or shift.state != "open":
        return None
    grant = read_grant(session, person_id=person_id, branch_id=shift.branch_id)
    may_see = grant.allows(Right.SEE_EXPECTED_CASH) or not read_setting(session, BLIND_COUNT, branch_id=shift.branch_id)
    report = shift_report(session, shift_id=shift_id, made_at=now)
    return compared(report, json.loads(last)["counted_minor"], may_see=may_see)


def closing(session: Session, *, shift_id: UUID) -> Closing:
    """The Z of a closed shift, as it was when it was closed. Refused: `shift.not_closed`."""
    row = session.scalar(select(ShiftClosing).where(ShiftClosing.shift_id == shift_id))
    if row is None:
        raise RuleBroken("shift.not_closed")
    verified = select(ShiftVerification.verified_minor).where(ShiftVerification.shift_id == shift_id)
    return Closing(
        shift_id, json.loads(row.report), row.expected_minor, row.counted_minor, row.difference_minor, row.reason,
        session.scalar(verified.order_by(ShiftVerification.id.desc()).limit(1)),
    )


def closed_shifts(
    session: Session, *, till_id: UUID, person_id: UUID, limit: int = 100, before: int | None = None
) -> tuple[ClosedShift, ...]:
    """The till's closed shifts, newest first, for who may see what was expected; `before` is the number that a page goes on from.

    Refused: `right.missing`, `staff.unknown`.
    """
    branch_id = session.get_one(Till, till_id).branch_id
    if not read_grant(session, person_id=person_id, branch_id=branch_id).allows(Right.SEE_EXPECTED_CASH):
        raise NotPermitted("right.missing", right=Right.SEE_EXPECTED_CASH)
    query = (
        select(Shift.number, ShiftClosing, Person.name)
        .join(ShiftClosing, ShiftClosing.shift_id == Shift.id)
        .join(Person, Person.id == ShiftClosing.closed_by)
        .where(Shift.till_id == till_id)
    )
    if before is not None:
        query = query.where(Shift.number < before)
    rows = session.execute(query.order_by(Shift.number.desc()).limit(limit)).all()
    counted = select(ShiftVerification.shift_id, ShiftVerification.verified_minor)
    there = counted.where(ShiftVerification.shift_id.in_([closed.shift_id for _number, closed, _name in rows]))
    verified = dict(session.execute(there.order_by(ShiftVerification.id)).all())  # the latest of several
    return tuple(
        ClosedShift(
            closed.shift_id, number, closed.closed_at, closed.closed_by, name, closed.counted_minor, closed.difference_minor,
            verified.get(closed.shift_id),
        )
        for number, closed, name in rows
    )


def likely_causes(session: Session, *, shift_id: UUID, difference_minor: int | None = None, limit: int = 10) -> tuple[Cause, ...]:
    """Why the drawer differs (counted − expected; without a figure: the closing's own), likeliest first."""
    shift = session.get_one(Shift, shift_id)
    if difference_minor is None:
        difference_minor = closing(session, shift_id=shift_id).difference_minor
    currency = session.get_one(Company, shift.company_id).currency
    chosen = read_setting(session, DENOMINATIONS, branch_id=shift.branch_id)
    facts = list(_facts(session, shift_id))
    return tuple(rank_causes(difference_minor, facts, denominations=denominations(currency, chosen))[:limit])


def _facts(session: Session, shift_id: UUID) -> Iterator[DrawerFact]:
    yield from _payments(session, shift_id)
    voids = select(Sale).where(Sale.shift_id == shift_id, Sale.state == "void")
    for sale in session.scalars(voids):
        yield DrawerFact("void", "sale", sale.id, sale.number, sale.total_minor, 0, 0, sale.completed_at or sale.opened_at)
    waiting = select(PendingPayment, Sale.opened_at).join(Sale, Sale.id == PendingPayment.sale_id)
    till_id = select(Shift.till_id).where(Shift.id == shift_id).scalar_subquery()
    in_cash = waiting.where(Sale.till_id == till_id, IS_DRAFT, PendingPayment.tender == "cash")
    for part, opened_at in session.execute(in_cash):
        yield DrawerFact("cash_waiting", "sale", part.sale_id, None, part.amount_minor, part.amount_minor, 0, opened_at)
    for order in session.scalars(select(CashOperation).where(CashOperation.shift_id == shift_id)):
        yield DrawerFact(order.kind, "cash", order.id, order.number, order.amount_minor, 0, 0, order.at)


def _corrected(session: Session, shift_id: UUID) -> set[tuple[UUID, str]]:
    """Sales and tenders whose booking somebody has mended already: it explains nothing any more."""
    query = select(TenderCorrection.sale_id, TenderCorrection.from_tender, TenderCorrection.to_tender)
    rows = session.execute(query.where(TenderCorrection.shift_id == shift_id))
    return {(sale_id, tender) for sale_id, *both in rows for tender in both}


def _payments(session: Session, shift_id: UUID) -> Iterator[DrawerFact]:
    number = func.coalesce(Sale.number, SaleReturn.number, AccountOperation.number)
    query = (
        select(Payment, number)
        .outerjoin(Sale, Sale.id == Payment.document_id)
        .outerjoin(SaleReturn, SaleReturn.id == Payment.document_id)
        .outerjoin(AccountOperation, AccountOperation.id == Payment.document_id)
        .where(Payment.shift_id == shift_id, Payment.correction_id.is_(None))
    )
    mended = _corrected(session, shift_id)
    for row, text in session.execute(query):
        if (row.document_id, row.tender) in mended:
            continue
        medium = "cash" if row.tender == "cash" else "other"
        direction = "sale" if row.amount_minor > 0 else "refund"
        yield DrawerFact(
            f"{medium}_{direction}", row.document_kind, row.document_id, text, abs(row.amount_minor),
            row.tendered_minor, max(0, row.tendered_minor - abs(row.amount_minor)), row.at,
        )
