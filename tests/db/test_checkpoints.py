"""The log is copied into the file between two commands, in due time, while nobody waits; and no sale hangs on it."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from db.checkpoints import Checkpoints
from db.models.catalog import Brand
from db.uow import Uow
from tests.db.bad_disks import frozen
from tests.shop_floor import ShopFloor


def add_brands(uow: Uow, *, count: int) -> None:
    uow.add_many(Brand, [{"id": uow.new_id(), "name": f"Brand {number}", "deleted_at": None, "version": 1}
                         for number in range(count)])


def never_by_a_commit(uow: Uow) -> None:
    uow.session.execute(text("PRAGMA wal_autocheckpoint=0"))


class Copied:
    """How often the log was copied, and when it next is."""

    def __init__(self, shop: ShopFloor, *, changed_rows: int) -> None:
        self.times, self._once = 0, threading.Event()
        checkpoints = shop.shop.writer.checkpoints
        checkpoints.changed_rows, checkpoints.on_copied = changed_rows, self._note

    def _note(self, took_ms: float) -> None:
        assert took_ms > 0
        self.times += 1
        self._once.set()

    def wait(self) -> None:
        assert self._once.wait(20)


def brands_without_log(shop: ShopFloor, folder: Path) -> int:
    """What stands in the file itself."""
    copy = folder / "alone.db"
    shutil.copy(shop.path, copy)
    with closing(sqlite3.connect(f"{copy.as_uri()}?immutable=1", uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM brand").fetchone()[0])


def test_what_was_written_comes_into_the_file_though_no_commit_copies_it(shop: ShopFloor, tmp_path: Path):
    shop.do(never_by_a_commit)
    copied = Copied(shop, changed_rows=60)
    shop.do(add_brands, count=70)
    copied.wait()
    assert brands_without_log(shop, tmp_path) == 70
    shop.check_books()


def test_a_few_sales_wait_in_the_log(shop: ShopFloor, tmp_path: Path):
    copied = Copied(shop, changed_rows=1000)
    shop.open_shift()
    shop.sell("111", "222")
    shop.do(add_brands, count=20)
    shop.do(add_brands, count=0)  # when it is answered, the one before is over
    assert copied.times == 0
    assert brands_without_log(shop, tmp_path) == 0


def test_nobody_who_waits_for_the_writer_waits_for_a_copy(shop: ShopFloor):
    is_in, may_go = threading.Event(), threading.Event()
    copied = Copied(shop, changed_rows=1)
    seen: list[int] = []

    def hold(uow: Uow) -> None:
        add_brands(uow, count=1)
        is_in.set()
        assert may_go.wait(20)

    def look(_uow: Uow) -> None:
        seen.append(copied.times)

    held = shop.submit(hold)
    assert is_in.wait(20)
    waiting = [shop.submit(look) for _number in range(3)]
    may_go.set()
    for each in (held, *waiting):
        each.result(20)
    assert seen == [0, 0, 0]
    copied.wait()


def test_a_copy_that_fails_is_logged_and_refuses_no_sale(shop: ShopFloor):
    shop.open_shift()
    shop.do(never_by_a_commit)
    copied = Copied(shop, changed_rows=1)
    with capture_logs() as logged, frozen(shop.path):
        assert shop.sell("111").number == "A1-000001"
        copied.wait()
    assert "checkpoint_failed" in {entry["event"] for entry in logged}
    assert shop.sell("222").number == "A1-000002"
    shop.check_books()


def test_whatever_goes_wrong_after_a_command_the_next_one_finds_its_writer(shop: ShopFloor):
    def fail(_took_ms: float) -> None:
        raise ZeroDivisionError

    checkpoints = shop.shop.writer.checkpoints
    checkpoints.changed_rows, checkpoints.on_copied = 1, fail
    with capture_logs() as logged:
        shop.do(add_brands, count=1)
        shop.do(add_brands, count=1)
        assert shop.value("SELECT count(*) FROM brand") == 2
    assert "checkpoint_failed" in {entry["event"] for entry in logged}


@pytest.fixture
def connect(tmp_path: Path) -> Iterator[Callable[[], sqlite3.Connection]]:
    """Connections to one file with a log; whoever is held up in it would be for an hour."""
    with ExitStack() as stack:

        def made() -> sqlite3.Connection:
            connection = sqlite3.connect(tmp_path / "file.db", isolation_level=None, timeout=3600, check_same_thread=False)
            stack.callback(connection.close)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("CREATE TABLE IF NOT EXISTS t (x)")
            return connection

        yield made


def test_another_connection_counts_its_rows_anew(connect: Callable[[], sqlite3.Connection]):
    checkpoints, copied = Checkpoints(), list[float]()
    checkpoints.changed_rows, checkpoints.on_copied = 5, copied.append
    first, second = connect(), connect()
    first.executemany("INSERT INTO t VALUES (?)", [(number,) for number in range(100)])
    second.execute("INSERT INTO t VALUES (7)")
    for connection in (first, second, second):
        checkpoints.copy_if_due(connection)
    assert len(copied) == 2


def test_a_reader_in_the_middle_of_its_question_holds_no_copy_up(connect: Callable[[], sqlite3.Connection]):
    writer, reader, checkpoints, over = connect(), connect(), Checkpoints(), threading.Event()
    checkpoints.changed_rows = 1
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM t").fetchall()
    writer.execute("INSERT INTO t VALUES (7)")
    checkpoints.on_copied = lambda _took_ms: over.set()
    thread = threading.Thread(target=checkpoints.copy_if_due, args=[writer], daemon=True)
    thread.start()
    try:
        assert over.wait(20)
    finally:
        reader.execute("COMMIT")
        thread.join(20)


def test_a_commit_copies_the_log_where_somebody_always_waits(shop: ShopFloor):
    def pages(uow: Uow) -> int:
        return int(uow.driver.execute("PRAGMA wal_autocheckpoint").fetchone()[0])

    assert 0 < shop.do(pages) <= 10_000
