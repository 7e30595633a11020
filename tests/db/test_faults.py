"""Full, read-only and vanished disks: a clear code, nothing lost, and the shop goes on when the fault is gone."""

from __future__ import annotations

import os
import random
import shutil
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.setup.commands import NewShop
from app.core.verify.queries import verify
from app.kernel.clock import ManualClock
from app.kernel.errors import EnvironmentFailed, RuleBroken
from app.wiring import World, create_shop, open_shop
from db.backup import make_backup, verify_file
from tests.db.bad_disks import fill, frozen, make_read_only, ordinary_person, own_folder, small_disk
from tests.db.looking import run_sql, sha256_of, tables_of
from tests.shop_floor import MORNING, ShopFloor, Template, open_floor, refused

NEW = NewShop(company="Rahat", owner="Ainura", owner_pin="4729")
WORLD = World(clock=ManualClock(MORNING))


def open_in(folder: Path, template: Template) -> ShopFloor:
    """A shop in this folder, with its shift open and one sale made."""
    path = folder / "duken.db"
    shutil.copy(template.path, path)
    floor = open_floor(path, template, ManualClock(MORNING))
    floor.open_shift()
    floor.sell("111")
    return floor


def sales(shop: ShopFloor) -> int:
    return int(shop.value("SELECT count(*) FROM sale WHERE state = 'completed'"))


def sell_without_end(shop: ShopFloor) -> None:
    for _ in range(500):
        shop.sell("111", "222", "333")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", kibibytes=3072) as folder:
        yield folder


def test_a_full_disk_refuses_the_sale_keeps_what_was_sold_and_goes_on_when_there_is_room(disk: Path, template: Template):
    shop = open_in(disk, template)
    cart = shop.cart("222", "333")
    stuffing = fill(disk)
    before = tables_of(shop.path)
    for _ in range(3):
        with refused("database.disk_full", EnvironmentFailed, path=str(shop.path)):
            shop.pay(cart)
    assert tables_of(shop.path) == before
    stuffing.unlink()
    assert shop.pay(cart).number == "A1-000002"
    shop.check_books()
    shop.close()


def test_a_shop_that_cannot_be_opened_for_want_of_room_says_so_and_opens_when_there_is_some(disk: Path, template: Template):
    shop = open_in(disk, template)
    shop.close()
    stuffing = fill(disk)
    with refused("database.disk_full", EnvironmentFailed):
        open_floor(shop.path, template, ManualClock(MORNING))
    stuffing.unlink()
    again = open_floor(shop.path, template, ManualClock(MORNING))
    assert sales(again) == 1
    again.check_books()
    again.close()


def test_a_shop_on_a_full_disk_can_be_looked_at_and_copied_elsewhere(disk: Path, template: Template, tmp_path: Path):
    open_in(disk, template).close()
    fill(disk)
    before = sorted(found.name for found in disk.iterdir())
    with open_shop(disk / "duken.db", to_write=False) as shop:
        assert shop.ask(verify).is_clean
        made = make_backup(shop.path, tmp_path / "elsewhere", now=MORNING)
    verify_file(made.path)
    assert sorted(found.name for found in disk.iterdir()) == before


def test_sales_in_a_log_on_a_full_disk_are_seen_and_stay_there(disk: Path, template: Template, tmp_path: Path):
    shop = open_in(tmp_path, template)
    for ending in ("", "-wal"):
        shutil.copy(f"{shop.path}{ending}", disk / f"duken.db{ending}")
    sold = shop.value("SELECT count(*) FROM sale")
    shop.close()
    stuffing = fill(disk)
    for _ in range(2):
        with open_shop(disk / "duken.db", to_write=False) as there:
            assert there.ask(lambda session: session.scalar(text("SELECT count(*) FROM sale"))) == sold > 0
            assert there.ask(verify).is_clean
    stuffing.unlink()
    again = open_floor(disk / "duken.db", template, ManualClock(MORNING))
    again.check_books()
    assert sales(again) == 1
    again.close()


