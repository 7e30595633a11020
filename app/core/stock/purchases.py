"""Questions about buying: suppliers, orders and what is still expected of them, what runs low, what goes bad."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.core.stock.purchase_views import Expiring, OrderLine, OrderView, SupplierView, ToOrder
from db.models.catalog import Product
from db.models.purchasing import StockMinimum, Supplier
from db.models.stock import StockDocument, StockLayer, StockLevel, StockLine, Store

EXPIRES_WITHIN_DAYS = 30


def suppliers(session: Session) -> tuple[SupplierView, ...]:
    """Everybody from whom goods are bought, by name."""
    query = select(Supplier.id, Supplier.name, Supplier.phone, Supplier.note).where(Supplier.deleted_at.is_(None))
    return tuple(SupplierView(*row) for row in session.execute(query.order_by(Supplier.name, Supplier.id)))


def orders(session: Session, *, only_open: bool = False, limit: int = 200) -> tuple[OrderView, ...]:
    """Orders to suppliers, the newest first, each with what has come of it."""
    query = (
        select(StockDocument.id, StockDocument.number, Supplier.name, StockDocument.at)
        .outerjoin(Supplier, Supplier.id == StockDocument.supplier_id)
        .where(StockDocument.kind == "order")
        .order_by(StockDocument.id.desc())
        .limit(limit)
    )
    closing = aliased(StockDocument)
    is_closed = select(closing.id).where(closing.order_id == StockDocument.id, closing.kind == "order_close").exists()
    if only_open:
        query = query.where(~is_closed)
    rows = session.execute(query.add_columns(is_closed)).all()
    lines = order_lines(session, [row[0] for row in rows])
    found = []
    for order_id, number, supplier, at, closed in rows:
        own = lines.get(order_id, ())
        state = "closed" if closed else "open" if any(line.open_milli for line in own) else "received"
        if not only_open or state == "open":
            found.append(OrderView(order_id, number, supplier, at, state, own))
    return tuple(found)


def what_to_order(session: Session) -> tuple[ToOrder, ...]:
    """Products that are below their least in a store, with how much to order: up to the upper quantity, less what is ordered
    already; by store and name. What is not to be ordered any more (all of it is on its way) is left out."""
    on_its_way = _on_its_way(session)
    query = (
        select(
            Product.id, Product.name, Store.id, Store.name, func.coalesce(StockLevel.on_hand_milli, 0), StockMinimum.min_milli,
            StockMinimum.up_to_milli,
        )
        .join(Product, Product.id == StockMinimum.product_id)
        .join(Store, Store.id == StockMinimum.store_id)
        .outerjoin(
            StockLevel, (StockLevel.product_id == StockMinimum.product_id) & (StockLevel.store_id == StockMinimum.store_id)
        )
        .where(
            func.coalesce(StockLevel.on_hand_milli, 0) < StockMinimum.min_milli, Product.deleted_at.is_(None),
            Store.deleted_at.is_(None),
        )
        .order_by(Store.name, Product.name, Product.id)
    )
    found = []
    for product_id, name, store_id, store, on_hand, least, up_to in session.execute(query):
        ordered = on_its_way.get((product_id, store_id), 0)
        if up_to - on_hand - ordered > 0:
            row = ToOrder(product_id, name, store_id, store, on_hand, least, up_to, ordered, up_to - on_hand - ordered)
            found.append(row)
    return tuple(found)


def expiring(session: Session, *, today: date, within_days: int = EXPIRES_WITHIN_DAYS) -> tuple[Expiring, ...]:
    """Layers with goods left whose lot is good for so many days and no longer, the most urgent first; in all stores."""
    query = (
        select(
            Product.id, Product.name, Store.name, StockLine.batch, StockLine.expires_on, func.sum(StockLayer.left_milli),
            func.sum(StockLayer.left_minor),
        )
        .select_from(StockLine)
        .join(StockLayer, (StockLayer.product_id == StockLine.product_id) & (StockLayer.lot_id == StockLine.id))
        .join(Product, Product.id == StockLine.product_id)
        .join(Store, Store.id == StockLayer.store_id)
        .where(StockLine.expires_on <= today + timedelta(days=within_days), StockLayer.left_milli > 0)
        .group_by(StockLine.id, StockLayer.store_id)
        .order_by(StockLine.expires_on, Product.name, Store.name)
    )
    return tuple(
        Expiring(product_id, name, store, batch, good_until, (good_until - today).days, milli, minor)
        for product_id, name, store, batch, good_until, milli, minor in session.execute(query)
        if good_until is not None
    )


def _on_its_way(session: Session) -> dict[tuple[UUID, UUID], int]:
    """What open orders still bring, by product and store."""
    opened = orders(session, only_open=True, limit=100_000)
    query = select(StockDocument.id, StockDocument.store_id).where(StockDocument.kind == "order")
    stores = {row[0]: row[1] for row in session.execute(query)} if opened else {}
    found: dict[tuple[UUID, UUID], int] = {}
    for order in opened:
        for line in order.lines:
            key = (line.product_id, stores[order.order_id])
            found[key] = found.get(key, 0) + line.open_milli
    return found


def order_lines(session: Session, order_ids: Sequence[UUID]) -> dict[UUID, tuple[OrderLine, ...]]:
    """What was ordered and what came of it, by order and product; a receipt that was taken back does not count."""
    undone = aliased(StockDocument)
    is_undone = select(undone.id).where(undone.takes_back_id == StockDocument.id).exists()
    came = (
        select(StockDocument.order_id, StockLine.product_id, func.sum(StockLine.quantity_milli))
        .join(StockLine, StockLine.document_id == StockDocument.id)
        .where(StockDocument.kind == "receipt", StockDocument.order_id.is_not(None), ~is_undone)
        .group_by(StockDocument.order_id, StockLine.product_id)
    )
    received = {(row[0], row[1]): row[2] for row in session.execute(came)} if order_ids else {}
    ordered = (
        select(
            StockLine.document_id, StockLine.product_id, Product.name, func.sum(StockLine.quantity_milli),
            func.sum(StockLine.cost_minor),
        )
        .join(StockDocument, StockDocument.id == StockLine.document_id)
        .join(Product, Product.id == StockLine.product_id)
        .where(StockDocument.kind == "order")
        .group_by(StockLine.document_id, StockLine.product_id)
        .order_by(Product.name, Product.id)
    )
    wanted, lines = set(order_ids), dict[UUID, list[OrderLine]]()
    for order_id, product_id, name, milli, cost in session.execute(ordered):
        if order_id in wanted:
            line = OrderLine(product_id, name, milli, received.get((order_id, product_id), 0), cost)
            lines.setdefault(order_id, []).append(line)
    return {order_id: tuple(own) for order_id, own in lines.items()}
