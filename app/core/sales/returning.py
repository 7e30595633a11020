"""What can be asked while goods come back: what would be given back for them, and what an exchange would cost."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.catalog.price_lists import default_price_list
from app.core.catalog.queries import products, scanned
from app.core.payments.rules import denominations, likely_sums, refund_parts, settle
from app.core.payments.views import Part, Settlement, Tender
from app.core.sales.pots import Pots
from app.core.sales.refunds import NOTHING, already_back
from app.core.sales.rules import part_of_line
from app.core.sales.views import ExchangeQuote, Found, LooseItem, ReturnItem, ReturnQuote
from app.core.settings.queries import read_setting
from app.core.settings.rules import CASH_STEP, DENOMINATIONS
from app.kernel.errors import RuleBroken
from app.kernel.money import extend_minor, round_cash_minor
from app.kernel.scan import Scan, read_code
from db.models.sales import PendingPayment, Sale, SaleLine
from db.prepared import driver_of


def return_quote(
    session: Session, *, items: Sequence[ReturnItem], branch_id: UUID, tender: str | None = None
) -> ReturnQuote:
    """What would go back for these lines of receipts, and by which tenders; stores nothing.

    Refused: `return.not_sold`, `return.more_than_left`, `return.more_than_paid`, `payment.unknown_tender`.
    """
    sums, owed = _worth(session, items)
    pots = Pots(session, cash_step_minor=_step(session, branch_id))
    return _quote([pots.refund(sale_id, minor, tender) for sale_id, minor in owed.items()], sums)


def loose_quote(session: Session, *, items: Sequence[LooseItem], branch_id: UUID, tender: str = "cash") -> ReturnQuote:
    """What would go back for goods without a receipt, at the agreed prices; stores nothing."""
    sums = [extend_minor(item.price_minor, item.quantity_milli) for item in items]
    total = sum(sums)
    settled = refund_parts(total, [Part(tender, total, total)], cash_step_minor=_step(session, branch_id))
    return _quote([settled], sums)


def exchange_quote(
    session: Session, *, items: Sequence[ReturnItem], sale_id: UUID, tender: str = "cash", handed_minor: int | None = None
) -> ExchangeQuote:
    """What would come of an exchange for an open sale, if the difference is paid so; stores nothing.

    `handed_minor` None is the exact sum. Refused: as `return_quote`; `not_found`.
    """
    sale = session.get(Sale, sale_id)
    if sale is None:
        raise RuleBroken("not_found", table="sale", id=sale_id)
    _sums, owed = _worth(session, items)
    step = _step(session, sale.branch_id)
    pots, back, parts = Pots(session, cash_step_minor=step), sum(owed.values()), list[tuple[str, int]]()
    offset = swap = min(back, sale.total_minor)
    for origin_id, minor in owed.items():
        swapped = min(swap, minor)
        swap -= swapped
        parts += [(part.kind, part.amount_minor) for part in pots.swap(origin_id, minor, swapped).parts]
    pending = session.scalar(select(func.sum(PendingPayment.amount_minor)).where(PendingPayment.sale_id == sale_id)) or 0
    left = max(0, sale.total_minor - offset - pending)
    due = round_cash_minor(left, step)
    chosen: list[int] = read_setting(session, DENOMINATIONS, branch_id=sale.branch_id)
    likely = likely_sums(due, denominations(sale.currency, chosen)) if tender == "cash" else ()
    asked = due if tender == "cash" else left
    change, missing = _change(left, Tender(tender, asked if handed_minor is None else handed_minor), step)
    return ExchangeQuote(
        back, sale.total_minor, left, due, change, missing, likely, tuple(part for part in parts if part[0] != "exchange"),
    )


def goods_of_code(session: Session, *, code: str, sale_id: UUID | None = None) -> Found:
    """What a barcode, an article, a scale's label or a marking code stands for, and which lines of that receipt it may mean.
    Refused: as a scan is (`sale.unknown_barcode`, …)."""
    hit = scanned(driver_of(session), code=code, price_list_id=default_price_list(session))
    (product,) = products(session, product_ids=[hit.sellable.product_id])
    line_ids = _lines_meant(session, sale_id, product.product_id, hit.said) if sale_id is not None else ()
    return Found(product, hit.quantity_milli, line_ids)


def _lines_meant(session: Session, sale_id: UUID, product_id: UUID, said: Scan | None) -> tuple[UUID, ...]:
    """All lines of the goods; of a marked piece its own, or those that were sold without a mark, and no other piece's."""
    query = select(SaleLine.id, SaleLine.mark).where(SaleLine.sale_id == sale_id, SaleLine.product_id == product_id)
    rows = session.execute(query.where(SaleLine.removed.is_(False)).order_by(SaleLine.position)).all()
    if said is None or not said.is_marking:
        return tuple(line_id for line_id, _mark in rows)
    own = tuple(line_id for line_id, mark in rows if mark and read_code(mark).piece == said.piece)
    return own or tuple(line_id for line_id, mark in rows if mark is None)


def _worth(session: Session, items: Sequence[ReturnItem]) -> tuple[list[int], dict[UUID, int]]:
    """What each item is worth, and what is owed for each receipt."""
    query = select(SaleLine).join(Sale, Sale.id == SaleLine.sale_id)
    line_ids = [item.sale_line_id for item in items]
    sold = query.where(SaleLine.id.in_(line_ids), SaleLine.removed.is_(False), Sale.state == "completed")
    known = {line.id: line for line in session.scalars(sold)}
    back = already_back(session, line_ids)
    sums, owed = list[int](), dict[UUID, int]()
    for item in items:
        line = known.get(item.sale_line_id)
        if line is None:
            raise RuleBroken("return.not_sold")
        before = back.get(line.id, NOTHING).quantity_milli
        left = max(0, line.quantity_milli - before)
        if item.quantity_milli > left:
            raise RuleBroken("return.more_than_left", name=line.name, left_milli=left, unit=line.unit)
        net = part_of_line(
            line.net_minor, sold_milli=line.quantity_milli, before_milli=before, now_milli=item.quantity_milli
        )
        sums.append(net)
        owed[line.sale_id] = owed.get(line.sale_id, 0) + net
    return sums, owed


def _change(left_minor: int, tender: Tender, step_minor: int) -> tuple[int, int]:
    """Change and what is missing."""
    if not left_minor:
        return 0, 0
    if tender.amount_minor <= 0:
        return 0, left_minor
    try:
        return settle(left_minor, [tender], cash_step_minor=step_minor).change_minor, 0
    except RuleBroken as error:
        if error.code == "payment.too_little":
            return 0, int(error.facts["missing_minor"])
        raise


def _quote(settlements: Sequence[Settlement], sums_minor: Sequence[int]) -> ReturnQuote:
    by_tender: dict[str, int] = {}
    for part in (part for settled in settlements for part in settled.parts):
        by_tender[part.kind] = by_tender.get(part.kind, 0) + part.amount_minor
    rounding = sum(settled.rounding_minor for settled in settlements)
    return ReturnQuote(sum(sums_minor), rounding, tuple(by_tender.items()), tuple(sums_minor))


def _step(session: Session, branch_id: UUID) -> int:
    return read_setting(session, CASH_STEP, branch_id=branch_id)
