"""A shop by keyboard and by touch: one, made behind the screen, and nothing half-made."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.setup.queries import names_here
from app.core.staff.queries import people
from app.kernel.errors import EnvironmentFailed
from app.wiring import create_shop, open_shop
from tests.db.looking import rows_of
from tests.shop_floor import refused
from tests.ui.screens.first_run.conftest import Newcomer, NewNewcomer


def test_a_shop_by_keyboard(newcomer: Newcomer):
    newcomer.press(Qt.Key.Key_Return)
    newcomer.type("Дүкөн")
    newcomer.press(Qt.Key.Key_F2)
    newcomer.type("tenge")
    newcomer.press(Qt.Key.Key_Return)
    assert newcomer.model.view.draft.currency == "KZT"
    newcomer.step.entries["company"].edit.setFocus()
    newcomer.press(Qt.Key.Key_Return)
    newcomer.type("Асель")
    newcomer.press(Qt.Key.Key_Return)
    newcomer.type("4729")
    newcomer.press(Qt.Key.Key_Return)
    newcomer.type("4729")
    newcomer.press(Qt.Key.Key_Return)
    assert newcomer.model.view.step == "goods"
    assert not newcomer.path.exists(), "until the last key nothing is on the disk"
    newcomer.press(Qt.Key.Key_Return)
    assert newcomer.model.view.step == "code"
    newcomer.press(Qt.Key.Key_Return)
    assert newcomer.first.begun is None, "the code is not on paper yet"
    newcomer.press(Qt.Key.Key_Space)
    newcomer.press(Qt.Key.Key_Return)
    assert newcomer.begun.path == newcomer.path
    with open_shop(newcomer.path) as shop:
        assert shop.ask(names_here) == ("Дүкөн", "1")
        assert [person.name for person in shop.ask(people)] == ["Асель"]
        assert (shop.place.currency, shop.place.language) == ("KZT", "en")


def test_a_shop_by_touch(newcomer: Newcomer):
    newcomer.touch(newcomer.step.languages["ru"])
    assert newcomer.desk.language == "ru"
    newcomer.touch(newcomer.step.start)
    newcomer.type("Bereke")  # the system's own keyboard on the screen types like any other
    newcomer.touch(newcomer.page.go_on)
    newcomer.type("Asel")
    for edit in (newcomer.step.pin, newcomer.step.again):
        edit.setFocus()
        for key in "4729":
            newcomer.step.keypad.typed.emit(key)
    newcomer.touch(newcomer.page.go_on)
    newcomer.touch(newcomer.step.empty)
    newcomer.touch(newcomer.page.go_on)
    newcomer.touch(newcomer.step.tick)
    newcomer.touch(newcomer.page.go_on)
    assert newcomer.first.begun is not None
    with open_shop(newcomer.path) as shop:
        assert shop.place.language == "ru"


def test_the_screen_speaks_another_language_at_once_and_keeps_its_step(newcomer: Newcomer):
    newcomer.touch(newcomer.step.languages["uk"])
    assert newcomer.desk.language == "uk"
    newcomer.press(Qt.Key.Key_Left)
    assert newcomer.desk.language == "ru"
    assert newcomer.model.view.choices.language == "ru"


def test_money_and_time_are_proposed_by_the_country_of_the_computer(newcomer: Newcomer):
    assert (newcomer.model.view.draft.currency, newcomer.model.view.draft.zone) == ("KGS", "Asia/Bishkek")
    newcomer.model.fill("currency", "UAH")
    newcomer.settle()
    assert newcomer.model.view.draft.zone == "Europe/Kyiv", "another country's money has another time"
    newcomer.model.fill("zone", "Asia/Almaty")
    newcomer.model.fill("currency", "KGS")
    newcomer.settle()
    assert newcomer.model.view.draft.zone == "Asia/Almaty", "what was chosen by hand stays"


def test_going_back_keeps_what_was_typed(newcomer: Newcomer):
    newcomer.fill_in(owner="", pin="", again="")
    newcomer.go_to("owner")
    newcomer.type("Asel")
    newcomer.press(Qt.Key.Key_Return)
    newcomer.type("4729")
    newcomer.press(Qt.Key.Key_Escape)
    newcomer.press(Qt.Key.Key_Escape)
    assert newcomer.model.view.step == "welcome"
    newcomer.go_to("shop")
    assert newcomer.step.entries["company"].edit.text() == "Bereke"
    newcomer.go_to("owner")
    assert (newcomer.step.entries["owner"].edit.text(), newcomer.step.pin.text()) == ("Asel", "4729")
    assert QApplication.focusWidget() is newcomer.step.again, "where something is missing"


def test_a_second_press_makes_no_second_shop(newcomer: Newcomer):
    newcomer.fill_in()
    newcomer.go_to("goods")
    for _press in range(3):
        QTest.mouseClick(newcomer.page.go_on, Qt.MouseButton.LeftButton)
        QTest.keyClick(newcomer.page, Qt.Key.Key_Return)
    assert newcomer.model.view.busy
    newcomer.settle()
    assert (newcomer.faults, newcomer.model.view.step) == ([], "code")
    assert newcomer.first.begun is None, "a press too many does not pass the code over"
    assert rows_of(newcomer.path, "SELECT count(*) FROM company") == [(1,)]


def test_the_thread_of_the_screen_makes_nothing(newcomer: Newcomer, monkeypatch: pytest.MonkeyPatch):
    seen: list[threading.Thread] = []

    def made(*arguments: Any, **named: Any) -> Any:
        seen.append(threading.current_thread())
        return create_shop(*arguments, **named)

    monkeypatch.setattr("app.first_run.create_shop", made)
    newcomer.fill_in()
    newcomer.go_to("code")
    assert seen
    assert threading.main_thread() not in seen


def test_closing_in_the_middle_leaves_nothing_and_begins_anew(newcomer_at: NewNewcomer, tmp_path: Path):
    path = tmp_path / "new" / "shop.db"
    newcomer = newcomer_at(path)
    newcomer.fill_in()
    newcomer.go_to("goods")
    assert newcomer.first.window.close()
    assert not path.parent.exists()
    with refused("shop.missing", EnvironmentFailed):
        open_shop(path)
    assert newcomer_at(path).model.view.draft.company == ""


def test_while_the_shop_is_made_the_window_stays_and_with_the_code_it_asks(newcomer: Newcomer):
    newcomer.fill_in()
    newcomer.go_to("goods")
    newcomer.model.go_on()
    assert not newcomer.first.window.close()
    newcomer.settle()
    assert newcomer.model.view.step == "code"
    assert not newcomer.first.window.close()
    assert "recovery code" in newcomer.first.window.banner.text
    newcomer.first.window.leave()
    assert newcomer.first.window.isHidden()


def test_the_code_is_saved_as_a_pdf_and_opens_for_the_owner(newcomer: Newcomer, documents: Path):
    newcomer.fill_in()
    newcomer.go_to("code")
    newcomer.press(Qt.Key.Key_F2)
    saved = list(documents.iterdir())
    assert [path.suffix for path in saved] == [".pdf"]
    assert newcomer.model.view.saved_as == saved[0]
    assert saved[0].read_bytes().startswith(b"%PDF")
