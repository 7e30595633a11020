"""A product's layers from all its movements: where a fact came late, or nothing was projected so far (ADR 0024).

Movements are never touched; what they turn out to cost otherwise than was booked becomes a correction of today.
Used inside commands.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select

from app.core.stock.layer_rows import debt_row, layer_row, portion_row
from app.core.stock.rules import SALE_KINDS, Move, MovementKey
from app.core.stock.whole_book import WholeBook, whole_book
from db.models.stock import CostCorrection, StockDebt, StockLayer, StockMovement, StockPortion, StockWaiting
from db.prepared import Prepared, insert_into
from db.uow import Uow

MOST_AT_ONCE = 5000
"""A product with more movements is not projected while somebody waits for a command: it goes to the job."""
_tables: list[Any] = [
    table.__table__ for table in (StockMovement, CostCorrection, StockLayer, StockPortion, StockDebt, StockWaiting)
]
_moves, _corrections, _layers, _portions, _debts, _waiting = _tables
_HISTORY = Prepared(
    select(_moves.c.document_id, _moves.c.id, _moves.c.store_id, _moves.c.occurred_at, _moves.c.quantity_milli,
           _moves.c.document_kind, _moves.c.cost_minor, _moves.c.origin_document_id, _moves.c.origin_id, _moves.c.line_id)
    .where(_moves.c.product_id == bindparam("product"))
)
_BOOKED = Prepared(
    select(_moves.c.document_id, _moves.c.id, _moves.c.booked_minor).where(_moves.c.product_id == bindparam("product"))
)
_CORRECTED = Prepared(
    select(_corrections.c.document_id, _corrections.c.movement_id, func.sum(_corrections.c.delta_minor))
    .join(_moves, (_moves.c.document_id == _corrections.c.document_id) & (_moves.c.id == _corrections.c.movement_id))
    .where(_moves.c.product_id == bindparam("product"))
    .group_by(_corrections.c.document_id, _corrections.c.movement_id)
)
_COUNT = Prepared(select(func.count()).where(_moves.c.product_id == bindparam("product")))
_OLD_LAYERS = Prepared(
    select(_layers.c.id, _layers.c.movement_id, _layers.c.number).where(_layers.c.product_id == bindparam("product"))
)
_DROP_PORTIONS = Prepared(
    delete(_portions).where(_portions.c.document_id == bindparam("document"), _portions.c.movement_id == bindparam("movement"))
)
_DROP_LAYERS = Prepared(delete(_layers).where(_layers.c.id == bindparam("wanted")))
_DROP_DEBTS = Prepared(delete(_debts).where(_debts.c.product_id == bindparam("product")))
_NO_LONGER = Prepared(delete(_waiting).where(_waiting.c.product_id == bindparam("product")))
_WAITING = Prepared(select(_waiting.c.product_id))
_LAST_ROW = Prepared(select(func.max(_layers.c.id)))


def is_long(driver: sqlite3.Connection, product_id: UUID) -> bool:
    """Whether its history is too long to be projected within a command that somebody waits for."""
    return bool(_COUNT.value(driver, product=product_id) > MOST_AT_ONCE)


def wait_for_projection(uow: Uow, product_ids: Iterable[UUID]) -> None:
    """The job projects these products; until then what they take and bring is booked at nothing."""
    known = waiting(uow)
    fresh = [product_id for product_id in product_ids if product_id not in known]
    uow.add_many(StockWaiting, [{"product_id": product_id} for product_id in fresh])
    if fresh:
        uow.touch("stock_waiting")


def waiting(uow: Uow) -> frozenset[UUID]:
    """The products whose layers are not in step with their movements."""
    found: frozenset[UUID] = uow.remember(
        "stock_waiting", "all", lambda: frozenset(row[0] for row in _WAITING.rows(uow.driver))
    )
    return found


def project_next_waiting(uow: Uow) -> bool:
    """Project one product that waits; False where none does. What it cost otherwise than was booked is corrected today."""
    product_id = next(iter(sorted(waiting(uow))), None)
    if product_id is None:
        return False
    project_anew(uow, product_id)
    _NO_LONGER.run(uow.driver, product=product_id)
    uow.touch("stock", "stock_waiting")
    return True


def project_anew(uow: Uow, product_id: UUID, fresh: Sequence[dict[str, Any]] = ()) -> None:
    """Make the product's layers, portions and debts from its movements and from `fresh` rows, which are not stored yet and
    learn here what they are booked at. Every stored movement that costs otherwise now gets a correction dated today."""
    booked = booked_of(uow.driver, product_id)
    book = whole_book([*history_of(uow.driver, product_id), *map(move_of, fresh)])
    for row in fresh:
        row["booked_minor"] = book.cost_of[row["document_id"], row["id"]]
    correct(uow, {key: book.cost_of[key] - was for key, was in booked.items()}, cause="late")
    _store(uow.driver, product_id, book, booked)


def history_of(driver: sqlite3.Connection, product_id: UUID) -> list[Move]:
    """All movements of a product, in no order."""
    return [_move(product_id, row) for row in _HISTORY.rows(driver, product=product_id)]


def booked_of(driver: sqlite3.Connection, product_id: UUID) -> dict[MovementKey, int]:
    """What each movement of a product costs by what was booked and corrected so far."""
    booked = {(row[0], row[1]): row[2] for row in _BOOKED.rows(driver, product=product_id)}
    for document_id, movement_id, delta in _CORRECTED.rows(driver, product=product_id):
        booked[document_id, movement_id] += delta
    return booked


def correct(uow: Uow, deltas: dict[MovementKey, int], *, cause: str) -> None:
    """Facts of today: these movements cost so much more than was booked."""
    rows = [
        {
            "document_id": key[0], "movement_id": key[1], "id": uow.new_id(), "delta_minor": delta, "cause": cause,
            "at": uow.now, "business_date": uow.today,
        }
        for key, delta in deltas.items()
        if delta
    ]
    uow.add_many(CostCorrection, rows)


def move_of(row: dict[str, Any]) -> Move:
    """What the rules need to know of a movement's row."""
    origin = (row["origin_document_id"], row["origin_id"]) if row["origin_id"] is not None else None
    return Move(
        (row["document_id"], row["id"]), (row["product_id"], row["store_id"]), row["occurred_at"], row["quantity_milli"],
        row["document_kind"] in SALE_KINDS, row["cost_minor"], origin, row["line_id"],
    )


