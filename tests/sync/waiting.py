"""A time that passes when a test says so, and a pace to go with it: no test of a thread waits for a clock."""

from __future__ import annotations

import queue

from sync.line import Limits
from sync.pauses import Pace

PATIENCE_S = 60
"""For what comes by itself; far less is usual."""
QUICK = Limits(connect_s=2, answer_s=1, ping_s=1)
STEADY = Pace(usual_s=60, gap_s=1, failures=3, rest_s=30, after=lambda failures: 2**failures)


class TestTime:
    """A waiter whose time passes when the test says so; `asked` says what the thread waits for."""

    __test__ = False

    def __init__(self) -> None:
        self.asked = queue.Queue[float]()
        self._words = queue.Queue[str]()
        self._now = 0.0

    def wait(self, seconds: float) -> bool:
        self.asked.put(seconds)
        word = self._words.get(timeout=PATIENCE_S)
        if word == "passed":
            self._now += seconds
        return word != "passed"

    def wake(self) -> None:
        self._words.put("woken")

    def now(self) -> float:
        return self._now

    def rests(self) -> float:
        """What the thread waits for now, once it does."""
        return self.asked.get(timeout=PATIENCE_S)

    def passes(self) -> None:
        """What it waits for is over."""
        self._words.put("passed")
