"""What can be asked about sales: the cart as it changes, what is parked, a receipt and how much of it may still come back."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.catalog.queries import sellables
from app.core.catalog.views import Sellable
from app.core.parties.queries import customer
from app.core.parties.views import CustomerView
from app.core.sales.refunds import NOTHING, already_back
from app.core.sales.rules import part_of_line
from app.core.sales.views import DraftView, LineView, ParkedView, PriceChange, ReturnableLine, SaleChange, SoldSale
from app.kernel.errors import RuleBroken
from db.models.accounts import Customer
from db.models.catalog import Product, Unit
from db.models.sales import IS_DRAFT, PendingPayment, Sale, SaleLine
from db.models.staff import Person
from db.prepared import driver_of


def sale_change(session: Session, *, sale_id: UUID, after: int = 0) -> SaleChange:
    """The sale's sums, and the lines that changed since revision `after` (removed ones too, as such).

    A scan costs the same in a cart of 5 and of 500. Refused: `not_found`.
    """
    sale = session.get(Sale, sale_id)
    if sale is None:
        raise RuleBroken("not_found", table="sale", id=sale_id)
    pending = session.scalar(select(func.sum(PendingPayment.amount_minor)).where(PendingPayment.sale_id == sale_id))
    return SaleChange(
        sale.id, sale.state, sale.revision, sale.currency, sale.customer_id, sale.line_count, sale.gross_minor,
        sale.line_discount_minor, sale.receipt_discount_minor, sale.total_minor, pending or 0,
        _changed_lines(session, sale, after),
    )


def price_changes(session: Session, *, sale_id: UUID) -> tuple[PriceChange, ...]:
    """Lines of an open sale whose product now costs something else: keep the old prices, or `take_new_prices`?"""
    sale = session.get_one(Sale, sale_id)
    query = select(SaleLine).where(SaleLine.sale_id == sale_id, SaleLine.removed.is_(False)).order_by(SaleLine.position)
    lines = list(session.scalars(query))
    today = sellables(
        driver_of(session), product_ids=list({line.product_id for line in lines}), price_list_id=sale.price_list_id
    )
    found = []
    for line in lines:
        price = today[line.product_id].price_minor if line.product_id in today else None
        if price is not None and price != line.list_price_minor:
            found.append(PriceChange(line.id, line.name, line.price_minor, price))
    return tuple(found)


def drafts(session: Session, *, till_id: UUID, states: tuple[str, ...] = ("open", "parked")) -> tuple[DraftView, ...]:
    """Sales that are not paid yet, the latest first: after a power cut the open one is where the cashier was."""
    query = select(Sale).where(Sale.till_id == till_id, IS_DRAFT, Sale.state.in_(states)).order_by(Sale.id.desc())
    return tuple(
        DraftView(row.id, row.state, row.label, row.person_id, row.opened_at, row.line_count, row.total_minor)
        for row in session.scalars(query)
    )


def parked_sales(session: Session, *, till_id: UUID, goods: int = 3) -> tuple[ParkedView, ...]:
    """What is on hold at a till, the latest first, with the names of the first `goods` in each."""
    query = (
        select(Sale, Person.name, Customer.name)
        .join(Person, Person.id == Sale.person_id)
        .outerjoin(Customer, Customer.id == Sale.customer_id)
        .where(Sale.till_id == till_id, IS_DRAFT, Sale.state == "parked")
        .order_by(Sale.id.desc())
    )
    return tuple(
        ParkedView(
            row.id, row.label, row.person_id, person, customer, row.opened_at, row.line_count, row.total_minor,
            _first_names(session, row.id, goods),
        )
        for row, person, customer in session.execute(query)
    )


def sale_customer(session: Session, *, sale_id: UUID) -> CustomerView | None:
    """Whose sale it is, with what they owe and may owe; None for nobody in particular. Refused: `not_found`."""
    sale = session.get(Sale, sale_id)
    if sale is None:
        raise RuleBroken("not_found", table="sale", id=sale_id)
    return customer(session, customer_id=sale.customer_id) if sale.customer_id is not None else None


def sold_sale(session: Session, *, number: str | None = None, sale_id: UUID | None = None) -> SoldSale:
    """A completed sale by its number (or id), with what of each line may still come back. Refused: `receipt.unknown`."""
    query = select(Sale).where(Sale.state == "completed")
    sale = session.scalar(query.where(Sale.id == sale_id) if sale_id is not None else query.where(Sale.number == number))
    if sale is None or sale.number is None or sale.completed_at is None or sale.business_date is None:
        raise RuleBroken("receipt.unknown", number=number or "")
    lines = select(SaleLine).where(SaleLine.sale_id == sale.id, SaleLine.removed.is_(False)).order_by(SaleLine.position)
    rows = list(session.scalars(lines))
    back = already_back(session, [row.id for row in rows])
    units = select(Unit.code, Unit.decimals).where(Unit.code.in_({row.unit for row in rows}))
    decimals = dict(session.execute(units).all())
    returnable = tuple(
        _returnable(row, back.get(row.id, NOTHING).quantity_milli, decimals.get(row.unit, 3)) for row in rows
    )
    return SoldSale(
        sale.id, sale.number, sale.completed_at, sale.business_date, sale.total_minor, returnable,
        sale.total_minor + sale.rounding_minor, sale.branch_id,
    )


def sales_of_shift(
    session: Session, *, shift_id: UUID, limit: int = 100, before: str | None = None
) -> tuple[tuple[UUID, str, int], ...]:
    """The receipts of a shift, newest first: (id, number, total); `before` is the number that a page goes on from."""
    query = select(Sale.id, Sale.number, Sale.total_minor).where(Sale.shift_id == shift_id, Sale.state == "completed")
    if before is not None:
        query = query.where(Sale.number < before)
    rows = session.execute(query.order_by(Sale.number.desc()).limit(limit))
    return tuple((sale_id, number or "", total) for sale_id, number, total in rows)


def _first_names(session: Session, sale_id: UUID, most: int) -> tuple[str, ...]:
    query = select(SaleLine.name).where(SaleLine.sale_id == sale_id, SaleLine.removed.is_(False))
    return tuple(session.scalars(query.order_by(SaleLine.position).limit(most)))


def _changed_lines(session: Session, sale: Sale, after: int) -> tuple[LineView, ...]:
    query = (
        select(SaleLine, Unit.decimals)
        .join(Product, Product.id == SaleLine.product_id)
        .join(Unit, Unit.id == Product.unit_id)
        .where(SaleLine.sale_id == sale.id, SaleLine.revision > after)
        .order_by(SaleLine.position)
    )
    rows = list(session.execute(query))
    today = sellables(
        driver_of(session), product_ids=list({line.product_id for line, _decimals in rows}), price_list_id=sale.price_list_id
    )
    return tuple(_line_view(line, decimals, today) for line, decimals in rows)


def _line_view(line: SaleLine, decimals: int, today: dict[UUID, Sellable]) -> LineView:
    price = today[line.product_id].price_minor if line.product_id in today else None
    return LineView(
        line.id, line.position, line.removed, line.product_id, line.name, line.unit, decimals, line.quantity_milli,
        line.price_minor, line.discount_minor, line.net_minor, price if price != line.list_price_minor else None,
        line.mark is not None, line.expires_on,
    )


def _returnable(line: SaleLine, back_milli: int, decimals: int) -> ReturnableLine:
    left = max(0, line.quantity_milli - back_milli)  # two tills may both have taken it back while they could not hear each other
    left_minor = part_of_line(line.net_minor, sold_milli=line.quantity_milli, before_milli=back_milli, now_milli=left)
    return ReturnableLine(
        line.id, line.name, line.unit, line.quantity_milli, left, line.net_minor, left_minor, line.price_minor, decimals,
        line.product_id,
    )
