"""FIFO: what an outflow takes and what it costs, what comes back, how a debt is settled. Pure; ADR 0024 tells the rules.

The same functions run over the stored book, movement by movement (`layers.py`), and over a whole history (`whole_book.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

MovementKey = tuple[Any, Any]
"""A movement by its document and its own id: how the table is ordered. Ids are UUIDs, or the 16 bytes that they are stored as
(a book has one or the other throughout), as moments are datetimes or whole microseconds."""
Place = tuple[Any, Any]
"""A product in a store."""
SALE_KINDS = ("sale", "agent_sale")
"""Documents that sell: what comes back without its origin costs what the latest of them cost."""


class Move(NamedTuple):
    """What FIFO needs to know of a movement. `cost_minor` is what an inflow is said to have cost altogether; `origin` is the
    outflow that this inflow puts back (same store) or carries on (another store), or the inflow that this outflow takes back."""

    key: MovementKey
    place: Place
    at: Any
    quantity_milli: int
    is_sale: bool = False
    cost_minor: int | None = None
    origin: MovementKey | None = None
    line_id: Any = None


@dataclass(slots=True, eq=False)
class Layer:
    """Goods that came in together: how many and what for, and what of them is left. `lot_id` is the line that they were first
    bought by, wherever they have been carried since. `order`: when it came, which movement, which part of it."""

    order: tuple[Any, Any, int]
    key: MovementKey
    place: Place
    lot_id: Any
    quantity_milli: int
    cost_minor: int
    left_milli: int
    left_minor: int
    row_id: int = 0

    @property
    def is_open(self) -> bool:
        """Whether something is left of it."""
        return self.left_milli > 0

    def take(self, quantity_milli: int) -> int:
        """Take so much, at most what is left; answers its cost: ⌊C·q/Q⌋, and the last taker gets the rest."""
        cost = self.left_minor
        if quantity_milli < self.left_milli:
            cost = min(self.cost_minor * quantity_milli // self.quantity_milli, cost)
        self.left_milli -= quantity_milli
        self.left_minor -= cost
        return cost


@dataclass(slots=True, eq=False)
class Portion:
    """What one outflow took of one layer, and how much of that has come back or was carried on."""

    key: MovementKey
    number: int
    layer: Layer
    quantity_milli: int
    cost_minor: int
    back_milli: int = 0
    back_minor: int = 0
    went_before: bool = False
    """Its goods were carried on before they had come in."""

    @property
    def left_milli(self) -> int:
        """How much has neither come back nor gone on."""
        return self.quantity_milli - self.back_milli

    def give(self, quantity_milli: int) -> int:
        """So much goes back or on; answers its cost. All parts together cost what the portion cost, to the minor unit."""
        self.back_milli += quantity_milli
        until_now = self.cost_minor * self.back_milli // self.quantity_milli
        cost, self.back_minor = until_now - self.back_minor, until_now
        return cost


@dataclass(slots=True, eq=False)
class Debt:
    """What an outflow took that was not there. `carried_milli` of it has gone on to another store all the same."""

    key: MovementKey
    place: Place
    at: Any
    is_sale: bool
    quantity_milli: int
    carried_milli: int = 0
    portions: int = 0
    """How many portions the movement has: the number of the next."""

    @property
    def is_open(self) -> bool:
        """Whether something is still owed."""
        return self.quantity_milli > 0


class Book(Protocol):
    """Where layers, portions and debts are kept while the rules are applied."""

    def first_open(self, place: Place) -> Layer | None: ...
    def first_debt(self, place: Place) -> Debt | None: ...
    def place_of(self, key: MovementKey) -> Place | None: ...
    def portions_of(self, key: MovementKey) -> list[Portion]: ...
    def layers_of(self, key: MovementKey) -> list[Layer]: ...
    def debt_of(self, key: MovementKey) -> Debt | None: ...
    def latest_sale(self, place: Place) -> MovementKey | None: ...
    def carried_cost(self, key: MovementKey, number: int) -> int: ...
    def add_layer(self, layer: Layer) -> None: ...
    def add_portion(self, portion: Portion, place: Place, *, is_sale: bool) -> None: ...
    def add_debt(self, debt: Debt) -> None: ...
    def carries_unsettled(self, layer: Layer, origin: MovementKey) -> None: ...
    def reopened(self, layer: Layer) -> None: ...
    def changed(self, what: Portion | Debt) -> None: ...
    def costs(self, key: MovementKey, cost_minor: int) -> None: ...


def apply(book: Book, move: Move) -> None:
    """One movement after all that came before it."""
    if move.quantity_milli < 0:
        _take_out(book, move, -move.quantity_milli)
    else:
        _bring_in(book, move)
        _settle(book, move.place)


def _take_out(book: Book, move: Move, wanted: int) -> None:
    """The oldest first; what takes an inflow back takes that one's own layers before all others."""
    own = [] if move.origin is None else [
        layer for layer in book.layers_of(move.origin) if layer.is_open and layer.place == move.place
    ]
    number = 0
    while wanted and (layer := own[number] if number < len(own) else book.first_open(move.place)) is not None:
        part = min(wanted, layer.left_milli)
        cost = layer.take(part)
        book.add_portion(Portion(move.key, number, layer, part, cost), move.place, is_sale=move.is_sale)
        book.costs(move.key, cost)
        wanted, number = wanted - part, number + 1
    if wanted:
        book.add_debt(Debt(move.key, move.place, move.at, move.is_sale, wanted, portions=number))


