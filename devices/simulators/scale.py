"""A scale whose load somebody sets: it swings and comes to rest like a real one, and it can fall silent."""

from __future__ import annotations

import threading

from app.ports import Reading

CAPACITY_MILLI = 15_000
SWING_PERCENT = (38, 81, 107, 96)
"""What the readings show of a change before the pan is at rest; every scale swings past its weight and back."""


class SimulatedScale:
    """Every `latest` is a reading of its own, so that it settles by being looked at and no test has to wait.

    `dead` hears nothing more (the cable is pulled); `age_ms` is how old its readings are (a scale that hangs).
    """

    def __init__(self, *, capacity_milli: int = CAPACITY_MILLI) -> None:
        self.dead = False
        self.age_ms = 0
        self._capacity_milli = capacity_milli
        self._lock = threading.Lock()
        self._before = self._load = 0
        self._looks = len(SWING_PERCENT)

    def put(self, weight_milli: int) -> None:
        """So many grams lie on it from now on; 0 takes everything off, less than 0 lifts the pan itself."""
        with self._lock:
            self._before, self._load = self._shown(), weight_milli
            self._looks = 0

    def latest(self) -> Reading | None:
        """The newest reading; None while it is dead."""
        if self.dead:
            return None
        with self._lock:
            shown, is_stable = self._shown(), self._looks >= len(SWING_PERCENT)
            self._looks += 1
        return Reading(
            shown, is_stable=is_stable, is_zero=is_stable and shown == 0, is_over=shown > self._capacity_milli,
            is_under=shown < 0, age_ms=self.age_ms,
        )

    def _shown(self) -> int:
        if self._looks >= len(SWING_PERCENT):
            return self._load
        return self._before + (self._load - self._before) * SWING_PERCENT[self._looks] // 100
