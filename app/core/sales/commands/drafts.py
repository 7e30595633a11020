"""The cart: every gesture of a cashier before the money, each one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, select

from app.core.audit.commands import audit
from app.core.cash.drawer import find_open_shift
from app.core.catalog.queries import scanned, sellables
from app.core.catalog.rules import check_quantity
from app.core.catalog.views import Sellable
from app.core.parties.merged import kept_id
from app.core.sales.allowance import allow, asked_for_line, largest_line_discount, shrink_allowance
from app.core.sales.cards import check_nothing_in_hand
from app.core.sales.cart import add_up, check_new_price, draft_of_line, new_draft, open_draft, put_in
from app.core.sales.marks import check_code, check_line, told_of
from app.core.sales.rules import line_discount, receipt_discount, share_of, together
from app.core.sales.views import InCart, NewItem, WeightReason
from app.core.sales.weights import note_typed, typed
from app.core.staff.access import require
from app.kernel.errors import RuleBroken
from app.kernel.money import extend_minor, included_tax_minor
from app.kernel.permissions import Right
from app.kernel.scan import Scan
from app.kernel.text import note_of
from db.models.accounts import Customer
from db.models.catalog import PriceList, Product, Unit
from db.models.sales import PendingPayment, Sale, SaleLine
from db.prepared import Prepared
from db.uow import Uow

_KEPT = Prepared(
    select(SaleLine.id)
    .where(SaleLine.sale_id == bindparam("sale"), SaleLine.removed.is_(False))
    .order_by(SaleLine.position)
)
_DECIMALS = Prepared(
    select(Unit.decimals).join(Product, Product.unit_id == Unit.id).where(Product.id == bindparam("product"))
)
_TWIN = Prepared(
    select(SaleLine.id)
    .where(
        SaleLine.sale_id == bindparam("sale"), SaleLine.product_id == bindparam("product"), SaleLine.removed.is_(False),
        SaleLine.price_minor == bindparam("price"), SaleLine.list_price_minor == bindparam("list_price"),
        SaleLine.discount_minor == 0, SaleLine.discount_ppm == 0, SaleLine.weight_source.is_(None), SaleLine.mark.is_(None),
        SaleLine.batch.is_not_distinct_from(bindparam("batch")),
        SaleLine.expires_on.is_not_distinct_from(bindparam("expires_on")),
    )
    .limit(1)
)


def open_sale(uow: Uow, *, customer_id: UUID | None = None, price_list_id: UUID | None = None) -> UUID:
    """Start an empty sale; at the prices of another list only with the right to change prices.

    Refused: `right.missing`, `not_found`, `catalog.no_price_list`.
    """
    require(uow, Right.SELL)
    if customer_id is not None:
        uow.must_exist(Customer, customer_id)
        customer_id = kept_id(uow.session, customer_id)
    if price_list_id is not None:
        uow.must_exist(PriceList, price_list_id)
        require(uow, Right.CHANGE_PRICE)
    return new_draft(uow, customer_id=customer_id, price_list_id=price_list_id).id


def scan(
    uow: Uow, *, code: str, sale_id: UUID | None = None, quantity_milli: int | None = None, price_minor: int | None = None
) -> InCart:
    """Put in what a barcode, scale label, article or GS1 code stands for; without a sale a new one is opened.

    The same piece goods at the same price, of the same batch, join their line; a marked piece has one of its own. `price_minor`
    is for goods that have none, or, with its right, instead of the card's (and of a price label's sum).
    Refused: `sale.unknown_barcode`, `sale.ambiguous_code`, `sale.quantity_needed` (weighed goods: put them on the scale),
    `sale.price_needed`, `sale.not_open`, `sale.mark_*`, `sale.marked_once`, `quantity.*`, `price.*`, `right.missing`; asks
    `sale.gift`, `sale.expired`.
    """
    require(uow, Right.SELL)
    sale = open_draft(uow, sale_id) if sale_id is not None else new_draft(uow)
    hit = scanned(uow.driver, code=code, price_list_id=sale.price_list_id)
    check_code(uow, sale.id, hit, quantity_milli=quantity_milli)
    quantity, source = hit.quantity_milli, hit.weight_source
    own_price = price_minor if price_minor != hit.sellable.price_minor else None
    if hit.weight_source is None:
        if hit.sellable.decimals and quantity_milli is None:
            raise RuleBroken("sale.quantity_needed", name=hit.sellable.name, product_id=hit.sellable.product_id)
        if quantity_milli is not None:
            quantity = extend_minor(quantity_milli, hit.quantity_milli)
            check_quantity(quantity, decimals=hit.sellable.decimals, unit=hit.sellable.unit)  # what is added, not the sum
        if hit.sellable.decimals:
            source = typed(uow)
        twin = _twin(uow, sale, hit.sellable, hit.said) if own_price is None else None
        if twin is not None:
            _set_quantity(uow, sale, twin, twin.quantity_milli + quantity)
            return InCart(sale.id, twin.id)
    item = NewItem(hit.sellable.product_id, quantity, own_price, hit.code, source, *told_of(hit.said))
    label_price = hit.label_price_minor if own_price is None else None
    (line_id,) = put_in(uow, sale, [item], known=hit.sellable, label_price_minor=label_price)
    return InCart(sale.id, line_id)


def put_product(
    uow: Uow, *, product_id: UUID, sale_id: UUID | None = None, quantity_milli: int = 1000, weight_source: str | None = None,
    weight_reason: WeightReason | None = None, price_minor: int | None = None,
) -> InCart:
    """Put in one product by its id (a tile, a search hit); without a sale a new one is opened.

    The same piece goods at the same price join their line; a weight that no scale has told needs its right, and goes into the
    journal with its reason where there is one. `price_minor` is for goods that have none, or, with its right, instead of the
    card's. Refused: as `add_items`.
    """
    require(uow, Right.SELL)
    sale = open_draft(uow, sale_id) if sale_id is not None else new_draft(uow)
    sellable = sellables(uow.driver, product_ids=[product_id], price_list_id=sale.price_list_id).get(product_id)
    if sellable is None:
        raise RuleBroken("not_found", table="product", id=product_id)
    check_quantity(quantity_milli, decimals=sellable.decimals, unit=sellable.unit)
    source = (weight_source if weight_source == "scale" else typed(uow)) if sellable.decimals else None
    if source == "typed" and weight_reason is not None:
        note_typed(uow, sale.id, product_id, quantity_milli, weight_reason)
    twin = _twin(uow, sale, sellable) if price_minor is None else None
    if twin is not None:
        _set_quantity(uow, sale, twin, twin.quantity_milli + quantity_milli)
        return InCart(sale.id, twin.id)
    item = NewItem(product_id, quantity_milli, price_minor=price_minor, weight_source=source)
    (line_id,) = put_in(uow, sale, [item], known=sellable)
    return InCart(sale.id, line_id)


def add_items(uow: Uow, *, sale_id: UUID, items: Sequence[NewItem]) -> list[UUID]:
    """Put in products by id: a tile, a search hit, weighed goods, a whole old receipt. One line each.

    Refused: `sale.not_open`, `sale.price_needed`, `quantity.*`, `price.*`, `right.missing`, `not_found`; asks `sale.gift`.
    """
    require(uow, Right.SELL)
    return put_in(uow, open_draft(uow, sale_id), items)


def change_quantity(
    uow: Uow, *, line_id: UUID, quantity_milli: int, weight_source: str | None = None, weight_reason: WeightReason | None = None
) -> None:
    """Set a line's quantity; a weight comes from the `scale`, or from a hand. Less is like deleting a part: it needs that right.

    Refused: `right.missing`, `right.over_limit` (a discount by sum would be too large a share), `sale.not_open`,
    `sale.line_removed`, `sale.quantity_fixed` (a price label), `sale.marked_once`, `quantity.*`.
    """
    require(uow, Right.SELL)
    sale, line = draft_of_line(uow, line_id)
    if line.weight_source == "price_label":
        raise RuleBroken("sale.quantity_fixed", name=line.name)
    if line.mark is not None:
        raise RuleBroken("sale.marked_once", name=line.name)
    lender_id = None
    if quantity_milli < line.quantity_milli:
        lender_id = require(uow, Right.DELETE_LINE)
    before = line.quantity_milli
    if _DECIMALS.value(uow.driver, product=line.product_id):
        line.weight_source = weight_source if weight_source == "scale" else typed(uow)
        if line.weight_source == "typed" and weight_reason is not None:
            note_typed(uow, sale.id, line.product_id, quantity_milli, weight_reason)
    _set_quantity(uow, sale, line, quantity_milli)
    if quantity_milli < before:
        if line.discount_minor and not line.discount_ppm:  # the same sum is now a larger share
            lender_id = require(uow, Right.DISCOUNT, limit_ppm=asked_for_line(sale, line)) or lender_id
        audit(uow, "sale.quantity_lowered", sale.id, lender_id=lender_id, line=line_id, was=before, now=quantity_milli)


def add_to_line(uow: Uow, *, line_id: UUID, step_milli: int) -> bool:
    """So much more of a line (or less, below zero) than there is when it is done; with the last of it the line goes.

    Answers whether it went. Refused: as `change_quantity`, and `remove_line` for the last of it.
    """
    _sale, line = draft_of_line(uow, line_id)
    wanted = line.quantity_milli + step_milli
    if wanted <= 0:
        remove_line(uow, line_id=line_id)
        return True
    change_quantity(uow, line_id=line_id, quantity_milli=wanted)
    return False


def change_price(uow: Uow, *, line_id: UUID, price_minor: int) -> None:
    """Sell this line at another price. Refused: `right.missing`, `price.*`, `sale.not_open`; asks `sale.gift` for nothing."""
    sale, line = draft_of_line(uow, line_id)
    lender_id = check_new_price(uow, price_minor, line.list_price_minor, name=line.name)
    audit(uow, "sale.price_changed", sale.id, lender_id=lender_id, line=line_id, was=line.price_minor, now=price_minor)
    _reprice(uow, sale, line, price_minor)


def discount_line(uow: Uow, *, line_id: UUID, ppm: int = 0, fixed_minor: int = 0) -> None:
    """A discount on one line, as a share or as a sum; zero takes it away.

    Refused: `right.missing`, `right.over_limit` (the receipt's discount counts too), `discount.above_worth`, `discount.negative`.
    """
    sale, line = draft_of_line(uow, line_id)
    before = line.discount_minor
    line.discount_minor = line_discount(line.gross_minor, ppm=ppm, fixed_minor=fixed_minor)
    line.discount_ppm = ppm
    _settle_line(uow, sale, line, gross_before=line.gross_minor, discount_before=before)
    asked = asked_for_line(sale, line)
    lender_id = allow(uow, sale, asked) if line.discount_minor or ppm else None
    shrink_allowance(uow, sale)
    audit(uow, "sale.line_discount", sale.id, lender_id=lender_id, line=line_id, ppm=asked, minor=line.discount_minor)


def discount_receipt(uow: Uow, *, sale_id: UUID, ppm: int = 0, fixed_minor: int = 0) -> None:
    """A discount on the whole receipt; it is shared out over the lines when the sale is completed.

    Refused: as `discount_line`; the line with the largest discount of its own counts.
    """
    sale = open_draft(uow, sale_id)
    worth = sale.gross_minor - sale.line_discount_minor
    discount = receipt_discount(worth, ppm=ppm, fixed_minor=fixed_minor)
    asked = together(largest_line_discount(uow, sale), share_of(ppm, discount, worth))
    lender_id = allow(uow, sale, asked) if discount or ppm else None
    sale.receipt_discount_ppm, sale.receipt_discount_minor = ppm, discount
    sale.receipt_discount_asked_minor = 0 if ppm else discount
    sale.revision += 1
    add_up(sale)
    shrink_allowance(uow, sale)
    uow.touch("sale")
    audit(uow, "sale.receipt_discount", sale.id, lender_id=lender_id, ppm=asked, minor=discount)


def remove_line(uow: Uow, *, line_id: UUID) -> None:
    """Take a line out of the cart. It stays stored, for whoever asks. With the last one the receipt's discount goes too: it was
    agreed on for these goods, and what comes next may be the next customer's. Refused: `right.missing`, `sale.not_open`.
    """
    lender_id = require(uow, Right.DELETE_LINE)
    sale, line = draft_of_line(uow, line_id)
    line.removed = True
    sale.revision += 1
    line.revision = sale.revision
    sale.line_count -= 1
    if not sale.line_count:
        sale.receipt_discount_ppm = sale.receipt_discount_asked_minor = 0
    add_up(sale, gross_minor=-line.gross_minor, line_discount_minor=-line.discount_minor)
    shrink_allowance(uow, sale)
    uow.touch("sale")
    audit(uow, "sale.line_removed", sale.id, lender_id=lender_id, line=line_id, sum_minor=line.net_minor)


def restore_line(uow: Uow, *, line_id: UUID) -> None:
    """Put a line that was taken out back where it stood, at its price and with its discount.

    Refused: `right.missing`, `right.over_limit` (its discount is allowed anew), `sale.not_open`, `sale.line_kept`, `sale.mark_*`.
    """
    require(uow, Right.SELL)
    line = uow.row(SaleLine, line_id)
    sale = open_draft(uow, line.sale_id)
    if not line.removed:
        raise RuleBroken("sale.line_kept")
    check_line(uow, line)
    line.removed = False
    sale.line_count += 1
    _settle_line(uow, sale, line, gross_before=0, discount_before=0)
    lender_id = allow(uow, sale, asked_for_line(sale, line)) if line.discount_minor else None
    audit(uow, "sale.line_restored", sale.id, lender_id=lender_id, line=line_id, sum_minor=line.net_minor)


def set_customer(uow: Uow, *, sale_id: UUID, customer_id: UUID | None) -> None:
    """Whose sale it is; their debt and limit are seen from now on. Refused: `sale.not_open`, `not_found`, `sale.money_taken`."""
    require(uow, Right.SELL)
    sale = open_draft(uow, sale_id)
    if customer_id is not None:
        uow.must_exist(Customer, customer_id)
        customer_id = kept_id(uow.session, customer_id)
    if _has_pending(uow, sale_id):
        raise RuleBroken("sale.money_taken")
    check_nothing_in_hand(uow, sale_id, decides=False)
    sale.customer_id = customer_id
    sale.revision += 1
    uow.touch("sale")


def take_new_prices(uow: Uow, *, sale_id: UUID) -> int:
    """Put today's card prices on lines whose price has changed since they were scanned; answers how many.

    Refused: `sale.not_open`, `right.missing`; asks `sale.gift` where the card now says zero. (The other answer to that
    question is to confirm `sale.price_changed`: the old prices stay.)
    """
    require(uow, Right.SELL)
    sale = open_draft(uow, sale_id)
    uow.flush(SaleLine)
    lines = [uow.row(SaleLine, line_id) for (line_id,) in _KEPT.rows(uow.driver, sale=sale_id)]
    today = sellables(uow.driver, product_ids=[line.product_id for line in lines], price_list_id=sale.price_list_id)
    count = 0
    for line in lines:
        price = today[line.product_id].price_minor if line.product_id in today else None
        untouched = line.price_minor == line.list_price_minor and line.weight_source != "price_label"
        if price is not None and price != line.list_price_minor:
            line.list_price_minor = price
            if untouched:
                lender_id = check_new_price(uow, price, price, name=line.name)
                audit(
                    uow, "sale.price_changed", sale.id, lender_id=lender_id, line=line.id, was=line.price_minor, now=price
                )
                _reprice(uow, sale, line, price)
            else:
                sale.revision += 1
                line.revision = sale.revision
            count += 1
    if count:
        uow.touch("sale")
    return count


def park_sale(uow: Uow, *, sale_id: UUID, label: str | None = None) -> None:
    """Put the cart aside for a while. Refused: `right.missing`, `sale.not_open`, `sale.empty`, `text.too_long`."""
    require(uow, Right.PARK)
    sale = open_draft(uow, sale_id)
    if sale.line_count == 0:
        raise RuleBroken("sale.empty")
    sale.state, sale.label = "parked", note_of(label, field="label", most=60)
    uow.touch("sale")


def resume_sale(uow: Uow, *, sale_id: UUID) -> None:
    """Take a parked cart up again. Another's needs a right. Refused: `sale.not_parked`, `right.missing`."""
    sale = uow.row(Sale, sale_id)
    if sale.state != "parked":
        raise RuleBroken("sale.not_parked")
    if sale.person_id != uow.person_id:
        lender_id = require(uow, Right.TAKE_OVER_SALE)
        audit(uow, "sale.taken_over", sale.id, lender_id=lender_id, was=sale.person_id)
        sale.person_id = uow.person_id
    sale.state = "open"
    uow.touch("sale")


def void_sale(uow: Uow, *, sale_id: UUID, reason: str | None = None) -> None:
    """Give up a cart that was not paid. It stays stored. An empty one needs no right.

    Refused: `right.missing`, `sale.not_open`, `sale.money_taken` (give the money back first), `payment.card_in_hand`; asks
    `payment.card_in_doubt`.
    """
    sale = uow.row(Sale, sale_id)
    if sale.state not in ("open", "parked"):
        raise RuleBroken("sale.not_open", state=sale.state)
    if _has_pending(uow, sale_id):
        raise RuleBroken("sale.money_taken")
    check_nothing_in_hand(uow, sale_id)
    lender_id = require(uow, Right.VOID) if sale.line_count else None
    shift = find_open_shift(uow)
    sale.shift_id = shift.shift_id if shift else None
    sale.state, sale.completed_at, sale.label = "void", uow.now, note_of(reason, most=200)
    uow.touch("sale")
    audit(uow, "sale.voided", sale.id, lender_id=lender_id, lines=sale.line_count, total_minor=sale.total_minor)


def _twin(uow: Uow, sale: Sale, sellable: Sellable, said: Scan | None = None) -> SaleLine | None:
    if sellable.decimals or sellable.price_minor is None or (said is not None and said.is_marking):
        return None
    uow.flush(SaleLine)
    _mark, batch, expires_on = told_of(said)
    found = _TWIN.rows(
        uow.driver, sale=sale.id, product=sellable.product_id, price=sellable.price_minor, list_price=sellable.price_minor,
        batch=batch, expires_on=expires_on,
    )
    return uow.row(SaleLine, found[0][0]) if found else None


def _set_quantity(uow: Uow, sale: Sale, line: SaleLine, quantity_milli: int) -> None:
    decimals = _DECIMALS.value(uow.driver, product=line.product_id)
    check_quantity(quantity_milli, decimals=decimals, unit=line.unit)
    line.quantity_milli = quantity_milli
    _reprice(uow, sale, line, line.price_minor)


def _reprice(uow: Uow, sale: Sale, line: SaleLine, price_minor: int) -> None:
    gross_before, discount_before = line.gross_minor, line.discount_minor
    line.price_minor = price_minor
    line.gross_minor = extend_minor(price_minor, line.quantity_milli)
    fixed = min(line.discount_minor, line.gross_minor)
    line.discount_minor = line_discount(line.gross_minor, ppm=line.discount_ppm, fixed_minor=fixed)
    _settle_line(uow, sale, line, gross_before=gross_before, discount_before=discount_before)


def _settle_line(uow: Uow, sale: Sale, line: SaleLine, *, gross_before: int, discount_before: int) -> None:
    sale.revision += 1
    line.revision = sale.revision
    line.net_minor = line.gross_minor - line.discount_minor
    line.tax_minor = included_tax_minor(line.net_minor, line.tax_ppm)
    add_up(
        sale, gross_minor=line.gross_minor - gross_before, line_discount_minor=line.discount_minor - discount_before
    )
    uow.touch("sale")


def _has_pending(uow: Uow, sale_id: UUID) -> bool:
    found = select(PendingPayment.id).where(PendingPayment.sale_id == sale_id).limit(1)
    return uow.session.scalar(found) is not None
