"""The stored book: layers, portions and debts in the database, kept up with every movement that is stored (ADR 0024).

It reads only the layers that are taken: a sale costs the same beside ten layers and beside a hundred thousand.
Used inside commands.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Sequence
from datetime import datetime
from heapq import heappop, heappush
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, update

from app.core.stock.rules import SALE_KINDS, Debt, Layer, Move, MovementKey, Place, Portion, apply
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
_MOVEMENT = Prepared(
    select(_moves.c.product_id, _moves.c.store_id, _moves.c.occurred_at)
    .where(_moves.c.document_id == bindparam("document"), _moves.c.id == bindparam("movement"))
)
_LATEST_SALE = Prepared(
    select(_moves.c.document_id, _moves.c.id)
    .where(
        _moves.c.product_id == bindparam("product"), _moves.c.store_id == bindparam("store"),
        _moves.c.document_kind.in_(SALE_KINDS),
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


class Unclear(Exception):
    """What happened cannot be added to what is stored: the product is to be projected anew."""


class StoredBook:
    """The book over one command. What it changed is stored by `save`; until then the database has the state before."""

    def __init__(self, driver: sqlite3.Connection) -> None:
        self._driver = driver
        self._shelves: dict[Place, _Shelf] = {}
        self._layers: dict[int, Layer] = {}
        self._portions: dict[MovementKey, list[Portion]] = {}
        self._debts: dict[MovementKey, Debt] = {}
        self._places: dict[MovementKey, Place] = {}
        self._new_layers: list[Layer] = []
        self._new_portions: list[Portion] = []
        self._new_debts: list[Debt] = []
        self._touched: dict[int, Layer] = {}
        self._changed: dict[int, Portion | Debt] = {}
        self.cost_of: dict[MovementKey, int] = {}

    def post(self, move: Move) -> None:
        """The next movement, newer than every other of its product. Raises `Unclear`."""
        self._places[move.key] = move.place
        self.cost_of.setdefault(move.key, 0)
        apply(self, move)

    def first_open(self, place: Place) -> Layer | None:
        layer = self._shelf(place).first()
        if layer is not None:
            self._touched[id(layer)] = layer  # who asks for it takes of it
        return layer

    def first_debt(self, place: Place) -> Debt | None:
        return next((debt for debt in self._shelf(place).owed() if debt.quantity_milli), None)

    def place_of(self, key: MovementKey) -> Place | None:
        if key not in self._places:
            rows = _MOVEMENT.rows(self._driver, document=key[0], movement=key[1])
            if not rows:
                return None
            self._places[key] = rows[0][0], rows[0][1]
        return self._places[key]

    def portions_of(self, key: MovementKey) -> list[Portion]:
        if key not in self._portions:
            rows = _PORTIONS.rows(self._driver, document=key[0], movement=key[1])
            self._portions[key] = [Portion(key, row[0], self._layer(row[1]), *row[2:]) for row in rows]
        return self._portions[key]

    def debt_of(self, key: MovementKey) -> Debt | None:
        place = self.place_of(key)
        if place is not None and key not in self._debts:
            self._shelf(place).owed()
        return self._debts.get(key)

    def latest_sale(self, place: Place) -> MovementKey | None:
        rows = _LATEST_SALE.rows(self._driver, product=place[0], store=place[1])
        return (rows[0][0], rows[0][1]) if rows else None

    def carried_cost(self, key: MovementKey, number: int) -> int:
        raise Unclear

    def add_layer(self, layer: Layer) -> None:
        self._new_layers.append(layer)
        self._shelf(layer.place).put(layer)

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
        self._shelf(debt.place).owes(debt)

    def carries_unsettled(self, layer: Layer, origin: MovementKey) -> None:
        raise Unclear

    def reopened(self, layer: Layer) -> None:
        self._touched[id(layer)] = layer
        self._shelf(layer.place).put(layer)

    def changed(self, what: Portion | Debt) -> None:
        if isinstance(what, Debt) and what.carried_milli:
            raise Unclear
        self._changed[id(what)] = what

    def costs(self, key: MovementKey, cost_minor: int) -> None:
        self.cost_of[key] = self.cost_of.get(key, 0) + cost_minor

    def save(self) -> None:
        """Store what was added and changed. The book is spent."""
        for shelf in self._shelves.values():
            shelf.close()
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

    def _shelf(self, place: Place) -> _Shelf:
        found = self._shelves.get(place)
        if found is None:
            found = self._shelves[place] = _Shelf(self._driver, place, self._layers, self._debts)
        return found

    def _layer(self, row_id: int) -> Layer:
        found = self._layers.get(row_id)
        if found is None:
            (row,) = _LAYER.rows(self._driver, wanted=row_id)
            found = self._layers[row_id] = layer_of(row)
        return found


class _Shelf:
    """The open layers of one product in one store, read one by one as they are taken; and its debts."""

    def __init__(
        self, driver: sqlite3.Connection, place: Place, known: dict[int, Layer], debts: dict[MovementKey, Debt]
    ) -> None:
        self._driver, self._place, self._known, self._all_debts = driver, place, known, debts
        self._heap: list[tuple[tuple[datetime, UUID, int], Layer]] = []
        self._is_read_out = False
        self._unread: Generator[Sequence[Any], None, None] | None = None
        self._read_to: tuple[datetime, UUID, int] | None = None
        self._owed: list[Debt] | None = None

    def first(self) -> Layer | None:
        while True:
            while self._heap and not self._heap[0][1].left_milli:
                heappop(self._heap)[1].is_waiting = False
            if self._heap and (self._is_read_out or (self._read_to is not None and self._heap[0][0] <= self._read_to)):
                return self._heap[0][1]
            if self._is_read_out:
                return None
            self._read_on()

    def put(self, layer: Layer) -> None:
        if not layer.is_waiting:
            layer.is_waiting = True
            heappush(self._heap, (layer.order, layer))

    def owed(self) -> list[Debt]:
        if self._owed is None:
            rows = _OWED.rows(self._driver, product=self._place[0], store=self._place[1])
            found = [debt_of_row(row) for row in rows]
            self._owed = [self._all_debts.setdefault(debt.key, debt) for debt in found]
        return self._owed

    def owes(self, debt: Debt) -> None:
        owed = self.owed()
        if debt not in owed:
            owed.append(debt)

    def close(self) -> None:
        if self._unread is not None:
            self._unread.close()

    def _read_on(self) -> None:
        """The next open layer of the database; one that was reached by another way is known already, as it is now."""
        if self._unread is None:
            self._unread = _OPEN.each(self._driver, product=self._place[0], store=self._place[1])
        row = next(self._unread, None)
        if row is None:
            self._is_read_out = True
            return
        layer = self._known.get(row[0])
        if layer is None:
            layer = self._known[row[0]] = layer_of(row)
        self._read_to = layer.order
        self.put(layer)


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