def _move(product_id: UUID, row: Sequence[Any]) -> Move:
    document_id, movement_id, store_id, at, quantity_milli, kind, cost_minor, of_document, of_movement, line_id = row
    origin = (of_document, of_movement) if of_movement is not None else None
    key, place = (document_id, movement_id), (product_id, store_id)
    return Move(key, place, at, quantity_milli, kind in SALE_KINDS, cost_minor, origin, line_id)


def _store(driver: sqlite3.Connection, product_id: UUID, book: WholeBook, stored: Iterable[MovementKey]) -> None:
    """In place of what stood there; a layer that was known keeps its number, so that whoever has seen it finds it again."""
    known = {(movement_id, number): row_id for row_id, movement_id, number in _OLD_LAYERS.rows(driver, product=product_id)}
    _DROP_PORTIONS.run_many(driver, [{"document": key[0], "movement": key[1]} for key in stored])
    _DROP_LAYERS.run_many(driver, [{"wanted": row_id} for row_id in known.values()])
    _DROP_DEBTS.run(driver, product=product_id)
    next_id = max(_LAST_ROW.value(driver) or 0, *known.values(), 0) + 1
    for layer in book.layers:
        layer.row_id = known.get((layer.key[1], layer.order[2]), 0)
        if not layer.row_id:
            layer.row_id, next_id = next_id, next_id + 1
    insert_into(StockLayer).run_many(driver, map(layer_row, book.layers))
    portions = [portion for each in book.portions.values() for portion in each]
    insert_into(StockPortion).run_many(driver, map(portion_row, portions))
    insert_into(StockDebt).run_many(driver, [debt_row(debt) for debt in book.debts.values() if debt.quantity_milli])

