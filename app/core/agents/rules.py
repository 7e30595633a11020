"""What is true of a bag, a commission and a settlement. Pure."""

from __future__ import annotations

from app.kernel.errors import RuleBroken
from app.kernel.money import ONE_MILLION, round_ratio, share_minor

PIECE = 1000
"""One piece in milli: a bag holds whole ones, whatever the unit."""


def check_whole(quantity_milli: int, name: str) -> None:
    """Refused: `agents.half_a_piece`."""
    if quantity_milli % PIECE:
        raise RuleBroken("agents.half_a_piece", name=name, asked_milli=quantity_milli)


def check_commission(ppm: int) -> None:
    """Refused: `agents.commission`, below nothing or above all of it."""
    if not 0 <= ppm <= ONE_MILLION:
        raise RuleBroken("agents.commission")


def commission_minor(total_minor: int, ppm: int) -> int:
    """The agent's share of a sale, rounded half up."""
    return share_minor(total_minor, ppm)


def commission_back_minor(total_minor: int, ppm: int, *, before_minor: int, now_minor: int) -> int:
    """What of a sale's commission goes with goods for `now_minor` that come back after `before_minor` did: all parts together
    are what the sale has given."""
    left = total_minor - before_minor
    return commission_minor(left, ppm) - commission_minor(left - now_minor, ppm)


def part_minor(net_minor: int, *, sold_milli: int, before_milli: int, now_milli: int) -> int:
    """What is given back for so much of a line; all parts together are what was paid for it."""
    return round_ratio(net_minor * (before_milli + now_milli), sold_milli) - round_ratio(net_minor * before_milli, sold_milli)


def owed_minor(*, sold: int, refunded: int, commission: int, paid: int, keeps_commission: bool) -> int:
    """What an agent owes the shop: the cash taken, less what was given back and handed in, less the commission that may be
    kept. Below zero the shop owes the agent."""
    return sold - refunded - paid - (commission if keeps_commission else 0)
