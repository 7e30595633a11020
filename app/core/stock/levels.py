"""Levels as a list: found by words or by store, category and what is missing; page by page, and each store as a whole.

A page costs the same wherever it stands: goods are walked in the order of their names, no sum is made of all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, literal_column, or_, select, tuple_
from sqlalchemy.orm import Session

from app.core.catalog.search import find
from app.core.staff.access import read_grant
from app.core.stock.shown import InStore, StockRow, StoreTotal, StoreView
from app.kernel.permissions import Right
from db.models.catalog import Category, Product, Unit
from db.models.stock import StockLayer, StockLevel, Store

BELOW_ZERO, NOTHING_LEFT = "below_zero", "nothing_left"
FEW = 5000
MOST_FOUND = 200
"""So many products are looked for by words; whoever does not see theirs types more."""
_ZERO: ColumnElement[int] = literal_column("0")
"""Not a bound value: only then SQLite sees that an index of some rows will do."""
_ROWS = (
    select(Product.id, Product.name, Product.article, Unit.code)
    .join(Unit, Unit.id == Product.unit_id)
    .where(Product.id.in_(bindparam("product_ids", expanding=True)))
)
_LEVELS = (
    select(StockLevel.product_id, StockLevel.store_id, StockLevel.on_hand_milli)
    .where(
        StockLevel.product_id.in_(bindparam("product_ids", expanding=True)),
        StockLevel.store_id.in_(bindparam("store_ids", expanding=True)),
    )
    .order_by(StockLevel.product_id, StockLevel.store_id)
)
_COSTS = (
    select(StockLayer.product_id, StockLayer.store_id, func.sum(StockLayer.left_minor))
    .where(
        StockLayer.product_id.in_(bindparam("product_ids", expanding=True)),
        StockLayer.store_id.in_(bindparam("store_ids", expanding=True)), StockLayer.left_milli > _ZERO,
    )
    .group_by(StockLayer.product_id, StockLayer.store_id)
)


def stores_shown(session: Session, *, branch_id: UUID | None = None) -> tuple[StoreView, ...]:
    """The places that hold goods, of a branch or of all: shops and stockrooms first, then bags, each by name."""
    query = select(Store.id, Store.name, Store.kind).where(Store.deleted_at.is_(None))
    if branch_id is not None:
        query = query.where(Store.branch_id == branch_id)
    rows = session.execute(query.order_by(Store.kind == "agent", Store.name, Store.id))
    return tuple(StoreView(*row) for row in rows)


def sees_cost(session: Session, *, person_id: UUID, branch_id: UUID) -> bool:
    """Whether this person is shown what goods cost."""
    return read_grant(session, person_id=person_id, branch_id=branch_id).allows(Right.SEE_COST)


def stock_list(
    session: Session, *, person_id: UUID, branch_id: UUID, text: str = "", store_id: UUID | None = None,
    category_id: UUID | None = None, only: str = "", after: tuple[str, UUID] | None = None, limit: int = 100,
) -> tuple[StockRow, ...]:
    """A page of goods that a store of the branch holds, or ever held, by name; `after` is the name and id of the last one so
    far. With words: what fits them, best first, on one page. `only` is `below_zero` or `nothing_left`: in one of the stores; an
    empty bag lacks nothing, unless it is the one that is asked for."""
    shown = stores_shown(session, branch_id=branch_id)
    stores = [store_id] if store_id else [store.store_id for store in shown]
    wanted = _known(stores)
    if only:
        shelves = [store_id] if store_id else [store.store_id for store in shown if store.kind != "agent" or only == BELOW_ZERO]
        wanted = and_(_lacking(session, shelves, only), wanted)
    if text.strip():
        found = find(session, text, limit=MOST_FOUND)
        query = select(Product.id).where(Product.id.in_(found), wanted)
        if category_id is not None:
            query = query.where(_in_category(category_id))
        fitting = set(session.scalars(query))
        ids = [product_id for product_id in found if product_id in fitting][:limit]
    else:
        ids = list(session.scalars(_page(wanted, category_id, after).limit(limit)))
    return stock_rows(session, product_ids=ids, store_ids=stores, with_cost=_sees(session, person_id, branch_id))


def stock_rows(
    session: Session, *, product_ids: Sequence[UUID], store_ids: Sequence[UUID], with_cost: bool
) -> tuple[StockRow, ...]:
    """These products, in this order, with their levels in these stores."""
    asked = {"product_ids": list(product_ids), "store_ids": list(store_ids)}
    rows = {row[0]: row for row in session.execute(_ROWS, {"product_ids": asked["product_ids"]})}
    costs = {(row[0], row[1]): row[2] for row in session.execute(_COSTS, asked)} if with_cost else {}
    levels: dict[UUID, list[InStore]] = {}
    for product_id, store_id, on_hand in session.execute(_LEVELS, asked):
        cost = costs.get((product_id, store_id), 0) if with_cost else None
        levels.setdefault(product_id, []).append(InStore(store_id, on_hand, cost))
    return tuple(StockRow(*rows[each], tuple(levels.get(each, ()))) for each in product_ids if each in rows)


def store_totals(session: Session, *, person_id: UUID, branch_id: UUID) -> tuple[StoreTotal, ...]:
    """Each store of the branch as a whole. It reads every open layer: asked beside a list, never before it is shown."""
    stores, is_shown = stores_shown(session, branch_id=branch_id), _sees(session, person_id, branch_id)
    if not stores:
        return ()
    levels = session.execute(select(*(_count(store, is_so) for store in stores for is_so in _ABOVE_AND_BELOW))).one()
    worth = [func.sum(case((StockLayer.store_id == store.store_id, StockLayer.left_minor), else_=0)) for store in stores]
    costs = session.execute(select(*worth)).one() if is_shown else [None] * len(stores)
    return tuple(
        StoreTotal(store, levels[2 * at] or 0, levels[2 * at + 1] or 0, (costs[at] or 0) if is_shown else None)
        for at, store in enumerate(stores)
    )


_ABOVE_AND_BELOW = (StockLevel.on_hand_milli > 0, StockLevel.on_hand_milli < 0)


def _count(store: StoreView, is_so: ColumnElement[bool]) -> Any:
    """How many products; all stores in one walk, which nothing has to put in order."""
    return func.sum(case((and_(StockLevel.store_id == store.store_id, is_so), 1), else_=0))


def _sees(session: Session, person_id: UUID, branch_id: UUID) -> bool:
    return sees_cost(session, person_id=person_id, branch_id=branch_id)


def _known(stores: Sequence[UUID]) -> ColumnElement[bool]:
    """A product that these stores hold or held; one that was deleted is shown as long as some of it is there, or owed."""
    here = _has_level(stores)
    return or_(and_(Product.deleted_at.is_(None), here), _has_level(stores, StockLevel.on_hand_milli != 0))


def _has_level(stores: Sequence[UUID], *is_so: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(1).where(StockLevel.product_id == Product.id, StockLevel.store_id.in_(stores), *is_so)


def _lacking(session: Session, stores: Sequence[UUID], only: str) -> ColumnElement[bool]:
    """One of these stores has none of it, or owes some. Few such goods are looked up and put in order; where they are many, the
    walk through the names comes upon them soon."""
    none = [StockLevel.on_hand_milli <= _ZERO, *([StockLevel.on_hand_milli < 0] if only == BELOW_ZERO else [])]
    lacking = select(StockLevel.product_id).where(StockLevel.store_id.in_(stores), *none)
    some = lacking.limit(FEW + 1).subquery()
    if (session.scalar(select(func.count()).select_from(some)) or 0) <= FEW:
        return Product.id.in_(lacking)
    return _has_level(stores, *none)


def _page(wanted: ColumnElement[bool], category_id: UUID | None, after: tuple[str, UUID] | None) -> Select[UUID]:
    query = select(Product.id).where(Product.kind == literal_column("'goods'"), wanted)
    if category_id is not None:
        query = query.where(_in_category(category_id), Product.deleted_at.is_(None))
    if after is not None:
        query = query.where(tuple_(Product.name, Product.id) > tuple_(*after, types=[Product.name.type, Product.id.type]))
    return query.order_by(Product.name, Product.id)


def _in_category(category_id: UUID) -> ColumnElement[bool]:
    """In this category, or in one under it."""
    under: Any = select(Category.id).where(Category.id == category_id).cte(recursive=True)
    under = under.union(select(Category.id).join(under, Category.parent_id == under.c.id))
    return Product.category_id.in_(select(under.c.id))
