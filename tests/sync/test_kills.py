"""Real processes that are killed while they sell and tell: the till, the one whose thread tells, and PostgreSQL itself. What was
said to be sold is at the centre, once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from app.core.verify.queries import verify
from app.wiring import open_shop
from sync.centre import Centre
from sync.embedded import EmbeddedServer
from sync.keeping import enrol, install
from sync.outbox import connect_to
from sync.rounds import one_round
from tests.shop_floor import ShopFloor

ROOT = Path(__file__).parents[2]


class Killed:
    """A till's file, a centre, and the process that runs them."""

    def __init__(self, path: Path, address: str, dsn: str) -> None:
        self.path, self.address, self.dsn = path, address, dsn
        self.said: list[str] = []

    def run(self, way: str, receipts: int) -> subprocess.Popen[str]:
        """Start it, and wait until it has sold so many."""
        command = [sys.executable, "-m", "tests.sync.killed", str(self.path), way]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        self.hear(process, receipts)
        return process

    def hear(self, process: subprocess.Popen[str], receipts: int) -> None:
        """So many receipts more."""
        assert process.stdout is not None
        for _receipt in range(receipts):
            line = process.stdout.readline().strip()
            assert line, "it has ended"
            self.said.append(line)

    def kill(self, process: subprocess.Popen[str]) -> None:
        """SIGKILL; what it said before is heard."""
        process.kill()
        assert process.stdout is not None
        self.said += [line.strip() for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
        process.wait()
        process.stdout.close()

    def settle(self) -> None:
        """Who comes back tells the rest; then all that was said to be sold is here and there, once."""
        with open_shop(self.path) as shop, closing(Centre(self.address)) as centre:
            one_round(shop, centre)
            assert shop.ask(verify).is_clean
            here = {row[0] for row in shop.ask(
                lambda session: session.connection().exec_driver_sql("SELECT number FROM sale WHERE state = 'completed'").all()
            )}
            assert not shop.ask(lambda session: session.connection().exec_driver_sql("SELECT * FROM outbox_trouble").all())
        with psycopg.connect(self.dsn) as connection:
            there = [row[0] for row in connection.execute("SELECT number FROM duken.sale ORDER BY number")]
            holes = connection.execute("SELECT * FROM duken.sync_holes()").fetchall()
            (others,) = connection.execute("SELECT count(*) FROM duken.document WHERE state <> 'applied'").fetchone() or (1,)
        assert len(there) == len(set(there))
        assert set(self.said) <= here == set(there)
        assert (holes, others) == ([], 0)


@pytest.fixture
def own_server() -> Iterator[EmbeddedServer]:
    """A server that may be killed: nobody else's."""
    with TemporaryDirectory(prefix="duken-pg-", ignore_cleanup_errors=True) as folder:
        server = EmbeddedServer(Path(folder))
        yield server
        server.stop()


@pytest.fixture
def killed(shop: ShopFloor, own_server: EmbeddedServer) -> Killed:
    with psycopg.connect(own_server.dsn, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE killed"))
    dsn = make_conninfo(own_server.dsn, dbname="killed")
    install(dsn)
    place = shop.place
    role = enrol(dsn, company_id=place.company_id, branch_id=place.branch_id, till_id=place.till_id)
    address = make_conninfo(dsn, user=role)
    shop.do(connect_to, address=address)
    shop.open_shift()
    shop.shop.close()
    return Killed(shop.path, address, dsn)


@pytest.mark.parametrize("way", ["round", "thread"])
def test_a_till_is_killed_again_and_again(killed: Killed, way: str):
    chance = random.Random(way)
    for _time in range(3):
        process = killed.run(way, receipts=chance.randint(1, 12))
        time.sleep(chance.random() / 10)  # at any instant of what it does: what is tested is that none matters
        killed.kill(process)
    killed.settle()


@pytest.mark.parametrize("way", ["round", "thread"])
def test_postgresql_is_killed_while_a_till_tells_it(killed: Killed, own_server: EmbeddedServer, way: str):
    process = killed.run(way, receipts=5)
    for _time in range(2):
        _kill_server(own_server.folder)
        killed.hear(process, 5)  # it sells on
        own_server.start()
        killed.hear(process, 5)
    killed.kill(process)
    killed.settle()


def test_both_are_killed_at_once(killed: Killed, own_server: EmbeddedServer):
    process = killed.run("round", receipts=8)
    _kill_server(own_server.folder)
    killed.kill(process)
    own_server.start()
    killed.settle()


def _kill_server(folder: Path) -> None:
    """All processes of it, and none has a last word."""
    postmaster = psutil.Process(int((folder / "postmaster.pid").read_text(encoding="utf-8").split("\n")[0]))
    all_of_it = [postmaster, *postmaster.children(recursive=True)]
    for each in all_of_it:
        with suppress(psutil.NoSuchProcess):
            os.kill(each.pid, signal.SIGKILL)
    psutil.wait_procs(all_of_it, timeout=10)

