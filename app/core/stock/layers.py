"""The stored book: layers, portions and debts in the database, kept up with every movement that is stored (ADR 0024).

It reads only the layers that are taken: a sale costs the same beside ten layers and beside a hundred thousand.
Used inside commands.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from typing import Any, Generic, TypeVar

from sqlalchemy import bindparam, delete, func, literal_column, select, tuple_, update

from app.core.stock.rules import SALE_KINDS, Debt, Layer, Move, MovementKey, Place, Portion, apply
from app.kernel.clock import microseconds
from db.models.stock import StockDebt, StockLayer, StockMovement, StockPortion
from db.prepared import Prepared, insert_into

_tables: list[Any] = [table.__table__ for table in (StockLayer, StockPortion, StockDebt, StockMovement)]
_layers, _portions, _debts, _moves = _tables
_of_layer = [_layers.c[name] for name in (
    "id", "arrived_at", "document_id", "movement_id", "number", "lot_id", "quantity_milli", "cost_minor", "left_milli",
    "left_minor", "product_id", "store_id",
)]
_IS_OPEN = _layers.c.left_milli > literal_column("0")
"""Written out: a bound nought is no proof that the index of open layers will do, and SQLite would prepare anew each time."""
_open_layers = (
    select(*_of_layer)
    .where(_layers.c.product_id == bindparam("product"), _layers.c.store_id == bindparam("store"), _IS_OPEN)
    .order_by(_layers.c.arrived_at, _layers.c.movement_id, _layers.c.number)
)
_after_layer = tuple_(_layers.c.arrived_at, _layers.c.movement_id, _layers.c.number) > tuple_(
    bindparam("after_at"), bindparam("after_movement"), bindparam("after_number")
)
_OPEN = Prepared(_open_layers), Prepared(_open_layers.where(_after_layer))
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
_is_debt = (
    _debts.c.product_id == bindparam("product"), _debts.c.store_id == bindparam("store"),
    _debts.c.occurred_at == bindparam("at"), _debts.c.movement_id == bindparam("movement"),
)
_open_debts = (
    select(*_of_debt)
    .where(_debts.c.product_id == bindparam("product"), _debts.c.store_id == bindparam("store"))
    .order_by(_debts.c.occurred_at, _debts.c.movement_id)
)
_after_debt = tuple_(_debts.c.occurred_at, _debts.c.movement_id) > tuple_(bindparam("after_at"), bindparam("after_movement"))
_OWED = Prepared(_open_debts), Prepared(_open_debts.where(_after_debt))
_DEBT = Prepared(select(*_of_debt).where(*_is_debt))
_MOVEMENT = Prepared(
    select(_moves.c.product_id, _moves.c.store_id, _moves.c.occurred_at)
    .where(_moves.c.document_id == bindparam("document"), _moves.c.id == bindparam("movement"))
)
_LATEST_SALE = Prepared(
    select(_moves.c.document_id, _moves.c.id)
    .where(
        _moves.c.product_id == bindparam("product"), _moves.c.store_id == bindparam("store"),
        _moves.c.document_kind.in_([literal_column(f"'{kind}'") for kind in SALE_KINDS]),
        select(1).where(_portions.c.document_id == _moves.c.document_id, _portions.c.movement_id == _moves.c.id).exists(),
    )
    .order_by(_moves.c.occurred_at.desc(), _moves.c.id.desc())
)
_LAYERS_OF = Prepared(
    select(_layers.c.id).where(_layers.c.movement_id == bindparam("movement"), _layers.c.document_id == bindparam("document"))
    .order_by(_layers.c.number)
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
_DEBT_LEFT = Prepared(
    update(_debts).where(*_is_debt)
    .values(quantity_milli=bindparam("milli"), carried_milli=bindparam("carried"), portions=bindparam("count"))
)
_DEBT_DONE = Prepared(delete(_debts).where(*_is_debt))
Order = tuple[Any, ...]
FIRST, LATER = 1, 50
"""So many rows are read at first, and at a time where that did not do: mostly the oldest layer has enough."""
Kept = TypeVar("Kept", Layer, Debt)


class Unclear(Exception):
    """What happened cannot be added to what is stored: the product is to be projected anew."""


class StoredBook:
    """The book over one command. What it changed is stored by `save`; until then the database has the state before.

    Its ids are the 16 bytes and its moments the microseconds that the file has (`stored_move`): half a million movements of a
    year are not translated to and fro.
    """

    def __init__(self, driver: sqlite3.Connection) -> None:
        self._driver = driver
        self._open: dict[Place, _Queue[Layer]] = {}
        self._owed: dict[Place, _Queue[Debt]] = {}
        self._layers: dict[int, Layer] = {}
        self._portions: dict[MovementKey, list[Portion]] = {}
        self._later: dict[MovementKey, list[Portion]] = {}
        self._debts: dict[MovementKey, Debt | None] = {}
        self._moves: dict[MovementKey, tuple[Place, int]] = {}
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
        queue = self._open.get(place)
        if queue is None:
            queue = self._open[place] = _Queue(self._driver, _OPEN, place, self._layer_of_row)
        layer = queue.first()
        if layer is not None:
            self._touched[id(layer)] = layer  # who asks for it takes of it
        return layer

    def first_debt(self, place: Place) -> Debt | None:
        return self._debts_in(place).first()

    def place_of(self, key: MovementKey) -> Place | None:
        if key not in self._moves:
            row = _MOVEMENT.raw(self._driver, *key).fetchone()
            if row is None:
                return None
            self._moves[key] = (row[0], row[1]), row[2]
        return self._moves[key][0]

    def portions_of(self, key: MovementKey) -> list[Portion]:
        found = self._portions.get(key)
        if found is None:
            rows = _PORTIONS.raw(self._driver, *key).fetchall()
            found = [Portion(key, row[0], self._layer(row[1]), *row[2:]) for row in rows] + self._later.pop(key, [])
            self._portions[key] = found
        return found

    def layers_of(self, key: MovementKey) -> list[Layer]:
        rows = _LAYERS_OF.raw(self._driver, key[1], key[0]).fetchall()
        found = [self._layer(row_id) for (row_id,) in rows] + [layer for layer in self._new_layers if layer.key == key]
        self._touched |= {id(layer): layer for layer in found}
        return found

    def debt_of(self, key: MovementKey) -> Debt | None:
        place = self.place_of(key)
        if place is not None and key not in self._debts:
            row = _DEBT.raw(self._driver, *place, self._moves[key][1], key[1]).fetchone()
            self._debts[key] = _debt(row) if row else None
        return self._debts.get(key)

    def latest_sale(self, place: Place) -> MovementKey | None:
        cursor = _LATEST_SALE.raw(self._driver, *place)
        row = cursor.fetchone()
        cursor.close()
        return (row[0], row[1]) if row else None

    def carried_cost(self, key: MovementKey, number: int) -> int:
        raise Unclear

    def add_layer(self, layer: Layer) -> None:
        self._new_layers.append(layer)
        self.reopened(layer)

    def add_portion(self, portion: Portion, place: Place, *, is_sale: bool) -> None:
        if portion.went_before:
            raise Unclear
        self._new_portions.append(portion)
        known = self._portions.get(portion.key)
        if known is not None:
            known.append(portion)
        elif portion.number == 0:
            self._portions[portion.key] = [portion]
        else:
            self._later.setdefault(portion.key, []).append(portion)

    def add_debt(self, debt: Debt) -> None:
        self._new_debts.append(debt)
        self._debts[debt.key] = debt
        self._debts_in(debt.place).put((debt.at, debt.key[1]), debt)

    def carries_unsettled(self, layer: Layer, origin: MovementKey) -> None:
        raise Unclear

    def reopened(self, layer: Layer) -> None:
        self._touched[id(layer)] = layer
        queue = self._open.get(layer.place)
        if queue is None:
            queue = self._open[layer.place] = _Queue(self._driver, _OPEN, layer.place, self._layer_of_row)
        queue.put(layer.order, layer)

    def changed(self, what: Portion | Debt) -> None:
        if isinstance(what, Debt) and what.carried_milli:
            raise Unclear
        self._changed[id(what)] = what

    def costs(self, key: MovementKey, cost_minor: int) -> None:
        self.cost_of[key] = self.cost_of.get(key, 0) + cost_minor

    def save(self) -> None:
        """Store what was added and changed. The book is spent."""
        fresh = set[int]()
        if self._new_layers:
            last = _LAST_ROW.value(self._driver) or 0
            for row_id, layer in enumerate(self._new_layers, last + 1):
                layer.row_id = row_id
                fresh.add(id(layer))
            insert_into(StockLayer).raw_many(self._driver, [tuple(layer_row(layer).values()) for layer in self._new_layers])
        taken = [
            (layer.left_milli, layer.left_minor, layer.row_id) for key, layer in self._touched.items() if key not in fresh
        ]
        if taken:
            _LAYER_LEFT.raw_many(self._driver, taken)
        if self._new_portions:
            insert_into(StockPortion).raw_many(
                self._driver, [tuple(portion_row(portion).values()) for portion in self._new_portions]
            )
        if self._new_debts or self._changed:
            self._save_debts_and_changes()

    def _save_debts_and_changes(self) -> None:
        new_portions, new_debts = set(map(id, self._new_portions)), set(map(id, self._new_debts))
        owed = [tuple(debt_row(debt).values()) for debt in self._new_debts if debt.quantity_milli]
        if owed:
            insert_into(StockDebt).raw_many(self._driver, owed)
        for key, what in self._changed.items():
            if isinstance(what, Portion) and key not in new_portions:
                _PORTION_BACK.raw(self._driver, what.back_milli, what.back_minor, *what.key, what.number)
            elif isinstance(what, Debt) and key not in new_debts:
                which = *what.place, what.at, what.key[1]
                if what.quantity_milli:
                    _DEBT_LEFT.raw(self._driver, what.quantity_milli, what.carried_milli, what.portions, *which)
                else:
                    _DEBT_DONE.raw(self._driver, *which)

    def _debts_in(self, place: Place) -> _Queue[Debt]:
        found = self._owed.get(place)
        if found is None:
            found = self._owed[place] = _Queue(self._driver, _OWED, place, self._debt_of_row)
        return found

    def _layer_of_row(self, row: Sequence[Any]) -> tuple[Order, Layer]:
        layer = self._layers.get(row[0])
        if layer is None:
            layer = self._layers[row[0]] = _layer(row)
        return layer.order, layer

    def _debt_of_row(self, row: Sequence[Any]) -> tuple[Order, Debt]:
        key = row[0], row[1]
        debt = self._debts.get(key)
        if debt is None:
            debt = self._debts[key] = _debt(row)
        return (debt.at, key[1]), debt

    def _layer(self, row_id: int) -> Layer:
        found = self._layers.get(row_id)
        if found is None:
            found = self._layers[row_id] = _layer(_LAYER.raw(self._driver, row_id).fetchone())
        return found


class _Queue(Generic[Kept]):
    """What of one product is open in one store, oldest first: stored rows, read one by one as they are wanted, and between
    them what has come in hand by another way. A thing that is in hand already is not read again but found as it is now."""

    def __init__(
        self, driver: sqlite3.Connection, stored: tuple[Prepared, Prepared], place: Place,
        known: Callable[[Sequence[Any]], tuple[Order, Kept]],
    ) -> None:
        self._driver, self._stored, self._place = driver, stored, place
        self._known: Callable[[Sequence[Any]], tuple[Order, Kept]] = known
        self._is_read_out = False
        self._heap: list[tuple[Order, int, Kept]] = []
        self._in_heap: set[int] = set()
        self._read_to: Order | None = None

    def first(self) -> Kept | None:
        heap = self._heap
        while True:
            while heap and not heap[0][2].is_open:
                self._in_heap.discard(id(heappop(heap)[2]))
            if heap and (self._is_read_out or (self._read_to is not None and heap[0][0] <= self._read_to)):
                return heap[0][2]
            if self._is_read_out:
                return None
            self._read_on()

    def put(self, order: Order, kept: Kept) -> None:
        if id(kept) not in self._in_heap:
            self._in_heap.add(id(kept))
            heappush(self._heap, (order, id(kept), kept))

    def _read_on(self) -> None:
        """The next few. Each reading is ended at once: a statement that is still being read would be prepared once more for the
        next product, which takes ten times as long as reading."""
        first, later = self._stored
        if self._read_to is None:
            most, cursor = FIRST, first.raw(self._driver, *self._place)
        else:
            most, cursor = LATER, later.raw(self._driver, *self._place, *self._read_to)
        rows = cursor.fetchmany(most)
        cursor.close()
        self._is_read_out = len(rows) < most
        for row in rows:
            self._read_to, kept = self._known(row)
            self.put(self._read_to, kept)


def stored_move(row: dict[str, Any]) -> Move:
    """What the rules need to know of a movement's row, as the stored book has it."""
    origin = (row["origin_document_id"].bytes, row["origin_id"].bytes) if row["origin_id"] is not None else None
    line_id = row["line_id"]
    return Move(
        (row["document_id"].bytes, row["id"].bytes), (row["product_id"].bytes, row["store_id"].bytes),
        microseconds(row["occurred_at"]), row["quantity_milli"], row["document_kind"] in SALE_KINDS, row["cost_minor"], origin,
        line_id and line_id.bytes,
    )


