"""A part by card, the rest in cash, by keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.ui.screens.conftest import Hand

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


def test_what_was_typed_for_the_first_part_is_gone_when_the_rest_is_paid(hand: Hand):
    hand.scan("111")
    total = hand.checkout.view.total_minor
    hand.press(Key.Key_F12)
    hand.press(Key.Key_2, ALT)
    hand.keys("10")
    hand.press(Key.Key_Return)
    assert hand.screen.handed.text() == ""
    assert hand.payment.view.due_minor == total - 1000
    hand.keys("50")
    hand.press(Key.Key_Return)
    assert hand.till.window.name == "paid"
    done = hand.payment.view.done
    assert done is not None
    assert done.change_minor == 5000 - (total - 1000)
