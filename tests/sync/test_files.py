"""Files that are not what they were: a backup that was brought back, a copy that was started too, a centre of yesterday, a till
that was away."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from app.core.catalog.commands import set_price
from app.core.verify.queries import verify
from app.kernel.errors import RuleBroken
from app.wiring import World, open_shop, restore_shop, take_over
from sync.embedded import EmbeddedServer
from sync.keeping import install
from sync.outbox import next_batch, standing
from tests.shop_floor import ShopFloor, refused
from tests.sync.conftest import Company, Dial, Node, TestCentre
from tests.sync.test_pull import facts, settle


@pytest.fixture
def opened_again(dial: Dial) -> Callable[[Node, Path], Node]:
    """Opens a file as it would be on another machine: with its own connection, as the same till."""

    def opened(node: Node, path: Path) -> Node:
        shop = open_shop(path, world=World(clock=node.floor.clock))
        (address,) = shop.ask(lambda session: session.connection().exec_driver_sql("SELECT address FROM sync_target").first())
        return Node(ShopFloor(shop, node.floor.clock, node.floor.template), dial(address))

    return opened


def copy_of(floor: ShopFloor, path: Path) -> Path:
    """The file as it is at this moment, as a tool of the system copies it: by SQLite's own backup."""
    with closing(sqlite3.connect(floor.path)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    return path


@pytest.fixture
def yesterdays_folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="duken-pg-", ignore_cleanup_errors=True) as folder:
        yield Path(folder) / "yesterday"


Opened = Callable[[Node, Path], Node]


def sold(node: Node) -> list[str]:
    """Numbers of the receipts that stand here."""
    return [row["number"] for row in node.floor.rows("SELECT number FROM sale WHERE state = 'completed' ORDER BY number")]


def test_a_backup_that_is_brought_back_gets_its_own_lost_receipts_from_the_centre(
    company: Company, centre: TestCentre, tmp_path: Path, opened_again: Opened
):
    till = company.first
    till.floor.open_shift()
    till.floor.sell("111", cash=3000)
    till.round()
    waiting = till.floor.cart("222")
    backup = copy_of(till.floor, tmp_path / "ten-o-clock.db")
    till.floor.pay(waiting, cash=9990)
    till.floor.sell("111", cash=3000)
    till.floor.close_shift()
    till.floor.open_shift()
    till.floor.sell("333", cash=25_000)
    till.floor.close_shift()
    till.round()
    lost = sold(till)
    path = tmp_path / "new-disk.db"
    restore_shop(backup, path, world=World(clock=till.floor.clock))
    again = opened_again(till, path)
    with again.floor.shop:
        assert len(sold(again)) == 1
        again.round()
        assert sold(again) == lost, "also the receipt that was open when the backup was made"
        assert again.floor.value("SELECT count(*) FROM shift WHERE state = 'open'") == 0
        assert again.floor.ask(verify).is_clean
        again.floor.open_shift()
        sale = again.floor.sell("111", cash=3000)
        again.round()
        number = again.floor.row("sale", sale.sale_id)["number"]
        assert number.startswith("A1b-")
        assert centre.value("SELECT count(*) FROM duken.sale WHERE number = %s", number) == 1
        assert centre.value("SELECT count(*) FROM duken.sale") == len(lost) + 1
        for name in ("sale", "cash_entry", "stock_movement", "shift_closing"):
            assert len(facts(again.floor, name)) == centre.value(f"SELECT count(*) FROM duken.{name}"), name
    till.link.close()
    with pytest.raises(RuleBroken) as told:
        till.round()
    assert told.value.code == "centre.copy", "the file of before speaks no more"


def test_of_two_copies_of_one_file_the_second_is_told(
    company: Company, centre: TestCentre, tmp_path: Path, opened_again: Opened
):
    till = company.first
    till.floor.open_shift()
    till.floor.sell("111", cash=3000)
    till.round()
    path = copy_of(till.floor, tmp_path / "copy.db")
    till.floor.sell("111", cash=3000)
    till.round()
    with (second := opened_again(till, path)).floor.shop:
        second.floor.sell("222", cash=9990)
        with pytest.raises(RuleBroken) as told:
            second.round()
        assert told.value.code == "centre.copy"
        assert centre.value("SELECT count(*) FROM duken.sale") == 2, "nothing of it was stored"
    till.floor.sell("333", cash=25_000)
    till.round()
    assert centre.value("SELECT count(*) FROM duken.sale") == 3, "the first goes on"
    assert take_over(path, world=World(clock=till.floor.clock)) == "A1b"
    with (second := opened_again(till, path)).floor.shop:
        second.round()
        assert second.floor.ask(verify).is_clean
    till.floor.sell("111", cash=3000)
    with pytest.raises(RuleBroken) as told:
        till.round()
    assert told.value.code == "centre.copy", "also on a line on which it was greeted before"


def test_a_batch_that_is_sent_again_smaller_or_larger_is_no_copy(company: Company):
    till = company.first
    till.floor.open_shift()
    till.round()
    me = till.floor.ask(standing)
    till.floor.sell("111", cash=3000)

    first = till.floor.ask(next_batch)
    till.link.push(first, file_id=me.database_id, before_id=me.before_id)  # its answer is lost
    till.floor.sell("222", cash=9990)
    smaller = first[:1]
    till.link.push(smaller, file_id=me.database_id, before_id=me.before_id)
    till.round()
    assert not till.floor.rows("SELECT * FROM outbox_trouble")


