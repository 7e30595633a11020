"""A real PostgreSQL for the tests of sync: one server a test process, a database of its own for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from app.core.setup.joining import add_till
from app.kernel.clock import ManualClock
from app.wiring import World, join_shop
from sync.centre import Centre
from sync.embedded import EmbeddedServer
from sync.keeping import enrol, install
from sync.outbox import connect_to
from sync.rounds import Round, one_round
from tests.shop_floor import ShopFloor, Template

_numbers = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a server of this process, as its superuser. Its folder is not among pytest's: another run of pytest would
    take away the right by which the server's own user reaches it."""
    with TemporaryDirectory(prefix="duken-pg-", ignore_cleanup_errors=True) as folder:
        running = EmbeddedServer(Path(folder))
        yield running.dsn
        running.stop()


@pytest.fixture
def empty_database(server: str) -> str:
    """A database with nothing in it."""
    name = f"shop_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return make_conninfo(server, dbname=name)


@dataclass
class TestCentre:
    """A centre and the words of its owner."""

    __test__ = False
    dsn: str

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a superuser sees."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            return connection.execute(query.encode(), values).fetchall()

    def value(self, query: str, *values: Any) -> Any:
        return self.rows(query, *values)[0][0]

    def let_in(self, floor: ShopFloor, *, till_id: UUID | None = None) -> str:
        """Enrol the till of a shop; answers the address by which it comes in."""
        place = floor.shop.place
        role = enrol(self.dsn, company_id=place.company_id, branch_id=place.branch_id, till_id=till_id or place.till_id)
        return make_conninfo(self.dsn, user=role)


@pytest.fixture
def centre(empty_database: str) -> TestCentre:
    install(empty_database)
    return TestCentre(empty_database)


Dial = Callable[..., Centre]


@pytest.fixture
def dial() -> Iterator[Dial]:
    """Makes connections of tills, and closes them."""
    made: list[Centre] = []

    def to(address: str, **options: Any) -> Centre:
        made.append(Centre(address, **options))
        return made[-1]

    yield to
    for each in made:
        each.close()


@dataclass
class Node:
    """A till or office of one company, with its own file, its own clock and its own line to the centre."""

    floor: ShopFloor
    link: Centre

    def round(self) -> Round:
        """Tell and hear until there is nothing more."""
        return one_round(self.floor, self.link)


class Company(Protocol):
    """Makes more nodes of the company whose first one is there."""

    first: Node

    def __call__(self, *, branch: str | None = None, kind: str = "till") -> Node: ...


@pytest.fixture
def company(shop: ShopFloor, centre: TestCentre, dial: Dial, tmp_path: Path, template: Template) -> Iterator[Company]:
    """Makes the nodes of one company: the first is `shop`, each other joins by a ticket and has loaded nothing yet."""
    with ExitStack() as opened:
        address = centre.let_in(shop)
        shop.do(connect_to, address=address)
        first, made = Node(shop, dial(address)), count(2)

        def node(*, branch: str | None = None, kind: str = "till") -> Node:
            number = next(made)
            ticket = shop.do(add_till, name=f"Till {number}", prefix=f"B{number}", branch=branch, kind=kind)
            first.round()
            clock = ManualClock(shop.clock())
            joined = join_shop(tmp_path / f"node-{number}.db", ticket, world=World(clock=clock))
            opened.callback(joined.close)
            role = enrol(
                centre.dsn, company_id=joined.place.company_id, branch_id=joined.place.branch_id, till_id=joined.place.till_id,
                kind=kind,
            )
            address = make_conninfo(centre.dsn, user=role)
            joined.do(connect_to, address=address)
            return Node(ShopFloor(joined, clock, template), dial(address))

        made_of: Any = node
        made_of.first = first
        yield made_of
