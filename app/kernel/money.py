"""Money, quantity and rates: exact integers, and the only place where anything is rounded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

ONE_MILLION = 1_000_000
_AMOUNT = re.compile(r"([+-]?)(?=\.?[0-9])([0-9]{0,15})(?:\.([0-9]{0,12}))?", re.ASCII)
MAX_MINOR = 10**12
"""No amount of a till passes this; amount × rate then stays inside SQLite's 64-bit integers, which `duken verify` needs."""


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units (tiyin, cents): `Money(1250, "KZT")` is 12.50 KZT."""

    minor: int
    currency: str

    def __add__(self, other: Money) -> Money:
        assert self.currency == other.currency, "money of two currencies never meets"
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        return self + -other

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)


@dataclass(frozen=True, slots=True, order=True)
class Quantity:
    """A quantity in thousandths of the product's own unit: 1 piece is 1000, 250 g is 250."""

    milli: int

    def __neg__(self) -> Quantity:
        return Quantity(-self.milli)

    @property
    def is_whole(self) -> bool:
        return self.milli % 1000 == 0


@dataclass(frozen=True, slots=True, order=True)
class Rate:
    """A share in parts per million: 12 % is `Rate(120_000)`."""

    ppm: int


ONE = Quantity(1000)


def extend_minor(price_minor: int, quantity_milli: int) -> int:
    """Price times quantity in minor units, rounded half away from zero; the only multiplication of money."""
    return round_ratio(price_minor * quantity_milli, 1000)


def extend(price: Money, quantity: Quantity) -> Money:
    """`extend_minor` for typed values."""
    return Money(extend_minor(price.minor, quantity.milli), price.currency)


def share_minor(amount_minor: int, ppm: int) -> int:
    """`ppm` millionths of an amount, rounded half away from zero: a discount of 10 % is `share_minor(x, 100_000)`."""
    return round_ratio(amount_minor * ppm, ONE_MILLION)


def included_tax_minor(net_minor: int, ppm: int) -> int:
    """The tax inside a price that includes it: net × rate ÷ (1 + rate), rounded half away from zero."""
    return round_ratio(net_minor * ppm, ONE_MILLION + ppm)


def allocate_minor(total_minor: int, weights: Sequence[int]) -> list[int]:
    """Split `total_minor` by weight without losing a unit: largest remainders first (Hamilton); a refund mirrors its sale.

    Each share is within one unit of its fair part; a weight of zero carries nothing. Needs at least one positive weight.
    """
    whole = sum(weights)
    assert whole > 0, "somebody must carry the sum"
    assert min(weights) >= 0, "nobody carries less than nothing"
    amount = abs(total_minor)
    shares = [amount * weight // whole for weight in weights]
    left = amount - sum(shares)
    if left:
        by_remainder = sorted(range(len(weights)), key=lambda i: -(amount * weights[i] % whole))
        for i in by_remainder[:left]:
            shares[i] += 1
    return [-share for share in shares] if total_minor < 0 else shares


def allocate(total: Money, weights: Sequence[int]) -> list[Money]:
    """`allocate_minor` for typed values."""
    return [Money(minor, total.currency) for minor in allocate_minor(total.minor, weights)]


def round_cash_minor(amount_minor: int, step_minor: int) -> int:
    """The amount that can be paid in coins of `step_minor`: nearest, half away from zero (Swedish rounding)."""
    assert step_minor > 0, "the smallest coin is worth something"
    return round_ratio(amount_minor, step_minor) * step_minor


def round_ratio(numerator: int, denominator: int) -> int:
    """An exact fraction to a whole number, half away from zero: -2.5 is -3, so that a refund mirrors its sale."""
    rounded = (abs(numerator) * 2 + denominator) // (denominator * 2)
    return -rounded if numerator < 0 else rounded


_DIGITS = {
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0,
    "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0, "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}


def is_currency(code: str) -> bool:
    """Whether this is the code (ISO 4217, capital letters) of money that a country pays with today: `RUB`, not `RUR` or `XAU`."""
    return code in _in_use()


@cache
def _in_use() -> frozenset[str]:
    """What Babel's tables (CLDR) know as legal tender without an end."""
    from babel.core import get_global  # late: only who names a new shop's money asks

    of_territories = get_global("territory_currencies").values()
    return frozenset(code for known in of_territories for code, _start, end, is_tender in known if is_tender and end is None)


def minor_digits(currency: str) -> int:
    """How many decimals a currency has (ISO 4217): 2 but for a few."""
    return _DIGITS.get(currency, 2)


def parse_minor(text: str, *, digits: int) -> tuple[int, bool]:
    """An amount as people write it (`1 234,50`, `1234.5`, `99`) in minor units, and whether it was finer than one.

    What is finer is rounded half away from zero. Raises ValueError for what is not an amount at all.
    """
    plain = text.strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    if "," in plain and "." not in plain:
        plain = plain.replace(",", ".")
    match = _AMOUNT.fullmatch(plain)
    if match is None:
        raise ValueError(text)
    sign, whole, fraction = match.group(1), match.group(2), match.group(3) or ""
    numerator = int((whole or "0") + fraction) * 10**digits
    minor = round_ratio(-numerator if sign == "-" else numerator, 10 ** len(fraction))
    return minor, bool(fraction[digits:].strip("0"))
