"""A hand at the till's window: it types, scans and touches as a person does, and waits until what it asked for is answered."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QEventLoop, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QWidget

from ui.bridge.desk import Desk
from ui.kit.scan_filter import ScanFilter
from ui.kit.screen import Screen
from ui.shell.till import Till
from ui.shell.window import Window

PATIENCE_MS = 20_000
LOOK_MS = 1
CALM = 3
"""So many looks in a row must find nothing under way: an answer may ask again, and news come after it."""


class Pace:
    """The scanner filter's clock: a hand is slow and a scanner quick, however slow the machine is."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Hand:
    """Each gesture happens inside the event loop, as a real one does, and the hand goes on when the till is quiet again.

    The till's watchdog rests between two gestures: what the hand's owner does meanwhile is none of the screens' work.
    """

    def __init__(self, till: Till, pace: Pace, scans: ScanFilter) -> None:
        self.till, self.pace, self.scans = till, pace, scans
        self._bug: BaseException | None = None
        self.desk.runner.crashed.connect(self._remember)
        if till.watchdog is not None:
            till.watchdog.rest()

    @property
    def desk(self) -> Desk:
        """Who sits here, and in which language."""
        return self.till.desk

    @property
    def window(self) -> Window:
        """The window."""
        return self.till.window

    @property
    def screen(self) -> Screen:
        """The screen in front."""
        return self.window.screen_shown

    # --- waiting ---

    def settle(self) -> None:
        """Until everything that was asked for has been answered; a key that was held back was no scanner's."""
        self.scans.let_go()
        calm = 0

        def is_calm() -> bool:
            nonlocal calm
            calm = calm + 1 if self.desk.runner.under_way == 0 else 0
            return calm >= CALM

        self.until(is_calm)

    def until(self, is_so: Callable[[], bool], *, what: str = "the till to be quiet") -> None:
        """Let the window live until something is so. Raises TimeoutError when it does not come, and any bug that came up."""
        loop, late = QEventLoop(), QTimer(singleShot=True, interval=PATIENCE_MS)
        look = QTimer(interval=LOOK_MS)
        look.timeout.connect(lambda: loop.quit() if self._bug is not None or is_so() else None)
        late.timeout.connect(loop.quit)
        watchdog = self.till.watchdog
        late.start()
        look.start()
        if watchdog is not None:
            watchdog.wake()
        loop.exec()
        if watchdog is not None:
            watchdog.rest()
        look.stop()
        if self._bug is not None:
            bug, self._bug = self._bug, None
            raise bug
        if not late.isActive():
            raise TimeoutError(f"waited for {what}, on the screen {self.window.name}; it says: {self.window.banner.text!r}")
        late.stop()

    # --- gestures ---

    def keys(self, text: str) -> None:
        """Type letters into whatever has the focus."""

        def typing() -> None:
            for letter in text:
                self.pace.now += 0.2
                # QTest.keyClicks knows no Cyrillic
                event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(self._focused(), event)

        self._do(typing)

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, *, times: int = 1
    ) -> None:
        """One key, or the same several times, one after the other."""
        for _time in range(times):
            self.pace.now += 1
            self._do(lambda: QTest.keyClick(self._focused(), key, modifier))

    def scan(self, code: str) -> None:
        """What a scanner does: the code in one breath, and Return."""

        def scanning() -> None:
            widget = self._focused()
            self.pace.now += 1
            QTest.keyClicks(widget, code)
            QTest.keyClick(widget, Qt.Key.Key_Return)

        self._do(scanning)

    def touch(self, widget: QWidget) -> None:
        """A finger on a button."""
        self._do(lambda: QTest.mouseClick(widget, Qt.MouseButton.LeftButton))

    def touch_row(self, rows: QAbstractItemView, place: int) -> None:
        """A finger on a line of a list, near its left edge, where its name begins."""
        box: QRect = rows.visualRect(rows.model().index(place, 0))
        at = QPoint(box.left() + min(120, box.width() // 3), box.center().y())
        self._do(lambda: QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=at))

    def button(self, words: str, *, inside: QWidget | None = None) -> QAbstractButton:
        """The button in sight that says this. Raises LookupError where there is none."""
        for button in (inside or self.window).findChildren(QAbstractButton):
            if button.isVisible() and words in (button.text(), button.accessibleName()):
                return button
        raise LookupError(f"no button says {words!r} on the screen {self.window.name}")

    def _do(self, gesture: Callable[[], object]) -> None:
        acted = False

        def act() -> None:
            nonlocal acted
            try:
                gesture()
            except Exception as error:
                self._bug = error
            acted = True

        QTimer.singleShot(0, act)
        self.until(lambda: acted)
        self.settle()

    def _focused(self) -> QWidget:
        return QApplication.focusWidget() or self.window

    def _remember(self, error: BaseException) -> None:
        self._bug = error
