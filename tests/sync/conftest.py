"""A real PostgreSQL for the tests of sync: one server a test process, a database of its own for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from sync.centre import Centre
from sync.embedded import EmbeddedServer
from sync.keeping import enrol, install
from tests.shop_floor import ShopFloor

_numbers = count(1)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of this process, as its superuser."""
    folder: Path = tmp_path_factory.mktemp("postgres")
    running = EmbeddedServer(folder)
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
