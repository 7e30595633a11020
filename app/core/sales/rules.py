"""What a sale costs, and what goes back for a part of it. Pure: no database, no clock, no screen."""

from __future__ import annotations

from collections.abc import Sequence

from app.kernel.errors import RuleBroken
from app.kernel.money import ONE_MILLION, allocate_minor, round_ratio, share_minor


def line_discount(gross_minor: int, *, ppm: int, fixed_minor: int) -> int:
    """A line's own discount: a share of its sum, or a fixed sum. Refused: `discount.above_worth`, `discount.negative`."""
    if ppm < 0 or fixed_minor < 0:
        raise RuleBroken("discount.negative")
    discount = share_minor(gross_minor, ppm) if ppm else fixed_minor
    if discount > gross_minor or ppm > ONE_MILLION:
        raise RuleBroken("discount.above_worth", discount_minor=discount, worth_minor=gross_minor)
    return discount


def receipt_discount(worth_minor: int, *, ppm: int, fixed_minor: int) -> int:
    """The discount on a whole receipt, after the lines' own. Refused: as `line_discount`."""
    return line_discount(worth_minor, ppm=ppm, fixed_minor=fixed_minor)


def share_discount(discount_minor: int, worths_minor: Sequence[int]) -> list[int]:
    """A receipt's discount shared out over its lines by worth, to the last minor unit; no line goes below zero."""
    if not discount_minor:
        return [0] * len(worths_minor)
    return allocate_minor(discount_minor, worths_minor)


def discount_ppm(discount_minor: int, worth_minor: int) -> int:
    """How large a discount is, in ppm of the worth, rounded up: a limit of 5 % is never passed by a fraction."""
    if discount_minor <= 0:
        return 0
    return -(-discount_minor * ONE_MILLION // worth_minor) if worth_minor else ONE_MILLION


def share_of(ppm: int, discount_minor: int, worth_minor: int) -> int:
    """The share that was given: as it was named (rounding a 5 % discount up does not make it more), else what the sum is."""
    return ppm or discount_ppm(discount_minor, worth_minor)


def together(first_ppm: int, second_ppm: int) -> int:
    """Two discounts after one another: 5 % and then 5 % are 9.75 %, rounded up."""
    left = (ONE_MILLION - first_ppm) * (ONE_MILLION - second_ppm)
    return ONE_MILLION - left // ONE_MILLION


def part_of_line(amount_minor: int, *, sold_milli: int, before_milli: int, now_milli: int) -> int:
    """What of a line's sum goes back for a part of its quantity.

    It is the rounded sum up to and including this part, less the rounded sum before it: parts may come back in any
    number of steps, and together they are the whole line to the minor unit.
    """
    upto = round_ratio(amount_minor * (before_milli + now_milli), sold_milli)
    return upto - round_ratio(amount_minor * before_milli, sold_milli)
