"""Keys that come quicker than the till answers: each acts on what is there when its turn comes, and none is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.catalog.commands import add_product
from app.kernel.permissions import Right
from tests.shop_floor import MANAGER_PIN
from tests.ui.screens.conftest import Hand
from ui.kit.theme import px

Key = Qt.Key
NONE, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
LONGEST_S = 20


@contextmanager
def busy(hand: Hand) -> Iterator[None]:
    """The writer has something else to do until the keys are pressed: nothing is answered between two of them."""
    go_on = threading.Event()
    hand.floor.shop.submit(lambda _uow: go_on.wait(LONGEST_S))
    try:
        yield
    finally:
        go_on.set()
    hand.settle()


def tap(key: Qt.Key, modifier: Qt.KeyboardModifier = NONE, *, is_repeat: bool = False) -> None:
    """A key, and nobody waits for what comes of it."""
    widget = QApplication.focusWidget()
    assert widget is not None
    if is_repeat:
        QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, key, modifier, "", True))
    else:
        QTest.keyClick(widget, key, modifier)


def scan(hand: Hand, code: str) -> None:
    """A code and Return, as from a scanner."""
    hand.pace.now += 1
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClicks(widget, code)
    QTest.keyClick(widget, Key.Key_Return)


def hold_down(key: Qt.Key, times: int) -> None:
    """A key with its repeats."""
    tap(key)
    for _repeat in range(times - 1):
        tap(key, is_repeat=True)


def in_cart(hand: Hand) -> dict[str, int]:
    return {line.name: line.quantity_milli for line in hand.checkout.lines.values()}


def stored(hand: Hand) -> list[tuple[str, list[tuple[str, int]]]]:
    """Every sale's state and lines."""
    sales = hand.floor.rows("SELECT id, state FROM sale ORDER BY id")
    query = "SELECT name, quantity_milli FROM sale_line WHERE sale_id = ? AND NOT removed ORDER BY position"
    return [(each["state"], [tuple(line.values()) for line in hand.floor.rows(query, each["id"])]) for each in sales]


@pytest.fixture
def gift(hand: Hand) -> str:
    """The code of something that costs nothing: the till asks before it gives it away."""
    pieces = hand.floor.template.units["pcs"]
    hand.floor.do(add_product, name="Bag", unit_id=pieces, barcodes=["4600000000992"], price_minor=0)
    return "4600000000992"


def test_keys_behind_a_scan_act_on_what_was_scanned(hand: Hand):
    with busy(hand):
        scan(hand, "111")
        tap(Key.Key_Plus)
        tap(Key.Key_Plus)
        scan(hand, "222")
        tap(Key.Key_Plus)
        tap(Key.Key_Minus)
        scan(hand, "333")
        tap(Key.Key_Delete)
        scan(hand, "888")
    assert in_cart(hand) == {"Bread": 3000, "Milk": 1000, "Sweet": 1000}
    assert hand.faults == []


def test_f9_behind_the_first_scan_puts_it_aside_and_the_next_scan_is_the_next_customers(hand: Hand):
    with busy(hand):
        scan(hand, "111")
        tap(Key.Key_Plus)
        scan(hand, "222")
        tap(Key.Key_Minus)
        tap(Key.Key_F9)
        tap(Key.Key_F9)
        scan(hand, "333")
    assert stored(hand) == [("parked", [("Bread", 2000)]), ("open", [("Tea", 1000)])]
    assert (hand.till.window.name, in_cart(hand), hand.faults) == ("checkout", {"Tea": 1000}, [])


def test_the_last_piece_goes_with_the_line_and_ctrl_z_brings_it_back(hand: Hand):
    with busy(hand):
        scan(hand, "111")
        scan(hand, "222")
        tap(Key.Key_Minus)
        tap(Key.Key_Z, CONTROL)
    assert in_cart(hand) == {"Bread": 1000, "Milk": 1000}


def test_pay_behind_a_scan_waits_for_it_and_opens_with_its_sum(hand: Hand):
    with busy(hand):
        scan(hand, "111")
        scan(hand, "222")
        tap(Key.Key_F12)
        assert hand.till.window.name == "checkout"
    assert hand.till.window.name == "payment"
    offer = hand.payment.view.offer
    assert offer is not None
    assert offer.total_minor == 12_990


