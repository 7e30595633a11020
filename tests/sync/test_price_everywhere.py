"""A price that the office changes is on every open till by the centre's hint alone: by their own pace they would hear nothing."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

import pytest

from app.core.catalog.commands import set_price
from sync.centre import Centre
from sync.ear import Ear
from sync.pauses import Pace
from sync.thread import SyncNow, SyncThread
from tests.sync.conftest import Company, Node
from tests.sync.test_pull import settle
from tests.sync.waiting import PATIENCE_S

NEVER = Pace(usual_s=1_000_000, gap_s=0.01)
"""Only what is committed here or hinted there begins a round."""


class Live:
    """A node whose own thread tells and hears; it was told of everything that was hinted before."""

    def __init__(self, node: Node, opened: ExitStack) -> None:
        self.node, self._news = node, queue.SimpleQueue[object]()
        shop = node.floor.shop
        address = node.floor.value("SELECT address FROM sync_target")
        shop.listeners.append(self._news.put)
        thread = SyncThread(
            shop, Centre(address), pace=NEVER, ear=lambda heard: Ear(address, company_id=shop.place.company_id, heard=heard)
        )
        rounds = queue.SimpleQueue[None]()
        thread.subscribe(partial(self._note, rounds))
        opened.callback(thread.stop)
        thread.start()
        for _time in range(2):  # the first round, and the one with which it began to listen
            rounds.get(timeout=PATIENCE_S)

    def sees(self, code: str, price_minor: int) -> None:
        """Waits for it, from one commit to the next."""
        good = self.node.floor.goods[code]
        while self.node.floor.value("SELECT price_minor FROM price WHERE product_id = ?", good.bytes) != price_minor:
            self._news.get(timeout=PATIENCE_S)

    @staticmethod
    def _note(rounds: queue.SimpleQueue[None], now: SyncNow) -> None:
        if now.state == "idle" and now.succeeded_at:
            rounds.put(None)


@pytest.fixture
def opened(company: Company) -> Iterator[ExitStack]:
    """What ends before the shops are closed."""
    with ExitStack() as made:
        yield made


def test_a_price_of_the_office_is_on_every_open_till_by_the_hint(company: Company, opened: ExitStack):
    nodes = [company.first, company(), company(branch="Osh"), company(branch="Head", kind="office")]
    settle(*nodes)
    for node in nodes[:3]:
        node.floor.open_shift()
    *tills, office = [Live(node, opened) for node in nodes]
    carts: list[Any] = [till.node.floor.cart("111") for till in tills]
    for price_minor in (3100, 3200, 3300):
        office.node.floor.do(set_price, product_id=office.node.floor.goods["333"], price_minor=price_minor)
        for till in tills:
            till.sees("333", price_minor)
    for till, cart in zip(tills, carts, strict=True):
        floor = till.node.floor
        floor.put(cart, "333")
        assert floor.total(cart) == 3000 + 3300, "the customer who stands there pays it"
