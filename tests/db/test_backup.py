"""Backups while the till sells, and what comes of one that is put back: another database, with other numbers."""

from __future__ import annotations

import os
import random
import shutil
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.jobs.queries import waiting_prints
from app.core.verify.queries import verify
from app.kernel.clock import ManualClock
from app.kernel.errors import EnvironmentFailed
from app.wiring import World, next_prefix, open_shop, restore_shop
from db.backup import list_backups, make_backup, newest_of_all, replaced_files, series_of, verify_file
from db.restore import NewerWork, newer_work
from tests.db.looking import rows_of, run_sql, sha256_of, tables_of
from tests.shop_floor import MORNING, ShopFloor, Template, open_floor, refused

WORLD = World(clock=ManualClock(MORNING + timedelta(hours=5)))
HOUR = timedelta(hours=1)


class ChanceIsGone(Exception):
    """What a test breaks off with."""


def numbers_of(path: Path) -> list[str]:
    return [number for (number,) in rows_of(path, "SELECT number FROM sale WHERE number IS NOT NULL ORDER BY number")]


def is_sound(path: Path) -> bool:
    with open_shop(path, to_write=False) as shop:
        return bool(shop.ask(verify).is_clean)


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_is_one_file_that_says_what_the_database_said(till: ShopFloor, tmp_path: Path):
    till.sell("111")
    backup = make_backup(till.path, tmp_path / "disk", now=MORNING)
    assert backup.path.name == "duken-20260302T030000000000Z.backup.db"
    assert files_in(tmp_path / "disk") == [backup.path.name]
    assert backup.size_bytes == backup.path.stat().st_size
    assert tables_of(backup.path) == tables_of(till.path)
    assert is_sound(backup.path)


def test_backups_made_while_the_till_sells_are_each_of_one_moment(till: ShopFloor, tmp_path: Path):
    stop, sold = threading.Event(), []

    has_begun = threading.Event()

    def sell() -> None:
        while not stop.is_set():
            sold.append(till.sell("111", "222", card=12_990).number)
            has_begun.set()

    cashier = threading.Thread(target=sell)
    cashier.start()
    try:
        assert has_begun.wait(20)
        backups = [make_backup(till.path, tmp_path / "disk", now=MORNING + step * HOUR) for step in range(5)]
    finally:
        stop.set()
        cashier.join(20)
    for backup in backups:
        numbers = numbers_of(backup.path)
        assert numbers == sold[: len(numbers)], "no sale is missing in the middle"
        assert is_sound(backup.path)
    counts = [len(numbers_of(backup.path)) for backup in backups]
    assert counts == sorted(counts)
    assert counts[-1] > 0
    till.check_books()


def test_only_the_newest_are_kept(shop: ShopFloor, tmp_path: Path):
    made = [make_backup(shop.path, tmp_path, now=MORNING + step * HOUR, keep=3).path for step in range(5)]
    assert [backup.path for backup in list_backups(tmp_path, stem="duken")] == made[:1:-1]


def test_the_backup_that_was_just_made_is_kept_even_when_older_ones_come_from_the_future(shop: ShopFloor, tmp_path: Path):
    """The clock stood in 2099 for a while; it was mended, and backups must go on."""
    for day in range(4):
        make_backup(shop.path, tmp_path, now=MORNING.replace(year=2099) + day * 24 * HOUR, keep=4)
    backup = make_backup(shop.path, tmp_path, now=MORNING, keep=4)
    assert backup.path.exists()
    assert len(list_backups(tmp_path, stem="duken")) == 4


def test_files_that_are_not_ours_stay_where_they_are(shop: ShopFloor, tmp_path: Path):
    for name in ("duken-notes.backup.db", "other-20260302T030000000000Z.backup.db", "photo.jpg"):
        (tmp_path / name).write_text("mine")
    for step in range(3):
        make_backup(shop.path, tmp_path, now=MORNING + step * HOUR, keep=1)
    assert len(list_backups(tmp_path, stem="duken")) == 1
    assert len([name for name in files_in(tmp_path) if "shop" not in name and "template" not in name]) == 4


def test_a_damaged_backup_is_passed_over(shop: ShopFloor, tmp_path: Path):
    good = make_backup(shop.path, tmp_path, now=MORNING)
    for step, spoilt in enumerate((b"", b"text", random.Random(3).randbytes(9000), good.path.read_bytes()[:5000]), 1):
        make_backup(shop.path, tmp_path, now=MORNING + step * HOUR).path.write_bytes(spoilt)
    (tmp_path / "duken-20990302T030000000000Z.backup.db").mkdir()
    assert newest_of_all(shop.path, tmp_path) == good
    assert newest_of_all(shop.path, tmp_path / "nowhere") is None


