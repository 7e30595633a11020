"""One program a database, whoever asks and however the first one died."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.kernel.errors import EnvironmentFailed
from app.wiring import open_shop
from db.lock import ProgramLock
from tests.db.looking import tables_of
from tests.shop_floor import ShopFloor, Template, refused

ROOT = Path(__file__).resolve().parents[2]
HOLD_A_SHOP = """
import sys
from pathlib import Path
from app.wiring import open_shop
shop = open_shop(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
shop.close()
"""


@contextmanager
def another_program(path: Path) -> Iterator[subprocess.Popen[str]]:
    """A second process that has the shop open until it is killed or told to go."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD_A_SHOP, str(path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def closed_shop(template: Template, shop: ShopFloor) -> Path:
    """A shop's file that nobody has open."""
    shop.close()
    return shop.shop.path


def test_a_second_program_is_told_who_has_the_shop_and_may_only_read_until_the_first_has_died(closed_shop: Path):
    with another_program(closed_shop) as process:
        before = tables_of(closed_shop)
        with refused("program.running", EnvironmentFailed, process=str(process.pid)):
            open_shop(closed_shop)
        with open_shop(closed_shop, to_write=False) as beside:
            assert beside.ask(lambda session: session.connection().exec_driver_sql("SELECT 1").scalar()) == 1
            with refused("database.read_only", EnvironmentFailed):
                beside.do(lambda uow: uow.next_number("sale", ""))
        assert tables_of(closed_shop) == before
        process.kill()
        process.wait(20)
        with open_shop(closed_shop) as shop:
            assert shop.place.prefix == "A1"


def test_the_lock_is_free_after_a_refused_start_too(closed_shop: Path):
    whole = closed_shop.read_bytes()
    closed_shop.write_bytes(b"not a shop at all" * 100)
    with refused("database.damaged", EnvironmentFailed):
        open_shop(closed_shop)
    closed_shop.write_bytes(whole)
    open_shop(closed_shop).close()


def test_one_file_has_one_lock_by_whatever_name_it_is_reached(shop: ShopFloor, tmp_path: Path):
    link = tmp_path / "on-the-desktop.db"
    try:
        link.symlink_to(shop.path)
    except OSError:
        pytest.skip("this system has no symbolic links for everybody")
    with refused("program.running", EnvironmentFailed, process=str(os.getpid())):
        open_shop(link)


def test_a_relative_path_is_the_same_shop(shop: ShopFloor, monkeypatch):
    monkeypatch.chdir(shop.path.parent)
    with refused("program.running", EnvironmentFailed):
        open_shop(Path(shop.path.name))


def test_a_lock_is_taken_let_go_and_taken_again(tmp_path: Path):
    first, second = ProgramLock(tmp_path / "shop.db"), ProgramLock(tmp_path / "shop.db")
    with first, refused("program.running", EnvironmentFailed):
        second.acquire()
    with second, refused("program.running", EnvironmentFailed):
        first.acquire()
    first.release()


def test_a_lock_file_with_nonsense_in_it_disturbs_nobody(tmp_path: Path):
    lock = ProgramLock(tmp_path / "shop.db")
    lock.path.write_bytes(b"\xff\x00\xfe" * 1000)
    with lock:
        assert lock.path.read_text() == str(os.getpid())


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path):
    with refused("database.cannot_open", EnvironmentFailed):
        ProgramLock(tmp_path / "nowhere" / "shop.db").acquire()
