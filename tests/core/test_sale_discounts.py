"""Discounts: shared out to the minor unit, within each person's limit, beyond it only by a right that somebody lends."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.sales.commands.drafts import (
    add_items,
    change_price,
    change_quantity,
    discount_line,
    discount_receipt,
    open_sale,
    remove_line,
)
from app.core.sales.views import NewItem
from app.kernel.errors import NotPermitted, RuleBroken
from app.kernel.permissions import Right
from tests.conftest import NewShopFloor
from tests.shop_floor import ShopFloor, refused

FIVE_PERCENT = 50_000
"""How far a cashier of a new shop may go."""


def sums(till: ShopFloor, sale_id: UUID) -> tuple[int, int, int, int]:
    sale = till.row("sale", sale_id)
    return sale["gross_minor"], sale["line_discount_minor"], sale["receipt_discount_minor"], sale["total_minor"]


def test_a_receipts_discount_is_shared_out_over_its_lines_to_the_minor_unit(till: ShopFloor):
    sale_id = till.cart("111", "222", "888")
    till.do(discount_receipt, sale_id=sale_id, fixed_minor=1000)
    till.pay(sale_id)
    booked = [(line["shared_discount_minor"], line["net_minor"]) for line in till.lines(sale_id)]
    assert booked == [(214, 2786), (714, 9276), (72, 929)]
    assert sums(till, sale_id) == (13_991, 0, 1000, 12_991)
    till.check_books()


def test_the_tax_is_that_of_what_was_really_paid(till: ShopFloor):
    sale_id = till.cart("333", "111")
    till.do(discount_receipt, sale_id=sale_id, ppm=500_000)
    till.pay(sale_id)
    tea, bread = till.lines(sale_id)
    assert (tea["tax_minor"], bread["net_minor"], bread["tax_minor"]) == (0, 1500, 161)  # 1500 × 12/112


def test_a_share_goes_on_with_the_cart_and_a_sum_stays(till: ShopFloor):
    by_share, by_sum = till.cart("111"), till.cart("111")
    till.do(discount_receipt, sale_id=by_share, ppm=100_000)
    till.do(discount_receipt, sale_id=by_sum, fixed_minor=300)
    for sale_id in (by_share, by_sum):
        till.put(sale_id, "333")
    assert (sums(till, by_share)[2], sums(till, by_sum)[2]) == (2800, 300)


def test_a_discount_that_is_taken_away_leaves_nothing(till: ShopFloor):
    sale_id = till.cart("111")
    (line_id,) = till.line_ids(sale_id)
    till.do(discount_line, line_id=line_id, ppm=333_333)
    till.do(discount_line, line_id=line_id)
    till.do(discount_receipt, sale_id=sale_id, fixed_minor=10)
    till.do(discount_receipt, sale_id=sale_id)
    assert sums(till, sale_id) == (3000, 0, 0, 3000)


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [({"fixed_minor": 3001}, "discount.above_worth"), ({"ppm": 1_000_001}, "discount.above_worth"),
     ({"fixed_minor": -1}, "discount.negative"), ({"ppm": -1}, "discount.negative")],
)
def test_a_discount_that_cannot_be_is_refused(till: ShopFloor, asked: dict[str, Any], refusal: str):
    sale_id = till.cart("111")
    with refused(refusal, RuleBroken):
        till.do(discount_line, line_id=till.line_ids(sale_id)[0], **asked)
    with refused(refusal, RuleBroken):
        till.do(discount_receipt, sale_id=sale_id, **asked)
    assert sums(till, sale_id) == (3000, 0, 0, 3000)


def test_a_cashier_goes_as_far_as_their_limit_and_not_a_unit_further(till: ShopFloor):
    sale_id = till.cart("333", by=till.cashier)
    (line_id,) = till.line_ids(sale_id)
    till.do(discount_line, by=till.cashier, line_id=line_id, fixed_minor=1250)
    beyond: list[dict[str, Any]] = [{"fixed_minor": 1251}, {"ppm": FIVE_PERCENT + 1}]
    for further in beyond:
        with refused("right.over_limit", NotPermitted, right=Right.DISCOUNT, limit_ppm=FIVE_PERCENT):
            till.do(discount_line, by=till.cashier, line_id=line_id, **further)
    assert sums(till, sale_id)[3] == 23_750


def test_a_share_within_the_limit_is_not_refused_because_of_its_rounding(till: ShopFloor):
    sale_id = till.cart(by=till.cashier)
    line_id = till.put(sale_id, "777", price_minor=3010, by=till.cashier)
    till.do(discount_line, by=till.cashier, line_id=line_id, ppm=FIVE_PERCENT)
    assert sums(till, sale_id)[1] == 151  # 150.5


def test_the_receipts_discount_and_a_lines_own_are_counted_together(till: ShopFloor):
    sale_id = till.cart("333", "222", by=till.cashier)
    tea, milk = till.line_ids(sale_id)
    till.do(discount_line, by=till.cashier, line_id=tea, ppm=30_000)
    with refused("right.over_limit", NotPermitted):
        till.do(discount_receipt, by=till.cashier, sale_id=sale_id, ppm=30_000)
    till.do(discount_receipt, by=till.cashier, sale_id=sale_id, ppm=20_000)
    with refused("right.over_limit", NotPermitted):
        till.do(discount_line, by=till.cashier, line_id=milk, ppm=40_000)
    till.pay(sale_id, by=till.cashier)


def test_lines_taken_out_do_not_make_a_discount_larger_than_it_may_be(till: ShopFloor):
    sale_id = till.cart("333", "111", by=till.cashier)
    till.do(discount_receipt, by=till.cashier, sale_id=sale_id, fixed_minor=1400)
    till.do(remove_line, by=till.cashier, line_id=till.line_ids(sale_id)[0])
    with refused("right.over_limit", NotPermitted, right=Right.DISCOUNT):
        till.pay(sale_id, by=till.cashier)
    assert till.pay(sale_id, by=till.manager).total_minor == 1600


def test_a_lower_quantity_does_not_make_a_discount_larger_than_it_may_be(till: ShopFloor):
    sale_id = till.cart(("333", 10_000), by=till.cashier)
    (line_id,) = till.line_ids(sale_id)
    till.do(discount_line, by=till.cashier, line_id=line_id, fixed_minor=12_500)
    with refused("right.over_limit", NotPermitted, right=Right.DISCOUNT, limit_ppm=FIVE_PERCENT):
        till.do(change_quantity, by=till.cashier, line_id=line_id, quantity_milli=1000)
    till.do(change_quantity, by=till.cashier, line_id=line_id, quantity_milli=20_000)
    till.do(change_quantity, by=till.cashier, line_id=line_id, quantity_milli=10_000)
    assert sums(till, sale_id) == (250_000, 12_500, 0, 237_500)


def test_a_lower_quantity_keeps_a_discount_by_share_at_its_share(till: ShopFloor):
    sale_id = till.cart(("333", 10_000), by=till.cashier)
    (line_id,) = till.line_ids(sale_id)
    till.do(discount_line, by=till.cashier, line_id=line_id, ppm=FIVE_PERCENT)
    till.do(change_quantity, by=till.cashier, line_id=line_id, quantity_milli=1000)
    assert sums(till, sale_id) == (25_000, 1250, 0, 23_750)


def test_a_managers_pin_lends_the_right_once_and_the_audit_keeps_both_names(till: ShopFloor):
    sale_id = till.cart("333", by=till.cashier)
    (line_id,) = till.line_ids(sale_id)
    lent = till.loan(Right.DISCOUNT)
    till.do(discount_line, by=lent, line_id=line_id, ppm=300_000)
    (entry,) = till.audit("sale.line_discount")
    assert (entry["person_id"], entry["lender_id"]) == (till.cashier_id.bytes, till.manager_id.bytes)
    assert json.loads(entry["facts"])["ppm"] == 300_000
    with refused("loan.not_valid", RuleBroken, right=Right.DISCOUNT):
        till.do(discount_line, by=lent, line_id=line_id, ppm=400_000)
    assert till.pay(sale_id, by=till.cashier).total_minor == 17_500
    till.check_books()


def test_a_loan_is_for_one_right_one_person_and_three_minutes(till: ShopFloor):
    sale_id = till.cart("333", by=till.cashier)
    (line_id,) = till.line_ids(sale_id)
    lent = till.loan(Right.DISCOUNT)
    with refused("loan.not_valid", RuleBroken, right=Right.CHANGE_PRICE):
        till.do(change_price, by=lent, line_id=line_id, price_minor=100)
    other = replace(lent, person_id=till.second_cashier_id)
    with refused("loan.not_valid", RuleBroken):
        till.do(discount_line, by=other, line_id=line_id, ppm=300_000)
    till.clock.advance(seconds=181)
    with refused("loan.not_valid", RuleBroken):
        till.do(discount_line, by=lent, line_id=line_id, ppm=300_000)


def test_a_loan_that_was_not_needed_is_not_used_up(till: ShopFloor):
    sale_id = till.cart("333", by=till.cashier)
    (line_id,) = till.line_ids(sale_id)
    lent = till.loan(Right.DISCOUNT)
    till.do(discount_line, by=lent, line_id=line_id, ppm=10_000)
    till.do(discount_line, by=lent, line_id=line_id, ppm=200_000)
    assert len(till.audit("right.lent")) == 1


def test_an_action_that_is_refused_does_not_use_up_the_loan(till: ShopFloor):
    sale_id = till.cart("333", by=till.cashier)
    (line_id,) = till.line_ids(sale_id)
    lent = till.loan(Right.CHANGE_PRICE)
    with refused("price.too_large", RuleBroken):
        till.do(change_price, by=lent, line_id=line_id, price_minor=10**12)
    till.do(change_price, by=lent, line_id=line_id, price_minor=20_000)


def test_nobody_lends_a_right_that_they_have_not_got_or_to_themselves(till: ShopFloor):
    with refused("loan.lender_lacks", RuleBroken, right=Right.EDIT_ROLES):
        till.loan(Right.EDIT_ROLES)
    with refused("loan.to_oneself", RuleBroken):
        till.loan(Right.DISCOUNT, to=till.manager)
    with refused("pin.wrong", RuleBroken):
        till.loan(Right.DISCOUNT, pin="1111")


lines = st.lists(st.tuples(st.integers(1, 200_000), st.integers(1, 50), st.integers(0, 1_000_000)), min_size=1, max_size=8)


@settings(max_examples=25)
@given(lines=lines, ppm=st.integers(0, 1_000_000), fixed=st.integers(0, 10**7))
def test_whatever_is_discounted_the_lines_are_the_receipt(new_shop: NewShopFloor, lines, ppm, fixed):
    floor = _ready(new_shop)
    sale_id = floor.do(open_sale)
    items = [NewItem(floor.goods["777"], pieces * 1000, price_minor=price) for price, pieces, _own in lines]
    for line_id, (_price, _pieces, own) in zip(floor.do(add_items, sale_id=sale_id, items=items), lines, strict=True):
        floor.do(discount_line, line_id=line_id, ppm=own)
    worth = floor.total(sale_id)
    floor.do(discount_receipt, sale_id=sale_id, **({"ppm": ppm} if ppm % 2 else {"fixed_minor": min(fixed, worth)}))
    gross, own_minor, shared, total = sums(floor, sale_id)
    assert total == gross - own_minor - shared >= 0
    floor.pay(sale_id, confirm=["payment.change_large"])
    stored = floor.lines(sale_id)
    assert sum(line["net_minor"] for line in stored) == total
    assert sum(line["shared_discount_minor"] for line in stored) == shared
    assert all(0 <= line["net_minor"] <= line["gross_minor"] for line in stored)


_floors: list[ShopFloor] = []


def _ready(new_shop: NewShopFloor) -> ShopFloor:
    """One shop for all examples of a run: each of them sells in a cart of its own."""
    if not _floors or _floors[-1].shop.writer.is_alive() is False:
        floor = new_shop()
        floor.open_shift()
        _floors.append(floor)
    return _floors[-1]
