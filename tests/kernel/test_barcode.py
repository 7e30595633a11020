"""Check digits by the book, and labels of scales by whatever layout the shop has."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.kernel.barcode import (
    VALUE_KINDS,
    ScaleCode,
    ScaleReading,
    check_digit,
    has_right_check_digit,
    is_gtin,
    layout_fault,
    read_scale_code,
)

WEIGHT = ScaleCode("20", 2, 5, 7, 5, "weight", 1)
DIGITS = st.text("0123456789", min_size=7, max_size=13).filter(lambda digits: len(digits) in (7, 11, 12, 13))


def label(layout: ScaleCode, item: int, value: int) -> str:
    """The barcode that a scale prints for this item and value."""
    places = list(layout.prefix.ljust(12, "0"))
    for start, length, number in (
        (layout.item_from, layout.item_length, item), (layout.value_from, layout.value_length, value),
    ):
        places[start : start + length] = f"{number:0{length}d}"
    digits = "".join(places)
    return digits + check_digit(digits)


@st.composite
def layouts(draw: st.DrawFn) -> ScaleCode:
    """Any layout that is in order."""
    prefix = draw(st.sampled_from(["20", "21", "27", "29", "201", "299"]))
    cuts = sorted(draw(st.lists(st.integers(len(prefix), 12), min_size=4, max_size=4)))
    fields = [(cuts[0], cuts[1] - cuts[0]), (cuts[2], cuts[3] - cuts[2])]
    assume(all(length for _start, length in fields))
    (item_from, item_length), (value_from, value_length) = draw(st.permutations(fields))
    kind = draw(st.sampled_from(VALUE_KINDS))
    return ScaleCode(prefix, item_from, item_length, value_from, value_length, kind, draw(st.integers(1, 100_000)))


@pytest.mark.parametrize("code", ["4006381333931", "036000291452", "96385074", "00012345600012", "5449000000996"])
def test_codes_from_real_packages_end_in_their_check_digit(code: str):
    assert is_gtin(code)
    assert has_right_check_digit(code)


@given(DIGITS)
def test_every_code_has_one_right_check_digit(digits: str):
    assert [end for end in "0123456789" if has_right_check_digit(digits + end)] == [check_digit(digits)]


@given(DIGITS, st.data())
def test_one_wrong_digit_is_always_seen(digits: str, data: st.DataObject):
    code = digits + check_digit(digits)
    place = data.draw(st.integers(0, len(code) - 1))
    wrong = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != code[place]))
    assert not has_right_check_digit(code[:place] + wrong + code[place + 1 :])


@pytest.mark.parametrize(
    "code", ["", "4", "40063813339310x", "４００６３８１３３３９３１", "40063813339²1", "4006381 33931", "-006381333931"]
)
def test_what_has_not_the_shape_is_no_gtin(code: str):
    assert not is_gtin(code)


@given(layouts(), st.data())
def test_what_a_scale_prints_is_read_back(layout: ScaleCode, data: st.DataObject):
    assert layout_fault(layout) is None
    item = data.draw(st.integers(0, 10**layout.item_length - 1))
    value = data.draw(st.integers(0, 10**layout.value_length - 1))
    reading = read_scale_code(label(layout, item, value), [layout])
    worth = value * layout.value_unit
    expected = ScaleReading(item, None, worth) if layout.value_kind == "price" else ScaleReading(item, worth, None)
    assert reading == expected


def test_a_kilogram_and_a_half_of_item_123():
    assert read_scale_code("2000123015000", [WEIGHT]) is None, "a wrong check digit is no reading"
    assert read_scale_code(label(WEIGHT, 123, 1500), [WEIGHT]) == ScaleReading(123, 1500, None)


def test_pieces_and_sums_are_read_by_their_unit():
    count = replace(WEIGHT, prefix="21", value_kind="count", value_unit=1000)
    price = replace(WEIGHT, prefix="22", value_kind="price", value_unit=100)
    assert read_scale_code(label(count, 7, 12), [WEIGHT, count, price]) == ScaleReading(7, 12_000, None)
    assert read_scale_code(label(price, 7, 345), [WEIGHT, count, price]) == ScaleReading(7, None, 34_500)


def test_of_two_layouts_the_longer_prefix_decides():
    fine = replace(WEIGHT, prefix="201", item_from=3, item_length=4)
    code = label(fine, 42, 500)
    for known in ([WEIGHT, fine], [fine, WEIGHT]):
        assert read_scale_code(code, known) == ScaleReading(42, 500, None)
    assert read_scale_code(label(WEIGHT, 23456, 500), [WEIGHT, fine]) == ScaleReading(23456, 500, None)


@pytest.mark.parametrize("code", ["4006381333931", "036000291452", "96385074", "2", "", "x" * 13, "２" * 13, "2000000000008"])
def test_other_codes_are_no_labels(code: str):
    assert read_scale_code(code, [replace(WEIGHT, prefix="21")]) is None


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({}, None), ({"prefix": "2"}, "prefix"), ({"prefix": "30"}, "prefix"), ({"prefix": "2000"}, "prefix"),
        ({"prefix": ""}, "prefix"), ({"prefix": "２０"}, "prefix"), ({"prefix": "2a"}, "prefix"),
        ({"item_length": 0}, "item"), ({"item_from": 1}, "item"), ({"item_from": -3}, "item"), ({"item_length": 99}, "item"),
        ({"value_length": 6}, "value"), ({"value_from": 12}, "value"), ({"value_from": 6}, "overlap"),
        ({"item_length": 6}, "overlap"), ({"value_unit": 0}, "unit"), ({"value_unit": -1}, "unit"),
        ({"value_unit": 100_001}, "unit"), ({"value_kind": "volume"}, "kind"), ({"value_kind": ""}, "kind"),
    ],
)
def test_a_layout_that_cannot_be_says_where_it_is_wrong(change: dict[str, Any], fault: str | None):
    assert layout_fault(replace(WEIGHT, **change)) == fault