def test_a_full_disk_leaves_no_half_of_a_first_run_and_no_half_of_a_backup(disk: Path, template: Template):
    shop = open_in(disk, template)
    fill(disk)
    with refused("database.disk_full", EnvironmentFailed):
        create_shop(disk / "second.db", NEW, world=WORLD)
    with pytest.raises(EnvironmentFailed) as caught:
        make_backup(shop.path, disk / "backups", now=MORNING)
    assert caught.value.code in ("database.disk_full", "backup.failed")
    left = {path.name for path in disk.rglob("*") if path.is_file() and not path.name.startswith(("duken.db", "second.db.lock"))}
    assert left == {"stuffing"}
    shop.close()


def test_a_database_that_may_not_grow_is_a_full_disk_too(till: ShopFloor):
    """The same everywhere, also where no disk can be made: SQLite itself says that there is no room."""
    till.leave_room(pages=0)
    with refused("database.disk_full", EnvironmentFailed):
        sell_without_end(till)
    done = sales(till)
    assert done < 500
    till.leave_room(pages=1_000_000)
    assert till.sell("111").number == f"A1-{done + 1:06d}", "the refused sale took no number"
    till.check_books()


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are a matter of Unix")
def test_a_disk_that_refuses_a_write_fails_the_sale_and_nothing_else(till: ShopFloor):
    import resource

    till.sell("111")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    log = till.path.with_name(till.path.name + "-wal")
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size, hard))
    try:
        with refused("database.disk_failed", EnvironmentFailed):
            till.sell("222")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert sales(till) == 1
    assert till.sell("222").number == "A1-000002"
    till.check_books()


def test_a_disk_that_turns_read_only_while_the_shop_is_open_loses_nothing(tmp_path: Path, template: Template):
    shop = open_in(tmp_path, template)
    with frozen(shop.path.with_name("duken.db-wal"), shop.path):
        with pytest.raises(EnvironmentFailed) as caught:
            shop.sell("222")
        assert caught.value.code in ("database.disk_failed", "database.read_only")
        assert sales(shop) == 1
    assert shop.sell("222").number == "A1-000002"
    shop.check_books()
    shop.close()


def test_a_read_only_disk_is_said_to_be_one(disk: Path, template: Template):
    open_in(disk, template).close()
    if not make_read_only(disk):
        pytest.skip("this system does not turn disks read-only")
    with refused("database.read_only", EnvironmentFailed):
        open_shop(disk / "duken.db", world=WORLD)
    with refused("database.read_only", EnvironmentFailed):
        create_shop(disk / "second.db", NEW, world=WORLD)


@pytest.mark.parametrize(
    ("modes", "code"),
    [
        ({"duken.db": 0o444}, "database.read_only"),
        ({".": 0o555}, "database.read_only"),
        ({".": 0o555, "duken.db.lock": 0o444}, "database.read_only"),
        ({"duken.db": 0o000}, "database.cannot_open"),
        ({".": 0o000}, "database.cannot_open"),
    ],
    ids=["the file", "the folder", "both", "unreadable", "closed folder"],
)
def test_who_may_not_write_is_told_so_and_changes_nothing(template: Template, modes, code):
    if sys.platform == "win32":
        pytest.skip("modes of files are a matter of Unix")
    with own_folder() as folder:
        open_in(folder, template).close()
        before = (folder / "duken.db").read_bytes()
        with ordinary_person(folder):
            for name, mode in modes.items():
                (folder / name).chmod(mode)
            with refused(code, EnvironmentFailed):
                open_shop(folder / "duken.db", world=WORLD)
            folder.chmod(0o755)
        assert (folder / "duken.db").read_bytes() == before


