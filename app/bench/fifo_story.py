"""A made-up history of goods for `bench fifo` and the tests: receipts, sales, returns, transfers, agents, and what came late."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

FROM = datetime(2026, 1, 1, tzinfo=UTC)
KINDS = ("receipt", "sale", "return", "loose_return", "transfer", "write_off", "found")
OFTEN = (22, 45, 8, 3, 12, 6, 4)
LATE, DELAYED = 0.02, 0.02
"""Of a hundred documents two are dated before what is there, and two arrive some documents after their time."""


def fifo_story(
    count: int, *, seed: int, products: Sequence[UUID], stores: Sequence[UUID], late: float = LATE, delayed: float = DELAYED,
) -> list[dict[str, Any]]:
    """So many movements, in the order in which they arrive; the same seed tells the same story."""
    story = _Story(random.Random(seed), products, stores, late)
    rows: list[dict[str, Any]] = []
    while len(rows) < count:
        rows += story.next_document()
    places = [place + (story.chance.randint(2, 40) if story.chance.random() < delayed else 0) for place in range(count)]
    return [rows[place] for place in sorted(range(count), key=lambda place: (places[place], place))]


class _Story:
    def __init__(self, chance: random.Random, products: Sequence[UUID], stores: Sequence[UUID], late: float) -> None:
        self.chance, self.products, self.stores, self.late = chance, products, stores, late
        self.now = FROM
        self.sold: list[tuple[dict[str, Any], list[int]]] = []
        self.on_the_way: list[tuple[dict[str, Any], UUID, list[int]]] = []

    def next_document(self) -> list[dict[str, Any]]:
        """The movements of one document."""
        self.now += timedelta(seconds=self.chance.randint(0, 600))
        at = self.now
        if self.chance.random() < self.late:
            at -= timedelta(seconds=self.chance.randint(1, 10 * 86_400))
        (kind,) = self.chance.choices(KINDS, OFTEN)
        return list(getattr(self, f"_{kind}")(at))

    def _receipt(self, at: datetime) -> Iterator[dict[str, Any]]:
        for _line in range(self.chance.randint(1, 3)):
            cost = self.chance.choice((0, self.chance.randint(1, 100), self.chance.randint(100, 1_000_000)))
            yield self._row("receipt", at, self._quantity(30), cost=cost)

    def _found(self, at: datetime) -> Iterator[dict[str, Any]]:
        yield self._row("found", at, self._quantity(5), cost=0)

    def _write_off(self, at: datetime) -> Iterator[dict[str, Any]]:
        yield self._row("write_off", at, -self._quantity(4))

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

    def _part(self, left: list[int]) -> int:
        part = left[0] if self.chance.random() < 0.5 else self.chance.randint(1, left[0])
        left[0] -= part
        return part

    def _quantity(self, most: int) -> int:
        return self.chance.randint(1, most) * 1000 if self.chance.random() < 0.8 else self.chance.randint(1, most * 1000)

    def _row(
        self, kind: str, at: datetime, quantity_milli: int, *, cost: int | None = None, like: dict[str, Any] | None = None,
        store: UUID | None = None,
    ) -> dict[str, Any]:
        return {
            "document_id": self._id(), "id": self._id(), "line_id": None, "document_kind": kind, "occurred_at": at,
            "product_id": like["product_id"] if like else self.chance.choice(self.products),
            "store_id": store or self.chance.choice(self.stores), "quantity_milli": quantity_milli, "cost_minor": cost,
            "origin_document_id": like and like["document_id"], "origin_id": like and like["id"],
            "business_date": at.date(), "booked_minor": 0,
        }

    def _id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128))
