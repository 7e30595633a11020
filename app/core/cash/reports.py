"""The X and the Z as data: everything that a shift did, added up from its facts. Used by queries and by the closing."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.core.audit.queries import kept_head
from app.core.cash.views import OtherSum, Pending, ShiftReport, TaxSum, TenderSum
from app.core.jobs.queries import unprinted_count, unsent_count
from app.kernel.errors import RuleBroken
from db.models.accounts import AccountOperation
from db.models.cash import CashEntry, CashOperation, Shift
from db.models.company import Branch, Company, Till
from db.models.sales import IS_DRAFT, Payment, ReturnLine, Sale, SaleLine, SaleReturn, TenderCorrection
from db.models.staff import Person


def shift_report(session: Session, *, shift_id: UUID, made_at: datetime) -> ShiftReport:
    """Add up a shift. Refused: `not_found`."""
    shift = session.get(Shift, shift_id)
    if shift is None:
        raise RuleBroken("not_found", table="shift", id=shift_id)
    sales, returns = _sales(session, shift_id), _returns(session, shift_id)
    cash = _cash(session, shift_id)
    audit_seq, head = kept_head(session)
    till = session.get_one(Till, shift.till_id)
    return ShiftReport(
        number=shift.number, till=till.name, branch=session.get_one(Branch, shift.branch_id).name,
        cashier=session.get_one(Person, shift.opened_by).name,
        currency=session.get_one(Company, shift.company_id).currency, opened_at=shift.opened_at, made_at=made_at,
        business_date=shift.business_date, sales_count=sales.count, sales_minor=sales.total or 0,
        returns_count=returns.count, returns_minor=returns.total or 0, discounts_minor=sales.discounts or 0,
        rounding_minor=(sales.rounding or 0) - (returns.rounding or 0), first_number=sales.first, last_number=sales.last,
        others=_others(session, shift_id), tenders=_tenders(session, shift_id), taxes=_taxes(session, shift_id), cash=cash,
        expected_minor=sum(cash.values()), voids=_count(session, Sale, shift_id, Sale.state == "void"),
        removed_lines=_removed_lines(session, shift_id), corrections=_count(session, TenderCorrection, shift_id),
        drawer_openings=_count(session, CashOperation, shift_id, CashOperation.kind == "drawer"),
        pending=pending(session, till_id=shift.till_id), audit_seq=audit_seq, audit_head=head.hex(),
    )


def pending(session: Session, *, till_id: UUID) -> Pending:
    """What is still open, parked, unprinted or unsent at a till."""
    drafts = select(Sale.state, func.count()).where(Sale.till_id == till_id, IS_DRAFT, Sale.line_count > 0)
    counts = dict(session.execute(drafts.group_by(Sale.state)).all())
    return Pending(counts.get("open", 0), counts.get("parked", 0), unprinted_count(session), unsent_count(session))


def _sales(session: Session, shift_id: UUID) -> Any:
    query = select(
        func.count().label("count"), func.sum(Sale.total_minor).label("total"),
        func.sum(Sale.line_discount_minor + Sale.receipt_discount_minor).label("discounts"),
        func.sum(Sale.rounding_minor).label("rounding"), func.min(Sale.number).label("first"),
        func.max(Sale.number).label("last"),
    )
    return session.execute(query.where(Sale.shift_id == shift_id, Sale.state == "completed")).one()


def _returns(session: Session, shift_id: UUID) -> Any:
    query = select(
        func.count().label("count"), func.sum(SaleReturn.total_minor).label("total"),
        func.sum(SaleReturn.rounding_minor).label("rounding"),
    )
    return session.execute(query.where(SaleReturn.shift_id == shift_id)).one()


def _others(session: Session, shift_id: UUID) -> tuple[OtherSum, ...]:
    """What was taken for no goods; points that were given away are no money."""
    query = select(AccountOperation.kind, func.sum(AccountOperation.amount_minor)).where(
        AccountOperation.shift_id == shift_id, AccountOperation.kind != "points"
    )
    grouped = query.group_by(AccountOperation.kind).order_by(AccountOperation.kind)
    return tuple(OtherSum(*row) for row in session.execute(grouped))


def _tenders(session: Session, shift_id: UUID) -> tuple[TenderSum, ...]:
    query = select(
        Payment.tender,
        func.sum(case((Payment.amount_minor > 0, Payment.amount_minor), else_=0)),
        func.sum(case((Payment.amount_minor < 0, -Payment.amount_minor), else_=0)),
    )
    grouped = query.where(Payment.shift_id == shift_id).group_by(Payment.tender).order_by(Payment.tender)
    return tuple(TenderSum(*row) for row in session.execute(grouped))


def _taxes(session: Session, shift_id: UUID) -> tuple[TaxSum, ...]:
    """What was sold and taxed by rate, less what came back."""
    sums: dict[int, list[int]] = {}
    sold = (
        select(SaleLine.tax_ppm, func.sum(SaleLine.net_minor), func.sum(SaleLine.tax_minor))
        .join(Sale, Sale.id == SaleLine.sale_id)
        .where(Sale.shift_id == shift_id, Sale.state == "completed", SaleLine.removed.is_(False))
        .group_by(SaleLine.tax_ppm)
    )
    back = (
        select(ReturnLine.tax_ppm, -func.sum(ReturnLine.net_minor), -func.sum(ReturnLine.tax_minor))
        .join(SaleReturn, SaleReturn.id == ReturnLine.return_id)
        .where(SaleReturn.shift_id == shift_id)
        .group_by(ReturnLine.tax_ppm)
    )
    for query in (sold, back):
        for ppm, net, tax in session.execute(query):
            known = sums.setdefault(ppm, [0, 0])
            known[0] += net
            known[1] += tax
    return tuple(TaxSum(ppm, net, tax) for ppm, (net, tax) in sorted(sums.items()))


def _cash(session: Session, shift_id: UUID) -> dict[str, int]:
    query = select(CashEntry.kind, func.sum(CashEntry.amount_minor)).where(CashEntry.shift_id == shift_id)
    return dict(session.execute(query.group_by(CashEntry.kind).order_by(CashEntry.kind)).all())


def _removed_lines(session: Session, shift_id: UUID) -> int:
    """Lines that were put in and are not there any more, by what each sale knows of itself: no line is read for it."""
    removed = func.sum(Sale.next_position - 1 - Sale.line_count)
    return session.scalar(select(removed).where(Sale.shift_id == shift_id)) or 0


def _count(session: Session, table: Any, shift_id: UUID, *conditions: Any) -> int:
    query = select(func.count()).select_from(table).where(table.shift_id == shift_id, *conditions)
    return session.scalar(query) or 0
