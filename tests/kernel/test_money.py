"""Money adds up: nothing is lost or made by rounding, sharing, extending or reading it."""

from __future__ import annotations

from contextlib import nullcontext
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.sales.rules import discount_ppm, line_discount, part_of_line, share_discount
from app.kernel.errors import RuleBroken
from app.kernel.money import (
    ONE,
    Money,
    Quantity,
    allocate,
    allocate_minor,
    extend,
    extend_minor,
    included_tax_minor,
    is_currency,
    minor_digits,
    parse_minor,
    round_cash_minor,
    round_ratio,
    share_minor,
)
from tests.shop_floor import refused

amounts = st.integers(-(10**12), 10**12)
sums = st.integers(0, 10**12)
prices = st.integers(0, 10**11)
quantities = st.integers(1, 999_999_999)
weights = st.lists(st.integers(0, 10**9), min_size=1, max_size=30).filter(any)
rates = st.integers(0, 1_000_000)


def half_up(fraction: Fraction) -> int:
    """The same rounding by another road: decimal arithmetic."""
    return int((Decimal(fraction.numerator) / Decimal(fraction.denominator)).quantize(Decimal(1), ROUND_HALF_UP))


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
@example(-5, 2)
@example(5, 2)
def test_a_fraction_is_rounded_half_away_from_zero(numerator, denominator):
    assert round_ratio(numerator, denominator) == half_up(Fraction(numerator, denominator))


@given(amounts, weights)
def test_shares_add_up_to_the_whole(total, weighed):
    assert sum(allocate_minor(total, weighed)) == total


@given(amounts, weights)
def test_each_share_is_within_one_unit_of_its_fair_part(total, weighed):
    for share, weight in zip(allocate_minor(total, weighed), weighed, strict=True):
        assert abs(Fraction(total * weight, sum(weighed)) - share) < 1


@given(sums, weights)
def test_a_weight_of_zero_carries_nothing_and_nobody_gets_less_than_nothing(total, weighed):
    for share, weight in zip(allocate_minor(total, weighed), weighed, strict=True):
        assert share >= 0
        assert weight or not share


@given(amounts, weights)
def test_a_refund_mirrors_its_sale(total, weighed):
    assert allocate_minor(-total, weighed) == [-share for share in allocate_minor(total, weighed)]


@given(sums, weights)
def test_who_weighs_more_never_carries_less(total, weighed):
    shares = sorted(zip(weighed, allocate_minor(total, weighed), strict=True))
    assert all(low[1] <= high[1] for low, high in pairwise(shares) if low[0] < high[0])


@given(prices, quantities)
def test_price_times_quantity_is_exact_to_half_a_unit(price, milli):
    assert abs(Fraction(price * milli, 1000) - extend_minor(price, milli)) <= Fraction(1, 2)
    assert extend_minor(-price, milli) == -extend_minor(price, milli)


@given(prices, st.integers(0, 10**6))
def test_whole_pieces_are_never_rounded(price, pieces):
    assert extend_minor(price, pieces * 1000) == price * pieces


@given(amounts, st.integers(1, 100_000))
def test_cash_is_rounded_to_the_nearest_coin_and_stays_there(amount, step):
    rounded = round_cash_minor(amount, step)
    assert rounded % step == 0
    assert abs(rounded - amount) * 2 <= step
    assert round_cash_minor(rounded, step) == rounded
    assert round_cash_minor(-amount, step) == -rounded


@pytest.mark.parametrize(
    ("amount", "step", "rounded"),
    [
        (1003, 1, 1003), (1002, 5, 1000), (1003, 5, 1005), (124, 50, 100), (125, 50, 150), (149, 100, 100), (150, 100, 200),
        (2, 5, 0),
    ],
)
def test_these_sums_are_paid_in_cash_like_this(amount, step, rounded):
    assert round_cash_minor(amount, step) == rounded


@given(sums, rates)
def test_the_tax_inside_a_price_is_the_tax_on_what_is_left_of_it(net, ppm):
    tax = included_tax_minor(net, ppm)
    assert 0 <= tax <= net
    assert abs(Fraction((net - tax) * ppm, 1_000_000) - tax) <= 1


def test_tax_of_twelve_percent_in_112_is_12():
    assert included_tax_minor(11_200, 120_000) == 1200


@given(sums, rates)
def test_a_share_of_a_sum_is_never_more_than_the_sum(amount, ppm):
    assert 0 <= share_minor(amount, ppm) <= amount


