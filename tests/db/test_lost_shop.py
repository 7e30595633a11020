"""Which backup is the newest, what is said where a shop's file is gone, and that restoring never leaves a moment without one."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from app.core.setup.commands import NewShop
from app.kernel.clock import ManualClock
from app.kernel.errors import EnvironmentFailed, NeedsConfirmation
from app.wiring import World, create_shop, open_shop, restore_shop
from db.backup import good_backups, make_backup, newest_of_all, remember_folder, replaced_files, what_it_holds
from db.files import to_disk
from tests.db.looking import rows_of, run_sql, sha256_of
from tests.shop_floor import MORNING, ShopFloor, Template, open_floor, refused

WORLD = World(clock=ManualClock(MORNING + timedelta(hours=5)))
NEW = NewShop(company="Rahat", owner="Ainura", owner_pin="4729")
IN_2030 = MORNING.replace(year=2030)


def numbers_of(path: Path) -> list[str]:
    return [number for (number,) in rows_of(path, "SELECT number FROM sale WHERE number IS NOT NULL ORDER BY number")]


def test_the_newest_backup_is_the_one_that_holds_most_whatever_the_clock_said(till: ShopFloor):
    till.sell("111")
    early = make_backup(till.path, till.backups, now=IN_2030)
    till.sell("222")
    late = make_backup(till.path, till.backups, now=MORNING)
    assert [each.path for each in good_backups(till.path, till.backups)] == [late.path, early.path]
    till.close()
    till.path.write_bytes(random.Random(1).randbytes(20_000))
    assert newest_of_all(till.path, till.backups) == late, "also where the shop's own file cannot say whose it is"


def test_those_that_hold_least_are_forgotten_first(till: ShopFloor):
    made = []
    for day in (0, -1, 3000, -2, -3):
        till.sell("111")
        made.append(make_backup(till.path, till.backups, now=MORNING + timedelta(days=day), keep=3).path)
    assert [each.path for each in good_backups(till.path, till.backups, most=9)] == made[:1:-1]


def test_a_restored_shop_has_come_further_than_the_lost_one(till: ShopFloor, template: Template):
    old = make_backup(till.path, till.backups, now=MORNING)
    for _ in range(5):
        till.sell("111")
    lost = make_backup(till.path, till.backups, now=MORNING + timedelta(hours=2))
    till.close()
    restore_shop(old.path, till.path, world=WORLD)
    floor = open_floor(till.path, template, ManualClock(MORNING + timedelta(hours=1)))
    with floor.shop:
        floor.sell("222")
        present = make_backup(floor.path, floor.backups, now=MORNING + timedelta(hours=1))
    till.path.unlink()
    assert [each.path for each in good_backups(till.path, till.backups)][:2] == [present.path, lost.path]


def test_another_shops_backup_in_the_same_folder_is_not_the_newest(till: ShopFloor, tmp_path: Path):
    own = make_backup(till.path, till.backups, now=MORNING)
    (tmp_path / "other").mkdir()
    other, _code = create_shop(tmp_path / "other" / "duken.db", NEW, world=World(clock=ManualClock(IN_2030)))
    with other:
        make_backup(other.path, till.backups, now=IN_2030)
    assert newest_of_all(till.path, till.backups) == own


def test_a_backup_says_whose_it_is_and_how_that_shop_writes_moments(till: ShopFloor):
    held = what_it_holds(make_backup(till.path, till.backups, now=MORNING).path)
    assert held is not None
    assert (held.company_id, held.till_id) == (till.place.company_id, till.place.till_id)
    assert (held.zone, held.currency, held.series, held.ends_at) == ("Asia/Bishkek", "KGS", "A1", MORNING)


def test_good_backups_are_named_once_and_always_in_the_same_order(till: ShopFloor, monkeypatch: pytest.MonkeyPatch):
    for hour in range(3):
        make_backup(till.path, till.backups, now=MORNING + timedelta(hours=hour))  # all hold the same
    remember_folder(till.path, till.backups)
    till.close()
    monkeypatch.chdir(till.path.parent)
    found = good_backups(Path("duken.db"), Path("backups"), Path("./backups"), most=9)
    assert [backup.path for backup in found] == [Path("backups") / backup.path.name for backup in found]
    assert [backup.made_at for backup in found] == [MORNING + timedelta(hours=hour) for hour in (2, 1, 0)]


def moved_away(till: ShopFloor) -> None:
    till.close()
    till.path.rename(till.path.with_name("elsewhere"))


def left_by(what: str, till: ShopFloor, tmp_path: Path) -> None:
    """What still stands there of a shop whose file is gone."""
    if what == "a backup":
        make_backup(till.path, till.backups, now=MORNING)
    if what == "a word on backups":
        remember_folder(till.path, tmp_path / "a disk that is not plugged in")
    moved_away(till)
    if what == "a log":
        till.path.with_name("duken.db-wal").write_bytes(b"sales" * 100)
    if what == "a replaced file":
        shutil.copy(till.path.with_name("elsewhere"), till.path.with_name("duken.db.replaced-20260302T030000000000Z"))


@pytest.mark.parametrize("what", ["a backup", "a word on backups", "a log", "a replaced file"])
def test_a_shop_that_is_gone_is_not_called_one_that_never_was(till: ShopFloor, tmp_path: Path, what: str):
    left_by(what, till, tmp_path)
    newest = newest_of_all(till.path, till.backups)
    assert (newest is not None) == (what in ("a backup", "a replaced file"))
    before = sorted(found.name for found in till.path.parent.rglob("*"))
    for to_write in (True, False):
        with refused("shop.gone", EnvironmentFailed, path=str(till.path), backup=newest and str(newest.path)):
            open_shop(till.path, to_write=to_write)
    with refused("shop.was_here", NeedsConfirmation, path=str(till.path), backup=newest and str(newest.path)):
        create_shop(till.path, NEW, world=WORLD)
    assert sorted(found.name for found in till.path.parent.rglob("*")) == before


def test_who_insists_begins_anew_and_what_was_left_of_the_old_shop_is_kept(till: ShopFloor, tmp_path: Path):
    left_by("a log", till, tmp_path)
    shop, _code = create_shop(till.path, NEW, world=WORLD, yes=["shop.was_here"])
    shop.close()
    (log,) = till.path.parent.glob("duken.db.replaced-*-wal")
    assert log.read_bytes() == b"sales" * 100


def test_a_log_without_its_file_does_not_get_into_the_restored_one(till: ShopFloor, tmp_path: Path, template: Template):
    backup = make_backup(till.path, till.backups, now=MORNING)
    till.sell("111")
    torn = till.power_cut(tmp_path / "torn")
    torn.close()
    folder = tmp_path / "again"
    folder.mkdir()
    shutil.copy(f"{till.path}-wal", folder / "duken.db-wal")
    restore_shop(backup.path, folder / "duken.db", world=WORLD)
    floor = open_floor(folder / "duken.db", template, ManualClock(MORNING + timedelta(hours=6)))
    with floor.shop:
        floor.check_books()
        assert numbers_of(floor.path) == []
    assert list(folder.glob("duken.db.replaced-*-wal"))




@pytest.mark.parametrize("has_log", [False, True])
@pytest.mark.parametrize("without_links", [False, True])
def test_at_every_step_of_a_restore_there_is_a_shop(
    till: ShopFloor, tmp_path: Path, template: Template, monkeypatch: pytest.MonkeyPatch, has_log: bool, without_links: bool
):
    """The names in the folder after each step that changes them, as a power cut would leave them."""
    backup = make_backup(till.path, till.backups, now=MORNING)
    till.sell("111")
    place = tmp_path / "place"
    place.mkdir()
    for ending in ("", "-wal"):
        shutil.copy(f"{till.path}{ending}", place / f"duken.db{ending}")
    till.close()
    if not has_log:
        shutil.copy(till.path, place / "duken.db")
        (place / "duken.db-wal").unlink()
    snapshots = watch_steps(place, tmp_path, monkeypatch, without_links=without_links)
    kept = restore_shop(backup.path, place / "duken.db", world=WORLD)
    monkeypatch.undo()
    assert kept is not None
    assert numbers_of(kept) == ["A1-000001"]
    assert replaced_files(place / "duken.db") == [kept]
    assert len(snapshots) >= 3
    for snapshot in snapshots:
        floor = open_floor(snapshot / "duken.db", template, ManualClock(MORNING + timedelta(hours=6)))
        with floor.shop:
            floor.check_books()
            assert numbers_of(floor.path) in (["A1-000001"], []), "the old one with all that it had, or the backup"
            assert (numbers_of(floor.path) == []) == (floor.place.database_id != till.place.database_id)


def watch_steps(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, without_links: bool) -> list[Path]:
    """Copies of a folder, made before each change of its names in the last part of a restore."""
    snapshots: list[Path] = []

    def watched(real: Callable[..., object]) -> Callable[..., object]:
        def step(*arguments: object, **options: object) -> object:
            snapshots.append(tmp_path / f"step-{len(snapshots)}")
            shutil.copytree(place, snapshots[-1])
            return real(*arguments, **options)

        return step

    def no_links(*_arguments: object) -> None:
        raise OSError("this disk has no second names")

    monkeypatch.setattr(os, "link", watched(no_links if without_links else os.link))
    monkeypatch.setattr(os, "replace", watched(os.replace))
    monkeypatch.setattr("db.restore.to_disk", watched(to_disk))
    return snapshots


@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_nothing_is_laid_beside_another_programs_database(tmp_path: Path, journal: str):
    path = tmp_path / "notes.db"
    run_sql(path, f"PRAGMA journal_mode={journal}", "CREATE TABLE notes (x)")
    before = sha256_of(path)
    for to_write in (True, False):
        with refused("database.not_ours", EnvironmentFailed, path=str(path)):
            open_shop(path, to_write=to_write)
    with refused("database.not_ours", EnvironmentFailed):
        create_shop(path, NEW, world=WORLD)
    assert [found.name for found in tmp_path.iterdir()] == ["notes.db"]
    assert sha256_of(path) == before


def test_an_empty_file_gets_no_lock_from_who_finds_no_shop_in_it(tmp_path: Path):
    (tmp_path / "empty.db").touch()
    with refused("shop.missing", EnvironmentFailed):
        open_shop(tmp_path / "empty.db")
    assert [found.name for found in tmp_path.iterdir()] == ["empty.db"]
