"""Devices tried by hand from the settings: what drivers there are, what is plugged in, and a trial of what is typed in a form."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.beside.devices import Devices
from app.beside.secrets import Keyring, keep_secret, secrets_of
from app.core.devices.queries import devices_of
from app.core.devices.views import KINDS, DeviceTrial, DeviceView, DriverView, FoundView, OptionView, TrialStep
from app.kernel.errors import AppError
from app.kernel.log import get_logger
from app.shop import Shop

if TYPE_CHECKING:
    from devices.options import Driver
    from devices.trials.steps import Step, Watch
    from ui.bridge.trials import Ended, Told

log = get_logger("trial")
LEAVE_S = 3.0
"""So long a window that closes waits for a trial: a line that is stuck lets go by itself a little later."""


class Trials:
    """A `ui.bridge.trials.DeviceTrials`. What may wait for a device or a keyring is done on a thread of its own.

    The keyring is looked for when one is wanted, on that thread.
    """

    def __init__(self, shop: Shop, devices: Devices, keyring: Keyring) -> None:
        self._shop, self._devices, self._keyring = shop, devices, keyring
        self._asked = ThreadPoolExecutor(1, "devices-asked")
        self._watch: Watch | None = None
        self._thread: threading.Thread | None = None

    def drivers(self) -> Future[Mapping[str, tuple[DriverView, ...]]]:
        """As `DeviceTrials`."""
        return self._asked.submit(_drivers)

    def detect(self) -> Future[tuple[FoundView, ...]]:
        """As `DeviceTrials`."""
        return self._asked.submit(_detected)

    def check(self, *, kind: str, driver: str, address: str | None, options: Mapping[str, str]) -> Future[None]:
        """As `DeviceTrials`."""
        return self._asked.submit(_check, kind, driver, address, dict(options))

    def kept(self, *, device_id: UUID, options: Iterable[str]) -> Future[frozenset[str]]:
        """As `DeviceTrials`."""
        names = tuple(options)

        def look() -> frozenset[str]:
            secret = secrets_of(self._keyring, device_id)
            return frozenset(name for name in names if secret(name))

        return self._asked.submit(look)

    def keep(self, *, device_id: UUID | None, secrets: Mapping[str, str]) -> Future[UUID]:
        """As `DeviceTrials`."""
        found_id = device_id or self._shop.new_id()

        def write() -> UUID:
            for option, value in secrets.items():
                keep_secret(self._keyring, found_id, option, value)
            self._use_anew(found_id)
            return found_id

        return self._asked.submit(write)

    def start(self, wanted: DeviceTrial, *, told: Told, ended: Ended) -> Callable[[], None]:
        """As `DeviceTrials`. One at a time: the one before is stopped, and the new one waits until it has let go."""
        from devices.trials.steps import Watch

        if self._watch is not None:
            self._watch.stop()
        watch, before = Watch(), self._thread

        def run() -> None:
            if before is not None:
                before.join()
            try:
                self._run(wanted, watch, told)
            except Exception:  # a driver's bug is a trial that says so
                log.exception("trial_broken", kind=wanted.kind, driver=wanted.driver)
                told(TrialStep("trial.broken", "bad"))
            finally:
                ended()

        self._watch, self._thread = watch, threading.Thread(target=run, name="trial", daemon=True)
        self._thread.start()
        return watch.stop

    def stop(self) -> None:
        """The window closes: no trial goes on."""
        if self._watch is not None and self._thread is not None:
            self._watch.stop()
            self._thread.join(LEAVE_S)
        self._asked.shutdown(wait=False, cancel_futures=True)

    def _run(self, wanted: DeviceTrial, watch: Watch, told: Told) -> None:
        from devices.trials.steps import Trial, fault
        from devices.trials.trying import steps

        kept = secrets_of(self._keyring, wanted.device_id)
        trial = Trial(
            wanted.kind, wanted.driver, wanted.address, wanted.options, wanted.language,
            secret=lambda option: wanted.secrets.get(option) or kept(option),
        )
        try:
            with self._devices.lent(*self._in_the_way(wanted)):
                for step in steps(trial, watch):
                    told(_shown(step))
                    if watch.is_stopped:
                        return
        except AppError as error:  # the till itself is in the middle of something with it
            told(_shown(fault(error, wanted.address)))

    def _use_anew(self, device_id: UUID) -> None:
        """Nothing that is declared has changed, but what speaks to the device still has its secrets of before."""
        kinds = [each.kind for each in self._declared() if each.device_id == device_id]
        try:
            with self._devices.lent(*kinds):
                return
        except AppError as error:  # in the middle of something: it has the new ones when it begins anew
            log.info("device_goes_on", reason=error.code)

    def _declared(self) -> tuple[DeviceView, ...]:
        found: tuple[DeviceView, ...] = self._shop.ask(devices_of, till_id=self._shop.place.till_id)
        return found

    def _in_the_way(self, wanted: DeviceTrial) -> set[str]:
        """Kinds of device that the till itself might hold the port with."""
        return {wanted.kind, *(each.kind for each in self._declared() if each.address == wanted.address)}


def _drivers() -> Mapping[str, tuple[DriverView, ...]]:
    from devices.registry import drivers

    found = {kind: tuple(map(_view, drivers(kind).values())) for kind in KINDS}
    return {kind: views for kind, views in found.items() if views}


def _view(driver: Driver) -> DriverView:
    options = tuple(OptionView(each.name, each.usual, each.choices, each.is_secret) for each in driver.options)
    return DriverView(driver.name, driver.title, options, driver.is_verified, driver.needs_address)


def _detected() -> tuple[FoundView, ...]:
    from devices.detect import detect

    return tuple(FoundView(each.address, each.title, each.kind) for each in detect())


def _check(kind: str, driver: str, address: str | None, options: Mapping[str, str]) -> None:
    from devices.registry import check_options
    from devices.trials.trying import check_address

    if address is not None:
        check_address(kind, address, driver)
    check_options(kind, driver, options)


def _shown(step: Step) -> TrialStep:
    facts: dict[str, Any] = dict(step.facts)
    return TrialStep(step.code, step.mark, facts, step.place, step.picks)
