"""Bad input in the first run: told at its field, at once where that can be, and odd names that are good."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.core.setup.queries import names_here
from app.wiring import open_shop
from tests.ui.screens.first_run.conftest import Newcomer, NewNewcomer
from ui.pages.first_run.draft import Draft


def test_what_is_not_in_the_list_cannot_be_chosen(newcomer: Newcomer):
    newcomer.go_to("shop")
    for pick, name in ((newcomer.step.pick_currency, "currency"), (newcomer.step.pick_zone, "zone")):
        before = getattr(newcomer.model.view.draft, name)
        pick()
        newcomer.type("ыыы 💸")
        newcomer.press(Qt.Key.Key_Return)
        assert newcomer.step.picker.isVisible()
        newcomer.press(Qt.Key.Key_Escape)
        assert not newcomer.step.picker.isVisible()
        assert getattr(newcomer.model.view.draft, name) == before
    assert newcomer.model.view.step == "shop", "Escape has closed the list only"


@pytest.mark.parametrize(("name", "typed", "part"), [
    ("company", "", "Fill in the field “Name of the shop”"), ("company", " \u200b\u202e ", "Fill in"),
    ("company", "x" * 400, "too long: 400"), ("till", "", "Fill in"), ("prefix", "А1", "Latin letters"), ("prefix", "", "Latin"),
    ("prefix", "ABCDEFG", "Latin"),
])
def test_what_is_wrong_with_the_shop_stands_at_its_field(newcomer: Newcomer, name: str, typed: str, part: str):
    newcomer.fill_in(**{name: typed})
    newcomer.go_to("shop")
    newcomer.press(Qt.Key.Key_Return)
    newcomer.model.go_on()
    newcomer.settle()
    assert newcomer.model.view.step == "shop"
    assert part in newcomer.wrong(name)
    newcomer.model.fill(name, "B2")
    assert newcomer.wrong(name) == ""


@pytest.mark.parametrize("name", ["Береке 🛒", "مغازه", "a\x00b\x1b[31mc", "'; DROP TABLE sale; --", "=1+1", "ж" * 200])
def test_odd_names_make_a_shop(newcomer: Newcomer, name: str):
    newcomer.fill_in(company=name, owner=name, address=name)
    newcomer.go_to("code")
    newcomer.model.save_code()
    newcomer.settle()
    assert newcomer.faults == []
    with open_shop(newcomer.path) as shop:
        found, _till = shop.ask(names_here)
    assert found == name.replace("\x00", " ").replace("\x1b[31m", "")


def test_a_simple_pin_is_refused_while_it_is_typed(newcomer: Newcomer):
    newcomer.fill_in(pin="", again="")
    newcomer.go_to("owner")
    newcomer.step.pin.setFocus()
    newcomer.type("123")
    assert newcomer.wrong("pin") == ""
    newcomer.type("4")
    assert "easy to guess" in newcomer.wrong("pin")
    newcomer.press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is newcomer.step.pin
    newcomer.press(Qt.Key.Key_Backspace)
    newcomer.type("9x٤")
    assert (newcomer.wrong("pin"), newcomer.model.view.draft.pin) == ("", "1239")


def test_pins_that_differ_are_told_at_the_first_wrong_figure(newcomer: Newcomer):
    newcomer.fill_in(again="")
    newcomer.go_to("owner")
    newcomer.step.again.setFocus()
    newcomer.type("47")
    assert newcomer.wrong("again") == ""
    newcomer.type("3")
    assert "not the same" in newcomer.wrong("again")
    newcomer.model.go_on()
    assert newcomer.model.view.step == "owner"
    newcomer.step.again.setText("4729")
    newcomer.model.go_on()
    assert newcomer.model.view.step == "goods"


def test_a_pin_too_short_is_told_when_going_on(newcomer: Newcomer):
    newcomer.fill_in(pin="47", again="47")
    newcomer.go_to("owner")
    newcomer.model.go_on()
    assert "4 to 12" in newcomer.wrong("pin")


def test_a_pin_is_never_written_out():
    assert "4729" not in repr(Draft(pin="4729", again="4729"))


def test_a_folder_that_cannot_be_written_is_told_and_it_can_be_tried_again(newcomer_at: NewNewcomer, tmp_path: Path):
    place = tmp_path / "place"
    place.write_text("a file where the folder should be")
    newcomer = newcomer_at(place / "shop.db")
    newcomer.fill_in()
    newcomer.go_to("goods")
    newcomer.press(Qt.Key.Key_Return)
    assert newcomer.faults[-1].code == "database.cannot_open"
    assert str(place) in newcomer.first.window.banner.text
    assert (newcomer.model.view.step, newcomer.model.view.can_go_on) == ("goods", True)
    place.unlink()
    newcomer.press(Qt.Key.Key_Return)
    assert newcomer.model.view.step == "code"
