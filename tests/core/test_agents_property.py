"""Whatever is handed over, accepted, sold, returned and taken back, in any order: each transfer's rest is what a list says."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.stock.transfer_list import transfers
from app.kernel.errors import RuleBroken
from tests.conftest import NewShopFloor
from tests.core.agents_floor import Field, make_field
from tests.shop_floor import ShopFloor

CODES = ("111", "222")
IN_STOCK = {"111": 20, "222": 10}


@dataclass
class Given:
    """A transfer's line that was accepted: so many pieces are left of it."""

    number: str
    code: str
    left: int


@dataclass
class Sold:
    """A sale: of each of its lines, which transfers it took from (last first), and what has not come back."""

    sale_id: UUID
    took: list[list[Given]]


@dataclass
class Naive:
    """The bag as somebody would keep it on paper: a list of what was accepted, in its order, piece by piece."""

    on: Field
    shelf: dict[str, int] = field(default_factory=lambda: dict(IN_STOCK))
    waiting: list[tuple[UUID, dict[str, int]]] = field(default_factory=list)
    accepted: list[Given] = field(default_factory=list)
    sales: list[Sold] = field(default_factory=list)

    def in_bag(self, code: str) -> int:
        return sum(each.left for each in self.accepted if each.code == code)

    def take(self, code: str, pieces: int) -> list[Given]:
        """One entry a piece, in the order in which they were taken."""
        taken = []
        for each in (each for each in self.accepted if each.code == code):
            part = min(pieces, each.left)
            each.left, pieces = each.left - part, pieces - part
            taken += [each] * part
        return taken

    def hand(self, code: str, pieces: int) -> None:
        if not self.tried(lambda: self.on.hand((code, pieces)), pieces <= self.shelf[code]):
            return
        newest = self.on.shop.ask(transfers, limit=1)[0]
        self.shelf[code] -= pieces
        self.waiting.append((newest.transfer_id, {code: pieces}))

    def accept(self, which: int, pieces: int) -> None:
        if not self.waiting:
            return
        transfer_id, goods = self.waiting.pop(which % len(self.waiting))
        ((code, sent),) = goods.items()
        part = min(pieces, sent)
        self.on.take(transfer_id, part)
        self.shelf[code] += sent - part
        (view,) = self.on.shop.ask(transfers, transfer_ids=[transfer_id])
        if part:
            self.accepted.append(Given(view.number, code, part))

    def sell(self, code: str, pieces: int) -> None:
        enough = pieces <= self.in_bag(code)
        found: list[UUID] = []
        if self.tried(lambda: found.append(self.on.sell((code, pieces)).sale_id), enough):
            self.sales.append(Sold(found[0], [self.take(code, pieces)]))

    def refund(self, which: int, pieces: int) -> None:
        if not self.sales:
            return
        sale = self.sales[which % len(self.sales)]
        (took,) = sale.took
        if self.tried(lambda: self.on.refund(sale.sale_id, pieces), pieces <= len(took)):
            for _piece in range(pieces):
                took.pop().left += 1

    def back(self, code: str, pieces: int) -> None:
        if self.tried(lambda: self.on.back((code, pieces)), pieces <= self.in_bag(code)):
            self.take(code, pieces)
            self.shelf[code] += pieces

    def tried(self, act: Callable[[], object], may: bool) -> bool:
        """Done where it may be done; refused otherwise, and nothing is changed."""
        with nullcontext() if may else pytest.raises(RuleBroken):
            act()
        return may

    def check(self) -> None:
        lines = self.on.bag(also_empty=True)
        told = {line.transfer: line.left_milli for line in lines}
        assert all(left >= 0 for left in told.values())
        assert told == {each.number: each.left * 1000 for each in self.accepted}
        assert all(line.accepted_milli - line.returned_milli - line.sold_milli == line.left_milli for line in lines)
        for code in CODES:
            assert self.level(code) == self.shelf[code] * 1000

    def level(self, code: str) -> int:
        shop: ShopFloor = self.on.shop
        sql = "SELECT on_hand_milli FROM stock_level WHERE product_id = ? AND store_id = ?"
        return int(shop.value(sql, shop.goods[code], shop.place.store_id))


STEP = st.tuples(
    st.sampled_from(["hand", "hand", "accept", "accept", "sell", "sell", "refund", "back"]), st.integers(0, 5), st.integers(1, 6)
)


@settings(max_examples=12)
@given(steps=st.lists(STEP, min_size=6, max_size=25))
def test_what_is_left_of_each_transfer_is_what_a_list_on_paper_says(new_shop: NewShopFloor, steps: list[tuple[str, int, int]]):
    shop = new_shop()
    naive = Naive(make_field(shop))
    for name, which, pieces in steps:
        if name in ("accept", "refund"):
            getattr(naive, name)(which, pieces)
        else:
            getattr(naive, name)(CODES[which % 2], pieces)
        naive.check()
    shop.check_books()
    shop.shop.close()
