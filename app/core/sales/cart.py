"""What all commands on an open sale share: finding it, putting lines in, keeping its sums. Used inside commands only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.core.audit.commands import audit
from app.core.catalog.price_lists import default_price_list
from app.core.catalog.queries import sellables
from app.core.catalog.rules import check_price, check_quantity
from app.core.catalog.views import Sellable
from app.core.sales.rules import receipt_discount
from app.core.sales.views import NewItem
from app.core.staff.access import require
from app.kernel.errors import RuleBroken
from app.kernel.money import MAX_MINOR, extend_minor, included_tax_minor
from app.kernel.permissions import Right
from db.models.sales import Sale, SaleLine
from db.uow import Uow


def open_draft(uow: Uow, sale_id: UUID) -> Sale:
    """The sale, if it can still be changed. Refused: `sale.not_open`, `not_found`."""
    sale = uow.row(Sale, sale_id)
    if sale.state != "open":
        raise RuleBroken("sale.not_open", state=sale.state)
    return sale


def draft_of_line(uow: Uow, line_id: UUID) -> tuple[Sale, SaleLine]:
    """A line and its open sale. Refused: `sale.not_open`, `sale.line_removed`, `not_found`."""
    line = uow.row(SaleLine, line_id)
    if line.removed:
        raise RuleBroken("sale.line_removed")
    return open_draft(uow, line.sale_id), line


def new_draft(uow: Uow, *, customer_id: UUID | None = None, price_list_id: UUID | None = None) -> Sale:
    """An empty sale; it is stored from the first moment, so that a power cut loses nothing."""
    sale = uow.new_row(
        Sale, id=uow.new_id(), number=None, state="open", branch_id=uow.place.branch_id, till_id=uow.place.till_id,
        store_id=uow.place.store_id, shift_id=None, person_id=uow.person_id, customer_id=customer_id,
        price_list_id=price_list_id or _default_list(uow), currency=uow.place.currency, opened_at=uow.now,
        completed_at=None, business_date=None, label=None, line_count=0, next_position=1, revision=0, gross_minor=0,
        line_discount_minor=0, receipt_discount_ppm=0, receipt_discount_minor=0,
        receipt_discount_asked_minor=0, discount_allowed_ppm=0,
        rounding_minor=0, tax_minor=0, total_minor=0,
    )
    uow.flush(Sale)  # before its lines: else SQLite looks through all that may point at a sale, and that grows
    uow.touch("sale")
    return sale


def put_in(
    uow: Uow, sale: Sale, items: Sequence[NewItem], *, known: Sellable | None = None, label_price_minor: int | None = None
) -> list[UUID]:
    """Price items and store them as lines, in one statement, and bring the sale's sums up to date.

    `known` is the product of the one item, where the caller has just read it off a code, and `label_price_minor` the sum
    on its label. Refused: `right.missing` also for a weight that comes from nowhere but a hand.
    """
    pairs = [(items[0], known)] if known else _with_sellables(uow, items, sale.price_list_id)
    _check_prices(uow, sale.id, pairs)
    if known is None and any(_source_of(item, sellable) == "typed" for item, sellable in pairs):
        require(uow, Right.TYPE_WEIGHT)
    revision, first_position = sale.revision + 1, sale.next_position
    rows = [
        _line(
            uow, sale.id, sellable, item, revision=revision, position=position, label_price_minor=label_price_minor,
            weight_source=item.weight_source if known else _source_of(item, sellable),
        )
        for position, (item, sellable) in enumerate(pairs, start=first_position)
    ]
    uow.add_many(SaleLine, rows)
    sale.revision, sale.next_position = revision, first_position + len(rows)
    sale.line_count += len(rows)
    add_up(sale, gross_minor=sum(row["gross_minor"] for row in rows))
    uow.touch("sale")
    if first_position == 1:
        uow.keep("sale", ("lines", sale.id, revision), rows)  # all that there are, until the sale changes
    return [row["id"] for row in rows]


def add_up(sale: Sale, *, gross_minor: int = 0, line_discount_minor: int = 0) -> None:
    """Move the sale's sums by what a change of lines has added."""
    sale.gross_minor += gross_minor
    sale.line_discount_minor += line_discount_minor
    worth = sale.gross_minor - sale.line_discount_minor
    if sale.receipt_discount_ppm:
        sale.receipt_discount_minor = receipt_discount(worth, ppm=sale.receipt_discount_ppm, fixed_minor=0)
    else:  # goods that come back bring the agreed sum back with them
        sale.receipt_discount_minor = min(sale.receipt_discount_asked_minor, worth)
    sale.total_minor = worth - sale.receipt_discount_minor
    if sale.gross_minor > MAX_MINOR:
        raise RuleBroken("sale.sum_too_large", most_minor=MAX_MINOR)


