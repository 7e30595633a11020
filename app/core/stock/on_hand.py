"""What is where and of which layers: page by page, so that a hundred thousand products are never asked for at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from app.core.stock.elsewhere import has_their_books
from app.core.stock.purchase_views import LotLeft, OnHand
from db.models.catalog import Product
from db.models.company import Installation
from db.models.stock import StockLayer, StockLevel, StockLine, Store
from db.prepared import Prepared, driver_of

_LAYERS = Prepared(
    select(
        StockLayer.product_id, StockLayer.store_id, StockLayer.arrived_at, StockLayer.left_milli, StockLayer.left_minor,
        StockLine.batch, StockLine.expires_on,
    )
    .outerjoin(StockLine, StockLine.id == StockLayer.lot_id)
    .where(StockLayer.product_id.in_(bindparam("product_ids", expanding=True)), StockLayer.left_milli > 0)
    .order_by(StockLayer.product_id, StockLayer.store_id, StockLayer.arrived_at, StockLayer.movement_id, StockLayer.number)
)


def on_hand(
    session: Session, *, after: tuple[UUID, UUID] | None = None, limit: int = 500, product_ids: Sequence[UUID] | None = None
) -> tuple[OnHand, ...]:
    """A page of levels with the layers behind them, by product and store; `after` is the (product, store) of the last one so
    far. A level of nothing is left out, and so are other branches whose books are not here."""
    query = (
        select(StockLevel.product_id, Product.name, Product.article, StockLevel.store_id, Store.name, StockLevel.on_hand_milli)
        .join(Product, Product.id == StockLevel.product_id)
        .join(Store, Store.id == StockLevel.store_id)
        .where(StockLevel.on_hand_milli != 0)
        .order_by(StockLevel.product_id, StockLevel.store_id)
        .limit(limit)
    )
    if after is not None:
        product_id, store_id = after
        of_same = and_(StockLevel.product_id == product_id, StockLevel.store_id > store_id)
        query = query.where(StockLevel.product_id >= product_id, or_(StockLevel.product_id > product_id, of_same))
    if not has_their_books(session):  # of other branches only a few movements are here, which make no level
        query = query.where(Store.branch_id == select(Installation.branch_id).scalar_subquery())
    if product_ids is not None:
        query = query.where(StockLevel.product_id.in_(product_ids))
    rows = session.execute(query).all()
    layers = _layers(session, {row[0] for row in rows})
    found = []
    for row in rows:
        own = layers.get((row[0], row[3]), ())
        found.append(OnHand(*row, sum(layer.left_minor for layer in own), tuple(own)))
    return tuple(found)


def _layers(session: Session, product_ids: set[UUID]) -> dict[tuple[UUID, UUID], list[LotLeft]]:
    found: dict[tuple[UUID, UUID], list[LotLeft]] = {}
    rows: Sequence[Any] = _LAYERS.rows(driver_of(session), product_ids=sorted(product_ids)) if product_ids else ()
    for product_id, store_id, *layer in rows:
        found.setdefault((product_id, store_id), []).append(LotLeft(*layer))
    return found