def _bring_in(book: Book, move: Move) -> None:
    rest, number = move.quantity_milli, 0
    if move.cost_minor is not None:
        _open(book, move, rest, move.cost_minor, number)
        return
    origin_place = book.place_of(move.origin) if move.origin is not None else None
    if move.origin is not None and origin_place is not None:
        if origin_place == move.place:
            rest = _put_back(book, move, rest)
        else:
            rest, number = _carry(book, move, rest)
    if rest:  # nobody knows where it came from: as much as the latest sale of such goods
        _open(book, move, rest, _latest_cost(book, move.place, rest), number)


def _open(book: Book, move: Move, quantity_milli: int, cost_minor: int, number: int, lot_id: Any = None) -> Layer:
    layer = Layer(
        (move.at, move.key[1], number), move.key, move.place, lot_id or move.line_id, quantity_milli, cost_minor,
        quantity_milli, cost_minor,
    )
    book.add_layer(layer)
    book.costs(move.key, cost_minor)
    return layer


def _put_back(book: Book, move: Move, rest: int) -> int:
    """Into the very layers: what was taken last comes back first, a debt before all. Answers what the origin never took."""
    assert move.origin is not None
    debt = book.debt_of(move.origin)
    if debt is not None:
        part = min(rest, debt.quantity_milli - debt.carried_milli)
        debt.quantity_milli, rest = debt.quantity_milli - part, rest - part
        book.changed(debt)
    for portion in reversed(book.portions_of(move.origin)):
        part = min(rest, portion.left_milli)
        if part:
            cost = portion.give(part)
            portion.layer.left_milli += part
            portion.layer.left_minor += cost
            rest -= part
            book.changed(portion)
            book.reopened(portion.layer)
            book.costs(move.key, cost)
    return rest


def _carry(book: Book, move: Move, rest: int) -> tuple[int, int]:
    """On to another store: a layer for each portion, in their order, at their cost; they queue from when they arrive."""
    assert move.origin is not None
    number = 0
    for portion in book.portions_of(move.origin):
        part = min(rest, portion.left_milli)
        if part:
            _open(book, move, part, portion.give(part), number, portion.layer.lot_id)
            rest, number = rest - part, number + 1
            book.changed(portion)
    debt = book.debt_of(move.origin)
    if rest and debt is not None and (part := min(rest, debt.quantity_milli - debt.carried_milli)):
        debt.carried_milli += part
        book.changed(debt)
        layer = _open(book, move, part, book.carried_cost(move.key, number), number)
        book.carries_unsettled(layer, move.origin)
        rest, number = rest - part, number + 1
    return rest, number


def _latest_cost(book: Book, place: Place, quantity_milli: int) -> int:
    sale = book.latest_sale(place)
    portions = book.portions_of(sale) if sale is not None else []
    taken = sum(portion.quantity_milli for portion in portions)
    return sum(portion.cost_minor for portion in portions) * quantity_milli // taken if taken else 0


def _settle(book: Book, place: Place) -> None:
    """What was sold before it was there is taken now, oldest debt first, and costs what it costs now."""
    while (debt := book.first_debt(place)) is not None and (layer := book.first_open(place)) is not None:
        part = min(debt.quantity_milli, layer.left_milli)
        if debt.carried_milli:
            part = min(part, debt.carried_milli)  # what has gone on is a portion of its own
        cost = layer.take(part)
        portion = Portion(debt.key, debt.portions, layer, part, cost)
        if debt.carried_milli:
            portion.give(part)
            portion.went_before = True
            debt.carried_milli -= part
        debt.quantity_milli -= part
        debt.portions += 1
        book.changed(debt)
        book.add_portion(portion, place, is_sale=debt.is_sale)
        book.costs(debt.key, cost)
