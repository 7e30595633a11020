"""How long the UI thread was ever busy at a stretch: while it is, nothing moves on the screen."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QAbstractEventDispatcher, QObject, Signal

LONGEST_MS = 50.0
"""Longer than this, and a hand feels it."""


class StallWatchdog(QObject):
    """Listens to the event loop: from its waking up to its next rest it could not paint.

    Signals:
        stalled: milliseconds of a stretch that was longer than `LONGEST_MS`.
    """

    stalled = Signal(float)

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        super().__init__()
        self._clock, self._since = clock, clock()
        self.worst_ms = 0.0
        dispatcher = QAbstractEventDispatcher.instance()
        assert dispatcher is not None, "there is an application"
        dispatcher.awake.connect(self._wake)
        dispatcher.aboutToBlock.connect(self._rest)

    def begin_again(self) -> None:
        """Forget what was: a start is not what is measured."""
        self.worst_ms, self._since = 0.0, self._clock()

    def _wake(self) -> None:
        self._since = self._clock()

    def _rest(self) -> None:
        busy_ms = (self._clock() - self._since) * 1000
        self.worst_ms = max(self.worst_ms, busy_ms)
        if busy_ms > LONGEST_MS:
            self.stalled.emit(busy_ms)
