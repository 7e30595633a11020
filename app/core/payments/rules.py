"""Who pays what: pure functions over minor units. Tendered money and change are two figures, always."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.payments.views import TENDERS, Part, Settlement, Tender
from app.kernel.errors import RuleBroken
from app.kernel.money import MAX_MINOR, round_cash_minor

NOTES_MINOR: dict[str, tuple[int, ...]] = {
    "KGS": (100, 300, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000),
    "KZT": (500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000),
    "RUB": (100, 200, 500, 1000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000),
    "UAH": (10, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000),
    "GBP": (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000),
    "EUR": (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000),
    "USD": (1, 5, 10, 25, 50, 100, 200, 500, 1000, 2000, 5000, 10_000),
}
"""Coins and notes in use, in minor units; another currency gets 1-2-5 steps. A shop may set its own."""


def denominations(currency: str, chosen: Sequence[int] = ()) -> tuple[int, ...]:
    """The coins and notes of a count, smallest first: the shop's own, else the currency's."""
    steps = tuple(digit * 10**power for power in range(7) for digit in (1, 2, 5))
    return tuple(sorted(set(chosen))) or NOTES_MINOR.get(currency, steps)


def smallest_coin(currency: str) -> int:
    """What cash is rounded to in a new shop, in minor units: the smallest coin in use; 1 where the coins are not known."""
    return NOTES_MINOR.get(currency, (1,))[0]


def settle(total_minor: int, tenders: Sequence[Tender], *, cash_step_minor: int = 1) -> Settlement:
    """Pay a sum with what is offered. Only the part that is paid in cash is rounded; change comes only out of cash.

    Refused: `payment.unknown_tender`, `payment.not_positive`, `payment.absurd`, `payment.too_much` (more than is due by
    anything but cash), `payment.too_little` (with what is missing), `payment.two_cash`.
    """
    for tender in tenders:
        _check(tender)
    charged = [tender for tender in tenders if tender.kind != "cash"]
    cash = [tender for tender in tenders if tender.kind == "cash"]
    if len(cash) > 1:
        raise RuleBroken("payment.two_cash")
    left_minor = total_minor - sum(tender.amount_minor for tender in charged)
    if left_minor < 0:
        raise RuleBroken("payment.too_much", over_minor=-left_minor)
    parts = [Part(t.kind, t.amount_minor, t.amount_minor, t.owner_id, t.reference) for t in charged]
    if not cash:
        if left_minor:
            raise RuleBroken("payment.too_little", missing_minor=left_minor)
        return Settlement(tuple(parts), 0, 0)
    due_minor = round_cash_minor(left_minor, cash_step_minor)
    tendered_minor = cash[0].amount_minor
    if tendered_minor < due_minor:
        raise RuleBroken("payment.too_little", missing_minor=due_minor - tendered_minor)
    if left_minor:
        parts.append(Part("cash", due_minor, tendered_minor, rounding_minor=due_minor - left_minor))
    return Settlement(tuple(parts), tendered_minor - due_minor, due_minor - left_minor)


def check_choosable(tenders: Sequence[Tender]) -> None:
    """An exchange is never chosen by a person: only returned goods make it. Refused: `payment.unknown_tender`."""
    for tender in tenders:
        if tender.kind not in TENDERS:
            raise RuleBroken("payment.unknown_tender", tender=tender.kind)


def change_is_suspicious(change_minor: int, notes_minor: Sequence[int]) -> bool:
    """Nobody hands over a note more than is needed: change as large as the largest note is a slip of the finger."""
    return change_minor >= max(notes_minor)


def likely_sums(due_minor: int, notes_minor: Sequence[int], *, most: int = 4) -> tuple[int, ...]:
    """What a customer is likely to hand over for a sum: the sum itself, then round ones, each with fewer pieces than those
    before it, then single notes that are more than enough. Nobody gives 260 for 250; they give 500."""
    if due_minor <= 0:
        return ()
    rounded = {-(-due_minor // note) * note for note in notes_minor if note * 20 >= due_minor}
    likely, fewest = [due_minor], _pieces(due_minor, notes_minor)
    for each in sorted(each for each in rounded if each > due_minor):
        pieces = _pieces(each, notes_minor)
        if pieces < fewest or pieces == 1:
            likely.append(each)
            fewest = pieces
    return tuple(likely[:most])


def _pieces(amount_minor: int, notes_minor: Sequence[int]) -> int:
    """So many notes and coins, the largest first."""
    pieces = 0
    for note in sorted(notes_minor, reverse=True):
        pieces, amount_minor = pieces + amount_minor // note, amount_minor % note
    return pieces


def refund_parts(total_minor: int, paid: Sequence[Part], *, cash_step_minor: int = 1) -> Settlement:
    """Give a sum back by the tenders of the original: what was owed is forgiven first, then in the order of paying.

    `paid` is what each tender still holds of the original, rounding included. Only cash is rounded, and so that the drawer
    still holds the rounded rest: a sale may come back in any number of parts, and together they are what was paid.
    Refused: `return.more_than_paid`.
    """
    order = sorted(paid, key=lambda part: part.kind != "debt")
    left_minor, parts, rounding_minor = total_minor, list[Part](), 0
    for part in order:
        held = part.amount_minor - part.rounding_minor
        take = min(left_minor, held)
        if take <= 0:
            continue
        left_minor -= take
        given = _given(part, take, held - take, cash_step_minor)
        rounding_minor += given - take
        parts.append(Part(part.kind, given, given, part.owner_id, part.reference, given - take))
    if left_minor:
        raise RuleBroken("return.more_than_paid", missing_minor=left_minor)
    return Settlement(tuple(parts), 0, rounding_minor)


def _given(part: Part, take_minor: int, rest_minor: int, step_minor: int) -> int:
    """What goes back by one tender for `take_minor` of the sum, if `rest_minor` of the sum stays with it."""
    if part.kind == "cash":
        rest = round_cash_minor(rest_minor, step_minor)
        return max(0, round_cash_minor(part.amount_minor - rest, step_minor))
    return min(take_minor, part.amount_minor) if rest_minor else part.amount_minor


def _check(tender: Tender) -> None:
    if tender.kind not in TENDERS and tender.kind != "exchange":
        raise RuleBroken("payment.unknown_tender", tender=tender.kind)
    if tender.amount_minor <= 0:
        raise RuleBroken("payment.not_positive", tender=tender.kind)
    if tender.amount_minor > MAX_MINOR:
        raise RuleBroken("payment.absurd", tender=tender.kind)
