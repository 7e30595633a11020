"""Tells a scanner that types from a person: letters within a few milliseconds, ended by Return, are one scan.

What the scanner has typed into a field is taken out again. Where there is no field a letter may be a key of its own (P prints,
a figure is one of a PIN): there it is held back for as long as a scanner takes to the next letter, and let go if none comes.

What parts the fields of a GS1 code (GS, 0x1D) no keyboard has a key for: a scanner sends Ctrl+] for it, or the character itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from shiboken6 import isValid

from ui.kit.letters import as_printed

GAP_SECONDS = 0.035
"""A scanner sends a key every 1 to 15 ms; the quickest fingers need 50."""
SHORTEST = 4
LONGEST = 200
_HELD = (
    Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_CapsLock,
)
GS = "\x1d"
_BRACKETS = (Qt.Key.Key_BracketRight, 0x42A, 0x407)
"""The key right of P as Qt calls it on a Latin, a Russian and a Ukrainian keyboard."""
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


_CHORDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class ScanFilter(QObject):
    """An event filter for the whole application.

    Signals:
        scanned: a code, as it is printed, whatever layout the keyboard has.
    """

    scanned = Signal(str)

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._letters: list[str] = []
        self._last = 0.0
        self._field: QLineEdit | None = None
        self._before = ("", 0)
        self._held: list[tuple[QObject, QKeyEvent]] = []
        self._is_letting_go = False
        self._waiting = QTimer(self, singleShot=True, interval=round(GAP_SECONDS * 1000) + 1)
        self._waiting.timeout.connect(self.let_go)

    def let_go(self) -> None:
        """It was a person: what was held back goes where it was typed."""
        self._waiting.stop()
        held, self._held = self._held, []
        self._is_letting_go = True
        try:
            for widget, event in held:
                if isValid(widget):
                    QApplication.sendEvent(widget, event)
        finally:
            self._is_letting_go = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._is_letting_go or not isinstance(event, QKeyEvent) or event.isAutoRepeat() or not watched.isWidgetType():
            return False
        if event.type() == QEvent.Type.ShortcutOverride and _is_letter(event) and not isinstance(watched, QLineEdit):
            event.accept()  # no letter is a shortcut before it is known whose it is
            return True
        if event.type() != QEvent.Type.KeyPress or event.key() in _HELD:
            return False  # a scanner holds Shift for `A` and `:`; that parts no code
        now = event.timestamp() / 1000 or self._clock()  # when it was pressed: a busy moment parts no code
        is_quick = now - self._last <= GAP_SECONDS
        self._last = now
        if event.key() in _ENDS:
            return self._end(is_quick)
        if not is_quick:
            self.let_go()
        if is_quick and self._letters and _is_separator(event):
            self._letters.append(GS)
            self._waiting.start()
            return True  # it is nobody's key
        if not _is_letter(event) or len(self._letters) >= LONGEST:
            self._letters.clear()
            self.let_go()
            return False
        return self._take(watched, event, is_quick)

    def _take(self, watched: QObject, event: QKeyEvent, is_quick: bool) -> bool:
        if not is_quick or not self._letters:
            self._begin()
        self._letters.append(event.text())
        if self._field is not None or (event.key() == Qt.Key.Key_Space and not self._held):
            return False  # Space presses a button until it is let up
        self._held.append((watched, event.clone()))
        self._waiting.start()
        return True

    def _begin(self) -> None:
        self._letters.clear()
        focused = QApplication.focusWidget()
        self._field = focused if isinstance(focused, QLineEdit) else None
        self._before = (self._field.text(), self._field.cursorPosition()) if self._field else ("", 0)

    def _end(self, is_quick: bool) -> bool:
        letters, self._letters = self._letters, []
        if not is_quick or len(letters) < SHORTEST:
            self.let_go()
            return False
        self._held.clear()
        self._waiting.stop()
        if self._field is not None and isValid(self._field):
            self._field.setText(self._before[0])
            self._field.setCursorPosition(self._before[1])
        self.scanned.emit(GS.join(as_printed(part) for part in "".join(letters).split(GS)))
        return True


def _is_separator(event: QKeyEvent) -> bool:
    """Ctrl+] also where that key types another letter (ъ, ї): what a system then says of it differs."""
    is_chord = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier) and event.key() in _BRACKETS
    return event.text() == GS or is_chord


def _is_letter(event: QKeyEvent) -> bool:
    text = event.text()
    return bool(text) and text.isprintable() and not event.modifiers() & _CHORDS