def test_a_centre_of_yesterday_is_told_again_what_it_has_lost(
    company: Company, centre: TestCentre, yesterdays_folder: Path
):
    first, second = company.first, company()
    first.floor.open_shift()
    second.round()
    second.floor.open_shift(by=first.floor.owner)
    for node in (first, second):
        node.floor.sell("111", cash=3000)
    settle(first, second)
    with Yesterday(centre, yesterdays_folder) as yesterday:
        for count in range(5):
            first.floor.sell("222", cash=9990)
            second.floor.sell("333", cash=25_000)
            first.floor.do(set_price, product_id=first.floor.goods["111"], price_minor=4000 + count)
            settle(first, second)
        before = facts(first.floor, "sale")
        yesterday.bring_back(first, second)
        settle(first, second)
        assert facts(first.floor, "sale") == facts(second.floor, "sale") == before
        assert yesterday.value("SELECT count(*) FROM duken.sale") == len(before)
        assert yesterday.value("SELECT count(*) FROM duken.document WHERE state <> 'applied'") == 0
        second.floor.sell("111", cash=4004)
        settle(second, first)
        assert facts(first.floor, "sale") == facts(second.floor, "sale")
        for node in (first, second):
            assert node.floor.ask(verify).is_clean
            node.link.close()


def test_a_centre_that_was_moved_into_another_cluster_is_read_anew(company: Company, centre: TestCentre):
    """A dump names the transactions of the cluster that it comes from: in a younger one they are still to come."""
    first, second = company.first, company()
    first.floor.open_shift()
    first.floor.sell("111", cash=3000)
    settle(first, second)
    with psycopg.connect(centre.dsn, autocommit=True) as connection:
        connection.execute("UPDATE duken.feed SET xid = (xid::text::bigint + 1000000)::text::xid8")
    for node in (first, second):
        changed(node, "UPDATE sync_target SET feed_xid = feed_xid + 1000000")
        node.link.close()
    first.floor.sell("222", cash=9990)
    settle(first, second)
    assert len(facts(first.floor, "sale")) == 2
    assert facts(second.floor, "sale") == facts(first.floor, "sale")
    third = company()
    settle(third)
    assert facts(third.floor, "sale") == facts(first.floor, "sale")
    assert second.floor.ask(verify).is_clean


def test_who_has_read_further_than_a_centre_that_was_brought_back_reads_it_anew(company: Company):
    """What it lost was another till's, which never came back to say so."""
    first, second = company.first, company()
    first.floor.open_shift()
    settle(first, second)
    changed(second, "UPDATE sync_target SET feed_xid = feed_xid + 500, feed_seq = feed_seq + 500")
    first.floor.sell("222", cash=9990)
    settle(first, second)
    assert facts(second.floor, "sale") == facts(first.floor, "sale")


def changed(node: Node, statement: str) -> None:
    with closing(sqlite3.connect(node.floor.path)) as connection:
        connection.execute(statement)
        connection.commit()


def test_an_id_twice_in_a_call_is_refused_as_such(company: Company):
    first = company.first
    first.round()
    first.floor.open_shift()
    (document, *_rest) = first.floor.ask(next_batch)
    with refused("centre.refused"):
        first.link.push([document, document._replace(body=b"{}", sha256=sha256(b"{}").digest())])


class Yesterday:
    """A copy of the centre's whole server, as a backup of its folder: another server that has what was there then."""

    def __init__(self, centre: TestCentre, folder: Path) -> None:
        self._centre, self._folder = centre, folder

    def __enter__(self) -> Yesterday:
        with psycopg.connect(self._centre.dsn, autocommit=True) as connection:
            (data,) = connection.execute("SHOW data_directory").fetchone() or ("",)
            connection.execute("SELECT pg_backup_start('yesterday', true)")
            shutil.copytree(data, self._folder, ignore=shutil.ignore_patterns(".s.PGSQL*", "postmaster.*", "log", "pg_internal*"))
            row = connection.execute("SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)").fetchone()
            shutil.copytree(f"{data}/pg_wal", self._folder / "pg_wal", dirs_exist_ok=True)
            (self._folder / "backup_label").write_text(row[0] if row else "", encoding="utf-8")
            owner = Path(data).stat()
            for path in (self._folder, *self._folder.rglob("*")):
                os.chown(path, owner.st_uid, owner.st_gid)
            self._folder.chmod(0o700)
        self._server: EmbeddedServer | None = None
        return self

    def __exit__(self, *_error: object) -> None:
        if self._server is not None:
            self._server.stop()

    def bring_back(self, *nodes: Node) -> None:
        """From now on these nodes speak to it."""
        from sync.centre import Centre

        self._server = EmbeddedServer(self._folder)
        name = conninfo_to_dict(self._centre.dsn)["dbname"]
        self.dsn = make_conninfo(self._server.dsn, dbname=name)
        install(self.dsn)
        for node in nodes:
            role = f"duken_{node.floor.place.till_id.hex}"
            node.link.close()
            node.link = Centre(make_conninfo(self.dsn, user=role))

    def value(self, query: str) -> object:
        """What a superuser sees there."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            (found,) = connection.execute(query.encode()).fetchone() or (None,)
            return found


def test_a_till_that_was_away_for_90_days_hears_all_of_it_and_is_heard(company: Company):
    first, away = company.first, company()
    away.round()
    first.floor.open_shift()
    away.floor.open_shift(by=first.floor.owner)
    away.floor.sell("111", cash=3000)
    for _day in range(90):
        first.floor.clock.advance(hours=24)
        first.floor.sell("222", cash=9990)
        first.round()
    away.floor.clock.advance(hours=24 * 90)
    away.floor.sell("333", cash=25_000)
    settle(away, first)
    assert facts(first.floor, "sale") == facts(away.floor, "sale")
    assert len(facts(first.floor, "sale")) == 92
    for node in (first, away):
        assert node.floor.ask(verify).is_clean
