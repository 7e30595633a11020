"""The stored book: layers, portions and debts in the database, kept up with every movement that is stored (ADR 0024).

It reads only the layers that are taken: a sale costs the same beside ten layers and beside a hundred thousand.
Used inside commands.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator, Sequence
from datetime import datetime
from heapq import heappop, heappush
from typing import Any, Generic, TypeVar

from sqlalchemy import bindparam, delete, func, select, update

from app.core.stock.rules import Debt, Layer, Move, MovementKey, Place, Portion, apply
from db.models.stock import StockDebt, StockLayer, StockMovement, StockPortion
from db.prepared import Prepared, insert_into

_tables: list[Any] = [table.__table__ for table in (StockLayer, StockPortion, StockDebt, StockMovement)]
_layers, _portions, _debts, _moves = _tables
_of_layer = [_layers.c[name] for name in (
    "id", "product_id", "store_id", "arrived_at", "document_id", "movement_id", "number", "lot_id", "quantity_milli",
    "cost_minor", "left_milli", "left_minor",
)]
_OPEN = Prepared(
    select(*_of_layer)
    .where(_layers.c.product_id == bindparam("product"), _layers.c.store_id == bindparam("store"), _layers.c.left_milli > 0)
    .order_by(_layers.c.arrived_at, _layers.c.movement_id, _layers.c.number)
)
_LAYER = Prepared(select(*_of_layer).where(_layers.c.id == bindparam("wanted")))
_LAST_ROW = Prepared(select(func.max(_layers.c.id)))
_PORTIONS = Prepared(
    select(_portions.c.number, _portions.c.layer_id, _portions.c.quantity_milli, _portions.c.cost_minor,
           _portions.c.back_milli, _portions.c.back_minor)
    .where(_portions.c.document_id == bindparam("document"), _portions.c.movement_id == bindparam("movement"))
    .order_by(_portions.c.number)
)
_of_debt = [_debts.c[name] for name in (
    "document_id", "movement_id", "product_id", "store_id", "occurred_at", "is_sale", "quantity_milli", "carried_milli",
    "portions",
)]
_OWED = Prepared(
    select(*_of_debt)
    .where(_debts.c.product_id == bindparam("product"), _debts.c.store_id == bindparam("store"))
    .order_by(_debts.c.occurred_at, _debts.c.movement_id)
)
_DEBT = Prepared(
    select(*_of_debt).where(
        _debts.c.product_id == bindparam("product"), _debts.c.store_id == bindparam("store"),
        _debts.c.occurred_at == bindparam("at"), _debts.c.movement_id == bindparam("movement"),
    )
)
_MOVEMENT = Prepared(
    select(_moves.c.product_id, _moves.c.store_id, _moves.c.occurred_at)
    .where(_moves.c.document_id == bindparam("document"), _moves.c.id == bindparam("movement"))
)
_LATEST_SALE = Prepared(
    select(_moves.c.document_id, _moves.c.id)
    .where(
        _moves.c.product_id == bindparam("product"), _moves.c.store_id == bindparam("store"),
        _moves.c.document_kind == "sale",
        select(1).where(_portions.c.document_id == _moves.c.document_id, _portions.c.movement_id == _moves.c.id).exists(),
    )
    .order_by(_moves.c.occurred_at.desc(), _moves.c.id.desc())
    .limit(1)
)
_LAYER_LEFT = Prepared(
    update(_layers).where(_layers.c.id == bindparam("wanted"))
    .values(left_milli=bindparam("milli"), left_minor=bindparam("minor"))
)
_PORTION_BACK = Prepared(
    update(_portions)
    .where(
        _portions.c.document_id == bindparam("document"), _portions.c.movement_id == bindparam("movement"),
        _portions.c.number == bindparam("which"),
    )
    .values(back_milli=bindparam("milli"), back_minor=bindparam("minor"))
)
_debt_key = (
    _debts.c.product_id == bindparam("product"), _debts.c.store_id == bindparam("store"),
    _debts.c.occurred_at == bindparam("at"), _debts.c.movement_id == bindparam("movement"),
)
_DEBT_LEFT = Prepared(
    update(_debts).where(*_debt_key)
    .values(quantity_milli=bindparam("milli"), carried_milli=bindparam("carried"), portions=bindparam("count"))
)
_DEBT_DONE = Prepared(delete(_debts).where(*_debt_key))


Order = tuple[Any, ...]
Kept = TypeVar("Kept", Layer, Debt)


class Unclear(Exception):
    """What happened cannot be added to what is stored: the product is to be projected anew."""


class StoredBook:
    """The book over one command. What it changed is stored by `save`; until then the database has the state before."""

    def __init__(self, driver: sqlite3.Connection) -> None:
        self._driver = driver
        self._open: dict[Place, _Queue[Layer]] = {}
        self._owed: dict[Place, _Queue[Debt]] = {}
        self._layers: dict[int, Layer] = {}
        self._portions: dict[MovementKey, list[Portion]] = {}
        self._debts: dict[MovementKey, Debt | None] = {}
        self._moves: dict[MovementKey, tuple[Place, datetime]] = {}
        self._new_layers: list[Layer] = []
        self._new_portions: list[Portion] = []
        self._new_debts: list[Debt] = []
        self._touched: dict[int, Layer] = {}
        self._changed: dict[int, Portion | Debt] = {}
        self.cost_of: dict[MovementKey, int] = {}

    def post(self, move: Move) -> None:
        """The next movement, newer than every other of its product. Raises `Unclear`."""
        self._moves[move.key] = move.place, move.at
        self.cost_of.setdefault(move.key, 0)
        apply(self, move)

    def first_open(self, place: Place) -> Layer | None:
        layer = self._layers_in(place).first(self._layer_of_row)
        if layer is not None:
            self._touched[id(layer)] = layer  # who asks for it takes of it
        return layer

    def first_debt(self, place: Place) -> Debt | None:
        return self._debts_in(place).first(self._debt_of_row)

    def place_of(self, key: MovementKey) -> Place | None:
        if key not in self._moves:
            rows = _MOVEMENT.rows(self._driver, document=key[0], movement=key[1])
            if not rows:
                return None
            self._moves[key] = (rows[0][0], rows[0][1]), rows[0][2]
        return self._moves[key][0]

    def portions_of(self, key: MovementKey) -> list[Portion]:
        if key not in self._portions:
            rows = _PORTIONS.rows(self._driver, document=key[0], movement=key[1])
            self._portions[key] = [Portion(key, row[0], self._layer(row[1]), *row[2:]) for row in rows]
        return self._portions[key]

    def debt_of(self, key: MovementKey) -> Debt | None:
        place = self.place_of(key)
        if place is not None and key not in self._debts:
            rows = _DEBT.rows(self._driver, product=place[0], store=place[1], at=self._moves[key][1], movement=key[1])
            self._debts[key] = debt_of_row(rows[0]) if rows else None
        return self._debts.get(key)

    def latest_sale(self, place: Place) -> MovementKey | None:
        rows = _LATEST_SALE.rows(self._driver, product=place[0], store=place[1])
        return (rows[0][0], rows[0][1]) if rows else None

    def carried_cost(self, key: MovementKey, number: int) -> int:
        raise Unclear

    def add_layer(self, layer: Layer) -> None:
        self._new_layers.append(layer)
        self._layers_in(layer.place).put(layer.order, layer)

    def add_portion(self, portion: Portion, place: Place, *, is_sale: bool) -> None:
        self._new_portions.append(portion)
        if portion.went_before:
            raise Unclear
        if portion.number:
            self.portions_of(portion.key).append(portion)
        else:
            self._portions[portion.key] = [portion]

    def add_debt(self, debt: Debt) -> None:
        self._new_debts.append(debt)
        self._debts[debt.key] = debt
        self._debts_in(debt.place).put((debt.at, debt.key[1]), debt)

    def carries_unsettled(self, layer: Layer, origin: MovementKey) -> None:
        raise Unclear

    def reopened(self, layer: Layer) -> None:
        self._touched[id(layer)] = layer
        self._layers_in(layer.place).put(layer.order, layer)

    def changed(self, what: Portion | Debt) -> None:
        if isinstance(what, Debt) and what.carried_milli:
            raise Unclear
        self._changed[id(what)] = what

    def costs(self, key: MovementKey, cost_minor: int) -> None:
        self.cost_of[key] = self.cost_of.get(key, 0) + cost_minor

    def save(self) -> None:
        """Store what was added and changed. The book is spent."""
        for layers in self._open.values():
            layers.close()
        for debts in self._owed.values():
            debts.close()
        fresh = {id(layer) for layer in self._new_layers}
        if self._new_layers:
            last = _LAST_ROW.value(self._driver) or 0
            for row_id, layer in enumerate(self._new_layers, last + 1):
                layer.row_id = row_id
            insert_into(StockLayer).run_many(self._driver, [layer_row(layer) for layer in self._new_layers])
        taken = [
            {"wanted": layer.row_id, "milli": layer.left_milli, "minor": layer.left_minor}
            for key, layer in self._touched.items() if key not in fresh
        ]
        if taken:
            _LAYER_LEFT.run_many(self._driver, taken)
        if self._new_portions:
            insert_into(StockPortion).run_many(self._driver, [portion_row(each) for each in self._new_portions])
        if self._new_debts or self._changed:
            self._save_debts_and_changes()

    def _save_debts_and_changes(self) -> None:
        new_portions, new_debts = set(map(id, self._new_portions)), set(map(id, self._new_debts))
        owed = [debt_row(debt) for debt in self._new_debts if debt.quantity_milli]
        if owed:
            insert_into(StockDebt).run_many(self._driver, owed)
        for key, what in self._changed.items():
            if isinstance(what, Portion) and key not in new_portions:
                _PORTION_BACK.run(
                    self._driver, document=what.key[0], movement=what.key[1], which=what.number, milli=what.back_milli,
                    minor=what.back_minor,
                )
            elif isinstance(what, Debt) and key not in new_debts:
                where = {"product": what.place[0], "store": what.place[1], "at": what.at, "movement": what.key[1]}
                if what.quantity_milli:
                    left = {"milli": what.quantity_milli, "carried": what.carried_milli, "count": what.portions}
                    _DEBT_LEFT.run(self._driver, **where, **left)
                else:
                    _DEBT_DONE.run(self._driver, **where)

    def _layers_in(self, place: Place) -> _Queue[Layer]:
        found = self._open.get(place)
        if found is None:
            found = self._open[place] = _Queue(_OPEN.each(self._driver, product=place[0], store=place[1]))
        return found

    def _debts_in(self, place: Place) -> _Queue[Debt]:
        found = self._owed.get(place)
        if found is None:
            found = self._owed[place] = _Queue(_OWED.each(self._driver, product=place[0], store=place[1]))
        return found

    def _layer_of_row(self, row: Sequence[Any]) -> tuple[Order, Layer]:
        layer = self._layers.get(row[0])
        if layer is None:
            layer = self._layers[row[0]] = layer_of(row)
        return layer.order, layer

    def _debt_of_row(self, row: Sequence[Any]) -> tuple[Order, Debt]:
        key = row[0], row[1]
        debt = self._debts.get(key)
        if debt is None:
            debt = self._debts[key] = debt_of_row(row)
        return (debt.at, key[1]), debt

    def _layer(self, row_id: int) -> Layer:
        found = self._layers.get(row_id)
        if found is None:
            (row,) = _LAYER.rows(self._driver, wanted=row_id)
            found = self._layers[row_id] = layer_of(row)
        return found


class _Queue(Generic[Kept]):
    """What of one product is open in one store, oldest first: stored rows, read one by one as they are wanted, and between
    them what has come in hand by another way. A thing that is in hand already is not read again but found as it is now."""

    def __init__(self, unread: Generator[Sequence[Any], None, None]) -> None:
        self._unread: Generator[Sequence[Any], None, None] | None = unread
        self._heap: list[tuple[Order, int, Kept]] = []
        self._in_heap: set[int] = set()
        self._read_to: Order | None = None

    def first(self, known: Callable[[Sequence[Any]], tuple[Order, Kept]]) -> Kept | None:
        while True:
            while self._heap and not self._heap[0][2].is_open:
                self._in_heap.discard(id(heappop(self._heap)[2]))
            if self._heap and (self._unread is None or (self._read_to is not None and self._heap[0][0] <= self._read_to)):
                return self._heap[0][2]
            if self._unread is None:
                return None
            row = next(self._unread, None)
            if row is None:
                self._unread = None
            else:
                self._read_to, kept = known(row)
                self.put(self._read_to, kept)

    def put(self, order: Order, kept: Kept) -> None:
        if id(kept) not in self._in_heap:
            self._in_heap.add(id(kept))
            heappush(self._heap, (order, id(kept), kept))

    def close(self) -> None:
        if self._unread is not None:
            self._unread.close()


def layer_of(row: Sequence[Any]) -> Layer:
    """A layer from its row."""
    row_id, product_id, store_id, at, document_id, movement_id, number, lot_id, milli, minor, left_milli, left_minor = row
    return Layer(
        (at, movement_id, number), (document_id, movement_id), (product_id, store_id), lot_id, milli, minor, left_milli,
        left_minor, row_id,
    )


def layer_row(layer: Layer) -> dict[str, Any]:
    """A layer as its row."""
    at, movement_id, number = layer.order
    return {
        "id": layer.row_id, "product_id": layer.place[0], "store_id": layer.place[1], "arrived_at": at,
        "document_id": layer.key[0], "movement_id": movement_id, "number": number, "lot_id": layer.lot_id,
        "quantity_milli": layer.quantity_milli, "cost_minor": layer.cost_minor, "left_milli": layer.left_milli,
        "left_minor": layer.left_minor,
    }


def portion_row(portion: Portion) -> dict[str, Any]:
    """A portion as its row."""
    return {
        "document_id": portion.key[0], "movement_id": portion.key[1], "number": portion.number,
        "layer_id": portion.layer.row_id, "quantity_milli": portion.quantity_milli, "cost_minor": portion.cost_minor,
        "back_milli": portion.back_milli, "back_minor": portion.back_minor,
    }


def debt_of_row(row: Sequence[Any]) -> Debt:
    """A debt from its row."""
    document_id, movement_id, product_id, store_id, at, is_sale, *rest = row
    return Debt((document_id, movement_id), (product_id, store_id), at, bool(is_sale), *rest)


def debt_row(debt: Debt) -> dict[str, Any]:
    """A debt as its row."""
    return {
        "product_id": debt.place[0], "store_id": debt.place[1], "occurred_at": debt.at, "movement_id": debt.key[1],
        "document_id": debt.key[0], "is_sale": debt.is_sale, "quantity_milli": debt.quantity_milli,
        "carried_milli": debt.carried_milli, "portions": debt.portions,
    }
