"""A scale on a port, as the till hears it: read by its one owner, pulled and plugged in again, never a weight that is old."""

from __future__ import annotations

import os
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from app.kernel.errors import DeviceFailed
from app.ports import Reading
from devices.detect import lasting_names
from devices.line import Deadline, Line
from devices.making import scale_worker
from devices.scales.protocols import PROTOCOLS
from devices.scales.reading import Reading as Frame
from devices.scales.worker import ScaleWorker, as_port
from devices.simulators.on_pty import PtyDevice
from devices.simulators.scale_talk import ScaleTalk
from devices.transport.address import open_line
from tests.devices.waiting import PATIENCE_S, until


class ByHand:
    """A conversation whose next reading, or fault, somebody hands over."""

    def __init__(self) -> None:
        self.frames: list[Frame | Exception | None] = []
        self.taken = threading.Semaphore(0)

    def take(self, line: Line, deadline: Deadline) -> Frame | None:
        frame = self.frames.pop(0) if self.frames else None
        self.taken.release()
        if isinstance(frame, Exception):
            raise frame
        return frame


class NoLine:
    """A line that is never asked for anything."""

    closed = 0

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def running() -> Iterator[Callable[[ScaleWorker], ScaleWorker]]:
    with ExitStack() as stack:

        def start(worker: ScaleWorker) -> ScaleWorker:
            stack.callback(worker.stop)
            worker.start()
            return worker

        yield start


def test_the_newest_reading_is_there_at_once_with_its_age(running: Callable[[ScaleWorker], ScaleWorker]):
    now, talk, line = [100.0], ByHand(), NoLine()
    talk.frames = [Frame(1500, stable=True)]
    worker = running(ScaleWorker(lambda: line, lambda: talk, clock=lambda: now[0]))  # type: ignore[arg-type, return-value]
    until(lambda: worker.latest() is not None)
    now[0] += 0.4
    assert worker.latest() == Reading(1500, is_stable=True, age_ms=400)
    assert worker.problem == ""


def test_a_cable_that_is_pulled_leaves_no_weight_and_one_that_is_plugged_in_again_is_heard(
    running: Callable[[ScaleWorker], ScaleWorker],
):
    talk, line = ByHand(), NoLine()
    talk.frames = [Frame(700, stable=True), DeviceFailed("device.gone", address="x")]
    gate, reached = threading.Event(), [0]

    def reach() -> NoLine:
        reached[0] += 1
        if reached[0] > 1:
            gate.wait(PATIENCE_S)
        return line

    worker = running(ScaleWorker(reach, lambda: talk, pauses_s=(0.01,)))  # type: ignore[arg-type]
    until(lambda: worker.problem == "device.gone" and worker.latest() is None)
    assert line.closed == 1
    talk.frames.append(Frame(250, stable=True))
    gate.set()
    until(lambda: worker.latest() is not None)
    assert worker.problem == ""


def test_a_driver_that_breaks_is_a_scale_that_is_not_heard(running: Callable[[ScaleWorker], ScaleWorker]):
    talk = ByHand()
    talk.frames = [ValueError("a bug"), Frame(1000, stable=True)]
    worker = running(ScaleWorker(NoLine, lambda: talk, pauses_s=(0.01,)))  # type: ignore[arg-type]
    until(lambda: worker.latest() is not None)


@pytest.mark.parametrize(("frame", "reading"), [
    (Frame(1234, stable=True), Reading(1234, is_stable=True)),
    (Frame(250_000, unit="g", stable=True), Reading(250, is_stable=True)),
    (Frame(1000, unit="lb", stable=True), Reading(454, is_stable=True)),
    (Frame(None, over=True), Reading(0, is_stable=False, is_over=True)),
    (Frame(None, stable=True), Reading(0, is_stable=False)),
    (Frame(-5, under=True, stable=True), Reading(-5, is_stable=True, is_under=True)),
    (Frame(1000, unit="stone", stable=True), Reading(0, is_stable=False)),
])
def test_a_scales_own_reading_is_told_in_grams(frame: Frame, reading: Reading):
    assert as_port(frame) == reading


@pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals of POSIX")
def test_a_scale_that_sends_all_the_time_is_read_over_a_real_port(running: Callable[[ScaleWorker], ScaleWorker]):
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    address = os.ttyname(theirs)
    protocol = PROTOCOLS["cas22"]
    worker = running(ScaleWorker(lambda: open_line(address), protocol.conversation))
    ended = threading.Event()

    def send() -> None:
        while not ended.wait(0.02):
            os.write(ours, b"ST,GS,1\xc0,0001.250 kg\r\n")

    sender = threading.Thread(target=send, daemon=True)
    sender.start()
    try:
        until(lambda: (heard := worker.latest()) is not None and heard.weight_milli == 1250 and heard.is_stable)
    finally:
        ended.set()
        sender.join()
        worker.stop()
        os.close(theirs)
        os.close(ours)


@pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals of POSIX")
def test_a_scale_that_is_plugged_in_again_under_another_name_is_heard_at_its_lasting_one(
    running: Callable[[ScaleWorker], ScaleWorker], tmp_path: Path
):
    ports = [PtyDevice(ScaleTalk("cas6", partial(lambda grams: (grams, True), grams)).answer) for grams in (742, 1234)]
    link = tmp_path / "usb-CAS_AP-if00"
    try:
        link.symlink_to(ports[0].port)
        worker = running(scale_worker("cas6", f"serial:{lasting_names(tmp_path)[ports[0].port]}", {}))
        until(lambda: (heard := worker.latest()) is not None and heard.weight_milli == 742)
        link.unlink()
        ports[0].pull()
        until(lambda: worker.problem == "device.not_there" and worker.latest() is None)
        link.symlink_to(ports[1].port)
        until(lambda: (heard := worker.latest()) is not None and heard.weight_milli == 1234)
        assert worker.problem == ""
        worker.stop()
    finally:
        for port in ports:
            port.pull()
