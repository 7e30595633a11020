"""The one door to the time of day: everyone else is handed a clock, so that a seed can replay a bad day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Gives the present moment, aware and in UTC."""


def system_clock() -> datetime:
    """The computer's own time, in UTC."""
    return datetime.now(UTC)


class ManualClock:
    """A clock that stands still until it is told; for tests, the demo and a replay of old sales."""

    def __init__(self, now: datetime) -> None:
        self.now = now.astimezone(UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, *, seconds: int = 0, minutes: int = 0, hours: int = 0) -> datetime:
        """Move forward (or, with negative numbers, back) and tell the new time."""
        self.now += timedelta(seconds=seconds, minutes=minutes, hours=hours)
        return self.now


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970; exact, where `timestamp()` would go through a float."""
    return (moment - _EPOCH) // _MICROSECOND
