"""One long piece of work on a thread of its own: how far it is and how it ended come up to the UI thread; it can be stopped."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

Told = Callable[[Any], None]
Stopping = Callable[[], bool]


class LongWork(QObject):
    """What comes from work that was stopped or overtaken is dropped.

    Signals:
        moved: whatever the work tells on its way.
        ended: what it answered (or None), and what it raised (or None).
    """

    moved = Signal(object)
    ended = Signal(object, object)
    _moved = Signal(int, object)
    _ended = Signal(int, object, object)

    def __init__(self) -> None:
        super().__init__()
        self._run, self._stop = 0, threading.Event()
        self.is_under_way = False
        self._moved.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)

    def start(self, act: Callable[[Told, Stopping], Any], *, name: str) -> None:
        """Begin, unless something is under way. `act` gets who is told, and who says whether to stop between two steps."""
        if self.is_under_way:
            return
        self._run, self._stop, self.is_under_way = self._run + 1, threading.Event(), True
        threading.Thread(target=self._work, args=(self._run, act, self._stop), name=name, daemon=True).start()

    def stop(self) -> None:
        """After the step in hand."""
        self._stop.set()

    def _work(self, run: int, act: Callable[[Told, Stopping], Any], stop: threading.Event) -> None:
        """On the thread: only signals go out of it."""
        answer, error = None, None
        try:
            answer = act(lambda told: self._moved.emit(run, told), stop.is_set)
        except Exception as caught:
            error = caught
        with contextlib.suppress(RuntimeError):  # the window was closed meanwhile: nobody waits for it
            self._ended.emit(run, answer, error)

    def _take(self, run: int, told: object) -> None:
        if run == self._run and self.is_under_way:
            self.moved.emit(told)

    def _end(self, run: int, answer: object, error: object) -> None:
        if run == self._run:
            self.is_under_way = False
            self.ended.emit(answer, error)
