"""Scanners: codes come whole over the line, with every byte, and no code is read that was not sent."""

from __future__ import annotations

import os
import tty
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import DeviceFailed
from devices.line import LineSettings
from devices.scanners.reader import LONGEST, Ending, ScannerReader
from devices.transport.serial_port import SerialLine

WATER = b"0104601234567893215mwUE9abcdefg\x1d93dGVz"
SHOES = b"010460123456789321ABC1234567890\x1d91EE06\x1d92" + b"k" * 44


class Scripted:
    """The end of a line on which these pieces arrive, one a read; None is a pause that is longer than any wait."""

    def __init__(self, pieces: list[bytes | None]) -> None:
        self._pieces = list(pieces)

    def write(self, data: bytes) -> None:
        raise AssertionError("nobody writes to a scanner")

    def read(self, wait_s: float) -> bytes:
        if not self._pieces:
            raise DeviceFailed("device.gone", address="x")
        return self._pieces.pop(0) or b""

    def clear(self) -> None: ...

    def close(self) -> None: ...


def all_codes(pieces: list[bytes | None], ending: Ending = "suffix") -> list[bytes]:
    reader = ScannerReader(Scripted(pieces), ending=ending)
    codes: list[bytes] = []
    while True:
        try:
            code = reader.read(0)
        except DeviceFailed:
            return codes
        if code is not None:
            codes.append(code)


letters = st.binary(min_size=1, max_size=30).filter(lambda code: b"\r" not in code and b"\n" not in code)
suffix = st.sampled_from([b"\r", b"\n", b"\r\n"])


@given(st.lists(letters, max_size=6), suffix, st.lists(st.integers(1, 40), min_size=1, max_size=12))
def test_codes_are_whole_however_they_arrive(codes: list[bytes], end: bytes, sizes: list[int]):
    sent = b"".join(code + end for code in codes)
    pieces: list[bytes | None] = []
    while sent:
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(sent[:size])
        sent = sent[size:]
    assert all_codes(pieces) == codes


@given(st.lists(st.tuples(letters, st.integers(0, 30)), max_size=6), suffix)
def test_with_pauses_anywhere_nothing_comes_out_that_was_not_sent(codes: list[tuple[bytes, int]], end: bytes):
    pieces: list[bytes | None] = []
    for code, pause in codes:
        pieces += [(code + end)[:pause], None, (code + end)[pause:]]
    sent = [code for code, _pause in codes]
    out = all_codes([piece for piece in pieces if piece is None or piece])
    assert [code for code in out if code not in sent] == []


@given(st.lists(letters, max_size=6))
def test_without_a_suffix_a_code_ends_in_silence(codes: list[bytes]):
    pieces: list[bytes | None] = []
    for code in codes:
        pieces += [code[: len(code) // 2] or code, code[len(code) // 2 :] if len(code) > 1 else None, None]
    assert all_codes([piece for piece in pieces if piece is None or piece], "silence") == codes


def test_what_never_ends_is_thrown_away_up_to_its_end():
    noise: list[bytes | None] = [b"x" * 1000] * 6
    assert LONGEST < 6000
    assert all_codes([*noise, b"rest\r4600\r"]) == [b"4600"]


@pytest.fixture
def cable() -> Iterator[tuple[int, SerialLine]]:
    master, slave = os.openpty()
    tty.setraw(slave)
    line = SerialLine(os.ttyname(slave), LineSettings())
    yield master, line
    line.close()
    os.close(slave)
    os.close(master)


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_codes_come_over_a_serial_port_with_every_byte(cable: tuple[int, SerialLine], end: bytes):
    master, line = cable
    reader = ScannerReader(line)
    os.write(master, WATER + end + b"4006381333931" + end)
    assert reader.read(5) == WATER
    assert reader.read(5) == b"4006381333931"
    assert reader.read(0.01) is None


def test_a_scanner_without_a_suffix_is_read_over_a_serial_port(cable: tuple[int, SerialLine]):
    master, line = cable
    reader = ScannerReader(line, ending="silence")
    os.write(master, b"4006381333931")
    assert reader.read(5) == b"4006381333931"
    os.write(master, SHOES)
    assert reader.read(5) == SHOES


def test_a_scanner_that_is_pulled_is_said():
    master, slave = os.openpty()
    tty.setraw(slave)
    line = SerialLine(os.ttyname(slave), LineSettings())
    os.write(master, b"4006")
    os.close(slave)
    os.close(master)
    with pytest.raises(DeviceFailed, match=r"device\.gone"):
        _read_on(ScannerReader(line))


def _read_on(reader: ScannerReader) -> None:
    while True:
        reader.read(1)
