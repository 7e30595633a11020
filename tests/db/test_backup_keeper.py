"""Backups while the till works: after a Z at once, otherwise after an hour in which something was written."""

from __future__ import annotations

from pathlib import Path

from app.backup_keeper import BackupKeeper, back_up, backup_folder
from app.core.settings.rules import BACKUP_FOLDER
from app.kernel.errors import EnvironmentFailed
from app.wiring import open_shop
from db.backup import list_backups, verify_file
from tests.shop_floor import refused


def test_nothing_is_due_while_nothing_was_written(shop):
    keeper = BackupKeeper(shop.shop)
    shop.clock.advance(hours=5)
    assert not keeper.is_due(shop.clock())


def test_an_hour_of_work_is_due_and_then_the_hour_begins_again(shop):
    keeper = BackupKeeper(shop.shop)
    shop.open_shift()
    shop.sell("111", cash=3000)
    assert not keeper.is_due(shop.clock())
    shop.clock.advance(hours=1)
    assert keeper.is_due(shop.clock())
    made = keeper.back_up()
    assert made is not None
    verify_file(made.path)
    assert not keeper.is_due(shop.clock())


def test_a_clock_that_was_moved_back_does_not_stop_the_backups(shop):
    """A day back: until the old hour comes again nothing would be saved."""
    keeper = BackupKeeper(shop.shop)
    shop.open_shift()
    shop.clock.advance(hours=-24)
    assert keeper.is_due(shop.clock())


def test_a_z_is_saved_at_once_into_the_folder_that_the_shop_chose(shop, tmp_path: Path):
    other_disk = tmp_path / "other disk"
    shop.setting(BACKUP_FOLDER.key, str(other_disk))
    keeper = BackupKeeper(shop.shop)
    keeper.start()
    shop.open_shift()
    shop.close_shift()
    keeper.stop()
    assert len(list_backups(backup_folder(shop.shop), stem=shop.path.stem)) == 1
    assert backup_folder(shop.shop).parent == other_disk


def test_a_damaged_database_still_knows_its_second_folder(shop, tmp_path: Path):
    shop.setting(BACKUP_FOLDER.key, str(tmp_path / "other disk"))
    made = back_up(shop.shop)
    shop.close()
    shop.path.write_bytes(b"no database any more" * 400)
    for ending in ("-wal", "-shm"):
        shop.path.with_name(shop.path.name + ending).unlink(missing_ok=True)
    with refused("database.damaged", EnvironmentFailed, backup=str(made.path)):
        open_shop(shop.path)


def test_a_disk_that_is_gone_is_remembered_and_the_till_goes_on(shop, tmp_path: Path):
    (tmp_path / "a file").write_text("in the way", encoding="utf-8")
    shop.setting(BACKUP_FOLDER.key, str(tmp_path / "a file" / "backups"))
    keeper = BackupKeeper(shop.shop)
    shop.open_shift()
    assert keeper.back_up() is None
    assert keeper.failed is not None
    assert keeper.failed.code == "backup.failed"
    shop.sell("111", cash=3000)
    shop.setting(BACKUP_FOLDER.key, str(tmp_path / "mended"))
    assert keeper.back_up() is not None
    assert keeper.failed is None
