"""How long is waited between two rounds, and how a wait ends early. Tests hand in a time of their own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import tenacity


class Waiter(Protocol):
    """Where the thread rests."""

    def wait(self, seconds: float) -> bool:
        """Until somebody wakes it, or so long; whether it was woken. Who was woken before does not wait."""

    def wake(self) -> None:
        """End the wait of now, or the next; from any thread."""

    def now(self) -> float:
        """Seconds since some moment; they never go back."""


class RealWaiter:
    """By the machine's own time."""

    def __init__(self) -> None:
        self._woken = threading.Event()

    def wait(self, seconds: float) -> bool:
        """As `Waiter`."""
        was_woken = self._woken.wait(seconds)
        self._woken.clear()
        return was_woken

    def wake(self) -> None:
        """As `Waiter`."""
        self._woken.set()

    def now(self) -> float:
        """As `Waiter`."""
        return time.monotonic()


_GROWING = tenacity.wait_random_exponential(multiplier=2, max=60, min=1)


def growing(failures: int) -> float:
    """Seconds after so many failures in a row: by chance between one second and a bound that doubles up to a minute, so that the
    tills of a company do not all come back in the same moment."""
    state = tenacity.RetryCallState(tenacity.Retrying(), None, (), {})
    state.attempt_number = failures
    return _GROWING(state)


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds, and the failures in a row after which nobody is bothered for a while."""

    usual_s: float = 60
    """So long after a round that told everything, unless something is committed here or hinted there."""
    gap_s: float = 0.5
    """So long at least between two rounds, whatever is hinted: what comes meanwhile goes together."""
    failures: int = 5
    rest_s: float = 30
    """So much longer is waited once it has failed so often; one try then says whether all goes on."""
    after: Callable[[int], float] = growing


PACE = Pace()
