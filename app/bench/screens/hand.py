"""A hand at the real window with real time: keys, scans, touches, the wheel; and how long until what they do is painted."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ui.pages.checkout.model import CheckoutModel
from ui.shell.till import Till

PATIENCE_MS = 10_000
LOOK_MS = 2
SCANNER_MS = 2
"""From key to key of a scanner."""
FINGER_MS = 45
"""Between two keys of a person: quicker ones would be taken for a scanner."""

Key = Qt.Key


class Hand(QObject):
    """Every act happens inside the event loop, as a real one does; between acts the watchdog rests."""

    def __init__(self, till: Till) -> None:
        super().__init__()
        self.till = till
        self._is_there: Callable[[], bool] = lambda: True
        self._seen_at = self._acted_at = 0.0
        self._loop = QEventLoop()
        self._bug: BaseException | None = None
        till.desk.runner.crashed.connect(self._remember)
        self._rest()

    @property
    def checkout(self) -> CheckoutModel:
        """The cart."""
        assert self.till.checkout is not None, "somebody is signed in and a shift is open"
        return self.till.checkout

    @property
    def focused(self) -> QWidget:
        """What gets the keys."""
        return QApplication.focusWidget() or self.till.window.screen_shown

    # --- waiting ---

    def until(self, is_so: Callable[[], bool]) -> None:
        """Let the window live until something is so. Raises TimeoutError, and any bug that came up meanwhile."""
        look = QTimer(interval=LOOK_MS)
        look.timeout.connect(lambda: self._loop.quit() if is_so() or self._bug is not None else None)
        look.start()
        self._run()
        look.stop()

    def settle(self) -> None:
        """Until all that was asked for is answered, and painted."""
        for _round in range(2):  # an answer may ask again
            self.until(lambda: self.till.desk.runner.under_way == 0)

    def pause(self, milliseconds: int) -> None:
        """Do nothing for a while, as people do."""
        QTimer.singleShot(milliseconds, self._loop.quit)
        self._run()

    def painted(
        self, act: Callable[[], None], widget: QWidget, is_there: Callable[[], bool], *,
        unless: Callable[[], bool] = lambda: False,
    ) -> float | None:
        """Milliseconds from an act to the end of the painting that shows its outcome in a widget; None if `unless` comes true."""
        self._is_there, self._seen_at, self._acted_at = is_there, 0.0, 0.0

        def acting() -> None:
            self._acted_at = time.perf_counter()
            act()

        look = QTimer(interval=LOOK_MS)
        look.timeout.connect(lambda: self._loop.quit() if self._acted_at and unless() else None)
        look.start()
        widget.installEventFilter(self)
        QTimer.singleShot(0, acting)
        self._run()
        widget.removeEventFilter(self)
        return (self._seen_at - self._acted_at) * 1000 if self._seen_at else None

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._is_there():
            QTimer.singleShot(0, self._see)  # behind all that is painted with it
        return False

    def _see(self) -> None:
        if not self._seen_at:
            self._seen_at = time.perf_counter()
            self._loop.quit()

    def _run(self) -> None:
        late = QTimer(singleShot=True, interval=PATIENCE_MS)
        late.timeout.connect(self._loop.quit)
        late.start()
        self._wake()
        self._loop.exec()
        self._rest()
        if self._bug is not None:
            raise self._bug
        if not late.isActive():
            window = self.till.window
            raise TimeoutError(f"nothing came on the screen {window.name}; it says {window.banner.text!r}")
        late.stop()

    def _wake(self) -> None:
        if self.till.watchdog is not None:
            self.till.watchdog.wake()

    def _rest(self) -> None:
        if self.till.watchdog is not None:
            self.till.watchdog.rest()

    def _remember(self, bug: BaseException) -> None:
        self._bug = bug
        self._loop.quit()

    # --- gestures ---

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key, now; for `painted` and the gestures below."""
        QTest.keyClick(self.focused, key, modifier)

    def letter(self, letter: str) -> None:
        """One letter of any alphabet, now."""
        self._send(self.focused, 0, letter, time.monotonic())

    def _send(self, widget: QWidget, key: int, letter: str, pressed_at: float) -> None:
        """A key with the instant at which it was pressed, as the system tells it."""
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, letter)
        event.setTimestamp(round(pressed_at * 1000))
        QApplication.sendEvent(widget, event)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key, and what comes of it."""
        QTimer.singleShot(0, lambda: self.key(key, modifier))
        self.pause(FINGER_MS)
        self.settle()

    def type(self, text: str) -> None:
        """Letters as fingers type them."""
        for letter in text:
            QTimer.singleShot(0, lambda letter=letter: self.letter(letter))
            self.pause(FINGER_MS)
        self.settle()

    def touch(self, widget: QWidget) -> None:
        """A finger."""
        QTimer.singleShot(0, lambda: QTest.mouseClick(widget, Qt.MouseButton.LeftButton))
        self.pause(FINGER_MS)
        self.settle()

    def scan(self, code: str) -> float:
        """A code, a key each `SCANNER_MS`; milliseconds from its Return to the painted line."""
        model, field, began = self.checkout, self.focused, time.monotonic()
        view = model.view
        before = view.sale_id, view.line_count, view.total_minor

        def end() -> None:
            self._send(field, Key.Key_Return, "\r", began + len(code) * SCANNER_MS / 1000)

        for place, letter in enumerate(code):
            pressed_at = began + place * SCANNER_MS / 1000
            QTimer.singleShot(0, lambda letter=letter, pressed_at=pressed_at: self._send(field, 0, letter, pressed_at))
            self.pause(SCANNER_MS)
        took = self.painted(
            end, self.till.window.screen_shown,
            lambda: before != (model.view.sale_id, model.view.line_count, model.view.total_minor) and bool(model.view.line_count),
        )
        assert took is not None, "it was waited for"
        return took
