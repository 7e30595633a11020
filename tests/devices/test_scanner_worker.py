"""A scanner on a port, as the till hears it: whole codes, each once, pulled and plugged in again, and never half a code."""

from __future__ import annotations

import os
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import DeviceFailed
from devices.line import Line, LineSettings
from devices.making import scanner_worker
from devices.scanners.reader import LONGEST, ScannerReader
from devices.scanners.worker import ScannerWorker
from devices.transport.serial_port import SerialLine
from tests.devices.waiting import PATIENCE_S, until

WATER = b"0104601234567893215mwUE9abcdefg\x1d93dGVz"


class Cable:
    """A serial port that is pulled and plugged in again."""

    def __init__(self) -> None:
        self.ours, self._theirs = os.openpty()
        tty.setraw(self._theirs)
        self.port = os.ttyname(self._theirs)

    def send(self, data: bytes) -> None:
        os.write(self.ours, data)

    def pull(self) -> None:
        for end in (self.ours, self._theirs):
            os.close(end)


class Ear:
    def __init__(self) -> None:
        self.codes: list[bytes] = []
        self.problems: list[str] = []


@pytest.fixture
def ended() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def worker_over(ended: ExitStack, ear: Ear, reach: Callable[[], Line]) -> ScannerWorker:
    made = ScannerWorker(reach, ScannerReader, heard=ear.codes.append, told=ear.problems.append, pauses_s=(0.01,))
    ended.callback(made.stop)
    made.start()
    until(lambda: made.problem is not None)
    return made


def test_codes_come_whole_and_once_also_those_that_follow_at_once(ended: ExitStack):
    cable, ear = Cable(), Ear()
    ended.callback(cable.pull)
    worker = scanner_worker("serial", f"serial:{cable.port}", {}, heard=ear.codes.append)
    ended.callback(worker.stop)
    worker.start()
    until(lambda: worker.problem == "")
    cable.send(WATER[:9])
    cable.send(WATER[9:] + b"\r\n4006381333931\r\n4006381333931\r")
    until(lambda: len(ear.codes) == 3)
    assert ear.codes == [WATER, b"4006381333931", b"4006381333931"]


def test_half_a_code_goes_with_the_cable_and_is_no_part_of_the_next_one(ended: ExitStack):
    first, second, ear = Cable(), Cable(), Ear()
    ended.callback(second.pull)
    ports = [first.port, second.port]
    worker = worker_over(ended, ear, lambda: SerialLine(ports[0], LineSettings()))
    first.send(b"4600\r400638")
    until(lambda: ear.codes == [b"4600"])
    ports.pop(0)
    first.pull()
    until(lambda: ear.problems == ["", "device.gone", ""] and worker.problem == "")
    second.send(b"1333931\r4601\r")
    until(lambda: b"4601" in ear.codes)
    assert ear.codes == [b"4600", b"1333931", b"4601"]  # what the scanner sent after it was plugged in, and nothing put together


def test_a_second_program_on_the_port_is_told_that_it_is_taken_and_hears_nothing(ended: ExitStack):
    cable, ear, other = Cable(), Ear(), Ear()
    ended.callback(cable.pull)
    worker_over(ended, ear, lambda: SerialLine(cable.port, LineSettings()))
    late = worker_over(ended, other, lambda: SerialLine(cable.port, LineSettings()))
    until(lambda: late.problem == "device.busy")
    cable.send(b"4600\r")
    until(lambda: ear.codes == [b"4600"])
    assert other.codes == []


def test_what_breaks_where_a_code_is_handed_on_does_not_end_it(ended: ExitStack):
    cable, codes, problems = Cable(), list[bytes](), list[str]()
    ended.callback(cable.pull)

    def heard(code: bytes) -> None:
        codes.append(code)
        if len(codes) == 1:
            raise ZeroDivisionError("a bug")

    worker = ScannerWorker(
        lambda: SerialLine(cable.port, LineSettings()), ScannerReader, heard=heard, told=problems.append, pauses_s=(0.01,)
    )
    ended.callback(worker.stop)
    worker.start()
    until(lambda: worker.problem == "")
    cable.send(b"4600\r")
    until(lambda: problems == ["", "device.gone", ""])
    cable.send(b"4601\r")
    until(lambda: codes == [b"4600", b"4601"])


class Scripted:
    """A line on which these pieces arrive, one a read; then it is gone for ever."""

    def __init__(self, pieces: list[bytes], ended: threading.Event) -> None:
        self._pieces, self._ended = list(pieces), ended

    def write(self, data: bytes) -> None:
        raise AssertionError("nobody writes to a scanner")

    def read(self, wait_s: float) -> bytes:
        if not self._pieces:
            self._ended.set()
            raise DeviceFailed("device.gone", address="x")
        return self._pieces.pop(0)

    def clear(self) -> None: ...

    def close(self) -> None: ...


def whole_codes(sent: bytes) -> list[bytes]:
    """By hand: what stands between two suffixes, and is not longer than any code."""
    parts = sent.replace(b"\n", b"\r").split(b"\r")[:-1]
    return [part for part in parts if 0 < len(part) <= LONGEST]


@given(st.lists(st.one_of(st.binary(min_size=1, max_size=40), st.sampled_from([b"\r", b"\n", b"4600\r", WATER])), max_size=12))
def test_of_any_bytes_exactly_the_whole_codes_are_handed_on(pieces: list[bytes]):
    ear, is_over = Ear(), threading.Event()
    lines = iter([Scripted(pieces, is_over)])

    def reach() -> Line:
        for line in lines:
            return line
        raise DeviceFailed("device.not_there", address="x")

    worker = ScannerWorker(reach, ScannerReader, heard=ear.codes.append)
    worker.start()
    assert is_over.wait(PATIENCE_S)
    worker.stop()
    assert ear.codes == whole_codes(b"".join(pieces))