def test_the_green_key_behind_the_first_scan_works_too(hand: Hand):
    with busy(hand):
        scan(hand, "111")
        QTest.mouseClick(hand.screen.pay, Qt.MouseButton.LeftButton)
    assert hand.till.window.name == "payment"


def test_pay_twice_and_a_scan_behind_it_is_one_payment_without_what_came_too_late(hand: Hand):
    with busy(hand):
        scan(hand, "111")
        tap(Key.Key_F12)
        tap(Key.Key_F12)
        scan(hand, "222")
        tap(Key.Key_Plus)
    assert hand.till.window.name == "payment"
    assert in_cart(hand) == {"Bread": 1000}
    assert "222" in hand.till.window.banner.text


def test_a_figure_behind_a_scan_is_for_what_was_scanned_whatever_comes_behind_it(hand: Hand):
    scan(hand, "111")
    hand.settle()
    with busy(hand):
        scan(hand, "222")
        tap(Key.Key_F4)
        QTest.keyClicks(hand.screen.box, "7")
        hand.checkout.scan("333")
        tap(Key.Key_Return)
    assert in_cart(hand) == {"Bread": 1000, "Milk": 7000, "Tea": 1000}
    assert hand.checkout.view.entry == ""


def test_a_figure_that_is_asked_for_in_an_empty_cart_asks_for_nothing(hand: Hand):
    tap(Key.Key_F4)
    assert hand.checkout.view.entry == ""
    with busy(hand):
        scan(hand, "99999999")
        tap(Key.Key_F4)
    assert hand.checkout.view.entry == ""


@pytest.mark.parametrize("code", ["99999999", "444"])
def test_keys_behind_a_scan_that_put_nothing_in_do_nothing(hand: Hand, code: str):
    """An unknown code; goods that want their weight first."""
    scan(hand, "111")
    hand.settle()
    with busy(hand):
        scan(hand, code)
        tap(Key.Key_Plus)
        tap(Key.Key_Delete)
        tap(Key.Key_F12)
        tap(Key.Key_F9)
    assert (hand.till.window.name, in_cart(hand)) == ("checkout", {"Bread": 1000})
    hand.press(Key.Key_Escape)
    hand.press(Key.Key_Plus)
    assert in_cart(hand) == {"Bread": 2000}


def test_a_question_ends_a_turn_keys_behind_it_do_nothing_and_the_next_scan_goes_on(hand: Hand, gift: str):
    scan(hand, "111")
    hand.settle()
    with busy(hand):
        scan(hand, gift)
        tap(Key.Key_Plus)
        tap(Key.Key_F12)
        hand.checkout.scan("222")
        hand.checkout.line.add(1000)
    assert in_cart(hand) == {"Bread": 1000, "Milk": 2000}
    assert hand.till.window.name == "checkout"
    with busy(hand):
        hand.questions[-1].yes()
        tap(Key.Key_Plus)
    assert in_cart(hand) == {"Bread": 1000, "Milk": 2000, "Bag": 2000}


def test_a_question_that_nobody_answers_keeps_nobody_from_paying(hand: Hand, gift: str):
    scan(hand, "111")
    hand.settle()
    scan(hand, gift)
    hand.settle()
    assert hand.questions
    hand.press(Key.Key_F12)
    assert hand.till.window.name == "payment"


def test_a_right_that_is_lent_does_what_was_asked_for_and_what_came_meanwhile_stays(hand: Hand):
    hand.cashier_without(Right.DELETE_LINE)
    with busy(hand):
        hand.checkout.scan("111")
        hand.checkout.line.add(-1000)
        hand.checkout.line.add(1000)
        hand.checkout.scan("222")
    assert in_cart(hand) == {"Bread": 1000, "Milk": 1000}
    hand.missing[-1].lend(hand.floor.manager_id, MANAGER_PIN)
    hand.settle()
    assert in_cart(hand) == {"Milk": 1000}


def test_plus_held_down_counts_each_time_and_asks_the_writer_seldom(hand: Hand):
    scan(hand, "111")
    hand.settle()
    with busy(hand):
        hold_down(Key.Key_Plus, 60)
    assert in_cart(hand) == {"Bread": 61_000}
    assert hand.floor.value("SELECT revision FROM sale") == 3
    hold_down(Key.Key_Plus, 30)
    hand.settle()
    assert in_cart(hand) == {"Bread": 91_000}