def test_a_damaged_database_makes_no_backup_and_takes_no_good_one_away(shop: ShopFloor, tmp_path: Path):
    shop.close()
    good = make_backup(shop.path, tmp_path, now=MORNING, keep=1)
    whole = shop.path.read_bytes()
    for page in range(10, len(whole) // 4096, 20):
        shop.path.write_bytes(whole[: page * 4096] + random.Random(page).randbytes(4096) + whole[(page + 1) * 4096 :])
        with refused("database.damaged", EnvironmentFailed):
            make_backup(shop.path, tmp_path, now=MORNING + HOUR, keep=1)
    assert [backup.path for backup in list_backups(tmp_path, stem="duken")] == [good.path]
    assert not [name for name in files_in(tmp_path) if "partial" in name]


def test_a_file_that_is_no_shop_is_not_a_backup(tmp_path: Path):
    run_sql(tmp_path / "notes.db", "CREATE TABLE notes (x)")
    with refused("database.damaged", EnvironmentFailed):
        verify_file(tmp_path / "notes.db")


def test_a_backup_that_is_put_back_is_another_database_with_other_numbers(till: ShopFloor, template: Template):
    till.sell("111")
    backup = make_backup(till.path, till.backups, now=MORNING)
    till.sell("222")
    till.close()
    kept = restore_shop(backup.path, till.path, world=WORLD)
    assert kept is not None
    assert numbers_of(kept) == ["A1-000001", "A1-000002"], "the replaced file is kept with all that it had"
    floor = open_floor(till.path, template, ManualClock(MORNING + 6 * HOUR))
    assert floor.place.database_id != till.place.database_id
    assert floor.place.till_id == till.place.till_id
    assert [floor.sell("111").number for _ in range(2)] == ["A1b-000001", "A1b-000002"]
    assert numbers_of(till.path) == ["A1-000001", "A1b-000001", "A1b-000002"]
    floor.close_shift()
    floor.check_books()
    assert floor.audit("backup.restored")
    floor.close()
    assert replaced_files(till.path) == [kept]


def test_the_same_backup_put_back_twice_never_gives_a_number_twice(till: ShopFloor, template: Template):
    backup = make_backup(till.path, till.backups, now=MORNING)
    till.close()
    given: list[str] = []
    for step in range(4):
        restore_shop(backup.path, till.path, world=World(clock=ManualClock(MORNING + step * HOUR)))
        floor = open_floor(till.path, template, ManualClock(MORNING + 8 * HOUR))
        given += [floor.sell("111").number for _ in range(2)]
        floor.close()
        if step == 1:  # this one is found damaged, so that nobody can read its series
            till.path.write_bytes(random.Random(1).randbytes(20_000))
    assert len(set(given)) == len(given) == 8


@pytest.mark.parametrize(
    ("prefix", "used", "following"),
    [
        ("A1", [], "A1b"), ("A1b", [], "A1c"), ("A1z", [], "A1zb"), ("A1zz", [], "A1zzb"), ("7", [], "7b"),
        ("A1", ["A1b"], "A1c"), ("A1", ["A1z", "A1c"], "A1zb"), ("A1c", ["A1"], "A1d"), ("A1", ["B2d", "A11c"], "A1b"),
        ("A1", [None], "A1c"), ("A1", ["A1b", None, None], "A1e"), ("A1", [""], "A1b"),
    ],
)
def test_the_next_series_is_after_all_that_were_used(prefix, used, following):
    assert next_prefix(prefix, used) == following


def test_what_was_waiting_for_paper_in_a_backup_is_printed_again_only_by_a_person(till: ShopFloor):
    till.sell("111")
    backup = make_backup(till.path, till.backups, now=MORNING)
    till.close()
    restore_shop(backup.path, till.path, world=WORLD)
    with open_shop(till.path, world=WORLD) as shop:
        assert shop.ask(waiting_prints) == ()
        assert len(shop.ask(waiting_prints, states=("unknown",))) == 1


def test_a_restore_that_breaks_off_leaves_the_old_shop(till: ShopFloor, template: Template):
    """The copy is made into another database before it takes the place: half a restore is none."""
    backup = make_backup(till.path, till.backups, now=MORNING)
    till.sell("111")
    till.close()
    before = sha256_of(till.path)

    def torn(_count: int) -> bytes:
        raise ChanceIsGone

    with pytest.raises(ChanceIsGone):
        restore_shop(backup.path, till.path, world=World(clock=ManualClock(MORNING), random_bytes=torn))
    assert sha256_of(till.path) == before
    assert replaced_files(till.path) == []
    assert not [name for name in files_in(till.path.parent) if "restoring" in name]
    floor = open_floor(till.path, template, ManualClock(MORNING))
    assert floor.sell("111").number == "A1-000002"
    floor.close()


def test_a_backup_of_a_newer_program_takes_nobodys_place(till: ShopFloor):
    backup = make_backup(till.path, till.backups, now=MORNING)
    run_sql(backup.path, "UPDATE alembic_version SET version_num = '9999'")
    till.close()
    before = sha256_of(till.path)
    with refused("database.newer", EnvironmentFailed):
        restore_shop(backup.path, till.path, world=WORLD)
    assert sha256_of(till.path) == before


def test_nothing_is_restored_over_a_running_shop(till: ShopFloor):
    backup = make_backup(till.path, till.backups, now=MORNING)
    with refused("program.running", EnvironmentFailed, process=str(os.getpid())):
        restore_shop(backup.path, till.path, world=WORLD)
    till.sell("111")
    till.check_books()


@pytest.mark.parametrize(("content", "code"), [(None, "backup.not_found"), (b"text" * 999, "backup.unreadable")])
def test_what_is_no_backup_is_not_restored(till: ShopFloor, tmp_path: Path, content: bytes | None, code: str):
    till.close()
    before, source = sha256_of(till.path), tmp_path / "chosen.db"
    if content is not None:
        source.write_bytes(content)
    with refused(code, EnvironmentFailed):
        restore_shop(source, till.path, world=WORLD)
    assert sha256_of(till.path) == before


def test_a_backup_goes_back_where_the_shop_was_lost_altogether(till: ShopFloor, tmp_path: Path, template: Template):
    till.sell("111")
    backup = make_backup(till.path, tmp_path / "disk", now=MORNING)
    till.close()
    shutil.rmtree(till.path.parent)
    assert restore_shop(backup.path, till.path, world=WORLD) is None
    floor = open_floor(till.path, template, ManualClock(MORNING + 6 * HOUR))
    assert floor.sell("111").number == "A1b-000001"
    floor.check_books()
    floor.close()
    assert series_of(till.path) == "A1b"


def test_sales_in_the_log_of_a_replaced_file_are_kept_with_it(till: ShopFloor, tmp_path: Path):
    backup = make_backup(till.path, till.backups, now=MORNING)
    till.sell("111")
    torn = till.power_cut(tmp_path / "torn")
    torn.close()
    folder = tmp_path / "again"
    folder.mkdir()
    for ending in ("", "-wal"):
        shutil.copy(str(till.path) + ending, folder / f"duken.db{ending}")
    kept = restore_shop(backup.path, folder / "duken.db", world=WORLD)
    assert kept is not None
    assert numbers_of(kept) == ["A1-000001"]


def test_who_reads_sees_the_restored_shop(till: ShopFloor):
    backup = make_backup(till.path, till.backups, now=MORNING)
    till.close()
    restore_shop(backup.path, till.path, world=WORLD)

    def count(session: Session) -> int:
        return int(session.execute(text("SELECT count(*) FROM product")).scalar_one())

    with open_shop(till.path, to_write=False) as shop:
        assert shop.ask(count) == 8


def test_what_a_backup_lacks_is_counted_document_by_document(till: ShopFloor, tmp_path: Path):
    till.sell("111")
    parked, open_one = till.cart("111"), till.cart("111")
    backup = make_backup(till.path, tmp_path / "disk", now=MORNING).path
    assert newer_work(till.path, backup) == NewerWork()
    till.pay(parked)
    sold = till.sell("222")
    till.give_back(sold.sale_id)
    assert newer_work(till.path, backup) == NewerWork(2, 3000 + 9990, 1, 9990)
    till.cart()
    till.cart("333")
    till.put(open_one, "222")
    till.customer("Gulnara")
    till.close_shift()
    assert newer_work(till.path, backup) == NewerWork(2, 3000 + 9990, 1, 9990, closings=1, others=3)


def test_a_restore_by_itself_is_no_work_that_would_be_missed(till: ShopFloor):
    backup = make_backup(till.path, till.backups, now=MORNING).path
    till.close()
    restore_shop(backup, till.path, world=WORLD)
    assert newer_work(till.path, backup) == NewerWork()


@pytest.mark.parametrize("spoilt", [b"", b"text", b"\0" * 20_000])
def test_what_cannot_be_read_is_not_counted(till: ShopFloor, tmp_path: Path, spoilt: bytes):
    bad = tmp_path / "bad.db"
    bad.write_bytes(spoilt)
    for pair in ((till.path, bad), (bad, till.path), (till.path, tmp_path / "nowhere.db"), (tmp_path / "nowhere.db", till.path)):
        assert newer_work(*pair) is None
    assert not (tmp_path / "nowhere.db").exists()
