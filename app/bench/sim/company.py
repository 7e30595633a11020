"""The company of the simulation: made once, and copied for every seed, its centre too."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import text

from app.bench.fifo import make_products
from app.bench.sim.faults import PowerCut, UnsureCentre, UnsureStore, Weather
from app.core.agents.commands.people import make_agent
from app.core.catalog.commands import set_price
from app.core.parties.commands import add_customer
from app.core.setup.commands import NewShop
from app.core.setup.joining import OFFICE, TILL, add_till
from app.core.staff.commands import add_person
from app.core.stock.commands.documents import receive
from app.core.stock.commands.stores import add_store
from app.core.stock.views import StockItem
from app.kernel.clock import ManualClock
from app.kernel.context import By
from app.kernel.errors import AppError
from app.replay.play import no_receipts
from app.shop import Shop
from app.wiring import World, create_shop, join_shop, open_shop
from sync.centre import Centre
from sync.keeping import enrol, install
from sync.outbox import connect_to
from sync.rounds import one_round

FROM = datetime(2026, 5, 1, 3, 0, tzinfo=UTC)
SECOND_BRANCH = "Second street"
NODES = (
    ("Till 1", "A1", None, TILL), ("Till 2", "A2", None, TILL), ("Till 3", "A3", None, TILL),
    ("Till 4", "B1", SECOND_BRANCH, TILL), ("Till 5", "B2", SECOND_BRANCH, TILL), ("Office", "OF", None, OFFICE),
)
PRODUCTS = 12
YEAR_S = 365 * 86_400
YES = (
    "agents.more_than_owed", "cash.drawer_short", "clock.moved_back", "customer.merge", "payment.change_large",
    "return.more_back_than_sold", "sale.expired", "sale.gift", "sale.price_changed", "shift.difference",
    "stock.goes_below_zero", "stock.long_ago", "stock.more_than_there", "stock.no_cost",
)
"""What is answered with yes when it is asked."""
_CLOCK = """
CREATE TABLE sim_clock (at timestamptz NOT NULL);
INSERT INTO sim_clock VALUES ('2026-05-01 03:00+00');
GRANT SELECT ON sim_clock TO duken_owner;
CREATE OR REPLACE FUNCTION duken.clock() RETURNS timestamptz LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $f$
    SELECT at FROM public.sim_clock
$f$;
"""


@dataclass(frozen=True, slots=True)
class Base:
    """The files as they are before anything happens, and what is in them."""

    folder: Path
    server: str
    database: str
    owner: By
    goods: tuple[UUID, ...]
    customers: tuple[UUID, ...]
    agent_id: UUID
    depot_id: UUID
    roles: tuple[str, ...]


@dataclass
class Node:
    """A till or the office: a real file, a clock of its own, an unsure line."""

    name: str
    is_office: bool
    path: Path
    clock: ManualClock
    chance: random.Random
    weather: Weather
    centre: UnsureCentre
    owner: By
    shop: Shop = field(init=False)

    def start(self) -> None:
        """Nothing is in its memory."""
        self.shop = open_shop(self.path, world=World(clock=self.clock, random_bytes=self.chance.randbytes))

    def restart(self) -> None:
        """All memory is dropped; what was committed is there."""
        self.shop.close()
        self.centre.close()
        self.start()

    def round(self) -> bool:
        """Tell and hear, as far as it goes; whether it went to its end."""
        try:
            one_round(UnsureStore(self.shop, self.weather), self.centre)
        except AppError as error:
            if error.code != "centre.unreachable":
                raise
            return False
        except PowerCut:
            self.restart()
            return False
        return True

    def do(self, command: Any, /, **inputs: Any) -> Any:
        """What a person does here; all questions are answered with yes."""
        return self.shop.do(command, by=self.owner, **inputs)

    def rows(self, query: str, **values: Any) -> list[Any]:
        """What stands in its file."""
        return list(self.shop.ask(lambda session: session.execute(text(query), values).all()))

    def value(self, query: str, **values: Any) -> Any:
        """The first column of the first row."""
        return self.rows(query, **values)[0][0]


@dataclass
class Company:
    """Six nodes and a centre, for one seed."""

    dsn: str
    base: Base
    nodes: tuple[Node, ...]
    weather: Weather
    keeper: psycopg.Connection[Any]
    now: datetime = FROM

    def pass_time(self, seconds: int) -> None:
        """Everywhere; a clock that is wrong stays as wrong as it is."""
        self.now += timedelta(seconds=seconds)
        for node in self.nodes:
            node.clock.advance(seconds=seconds)

    def tick(self) -> None:
        """The centre's clock goes with the company's own."""
        self.keeper.execute("UPDATE sim_clock SET at = %s", (self.now,))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What stands at the centre, as its owner sees it."""
        return self.keeper.execute(query.encode()).fetchall()


