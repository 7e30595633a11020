"""A count against the books: what should have been there when each thing was counted, and what of the scope nobody counted.

Used inside commands of this subject; it never asks for a right, its callers have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from app.core.catalog.rules import MAX_QUANTITY_MILLI
from app.core.stock.not_counted import folders_of, levels_not_counted
from app.core.stock.posting import Head, Line, Named, post
from app.kernel.errors import RuleBroken
from db.models.catalog import Product
from db.models.stock import StockDocument, StockMovement
from db.uow import Uow

UNCOUNTED = ("leave", "nought")
"""What becomes of goods of the scope that nobody has counted: they stay as they are, or there are none."""


class Counted(NamedTuple):
    """How much of a product was counted, when, and what the books said then."""

    product_id: UUID
    counted_milli: int
    expected_milli: int
    counted_at: datetime


def post_count(
    uow: Uow, counted: Sequence[Counted], *, store_id: UUID, category_id: UUID | None, uncounted: str | None, reason: str
) -> UUID:
    """The document of a count: what is there and was not in the books comes in at no cost, what is missing goes out.

    Refused: `stock.nothing`, `stock.uncounted` (nobody has said what becomes of the rest), `stock.unknown_choice`.
    Asks: `stock.counted_as_nought`.
    """
    if uncounted is not None and uncounted not in UNCOUNTED:
        raise RuleBroken("stock.unknown_choice", choice=uncounted)
    rest = _rest(uow, counted, store_id, category_id) if uncounted != "leave" else []
    if rest and uncounted is None:
        raise RuleBroken("stock.uncounted", count=len(rest))
    if rest:
        uow.confirm("stock.counted_as_nought", count=len(rest))
    late = _came_late(uow, counted, store_id)
    lines = [
        _line(each.product_id, each.counted_milli, each.expected_milli + late.get(each.product_id, 0)) for each in counted
    ]
    lines += [_line(product_id, 0, on_hand_milli) for product_id, on_hand_milli in rest]
    if not lines:
        raise RuleBroken("stock.nothing")
    return post(uow, Head("count", reason, store_id), lines)


def check_counted(product: Named, counted_milli: int) -> None:
    """What was counted may be nothing. Refused: `quantity.negative`, `quantity.too_large`, `quantity.not_whole`."""
    if counted_milli < 0:
        raise RuleBroken("quantity.negative")
    if counted_milli > MAX_QUANTITY_MILLI:
        raise RuleBroken("quantity.too_large", most=MAX_QUANTITY_MILLI // 1000)
    if counted_milli % 10 ** (3 - product.decimals):
        raise RuleBroken("quantity.not_whole", unit=product.unit, decimals=product.decimals)


def check_scope(uow: Uow, product_ids: Mapping[UUID, int], category_id: UUID | None) -> None:
    """Refused: `stock.not_in_count`."""
    if category_id is None:
        return
    folders = folders_of(uow.session, category_id)
    for product_id in product_ids:
        product = uow.get(Product, product_id)
        if product.category_id not in folders:
            raise RuleBroken("stock.not_in_count", name=product.name)


def _line(product_id: UUID, counted_milli: int, expected_milli: int) -> Line:
    more = counted_milli - expected_milli
    return Line(
        product_id, more, more, 0 if more > 0 else None, expected_milli=expected_milli, counted_milli=counted_milli,
    )


def _rest(uow: Uow, counted: Sequence[Counted], store_id: UUID, category_id: UUID | None) -> list[tuple[UUID, int]]:
    found = levels_not_counted(
        uow.session, {each.product_id for each in counted}, store_id=store_id, category_id=category_id
    )
    return [(row.product_id, row.on_hand_milli) for row in found]


def _came_late(uow: Uow, counted: Sequence[Counted], store_id: UUID) -> dict[UUID, int]:
    """What happened before a product was counted and was entered after it: it lay on the shelf already, and was counted."""
    if not counted:
        return {}
    when = {each.product_id: each.counted_at for each in counted}
    query = (
        select(StockMovement.product_id, StockDocument.at, StockDocument.posted_at, func.sum(StockMovement.quantity_milli))
        .join(StockMovement, StockMovement.document_id == StockDocument.id)
        .where(
            StockDocument.posted_at > min(when.values()), StockDocument.at < StockDocument.posted_at,
            StockMovement.store_id == store_id,
        )
        .group_by(StockMovement.product_id, StockDocument.id)
    )
    late: dict[UUID, int] = {}
    for product_id, at, posted_at, quantity_milli in uow.session.execute(query):
        if product_id in when and at <= when[product_id] < posted_at:
            late[product_id] = late.get(product_id, 0) + quantity_milli
    return late
