"""The one owner of a scale's port: asks or listens all the time, keeps the newest reading, reaches again what was pulled."""

from __future__ import annotations

import time
from collections.abc import Callable

from app.ports import Reading
from devices.line import Deadline, Line
from devices.port_owner import PAUSES_S, PortOwner
from devices.scales.conversation import Conversation
from devices.scales.reading import Reading as Frame

ROUND_S = 0.6
"""So long one round with the scale may take."""
REST_S = 0.02
"""Between two questions: old scales are slow to answer, and want to be left alone for a moment."""
IN_GRAMS = {"kg": 1.0, "g": 0.001, "t": 1000.0, "lb": 0.45359237, "oz": 0.028349523125}
"""Kilograms in a unit: a thousandth of it times this is in grams (the pound is exact by the treaty of 1959)."""


class ScaleWorker(PortOwner):
    """An `app.ports.Scale` over a real line. `reach` opens the line, `begin` makes a new conversation for each.

    `problem` is the code of what keeps it from being heard (`device.*`), or nothing; None while nothing was heard yet.
    """

    def __init__(
        self, reach: Callable[[], Line], begin: Callable[[], Conversation], *, clock: Callable[[], float] = time.monotonic,
        round_s: float = ROUND_S, pauses_s: tuple[float, ...] = PAUSES_S,
    ) -> None:
        super().__init__(reach, name="scale", clock=clock, pauses_s=pauses_s)
        self._begin, self._round_s = begin, round_s
        self._newest: tuple[Frame, float] | None = None

    def latest(self) -> Reading | None:
        """The newest reading with its age, at once; None while nothing was ever heard, or the line is gone."""
        newest = self._newest
        if newest is None:
            return None
        frame, at = newest
        return as_port(frame, age_ms=max(0, round((self._clock() - at) * 1000)))

    def _listen(self, line: Line) -> None:
        try:
            conversation = self._begin()
            while not self._stopping.is_set():
                frame = conversation.take(line, Deadline(self._round_s))
                if frame is not None:
                    self._say("")  # before the weight is seen: no weight has a problem beside it
                    self._newest = frame, self._clock()
                self._stopping.wait(REST_S)
        finally:
            self._newest = None


def as_port(frame: Frame, *, age_ms: int = 0) -> Reading:
    """A scale's own reading in grams. One that sends its state instead of a weight shows nought, and it cannot be sold."""
    milli, is_known = frame.weight_milli or 0, frame.weight_milli is not None
    grams = round(milli * IN_GRAMS.get(frame.unit, 0))
    return Reading(
        grams, is_stable=frame.stable and is_known and frame.unit in IN_GRAMS, is_zero=frame.zero, is_over=frame.over,
        is_under=frame.under, age_ms=age_ms,
    )
