"""Barcodes of goods: check digits, and in-store codes of label scales. Pure; what is unknown stays an article."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_GTIN_LENGTHS = (8, 12, 13, 14)
VALUE_KINDS = ("weight", "price", "count")


@dataclass(frozen=True, slots=True)
class ScaleCode:
    """How an in-store EAN-13 is read: positions count from 0; `value_unit` is what one step of the value is worth.

    For `weight`, in thousandths of the product's unit (1 = grams of a kilogram); for `price`, in minor units;
    for `count`, in thousandths too (1000 = whole pieces).
    """

    prefix: str
    item_from: int
    item_length: int
    value_from: int
    value_length: int
    value_kind: str
    value_unit: int


@dataclass(frozen=True, slots=True)
class ScaleReading:
    """What a scale label says: the product's number in the scale, and a quantity or a sum."""

    scale_code: int
    quantity_milli: int | None
    price_minor: int | None


def check_digit(digits: str) -> str:
    """The last digit of a GTIN: weights 3, 1, 3 … from the right (GS1 General Specifications, 7.9.1)."""
    total = 3 * sum(map(int, digits[::-2])) + sum(map(int, digits[-2::-2]))
    return str(-total % 10)


def is_gtin(code: str) -> bool:
    """Whether it has the shape of an EAN-8, UPC-A, EAN-13 or GTIN-14 at all."""
    return len(code) in _GTIN_LENGTHS and code.isascii() and code.isdigit()


def has_right_check_digit(code: str) -> bool:
    """Whether a code of that shape ends in its check digit."""
    return check_digit(code[:-1]) == code[-1]


def read_scale_code(code: str, layouts: Iterable[ScaleCode]) -> ScaleReading | None:
    """What a scale label says, by the first layout whose prefix fits; None for any other code or a wrong check digit."""
    if len(code) != 13 or not is_gtin(code) or code[0] != "2" or not has_right_check_digit(code):
        return None
    for layout in sorted(layouts, key=lambda known: -len(known.prefix)):
        if code.startswith(layout.prefix):
            return _read(code, layout)
    return None


def layout_fault(layout: ScaleCode) -> str | None:
    """What is wrong with a layout (`prefix`, `item`, `value`, `overlap`, `unit`, `kind`), or None."""
    prefix_ok = layout.prefix.isascii() and layout.prefix.isdigit() and 2 <= len(layout.prefix) <= 3
    if not prefix_ok or layout.prefix[0] != "2":
        return "prefix"
    item = range(layout.item_from, layout.item_from + layout.item_length)
    value = range(layout.value_from, layout.value_from + layout.value_length)
    for name, field in (("item", item), ("value", value)):
        if len(field) < 1 or field.start < len(layout.prefix) or field.stop > 12:
            return name
    if set(item) & set(value):
        return "overlap"
    if layout.value_kind not in VALUE_KINDS:
        return "kind"
    return None if 1 <= layout.value_unit <= 100_000 else "unit"


def _read(code: str, layout: ScaleCode) -> ScaleReading:
    item = int(code[layout.item_from : layout.item_from + layout.item_length])
    value = int(code[layout.value_from : layout.value_from + layout.value_length]) * layout.value_unit
    if layout.value_kind == "price":
        return ScaleReading(item, None, value)
    return ScaleReading(item, value, None)