def check_new_price(uow: Uow, price_minor: int, list_price_minor: int | None, *, name: str) -> UUID | None:
    """May the actor sell at this price? Answers who lent the right. Asks `sale.gift` for nothing at all.

    Refused: `price.negative`, `price.too_large`, `right.missing`.
    """
    check_price(price_minor)
    if price_minor == list_price_minor and price_minor:
        return None
    if price_minor == 0:
        lender_id = require(uow, Right.GIFT)
        uow.confirm("sale.gift", name=name)
        return lender_id
    return require(uow, Right.SELL_ASKED_PRICE if list_price_minor is None else Right.CHANGE_PRICE)


def _with_sellables(uow: Uow, items: Sequence[NewItem], price_list_id: UUID) -> list[tuple[NewItem, Sellable]]:
    """Items with their products at today's price, which are remembered until the catalog changes. Refused: `not_found`."""
    listed = price_list_id.int
    names = {(item.product_id.int, listed): item.product_id for item in items}
    found: dict[tuple[int, int], Sellable] = uow.recall("catalog", names)
    if len(found) < len(names):
        unknown = [product_id for name, product_id in names.items() if name not in found]
        for product_id, sellable in sellables(uow.driver, product_ids=unknown, price_list_id=price_list_id).items():
            name = product_id.int, listed
            uow.keep("catalog", name, sellable)
            found[name] = sellable
        for name, product_id in names.items():
            if name not in found:
                raise RuleBroken("not_found", table="product", id=product_id)
    return [(item, found[item.product_id.int, listed]) for item in items]


def _check_prices(uow: Uow, sale_id: UUID, pairs: Sequence[tuple[NewItem, Sellable]]) -> None:
    """May the actor sell at the prices that differ from the cards'? Asked once for all lines of a kind."""
    answered: set[bool] = set()
    for item, sellable in pairs:
        was = sellable.price_minor
        price = was if item.price_minor is None else item.price_minor
        if price is None or (price and price == was):
            continue
        if was is None and (price == 0) in answered:  # the card has no price: one answer serves all such lines
            check_price(price)
            continue
        lender_id = check_new_price(uow, price, was, name=sellable.name)
        if was is None:
            answered.add(price == 0)
        elif price != was:
            audit(uow, "sale.price_changed", sale_id, lender_id=lender_id, product=sellable.product_id, was=was, now=price)


def _line(
    uow: Uow, sale_id: UUID, sellable: Sellable, item: NewItem, *, revision: int, position: int,
    label_price_minor: int | None, weight_source: str | None,
) -> dict[str, Any]:
    check_quantity(item.quantity_milli, decimals=sellable.decimals, unit=sellable.unit)
    price = sellable.price_minor if item.price_minor is None else item.price_minor
    if price is None:
        raise RuleBroken("sale.price_needed", name=sellable.name, product_id=sellable.product_id)
    gross = extend_minor(price, item.quantity_milli) if label_price_minor is None else label_price_minor
    return {
        "id": uow.new_id(), "sale_id": sale_id, "position": position, "revision": revision, "removed": False,
        "product_id": sellable.product_id, "name": sellable.name, "unit": sellable.unit, "code": item.code,
        "tax_ppm": sellable.tax_ppm, "list_price_minor": sellable.price_minor, "price_minor": price,
        "quantity_milli": item.quantity_milli, "weight_source": weight_source, "gross_minor": gross,
        "discount_ppm": 0, "discount_minor": 0, "shared_discount_minor": 0, "net_minor": gross,
        "tax_minor": included_tax_minor(gross, sellable.tax_ppm),
        "mark": item.mark, "batch": item.batch, "expires_on": item.expires_on,
    }


def _source_of(item: NewItem, sellable: Sellable) -> str | None:
    """Where a weight comes from that no code brought: a scale, else a hand."""
    if not sellable.decimals:
        return None
    return "scale" if item.weight_source == "scale" else "typed"


def _default_list(uow: Uow) -> UUID:
    price_list_id: UUID = uow.remember("price_list", "default", lambda: default_price_list(uow.session))
    return price_list_id
