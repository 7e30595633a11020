"""The one owner of a device's port, on a thread of its own: listens all the time, and reaches again what was pulled."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from app.kernel.errors import DeviceFailed
from app.kernel.log import get_logger
from devices.line import Line

PAUSES_S = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Between two tries to reach a device that is not there; the last one again and again."""
Told = Callable[[str], None]
log = get_logger("device")


class PortOwner(threading.Thread):
    """`reach` opens the line. `told` hears, on this thread, the code of what is wrong (`device.*`) or nothing; `problem` is what
    was told last, None before anything was. A driver has `_listen`, until the line breaks or `_stopping` is set."""

    def __init__(
        self, reach: Callable[[], Line], *, name: str, told: Told = lambda _problem: None,
        clock: Callable[[], float] = time.monotonic, pauses_s: tuple[float, ...] = PAUSES_S,
    ) -> None:
        super().__init__(name=f"{name}-port", daemon=True)
        self._reach, self._kind, self._told, self._clock, self._pauses_s = reach, name, told, clock, pauses_s
        self._stopping = threading.Event()
        self.problem: str | None = None

    def run(self) -> None:
        """Until `stop`. Nothing that a device or its cable does ends it."""
        tries = 0
        while not self._stopping.is_set():
            began = self._clock()
            try:
                self._own()
            except DeviceFailed as error:
                self._say(error.code)
            except Exception:  # a driver's bug is a device that is not heard; the till goes on
                log.exception("driver_broken", kind=self._kind)
                self._say("device.gone")
            tries = 0 if self._clock() - began > self._pauses_s[-1] else tries + 1
            self._stopping.wait(self._pauses_s[min(tries, len(self._pauses_s)) - 1])

    def stop(self, timeout_s: float = 3) -> None:
        """Let go of the port; returns when that is so, or when the time is over. Nothing is handed on after it."""
        self._stopping.set()
        if self.is_alive():
            self.join(timeout_s)

    def _own(self) -> None:
        line = self._reach()
        try:
            self._listen(line)
        finally:
            line.close()

    def _listen(self, line: Line) -> None:
        raise NotImplementedError

    def _say(self, problem: str) -> None:
        if problem != self.problem:
            self.problem = problem
            log.info("device_state", kind=self._kind, problem=problem or "none")
            self._told(problem)