def _layer(row: Sequence[Any]) -> Layer:
    row_id, at, document_id, movement_id, number, lot_id, milli, minor, left_milli, left_minor, product_id, store_id = row
    return Layer(
        (at, movement_id, number), (document_id, movement_id), (product_id, store_id), lot_id, milli, minor, left_milli,
        left_minor, row_id,
    )


def layer_row(layer: Layer) -> dict[str, Any]:
    """A layer as its row, in the order of the table's columns."""
    at, movement_id, number = layer.order
    return {
        "id": layer.row_id, "product_id": layer.place[0], "store_id": layer.place[1], "arrived_at": at,
        "document_id": layer.key[0], "movement_id": movement_id, "number": number, "lot_id": layer.lot_id,
        "quantity_milli": layer.quantity_milli, "cost_minor": layer.cost_minor, "left_milli": layer.left_milli,
        "left_minor": layer.left_minor,
    }


def portion_row(portion: Portion) -> dict[str, Any]:
    """A portion as its row, in the order of the table's columns."""
    return {
        "document_id": portion.key[0], "movement_id": portion.key[1], "number": portion.number,
        "layer_id": portion.layer.row_id, "quantity_milli": portion.quantity_milli, "cost_minor": portion.cost_minor,
        "back_milli": portion.back_milli, "back_minor": portion.back_minor,
    }


def _debt(row: Sequence[Any]) -> Debt:
    document_id, movement_id, product_id, store_id, at, is_sale, quantity_milli, carried_milli, portions = row
    key, place = (document_id, movement_id), (product_id, store_id)
    return Debt(key, place, at, bool(is_sale), quantity_milli, carried_milli, portions)


def debt_row(debt: Debt) -> dict[str, Any]:
    """A debt as its row, in the order of the table's columns."""
    return {
        "product_id": debt.place[0], "store_id": debt.place[1], "occurred_at": debt.at, "movement_id": debt.key[1],
        "document_id": debt.key[0], "is_sale": debt.is_sale, "quantity_milli": debt.quantity_milli,
        "carried_milli": debt.carried_milli, "portions": debt.portions,
    }
