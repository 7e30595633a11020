"""The log is copied into the file between two commands, in due time, while nobody waits; and no sale hangs on it."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from sqlalchemy import text
from structlog.testing import capture_logs

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
