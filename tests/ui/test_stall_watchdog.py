"""The watchdog sees how long the event loop was kept busy, whichever dispatcher Qt has on this system."""

from __future__ import annotations

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from ui.bridge.stall_watchdog import StallWatchdog


class Seconds:
    """A clock that only work moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def work(self, milliseconds: int) -> None:
        self.now += milliseconds / 1000


def live(beats: StallWatchdog) -> None:
    """Let the event loop run until the watchdog has beaten once more."""
    loop = QEventLoop()
    beats._pulse.timeout.connect(loop.quit)
    loop.exec()


def test_work_inside_the_loop_is_measured_and_told(qapp: QApplication):
    clock = Seconds()
    watchdog = StallWatchdog(clock)
    told: list[float] = []
    watchdog.stalled.connect(told.append)
    QTimer.singleShot(0, lambda: clock.work(70))
    live(watchdog)
    QTimer.singleShot(0, lambda: clock.work(30))
    live(watchdog)
    assert [round(milliseconds) for milliseconds in told] == [70]
    assert round(watchdog.worst_ms) == 70


def test_what_happens_while_it_rests_is_not(qapp: QApplication):
    clock = Seconds()
    watchdog = StallWatchdog(clock)
    clock.work(20)
    watchdog.rest()
    clock.work(500)
    watchdog.wake()
    live(watchdog)
    assert round(watchdog.worst_ms) == 20
    watchdog.begin_again()
    assert watchdog.worst_ms == 0
