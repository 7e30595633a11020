"""A code says what its maker put into it, a marking code stays as it came, and nothing is read that was not sent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.scan import plain_code, read_code, without_symbol

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


@pytest.mark.parametrize("start", ["", "]d2", "]C1", "\x1d"])
def test_all_scans_of_one_marked_piece_begin_alike_and_are_told_without_the_first_separator(start: str):
    scan = read_code(start + WATER.decode())
    assert (scan.mark, scan.piece) == (WATER.decode(), "01046012345678932" + "15mwUE9abcdefg")
    assert read_code(start + "0104601234567893").mark == ""


def test_a_number_is_looked_up_as_price_lists_write_it():
    assert read_code("]C10104601234567893").shelf_codes == ("4601234567893", "04601234567893")
    assert read_code("]C10100036000291452").shelf_codes == ("0036000291452", "036000291452", "00036000291452")
    assert read_code("]C10100000046009333").shelf_codes == ("46009333", "0000046009333", "000046009333", "00000046009333")
    assert read_code("]C10114006381333938").shelf_codes == ("14006381333938",)


@pytest.mark.parametrize(
    ("code", "plain", "whole"),
    [("4006381333931", "4006381333931", "4006381333931"), ("]E04006381333931", "4006381333931", "4006381333931"),
     ("]d20104601234567893215mw\x1d93ab", "4601234567893", "]d20104601234567893215mw\x1d93ab"),
     ("0104601234567893215mw\x1d93ab", "4601234567893", "0104601234567893215mw\x1d93ab"), ("ABC-12", "ABC-12", "ABC-12"),
     ("0100000046009333" + "10A", "46009333", "010000004600933310A")],
)
def test_a_person_is_shown_the_number_under_the_bars(code: str, plain: str, whole: str):
    assert (plain_code(code), without_symbol(code)) == (plain, whole)


@given(st.one_of(st.text(max_size=60), like_gs1.map(lambda raw: raw.decode("latin-1"))))
def test_what_a_person_is_shown_of_any_text_has_no_separator_and_was_sent(code: str):
    assert "\x1d" not in plain_code(code)
    assert plain_code(code) in code.replace("\x1d", "")
    assert without_symbol(code) in (code, code[3:])
