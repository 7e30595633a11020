"""Devices tried from the settings: what screens ask of the program around them, and a trial's steps brought to the UI thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from typing import Protocol
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal

from app.core.devices.views import DeviceTrial, DriverView, FoundView, TrialStep

Told = Callable[[TrialStep], None]
Ended = Callable[[], None]
MOST_LINES = 8
"""Of those that stay; a scanner can send codes for as long as a trial runs."""


class DeviceTrials(Protocol):
    """Nothing here makes its caller wait: answers are futures, and a trial has a thread of its own."""

    def drivers(self) -> Future[Mapping[str, tuple[DriverView, ...]]]:
        """By kind of device; kinds that no driver is there for are left out."""

    def detect(self) -> Future[tuple[FoundView, ...]]:
        """What is plugged in."""

    def check(self, *, kind: str, driver: str, address: str | None, options: Mapping[str, str]) -> Future[None]:
        """Whether these can be (without an address: only the options). Refused: `device.address`, `device.unknown_driver`,
        `device.wrong_option`, `drawer.pulse_wrong`."""

    def kept(self, *, device_id: UUID, options: Iterable[str]) -> Future[frozenset[str]]:
        """Which of these secrets are kept. Refused: `secret.no_keyring`."""

    def keep(self, *, device_id: UUID | None, secrets: Mapping[str, str]) -> Future[UUID]:
        """Into the keyring, under the device; the id under which a new one is to be stored. Refused: `secret.no_keyring`."""

    def start(self, wanted: DeviceTrial, *, told: Told, ended: Ended) -> Callable[[], None]:
        """Try a device; `told` hears each step and `ended` the end, on another thread. The answer stops it."""


class TrialSignals(QObject):
    """`steps` are what the trial has told: those of a place in that place, the others in their order, the newest ones.

    Signals:
        changed: it has told something more, or has ended.
    """

    changed = Signal()
    _told = Signal(int, object)
    _ended = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.steps: tuple[TrialStep, ...] = ()
        self.is_running = False
        self._number, self._stop = 0, _nothing
        self._told.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)

    def start(self, trials: DeviceTrials, wanted: DeviceTrial) -> None:
        """A new trial; what the one before still tells is not heard any more."""
        self.stop()
        self._number += 1
        number = self._number
        self.steps, self.is_running = (), True
        self._stop = trials.start(
            wanted, told=lambda step: self._told.emit(number, step), ended=lambda: self._ended.emit(number)
        )
        self.changed.emit()

    def stop(self) -> None:
        """It is enough; the end is told when the device is let go."""
        stop, self._stop = self._stop, _nothing
        stop()

    def _take(self, number: int, step: TrialStep) -> None:
        if number != self._number:
            return
        if any(step.place and each.place == step.place for each in self.steps):
            self.steps = tuple(step if each.place == step.place else each for each in self.steps)
        else:
            self.steps = (*self.steps, step)
        lines = [each for each in self.steps if not each.place]
        if len(lines) > MOST_LINES:
            self.steps = tuple(each for each in self.steps if each is not lines[0])
        self.changed.emit()

    def _end(self, number: int) -> None:
        if number == self._number:
            self.is_running, self._stop = False, _nothing
            self.changed.emit()


def _nothing() -> None:
    """There is nothing to stop."""
