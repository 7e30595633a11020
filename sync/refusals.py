"""What could not be stored, in the log: the first few of a kind with their traceback, the others counted. A load of 100,000 cards
that are all refused for one reason fills no log."""

from __future__ import annotations

from collections import Counter
from typing import Any

MOST_TOLD = 3
"""So many of a kind are logged in full."""


class Refusals:
    """Counts by what it was, which error, and where in the program it was raised."""

    def __init__(self, log: Any) -> None:
        self._log, self._counts = log, Counter[tuple[str, str, int]]()

    def note(self, kind: str, error: Exception) -> None:
        """One more, while it is handled. Of the others the 10th, 100th, 1000th … is logged, as a count."""
        place = error.__traceback__
        while place is not None and place.tb_next is not None:
            place = place.tb_next
        key = (kind, type(error).__name__, 0 if place is None else place.tb_lineno)
        self._counts[key] += 1
        count = self._counts[key]
        if count <= MOST_TOLD:
            self._log.exception("cannot_take_in", kind=kind)
        elif str(count).strip("0") == "1":
            self._log.error("cannot_take_in_again", kind=kind, error=key[1], count=count)