def ask_from_many_threads(shop: ShopFloor) -> None:
    """More questions at once than there are connections: new ones must be made."""
    together, codes = threading.Barrier(4), []

    def count(session: Session) -> int:
        together.wait(5)
        return int(session.execute(text("SELECT count(*) FROM sale")).scalar_one())

    def look() -> None:
        try:
            shop.ask(count)
        except EnvironmentFailed as error:
            codes.append(error.code)

    people = [threading.Thread(target=look) for _ in range(4)]
    for person in people:
        person.start()
    for person in people:
        person.join(20)
    assert set(codes) <= {"database.cannot_open"}


def test_a_file_that_vanished_takes_no_sale_and_one_that_comes_back_has_them_all(tmp_path: Path, template: Template):
    shop = open_in(tmp_path, template)
    gone = shop.path.rename(tmp_path / "gone.db")
    for _ in range(2):
        with refused("database.vanished", EnvironmentFailed, path=str(shop.path)):
            shop.sell("222")
    ask_from_many_threads(shop)
    assert not shop.path.exists(), "a question must not make an empty database where the shop's has been"
    gone.rename(shop.path)
    assert shop.sell("222").number == "A1-000002"
    shop.check_books()
    shop.close()
    again = open_floor(shop.path, template, ManualClock(MORNING))
    assert sales(again) == 2
    again.close()


def test_a_folder_that_was_moved_takes_no_sale(tmp_path: Path, template: Template):
    folder = tmp_path / "shop"
    folder.mkdir()
    shop = open_in(folder, template)
    moved = folder.rename(tmp_path / "moved")
    with refused("database.vanished", EnvironmentFailed):
        shop.sell("222")
    moved.rename(folder)
    assert shop.sell("222").number == "A1-000002"
    shop.close()


def test_a_file_that_was_exchanged_takes_no_sale(tmp_path: Path, template: Template):
    shop = open_in(tmp_path, template)
    shutil.copy(shop.path, tmp_path / "other.db")
    os.replace(tmp_path / "other.db", shop.path)
    with refused("database.vanished", EnvironmentFailed):
        shop.sell("222")
    shop.close()


def test_a_log_that_was_taken_away_takes_no_sale(tmp_path: Path, template: Template):
    """What is written into a log without a name is lost with the next power cut."""
    shop = open_in(tmp_path, template)
    shop.path.with_name("duken.db-wal").unlink()
    try:
        with refused("database.vanished", EnvironmentFailed):
            shop.sell("222")
    finally:
        shop.close()


def test_a_shop_that_is_not_there_is_missing_and_nothing_is_made(tmp_path: Path):
    for to_write in (True, False):
        with refused("shop.missing", EnvironmentFailed, backup=None):
            open_shop(tmp_path / "nowhere" / "duken.db", to_write=to_write)
    assert list(tmp_path.iterdir()) == []