def make_base(folder: Path, server: str) -> Base:
    """The first till, four more and an office, with goods, customers, an agent and a depot; all have loaded everything."""
    folder.mkdir(parents=True, exist_ok=True)
    database = f"sim_base_{random.SystemRandom().randrange(10**9)}"
    dsn = _new_database(server, database)
    install(dsn)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(_CLOCK.encode())
    chance, clock = random.Random(7), ManualClock(FROM)
    new = NewShop(company="Sim", owner="Owner", owner_pin="482915", prefix=NODES[0][1])
    with ExitStack() as opened:
        shop, _code = create_shop(folder / "0.db", new, world=World(clock=clock, random_bytes=chance.randbytes))
        opened.enter_context(shop)
        owner = By(UUID(bytes=shop.ask(lambda session: session.execute(text("SELECT id FROM person")).scalar_one())))
        owner = owner.confirming(*YES)
        shop.do(no_receipts, by=owner)
        goods: list[UUID] = shop.do(make_products, by=owner, count=PRODUCTS)
        for place, good in enumerate(goods):
            shop.do(set_price, by=owner, product_id=good, price_minor=1000 + 700 * place)
        customers = [shop.do(add_customer, by=owner, name=f"Customer {number}", credit_limit_minor=10**7) for number in range(3)]
        person_id = shop.do(add_person, by=owner, name="Agent", pin="593026")
        agent_id: UUID = shop.do(make_agent, by=owner, person_id=person_id, commission_ppm=100_000)
        depot_id: UUID = shop.do(add_store, by=owner, name="Depot")
        shop.do(receive, by=owner, items=[StockItem(good, 500_000, 40_000) for good in goods], reason="opening")
        first = _connected(shop, dsn)
        one_round(shop, first)
        roles = [f"duken_{shop.place.till_id.hex}"]
        for number, (name, prefix, place_name, kind) in enumerate(NODES[1:], start=1):
            ticket = shop.do(add_till, by=owner, name=name, prefix=prefix, branch=place_name, kind=kind)
            one_round(shop, first)
            joined = join_shop(
                folder / f"{number}.db", ticket, world=World(clock=clock, random_bytes=random.Random(number).randbytes)
            )
            opened.enter_context(joined)
            line = _connected(joined, dsn, kind=kind)
            one_round(joined, line)
            line.close()
            roles.append(f"duken_{joined.place.till_id.hex}")
        first.close()
    return Base(
        folder, server, database, owner, tuple(goods), tuple(customers), agent_id, depot_id, tuple(roles),
    )


@contextmanager
def a_company(base: Base, folder: Path, seed: int) -> Iterator[Company]:
    """The company for this seed, in a folder and a database of its own, which are gone afterwards."""
    name = f"{base.database}_{seed}"
    dsn = _new_database(base.server, name, template=base.database)
    weather = Weather(random.Random(f"{seed}/weather"))
    made: list[Node] = []
    with psycopg.connect(dsn, autocommit=True) as keeper:
        company = Company(dsn, base, (), weather, keeper)
        for number, (title, _prefix, _branch, kind) in enumerate(NODES):
            path = folder / f"{number}.db"
            shutil.copy(base.folder / path.name, path)
            chance = random.Random(f"{seed}/{number}")
            off = timedelta(seconds=chance.randint(-YEAR_S, YEAR_S) if chance.random() < 0.4 else 0)
            clock = ManualClock(FROM + off)
            line = UnsureCentre(make_conninfo(dsn, user=base.roles[number]), weather, company.tick)
            made.append(Node(title, kind == OFFICE, path, clock, chance, weather, line, base.owner))
        company.nodes = tuple(made)
        for node in made:
            node.start()
            node.shop.do(connect_to, address=make_conninfo(dsn, user=base.roles[made.index(node)]))
        try:
            yield company
        finally:
            for node in made:
                node.shop.close()
                node.centre.close()
                node.path.unlink()
    with psycopg.connect(base.server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _connected(shop: Shop, dsn: str, *, kind: str = TILL) -> Centre:
    place = shop.place
    role = enrol(dsn, company_id=place.company_id, branch_id=place.branch_id, till_id=place.till_id, kind=kind)
    address = make_conninfo(dsn, user=role)
    shop.do(connect_to, address=address)
    return Centre(address)


def _new_database(server: str, name: str, *, template: str = "template1") -> str:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
    return make_conninfo(server, dbname=name)
