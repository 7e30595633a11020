"""Looking back: the receipts of a shift, and those of a day that may be the one on the counter. Changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.core.sales.across import standings, standings_of_sales
from app.core.sales.views import Completed, ReceiptRow
from app.kernel.errors import RuleBroken
from db.models.cash import Shift, ShiftClosing
from db.models.sales import Payment, Sale, SaleReturn


def receipts_of_shift(
    session: Session, *, shift_id: UUID, limit: int = 100, before: ReceiptRow | None = None
) -> tuple[ReceiptRow, ...]:
    """Sales and returns of a shift, newest first; `before` is the last row of the page that was seen."""
    sales = _sales().where(Sale.shift_id == shift_id, Sale.state == "completed")
    returns = select(
        SaleReturn.id, SaleReturn.number, SaleReturn.at, -(SaleReturn.total_minor + SaleReturn.rounding_minor)
    ).where(SaleReturn.shift_id == shift_id)
    rows = [("sale", *row) for row in session.execute(_page(sales, Sale.completed_at, Sale.id, before, limit))]
    rows += [("return", *row) for row in session.execute(_page(returns, SaleReturn.at, SaleReturn.id, before, limit))]
    rows.sort(key=lambda row: (row[3], row[1]), reverse=True)
    return _with_tenders(session, rows[:limit])


def sales_of_day(
    session: Session, *, day: date, total_minor: int | None = None, limit: int = 50
) -> tuple[ReceiptRow, ...]:
    """Sales of a business day of this shop, newest first; with a sum only those of that sum, before or after rounding.

    Goes by the shifts that lasted into that day, so that a shop of years is as quick as a new one.
    """
    day_begins = datetime.combine(day, time(), UTC) - timedelta(days=1)
    shifts = (
        select(Shift.id)
        .outerjoin(ShiftClosing, ShiftClosing.shift_id == Shift.id)
        .where(Shift.business_date <= day, or_(ShiftClosing.closed_at.is_(None), ShiftClosing.closed_at >= day_begins))
    )
    query = _sales().where(Sale.shift_id.in_(shifts), Sale.state == "completed", Sale.business_date == day)
    if total_minor is not None:
        query = query.where(or_(Sale.total_minor == total_minor, Sale.total_minor + Sale.rounding_minor == total_minor))
    found = session.execute(query.order_by(Sale.completed_at.desc(), Sale.id.desc()).limit(limit))
    return _with_tenders(session, [("sale", *row) for row in found])


def latest_day(session: Session) -> date | None:
    """The business day of the newest sale; a search by day begins there."""
    query = select(Sale.business_date).where(Sale.state == "completed").order_by(Sale.id.desc()).limit(1)
    return session.scalar(query)


def paid_sale(session: Session, *, sale_id: UUID) -> Completed:
    """What came of paying a sale, for a screen that was not there to hear it. Refused: `receipt.unknown` (it is not paid)."""
    sale = session.get(Sale, sale_id)
    if sale is None or sale.state != "completed":
        raise RuleBroken("receipt.unknown", number="")
    sums = select(func.sum(Payment.amount_minor), func.sum(Payment.tendered_minor - Payment.amount_minor))
    booked = sums.where(Payment.document_id == sale_id, Payment.document_kind == "sale", Payment.correction_id.is_(None))
    paid, change = session.execute(booked).one()
    return Completed(sale_id, sale.number or "", sale.total_minor, paid or 0, change or 0, sale.rounding_minor)


def _sales() -> Any:
    return select(Sale.id, Sale.number, Sale.completed_at, Sale.total_minor + Sale.rounding_minor)


def _page(query: Any, at: Any, row_id: Any, before: ReceiptRow | None, limit: int) -> Any:
    if before is not None:
        query = query.where(or_(at < before.at, and_(at == before.at, row_id < before.document_id)))
    return query.order_by(at.desc(), row_id.desc()).limit(limit)


def _with_tenders(session: Session, rows: Sequence[tuple[Any, ...]]) -> tuple[ReceiptRow, ...]:
    tenders: dict[UUID, list[str]] = {}
    query = select(Payment.document_id, Payment.tender).where(Payment.document_id.in_([row[1] for row in rows]))
    for document_id, tender in session.execute(query.order_by(Payment.id)):
        known = tenders.setdefault(document_id, [])
        if tender not in known:
            known.append(tender)
    across = standings(session, return_ids=[row[1] for row in rows if row[0] == "return"])
    across |= standings_of_sales(session, sale_ids=[row[1] for row in rows if row[0] == "sale"])
    return tuple(
        ReceiptRow(kind, row_id, number or "", at, total, tuple(tenders.get(row_id, ())), across.get(row_id))
        for kind, row_id, number, at, total in rows
    )
