"""A scanner that types capitals holds Shift for them; its code is one code all the same."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.screens.conftest import Hand

SHIFTED = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ:")


def test_a_code_with_capitals_and_colons_is_heard_whole(hand: Hand):
    heard: list[str] = []
    hand.scans.scanned.connect(heard.append)
    code = "duken:1:A1-000001:3000"
    widget = QApplication.focusWidget()
    assert widget is not None
    for char in code:
        if char in SHIFTED:
            QTest.keyPress(widget, Qt.Key.Key_Shift)
        QTest.keyClicks(widget, char)
        if char in SHIFTED:
            QTest.keyRelease(widget, Qt.Key.Key_Shift)
    QTest.keyClick(widget, Qt.Key.Key_Return)
    hand.settle()
    assert heard == [code]
    assert hand.screen.box.text() == ""


def test_a_code_that_a_busy_till_hears_late_is_one_code_by_the_instants_of_its_keys(hand: Hand):
    heard: list[str] = []
    hand.scans.scanned.connect(heard.append)
    widget = QApplication.focusWidget()
    assert widget is not None
    for place, char in enumerate("46000017\r"):
        hand.pace.now += 0.3  # so late is each key seen to
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return if char == "\r" else 0, Qt.KeyboardModifier.NoModifier, char)
        event.setTimestamp(50_000 + 2 * place)
        QApplication.sendEvent(widget, event)
    hand.settle()
    assert heard == ["46000017"]
