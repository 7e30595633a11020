"""The stored layers, portions and debts against what all movements make of them, product by product (ADR 0024)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.core.stock.anew import booked_of, history_of
from app.core.stock.layer_rows import debt_row, layer_row, portion_row
from app.core.stock.whole_book import WholeBook, whole_book
from app.core.verify.views import Finding
from db.models.stock import StockDebt, StockLayer, StockMovement, StockPortion, StockWaiting
from db.prepared import Prepared, driver_of

CHECK = "layers_follow_movements"
_moves, _portion = StockMovement.__table__, StockPortion.__table__
_PRODUCTS = Prepared(select(_moves.c.product_id).distinct())
_OF_MOVEMENT = Prepared(
    select(_portion).where(_portion.c.document_id == bindparam("document"), _portion.c.movement_id == bindparam("movement"))
)
_OF_NOTHING = Prepared(
    select(_portion.c.movement_id).where(
        ~select(_moves.c.id).where(_moves.c.document_id == _portion.c.document_id, _moves.c.id == _portion.c.movement_id).exists()
    )
)
Row = dict[str, Any]


def layers_and_movements(session: Session) -> Iterator[Finding]:
    """Each product's book anew from its movements, against the stored one. What waits for its projection is not looked at."""
    waiting = set(session.scalars(select(StockWaiting.product_id)))
    layers, debts = _stored(session, StockLayer), _stored(session, StockDebt)
    for (product_id,) in _PRODUCTS.rows(driver_of(session)):
        own = layers.pop(product_id, [])
        owed = debts.pop(product_id, [])
        if product_id not in waiting:
            yield from _of_product(session, product_id, own, owed)
    for product_id in layers.keys() | debts.keys():
        yield Finding(CHECK, product_id.hex, "layers", "no movement", problem="parts", row_id=product_id)
    for (movement_id,) in _OF_NOTHING.rows(driver_of(session)):
        yield Finding(CHECK, f"portion {movement_id.hex}", "there", "not there", problem="parts")


def _of_product(session: Session, product_id: UUID, layers: list[Row], debts: list[Row]) -> Iterator[Finding]:
    driver = driver_of(session)
    moves = history_of(driver, product_id)
    book = whole_book(moves)
    of = partial(Finding, CHECK, row_id=product_id)
    booked = booked_of(driver, product_id)
    for key, cost in book.cost_of.items():
        if booked[key] != cost:
            yield of(f"movement {key[1].hex}", str(booked[key]), str(cost), "cost_minor")
    by_order = {(row["movement_id"], row["number"]): row for row in layers}
    yield from _unlike(of, "layer", by_order, _made(book, by_order))
    yield from _unlike(of, "debt", {row["movement_id"]: row for row in debts}, {
        debt.key[1]: debt_row(debt) for debt in book.debts.values() if debt.quantity_milli
    })
    stored = _portions(driver, [move.key for move in moves if move.quantity_milli < 0])
    made = {(portion.key[1], portion.number): portion_row(portion) for each in book.portions.values() for portion in each}
    yield from _unlike(of, "portion", stored, made)


def _made(book: WholeBook, stored: dict[tuple[UUID, int], Row]) -> dict[tuple[UUID, int], Row]:
    """The layers that should be there, each with the number of its row that the file has given it."""
    made = {}
    for layer in book.layers:
        key = layer.key[1], layer.order[2]
        layer.row_id = stored[key]["id"] if key in stored else 0
        made[key] = layer_row(layer)
    return made


def _unlike(of: Any, what: str, stored: dict[Any, Row], made: dict[Any, Row]) -> Iterator[Finding]:
    for key in stored.keys() | made.keys():
        found, wanted = stored.get(key), made.get(key)
        if found is None or wanted is None:
            yield of(f"{what} {_shown(key)}", "there" if found else "gone", "there" if wanted else "not there", problem="parts")
            continue
        for name in wanted:
            if found[name] != wanted[name]:
                figure = name if name.endswith(("_milli", "_minor")) else ""
                problem = "figure" if figure else "parts"
                yield of(f"{what} {_shown(key)} {name}", str(found[name]), str(wanted[name]), figure, problem)


def _shown(key: Any) -> str:
    return " ".join(each.hex if isinstance(each, UUID) else str(each) for each in (key if isinstance(key, tuple) else (key,)))


def _stored(session: Session, table: type[Any]) -> dict[UUID, list[Row]]:
    rows = Prepared(select(table.__table__).order_by(table.__table__.c.product_id)).mappings(driver_of(session))
    return {product_id: list(each) for product_id, each in groupby(rows, key=lambda row: row["product_id"])}


def _portions(driver: Any, keys: list[Any]) -> dict[tuple[UUID, int], Row]:
    found = {}
    for document_id, movement_id in keys:
        for row in _OF_MOVEMENT.mappings(driver, document=document_id, movement=movement_id):
            found[row["movement_id"], row["number"]] = row
    return found
