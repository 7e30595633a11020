"""What the books have of a count's scope and nobody has counted: told before somebody says what becomes of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.core.stock.purchase_views import NotCounted
from db.models.catalog import Category, Product
from db.models.purchasing import StockDraft, StockDraftLine
from db.models.stock import StockLevel


def not_counted_of_draft(session: Session, *, draft_id: UUID, limit: int = 1000) -> tuple[NotCounted, ...]:
    """The goods that a count in hand has not come to, by name; nothing for a draft that is gone."""
    draft = session.get(StockDraft, draft_id)
    if draft is None:
        return ()
    counted = set(session.scalars(select(StockDraftLine.product_id).where(StockDraftLine.draft_id == draft_id)))
    found = levels_not_counted(session, counted, store_id=draft.store_id, category_id=draft.category_id)
    told = (NotCounted(row.product_id, row.name) for row in found)
    return tuple(sorted(told, key=lambda each: (each.name.casefold(), each.product_id))[:limit])


def levels_not_counted(
    session: Session, counted: Collection[UUID], *, store_id: UUID, category_id: UUID | None
) -> list[Row[UUID, int, str]]:
    """Rows of (product_id, on_hand_milli, name) that are not nought, by product."""
    query = (
        select(StockLevel.product_id, StockLevel.on_hand_milli, Product.name)
        .join(Product, Product.id == StockLevel.product_id)
        .where(StockLevel.store_id == store_id, StockLevel.on_hand_milli != 0)
        .order_by(StockLevel.product_id)
    )
    if category_id is not None:
        query = query.where(Product.category_id.in_(folders_of(session, category_id)))
    return [row for row in session.execute(query) if row.product_id not in counted]


def folders_of(session: Session, category_id: UUID) -> set[UUID]:
    """The categories that a count of this one is about."""
    return folders_below([(row[0], row[1]) for row in session.execute(select(Category.id, Category.parent_id))], category_id)


def folders_below(categories: Iterable[tuple[UUID, UUID | None]], category_id: UUID) -> set[UUID]:
    """A category and all below it, out of (id, parent)."""
    below: dict[UUID | None, list[UUID]] = {}
    for each, parent in categories:
        below.setdefault(parent, []).append(each)
    found, waiting = set[UUID](), [category_id]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += below.get(each, ())
    return found
