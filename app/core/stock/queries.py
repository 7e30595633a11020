"""How much of what is where."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.stock.views import LevelView
from db.models.catalog import Product
from db.models.stock import StockLevel, Store


def levels(
    session: Session, *, product_ids: Sequence[UUID] | None = None, only_negative: bool = False, limit: int = 1000
) -> tuple[LevelView, ...]:
    """Stock by product and store, by name; negative levels are what the books owe an explanation for."""
    query = (
        select(StockLevel.product_id, Product.name, Store.name, StockLevel.on_hand_milli)
        .join(Product, Product.id == StockLevel.product_id)
        .join(Store, Store.id == StockLevel.store_id)
        .order_by(Product.name)
        .limit(limit)
    )
    if product_ids is not None:
        query = query.where(StockLevel.product_id.in_(product_ids))
    if only_negative:
        query = query.where(StockLevel.on_hand_milli < 0)
    return tuple(LevelView(*row) for row in session.execute(query))
