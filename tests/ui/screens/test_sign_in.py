"""Signing in with hands: one gesture and a PIN, many people, names hidden, a PIN forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.core.staff.commands import add_person, new_recovery, sign_in
from tests.core.test_staff import KEY, hide_names
from tests.shop_floor import CASHIER_PIN, MANAGER_PIN, OWNER_PIN, ShopFloor
from tests.ui.screens.conftest import Hand, NewHand
from ui.shell.lending import LendingPanel


@pytest.fixture
def at_door(new_hand: NewHand, shop: ShopFloor) -> Hand:
    return new_hand(shop)


def give_key(hand: Hand) -> None:
    """This computer has a store of secrets."""
    hand.desk._pin_key = KEY


def hire(shop: ShopFloor, count: int) -> None:
    for number in range(count):
        shop.do(add_person, name=f"{chr(ord('B') + number)}orn {number}", pin=f"58{number:02d}")


def names(hand: Hand) -> list[str]:
    return [button.text() for button in hand.screen._buttons.values()]


def press_letters(hand: Hand, text: str) -> None:
    hand.screen.setFocus()
    hand.keys(text)


def test_signing_in_is_one_gesture_and_a_pin(at_door: Hand):
    at_door.touch(at_door.screen._buttons[at_door.floor.template.cashier_id])
    press_letters(at_door, CASHIER_PIN)
    at_door.press(Qt.Key.Key_Return)
    assert at_door.desk.person is not None
    assert at_door.desk.person.person_id == at_door.floor.template.cashier_id


def test_who_came_last_is_chosen_already_when_the_program_starts_again(shop: ShopFloor, new_hand: NewHand):
    shop.do(sign_in, person_id=shop.second_cashier_id, pin="9053")
    again = new_hand(shop)
    press_letters(again, "9053")
    again.press(Qt.Key.Key_Return)
    assert again.desk.person is not None
    assert again.desk.person.name == "Bakyt"


def test_of_many_people_each_is_found_by_touch(shop: ShopFloor, new_hand: NewHand):
    hire(shop, 20)
    hand = new_hand(shop)
    seen: set[str] = set()
    for _page in range(10):
        seen.update(names(hand))
        hand.touch(hand.screen.others)
    assert len(seen) == 24


def test_arrows_walk_through_everybody_and_the_chosen_one_is_always_seen(shop: ShopFloor, new_hand: NewHand):
    hire(shop, 12)
    hand = new_hand(shop)
    hand.screen.setFocus()
    for _step in range(16):
        hand.press(Qt.Key.Key_Down)
        assert hand.till.sign_in.view.chosen_id in hand.screen._buttons


def test_letters_find_a_name_figures_are_the_pin_and_escape_shows_all_again(at_door: Hand):
    press_letters(at_door, "ma")
    assert names(at_door) == ["Marat"]
    press_letters(at_door, MANAGER_PIN)
    at_door.press(Qt.Key.Key_Return)
    assert at_door.desk.person is not None
    assert at_door.desk.person.name == "Marat"
    at_door.till.change_person()
    at_door.settle()
    press_letters(at_door, "ch")
    at_door.press(Qt.Key.Key_Escape)
    assert len(names(at_door)) == 4


def test_letters_that_no_name_has_change_nothing(at_door: Hand):
    press_letters(at_door, "zq")
    assert len(names(at_door)) == 4


def test_backspace_takes_back_the_pin_and_then_the_letters(at_door: Hand):
    press_letters(at_door, "ma12")
    for _press in range(3):
        at_door.press(Qt.Key.Key_Backspace)
    view = at_door.till.sign_in.view
    assert (view.typed, view.searching) == (0, "m")


def test_the_language_of_the_door_is_touched_and_everything_is_in_it(at_door: Hand):
    at_door.touch(at_door.screen.languages.keys["ru"])
    assert at_door.screen.forgot.text() == "Забыл PIN"


# --- without names ---


def test_without_names_the_pin_alone_says_who_it_is(shop: ShopFloor, new_hand: NewHand):
    hide_names(shop)
    hand = new_hand(shop)
    hand.till.sign_in._lacks_key = False
    give_key(hand)
    hand.till.sign_in._ask()
    hand.settle()
    assert not hand.screen._side.isVisible()
    press_letters(hand, MANAGER_PIN)
    hand.press(Qt.Key.Key_Return)
    assert hand.desk.person is not None
    assert hand.desk.person.name == "Marat"


def test_without_names_and_without_a_key_names_come_back_with_a_sentence(shop: ShopFloor, new_hand: NewHand):
    hide_names(shop)
    hand = new_hand(shop)
    assert hand.screen._side.isVisible()
    assert "Choose your name" in hand.till.sign_in.view.wrong
    hand.till.sign_in.choose(shop.owner_id)
    press_letters(hand, OWNER_PIN)
    hand.press(Qt.Key.Key_Return)
    assert hand.desk.person is not None


def test_hiding_the_names_is_seen_at_once(at_door: Hand):
    give_key(at_door)
    hide_names(at_door.floor)
    at_door.settle()
    assert not at_door.screen._side.isVisible()


# --- a lent right ---


def lending(hand: Hand) -> LendingPanel:
    hand.till.window.open("cash")
    hand.settle()
    hand.till.cash.choose("cash_out")
    hand.till.cash.set_amount(100)
    hand.till.cash.set_reason("x")
    hand.till.cash.carry_out()
    hand.settle()
    panel = hand.till.window.sheet
    assert panel is not None
    return panel


@pytest.fixture
def poor(shop: ShopFloor, new_hand: NewHand) -> Hand:
    """A cashier without any right but to sell."""
    from tests.ui.screens.test_cash import may_only_sell

    shop.open_shift(by=shop.cashier)
    hand = new_hand(shop)
    hand.till.states.ask()
    hand.settle()
    hand.sit_down(shop.template.cashier_id, CASHIER_PIN)
    may_only_sell(hand)
    return hand


def test_only_those_who_have_the_right_are_named_as_lenders(poor: Hand):
    panel = lending(poor)
    assert [panel.who.itemText(place) for place in range(panel.who.count())] == ["Ainura", "Marat"]
    poor.press(Qt.Key.Key_Down)
    poor.keys(MANAGER_PIN)
    poor.press(Qt.Key.Key_Return)
    assert poor.floor.value("SELECT count(*) FROM cash_operation") == 1
    assert poor.floor.value("SELECT count(*) FROM loan WHERE lender_id = ?", poor.floor.template.manager_id) == 1


def test_where_names_are_hidden_the_lenders_pin_is_enough(poor: Hand):
    hide_names(poor.floor)
    give_key(poor)
    panel = lending(poor)
    assert not panel._who_field.isVisible()
    poor.keys(OWNER_PIN)
    poor.press(Qt.Key.Key_Return)
    assert poor.floor.value("SELECT count(*) FROM cash_operation") == 1


# --- forgotten ---


def forget(hand: Hand, code: str, pin: str, again: str | None = None) -> None:
    hand.touch(hand.screen.forgot)
    sheet = hand.screen.forgotten
    sheet.code.setFocus()
    hand.keys(code)
    hand.press(Qt.Key.Key_Return)
    hand.keys(pin)
    hand.press(Qt.Key.Key_Return)
    hand.keys(pin if again is None else again)
    hand.press(Qt.Key.Key_Return)


def test_an_owner_gets_in_with_the_recovery_code_and_writes_down_the_next(
    at_door: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("ui.pages.sign_in.forgotten.documents_folder", lambda: tmp_path / "Duken")
    code = at_door.floor.do(new_recovery, person_id=at_door.floor.owner_id)
    forget(at_door, code.lower(), "2580")
    sheet = at_door.screen.forgotten
    following = sheet.model.view.code
    assert following not in ("", code)
    assert sheet.panel.code.text() == following
    at_door.press(Qt.Key.Key_Escape)
    assert sheet.isVisible()  # a code that nobody has written down does not go by a slip
    at_door.touch(sheet.panel.save)
    assert list((tmp_path / "Duken").glob("*.pdf"))
    assert str(tmp_path) in sheet.panel.saved.text()
    at_door.touch(sheet.panel.done)
    assert not at_door.till.window.is_asking
    at_door.till.sign_in.choose(at_door.floor.owner_id)
    press_letters(at_door, "2580")
    at_door.press(Qt.Key.Key_Return)
    assert at_door.desk.person is not None


def test_wrong_codes_are_counted_and_told_and_the_till_pauses(at_door: Hand):
    at_door.touch(at_door.screen.forgot)
    sheet = at_door.screen.forgotten
    told = []
    for _try in range(5):
        sheet.model.recover(code="AAAAA-BBBBB-CCCCC-DDDDD", pin="2580")
        at_door.settle()
        told.append(sheet.wrong.text())
    assert told[0] == "The recovery code is wrong. Tries left: 4."
    assert "too many" in told[4]
    assert sheet.model.view.code == ""


def test_pins_that_differ_or_are_simple_do_nothing(at_door: Hand):
    code = at_door.floor.do(new_recovery, person_id=at_door.floor.owner_id)
    forget(at_door, code, "2580", "2581")
    sheet = at_door.screen.forgotten
    assert not sheet.go_on.isEnabled()
    assert sheet.model.view.code == ""
    sheet.model.recover(code=code, pin="1234")
    at_door.settle()
    assert "easy to guess" in sheet.wrong.text()


def test_whatever_is_pasted_into_a_pin_is_figures(at_door: Hand):
    at_door.touch(at_door.screen.forgot)
    pins = at_door.screen.forgotten.pins
    QApplication.clipboard().setText("1a😀٣" * 300_000)
    pins.new.setFocus()
    pins.new.paste()
    assert set(pins.new.text()) <= set("0123456789")
    assert len(pins.new.text()) <= 12


def test_the_panel_is_closed_by_escape_and_nothing_is_done(at_door: Hand):
    at_door.touch(at_door.screen.forgot)
    at_door.press(Qt.Key.Key_Escape)
    assert not at_door.till.window.is_asking
    assert at_door.floor.value("SELECT count(*) FROM audit_entry WHERE action = 'pin.wrong'") == 0
