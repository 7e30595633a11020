"""A made-up history of goods for `bench fifo` and the tests: receipts, sales, returns, transfers, agents, what came late and
what was taken back by another document.

Agents get whole pieces of a shop's store, sell them, take some of them back from who bought them, and give some back.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

FROM = datetime(2026, 1, 1, tzinfo=UTC)
KINDS = {
    "receipt": 22, "sale": 40, "return": 8, "loose_return": 3, "transfer": 12, "write_off": 6, "found": 4, "hand_over": 14,
    "agent_sale": 16, "agent_refund": 6, "agent_gives_back": 4, "undo": 4,
}
"""What happens, and how often beside the others."""
OVERSOLD, UNTOLD = 0.1, 0.2
"""So many of an agent's sales do not look what the bag has; so many refunds are of a sale that this book never hears of."""
LATE, DELAYED = 0.02, 0.02
"""Of a hundred documents two are dated before what is there, and two arrive some documents after their time."""


def fifo_story(
    count: int, *, seed: int, products: Sequence[UUID], stores: Sequence[UUID], bags: Sequence[UUID], late: float = LATE,
    delayed: float = DELAYED,
) -> list[dict[str, Any]]:
    """So many movements, in the order in which they arrive; the same seed tells the same story. `bags` are agents' stores."""
    story = _Story(random.Random(seed), products, stores, bags, late)
    rows: list[dict[str, Any]] = []
    while len(rows) < count:
        rows += story.next_document()
    places = [place + (story.chance.randint(2, 40) if story.chance.random() < delayed else 0) for place in range(count)]
    return [rows[place] for place in sorted(range(count), key=lambda place: (places[place], place))]


