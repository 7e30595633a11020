"""What a line of a stock document may cost, and how extra costs are shared out over the lines. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from app.kernel.errors import RuleBroken
from app.kernel.money import MAX_MINOR, allocate_minor, extend_minor


def check_cost(cost_minor: int, *, name: str) -> None:
    """Refused: `stock.cost_negative`, `stock.cost_too_large` (10^12 minor units and more), each with the product's name."""
    if cost_minor < 0:
        raise RuleBroken("stock.cost_negative", name=name, cost_minor=cost_minor)
    if cost_minor >= MAX_MINOR:
        raise RuleBroken("stock.cost_too_large", name=name, most_minor=MAX_MINOR - 1)


def check_extra(extra_minor: int) -> None:
    """Refused: `stock.extra_out_of_range`."""
    if not 0 <= extra_minor < MAX_MINOR:
        raise RuleBroken("stock.extra_out_of_range", most_minor=MAX_MINOR - 1)


def shares_of_extra(extra_minor: int, costs: Sequence[int], quantities: Sequence[int]) -> list[int]:
    """Each line's share of what a document cost besides: by value, and by quantity where nothing cost anything. To the minor
    unit all shares together are what was shared out."""
    if not extra_minor:
        return [0] * len(costs)
    return allocate_minor(extra_minor, costs if any(costs) else quantities)


def cost_of_line(cost_minor: int, quantity_milli: int, *, is_of_one: bool) -> int:
    """What a whole line costs, of which one or all is said to cost so much."""
    return extend_minor(cost_minor, quantity_milli) if is_of_one else cost_minor
