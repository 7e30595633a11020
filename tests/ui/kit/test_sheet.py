"""A panel over the screen: no key reaches what lies below, and Escape closes it wherever the focus is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ui.kit.parts import column, holding
from ui.kit.sheet import Sheet


def test_no_shortcut_below_is_heard_and_escape_closes_the_panel_from_within_a_field(qtbot: QtBot):
    below, heard = QWidget(), []
    qtbot.addWidget(below)
    below.resize(800, 600)
    for keys in ("Esc", "F12", "Ctrl+S"):
        QShortcut(QKeySequence(keys), below, lambda keys=keys: heard.append(keys))
    with qtbot.waitActive(below):
        below.show()
        below.activateWindow()
    below.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    below.setFocus()
    edit = QLineEdit()
    sheet = Sheet(below, "Asked", holding(column(edit)))
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_F12)
    QTest.keyClick(edit, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(edit, "7")
    assert (heard, edit.text()) == ([], "7")
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert heard == []
    assert not sheet.isVisible()
    QTest.keyClick(below, Qt.Key.Key_F12)
    assert heard == ["F12"]