class _Story:
    def __init__(
        self, chance: random.Random, products: Sequence[UUID], stores: Sequence[UUID], bags: Sequence[UUID], late: float
    ) -> None:
        self.chance, self.products, self.stores, self.bags, self.late = chance, products, stores, bags, late
        self.now = FROM
        self.posted: list[dict[str, Any]] = []
        """What can be taken back, each once."""
        self.sold: list[tuple[dict[str, Any], list[int]]] = []
        self.on_the_way: list[tuple[dict[str, Any], UUID, list[int]]] = []
        self.handed_over: list[tuple[dict[str, Any], UUID]] = []
        self.agents_sold: list[tuple[dict[str, Any], list[int]]] = []
        self.in_bags: dict[tuple[UUID, UUID], int] = {}
        """Pieces by bag and product, as far as the story has told."""

    def next_document(self) -> list[dict[str, Any]]:
        """The movements of one document."""
        self.now += timedelta(seconds=self.chance.randint(0, 600))
        at = self.now
        if self.chance.random() < self.late:
            at -= timedelta(seconds=self.chance.randint(1, 10 * 86_400))
        (kind,) = self.chance.choices(list(KINDS), list(KINDS.values()))
        return list(getattr(self, f"_{kind}")(at))

    def _receipt(self, at: datetime) -> Iterator[dict[str, Any]]:
        for _line in range(self.chance.randint(1, 3)):
            cost = self.chance.choice((0, self.chance.randint(1, 100), self.chance.randint(100, 1_000_000)))
            yield self._undoable(self._row("receipt", at, self._quantity(30), cost=cost))

    def _found(self, at: datetime) -> Iterator[dict[str, Any]]:
        yield self._undoable(self._row("found", at, self._quantity(5), cost=0))

    def _write_off(self, at: datetime) -> Iterator[dict[str, Any]]:
        yield self._undoable(self._row("write_off", at, -self._quantity(4)))

    def _undo(self, at: datetime) -> Iterator[dict[str, Any]]:
        """What went comes back into its layers; what came goes out again, of its own layer first, whatever is left of it."""
        if self.posted:
            undone = self.posted.pop(self.chance.randrange(len(self.posted)))
            yield self._row("undo", at, -undone["quantity_milli"], like=undone, store=undone["store_id"])

    def _undoable(self, row: dict[str, Any]) -> dict[str, Any]:
        self.posted.append(row)
        return row

    def _sale(self, at: datetime) -> Iterator[dict[str, Any]]:
        for _line in range(self.chance.randint(1, 5)):
            row = self._row("sale", at, -self._quantity(6))
            self.sold.append((row, [-row["quantity_milli"]]))
            yield row

    def _return(self, at: datetime) -> Iterator[dict[str, Any]]:
        if self.sold:
            sale, left = self.chance.choice(self.sold[-200:])
            if left[0]:
                part = self._part(left)
                yield self._row("return", at, part, like=sale, store=sale["store_id"])

    def _loose_return(self, at: datetime) -> Iterator[dict[str, Any]]:
        yield self._row("return", at, self._quantity(3))

    def _transfer(self, at: datetime) -> Iterator[dict[str, Any]]:
        """Half of them set out; the others arrive somewhere in part, or come back."""
        if self.on_the_way and self.chance.random() < 0.6:
            sent, to, left = self.chance.choice(self.on_the_way[-50:])
            if left[0]:
                back = self.chance.random() < 0.3
                yield self._row("transfer", at, self._part(left), like=sent, store=sent["store_id"] if back else to)
            return
        sent = self._row("transfer", at, -self._quantity(8))
        to = self.chance.choice([store for store in self.stores if store != sent["store_id"]])
        self.on_the_way.append((sent, to, [-sent["quantity_milli"]]))
        yield sent

    def _hand_over(self, at: datetime) -> Iterator[dict[str, Any]]:
        """Half of them are handed to an agent; the others are answered: what is accepted carries its layers on into the bag, and
        what is refused goes back at the same moment into those that it came from."""
        if self.handed_over and self.chance.random() < 0.5:
            sent, bag = self.handed_over.pop(self.chance.randrange(len(self.handed_over)))
            pieces = -sent["quantity_milli"] // 1000
            accepted = pieces if self.chance.random() < 0.7 else self.chance.randint(0, pieces)
            yield from self._into(bag, accepted, self._row("transfer_answer", at, accepted * 1000, like=sent, store=bag))
            if pieces > accepted:
                back = (pieces - accepted) * 1000
                yield self._row("transfer_answer", at, back, like=sent, store=sent["store_id"])
            return
        for _line in range(self.chance.randint(1, 3)):
            sent = self._row("transfer", at, -self.chance.randint(1, 12) * 1000)
            self.handed_over.append((sent, self.chance.choice(self.bags)))
            yield sent

    def _agent_sale(self, at: datetime) -> Iterator[dict[str, Any]]:
        for _line in range(self.chance.randint(1, 3)):
            if self.chance.random() < OVERSOLD:
                bag, product, pieces = self.chance.choice(self.bags), self.chance.choice(self.products), self.chance.randint(1, 4)
            elif (found := self._of_a_bag()) is None:
                return
            else:
                bag, product, pieces = found
            row = self._row("agent_sale", at, -pieces * 1000, product=product, store=bag)
            self.agents_sold.append((row, [pieces]))
            yield from self._into(bag, -pieces, row)

    def _agent_refund(self, at: datetime) -> Iterator[dict[str, Any]]:
        if not self.agents_sold:
            return
        sale, left = self.chance.choice(self.agents_sold[-200:])
        if self.chance.random() < UNTOLD:
            sale, left = {**sale, "document_id": self._id(), "id": self._id()}, [self.chance.randint(1, 3)]
        if left[0]:
            pieces = self._part(left)
            bag = sale["store_id"]
            yield from self._into(bag, pieces, self._row("agent_refund", at, pieces * 1000, like=sale, store=bag))

    def _agent_gives_back(self, at: datetime) -> Iterator[dict[str, Any]]:
        """Out of the bag and into the store in one document."""
        if (found := self._of_a_bag()) is not None:
            bag, product, pieces = found
            out = self._row("transfer", at, -pieces * 1000, product=product, store=bag)
            yield from self._into(bag, -pieces, out)
            yield {**self._row("transfer", at, pieces * 1000, like=out), "document_id": out["document_id"]}

    def _of_a_bag(self) -> tuple[UUID, UUID, int] | None:
        """A bag, a product that it has, and some of its pieces; None where all are empty."""
        there = list(self.in_bags)
        if not there:
            return None
        bag, product = self.chance.choice(there)
        return bag, product, self.chance.randint(1, min(5, self.in_bags[bag, product]))

    def _into(self, bag: UUID, pieces: int, row: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The movement, if it is of anything; the bag has so many pieces more, or fewer."""
        if pieces:
            key = bag, row["product_id"]
            has = self.in_bags.pop(key, 0) + pieces
            if has > 0:
                self.in_bags[key] = has
            yield row

    def _part(self, left: list[int]) -> int:
        part = left[0] if self.chance.random() < 0.5 else self.chance.randint(1, left[0])
        left[0] -= part
        return part

    def _quantity(self, most: int) -> int:
        return self.chance.randint(1, most) * 1000 if self.chance.random() < 0.8 else self.chance.randint(1, most * 1000)

    def _row(
        self, kind: str, at: datetime, quantity_milli: int, *, cost: int | None = None, like: dict[str, Any] | None = None,
        product: UUID | None = None, store: UUID | None = None,
    ) -> dict[str, Any]:
        return {
            "document_id": self._id(), "id": self._id(), "line_id": None, "document_kind": kind, "occurred_at": at,
            "product_id": like["product_id"] if like else product or self.chance.choice(self.products),
            "store_id": store or self.chance.choice(self.stores), "quantity_milli": quantity_milli, "cost_minor": cost,
            "origin_document_id": like and like["document_id"], "origin_id": like and like["id"],
            "business_date": at.date(), "booked_minor": 0,
        }

    def _id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128))
