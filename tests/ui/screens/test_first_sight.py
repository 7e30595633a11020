"""The sign-in is seen before the store is open: what it shows is what the store says, and what is typed meanwhile is not lost."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.core.setup.queries import names_here
from app.core.staff.commands import add_person, remove_person, sign_in
from app.core.staff.queries import door, people, roles
from app.first_sight import FirstSight, first_sight
from app.kernel.context import By
from app.kernel.errors import EnvironmentFailed, PinRefused
from app.shop_ahead import ShopAhead
from app.wiring import open_shop
from tests.core.test_staff import hide_names
from tests.shop_floor import OWNER_PIN, ShopFloor
from tests.ui.screens.own_program import program_says

TYPED = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.kernel.errors import AppError
from app.main import run_window

def seen(front):
    late = {"sqlalchemy", "devices", "serial", "escpos", "usb", "PIL", "biip"}
    print(*[person.name for person in front.sign_in.view.people], "loaded:", *sorted(late & set(sys.modules)))
    front.sign_in.type_in(sys.argv[2])
    front.sign_in.try_it()
    front.window.opened.connect(lambda name: (print(name, flush=True), QApplication.quit()))
    front.sign_in.changed.connect(lambda: front.sign_in.view.wrong and (print("wrong", flush=True), QApplication.quit()))

try:
    run_window(Path(sys.argv[1]), seen=seen)
except AppError as error:
    print(error.code)
"""


def store_says(shop: ShopFloor) -> FirstSight:
    name, till = shop.ask(names_here)
    place = shop.shop.place
    return FirstSight(place, name, till, shop.ask(door, branch_id=place.branch_id))


def closed(shop: ShopFloor) -> Path:
    shop.shop.close()
    return shop.shop.path


def seen(path: Path) -> FirstSight | None:
    """A first sight, with its lock let go: nobody opens the store next."""
    sight = first_sight(path)
    if sight is not None and sight.lock is not None:
        sight.lock.release()
    return sight


def window_says(path: Path, pin: str = OWNER_PIN) -> list[str]:
    """What a window of its own tells: who may come in, and what of store and devices is loaded by then; the screen after the
    PIN, or why there is none."""
    return program_says(TYPED, path, pin)


def test_a_look_into_the_file_sees_what_the_store_says(shop: ShopFloor):
    cashier = next(role for role in shop.ask(roles) if role.name == "cashier")
    shop.do(add_person, name="Бермет", pin="8361", role_id=cashier.role_id)
    gone = shop.do(add_person, name="Азамат", pin="5927", role_id=cashier.role_id, everywhere=True)
    shop.do(remove_person, person_id=gone)
    shop.do(sign_in, pin=OWNER_PIN, person_id=shop.owner_id)
    said = store_says(shop)
    assert said.door.last_id == shop.owner_id
    assert seen(closed(shop)) == said


def test_hidden_names_are_seen_as_hidden(shop: ShopFloor):
    hide_names(shop)
    said = store_says(shop)
    assert not said.door.with_names
    assert seen(closed(shop)) == said


def test_a_till_that_runs_already_is_not_looked_into(shop: ShopFloor):
    assert seen(shop.shop.path) is None


@pytest.mark.parametrize(
    "spoil", ["DROP TABLE till", "DELETE FROM branch", "UPDATE person SET id = x'00' WHERE is_owner", "DROP TABLE setting"]
)
def test_what_is_not_as_usual_is_left_to_the_store(shop: ShopFloor, spoil: str):
    path = closed(shop)
    with closing(sqlite3.connect(path)) as file:
        file.executescript(f"PRAGMA foreign_keys = OFF; {spoil};")
    assert seen(path) is None


def test_what_is_no_shop_gets_neither_a_look_nor_a_lock(tmp_path: Path):
    letter = tmp_path / "letter.db"
    letter.write_text("Dear customer")
    assert seen(letter) is None
    assert seen(tmp_path) is None
    assert seen(tmp_path / "nothing.db") is None
    assert [each.name for each in tmp_path.iterdir()] == ["letter.db"]


def test_what_a_power_cut_has_left_in_the_log_is_seen(shop: ShopFloor, tmp_path: Path):
    shop.do(sign_in, pin=OWNER_PIN, person_id=shop.owner_id)
    copy = tmp_path / "copy.db"
    for ending in ("", "-wal", ".lock"):
        shutil.copy(f"{shop.shop.path}{ending}", f"{copy}{ending}")
    sight = seen(copy)
    assert sight is not None
    assert sight.door.last_id == shop.owner_id


def test_looking_writes_nothing(shop: ShopFloor):
    path = closed(shop)
    before = path.read_bytes()
    assert seen(path) is not None
    assert path.read_bytes() == before


def test_a_pin_typed_before_the_store_is_open_signs_in(shop: ShopFloor):
    assert window_says(closed(shop)) == ["Ainura Bakyt Chynara Marat loaded:", "shift"]


def test_a_wrong_pin_typed_before_the_store_is_open_is_told(shop: ShopFloor):
    assert window_says(closed(shop), pin="0000")[1:] == ["wrong"]


def test_a_store_that_does_not_open_behind_the_first_sight_is_refused_as_before(shop: ShopFloor):
    path = closed(shop)
    with closing(sqlite3.connect(path)) as file:
        file.executescript("UPDATE alembic_version SET version_num = '9999'")
    assert window_says(path)[1:] == ["database.newer"]


def test_what_is_asked_of_a_shop_ahead_is_answered_in_order_when_it_has_come(shop: ShopFloor):
    ahead, place = ShopAhead(), shop.shop.place
    hired = ahead.submit(add_person, by=By(shop.owner_id), name="Nurgul", pin="8361")
    asked = ahead.ask_later(people)
    wrong = ahead.submit(sign_in, pin="0000", person_id=shop.owner_id)
    dismissed = ahead.submit(lambda uow: remove_person(uow, person_id=hired.result()), by=By(shop.owner_id))
    assert not any(future.done() for future in (hired, asked, wrong, dismissed))
    ahead.arrive(shop.shop)
    assert isinstance(wrong.exception(), PinRefused)
    assert {person.name for person in asked.result()} >= {"Ainura", "Bakyt"}
    assert dismissed.result() is None, "behind the command before it"
    assert ahead.ask_later(door, branch_id=place.branch_id).result() == shop.ask(door, branch_id=place.branch_id)


def test_what_still_waits_when_the_shop_closes_at_once_is_cancelled(shop: ShopFloor):
    ahead = ShopAhead()
    asked = ahead.ask_later(people)
    shop.shop.close()
    ahead.arrive(shop.shop)
    assert asked.cancelled()


def test_what_is_seen_is_held_for_whoever_opens_the_store_next(shop: ShopFloor):
    path = closed(shop)
    sight = first_sight(path)
    assert sight is not None
    assert first_sight(path) is None, "a second program"
    with pytest.raises(EnvironmentFailed, match=r"program\.running"):
        open_shop(path)
    with open_shop(path, lock=sight.lock) as again:
        assert again.place == sight.place
    with open_shop(path):
        pass  # the first one has let it go

