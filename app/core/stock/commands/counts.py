"""A count that is already on paper, or in a file: all of it at once."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from app.core.staff.access import require
from app.core.stock.counting import Counted, check_counted, check_scope, post_count
from app.core.stock.posting import check_product, on_hand_of, products_of, store_of
from app.kernel.permissions import Right
from app.kernel.text import note_of
from db.uow import Uow


def count_goods(
    uow: Uow, *, counted: Mapping[UUID, int], category_id: UUID | None = None, uncounted: str | None = None, reason: str = "",
    store_id: UUID | None = None,
) -> UUID:
    """So much (in milli, by product) is there now: the books are put right to it. `category_id` is what was counted, if not
    the whole store; `uncounted` what becomes of the rest of it: `leave`, or `nought`.

    Refused: `right.missing`, `stock.nothing`, `not_found`, `stock.not_goods`, `stock.product_gone`, `stock.not_in_count`,
    `quantity.*`, `stock.uncounted`, `stock.unknown_choice`, `text.too_long`. Asks: `stock.counted_as_nought`.
    """
    require(uow, Right.RECEIVE_STOCK)
    require(uow, Right.WRITE_OFF_STOCK)
    known, place = products_of(uow, set(counted)), store_of(uow, store_id)
    for product_id, milli in counted.items():
        check_counted(check_product(known, product_id), milli)
    check_scope(uow, counted, category_id)
    lines = [
        Counted(product_id, milli, on_hand_of(uow, product_id, place), uow.now) for product_id, milli in counted.items()
    ]
    return post_count(
        uow, lines, store_id=place, category_id=category_id, uncounted=uncounted, reason=note_of(reason) or ""
    )
