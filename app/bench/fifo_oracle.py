"""FIFO once more, written apart from the program and as plainly as can be: what `bench fifo` and the tests compare with.

It shares no code with `app/core/stock`: lists that are sorted and walked from their start at every step, and the whole
history played again until the costs of what was carried before it had come in stand still.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass
class Happened:
    """A movement as the oracle is told of it."""

    document: UUID
    movement: UUID
    product: UUID
    store: UUID
    when: datetime
    quantity: int
    kind: str
    cost: int | None
    origin: UUID | None
    """The movement that this one puts back or carries on."""

    def sells(self) -> bool:
        """Whether somebody bought the goods: of the shop, or of an agent."""
        return self.kind == "sale" or self.kind == "agent_sale"


@dataclass
class Heap:
    """Goods that came in together."""

    when: datetime
    document: UUID
    movement: UUID
    part: int
    quantity: int
    cost: int
    left: int
    worth: int


@dataclass
class Took:
    """What an outflow took: of a heap, or of nothing (`heap` None) as long as it is owed."""

    heap: Heap | None
    quantity: int
    cost: int = 0
    gone: int = 0
    gone_cost: int = 0
    went_early: bool = False


@dataclass
class Books:
    """What comes out: costs by movement, heaps and what is owed by (product, store), and what each outflow took of which heap,
    in the order in which it took."""

    costs: dict[UUID, int] = field(default_factory=dict)
    heaps: dict[tuple[UUID, UUID], list[Heap]] = field(default_factory=dict)
    owed: dict[tuple[UUID, UUID], int] = field(default_factory=dict)
    took: dict[UUID, list[Took]] = field(default_factory=dict)


def oracle(history: Sequence[Happened]) -> Books:
    """The books of a history, in whatever order it is told."""
    guesses: dict[tuple[UUID, int], int] = {}
    for _attempt in range(8):
        play = _Play(guesses)
        for event in _as_it_was(history):
            play.event(event)
        better = play.what_went_early()
        if better == guesses:
            break
        guesses = better
    return play.books()


def _as_it_was(history: Sequence[Happened]) -> list[Happened]:
    """Earliest first; nothing before what it comes from: it follows that at once."""
    there = {event.movement for event in history}
    line: list[Happened] = []

    def walk_in(event: Happened) -> None:
        line.append(event)
        there.discard(event.movement)
        for other in [one for one in held if one.origin == event.movement]:
            held.remove(other)
            walk_in(other)

    held: list[Happened] = []
    for event in sorted(history, key=lambda one: (one.when, one.movement)):
        if event.origin in there and event.origin != event.movement:
            held.append(event)
        else:
            walk_in(event)
    return line + held


class _Play:
    def __init__(self, guesses: dict[tuple[UUID, int], int]) -> None:
        self.guesses = guesses
        self.heaps: dict[tuple[UUID, UUID], list[Heap]] = {}
        self.out: dict[UUID, tuple[Happened, list[Took]]] = {}
        self.owing: dict[tuple[UUID, UUID], list[UUID]] = {}
        self.sold: dict[tuple[UUID, UUID], list[Happened]] = {}
        self.costs: dict[UUID, int] = {}
        self.early: dict[UUID, list[tuple[UUID, int, int]]] = {}

    def event(self, event: Happened) -> None:
        self.costs.setdefault(event.movement, 0)
        where = event.product, event.store
        if event.quantity < 0:
            taken: list[Took] = []
            self.out[event.movement] = event, taken
            if event.sells():
                self.sold.setdefault(where, []).append(event)
            missing = self.take(event, taken, -event.quantity, first=event.origin)
            if missing:
                taken.append(Took(None, missing))
                self.owing.setdefault(where, []).append(event.movement)
        else:
            self.arrive(event)
            self.pay_what_is_owed(where)

    def take(self, event: Happened, taken: list[Took], wanted: int, *, first: UUID | None = None) -> int:
        """`first`: whose heaps come before all older ones, when what they brought is taken back."""
        in_turn = sorted(self.in_turn(event), key=lambda one: first is None or one.movement != first)
        for heap in in_turn:
            if wanted and heap.left:
                part = min(wanted, heap.left)
                taken.append(Took(heap, part, self.pick(heap, part)))
                self.costs[event.movement] += taken[-1].cost
                wanted -= part
        return wanted

    def in_turn(self, event: Happened) -> list[Heap]:
        """The heaps in the order in which an outflow takes of them: the oldest first."""
        there = self.heaps.get((event.product, event.store), [])
        return sorted(there, key=lambda one: (one.when, one.movement, one.part))

    @staticmethod
    def pick(heap: Heap, part: int) -> int:
        cost = heap.worth if part == heap.left else min(heap.worth, heap.cost * part // heap.quantity)
        heap.left, heap.worth = heap.left - part, heap.worth - cost
        return cost

    def arrive(self, event: Happened) -> None:
        rest, parts = event.quantity, 0
        if event.cost is not None:
            self.heap_up(event, 0, rest, event.cost)
            return
        if event.origin is not None and event.origin in self.out:
            source, taken = self.out[event.origin]
            here = (source.product, source.store) == (event.product, event.store)
            owed = [took for took in taken if took.heap is None]
            real = [took for took in taken if took.heap is not None]
            for took in [*owed, *reversed(real)] if here else [*real, *owed]:
                part = min(rest, took.quantity - took.gone)
                if not part:
                    continue
                rest -= part
                if took.heap is None and here:
                    took.quantity -= part
                elif took.heap is None:
                    took.gone += part
                    self.early.setdefault(event.origin, []).append((event.movement, parts, part))
                    self.heap_up(event, parts, part, self.guesses.get((event.movement, parts), 0))
                    parts += 1
                else:
                    cost = self.give(took, part)
                    if here:
                        took.heap.left += part
                        took.heap.worth += cost
                        self.costs[event.movement] += cost
                    else:
                        self.heap_up(event, parts, part, cost)
                        parts += 1
        if rest:
            self.heap_up(event, parts, rest, self.like_the_last_sale(event, rest))

    @staticmethod
    def give(took: Took, part: int) -> int:
        took.gone += part
        all_gone = took.cost * took.gone // took.quantity
        cost, took.gone_cost = all_gone - took.gone_cost, all_gone
        return cost

    def heap_up(self, event: Happened, part: int, quantity: int, cost: int) -> None:
        heap = Heap(event.when, event.document, event.movement, part, quantity, cost, quantity, cost)
        self.heaps.setdefault((event.product, event.store), []).append(heap)
        self.costs[event.movement] += cost

    def like_the_last_sale(self, event: Happened, quantity: int) -> int:
        sales = self.sold.get((event.product, event.store), [])
        for sale in sorted(sales, key=lambda one: (one.when, one.movement), reverse=True):
            real = [took for took in self.out[sale.movement][1] if took.heap is not None]
            if real:
                return sum(took.cost for took in real) * quantity // sum(took.quantity for took in real)
        return 0

    def pay_what_is_owed(self, where: tuple[UUID, UUID]) -> None:
        debtors = sorted((self.out[name][0] for name in self.owing.get(where, [])), key=lambda one: (one.when, one.movement))
        for debtor in debtors:
            taken = self.out[debtor.movement][1]
            for debt in [took for took in taken if took.heap is None]:
                for early in (True, False):
                    wanted = debt.gone if early else debt.quantity - debt.gone
                    fresh: list[Took] = []
                    wanted -= self.take(debtor, fresh, wanted)
                    for took in fresh:
                        took.went_early = early
                        if early:
                            self.give(took, took.quantity)
                    taken += fresh
                    debt.quantity -= wanted
                    debt.gone -= wanted if early else 0

    def what_went_early(self) -> dict[tuple[UUID, int], int]:
        found = {}
        for origin, parts in self.early.items():
            cost = sum(took.cost for took in self.out[origin][1] if took.went_early)
            whole, before = sum(part for _movement, _number, part in parts), 0
            for movement, number, part in parts:
                found[movement, number] = cost * (before + part) // whole - cost * before // whole
                before += part
        return found

    def books(self) -> Books:
        owed: dict[tuple[UUID, UUID], int] = {}
        for event, taken in self.out.values():
            missing = sum(took.quantity for took in taken if took.heap is None)
            if missing:
                owed[event.product, event.store] = owed.get((event.product, event.store), 0) + missing
        took = {name: [each for each in taken if each.heap is not None] for name, (_event, taken) in self.out.items()}
        return Books(self.costs, self.heaps, owed, took)
