"""The one place where goods move: facts, and the levels and FIFO layers that follow them (ADR 0024).

Used inside commands of this and other subjects; it never asks for a right, its callers have.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from sqlite3 import Connection
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import insert

from app.core.stock.anew import correct, is_long, project_anew, wait_for_projection, waiting
from app.core.stock.layers import StoredBook, Unclear, stored_move
from app.core.stock.rules import Move, Place
from app.core.stock.views import Moved
from app.kernel.period import business_date
from db.models.catalog import Product, SetPart
from db.models.stock import StockLevel, StockMovement
from db.prepared import Prepared
from db.uow import Uow

_level = insert(StockLevel.__table__)  # type: ignore[arg-type]
_ADD_TO_LEVEL = Prepared(
    _level.on_conflict_do_update(
        index_elements=["product_id", "store_id"],
        set_={"on_hand_milli": StockLevel.__table__.c.on_hand_milli + _level.excluded.on_hand_milli},
    )
)
_NEWEST = Prepared(
    select(StockMovement.__table__.c.occurred_at, StockMovement.__table__.c.id)
    .where(StockMovement.__table__.c.product_id == bindparam("product"))
    .order_by(StockMovement.__table__.c.occurred_at.desc(), StockMovement.__table__.c.id.desc())
)
_NEWEST_TOPIC = "newest_movement"
_origin: Any = StockMovement.__table__.c.origin_id
_FOLLOWED = Prepared(select(_origin).where(_origin.in_(bindparam("wanted", expanding=True))))
_AT_ONCE = 500
_PARTS = Prepared(
    select(SetPart.set_id, SetPart.product_id, SetPart.quantity_milli)
    .join(Product, Product.id == SetPart.product_id)
    .where(
        SetPart.set_id.in_(bindparam("set_ids", expanding=True)), SetPart.deleted_at.is_(None), Product.kind == "goods"
    )
)


def move_goods(
    uow: Uow, moves: Sequence[Moved], *, document_kind: str, document_id: UUID, store_id: UUID | None = None,
    at: datetime | None = None,
) -> list[dict[str, object]]:
    """Store movements, with what they cost, and bring levels and layers up to date; answers the rows, for the document that
    travels. `at` is when it happened, if that was not now."""
    store, moment = store_id or uow.place.store_id, at or uow.now
    day = uow.today if at is None else business_date(at, zone=uow.place.zone, day_change_hour=uow.place.day_change_hour)
    rows: list[dict[str, object]] = [
        {
            "id": uow.new_id(), "product_id": move.product_id, "store_id": store, "quantity_milli": move.quantity_milli,
            "document_kind": document_kind, "document_id": document_id, "line_id": move.line_id, "occurred_at": moment,
            "business_date": day, "cost_minor": move.cost_minor, "origin_document_id": move.origin and move.origin[0],
            "origin_id": move.origin and move.origin[1], "booked_minor": 0,
        }
        for move in moves
        if move.quantity_milli
    ]
    store_movements(uow, rows)
    return rows


def store_movements(uow: Uow, rows: list[dict[str, Any]], *, from_elsewhere: bool = False) -> None:
    """Movements with all their columns: book them at what they cost, store them, and bring levels and layers up to date.
    `from_elsewhere`: made by another program, so they come in any order, and others may have been waiting for them."""
    if not rows:
        return
    moves = list(map(stored_move, rows))
    anew = _late(uow, moves)
    if from_elsewhere:
        anew |= _awaited(uow.driver, rows)
    _book(uow, rows, moves, anew)
    uow.add_many(StockMovement, rows)
    levels: dict[Place, int] = {}
    for move in moves:
        levels[move.place] = levels.get(move.place, 0) + move.quantity_milli
    _ADD_TO_LEVEL.raw_many(uow.driver, [(*place, milli) for place, milli in levels.items()])
    uow.touch("stock")


def _book(uow: Uow, rows: Sequence[dict[str, Any]], moves: Sequence[Move], anew: set[UUID]) -> None:
    """What each movement costs. What is newer than all others of its product is added to the stored book; a product of `anew`,
    or one that the book alone cannot tell, is projected as a whole: in a job where its history is long."""
    idle = waiting(uow)
    book = _posted(uow.driver, moves, idle, anew)
    while book is None:
        book = _posted(uow.driver, moves, idle, anew)
    book.save()
    for row, move in zip(rows, moves, strict=True):
        row["booked_minor"] = book.cost_of.pop(move.key, 0)
    settled = {(UUID(bytes=key[0]), UUID(bytes=key[1])): cost for key, cost in book.cost_of.items() if cost}
    correct(uow, settled, cause="settled")
    for product_id in anew - idle:
        if is_long(uow.driver, product_id):
            wait_for_projection(uow, [product_id])
        else:
            project_anew(uow, product_id, [row for row in rows if row["product_id"] == product_id])


def _posted(driver: Connection, moves: Sequence[Move], idle: frozenset[UUID], anew: set[UUID]) -> StoredBook | None:
    """The book with the rows that can be added to it; None where one could not, whose product is among `anew` then."""
    book, skipped = StoredBook(driver), {product_id.bytes for product_id in anew | idle}
    if skipped:
        moves = [move for move in moves if move.place[0] not in skipped]
    book.look_ahead(move.place for move in moves if move.quantity_milli < 0)
    for move in moves:
        try:
            book.post(move)
        except Unclear:
            anew.add(UUID(bytes=move.place[0]))
            return None
    return book


def _late(uow: Uow, moves: Sequence[Move]) -> set[UUID]:
    """The products of which something newer is stored already, or stands before an older one."""
    newest: dict[bytes, tuple[int, bytes]] = uow.recall(_NEWEST_TOPIC, {move.place[0] for move in moves})
    late = set[bytes]()
    for move in moves:
        product_id, key = move.place[0], (move.at, move.key[1])
        before = newest.get(product_id) or _newest_stored(uow.driver, product_id)
        if before is not None and key <= before:
            late.add(product_id)
        else:
            newest[product_id] = key
    for product_id, key in newest.items():
        uow.keep(_NEWEST_TOPIC, product_id, key)
    return {UUID(bytes=product_id) for product_id in late}


def _newest_stored(driver: Connection, product_id: bytes) -> tuple[int, bytes] | None:
    cursor = _NEWEST.raw(driver, product_id)
    found: tuple[int, bytes] | None = cursor.fetchone()
    cursor.close()
    return found


def _awaited(driver: Connection, rows: Sequence[dict[str, Any]]) -> set[UUID]:
    """The products of which something that is stored, or stands before, came back from or went on after one of these."""
    ids = [row["id"] for row in rows]
    followed: set[Any] = set()
    for start in range(0, len(ids), _AT_ONCE):
        followed |= {row[0] for row in _FOLLOWED.rows(driver, wanted=ids[start : start + _AT_ONCE])}
    awaited = set[UUID]()
    for row in rows:
        if row["id"] in followed:
            awaited.add(row["product_id"])
        if row["origin_id"] is not None:
            followed.add(row["origin_id"])
    return awaited


def parts_of_sets(uow: Uow, set_ids: Sequence[UUID]) -> dict[UUID, list[tuple[UUID, int]]]:
    """What one of each set takes from stock: (product, quantity in milli). A service in it is of no stock."""
    parts: dict[UUID, list[tuple[UUID, int]]] = {}
    if set_ids:
        for set_id, product_id, quantity_milli in _PARTS.rows(uow.driver, set_ids=list(set_ids)):
            parts.setdefault(set_id, []).append((product_id, quantity_milli))
    return parts


MOVEMENT_TOLD = ("id", "product_id", "store_id", "quantity_milli", "line_id")
"""What of an outflow stands in a document that travels; the document says the rest."""
BROUGHT_TOLD = (*MOVEMENT_TOLD, "cost_minor", "origin_document_id", "origin_id")
"""What of an inflow stands there."""
