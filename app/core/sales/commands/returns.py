"""Taking back: by receipt (of one or several), without one, and exchange. Never more than was sold and not yet returned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from app.core.audit.commands import audit
from app.core.cash.drawer import check_clock, check_enough, open_shift_here, store_payments
from app.core.cash.views import ShiftView
from app.core.catalog.rules import check_price, check_quantity
from app.core.catalog.views import Sellable
from app.core.jobs.commands import queue_drawer, queue_print
from app.core.parties.ledger import ACCOUNT_TOLD, balance, post_entry
from app.core.parties.merged import kept_id
from app.core.payments.rules import check_choosable, refund_parts
from app.core.payments.views import ACCOUNTS, Part, Settlement, Tender
from app.core.sales.cards import queue_card_refunds, queue_fiscal
from app.core.sales.cart import open_draft
from app.core.sales.commands.checkout import PAYMENT_TOLD, finish_sale
from app.core.sales.goods import take_goods
from app.core.sales.pots import Pots
from app.core.sales.refunds import NOTHING, Back, already_back
from app.core.sales.rules import part_of_line
from app.core.sales.views import Completed, LooseItem, Returned, ReturnItem
from app.core.settings.queries import setting_of
from app.core.settings.rules import AUTO_PRINT, CASH_STEP
from app.core.staff.access import require
from app.core.stock.moves import BROUGHT_TOLD
from app.kernel.canonical import as_table
from app.kernel.errors import RuleBroken
from app.kernel.money import MAX_MINOR, extend_minor, included_tax_minor
from app.kernel.permissions import Right
from app.kernel.text import name_of
from db.models.accounts import Customer
from db.models.catalog import Product, TaxRate, Unit
from db.models.sales import ReturnLine, Sale, SaleLine, SaleReturn
from db.prepared import Prepared
from db.uow import Uow, plain

RETURN_LINE_TOLD = (
    "id", "position", "sale_id", "sale_line_id", "product_id", "name", "unit", "tax_ppm", "price_minor", "quantity_milli",
    "gross_minor", "discount_minor", "net_minor", "tax_minor", "to_stock",
)
"""What of a returned line travels."""
_PRODUCTS = Prepared(
    select(Product.id, Product.kind, Product.name, Unit.code, Unit.decimals, TaxRate.ppm)
    .join(Unit, Unit.id == Product.unit_id)
    .outerjoin(TaxRate, TaxRate.id == Product.tax_rate_id)
    .where(Product.id.in_(bindparam("product_ids", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class _Refund:
    """What goes back for one receipt (or, without a receipt, for nothing we know)."""

    origin_id: UUID | None
    settlement: Settlement


def return_by_receipt(
    uow: Uow, *, items: Sequence[ReturnItem], reason: str, tender: str | None = None
) -> Returned:
    """Goods come back with their receipt; of several receipts at once if need be. Money goes back as it came.

    `tender` chooses another way (a right of its own). Refused: `right.missing`, `shift.none_open`, `return.nothing`,
    `return.not_sold`, `return.more_than_left` (with what is left), `return.more_than_paid`, `quantity.*`, `text.empty`;
    asks `cash.drawer_short`.
    """
    require(uow, Right.RETURN_BY_RECEIPT)
    shift = _shift(uow)
    rows, customer_id = _rows_of_receipts(uow, items)
    if tender is not None:
        require(uow, Right.RETURN_OTHER_TENDER)
    pots = _pots(uow)
    refunds = [_Refund(sale_id, pots.refund(sale_id, owed, tender)) for sale_id, owed in _owed(rows).items()]
    return _post(uow, shift, rows, refunds, reason=reason, customer_id=customer_id, with_receipt=True)


def return_without_receipt(
    uow: Uow, *, items: Sequence[LooseItem], reason: str, tender: str = "cash", customer_id: UUID | None = None
) -> Returned:
    """Goods come back without a receipt, at a price that is agreed; a right of its own.

    Refused: `right.missing`, `shift.none_open`, `return.nothing`, `quantity.*`, `price.*`, `payment.unknown_tender`,
    `sale.customer_needed`, `debt.more_than_owed`, `return.sum_too_large`, `not_found`, `text.empty`; asks `cash.drawer_short`.
    """
    require(uow, Right.RETURN_WITHOUT_RECEIPT)
    shift = _shift(uow)
    rows = _rows_without_receipt(uow, items)
    total = sum(row["net_minor"] for row in rows)
    if total > MAX_MINOR:
        raise RuleBroken("return.sum_too_large", most_minor=MAX_MINOR)
    if tender not in ("cash", "card", "qr", "debt", "prepayment"):
        raise RuleBroken("payment.unknown_tender", tender=tender)
    if tender in ACCOUNTS and customer_id is None:
        raise RuleBroken("sale.customer_needed", tender=tender)
    if customer_id is not None:
        uow.must_exist(Customer, customer_id)
        customer_id = kept_id(uow.session, customer_id)
        owed = balance(uow.session, account="debt", owner_id=customer_id)
        if tender == "debt" and total > owed:
            raise RuleBroken("debt.more_than_owed", owed_minor=owed)
    held = [Part(tender, total, total, customer_id if tender in ACCOUNTS else None)]
    refund = _Refund(None, refund_parts(total, held, cash_step_minor=setting_of(uow, CASH_STEP)))
    return _post(uow, shift, rows, [refund], reason=reason, customer_id=customer_id, with_receipt=False)


def exchange(
    uow: Uow, *, items: Sequence[ReturnItem], sale_id: UUID, reason: str, payments: Sequence[Tender] = ()
) -> tuple[Returned, Completed]:
    """Goods come back and others (an open sale) are taken: two documents in one transaction, and only the difference is paid.

    Dearer: the difference comes from `payments`. Cheaper: it goes back as it came. Refused: what returning and completing
    refuse, and `right.missing`.
    """
    require(uow, Right.EXCHANGE)
    check_choosable(payments)
    shift = _shift(uow)
    sale = open_draft(uow, sale_id)
    rows, customer_id = _rows_of_receipts(uow, items)
    offset = min(sum(row["net_minor"] for row in rows), sale.total_minor)
    refunds, left, pots = [], offset, _pots(uow)
    for origin_id, owed in _owed(rows).items():
        swapped = min(left, owed)
        left -= swapped
        refunds.append(_Refund(origin_id, pots.swap(origin_id, owed, swapped)))
    returned = _post(
        uow, shift, rows, refunds, reason=reason, customer_id=customer_id, with_receipt=True, exchange_sale_id=sale_id
    )
    tender = [Tender("exchange", offset, reference=returned.number)] if offset else []
    return returned, finish_sale(uow, sale_id=sale_id, payments=[*tender, *payments])


def _pots(uow: Uow) -> Pots:
    return Pots(uow.session, cash_step_minor=setting_of(uow, CASH_STEP))


def _shift(uow: Uow) -> ShiftView:
    shift = open_shift_here(uow)
    check_clock(uow, shift)
    return shift


def _rows_of_receipts(uow: Uow, items: Sequence[ReturnItem]) -> tuple[list[dict[str, Any]], UUID | None]:
    wanted = _merged(items)
    line_ids = {line_id for line_id, _to_stock in wanted}
    query = select(SaleLine, Sale).join(Sale, Sale.id == SaleLine.sale_id).where(SaleLine.id.in_(line_ids))
    known = {line.id: (line, sale) for line, sale in uow.session.execute(query)}
    back = already_back(uow.session, list(line_ids))
    rows: list[dict[str, Any]] = []
    for (line_id, to_stock), quantity_milli in wanted.items():
        line, sale = known.get(line_id, (None, None))
        if line is None or sale is None or line.removed or sale.state != "completed":
            raise RuleBroken("return.not_sold")
        if sale.branch_id != uow.place.branch_id:
            require(uow, Right.RETURN_OTHER_BRANCH)
        before = back.get(line_id, NOTHING)
        row = _row_of_line(uow, line, ReturnItem(line_id, quantity_milli, to_stock), before, len(rows) + 1)
        back[line_id] = before.and_also(row)
        rows.append(row)
    buyer_id = next((sale.customer_id for _line, sale in known.values() if sale.customer_id), None)
    return rows, kept_id(uow.session, buyer_id) if buyer_id is not None else None


def _merged(items: Sequence[ReturnItem]) -> dict[tuple[UUID, bool], int]:
    """One quantity a line (and one for what is spoiled), however often it was named: no two halves slip past its limit."""
    merged: dict[tuple[UUID, bool], int] = {}
    for item in items:
        if item.quantity_milli <= 0:
            raise RuleBroken("quantity.not_positive")
        name = (item.sale_line_id, item.to_stock)
        merged[name] = merged.get(name, 0) + item.quantity_milli
    if not merged:
        raise RuleBroken("return.nothing")
    return merged


def _row_of_line(uow: Uow, line: SaleLine, item: ReturnItem, back: Back, position: int) -> dict[str, Any]:
    left = max(0, line.quantity_milli - back.quantity_milli)
    if item.quantity_milli > left:
        raise RuleBroken("return.more_than_left", name=line.name, left_milli=left, unit=line.unit)
    sold_in = uow.remember("unit", ("decimals", line.unit), lambda: _decimals(uow, line.unit))  # whatever the card says now
    check_quantity(item.quantity_milli, decimals=sold_in, unit=line.unit)

    def share(amount_minor: int) -> int:
        return part_of_line(
            amount_minor, sold_milli=line.quantity_milli, before_milli=back.quantity_milli, now_milli=item.quantity_milli
        )

    gross, net = share(line.gross_minor), share(line.net_minor)
    return {
        "id": uow.new_id(), "position": position, "sale_id": line.sale_id, "sale_line_id": line.id,
        "product_id": line.product_id, "name": line.name, "unit": line.unit, "tax_ppm": line.tax_ppm,
        "price_minor": line.price_minor, "quantity_milli": item.quantity_milli, "gross_minor": gross,
        "discount_minor": gross - net, "net_minor": net, "tax_minor": share(line.tax_minor), "to_stock": item.to_stock,
    }


def _decimals(uow: Uow, unit: str) -> int:
    found = uow.session.scalar(select(Unit.decimals).where(Unit.code == unit).limit(1))
    return 3 if found is None else found


def _rows_without_receipt(uow: Uow, items: Sequence[LooseItem]) -> list[dict[str, Any]]:
    if not items:
        raise RuleBroken("return.nothing")
    found = _PRODUCTS.rows(uow.driver, product_ids=list({item.product_id for item in items}))
    known = {row[0]: Sellable(row[0], row[1], row[2], row[3], row[4], row[5] or 0, None) for row in found}
    rows: list[dict[str, Any]] = []
    for item in items:
        sellable = known.get(item.product_id)
        if sellable is None:
            raise RuleBroken("not_found", table="product", id=item.product_id)
        check_price(item.price_minor)
        check_quantity(item.quantity_milli, decimals=sellable.decimals, unit=sellable.unit)
        rows.append(_loose_row(uow, sellable, item, len(rows) + 1))
    return rows


def _loose_row(uow: Uow, sellable: Sellable, item: LooseItem, position: int) -> dict[str, Any]:
    net = extend_minor(item.price_minor, item.quantity_milli)
    return {
        "id": uow.new_id(), "position": position, "sale_id": None, "sale_line_id": None,
        "product_id": item.product_id, "name": sellable.name, "unit": sellable.unit, "tax_ppm": sellable.tax_ppm,
        "price_minor": item.price_minor, "quantity_milli": item.quantity_milli, "gross_minor": net,
        "discount_minor": 0, "net_minor": net, "tax_minor": included_tax_minor(net, sellable.tax_ppm),
        "to_stock": item.to_stock,
    }


def _owed(rows: Sequence[dict[str, Any]]) -> dict[UUID, int]:
    """What goes back for each receipt, in the order in which they were named."""
    owed: dict[UUID, int] = {}
    for row in rows:
        owed[row["sale_id"]] = owed.get(row["sale_id"], 0) + row["net_minor"]
    return owed


def _post(
    uow: Uow, shift: ShiftView, rows: Sequence[dict[str, Any]], refunds: Sequence[_Refund], *, reason: str,
    customer_id: UUID | None, with_receipt: bool, exchange_sale_id: UUID | None = None,
) -> Returned:
    """Store a return with everything that follows from it."""
    parts = [part for refund in refunds for part in refund.settlement.parts]
    cash = sum(part.amount_minor for part in parts if part.kind == "cash")
    if cash:
        check_enough(uow, shift.shift_id, cash)
    header = _header(uow, shift, rows, refunds, name_of(reason, field="reason"), customer_id)
    header |= {"with_receipt": with_receipt, "exchange_sale_id": exchange_sale_id}
    uow.add_many(SaleReturn, [header])
    uow.add_many(ReturnLine, [{**row, "return_id": header["id"]} for row in rows])
    money: list[dict[str, Any]] = []
    accounts: list[dict[str, object]] = []
    for refund in refunds:
        accounts += _credit_accounts(uow, header["id"], refund)
        money += _pay_back(uow, shift, header["id"], refund)
    kept = [row for row in rows if row["to_stock"]]
    goods = take_goods(
        uow, kept, document_kind="return", document_id=header["id"], store_id=uow.place.store_id, sign=1
    ) if kept else []
    if setting_of(uow, AUTO_PRINT):
        queue_print(uow, document_kind="return", document_id=header["id"])
    if cash:
        queue_drawer(uow, document_kind="return", document_id=header["id"])
    queue_card_refunds(
        uow, return_id=header["id"], refunds=[(refund.origin_id, refund.settlement.parts) for refund in refunds]
    )
    queue_fiscal(
        uow, document_kind="return", document_id=header["id"],
        amount_minor=header["total_minor"] + header["rounding_minor"],
    )
    sha256 = uow.record("sale", "return.completed", header["id"], _document(header, rows, money, goods, accounts))
    audit(
        uow, "return.completed", header["id"], lender_id=next(iter(uow.lent.values()), None), number=header["number"],
        total_minor=header["total_minor"], with_receipt=with_receipt, sha256=sha256,
    )
    refunded = tuple((part.kind, part.amount_minor) for part in parts)
    return Returned(header["id"], header["number"], header["total_minor"], header["rounding_minor"], refunded)


def _header(
    uow: Uow, shift: ShiftView, rows: Sequence[dict[str, Any]], refunds: Sequence[_Refund], reason: str,
    customer_id: UUID | None,
) -> dict[str, Any]:
    _number, text = uow.next_number("return", "R")
    return {
        "id": uow.new_id(), "number": text, "branch_id": uow.place.branch_id, "till_id": uow.place.till_id,
        "store_id": uow.place.store_id, "shift_id": shift.shift_id, "person_id": uow.person_id,
        "customer_id": customer_id, "currency": uow.place.currency, "reason": reason, "at": uow.now,
        "business_date": uow.today, "line_count": len(rows),
        "rounding_minor": sum(refund.settlement.rounding_minor for refund in refunds),
        "tax_minor": sum(row["tax_minor"] for row in rows), "total_minor": sum(row["net_minor"] for row in rows),
    }


def _credit_accounts(uow: Uow, return_id: UUID, refund: _Refund) -> list[dict[str, object]]:
    """What of a refund goes back to a customer's account or a gift card; answers the entries."""
    return [
        post_entry(
            uow, account=account, owner_id=part.owner_id,
            amount_minor=-part.amount_minor if account == "debt" else part.amount_minor, document_kind="return",
            document_id=return_id,
        )
        for part in refund.settlement.parts
        if (account := ACCOUNTS.get(part.kind)) is not None and part.owner_id is not None and part.amount_minor
    ]


def _pay_back(uow: Uow, shift: ShiftView, return_id: UUID, refund: _Refund) -> list[dict[str, Any]]:
    return store_payments(
        uow, refund.settlement.parts, shift_id=shift.shift_id, document_kind="return", document_id=return_id, sign=-1,
        origin_id=refund.origin_id,
    )


def _document(
    header: dict[str, Any], rows: Sequence[dict[str, Any]], money: Sequence[dict[str, Any]],
    goods: Sequence[dict[str, object]], accounts: Sequence[dict[str, object]],
) -> dict[str, Any]:
    return {
        **{key: plain(value) for key, value in header.items() if key != "company_id"},
        "lines": as_table(RETURN_LINE_TOLD, rows), "payments": as_table(PAYMENT_TOLD, money),
        "movements": as_table(BROUGHT_TOLD, goods), "accounts": as_table(ACCOUNT_TOLD, accounts),
    }
