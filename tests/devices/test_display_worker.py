"""A customer display as the till feeds it: the newest text wins, nothing waits, and one that came back shows what counts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from app.kernel.errors import DeviceFailed
from devices.displays.line_display import DisplaySettings
from devices.displays.worker import DisplayWorker
from devices.line import LineSettings
from devices.making import display_worker
from devices.simulators.display import TextDisplay
from devices.simulators.on_pty import PtyDevice
from devices.simulators.on_tcp import TcpDevice
from devices.transport.address import open_line
from devices.transport.serial_port import SerialLine
from tests.devices.waiting import PATIENCE_S, until


@pytest.fixture
def ended() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def on_port(ended: ExitStack, display: TextDisplay) -> PtyDevice:
    def heard(data: bytes) -> bytes:
        display.feed(data)
        return b""

    port = PtyDevice(heard)
    ended.callback(port.pull)
    return port


@pytest.mark.parametrize("kind", ["cd5220", "escpos"])
def test_a_name_with_its_price_stands_above_the_total(ended: ExitStack, kind: str):
    display = TextDisplay()
    port = on_port(ended, display)
    worker = display_worker(kind, port.address, {})
    ended.callback(worker.stop)
    worker.start()
    worker.show(("Молоко 2,5% 0,9 л", "89,90"), ("ИТОГО", "1 189,90"))
    until(lambda: display.lines == ("Молоко 2,5% 0, 89,90", "ИТОГО       1 189,90"))
    assert display.unknown == 0


class Gate:
    """A line that writes when it is let."""

    def __init__(self) -> None:
        self.open, self.asked = threading.Event(), threading.Event()
        self.written: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.asked.set()
        self.open.wait(PATIENCE_S)
        self.written.append(data)

    def read(self, wait_s: float) -> bytes:
        return b""

    def clear(self) -> None: ...

    def close(self) -> None: ...


def test_of_many_texts_a_slow_display_shows_the_first_and_the_newest(ended: ExitStack):
    line = Gate()
    worker = DisplayWorker(lambda: line, DisplaySettings())
    ended.callback(worker.stop)
    worker.show(("first", ""))
    worker.start()
    assert line.asked.wait(PATIENCE_S)
    for number in range(1000):
        worker.show((str(number), ""))
    line.open.set()
    until(lambda: len(line.written) == 2)
    assert b"first" in line.written[0]
    assert b"999" in line.written[1]


def test_a_display_that_takes_nothing_is_said_and_keeps_nobody_waiting(ended: ExitStack):
    import os
    import tty

    ours, theirs = os.openpty()
    tty.setraw(theirs)
    ended.callback(os.close, ours)
    ended.callback(os.close, theirs)
    problems: list[str] = []
    worker = DisplayWorker(
        lambda: _filled(SerialLine(os.ttyname(theirs), LineSettings(), write_s=0.05)), DisplaySettings(),
        told=problems.append, again_s=0.01, pauses_s=(0.01,),
    )
    ended.callback(worker.stop)
    worker.start()
    worker.show(("Bread", "30.00"))
    until(lambda: "device.stuck" in problems)
    assert set(problems) <= {"", "device.stuck"}  # a full port may take a little more first


def _filled(line: SerialLine) -> SerialLine:
    """A port whose other end reads nothing, and that holds no more."""
    try:
        while True:
            line.write(b" " * 4096)
    except DeviceFailed:
        return line


def test_a_display_that_was_away_shows_what_counts_now(ended: ExitStack):
    before, after = TextDisplay(), TextDisplay()
    first = TcpDevice(before.feed)
    addresses = [first.address]
    second = TcpDevice(after.feed)
    ended.callback(second.stop)
    addresses.append(second.address)
    problems: list[str] = []

    worker = DisplayWorker(
        lambda: open_line(addresses[0]), DisplaySettings(), told=problems.append, again_s=0.05, pauses_s=(0.01,)
    )
    ended.callback(worker.stop)
    worker.start()
    worker.show(("Bread", "30.00"))
    until(lambda: before.lines[0].startswith("Bread"))
    first.stop()
    until(lambda: len(problems) >= 2)
    worker.show(("Milk", "89.90"))
    addresses.pop(0)
    until(lambda: after.lines[0].startswith("Milk"))
    until(lambda: worker.problem == "")


def test_it_is_blank_when_the_till_is_closed(ended: ExitStack):
    display = TextDisplay()
    port = on_port(ended, display)
    worker = display_worker("cd5220", port.address, {})
    worker.start()
    worker.show(("Welcome", ""))
    until(lambda: display.lines[0].startswith("Welcome"))
    worker.stop()
    until(lambda: display.lines == (" " * 20, " " * 20))
