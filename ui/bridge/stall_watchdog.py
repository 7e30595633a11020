"""How long the UI thread was ever busy at a stretch: while it is, nothing moves on the screen."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

LONGEST_MS = 50.0
"""Longer than this, and a hand feels it."""
BEAT_MS = 10


class StallWatchdog(QObject):
    """A pulse of the event loop. Whatever keeps the thread busy keeps the next beat back, on every system; the dispatcher's own
    signals do not tell (with glib, which Qt uses on Linux, they frame the waiting and not the work).

    A stretch is told as the time from beat to beat: at most `BEAT_MS` too long, never too short.

    Signals:
        stalled: milliseconds of a stretch that was longer than `LONGEST_MS`.
    """

    stalled = Signal(float)

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        super().__init__()
        self._clock, self._since = clock, clock()
        self.worst_ms = 0.0
        self._pulse = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._pulse.timeout.connect(self._beat)
        self._pulse.start()

    def begin_again(self) -> None:
        """Forget what was: a start is not what is measured."""
        self.worst_ms = 0.0
        self.wake()

    def rest(self) -> None:
        """What comes now is none of the screens' work (a story that is told, a picture that is taken), until `wake`."""
        if self._pulse.isActive():
            self._beat()
            self._pulse.stop()

    def wake(self) -> None:
        """Measure from here on."""
        self._since = self._clock()
        self._pulse.start()

    def _beat(self) -> None:
        now = self._clock()
        busy_ms, self._since = (now - self._since) * 1000, now
        self.worst_ms = max(self.worst_ms, busy_ms)
        if busy_ms > LONGEST_MS:
            self.stalled.emit(busy_ms)
