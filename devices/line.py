"""What a driver speaks over: bytes out, bytes in, each with a deadline. A line never waits for ever and never guesses."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class LineSettings:
    """How a serial port is set: bits a second, bits of a letter, `parity` N, E or O, stop bits."""

    baud: int = 9600
    bits: int = 8
    parity: str = "N"
    stop: int = 1


class Line(Protocol):
    """An open way to a device. Everything may raise DeviceFailed: `device.gone`, `device.stuck`."""

    def write(self, data: bytes) -> None:
        """All of it, within the line's deadline."""

    def read(self, wait_s: float) -> bytes:
        """What has come, at the latest after `wait_s` seconds; nothing is `b""`."""

    def clear(self) -> None:
        """Forget what came before now: an answer that comes late must not be taken for the next one."""

    def close(self) -> None:
        """Let go of it; closing twice is no fault."""


class Deadline:
    """A moment after which nobody waits any more."""

    def __init__(self, seconds: float, clock: Clock = time.monotonic) -> None:
        self._clock, self._end = clock, clock() + seconds

    @property
    def left_s(self) -> float:
        """Seconds that are left, never below nothing."""
        return max(0.0, self._end - self._clock())
