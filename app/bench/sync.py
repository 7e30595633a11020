"""`duken bench sync`: how fast a till tells a real centre, beside the same rows put plainly into it, and how another hears."""

from __future__ import annotations

import random
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import select

from app.bench.fifo import make_products
from app.bench.sync_crowd import crowd
from app.bench.sync_floor import counts, floors, hold, sizes
from app.bench.sync_load import first_load
from app.bench.sync_price import price_on_all_tills
from app.bench.sync_pull import another_till
from app.core.cash.commands import open_shift
from app.core.payments.rules import smallest_coin
from app.core.payments.views import Tender
from app.core.sales.commands.checkout import complete_sale
from app.core.sales.commands.drafts import add_items, open_sale
from app.core.sales.views import NewItem
from app.core.setup.commands import NewShop
from app.kernel.context import By
from app.kernel.money import round_cash_minor
from app.replay.play import no_receipts
from app.shop import Shop
from app.wiring import create_shop
from db.models.sales import Sale
from db.models.staff import Person
from db.uow import Uow
from sync.centre import Centre
from sync.embedded import EmbeddedServer
from sync.keeping import enrol, install
from sync.outbox import connect_to, next_batch
from sync.rounds import push_all

SEED = 20261122
PRODUCTS, LINES = 2000, 5
UNDER_WAY = 64
"""So many sales wait for the writer at most."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """One push: how many rows came into which of the centre's tables, and how many seconds it took."""

    by_table: dict[str, int]
    seconds: float

    @property
    def rows(self) -> int:
        """In all tables together."""
        return sum(self.by_table.values())


