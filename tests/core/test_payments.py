"""Who pays what: tenders, change and rounding add up, and a refund mirrors its sale."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from app.core.payments.rules import change_is_suspicious, denominations, refund_parts, settle
from app.core.payments.views import Part, Settlement, Tender
from app.kernel.errors import RuleBroken
from app.kernel.money import MAX_MINOR, round_cash_minor
from tests.shop_floor import refused

steps = st.sampled_from([1, 5, 50, 100])
charged_kinds = st.sampled_from(["card", "qr", "debt", "points", "gift_card", "prepayment"])


@st.composite
def paid_sums(draw: st.DrawFn) -> tuple[int, list[Tender], int]:
    """A sum, tenders that are enough for it (some by account, the rest in cash or not), and the cash step."""
    total, step = draw(st.integers(1, 10**9)), draw(steps)
    charged = [Tender(kind, 1) for kind in draw(st.lists(charged_kinds, unique=True, max_size=3))]
    left, tenders = total, []
    for index, tender in enumerate(charged):
        amount = draw(st.integers(0, left)) if index or draw(st.booleans()) else left
        if amount:
            tenders.append(replace(tender, amount_minor=amount))
            left -= amount
    if left:
        due = round_cash_minor(left, step)
        tenders.append(Tender("cash", draw(st.integers(max(1, due), due + 10**6))))
    return total, tenders, step


def held_by(settlement: Settlement) -> list[Part]:
    return list(settlement.parts)


@given(paid_sums())
def test_the_parts_add_up_to_the_total_and_its_rounding(paid):
    total, tenders, step = paid
    settlement = settle(total, tenders, cash_step_minor=step)
    assert sum(part.amount_minor for part in settlement.parts) == total + settlement.rounding_minor
    assert sum(part.rounding_minor for part in settlement.parts) == settlement.rounding_minor


@given(paid_sums())
def test_change_comes_only_out_of_cash_and_is_never_more_than_was_tendered(paid):
    total, tenders, step = paid
    settlement = settle(total, tenders, cash_step_minor=step)
    tendered = sum(tender.amount_minor for tender in tenders if tender.kind == "cash")
    in_cash = sum(part.amount_minor for part in settlement.parts if part.kind == "cash")
    assert settlement.change_minor == tendered - in_cash
    assert 0 <= settlement.change_minor <= tendered
    assert in_cash % step == 0
    for tender in tenders:
        if tender.kind != "cash":
            assert Part(tender.kind, tender.amount_minor, tender.amount_minor) in settlement.parts


@given(paid_sums())
def test_only_cash_is_rounded_and_by_half_a_coin_at_most(paid):
    total, tenders, step = paid
    settlement = settle(total, tenders, cash_step_minor=step)
    assert abs(settlement.rounding_minor) * 2 <= step
    assert all(not part.rounding_minor for part in settlement.parts if part.kind != "cash")


@given(paid_sums(), st.integers(1, 10**6))
def test_less_than_is_due_is_refused_with_what_is_missing(paid, less):
    total, tenders, step = paid
    assume(tenders[-1].kind == "cash" and tenders[-1].amount_minor > less)
    short = [*tenders[:-1], Tender("cash", tenders[-1].amount_minor - less)]
    due = round_cash_minor(total - sum(tender.amount_minor for tender in tenders[:-1]), step)
    missing = due - short[-1].amount_minor
    if missing <= 0:
        assert settle(total, short, cash_step_minor=step).change_minor == -missing
    else:
        with refused("payment.too_little", RuleBroken, missing_minor=missing):
            settle(total, short, cash_step_minor=step)


@given(paid_sums(), st.lists(st.integers(1, 10**9), max_size=5))
@example((1003, [Tender("cash", 2000)], 5), [334, 334])
def test_a_sale_may_come_back_in_any_number_of_parts_and_together_they_are_what_was_paid(paid, takes):
    total, tenders, step = paid
    held = held_by(settle(total, tenders, cash_step_minor=step))
    given_back: dict[str, int] = {}
    left = total
    for wanted in [*takes, total]:
        take = min(left, wanted)
        back = refund_parts(take, held, cash_step_minor=step)
        assert sum(part.amount_minor for part in back.parts) == take + back.rounding_minor
        assert all(part.amount_minor % step == 0 for part in back.parts if part.kind == "cash")
        assert all(part.amount_minor >= 0 for part in back.parts)
        for part in back.parts:
            given_back[part.kind] = given_back.get(part.kind, 0) + part.amount_minor
            held = [_less(each, part) if each.kind == part.kind else each for each in held]
        left -= take
    paid_by = {part.kind: part.amount_minor for part in settle(total, tenders, cash_step_minor=step).parts}
    assert without_nothing(given_back) == without_nothing(paid_by)


def without_nothing(sums: dict[str, int]) -> dict[str, int]:
    return {kind: minor for kind, minor in sums.items() if minor}


def _less(held: Part, back: Part) -> Part:
    rounding = held.rounding_minor - back.rounding_minor
    return replace(held, amount_minor=held.amount_minor - back.amount_minor, rounding_minor=rounding)


def test_what_was_owed_is_forgiven_first_and_then_in_the_order_of_paying():
    held = [Part("card", 300, 300), Part("debt", 200, 200), Part("cash", 500, 500)]
    parts = [(part.kind, part.amount_minor) for part in refund_parts(600, held).parts]
    assert parts == [("debt", 200), ("card", 300), ("cash", 100)]


def test_more_than_was_paid_never_goes_back():
    with refused("return.more_than_paid", RuleBroken, missing_minor=1):
        refund_parts(501, [Part("cash", 500, 500)])


def test_a_card_that_paid_a_rounded_sum_gets_exactly_that_sum_back():
    back = refund_parts(1003, [Part("card", 1000, 1000, rounding_minor=-3)], cash_step_minor=5)
    assert [(part.kind, part.amount_minor, part.rounding_minor) for part in back.parts] == [("card", 1000, -3)]


@pytest.mark.parametrize("amount", [0, -1, -(10**9)])
@pytest.mark.parametrize("kind", ["cash", "card", "gift_card"])
def test_nothing_and_less_than_nothing_pays_nothing(kind, amount):
    with refused("payment.not_positive", RuleBroken, tender=kind):
        settle(1000, [Tender(kind, amount)])


def test_an_absurd_sum_is_refused():
    with refused("payment.absurd", RuleBroken, tender="cash"):
        settle(1000, [Tender("cash", MAX_MINOR + 1)])


def test_a_tender_that_nobody_knows_is_refused():
    with refused("payment.unknown_tender", RuleBroken, tender="bitcoin"):
        settle(1000, [Tender("bitcoin", 1000)])


def test_cash_is_handed_over_once():
    with refused("payment.two_cash", RuleBroken):
        settle(1000, [Tender("cash", 500), Tender("cash", 500)])


def test_a_card_is_never_charged_more_than_is_due():
    with refused("payment.too_much", RuleBroken, over_minor=1):
        settle(1000, [Tender("card", 600), Tender("qr", 401)])


def test_without_any_tender_the_whole_is_missing():
    with refused("payment.too_little", RuleBroken, missing_minor=1000):
        settle(1000, [])


def test_nothing_is_paid_with_nothing():
    assert settle(0, []) == Settlement((), 0, 0)


def test_cash_for_nothing_goes_back_whole():
    assert settle(0, [Tender("cash", 500)]) == Settlement((), 500, 0)


def test_a_rest_smaller_than_any_coin_costs_nothing_in_cash():
    settlement = settle(1002, [Tender("card", 1000), Tender("cash", 10)], cash_step_minor=5)
    assert (settlement.change_minor, settlement.rounding_minor) == (10, -2)


@pytest.mark.parametrize(("change", "asks"), [(499_999, False), (500_000, True), (5_000_000, True)])
def test_change_as_large_as_the_largest_note_is_suspicious(change, asks):
    assert change_is_suspicious(change, denominations("KGS")) is asks


def test_a_shops_own_denominations_replace_those_of_the_currency():
    assert denominations("KGS", [500, 100, 500]) == (100, 500)
    assert denominations("GBP")[:3] == (1, 2, 5)
    assert denominations("XXX")[:4] == (1, 2, 5, 10)
