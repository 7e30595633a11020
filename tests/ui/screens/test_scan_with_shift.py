"""A scanner that types capitals holds Shift for them; its code is one code all the same."""

from __future__ import annotations

from PySide6.QtCore import Qt
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
