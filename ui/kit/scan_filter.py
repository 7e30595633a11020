"""Tells a scanner that types from a person: letters within a few milliseconds, ended by Return, are one scan.

What the scanner has typed into a field is taken out again, and nothing is pressed by it: the code goes to whoever listens.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

GAP_SECONDS = 0.035
"""A scanner sends a key every 1 to 15 ms; the quickest fingers need 50."""
SHORTEST = 4
LONGEST = 200
_HELD = (
    Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_CapsLock,
)
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ScanFilter(QObject):
    """An event filter for the whole application.

    Signals:
        scanned: a code, as the scanner sent it.
    """

    scanned = Signal(str)

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._letters: list[str] = []
        self._last = 0.0
        self._field: QLineEdit | None = None
        self._before = ("", 0)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or event.isAutoRepeat():
            return False
        if not _watched.isWidgetType() or event.key() in _HELD:
            return False  # a scanner holds Shift for `A` and `:`; that parts no code
        now = event.timestamp() / 1000 or self._clock()  # when it was pressed: a busy moment parts no code
        is_quick = now - self._last <= GAP_SECONDS
        self._last = now
        if event.key() in _ENDS:
            return self._end(is_quick)
        text = event.text()
        if not text or not text.isprintable() or len(self._letters) >= LONGEST:
            self._letters.clear()
            return False
        if not is_quick or not self._letters:
            self._begin()
        self._letters.append(text)
        return False

    def _begin(self) -> None:
        self._letters.clear()
        focused = QApplication.focusWidget()
        self._field = focused if isinstance(focused, QLineEdit) else None
        self._before = (self._field.text(), self._field.cursorPosition()) if self._field else ("", 0)

    def _end(self, is_quick: bool) -> bool:
        letters, self._letters = self._letters, []
        if not is_quick or len(letters) < SHORTEST:
            return False
        if self._field is not None:
            self._field.setText(self._before[0])
            self._field.setCursorPosition(self._before[1])
        self.scanned.emit("".join(letters))
        return True
