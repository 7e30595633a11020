"""Integers of ours as the numbers of a register's JSON, and back: the one place where a sum becomes a fraction."""

from __future__ import annotations

from decimal import Decimal


def money(minor: int) -> int | float:
    """`12.5` for 1250: hundredths as a JSON number. With fewer than 15 digits its text is exact."""
    return _number(minor, 2)


def quantity(milli: int) -> int | float:
    """`0.75` for 750: thousandths as a JSON number."""
    return _number(milli, 3)


def percent(ppm: int) -> int | float:
    """`12` for 120000 parts of a million."""
    return _number(ppm, 4)


def _number(value: int, places: int) -> int | float:
    exact = Decimal(value).scaleb(-places)
    return int(exact) if exact == exact.to_integral_value() else float(exact)
