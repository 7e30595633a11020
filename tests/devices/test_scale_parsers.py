"""Every parser of a scale: its published frames, and whatever else may come over a wire. No weight is read that was not sent."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.scales import cas6, dibal, digi, massak100, mtsics, nci, pos2, streams, toledo8217
from devices.scales.bits import crc_massa_k, exclusive_or
from devices.scales.reading import Reading, milli_of
from devices.simulators.scale_frames import FRAMES, SENDS_NO_FIGURE_WHILE_MOVING

PARSERS = {
    "toledo8217": toledo8217.parse, "cas6": cas6.parse, "cas22": streams.parse_cas22, "and18": streams.parse_and18,
    "mtsics": mtsics.parse, "massak100": massak100.parse, "pos2": pos2.parse, "aandd": streams.parse_aandd, "nci": nci.parse,
    "digi": digi.parse, "dibal": dibal.parse,
}
SIMULATED = sorted(FRAMES)
HAS_A_SUM = ("cas6", "massak100", "dibal")
WEIGHTS = st.integers(min_value=0, max_value=29_999)


def hexed(text: str) -> bytes:
    return bytes.fromhex(text)


PUBLISHED = [
    ("toledo8217", hexed("02 30 31 2E 32 33 34 0D"), Reading(1234, stable=True)),
    ("toledo8217", hexed("02 30 31 2E 32 33 34 4E 0D"), Reading(1234, stable=True, net=True)),
    ("toledo8217", hexed("82 30 B1 2E B2 33 B4 8D"), Reading(1234, stable=True)),
    ("toledo8217", hexed("02 3F 41 0D"), Reading(None)),
    ("toledo8217", hexed("02 3F 42 0D"), Reading(None, stable=True, over=True)),
    ("toledo8217", hexed("02 3F 44 0D"), Reading(None, stable=True, under=True)),
    ("cas6", hexed("01 02 53 20 30 31 2E 32 33 34 6B 67 65 03 04"), Reading(1234, stable=True)),
    ("cas22", b"ST,NT,1\xe6,00013.50 kg\r\n", Reading(13_500, stable=True, net=True)),
    ("cas22", b"OL,GS,1\x80,        kg\r\n", None),  # not the eight figures, not the unit: no frame
    ("and18", b"ST,GS,00013.50kg\r\n", Reading(13_500, stable=True)),
    ("and18", b"US,NT,-0000.25kg\r\n", Reading(-250, net=True, under=True)),
    ("mtsics", hexed("53 20 53 20 20 20 20 20 20 31 2E 32 33 34 20 6B 67 0D 0A"), Reading(1234, stable=True)),
    ("mtsics", b"S D      1.234 kg\r\n", Reading(1234)),
    ("mtsics", b"S +\r\n", Reading(None, over=True)),
    ("mtsics", b"S -\r\n", Reading(None, under=True)),
    ("mtsics", b"S I\r\n", Reading(None)),
    ("mtsics", b"ES\r\n", None),
    (
        "massak100", hexed("F8 55 CE 0D 00 24 D2 04 00 00 01 01 00 00 00 00 00 00 11 54"), Reading(1234, stable=True),
    ),
    ("massak100", hexed("F8 55 CE 07 00 10 D0 07 00 00 01 01 C8 28"), Reading(2000, stable=True)),
    ("pos2", hexed("02 0B 3A 00 15 00 D2 04 00 00 00 00 00 F2"), Reading(1234, stable=True)),
    ("aandd", hexed("53 54 2C 2B 30 30 30 31 2E 32 33 34 20 6B 67 0D 0A"), Reading(1234, stable=True)),
    ("aandd", b"OL,+9999999E+19\r\n", Reading(None, over=True)),
    ("nci", b"\n^^^^^^kg\r\n\x30\x32\r\x03", Reading(None, over=True)),
    ("nci", b"\n______kg\r\n\x30\x31\r\x03", Reading(None, under=True)),
    ("nci", b"\n 0012.3kg\r\n\x31\x30\r\x03", Reading(12_300)),
    ("dibal", b"9900031600000004\r\n", Reading(316, stable=True)),
]


@pytest.mark.parametrize(("name", "frame", "reading"), PUBLISHED)
def test_a_published_frame_is_read_as_its_source_says(name: str, frame: bytes, reading: Reading | None) -> None:
    assert PARSERS[name](frame) == reading


def test_the_questions_are_the_published_bytes() -> None:
    assert hexed("57") == toledo8217.ASK_WEIGHT
    assert hexed("F8 55 CE 01 00 23 23 00") == massak100.ASK_WEIGHT
    assert pos2.ask_weight() == hexed("02 05 3A 30 30 33 30 3C")
    assert dibal.ASK_WEIGHT == b"98000001\r\n"
    assert mtsics.ASK_WEIGHT == b"SI\r\n"


def test_the_check_of_massa_k_is_the_one_that_is_published() -> None:
    assert crc_massa_k(b"123456789") == 0xBEEF
    assert all(crc_massa_k(bytes((byte,))) == byte for byte in range(256))


@pytest.mark.parametrize("name", SIMULATED)
@given(grams=WEIGHTS, stable=st.booleans())
def test_what_a_scale_sends_is_what_is_read(name: str, grams: int, stable: bool) -> None:
    reading = PARSERS[name](FRAMES[name](grams, stable))
    assert reading is not None
    assert reading.stable is stable
    has_figure = stable or name not in SENDS_NO_FIGURE_WHILE_MOVING
    assert reading.weight_milli == (grams if has_figure else None)
    assert reading.zero == (grams == 0 and has_figure)
    assert reading.can_be_sold is (stable and grams > 0)


@pytest.mark.parametrize("name", sorted(set(SIMULATED) - SENDS_NO_FIGURE_WHILE_MOVING))
@given(grams=st.integers(min_value=-9999, max_value=-1))
def test_less_than_nothing_is_under_and_never_sold(name: str, grams: int) -> None:
    reading = PARSERS[name](FRAMES[name](grams, True))
    assert reading is not None
    assert (reading.weight_milli, reading.under, reading.can_be_sold) == (grams, True, False)


@pytest.mark.parametrize("name", sorted(PARSERS))
@given(noise=st.binary(max_size=300))
def test_noise_is_never_an_exception(name: str, noise: bytes) -> None:
    reading = PARSERS[name](noise)
    assert reading is None or isinstance(reading, Reading)


@pytest.mark.parametrize("name", SIMULATED)
@given(grams=WEIGHTS, cut=st.integers(min_value=0, max_value=40))
def test_a_frame_that_breaks_off_is_no_reading(name: str, grams: int, cut: int) -> None:
    frame = FRAMES[name](grams, True)
    assert PARSERS[name](frame[: min(cut, len(frame) - 1)]) is None


@pytest.mark.parametrize("name", SIMULATED)
@given(first=WEIGHTS, second=WEIGHTS, cut=st.integers(min_value=1, max_value=40))
def test_of_several_frames_the_latest_whole_one_counts(name: str, first: int, second: int, cut: int) -> None:
    frames = [FRAMES[name](grams, True) for grams in (first, second)]
    beheaded = frames[0][min(cut, len(frames[0]) - 1) :]
    half = frames[0][: min(cut, len(frames[0]) - 1)]
    reading = PARSERS[name](beheaded + frames[0] + frames[1] + half)
    assert reading is not None
    assert reading.weight_milli == second


@pytest.mark.parametrize("name", HAS_A_SUM)
@given(grams=WEIGHTS, place=st.integers(min_value=0, max_value=30), flip=st.integers(min_value=1, max_value=255))
def test_one_wrong_byte_is_found_by_the_sum(name: str, grams: int, place: int, flip: int) -> None:
    frame = bytearray(FRAMES[name](grams, True))
    frame[place % len(frame)] ^= flip
    assert PARSERS[name](bytes(frame)) is None


@given(grams=WEIGHTS, place=st.integers(min_value=0, max_value=7), bit=st.integers(min_value=0, max_value=7))
def test_a_letter_that_lost_a_bit_is_found_by_the_parity_that_the_port_left_in(grams: int, place: int, bit: int) -> None:
    frame = bytearray(byte | (0x80 if bin(byte).count("1") % 2 else 0) for byte in FRAMES["toledo8217"](grams, True))
    assert toledo8217.parse(bytes(frame)) == Reading(grams, stable=True, zero=grams == 0)
    frame[place] ^= 1 << bit
    assert toledo8217.parse(bytes(frame)) is None


@given(st.integers(min_value=-(2**31), max_value=2**31 - 1), st.integers(min_value=0, max_value=0xFFFF))
def test_pos2_sells_no_weight_that_its_state_forbids(weight: int, state: int) -> None:
    body = b"\x0b\x3a\x00" + struct.pack("<HiHB", state, weight, 0, 0)
    reading = pos2.parse(b"\x02" + body + bytes((exclusive_or(body),)))
    assert reading is not None
    is_fine = state & 0x10 and not state & (0x40 | 0x80 | 0x100 | 0x200)
    assert reading.can_be_sold is bool(is_fine and weight > 0)


@given(st.decimals(min_value=-9999, max_value=9999, places=3))
def test_a_figure_is_read_to_the_thousandth(figure: object) -> None:
    assert milli_of(str(figure).encode()) == int(figure * 1000)  # type: ignore[operator]


@pytest.mark.parametrize("text", [b"", b"-", b"1,5", b"1.", b".5", b"1e3", b"\xb2", b"1 2", b"0x10", b"12345678901"])
def test_what_is_no_figure_is_none(text: bytes) -> None:
    assert milli_of(text) is None


def test_what_is_finer_than_a_thousandth_is_rounded_and_not_cut() -> None:
    assert [milli_of(text) for text in (b"1.2344", b"1.2345", b"-1.2345", b"0.0005")] == [1234, 1235, -1235, 1]
