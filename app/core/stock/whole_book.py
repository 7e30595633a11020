"""The layers of a whole history at once: what the stored book must be, whatever the order in which its movements arrived."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from heapq import heappop, heappush
from uuid import UUID

from app.core.stock.rules import Debt, Layer, Move, MovementKey, Place, Portion, apply

MOST_ROUNDS = 8
"""How often the costs of what was carried before it had come in are put right; goods that went in a circle never end."""


class WholeBook:
    """Layers, portions and debts of movements in memory; `cost_of` has what each movement costs by them."""

    def __init__(self, known: dict[tuple[MovementKey, int], int] | None = None) -> None:
        self._known = known or {}
        self.layers: list[Layer] = []
        self._layers_of: dict[MovementKey, list[Layer]] = defaultdict(list)
        self.portions: dict[MovementKey, list[Portion]] = defaultdict(list)
        self.debts: dict[MovementKey, Debt] = {}
        self.cost_of: dict[MovementKey, int] = defaultdict(int)
        self.unsettled_carried: dict[MovementKey, list[Layer]] = defaultdict(list)
        self._places: dict[MovementKey, Place] = {}
        self._open: dict[Place, list[tuple[tuple[object, UUID, int], Layer]]] = defaultdict(list)
        self._in_hand: set[int] = set()
        self._owed: dict[Place, list[tuple[object, UUID, Debt]]] = defaultdict(list)
        self._latest: dict[Place, tuple[object, UUID, MovementKey]] = {}
        self._moves: dict[MovementKey, Move] = {}

    def play(self, move: Move) -> None:
        """The next movement."""
        self._places[move.key], self._moves[move.key] = move.place, move
        self.cost_of[move.key] += 0
        apply(self, move)

    def first_open(self, place: Place) -> Layer | None:
        heap = self._open[place]
        while heap and not heap[0][1].left_milli:
            self._in_hand.discard(id(heappop(heap)[1]))
        return heap[0][1] if heap else None

    def first_debt(self, place: Place) -> Debt | None:
        heap = self._owed[place]
        while heap and not heap[0][2].quantity_milli:
            heappop(heap)
        return heap[0][2] if heap else None

    def place_of(self, key: MovementKey) -> Place | None:
        return self._places.get(key)

    def portions_of(self, key: MovementKey) -> list[Portion]:
        return self.portions.get(key, [])

    def layers_of(self, key: MovementKey) -> list[Layer]:
        return self._layers_of.get(key, [])

    def debt_of(self, key: MovementKey) -> Debt | None:
        return self.debts.get(key)

    def latest_sale(self, place: Place) -> MovementKey | None:
        latest = self._latest.get(place)
        return latest[2] if latest else None

    def carried_cost(self, key: MovementKey, number: int) -> int:
        return self._known.get((key, number), 0)

    def add_layer(self, layer: Layer) -> None:
        self.layers.append(layer)
        self._layers_of[layer.key].append(layer)
        self.reopened(layer)

    def add_portion(self, portion: Portion, place: Place, *, is_sale: bool) -> None:
        self.portions[portion.key].append(portion)
        if is_sale:
            move = self._moves[portion.key]
            latest = (move.at, move.key[1], move.key)
            if place not in self._latest or self._latest[place][:2] < latest[:2]:
                self._latest[place] = latest

    def add_debt(self, debt: Debt) -> None:
        self.debts[debt.key] = debt
        heappush(self._owed[debt.place], (debt.at, debt.key[1], debt))

    def carries_unsettled(self, layer: Layer, origin: MovementKey) -> None:
        self.unsettled_carried[origin].append(layer)

    def reopened(self, layer: Layer) -> None:
        if id(layer) not in self._in_hand:
            self._in_hand.add(id(layer))
            heappush(self._open[layer.place], (layer.order, layer))

    def changed(self, what: Portion | Debt) -> None:
        """Everything is changed where it stands."""

    def costs(self, key: MovementKey, cost_minor: int) -> None:
        self.cost_of[key] += cost_minor

    def carried_costs(self) -> dict[tuple[MovementKey, int], int]:
        """By layer: what goods that were carried on before they had come in really cost, as far as that is settled."""
        found = {}
        for origin, layers in self.unsettled_carried.items():
            cost = sum(portion.cost_minor for portion in self.portions_of(origin) if portion.went_before)
            carried, before = sum(layer.quantity_milli for layer in layers), 0
            for layer in layers:
                until_now = before + layer.quantity_milli
                found[layer.key, layer.order[2]] = cost * until_now // carried - cost * before // carried
                before = until_now
        return found


def whole_book(moves: Iterable[Move]) -> WholeBook:
    """The book of these movements, in any order: they count by (moment, id), and an inflow never before its origin."""
    ordered = in_order(moves)
    known: dict[tuple[MovementKey, int], int] = {}
    for _round in range(MOST_ROUNDS):
        book = WholeBook(known)
        for move in ordered:
            book.play(move)
        found = book.carried_costs()
        if found == known:
            break
        known = found
    return book


def in_order(moves: Iterable[Move]) -> list[Move]:
    """By (moment, id); what comes back or arrives before it went, by a clock that was wrong, comes right after its origin."""
    ordered = sorted(moves, key=lambda move: (move.at, move.key[1]))
    absent = {move.key for move in ordered}
    waiting: dict[MovementKey, list[Move]] = defaultdict(list)
    found: list[Move] = []
    for move in ordered:
        if move.origin in absent and move.origin != move.key:
            waiting[move.origin].append(move)
            continue
        ready = [move]
        while ready:
            next_one = ready.pop()
            found.append(next_one)
            absent.discard(next_one.key)
            ready.extend(reversed(waiting.pop(next_one.key, [])))
    return found + [move for each in waiting.values() for move in each]