@given(st.integers(0, 10**12), st.integers(1, 10**6), st.lists(st.integers(1, 10**6), max_size=8))
def test_parts_of_a_line_may_come_back_in_any_number_of_steps_and_are_together_the_line(amount, sold, steps):
    before, given_back = 0, 0
    for step in steps:
        now = min(step, sold - before)
        part = part_of_line(amount, sold_milli=sold, before_milli=before, now_milli=now)
        assert part >= 0
        before, given_back = before + now, given_back + part
        assert abs(Fraction(amount * before, sold) - given_back) <= Fraction(1, 2)
    rest = part_of_line(amount, sold_milli=sold, before_milli=before, now_milli=sold - before)
    assert given_back + rest == amount


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=40), st.data())
def test_a_receipts_discount_is_shared_out_whole_and_no_line_goes_below_zero(worths, data):
    discount = data.draw(st.integers(0, sum(worths)))
    shared = share_discount(discount, worths)
    assert sum(shared) == discount
    assert all(0 <= part <= worth for part, worth in zip(shared, worths, strict=True))


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_a_discount_is_never_told_smaller_than_it_is(discount, worth):
    assert Fraction(discount_ppm(discount, worth), 1_000_000) >= Fraction(discount, worth)


@given(sums, st.integers(-1_000_000, 2_000_000), st.integers(-100, 10**12))
def test_a_discount_is_at_most_the_line_or_refused(gross, ppm, fixed):
    refusal = "discount.negative" if ppm < 0 or fixed < 0 else None
    if refusal is None and (ppm > 1_000_000 or (not ppm and fixed > gross)):
        refusal = "discount.above_worth"
    with refused(refusal, RuleBroken) if refusal else nullcontext():
        assert 0 <= line_discount(gross, ppm=ppm, fixed_minor=fixed) <= gross


@given(st.integers(-(10**14), 10**14), st.integers(0, 3))
def test_an_amount_that_was_written_down_is_read_back(minor, digits):
    sign, plain = "-" if minor < 0 else "", str(abs(minor)).rjust(digits + 1, "0")
    text = sign + (f"{plain[:-digits]},{plain[-digits:]}" if digits else plain)
    assert parse_minor(text, digits=digits) == (minor, False)


@given(st.decimals(-(10**9), 10**9, places=6), st.integers(0, 3))
def test_an_amount_is_read_as_decimal_arithmetic_reads_it(amount, digits):
    minor, finer = parse_minor(f"{amount:f}", digits=digits)
    exact = Fraction(amount) * 10**digits
    assert minor == (half_up(exact) if exact else 0)
    assert finer == (exact.denominator != 1)


@pytest.mark.parametrize(
    ("text", "digits", "read"),
    [
        ("1 234,50", 2, (123_450, False)), ("1234.5", 2, (123_450, False)), ("99", 2, (9900, False)),
        ("1\u00a0234", 2, (123_400, False)), ("1\u202f234,5", 2, (123_450, False)), (".5", 2, (50, False)),
        ("5.", 2, (500, False)), ("0.005", 2, (1, True)), ("-0.005", 2, (-1, True)), ("0.0049", 2, (0, True)),
        ("+7", 0, (7, False)), ("2.5", 0, (3, True)), ("1.2300000", 2, (123, False)),
    ],
)
def test_people_write_amounts_like_this(text, digits, read):
    assert parse_minor(text, digits=digits) == read


@pytest.mark.parametrize(
    "text",
    [
        "", " ", ".", ",", "-", "+", "abc", "1,234.50", "1.2.3", "1e5", "0x10", "NaN", "inf", "1_000", "٣", "½", "--1", "9" * 16,
        "1\n2",
    ],
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - it says nothing but the text that it was given
        parse_minor(text, digits=2)
    assert refusal.value.args == (text,)


def test_a_currency_knows_its_decimals():
    assert (minor_digits("KGS"), minor_digits("JPY"), minor_digits("KWD")) == (2, 0, 3)


def test_typed_values_do_as_plain_ones():
    assert extend(Money(1250, "KZT"), Quantity(500)) == Money(625, "KZT")
    assert allocate(Money(100, "KZT"), [1, 1, 1]) == [Money(34, "KZT"), Money(33, "KZT"), Money(33, "KZT")]
    assert Money(5, "KZT") - Money(7, "KZT") == Money(-2, "KZT")
    assert (-Quantity(250)).is_whole is False
    assert ONE.is_whole


def test_money_of_two_currencies_never_meets():
    with pytest.raises(AssertionError, match="two currencies"):
        Money(1, "KZT") + Money(1, "KGS")


def test_what_a_shop_may_count_in_is_money_of_today():
    ours = ("KGS", "KZT", "UAH", "RUB", "UZS", "TJS", "TMT", "AZN", "AMD", "GEL", "BYN", "MDL", "USD", "EUR", "GBP", "CNY")
    assert [code for code in ours if not is_currency(code)] == []
    others = ("XXQ", "XXX", "XTS", "XAU", "SUR", "DEM", "RUR", "kgs", "", "СОМ", "KGS ")
    assert [code for code in others if is_currency(code)] == []