def spoil(path: Path, how: str) -> None:
    """What disks, people and other programs do to files."""
    whole = path.read_bytes()
    noise = random.Random(7).randbytes
    spoiled = {
        "noise at the top": noise(4096) + whole[4096:],
        "zeroes at the top": bytes(4096) + whole[4096:],
        "noise over the schema": whole[:100] + noise(20_000) + whole[20_100:],
        "cut in the middle": whole[: len(whole) // 2 + 77],
        "cut at the top": whole[:10],
        "emptied": b"",
        "a text": "Тетрадь долгов\n".encode() * 1000,
        "another's picture": b"\x89PNG\r\n" + noise(5000),
    }
    path.write_bytes(spoiled[how])


@pytest.mark.parametrize(
    "how",
    [
        "noise at the top", "zeroes at the top", "noise over the schema", "cut in the middle", "cut at the top", "emptied",
        "a text", "another's picture",
    ],
)
def test_a_damaged_file_is_said_to_be_one_and_the_newest_good_backup_is_named(tmp_path: Path, template: Template, how: str):
    shop = open_in(tmp_path, template)
    make_backup(shop.path, shop.backups, now=MORNING)
    good = make_backup(shop.path, shop.backups, now=MORNING + timedelta(hours=1))
    newest = make_backup(shop.path, shop.backups, now=MORNING + timedelta(hours=2))
    shop.close()
    spoil(newest.path, "noise over the schema")
    spoil(shop.path, how)
    before = shop.path.read_bytes()
    for to_write in (True, False):
        with refused("database.damaged", EnvironmentFailed, backup=str(good.path), path=str(shop.path)):
            open_shop(shop.path, world=WORLD, to_write=to_write)
    assert shop.path.read_bytes() == before, "what is left of it may still be wanted"


def test_a_damaged_file_without_a_backup_is_damaged_all_the_same(tmp_path: Path, template: Template):
    open_in(tmp_path, template).close()
    spoil(tmp_path / "duken.db", "zeroes at the top")
    with refused("database.damaged", EnvironmentFailed, backup=None):
        open_shop(tmp_path / "duken.db", world=WORLD)


def test_damage_is_met_as_damage_wherever_it_is(tmp_path: Path, template: Template):
    """Noise over any page: the shop, a sale, or at the latest the verification says so, and never in another way."""
    open_in(tmp_path, template).close()
    path = tmp_path / "duken.db"
    whole, noise = path.read_bytes(), random.Random(11)
    pages = len(whole) // 4096
    for page in noise.sample(range(1, pages), 12):
        path.write_bytes(whole[: page * 4096] + noise.randbytes(4096) + whole[(page + 1) * 4096 :])
        with pytest.raises(EnvironmentFailed) as caught, open_shop(path, world=WORLD) as opened:  # noqa: PT012
            floor = ShopFloor(opened, ManualClock(MORNING), template)
            floor.sell("111")
            if not opened.ask(verify).is_clean:
                raise EnvironmentFailed("database.damaged")
        assert caught.value.code == "database.damaged", f"page {page}"
        for ending in ("-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)


@pytest.mark.parametrize("tables", [("notes",), ("alembic_version", "notes")])
def test_another_programs_database_is_left_alone(tmp_path: Path, tables: tuple[str, ...]):
    path = tmp_path / "notes.db"
    run_sql(path, *(f"CREATE TABLE {name} (version_num)" for name in tables), f"INSERT INTO {tables[0]} VALUES ('0001')")
    before = sha256_of(path)
    for attempt in (open_shop, lambda file, world: create_shop(file, NEW, world=world)):
        with refused("database.not_ours", EnvironmentFailed, path=str(path)):
            attempt(path, world=WORLD)
    assert sha256_of(path) == before


def test_a_refusal_of_ours_is_never_taken_for_the_disks(till: ShopFloor):
    with refused("sale.unknown_barcode", RuleBroken):
        till.cart("000")


def test_a_shop_on_a_disk_that_takes_nothing_can_be_looked_at(tmp_path: Path, template: Template):
    with small_disk(tmp_path / "disk", kibibytes=4096) as disk:
        path = disk / "duken.db"
        shutil.copy(template.path, path)
        if not make_read_only(disk):
            pytest.skip("only who may mount can have such a disk")
        with open_shop(path, to_write=False) as shop:
            assert shop.ask(verify).is_clean
            made = make_backup(path, tmp_path / "elsewhere", now=MORNING)
        with refused("database.read_only", EnvironmentFailed, path=str(path)):
            open_shop(path)
        verify_file(made.path)
        assert [found.name for found in disk.iterdir()] == ["duken.db"]


def test_sales_in_a_log_on_such_a_disk_are_not_passed_over(tmp_path: Path, template: Template):
    shop = open_in(tmp_path, template)
    with small_disk(tmp_path / "disk", kibibytes=8192) as disk:
        for ending in ("", "-wal"):
            shutil.copy(f"{shop.path}{ending}", disk / f"duken.db{ending}")
        if not make_read_only(disk):
            pytest.skip("only who may mount can have such a disk")
        with refused("database.read_only", EnvironmentFailed):
            open_shop(disk / "duken.db", to_write=False)
    shop.close()
