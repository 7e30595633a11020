"""Questions about buying: suppliers, orders and what is still expected of them, what runs low, what goes bad."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session, aliased

from app.core.stock.purchase_views import Expiring, OrderLine, OrderView, SupplierView, ToOrder
from db.models.catalog import Product, Unit
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


def what_to_order(session: Session, *, store_id: UUID | None = None) -> tuple[ToOrder, ...]:
    """Products that are below their least in a store (or in this one), with how much to order: up to the upper quantity, less
    what is ordered already; by store and name. What is not to be ordered any more (all of it is on its way) is left out."""
    query = _needs().where(
        func.coalesce(StockLevel.on_hand_milli, 0) < StockMinimum.min_milli, Product.deleted_at.is_(None),
        Store.deleted_at.is_(None),
    )
    if store_id is not None:
        query = query.where(Store.id == store_id)
    on_its_way = _on_its_way(session)
    found = (_need(row, on_its_way) for row in session.execute(query))
    return tuple(need for need in found if need.to_order_milli)


def order_need(session: Session, *, product_id: UUID, store_id: UUID) -> ToOrder | None:
    """The same of one product in a store, whatever is there; its least is 0 where nobody has set one. None where it is gone."""
    query = _needs(is_set=False).where(Product.id == product_id, Store.id == store_id)
    row = session.execute(query).first()
    return _need(row, _on_its_way(session)) if row is not None else None


def _needs(*, is_set: bool = True) -> Any:
    """Product, store, level and minimum: of those that somebody has set, or of every product in every store."""
    least = (StockMinimum.product_id == Product.id) & (StockMinimum.store_id == Store.id)
    columns: tuple[Any, ...] = (
        Product.id, Product.name, Store.id, Store.name, func.coalesce(StockLevel.on_hand_milli, 0),
        func.coalesce(StockMinimum.min_milli, 0), func.coalesce(StockMinimum.up_to_milli, 0), Unit.code,
    )
    query: Any = select(*columns).select_from(Product).join(Unit, Unit.id == Product.unit_id)
    if is_set:
        query = query.join(StockMinimum, StockMinimum.product_id == Product.id).join(Store, Store.id == StockMinimum.store_id)
    else:
        query = query.join(Store, true()).outerjoin(StockMinimum, least)
    level = (StockLevel.product_id == Product.id) & (StockLevel.store_id == Store.id)
    return query.outerjoin(StockLevel, level).order_by(Store.name, Product.name, Product.id)


def _need(row: Any, on_its_way: dict[tuple[UUID, UUID], int]) -> ToOrder:
    product_id, name, store_id, store, on_hand, least, up_to, unit = row
    ordered = on_its_way.get((product_id, store_id), 0)
    to_order = max(0, up_to - on_hand - ordered) if on_hand < least else 0
    return ToOrder(product_id, name, store_id, store, on_hand, least, up_to, ordered, to_order, unit)


def expiring(
    session: Session, *, today: date, within_days: int = EXPIRES_WITHIN_DAYS, branch_id: UUID | None = None
) -> tuple[Expiring, ...]:
    """Layers with goods left whose lot is good for so many days and no longer, the most urgent first; in all stores, or in those
    of a branch."""
    query = (
        select(
            Product.id, Product.name, Store.name, StockLine.batch, StockLine.expires_on, func.sum(StockLayer.left_milli),
            func.sum(StockLayer.left_minor), Store.id, Store.kind, Unit.code,
        )
        .select_from(StockLine)
        .join(StockLayer, (StockLayer.product_id == StockLine.product_id) & (StockLayer.lot_id == StockLine.id))
        .join(Product, Product.id == StockLine.product_id)
        .join(Unit, Unit.id == Product.unit_id)
        .join(Store, Store.id == StockLayer.store_id)
        .where(StockLine.expires_on <= today + timedelta(days=within_days), StockLayer.left_milli > 0)
        .group_by(StockLine.id, StockLayer.store_id)
        .order_by(StockLine.expires_on, Product.name, Store.name)
    )
    if branch_id is not None:
        query = query.where(Store.branch_id == branch_id)
    return tuple(
        Expiring(product_id, name, store, batch, good_until, (good_until - today).days, milli, minor, *where)
        for product_id, name, store, batch, good_until, milli, minor, *where in session.execute(query)
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
            func.sum(StockLine.cost_minor), Unit.code,
        )
        .join(StockDocument, StockDocument.id == StockLine.document_id)
        .join(Product, Product.id == StockLine.product_id)
        .join(Unit, Unit.id == Product.unit_id)
        .where(StockDocument.kind == "order")
        .group_by(StockLine.document_id, StockLine.product_id)
        .order_by(Product.name, Product.id)
    )
    wanted, lines = set(order_ids), dict[UUID, list[OrderLine]]()
    for order_id, product_id, name, milli, cost, unit in session.execute(ordered):
        if order_id in wanted:
            line = OrderLine(product_id, name, milli, received.get((order_id, product_id), 0), cost, unit)
            lines.setdefault(order_id, []).append(line)
    return {order_id: tuple(own) for order_id, own in lines.items()}
