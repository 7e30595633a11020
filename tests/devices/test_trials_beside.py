"""Trials beside a till: the port is lent and let go, secrets are the keyring's, and everything has words."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from uuid import UUID

import pytest

from app.beside.devices import Devices
from app.beside.secrets import keep_secret, secrets_of
from app.beside.trials import Trials
from app.core.devices.commands import add_device
from app.core.devices.views import KINDS, DeviceTrial, TrialStep
from app.kernel.errors import DeviceFailed
from app.keyring_store import MemoryStore
from devices.line import LineSettings
from devices.registry import drivers
from devices.simulators.on_pty import PtyDevice
from devices.transport.serial_port import SerialLine
from tests.shop_floor import ShopFloor
from ui import device_words

posix = pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals of POSIX")


def test_secrets_are_read_by_device_and_option():
    keyring, device_id = MemoryStore(), UUID(int=7)
    keep_secret(lambda: keyring, device_id, "login", "me")
    assert secrets_of(lambda: keyring, device_id)("login") == "me"
    assert secrets_of(lambda: keyring, UUID(int=8))("login") == ""
    assert secrets_of(lambda: None, device_id)("login") == ""


class Customer:
    """Somebody is at the device: it is not lent."""

    kinds = ("scale",)

    def change(self, declared: object) -> None: ...

    def lend(self) -> AbstractContextManager[None]:
        raise DeviceFailed("device.busy", address="COM3")

    def stop(self) -> None: ...


@posix
def test_a_window_that_closes_ends_its_trial_and_the_port_is_free(shop: ShopFloor):
    port = PtyDevice(lambda _data: b"")
    devices = Devices(shop.shop, ())
    trials, listens, over = Trials(shop.shop, devices, lambda: None), threading.Event(), threading.Event()
    trials.start(DeviceTrial("scanner", "serial", port.address), told=lambda _step: listens.set(), ended=over.set)
    assert listens.wait(5)
    trials.stop()
    assert over.is_set()
    with closing(SerialLine(port.port, LineSettings())):
        devices.stop()
    port.pull()


class Remembering:
    """Counts how often it was asked to let go."""

    kinds = ("display",)
    count = 0

    def change(self, declared: object) -> None: ...

    @contextmanager
    def lend(self) -> Iterator[None]:
        self.count += 1
        yield

    def stop(self) -> None: ...


def test_what_speaks_to_a_device_begins_anew_with_a_new_secret(shop: ShopFloor):
    part, keyring = Remembering(), MemoryStore()
    devices = Devices(shop.shop, (part,))
    trials = Trials(shop.shop, devices, lambda: keyring)
    device_id = shop.do(add_device, kind="display", driver="cd5220", address="COM3")
    assert trials.keep(device_id=device_id, secrets={"password": "new"}).result(5) == device_id
    assert part.count == 1
    trials.stop()
    devices.stop()


def test_a_device_that_the_till_does_not_lend_is_told_as_busy(shop: ShopFloor):
    devices = Devices(shop.shop, (Customer(),))
    trials, told, over = Trials(shop.shop, devices, lambda: None), list[TrialStep](), threading.Event()
    trials.start(DeviceTrial("scale", "cas6", "COM3"), told=told.append, ended=over.set)
    assert over.wait(5)
    assert [step.code for step in told] == ["device.busy"]
    trials.stop()
    devices.stop()


def test_every_kind_option_and_choice_of_every_driver_has_words():
    assert set(device_words.KINDS) == set(KINDS)
    options = {(kind, option) for kind in KINDS for driver in drivers(kind).values() for option in driver.options}
    assert {option.name for _kind, option in options} <= set(device_words.OPTIONS)
    nameless = {
        (option.name, value) for _kind, option in options for value in option.choices
        if not value.isdigit() and (option.name, value) not in device_words.CHOICES
    }
    assert nameless == set()
