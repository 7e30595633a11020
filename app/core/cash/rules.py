"""Counting and explaining: pure functions over minor units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from app.core.cash.views import Cause, Comparison, DrawerFact, ShiftReport, TenderLine
from app.kernel.canonical import from_table
from app.kernel.errors import RuleBroken
from app.kernel.money import MAX_MINOR

MAX_PIECES = 100_000
TWINS_WITHIN_S = 300


def counted_sum(counts: Mapping[int, int], allowed: Sequence[int]) -> int:
    """What was counted, denomination by denomination. Refused: `count.unknown_denomination`, `count.pieces_out_of_range`."""
    for denomination, pieces in counts.items():
        if denomination not in allowed:
            raise RuleBroken("count.unknown_denomination", denomination_minor=denomination)
        if not 0 <= pieces <= MAX_PIECES:
            raise RuleBroken("count.pieces_out_of_range", pieces=pieces, most=MAX_PIECES)
    return sum(denomination * pieces for denomination, pieces in counts.items())


def counted_pieces(told: Mapping[str, Any] | Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """The `counts` of a Z as pairs (denomination in minor units, pieces): today a table; a Z of before has the bare pairs."""
    if isinstance(told, Mapping):
        return [(row["denomination_minor"], row["pieces"]) for row in from_table(told)]
    return [(denomination, pieces) for denomination, pieces in told]


def check_amount(amount_minor: int) -> None:
    """An amount of cash that is moved. Refused: `cash.not_positive`, `cash.too_large`."""
    if amount_minor <= 0:
        raise RuleBroken("cash.not_positive")
    if amount_minor > MAX_MINOR:
        raise RuleBroken("cash.too_large")


def blinded(report: ShiftReport) -> ShiftReport:
    """A report for who may not see what must be in the drawer; with the other tenders one could work the cash out."""
    return replace(report, expected_minor=None, cash={}, tenders=(), others=())


def compared(report: ShiftReport, counted_minor: int, *, may_see: bool) -> Comparison:
    """A count beside what the books expect; without the right to see that, only whether they agree."""
    expected = report.expected_minor or 0
    difference = counted_minor - expected
    if not may_see:
        return Comparison(blinded(report), counted_minor, difference == 0, None, ())
    others = (
        TenderLine(each.tender, each.in_minor - each.out_minor) for each in report.tenders if each.tender != "cash"
    )
    cash = TenderLine("cash", expected, counted_minor, difference)
    return Comparison(report, counted_minor, difference == 0, difference, (cash, *others))


def rank_causes(difference_minor: int, facts: Sequence[DrawerFact], *, denominations: Sequence[int]) -> list[Cause]:
    """Why the drawer differs (counted − expected): what fits the gap to the minor unit comes first, likeliest first.

    Each guess is something that a till has seen: change not given or given twice, a card sale that was really cash or the
    other way, a refund by the other tender, a sale rung up twice, a void after the money was taken, a cash order that was
    entered the wrong way round, digits changed about, one note miscounted.
    """
    if difference_minor == 0:
        return []
    gap = abs(difference_minor)
    causes = [cause for fact in facts for cause in _causes_of(fact, difference_minor, gap)]
    causes += _twins(facts, difference_minor, gap)
    causes = [*_less_sure_the_more_fit(causes), *_counting(gap, denominations)]
    best: dict[tuple[str, object], Cause] = {}
    for cause in causes:
        key = (cause.kind, cause.document_id)
        if key not in best or best[key].score < cause.score:
            best[key] = cause
    return sorted(best.values(), key=lambda cause: (-cause.score, cause.number or ""))


def _causes_of(fact: DrawerFact, difference: int, gap: int) -> list[Cause]:
    short = difference < 0
    found: list[tuple[str, int]] = []
    if fact.kind == "cash_sale":
        if short and fact.amount_minor == gap:
            found.append(("card_booked_as_cash", 90))
        if fact.change_minor == gap:
            found.append(("change_given_twice" if short else "change_not_given", 95))
        if short and fact.tendered_minor == gap and fact.change_minor:
            found.append(("tendered_not_kept", 60))
        if _digits_moved(fact.tendered_minor, gap, up=short):
            found.append(("digits_changed_about", 40))
    elif fact.kind == "other_sale" and not short and fact.amount_minor == gap:
        found.append(("cash_booked_as_other", 90))
    elif fact.kind == "cash_refund" and not short and fact.amount_minor == gap:
        found.append(("refund_not_paid_in_cash", 85))
    elif fact.kind == "other_refund" and short and fact.amount_minor == gap:
        found.append(("refund_paid_in_cash", 88))
    elif fact.kind == "cash_waiting" and not short and fact.amount_minor == gap:
        found.append(("cash_for_open_sale", 97))
    elif fact.kind == "void" and not short and fact.amount_minor == gap:
        found.append(("void_after_money_taken", 80))
    elif fact.kind in ("cash_in", "cash_out"):
        found += _order_causes(fact, short, gap)
    elif fact.kind == "drawer" and short:
        found.append(("drawer_opened_without_sale", 25))
    return [
        Cause(kind, score, fact.document_kind, fact.document_id, fact.number, fact.amount_minor) for kind, score in found
    ]


def _order_causes(fact: DrawerFact, short: bool, gap: int) -> list[tuple[str, int]]:
    """A cash order that did not happen, or that was entered the wrong way round (then the gap is twice its sum)."""
    took_place = short == (fact.kind == "cash_in")
    if took_place and fact.amount_minor == gap:
        return [("cash_order_not_carried_out", 75)]
    if took_place and fact.amount_minor * 2 == gap:
        return [("cash_order_wrong_way_round", 92)]
    return []


def _less_sure_the_more_fit(causes: Sequence[Cause]) -> list[Cause]:
    """Ten sales with a note of the same sum: each of them is a weaker guess than a single one would be."""
    how_many = Counter(cause.kind for cause in causes)
    return [replace(cause, score=max(1, cause.score - 5 * (how_many[cause.kind] - 1))) for cause in causes]


def _twins(facts: Sequence[DrawerFact], difference: int, gap: int) -> list[Cause]:
    """Two cash sales of the same sum within five minutes: the second may be the first, rung up twice."""
    if difference > 0:
        return []
    sales = sorted((fact for fact in facts if fact.kind == "cash_sale" and fact.amount_minor == gap), key=lambda f: f.at)
    return [
        Cause("sale_rung_up_twice", 96, later.document_kind, later.document_id, later.number, later.amount_minor)
        for earlier, later in pairwise(sales)
        if (later.at - earlier.at).total_seconds() <= TWINS_WITHIN_S
    ]


def _counting(gap: int, denominations: Sequence[int]) -> list[Cause]:
    """One piece too many or too few, or a bundle of ten: the gap is a note, ten of them, or the step between two."""
    notes = sorted(denominations)
    steps = {high - low for low, high in pairwise(notes)}
    found = []
    if gap in notes:
        found.append(("one_piece_miscounted", 50))
    if gap % 10 == 0 and gap // 10 in notes:
        found.append(("bundle_miscounted", 35))
    if gap in steps:
        found.append(("note_taken_for_another", 30))
    return [Cause(kind, score, "shift", None, None, gap) for kind, score in found]


def _digits_moved(typed: int, gap: int, *, up: bool) -> bool:
    """Whether the true sum is the typed one with two neighbouring digits changed about (such a gap divides by 9)."""
    if gap % 9 or typed <= 0:
        return False
    true = typed - gap if up else typed + gap
    a, b = str(typed), str(true)
    if true <= 0 or len(a) != len(b):
        return False
    places = [index for index in range(len(a)) if a[index] != b[index]]
    return len(places) == 2 and places[1] - places[0] == 1 and a[places[0]] == b[places[1]] and a[places[1]] == b[places[0]]
