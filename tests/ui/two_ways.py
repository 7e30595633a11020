"""Somebody at the till, by keys alone or by touches alone; scans come from the scanner. Every gesture is counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QTableView, QWidget
from pytestqt.qtbot import QtBot

from ui.kit.scan_filter import ScanFilter
from ui.kit.theme import THEME, px
from ui.pages.checkout.hits import ROW as HIT_ROW
from ui.pages.checkout.hits import HitList

_ALT, _CTRL, _NONE = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


class Pace:
    """The scanner filter's clock: a hand is slow and a scanner quick, however slow the machine is."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Gestures:
    """What was done with hands: `typed` are figures and letters that have to be typed whatever the screen is like."""

    scans: int = 0
    presses: int = 0
    typed: int = 0


@dataclass
class Way:
    """What both ways have in common. `till` is a `Till`, whose models come and go."""

    qtbot: QtBot
    till: Any
    scans: ScanFilter
    pace: Pace
    faults: list[str] = field(default_factory=list)
    gestures: Gestures = field(default_factory=Gestures)

    def __post_init__(self) -> None:
        self.till.desk.failed.connect(lambda fault: self.faults.append(fault.sentence))

    @property
    def name(self) -> str:
        """The screen in front."""
        return self.till.window.name

    @property
    def screen(self) -> Any:
        return self.till.window.screen_shown

    def settle(self) -> None:
        """Until everything that was asked for has been answered, and shown."""
        def is_quiet() -> bool:
            QApplication.processEvents()
            return self.till.desk.runner.under_way == 0

        self.scans.let_go()
        for _round in range(3):  # an answer may ask again
            self.qtbot.waitUntil(is_quiet, timeout=10_000)

    def until(self, is_so: Callable[[], bool]) -> Self:
        """The screen needs a moment of its own."""
        self.qtbot.waitUntil(is_so, timeout=10_000)
        self.settle()
        return self

    def scan(self, *codes: str) -> Self:
        """What a scanner does: each code in one breath, and Return."""
        for code in codes:
            self.gestures.scans += 1
            self.pace.now += 1
            widget = QApplication.focusWidget() or self.till.window
            QTest.keyClicks(widget, code)
            QTest.keyClick(widget, Qt.Key.Key_Return)
            self.settle()
        return self

    def write(self, text: str) -> Self:
        """Letters, from a keyboard of plastic or of glass."""
        for letter in text:
            self.gestures.typed += 1
            self.pace.now += 0.2
            widget = QApplication.focusWidget() or self.till.window
            QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, 0, _NONE, letter))
        self.settle()
        return self


class Keys(Way):
    """By keys alone."""

    def key(self, *names: str) -> Self:
        """Keys one after the other: `F12`, `Enter`, `Alt+2`, `a`."""
        for name in names:
            self.gestures.presses += 1
            self.pace.now += 1
            if len(name) == 1:
                QTest.keyClicks(QApplication.focusWidget() or self.till.window, name)
            else:
                modifier = _ALT if name.startswith("Alt+") else _CTRL if name.startswith("Ctrl+") else _NONE
                code = {"Enter": "Return", "Ins": "Insert"}.get(name.split("+")[-1], name.split("+")[-1])
                widget = QApplication.focusWidget() or self.till.window
                QTest.keyClick(widget, getattr(Qt.Key, f"Key_{code}"), modifier)
            self.settle()
        return self


class Touch(Way):
    """By touches alone, each in the middle of what is touched, and only of what lies on top."""

    def tap(self, *words: str) -> Self:
        """Buttons by what they say, one after the other."""
        for each in words:
            self._press(self._button(each))
        return self

    def figures(self, text: str) -> Self:
        """On the keypad of the screen or of the panel over it."""
        for figure in text:
            self.gestures.presses -= 1
            self.gestures.typed += 1
            self.tap(THEME.decimal_mark if figure == "," else figure)
        return self

    def row(self, place: int, *, at: float = 0.5) -> Self:
        """A row of the list that is shown; `at` is the part of its width."""
        (view,) = (each for each in self.till.window.findChildren(QTableView) if self._is_on_top(each.viewport()))
        box = view.visualRect(view.model().index(place, 0))
        self._press(view.viewport(), QPoint(box.left() + round(box.width() * at), box.center().y()))
        return self

    def hit(self, place: int) -> Self:
        """One of what a search has found."""
        (hits,) = (each for each in self.till.window.findChildren(HitList) if self._is_on_top(each))
        self._press(hits, QPoint(px(40), px(4) + px(HIT_ROW) * place + px(HIT_ROW) // 2))
        return self

    def on(self, widget: QWidget) -> Self:
        """A field, or a key that has no words."""
        self._press(widget)
        return self

    def _press(self, widget: QWidget, place: QPoint | None = None) -> None:
        self.gestures.presses += 1
        assert self._is_on_top(widget, place), f"{widget.accessibleName()} cannot be touched"
        assert widget.isEnabled(), f"{widget.accessibleName()} does nothing now"
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place or widget.rect().center())
        self.settle()

    def _button(self, words: str) -> QAbstractButton:
        found = [
            button for button in self.till.window.findChildren(QAbstractButton)
            if words in (button.text(), button.accessibleName()) and self._is_on_top(button)
        ]
        found = [button for button in found if getattr(button, "look", "") == "primary"] if len(found) > 1 else found
        assert len(found) == 1, (words, self.name, len(found), self.faults[-1:])
        return found[0]

    def _is_on_top(self, widget: QWidget, place: QPoint | None = None) -> bool:
        window = self.till.window
        if not widget.isVisible():
            return False
        at = widget.mapTo(window, place or widget.rect().center())
        top = window.childAt(at)
        return top is not None and (top is widget or widget.isAncestorOf(top))
