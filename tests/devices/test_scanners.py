"""Scanners: a code says what its maker put into it, marking codes stay as they came, and no code is read that was not sent."""

from __future__ import annotations

import os
import tty
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import DeviceFailed
from devices.line import LineSettings
from devices.scanners.codes import read_code
from devices.scanners.reader import LONGEST, Ending, ScannerReader
from devices.transport.serial_port import SerialLine

WATER = b"0104601234567893215mwUE9abcdefg\x1d93dGVz"
SHOES = b"010460123456789321ABC1234567890\x1d91EE06\x1d92" + b"k" * 44


PLAIN = ("4006381333931", "2200123004529", "46009333", "036000291452", "14006381333938", "12345", "ABC-1")


@pytest.mark.parametrize("code", PLAIN)
@pytest.mark.parametrize("aim", ["", "]E0", "]C0", "]A0"])
def test_plain_codes_stay_what_they_are(code: str, aim: str):
    scan = read_code((aim + code).encode())
    assert (scan.code, scan.aim, scan.raw) == (code, aim, (aim + code).encode())
    assert (scan.gtin, scan.serial, scan.weight_milli, scan.price) == ("", "", None, None)


def test_a_label_of_weighed_goods_says_weight_batch_and_expiry():
    scan = read_code(b"]d20104601234567893310300125010LOT1\x1d17261231")
    assert (scan.code, scan.gtin, scan.batch, scan.expiry) == ("4601234567893", "04601234567893", "LOT1", date(2026, 12, 31))
    assert (scan.weight_milli, scan.price) == (1250, None)


@pytest.mark.parametrize("form", [zxingcpp.BarcodeFormat.DataMatrix, zxingcpp.BarcodeFormat.Code128])
def test_a_code_that_was_drawn_and_scanned_says_what_was_put_into_it(form: zxingcpp.BarcodeFormat):
    told = "(01)04601234567893(3103)000452(10)LOT1(17)261231"
    drawn = zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(told, form, gs1=True), scale=4, add_quiet_zones=True)
    (seen,) = zxingcpp.read_barcodes(drawn)
    scan = read_code(seen.symbology_identifier.encode() + seen.bytes)
    assert (scan.code, scan.weight_milli, scan.batch, scan.expiry) == ("4601234567893", 452, "LOT1", date(2026, 12, 31))


@pytest.mark.parametrize(
    ("body", "milli"),
    [("3100000012", 12_000), ("3101000012", 1200), ("3102000125", 1250), ("3103000001", 1), ("3105012345", 123),
     ("3104000005", 1)],
)
def test_weight_is_in_grams_whatever_its_decimals(body: str, milli: int):
    assert read_code("]C1" + body).weight_milli == milli


@pytest.mark.parametrize(("body", "price"), [("392212550", "125.50"), ("392012", "12"), ("39231", "0.001")])
def test_price_is_as_it_is_written(body: str, price: str):
    assert read_code("]C1" + body).price == Decimal(price)


@pytest.mark.parametrize("body", [WATER, SHOES, b"\x1d" + WATER])
@pytest.mark.parametrize("aim", [b"", b"]d2", b"]d1"])
def test_a_marking_code_is_kept_byte_for_byte_and_finds_its_goods(body: bytes, aim: bytes):
    scan = read_code(aim + body)
    assert (scan.raw, scan.body) == (aim + body, body)
    assert (scan.code, scan.is_marking) == ("4601234567893", True)
    assert scan.serial in ("5mwUE9abcdefg", "ABC1234567890")


def test_a_small_code_in_a_large_one_is_the_small_one():
    assert read_code("]d20100000046009333").code == "46009333"


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe", b"46\x0012", b"]d2garbage", b"]d2", b"", b"01046012345678941726", b"010460123456789417269931", "\ud800"],
)
def test_what_is_no_code_says_nothing_and_raises_nothing(raw: bytes | str):
    scan = read_code(raw)
    assert (scan.gtin, scan.weight_milli, scan.expiry, scan.is_marking) == ("", None, None, False)


like_gs1 = st.from_regex(rb"\][CdeQ][0-3](01|10|17|21|3103|3922)[0-9A-Za-z\x1d]{0,60}", fullmatch=True)


@given(st.one_of(st.binary(max_size=80), st.text(max_size=80), like_gs1))
def test_of_any_bytes_nothing_is_read_that_was_not_sent(raw: bytes | str):
    scan = read_code(raw)
    sent = raw if isinstance(raw, bytes) else raw.encode("utf-8", "surrogatepass")
    assert scan.raw == sent
    assert sent.endswith(scan.body)
    assert scan.code.encode() in scan.body.replace(b"\x1d", b"")
    for part in (scan.gtin, scan.serial, scan.batch):
        assert part.encode() in sent


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
