"""Fingers that press twice and keys that are held down: one gesture is one deed, and what comes under the finger is not done."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.shop_floor import CASHIER_PIN
from tests.ui.screens.conftest import Hand

Key = Qt.Key


def touch_twice(hand: Hand, widget: QWidget) -> None:
    """Two quick presses at one place of the screen, whatever lies there when the second comes."""
    at = widget.mapTo(hand.till.window, widget.rect().center())
    hand.touch(widget)
    below = hand.till.window.childAt(at)
    if below is not None:
        inside = QPoint(below.mapFrom(hand.till.window, at))
        QTest.mouseDClick(below, Qt.MouseButton.LeftButton, pos=inside)
        QTest.mouseRelease(below, Qt.MouseButton.LeftButton, pos=inside)
    hand.settle()


def hold(hand: Hand, key: Qt.Key, times: int = 4, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key that is not let up: after the first press come repeats."""
    hand.pace.now += 1
    for place in range(times):
        for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            widget = QApplication.focusWidget() or hand.till.window
            event = QKeyEvent(kind, key, modifier, "", place > 0)
            QApplication.sendEvent(widget, event)
    hand.settle()


def count(hand: Hand, table: str) -> int:
    return int(hand.floor.value(f"SELECT count(*) FROM {table}"))


@pytest.fixture
def full(hand: Hand) -> Hand:
    """A cart of three lines."""
    for code in ("111", "222", "333"):
        hand.checkout.scan(code)
    hand.settle()
    return hand


def test_pay_touched_twice_opens_the_payment_and_takes_nothing(full: Hand):
    touch_twice(full, full.screen.pay)
    assert (full.till.window.name, count(full, "payment")) == ("payment", 0)


def test_take_the_payment_touched_twice_is_one_payment_and_its_change_stays_to_be_read(full: Hand):
    full.press(Key.Key_F12)
    full.keys("500")
    touch_twice(full, full.screen.take)
    assert (full.till.window.name, count(full, "payment")) == ("paid", 1)


def test_enter_held_down_takes_the_money_once_and_the_change_stays(full: Hand):
    full.press(Key.Key_F12)
    hold(full, Key.Key_Return)
    assert (full.till.window.name, count(full, "payment")) == ("paid", 1)
    assert full.faults == []


def test_give_back_touched_twice_is_one_return(hand: Hand):
    sold = hand.floor.sell("111", "222")
    hand.press(Key.Key_F7)
    hand.screen.box.setText(sold.number)
    hand.press(Key.Key_Return)
    hand.touch(hand.screen.whole)
    hand.touch(hand.screen.reasons[0])
    touch_twice(hand, hand.screen.give)
    assert (hand.till.window.name, count(hand, "sale_return")) == ("given_back", 1)


def test_compare_touched_twice_does_not_close_the_shift_and_close_touched_twice_is_one_z(hand: Hand):
    hand.till.window.open("close")
    hand.settle()
    hand.touch(hand.screen.count.pluses[50_000])
    touch_twice(hand, hand.screen.count.compare)
    assert hand.till.close.view.step == "compare"
    hand.qtbot.waitUntil(lambda: hand.till.close.view.can_close, timeout=5000)
    touch_twice(hand, hand.screen.comparing.close_shift)
    assert (hand.till.close.view.step, count(hand, "shift_closing"), hand.faults) == ("done", 1, [])
    assert hand.desk.person is not None


def test_hold_touched_twice_and_held_down_parks_one_sale_without_a_word(full: Hand):
    full.checkout.park()
    full.checkout.park()
    full.settle()
    assert (count(full, "sale"), full.faults) == (1, [])
    full.checkout.scan("111")
    full.settle()
    touch_twice(full, full.screen.parked)
    assert [sale.state for sale in full.checkout.view.parked] == ["parked", "parked"]
    assert full.faults == []


def test_delete_held_down_takes_one_line(full: Hand):
    hold(full, Key.Key_Delete)
    assert (full.checkout.view.line_count, full.faults) == (2, [])


def test_a_key_of_the_keypad_touched_twice_types_two_figures(full: Hand):
    two = next(key for key in full.screen.findChildren(QWidget) if key.accessibleName() == "2")
    touch_twice(full, two)
    assert full.screen.box.text() == "22"


def test_a_hit_touched_twice_is_sold_once_and_steps_no_line_below_it(full: Hand):
    full.keys("brea")
    QTest.mouseClick(full.screen._hits, Qt.MouseButton.LeftButton, pos=QPoint(40, 20))
    full.settle()
    view = full.screen.cart
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(view.viewport().width() - 330, 30))
    full.settle()
    assert {line.name: line.quantity_milli for line in full.checkout.lines.values()} == {"Bread": 2000, "Milk": 1000, "Tea": 1000}


def test_cash_out_by_enter_held_down_is_one(hand: Hand):
    hand.till.window.open("cash")
    hand.settle()
    hand.keys("100")
    hand.press(Key.Key_1, Qt.KeyboardModifier.AltModifier)
    hold(hand, Key.Key_Return)
    assert (count(hand, "cash_entry"), hand.till.window.name) == (2, "checkout")


def test_a_right_that_is_missing_leaves_the_green_key_of_the_payment_alive(hand: Hand):
    customer = hand.floor.customer("Asel", credit_limit_minor=100)
    hand.checkout.scan("111")
    hand.settle()
    sale_id = hand.checkout.view.sale_id
    assert sale_id is not None
    hand.floor.choose_customer(sale_id, customer)
    hand.sit_down(hand.floor.template.cashier_id, CASHIER_PIN)
    hand.till.window.open("checkout")
    hand.press(Key.Key_F12)
    hand.press(Key.Key_4, Qt.KeyboardModifier.AltModifier)
    hand.press(Key.Key_Return)
    assert len(hand.missing) == 1
    hand.press(Key.Key_Escape)
    assert hand.screen.take.isEnabled()
    hand.press(Key.Key_1, Qt.KeyboardModifier.AltModifier)
    hand.press(Key.Key_Return)
    assert hand.till.window.name == "paid"
