"""Scanners and displays of a till's settings: all scanners are heard, all displays show the same, and what is gone is said."""

from __future__ import annotations

import os
import tty
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from app.beside.devices import Devices
from app.beside.display import DisplayPart
from app.beside.scanner import ScannerPart
from app.core.devices.commands import add_device, remove_device
from devices.detect import lasting_names
from devices.simulators.display import TextDisplay
from devices.simulators.on_tcp import TcpDevice
from tests.devices.waiting import until
from tests.shop_floor import ShopFloor


class Counter:
    def __init__(self, floor: ShopFloor) -> None:
        self.floor = floor
        self.codes: list[bytes] = []
        self.gone: list[tuple[str, ...]] = []
        self.windows: list[Mapping[str, str] | None] = []
        self.scanner = ScannerPart(heard=self.codes.append, gone=self.gone.append)
        self.display = DisplayPart(gone=self.gone.append, window=self.windows.append)
        self.devices = Devices(floor.shop, (self.scanner, self.display))
        self._ends: list[int] = []

    def plug_in(self, name: str) -> int:
        ours, theirs = os.openpty()
        tty.setraw(theirs)
        self._ends += [ours, theirs]
        self.floor.do(add_device, kind="scanner", driver="serial", address=f"serial:{os.ttyname(theirs)}", name=name)
        self.devices.refresh()
        until(lambda: all(worker.problem == "" for worker in self.scanner._workers))
        return ours

    def stop(self) -> None:
        self.devices.stop()
        for end in self._ends:
            os.close(end)


@pytest.fixture
def counter(till: ShopFloor) -> Iterator[Counter]:
    made = Counter(till)
    yield made
    made.stop()


def test_two_scanners_are_heard_both(counter: Counter):
    left, right = counter.plug_in("left"), counter.plug_in("right")
    os.write(left, b"4600\r")
    until(lambda: counter.codes == [b"4600"])
    os.write(right, b"4601\r")
    until(lambda: counter.codes == [b"4600", b"4601"])


def test_a_scanner_that_is_not_there_is_called_by_its_name_until_it_is_taken_away(counter: Counter):
    scanner_id = counter.floor.do(
        add_device, kind="scanner", driver="serial", address="serial:/nowhere/by-id/usb-scanner", name="hand"
    )
    counter.devices.refresh()
    until(lambda: counter.gone[-1] == ("hand",))
    counter.floor.do(remove_device, device_id=scanner_id)
    counter.devices.refresh()
    until(lambda: counter.gone[-1] == ())


def test_while_somebody_tries_a_scanner_the_till_hears_nothing_of_it(counter: Counter):
    ours = counter.plug_in("hand")
    with counter.devices.lent("scanner"):
        os.write(ours, b"4600\r")
        assert counter.scanner._workers == []
    until(lambda: all(worker.problem == "" for worker in counter.scanner._workers))
    os.write(ours, b"4601\r")
    until(lambda: bool(counter.codes))
    assert counter.codes == [b"4601"]


def test_two_displays_show_the_same_also_what_was_said_before_they_were_declared(counter: Counter):
    counter.display.show((("Bread", "30.00"), ("Total", "30.00")))
    shown = [TextDisplay(), TextDisplay()]
    networks = [TcpDevice(each.feed) for each in shown]
    for network in networks:
        counter.floor.do(add_device, kind="display", driver="cd5220", address=network.address)
    counter.devices.refresh()
    until(lambda: {each.lines for each in shown} == {("Bread          30.00", "Total          30.00")})
    counter.display.stop()
    for network in networks:
        network.stop()


def test_a_second_screen_is_no_port_and_its_options_are_told(counter: Counter):
    device_id = counter.floor.do(add_device, kind="display", driver="window", options={"screen": "any"})
    counter.devices.refresh()
    assert counter.windows[-1] == {"screen": "any"}
    counter.floor.do(remove_device, device_id=device_id)
    counter.devices.refresh()
    assert counter.windows[-1] is None
    assert counter.gone[-1] == ()


def test_a_port_is_called_by_the_name_that_stays_with_the_device(tmp_path: Path):
    port = tmp_path / "ttyACM1"
    port.touch()
    by_id = tmp_path / "by-id"
    by_id.mkdir()
    (by_id / "usb-Honeywell_1950g-if00").symlink_to(port)
    assert lasting_names(by_id) == {str(port): str(by_id / "usb-Honeywell_1950g-if00")}
    assert lasting_names(tmp_path / "none") == {}