def measure(*, sales: int, held: int = 0, goods: int = 0, tills: int = 0) -> dict[str, Any]:
    """Push so many sales into an empty centre; another till takes them in. With `tills`: so many push a sale each second.
    With `goods`: one more till loads so many. With `held`: again beside those, and again beside so many. Rows a
    second; seconds for the making of the sales and of what is held. Refused: `centre.no_embedded`."""
    with tempfile.TemporaryDirectory(prefix="duken-bench-") as name, _a_centre(Path(name) / "centre", lines=tills + 50) as dsn:
        shop, _code = create_shop(Path(name) / "shop.db", NewShop(company="Bench", owner="Owner", owner_pin="482915"))
        with shop, closing(Centre(_let_in(shop, dsn))) as centre:
            till = SyncBench(shop, centre, dsn)
            with another_till(shop, till.by, dsn, centre, Path(name) / "second.db") as listener:
                result = {**listener.load(), **till.first(sales), **listener.hear()}
            if held:
                result |= till.beside(sales, held)
            if goods:
                result |= price_on_all_tills(shop, till.by, dsn, Path(name), edits=min(20, goods // 100))
                result |= first_load(shop, till.by, dsn, centre, Path(name), goods=goods)
            if tills:  # last: all of them give the same numbers, which no other till could take in
                result |= till.crowded(tills)
            return result


class SyncBench:
    """A shop whose sales are told to a centre."""

    def __init__(self, shop: Shop, centre: Centre, dsn: str) -> None:
        self._shop, self._centre, self._dsn, self._chance = shop, centre, dsn, random.Random(SEED)
        self.by = By(shop.ask(_owner)).confirming("stock.more_than_there", "stock.no_cost")
        shop.do(no_receipts, by=self.by)
        self._goods: list[UUID] = shop.do(make_products, by=self.by, count=PRODUCTS)
        shop.do(open_shift, by=self.by, float_minor=0)
        push_all(shop, centre)

    def first(self, sales: int) -> dict[str, Any]:
        """Into a centre that holds goods and no sale; then the floors, with the very rows that came."""
        before, (stored, logged) = counts(self._dsn), sizes(self._dsn)
        sell_s, pushed = self._sold(sales), self._pushed(before)
        stored_now, logged_now = sizes(self._dsn)
        found = floors(self._dsn, [name for name, came in pushed.by_table.items() if came])
        rate = round(pushed.rows / pushed.seconds)
        return {
            "sales": sales, "rows": pushed.rows, "rows_by_table": {name: n for name, n in pushed.by_table.items() if n},
            "bytes_a_sale": round((stored_now - stored) / sales), "log_bytes_a_sale": round((logged_now - logged) / sales),
            "sell_s": sell_s, "push_s": round(pushed.seconds, 2), "push_rows_per_s": rate, **found,
            "ratio_push_to_copy": round(rate / found["floor_copy_rows_per_s"], 2),
            "ratio_push_to_insert": round(rate / found["floor_insert_rows_per_s"], 2),
            "to_reach": "push ≥ 25,000 rows/s and ≥ 0.4 of the insert; pull ≥ 15,000 rows/s, held ≤ 8 ms",
        }

    def beside(self, sales: int, held: int) -> dict[str, Any]:
        """Into a centre that holds `sales` of them, and into one that holds `held`; microseconds a row."""
        self._sold(sales)
        few = self._pushed(counts(self._dsn))
        began = time.perf_counter()
        now_held = hold(self._dsn, held)
        hold_s = round(time.perf_counter() - began, 1)
        self._sold(sales)
        many = self._pushed(counts(self._dsn))
        cost_few, cost_many = (each.seconds / each.rows * 1_000_000 for each in (few, many))
        return {
            "held": {str(sales): round(cost_few, 1), str(now_held): round(cost_many, 1)}, "hold_s": hold_s,
            "held_ratio": round(cost_many / cost_few, 2), "held_to_reach": "≤ 1.3",
        }

    def crowded(self, tills: int) -> dict[str, Any]:
        """So many tills beside each other, each with its own login."""
        self._sold(1)
        model = self._shop.ask(next_batch)
        push_all(self._shop, self._centre)
        return crowd(self._dsn, model, place=self._shop.place, tills=tills)

    def _sold(self, sales: int) -> float:
        """Sell; seconds."""
        began = time.perf_counter()
        waiting = deque[Any]()
        for _number in range(sales):
            if len(waiting) == UNDER_WAY:
                waiting.popleft().result()
            items = [NewItem(good, 1000, price_minor=self._chance.randint(100, 90_000)) for good in self._some()]
            waiting.append(self._shop.submit(_sell, by=self.by, items=items, coin=smallest_coin(self._shop.place.currency)))
        while waiting:
            waiting.popleft().result()
        return round(time.perf_counter() - began, 2)

    def _some(self) -> list[UUID]:
        return self._chance.sample(self._goods, LINES)

    def _pushed(self, before: dict[str, int]) -> Pushed:
        began = time.perf_counter()
        told = push_all(self._shop, self._centre)
        seconds = time.perf_counter() - began
        assert told.outcomes == {"applied": told.documents}, told.outcomes
        return Pushed({name: there - before[name] for name, there in counts(self._dsn).items()}, seconds)


def _sell(uow: Uow, *, items: list[NewItem], coin: int) -> None:
    sale_id = open_sale(uow)
    add_items(uow, sale_id=sale_id, items=items)
    total = uow.row(Sale, sale_id).total_minor
    complete_sale(uow, sale_id=sale_id, payments=[Tender("cash", round_cash_minor(total, coin))])


@contextmanager
def _a_centre(folder: Path, *, lines: int) -> Iterator[str]:
    """A server of our own with a centre in it: its address, as its superuser. So many connections it has."""
    server = EmbeddedServer(folder)
    try:
        with psycopg.connect(server.dsn, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE bench"))
            connection.execute(sql.SQL("ALTER SYSTEM SET max_connections = {}").format(sql.Literal(max(100, lines))))
        server.stop()
        server.start()
        dsn = make_conninfo(server.dsn, dbname="bench")
        install(dsn)
        yield dsn
    finally:
        server.stop()


def _let_in(shop: Shop, dsn: str) -> str:
    """The address by which the till comes in, by its own login."""
    place = shop.place
    role = enrol(dsn, company_id=place.company_id, branch_id=place.branch_id, till_id=place.till_id)
    address = make_conninfo(dsn, user=role)
    shop.do(connect_to, address=address)
    return address


def _owner(session: Any) -> UUID:
    found: UUID = session.scalars(select(Person.id)).one()
    return found
