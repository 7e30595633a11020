"""What the scale says, brought to the UI thread: looked at twenty times a second on a thread of its own, told when it changes."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal

from app.kernel.log import get_logger
from app.ports import Pan, Reading, Scale

EVERY_SECONDS = 0.05
OLDEST_MS = 1500
"""A reading that is older is no weight any more: the scale hangs."""
EMPTY_MILLI = 20
"""As little as this is a pan that somebody has cleared, moving or not."""
ABSENT, DEAD, EMPTY, MOVING, STEADY, OVER, UNDER = "absent", "dead", "empty", "moving", "steady", "over", "under"
log = get_logger("scale")


@dataclass(frozen=True, slots=True)
class OnScale:
    """What lies on the scale: grams, and in which state the scale is. `load` counts how often the pan was cleared."""

    state: str = ABSENT
    weight_milli: int = 0
    load: int = 0

    @property
    def can_be_taken(self) -> bool:
        """At rest, and neither nothing nor too much."""
        return self.state == STEADY

    @property
    def is_heard(self) -> bool:
        """There is a scale, and it answers."""
        return self.state not in (ABSENT, DEAD)


class ScaleSignals(QObject):
    """`view` is what was told last; `pan` sets the load where the scale is a simulated one.

    Signals:
        changed: another weight, or another state.
    """

    changed = Signal()
    _heard = Signal(object)
    _other = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.pan: Pan | None = None
        self.view = OnScale()
        self._scale: Scale | None = None
        self._seen = OnScale()  # the looking thread's own
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._heard.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._other.connect(self._take_pan, Qt.ConnectionType.QueuedConnection)

    def use(self, scale: Scale, *, pan: Pan | None = None) -> None:
        """There is a scale: begin to look. Once; another one comes after `stop`."""
        self._scale, self.pan = scale, pan
        self._stopping.clear()
        self._thread = threading.Thread(target=self._look_on, name="scale", daemon=True)
        self._thread.start()

    def look_anew(self, pan: Pan | None) -> None:
        """Another scale stands there now: `pan` sets its load where it is a simulated one. From any thread."""
        self._other.emit(pan)

    def stop(self) -> None:
        """Look no more; returns when the thread has ended."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _look_on(self) -> None:
        while not self._stopping.is_set():
            found = self._look()
            if found != self._seen:
                self._seen = found
                self._heard.emit(found)
            self._stopping.wait(EVERY_SECONDS)

    def _look(self) -> OnScale:
        assert self._scale is not None
        try:
            return after(self._seen, self._scale.latest())
        except Exception:  # a driver's bug is a dead scale: the sale goes on by typed weights
            if self._seen.state != DEAD:
                log.exception("scale_broken")
            return OnScale(DEAD, 0, self._seen.load)

    def _take_pan(self, pan: Pan | None) -> None:
        self.pan = pan
        self.changed.emit()

    def _take(self, found: OnScale) -> None:
        self.view = found
        self.changed.emit()


def after(before: OnScale, reading: Reading | None) -> OnScale:
    """What one more reading makes of what was there."""
    if reading is None or reading.age_ms > OLDEST_MS:
        return OnScale(DEAD, 0, before.load)
    weight = reading.weight_milli
    is_cleared = reading.is_zero or abs(weight) <= EMPTY_MILLI
    was_cleared = before.state == EMPTY or (abs(before.weight_milli) <= EMPTY_MILLI and before.is_heard)
    return OnScale(_state(reading), weight, before.load + (is_cleared and not was_cleared))


def _state(reading: Reading) -> str:
    if reading.is_over:
        return OVER
    if reading.is_under:
        return UNDER
    if not reading.is_stable:
        return MOVING
    return EMPTY if reading.is_zero or reading.weight_milli <= 0 else STEADY
