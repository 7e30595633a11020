"""A panel over the screen and a question in the banner: they hear their keys alone, and end with the person who was asked."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox

from tests.shop_floor import CASHIER_PIN, MANAGER_PIN
from tests.ui.screens.conftest import Hand
from ui.kit.sheet import Sheet

Key = Qt.Key


def panels(hand: Hand) -> list[Sheet]:
    return [sheet for sheet in hand.till.window.findChildren(Sheet) if sheet.isVisible()]


@pytest.fixture
def asked(hand: Hand) -> Hand:
    """A cashier who gives a discount above the limit: somebody must allow it."""
    hand.checkout.scan("111")
    hand.settle()
    hand.sit_down(hand.floor.template.cashier_id, CASHIER_PIN)
    hand.till.window.open("checkout")
    hand.press(Key.Key_F8)
    hand.keys("50")
    hand.press(Key.Key_Return)
    assert len(panels(hand)) == 1
    return hand


def test_escape_closes_the_panel_and_nothing_below_it(asked: Hand):
    asked.press(Key.Key_Escape)
    assert panels(asked) == []
    assert (asked.till.window.name, asked.checkout.view.line_count) == ("checkout", 1)
    assert QApplication.focusWidget() is asked.screen.box


@pytest.mark.parametrize("key", [Key.Key_F12, Key.Key_F9, Key.Key_F7, Key.Key_F11, Key.Key_Delete, Key.Key_Insert])
def test_no_key_of_the_screen_works_below_a_panel(asked: Hand, key: Qt.Key):
    for _part in range(4):
        asked.press(key)
        assert (asked.till.window.name, asked.checkout.view.line_count, len(panels(asked))) == ("checkout", 1, 1)
        asked.press(Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert panels(asked)[0].isAncestorOf(focused)


def test_a_manager_lends_the_right_by_keys_alone(asked: Hand):
    people = panels(asked)[0].findChild(QComboBox)
    assert people is not None
    for _step in range(people.count()):
        if people.currentText() != "Marat":
            asked.press(Key.Key_Down)
    assert people.currentText() == "Marat"
    asked.keys(MANAGER_PIN)
    asked.press(Key.Key_Return)
    assert asked.checkout.view.discount_minor == 1500


def test_the_same_asked_twice_is_one_panel(asked: Hand):
    asked.checkout.discount(ppm=600_000)
    asked.settle()
    assert len(panels(asked)) == 1


def test_a_panel_and_a_question_go_with_the_person_who_was_asked(asked: Hand):
    asked.till.change_person()
    asked.settle()
    assert panels(asked) == []
    asked.sit_down(asked.floor.template.cashier_id, CASHIER_PIN)
    asked.till.window.open("checkout")
    asked.checkout.park()
    asked.settle()
    asked.press(Key.Key_F9)
    asked.press(Key.Key_Delete)
    assert "Delete this receipt" in asked.till.window.banner.text
    asked.till.change_person()
    assert asked.till.window.banner.text == ""


def test_a_good_word_goes_with_its_screen_and_a_bad_one_stays(hand: Hand):
    window = hand.till.window
    window.say("500.00 put in", kind="primary")
    window.open("cash")
    assert window.banner.text == ""
    window.say("This is not a figure.", kind="bad")
    window.open("checkout")
    assert window.banner.text == "This is not a figure."


def test_the_first_answer_of_a_question_has_a_key(hand: Hand):
    hand.checkout.scan("111")
    hand.settle()
    hand.checkout.park()
    hand.settle()
    hand.press(Key.Key_F9)
    hand.press(Key.Key_Delete)
    hand.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert hand.floor.value("SELECT state FROM sale") == "void"
    hand.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert hand.faults == []
