"""What is ordered from suppliers, and how much there should be at least."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from app.core.catalog.rules import MAX_QUANTITY_MILLI
from app.core.staff.access import require
from app.core.stock.costs import check_cost
from app.core.stock.posting import Head, Line, check_items, check_order, check_product, post, products_of, store_of
from app.core.stock.views import StockItem
from app.kernel.errors import RuleBroken
from app.kernel.permissions import Right
from app.kernel.text import note_of
from db.models.purchasing import StockMinimum
from db.models.stock import StockDocument
from db.uow import Uow


def order_goods(
    uow: Uow, *, items: Sequence[StockItem], supplier_id: UUID | None = None, reason: str = "", store_id: UUID | None = None
) -> UUID:
    """Goods are ordered: nothing moves, and receipts name this order until it is all there or closed.

    Refused: `right.missing`, `stock.nothing`, `quantity.*`, `stock.not_goods`, `stock.product_gone`, `stock.cost_*`,
    `text.too_long`, `not_found`.
    """
    require(uow, Right.RECEIVE_STOCK)
    known = check_items(uow, items)
    for item in items:
        check_cost(item.cost_minor, name=known[item.product_id].name)
    lines = [Line(item.product_id, item.quantity_milli, 0, item.cost_minor or None) for item in items]
    return post(uow, Head("order", note_of(reason) or "", store_id, supplier_id=supplier_id), lines)


def close_order(uow: Uow, *, order_id: UUID, reason: str = "") -> UUID:
    """No more is expected of an order. Refused: `right.missing`, `not_found`, `stock.order_closed`, `text.too_long`."""
    require(uow, Right.RECEIVE_STOCK)
    check_order(uow, order_id)
    store_id = uow.get(StockDocument, order_id).store_id
    return post(uow, Head("order_close", note_of(reason) or "", store_id, order_id=order_id), [])


def set_minimum(
    uow: Uow, *, product_id: UUID, min_milli: int, up_to_milli: int | None = None, store_id: UUID | None = None
) -> None:
    """With less than `min_milli` of it the product is on the list of what to order, up to `up_to_milli`; 0 takes it off.

    Refused: `right.missing`, `not_found`, `stock.not_goods`, `stock.product_gone`, `stock.minimum_wrong`.
    """
    require(uow, Right.RECEIVE_STOCK)
    name = check_product(products_of(uow, {product_id}), product_id).name
    up_to = min_milli if up_to_milli is None else up_to_milli
    if not 0 <= min_milli <= up_to <= MAX_QUANTITY_MILLI:
        raise RuleBroken("stock.minimum_wrong", name=name)
    place = store_of(uow, store_id)
    found = select(StockMinimum).where(StockMinimum.product_id == product_id, StockMinimum.store_id == place)
    row = uow.session.scalar(found)
    if row is None:
        card = StockMinimum(id=uow.new_id(), product_id=product_id, store_id=place, min_milli=min_milli, up_to_milli=up_to)
        uow.add_card(card)
    else:
        uow.change_card(row, min_milli=min_milli, up_to_milli=up_to)
    uow.touch("stock")
