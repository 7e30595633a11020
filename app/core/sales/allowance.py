"""How far the discounts of an open sale may go, and who allowed it. Used inside commands only."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.core.sales.rules import share_of, together
from app.core.staff.access import require
from app.kernel.permissions import Right
from db.models.sales import Sale, SaleLine
from db.uow import Uow


def asked_for_line(sale: Sale, line: SaleLine) -> int:
    """How far a line's discount and the receipt's go together, in ppm: what was said, or what a sum comes to."""
    worth = sale.gross_minor - sale.line_discount_minor
    shared = share_of(sale.receipt_discount_ppm, sale.receipt_discount_minor, worth)
    return together(share_of(line.discount_ppm, line.discount_minor, line.gross_minor), shared)


def allow(uow: Uow, sale: Sale, asked_ppm: int) -> UUID | None:
    """What somebody with the right gives, the sale may have; answers who lent it. A discount of nothing gives nothing."""
    lender_id = require(uow, Right.DISCOUNT, limit_ppm=asked_ppm)
    sale.discount_allowed_ppm = max(sale.discount_allowed_ppm, asked_ppm)
    return lender_id


def shrink_allowance(uow: Uow, sale: Sale) -> None:
    """What a manager allowed was for the discount that was there: when that goes, so does the allowance."""
    if sale.discount_allowed_ppm:
        shared = share_of(sale.receipt_discount_ppm, sale.receipt_discount_minor, sale.gross_minor - sale.line_discount_minor)
        now = together(largest_line_discount(uow, sale), shared)
        sale.discount_allowed_ppm = min(sale.discount_allowed_ppm, now)


def largest_line_discount(uow: Uow, sale: Sale) -> int:
    """The largest share that a line gives away by itself, in ppm."""
    query = select(SaleLine.discount_ppm, SaleLine.discount_minor, SaleLine.gross_minor).where(
        SaleLine.sale_id == sale.id, SaleLine.removed.is_(False), SaleLine.discount_minor > 0
    )
    return max((share_of(ppm, minor, gross) for ppm, minor, gross in uow.session.execute(query)), default=0)
