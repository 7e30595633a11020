"""What can be asked about quick goods: a tab's page, and the pictures on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from heapq import merge
from itertools import islice
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app.core.catalog.queries import products
from app.core.tiles.rules import read
from app.core.tiles.views import TilePageView, TileView
from db.models.catalog import Category, Product
from db.models.sales import SaleLine
from db.models.tiles import ProductPicture, TilePage
from db.prepared import Prepared, driver_of

MOST_SHOWN = 48
FEWEST_SHOWN = 24
"""The first tab of a shop that has sold little is filled up to here."""

_latest = select(SaleLine.product_id).where(SaleLine.removed.is_(False)).order_by(SaleLine.id.desc())
_sold = _latest.limit(bindparam("of_latest")).subquery()
_FREQUENT = Prepared(
    select(_sold.c.product_id, Product.category_id)
    .join(Product, Product.id == _sold.c.product_id)
    .where(Product.deleted_at.is_(None))
    .group_by(_sold.c.product_id, Product.category_id)
    .order_by(func.count().desc(), _sold.c.product_id)
)
_BY_NAME = Prepared(
    select(Product.name, Product.id)
    .where(Product.category_id == bindparam("category_id"), Product.deleted_at.is_(None))
    .order_by(Product.name)
    .limit(bindparam("most"))
)
_FIRST = Prepared(select(Product.id).where(Product.deleted_at.is_(None)).order_by(Product.id).limit(bindparam("most")))
_PLACES = Prepared(
    select(Product.id, Product.category_id).where(
        Product.id.in_(bindparam("product_ids", expanding=True)), Product.deleted_at.is_(None)
    )
)
_TREE = Prepared(select(Category.id, Category.parent_id).where(Category.deleted_at.is_(None)))


def tile_page(
    session: Session, *, branch_id: UUID, category_id: UUID | None = None, most: int = MOST_SHOWN, of_latest: int = 1000
) -> TilePageView:
    """A tab's tiles: first what was arranged, then what is sold most often (of the latest lines), then by name.

    A category's tab has the goods of the categories under it too. Goods that are gone are left out.
    """
    driver = driver_of(session)
    parents: dict[UUID, UUID | None] = {row[0]: row[1] for row in _TREE.rows(driver)}
    arranged, off = _arranged(session, branch_id, category_id)
    inside = None if category_id is None else _below(parents, category_id)
    wanted = [*arranged, *_by_themselves(driver, inside, {*arranged, *off}, most - len(arranged), of_latest)]
    found = products(session, product_ids=wanted)
    known = [*wanted, *off]
    places = {row[0]: row[1] for row in _PLACES.rows(driver, product_ids=known)} if known else {}
    tiles = tuple(TileView(product, _top(parents, places.get(product.product_id))) for product in found)
    first = set(arranged)
    return TilePageView(
        category_id, tiles, sum(tile.product_id in first for tile in tiles), tuple(each for each in off if each in places)
    )


def pictures(session: Session, *, product_ids: Sequence[UUID]) -> dict[UUID, bytes]:
    """The pictures of these goods, as JPEG or PNG; those that have none are left out."""
    query = select(ProductPicture.product_id, ProductPicture.image).where(ProductPicture.product_id.in_(product_ids))
    return {row[0]: row[1] for row in session.execute(query)}


def _arranged(session: Session, branch_id: UUID, category_id: UUID | None) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
    mine = TilePage.branch_id == branch_id, TilePage.category_id.is_not_distinct_from(category_id)
    text = session.scalar(select(TilePage.product_ids).where(*mine).order_by(TilePage.id).limit(1))
    return read(text) if text else ((), ())


def _by_themselves(
    driver: sqlite3.Connection, inside: Collection[UUID] | None, known: set[UUID], most: int, of_latest: int
) -> list[UUID]:
    """Goods that nobody has put there or taken off: the frequent ones, then others of the tab."""
    sold = _FREQUENT.rows(driver, of_latest=of_latest)
    found = [each for each, place in sold if each not in known and (inside is None or place in inside)][: max(0, most)]
    missing = (FEWEST_SHOWN - len(known) if inside is None else most) - len(found)
    if missing > 0:
        taken = {*known, *found}
        others = _others(driver, inside, missing + len(taken))
        found += islice((each for each in others if each not in taken), missing)
    return found


def _others(driver: sqlite3.Connection, inside: Collection[UUID] | None, most: int) -> list[UUID]:
    """By name; each category's own are few, and found by its index. Of all goods: those that were there first."""
    if inside is None:
        return [row[0] for row in _FIRST.rows(driver, most=most)]
    by_name = merge(*(_BY_NAME.run(driver, category_id=each, most=most) for each in inside))  # read no further than needed
    return [UUID(bytes=row[1]) for row in islice(by_name, most)]


def _below(parents: Mapping[UUID, UUID | None], category_id: UUID) -> dict[UUID, None]:
    """A category and all under it, each once."""
    children: dict[UUID | None, list[UUID]] = {}
    for each, above in parents.items():
        children.setdefault(above, []).append(each)
    found, fresh = {category_id: None}, [category_id]
    while fresh:
        fresh = [each for above in fresh for each in children.get(above, ()) if each not in found]
        found.update(dict.fromkeys(fresh))
    return found


def _top(parents: Mapping[UUID, UUID | None], category_id: UUID | None) -> UUID | None:
    """The topmost category above one; a circle, which no command makes, ends it."""
    for _step in range(len(parents)):
        above = parents.get(category_id) if category_id is not None else None
        if above is None:
            break
        category_id = above
    return category_id
