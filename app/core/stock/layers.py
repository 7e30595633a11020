"""The stored book: layers, portions and debts in the database, kept up with every movement that is stored (ADR 0024).

It reads only the layers that are taken: a sale costs the same beside ten layers and beside a hundred thousand.
Used inside commands.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from heapq import heappop, heappush
from typing import Any, Generic, TypeVar

from app.core.stock.layer_rows import (
    DEBT,
    DEBT_DONE,
    DEBT_LEFT,
    LAST_ROW,
    LATEST_SALE,
    LAYER,
    LAYER_LEFT,
    LAYERS_OF,
    MOVEMENT,
    OLDEST,
    OPEN,
    OWED,
    PORTION_BACK,
    PORTIONS,
    debt_of,
    debt_row,
    layer_of,
    layer_row,
    portion_row,
)
from app.core.stock.rules import SALE_KINDS, Debt, Layer, Move, MovementKey, Place, Portion, apply
from app.kernel.clock import microseconds
from db.models.stock import StockDebt, StockLayer, StockPortion
from db.prepared import Prepared, insert_into

Order = tuple[Any, ...]
AT_ONCE = 500
"""So many products are looked ahead for by one statement: it takes no more than 32,766 values, a count may have more goods."""
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
        self._sold: dict[Place, list[MovementKey]] = {}
        self._new_debts: list[Debt] = []
        self._not_queued: dict[Place, list[Debt]] = {}
        self._touched: dict[int, Layer] = {}
        self._changed: dict[int, Portion | Debt] = {}
        self.cost_of: dict[MovementKey, int] = {}

    def post(self, move: Move) -> None:
        """The next movement, newer than every other of its product. Raises `Unclear`."""
        self._moves[move.key] = move.place, move.at
        self.cost_of.setdefault(move.key, 0)
        apply(self, move)

    def look_ahead(self, places: Iterable[Place]) -> None:
        """Goods of these places are to be taken: read the oldest open layer of each, many that lie in one store at once.
        Nothing may have been posted before."""
        by_store: dict[Any, dict[Any, None]] = {}
        for product_id, store_id in places:
            by_store.setdefault(store_id, {})[product_id] = None
        for store_id, products in by_store.items():
            wanted = list(products)
            for start in range(0, len(wanted), AT_ONCE):
                self._read_oldest(wanted[start : start + AT_ONCE], store_id)

    def _read_oldest(self, products: list[Any], store_id: Any) -> None:
        found = {row[-2]: row for row in OLDEST.raw_listed(self._driver, products, store_id)}
        for product_id in products:
            place = product_id, store_id
            queue = self._open[place] = _Queue(self._driver, OPEN, place, self._layer_of_row)
            queue.begin_with(found.get(product_id))

    def first_open(self, place: Place) -> Layer | None:
        queue = self._open.get(place)
        if queue is None:
            queue = self._open[place] = _Queue(self._driver, OPEN, place, self._layer_of_row)
        layer = queue.first()
        if layer is not None:
            self._touched[id(layer)] = layer  # who asks for it takes of it
        return layer

    def first_debt(self, place: Place) -> Debt | None:
        return self._debts_in(place).first()

    def place_of(self, key: MovementKey) -> Place | None:
        if key not in self._moves:
            row = MOVEMENT.raw(self._driver, *key).fetchone()
            if row is None:
                return None
            self._moves[key] = (row[0], row[1]), row[2]
        return self._moves[key][0]

    def portions_of(self, key: MovementKey) -> list[Portion]:
        found = self._portions.get(key)
        if found is None:
            rows = PORTIONS.raw(self._driver, *key).fetchall()
            found = [Portion(key, row[0], self._layer(row[1]), *row[2:]) for row in rows] + self._later.pop(key, [])
            self._portions[key] = found
        return found

    def layers_of(self, key: MovementKey) -> list[Layer]:
        rows = LAYERS_OF.raw(self._driver, key[1], key[0]).fetchall()
        found = [self._layer(row_id) for (row_id,) in rows] + [layer for layer in self._new_layers if layer.key == key]
        self._touched |= {id(layer): layer for layer in found}
        return found

    def debt_of(self, key: MovementKey) -> Debt | None:
        place = self.place_of(key)
        if place is not None and key not in self._debts:
            row = DEBT.raw(self._driver, *place, self._moves[key][1], key[1]).fetchone()
            self._debts[key] = debt_of(row) if row else None
        return self._debts.get(key)

    def latest_sale(self, place: Place) -> MovementKey | None:
        cursor = LATEST_SALE.raw(self._driver, *place)
        row = cursor.fetchone()
        cursor.close()
        sold = [*self._sold.get(place, ()), *([(row[0], row[1])] if row else [])]
        for key in sold:
            self.place_of(key)
        return max(sold, key=lambda key: (self._moves[key][1], key[1]), default=None)

    def carried_cost(self, key: MovementKey, number: int) -> int:
        raise Unclear

    def add_layer(self, layer: Layer) -> None:
        self._new_layers.append(layer)
        self.reopened(layer)

    def add_portion(self, portion: Portion, place: Place, *, is_sale: bool) -> None:
        if portion.went_before:
            raise Unclear
        self._new_portions.append(portion)
        if is_sale:
            self._sold.setdefault(place, []).append(portion.key)
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
        queue = self._owed.get(debt.place)
        if queue is not None:
            queue.put((debt.at, debt.key[1]), debt)
        else:  # mostly nothing comes in by the same command that would ask for it
            self._not_queued.setdefault(debt.place, []).append(debt)

    def carries_unsettled(self, layer: Layer, origin: MovementKey) -> None:
        raise Unclear

    def reopened(self, layer: Layer) -> None:
        self._touched[id(layer)] = layer
        queue = self._open.get(layer.place)
        if queue is None:
            queue = self._open[layer.place] = _Queue(self._driver, OPEN, layer.place, self._layer_of_row)
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
            last = LAST_ROW.value(self._driver) or 0
            for row_id, layer in enumerate(self._new_layers, last + 1):
                layer.row_id = row_id
                fresh.add(id(layer))
            insert_into(StockLayer).raw_many(self._driver, [tuple(layer_row(layer).values()) for layer in self._new_layers])
        taken = [
            (layer.left_milli, layer.left_minor, layer.row_id) for key, layer in self._touched.items() if key not in fresh
        ]
        if taken:
            LAYER_LEFT.raw_many(self._driver, taken)
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
                PORTION_BACK.raw(self._driver, what.back_milli, what.back_minor, *what.key, what.number)
            elif isinstance(what, Debt) and key not in new_debts:
                which = *what.place, what.at, what.key[1]
                if what.quantity_milli:
                    DEBT_LEFT.raw(self._driver, what.quantity_milli, what.carried_milli, what.portions, *which)
                else:
                    DEBT_DONE.raw(self._driver, *which)

    def _debts_in(self, place: Place) -> _Queue[Debt]:
        found = self._owed.get(place)
        if found is None:
            found = self._owed[place] = _Queue(self._driver, OWED, place, self._debt_of_row)
            for debt in self._not_queued.pop(place, ()):
                found.put((debt.at, debt.key[1]), debt)
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
            debt = self._debts[key] = debt_of(row)
        return (debt.at, key[1]), debt

    def _layer(self, row_id: int) -> Layer:
        found = self._layers.get(row_id)
        if found is None:
            found = self._layers[row_id] = layer_of(LAYER.raw(self._driver, row_id).fetchone())
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

    def begin_with(self, row: Sequence[Any] | None) -> None:
        """The first row that is stored, which somebody has read already; None where there is none."""
        self._is_read_out = row is None
        if row is not None:
            self._read_to, kept = self._known(row)
            self.put(self._read_to, kept)

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