def test_minus_held_down_takes_one_line_and_no_other(hand: Hand):
    for code in ("111", "222", "222", "222"):
        scan(hand, code)
        hand.settle()
    with busy(hand):
        hold_down(Key.Key_Minus, 10)
    assert in_cart(hand) == {"Bread": 1000}
    tap(Key.Key_Minus, is_repeat=True)
    hand.settle()
    assert in_cart(hand) == {"Bread": 1000}


def test_a_touch_on_plus_is_for_the_line_under_the_finger(hand: Hand):
    scan(hand, "111")
    hand.settle()
    cart = hand.screen.cart
    box = cart.visualRect(cart.currentIndex())
    plus = QPoint(box.right() - px(144) - 10, box.center().y())
    with busy(hand):
        hand.checkout.scan("222")
        QTest.mouseClick(cart.viewport(), Qt.MouseButton.LeftButton, pos=plus)
    assert in_cart(hand) == {"Bread": 2000, "Milk": 1000}


def test_who_pressed_the_key_did_it_whoever_sits_there_when_its_turn_comes(hand: Hand):
    with busy(hand):
        hand.checkout.scan("111")
        hand.checkout.scan("222")
        hand.till.change_person()
    assert stored(hand) == [("open", [("Bread", 1000), ("Milk", 1000)])]
    assert hand.faults == []


def test_a_bug_in_a_command_a_question_or_a_gesture_keeps_no_other_from_its_turn(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_args: Any, **_inputs: Any) -> None:
        raise ZeroDivisionError

    hand.desk.runner.crashed.disconnect()
    hand.desk.runner.crashed.connect(hand.checkout._turns._give_up_waiting)
    hand.desk.runner.crashed.connect(hand.checkout._is_there)
    for name in ("ui.pages.checkout.model.scan", "ui.pages.checkout.following.sale_change"):
        with monkeypatch.context() as patched:
            patched.setattr(name, broken)
            hand.checkout.scan("111")
            hand.settle()
        hand.checkout.scan("222")
        hand.settle()
    with pytest.raises(ZeroDivisionError):
        hand.checkout._turns.add(broken)
    with busy(hand):
        hand.checkout.scan("222")
        hand.checkout.line.add(1000)
    assert in_cart(hand) == {"Bread": 1000, "Milk": 4000}


GESTURES: dict[str, Callable[[Hand], Any]] = {
    **{code: partial(scan, code=code) for code in ("111", "222", "333")},
    "+": lambda _hand: tap(Key.Key_Plus), "-": lambda _hand: tap(Key.Key_Minus), "delete": lambda _hand: tap(Key.Key_Delete),
    "up": lambda _hand: tap(Key.Key_Up), "down": lambda _hand: tap(Key.Key_Down),
    "undo": lambda _hand: tap(Key.Key_Z, CONTROL), "first": lambda hand: hand.checkout.choose(1),
    "aside": lambda _hand: tap(Key.Key_F9),
}


@settings(max_examples=25)
@given(gestures=st.lists(st.sampled_from(list(GESTURES)), max_size=14))
def test_a_burst_of_keys_does_what_the_same_keys_do_one_by_one(hand: Hand, gestures: list[str]):
    def gesture(name: str, *, is_burst: bool) -> None:
        GESTURES[name](hand)
        if not is_burst:
            hand.settle()

    def play(*, is_burst: bool) -> list[tuple[str, list[tuple[str, int]]]]:
        before = len(stored(hand))
        for name in gestures:
            if name == "aside":  # F9 over an empty cart leads to another screen
                gesture("111", is_burst=is_burst)
            gesture(name, is_burst=is_burst)
        hand.settle()
        found = stored(hand)[before:]
        chosen = hand.checkout.chosen_line
        found.append(("chosen", [(chosen.name, chosen.quantity_milli)] if chosen is not None else []))
        hand.checkout.give_up()
        hand.settle()
        hand.checkout.clear()
        return found

    one_by_one = play(is_burst=False)
    assert play(is_burst=True) == one_by_one
    assert hand.faults == []
    assert hand.till.window.name == "checkout"
