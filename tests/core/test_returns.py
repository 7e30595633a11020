"""Taking back: never more than was sold, the money as it came, and to the minor unit however often."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from app.core.payments.views import Tender
from app.core.sales.commands.corrections import correct_tender
from app.core.sales.commands.drafts import discount_receipt
from app.core.sales.commands.returns import return_by_receipt, return_without_receipt
from app.core.sales.views import LooseItem, ReturnItem
from app.kernel.errors import NeedsConfirmation, NotPermitted, RuleBroken
from app.kernel.permissions import Right
from tests.shop_floor import ShopFloor, refused


def test_goods_that_come_back_are_in_stock_again_and_paid_back(till: ShopFloor):
    sold = till.sell("111", "111", ("444", 750), cash=15_000)
    back = till.give_back(sold.sale_id)
    assert (back.number, back.total_minor, back.refunds) == ("A1-R000001", 15_000, (("cash", 15_000),))
    assert (till.level("111"), till.level("444"), till.expected()) == (0, 0, 100_000)
    till.check_books()


@pytest.mark.parametrize("step", [1, 5, 50, 100])
def test_many_partial_returns_are_together_what_was_paid(till: ShopFloor, step: int):
    till.setting("cash.step_minor", step)
    sale_id = till.cart(("888", 7000), ("444", 1333))
    till.do(discount_receipt, sale_id=sale_id, fixed_minor=777)
    sold = till.pay(sale_id, card=1111, cash=30_000)
    backs = [till.give_back(sale_id, 1000, 200) for _ in range(6)] + [till.give_back(sale_id, 1000, 133)]
    given = sum(minor for back in backs for _kind, minor in back.refunds)
    assert given == sold.paid_minor
    assert sum(back.total_minor for back in backs) == sold.total_minor
    assert all(minor % step == 0 for back in backs for kind, minor in back.refunds if kind == "cash")
    assert till.expected() == 100_000
    assert (till.level("888"), till.level("444")) == (0, 0)
    till.check_books()


def test_no_more_comes_back_than_is_left_also_when_a_line_is_named_twice(till: ShopFloor):
    sold = till.sell("111", "111", "111")
    (line_id,) = till.line_ids(sold.sale_id)
    till.give_back(sold.sale_id, 1000)
    with refused("return.more_than_left", RuleBroken, name="Bread", left_milli=2000):
        till.give_back(sold.sale_id, 3000)
    halves = [ReturnItem(line_id, 2000), ReturnItem(line_id, 1000)]
    with refused("return.more_than_left", RuleBroken, left_milli=2000):
        till.do(return_by_receipt, items=halves, reason="twice")
    till.do(return_by_receipt, items=[ReturnItem(line_id, 1000), ReturnItem(line_id, 1000)], reason="twice")
    with refused("return.more_than_left", RuleBroken, left_milli=0):
        till.give_back(sold.sale_id, 1000)
    till.check_books()


@pytest.mark.parametrize(
    ("milli", "refusal"), [(0, "quantity.not_positive"), (-1000, "quantity.not_positive"), (500, "quantity.not_whole")]
)
def test_a_quantity_that_cannot_come_back_is_refused(till: ShopFloor, milli: int, refusal: str):
    sold = till.sell("111")
    with refused(refusal, RuleBroken):
        till.do(return_by_receipt, items=[ReturnItem(till.line_ids(sold.sale_id)[0], milli)], reason="odd")


def test_nothing_comes_back_of_what_was_not_sold(till: ShopFloor):
    open_cart = till.cart("111")
    with refused("return.nothing", RuleBroken):
        till.do(return_by_receipt, items=[], reason="nothing")
    with refused("return.not_sold", RuleBroken):
        till.give_back(open_cart)
    with refused("text.empty", RuleBroken, field="reason"):
        till.give_back(till.sell("111").sale_id, reason=" ")


def test_two_receipts_come_back_at_once_each_as_it_was_paid(till: ShopFloor):
    first, second = till.sell("111", cash=3000), till.sell("333", card=25_000)
    items = [ReturnItem(till.line_ids(sold.sale_id)[0], 1000) for sold in (first, second)]
    back = till.do(return_by_receipt, items=items, reason="moved house")
    assert back.refunds == (("cash", 3000), ("card", 25_000))
    origins = till.rows("SELECT origin_id FROM payment WHERE document_id = ? ORDER BY id", back.return_id)
    assert [row["origin_id"] for row in origins] == [first.sale_id.bytes, second.sale_id.bytes]
    till.check_books()


def test_money_goes_back_in_the_order_of_paying_and_what_is_owed_is_forgiven_first(till: ShopFloor):
    customer_id = till.customer(credit_limit_minor=50_000)
    sale_id = till.cart("333", "333", customer_id=customer_id)
    till.pay(sale_id, Tender("card", 20_000), Tender("debt", 10_000), Tender("cash", 20_000))
    assert till.give_back(sale_id, 1000).refunds == (("debt", 10_000), ("card", 15_000))
    assert till.balance("debt", customer_id) == 0
    assert till.give_back(sale_id, 1000).refunds == (("card", 5000), ("cash", 20_000))
    till.check_books()


def test_another_tender_than_the_original_needs_its_right(till: ShopFloor):
    sold = till.sell("333", "333", card=50_000, by=till.cashier)
    with refused("right.missing", NotPermitted, right=Right.RETURN_OTHER_TENDER):
        till.give_back(sold.sale_id, 1000, tender="cash", by=till.cashier)
    lent = till.loan(Right.RETURN_OTHER_TENDER)
    assert till.give_back(sold.sale_id, 1000, tender="cash", by=lent).refunds == (("cash", 25_000),)
    assert till.give_back(sold.sale_id, 1000).refunds == (("card", 25_000),)
    with refused("payment.unknown_tender", RuleBroken, tender="points"):
        till.give_back(till.sell("111").sale_id, tender="points")
    till.check_books()


def test_by_another_tender_too_no_more_goes_back_than_was_paid(till: ShopFloor):
    till.setting("cash.step_minor", 100)
    sale_id = till.cart("888", "888", "888")
    till.pay(sale_id, card=3003)
    given = [till.give_back(sale_id, 1000, tender="cash").refunds for _ in range(2)]
    assert given == [(("cash", 1000),), (("cash", 1000),)]
    assert till.give_back(sale_id, 1000).refunds == (("card", 1003),)
    till.check_books()


def test_a_debt_is_forgiven_and_never_paid_out(till: ShopFloor):
    customer_id = till.customer(credit_limit_minor=50_000)
    sale_id = till.cart("333", customer_id=customer_id)
    till.pay(sale_id, Tender("debt", 20_000), Tender("card", 5000))
    assert till.give_back(sale_id, tender="cash").refunds == (("debt", 20_000), ("cash", 5000))
    assert till.balance("debt", customer_id) == 0


def test_points_gift_cards_and_prepayments_get_back_what_they_paid(till: ShopFloor, paying_customer):
    customer_id, gift_card_id = paying_customer
    sale_id = till.cart("333", customer_id=customer_id)
    tenders = [Tender("points", 1000), Tender("gift_card", 2000, gift_card_id), Tender("prepayment", 3000)]
    till.pay(sale_id, *tenders, card=19_000)
    assert [till.balance(kind, customer_id) for kind in ("points", "prepayment")] == [9000, 7000]
    till.give_back(sale_id)
    assert [till.balance(kind, customer_id) for kind in ("points", "prepayment")] == [10_000, 10_000]
    assert till.balance("gift_card", gift_card_id) == 10_000
    till.check_books()


def test_spoiled_goods_are_paid_back_and_not_put_into_stock(till: ShopFloor):
    sold = till.sell("111", "222")
    bread, milk = till.line_ids(sold.sale_id)
    till.do(return_by_receipt, items=[ReturnItem(bread, 1000), ReturnItem(milk, 1000, to_stock=False)], reason="sour")
    assert (till.level("111"), till.level("222"), till.expected()) == (0, -1000, 100_000)
    till.check_books()


def test_of_one_line_some_may_be_spoiled_and_some_not(till: ShopFloor):
    sold = till.sell("111", "111", "111")
    (line_id,) = till.line_ids(sold.sale_id)
    items = [ReturnItem(line_id, 1000), ReturnItem(line_id, 1000, to_stock=False)]
    back = till.do(return_by_receipt, items=items, reason="one was stale")
    assert (back.total_minor, till.level("111")) == (6000, -2000)
    with refused("return.more_than_left", RuleBroken):
        till.do(return_by_receipt, items=items, reason="again")
    till.give_back(sold.sale_id, 1000)
    assert till.expected() == 100_000
    till.check_books()


def test_goods_of_another_branch_need_a_right_of_their_own(till: ShopFloor):
    sold = till.sell("111")
    with closing(sqlite3.connect(till.path)) as connection, connection:  # as if it had come from the centre
        connection.execute("DROP TRIGGER sale_no_update")
        connection.execute("UPDATE sale SET branch_id = randomblob(16)")
    with refused("right.missing", NotPermitted, right=Right.RETURN_OTHER_BRANCH):
        till.give_back(sold.sale_id, by=till.cashier)
    till.give_back(sold.sale_id, by=till.loan(Right.RETURN_OTHER_BRANCH))
    assert till.audit("return.completed")[0]["lender_id"] == till.manager_id.bytes


def test_the_parts_of_a_set_come_back_and_a_service_moves_nothing(till: ShopFloor):
    sold = till.sell("666", "666", "555")
    assert (till.level("333"), till.level("444"), till.level("666"), till.level("555")) == (-2000, -1000, 0, 0)
    till.give_back(sold.sale_id, 1000, 1000)
    assert (till.level("333"), till.level("444")) == (-1000, -500)
    till.check_books()


def test_a_return_without_a_receipt_needs_its_right_and_an_agreed_price(till: ShopFloor):
    item = LooseItem(till.goods["111"], 2000, price_minor=2500)
    with refused("right.missing", NotPermitted, right=Right.RETURN_WITHOUT_RECEIPT):
        till.do(return_without_receipt, by=till.cashier, items=[item], reason="no paper")
    lent = till.loan(Right.RETURN_WITHOUT_RECEIPT)
    back = till.do(return_without_receipt, by=lent, items=[item], reason="no paper")
    assert (back.total_minor, back.refunds, till.level("111")) == (5000, (("cash", 5000),), 2000)
    (entry,) = till.audit("return.completed")
    assert (entry["person_id"], entry["lender_id"]) == (till.cashier_id.bytes, till.manager_id.bytes)
    assert json.loads(entry["facts"])["with_receipt"] is False
    till.check_books()


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"tender": "points"}, "payment.unknown_tender"), ({"tender": "debt"}, "sale.customer_needed"),
        ({"items": []}, "return.nothing"), ({"reason": ""}, "text.empty"),
    ],
)
def test_a_return_without_a_receipt_that_cannot_be_is_refused(till: ShopFloor, given, refusal):
    inputs: dict[str, Any] = {"items": [LooseItem(till.goods["111"], 1000, price_minor=100)], "reason": "x", **given}
    with refused(refusal, RuleBroken):
        till.do(return_without_receipt, **inputs)


@pytest.mark.parametrize(
    ("milli", "price", "refusal"),
    [(0, 1, "quantity.not_positive"), (500, 1, "quantity.not_whole"), (10**12, 1, "quantity.too_large"),
     (1000, -1, "price.negative"), (1000, 10**12, "price.too_large")],
)
def test_loose_goods_that_cannot_be_are_refused(till: ShopFloor, milli: int, price: int, refusal: str):
    with refused(refusal, RuleBroken):
        till.do(return_without_receipt, items=[LooseItem(till.goods["111"], milli, price_minor=price)], reason="x")


def test_a_customer_or_a_product_that_does_not_exist_is_refused(till: ShopFloor):
    item = LooseItem(till.goods["111"], 1000, price_minor=100)
    with refused("not_found", RuleBroken, table="customer"):
        till.do(return_without_receipt, items=[item], reason="x", customer_id=till.owner_id, tender="prepayment")
    with refused("not_found", RuleBroken, table="product"):
        till.do(return_without_receipt, items=[LooseItem(till.owner_id, 1000, price_minor=100)], reason="x")


def test_more_than_the_drawer_has_is_a_question_that_gives_no_figure_away(shop: ShopFloor):
    shop.open_shift(0)
    sold = shop.sell("333", card=25_000)
    with refused("cash.drawer_short", NeedsConfirmation) as question:
        shop.give_back(sold.sale_id, tender="cash")
    assert question.value.facts == {}
    shop.give_back(sold.sale_id, tender="cash", confirm=["cash.drawer_short"])
    assert shop.expected() == -25_000
    shop.check_books()


def test_after_a_correction_the_money_goes_back_by_the_true_tender(till: ShopFloor):
    sold = till.sell("333", cash=30_000)
    till.do(correct_tender, sale_id=sold.sale_id, from_tender="cash", to_tender="card", amount_minor=25_000, reason="slip")
    assert till.expected() == 100_000
    assert till.give_back(sold.sale_id).refunds == (("card", 25_000),)
    till.check_books()


def test_a_corrected_sum_takes_its_rounding_along(till: ShopFloor):
    till.setting("cash.step_minor", 5)
    sold = till.sell("888", cash=1000)
    with refused("correction.too_much", RuleBroken, held_minor=1000):
        till.do(correct_tender, sale_id=sold.sale_id, from_tender="cash", to_tender="card", amount_minor=1001, reason="slip")
    till.do(correct_tender, sale_id=sold.sale_id, from_tender="cash", to_tender="card", amount_minor=1000, reason="slip")
    assert till.expected() == 100_000
    assert till.give_back(sold.sale_id).refunds == (("card", 1000),)
    till.check_books()


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"from_tender": "card"}, "correction.too_much"), ({"to_tender": "cash"}, "correction.tender"),
        ({"to_tender": "debt"}, "correction.tender"), ({"amount_minor": 3001}, "correction.too_much"),
        ({"amount_minor": 0}, "correction.too_much"), ({"amount_minor": -5}, "correction.too_much"),
        ({"reason": ""}, "text.empty"),
    ],
)
def test_a_correction_that_cannot_be_is_refused(till: ShopFloor, given, refusal):
    sold = till.sell("111")
    inputs: dict[str, Any] = {"from_tender": "cash", "to_tender": "qr", "amount_minor": 3000, "reason": "wrong", **given}
    with refused(refusal, RuleBroken):
        till.do(correct_tender, sale_id=sold.sale_id, **inputs)


def test_a_correction_is_for_this_shift_for_completed_sales_and_for_who_may(till: ShopFloor):
    sold, cart = till.sell("111"), till.cart("111")
    inputs: dict[str, Any] = {"from_tender": "cash", "to_tender": "card", "amount_minor": 3000, "reason": "wrong button"}
    with refused("correction.not_completed", RuleBroken):
        till.do(correct_tender, sale_id=cart, **inputs)
    with refused("right.missing", NotPermitted, right=Right.CORRECT_TENDER):
        till.do(correct_tender, by=till.cashier, sale_id=sold.sale_id, **inputs)
    till.close_shift()
    till.open_shift()
    with refused("correction.shift_closed", RuleBroken, number=sold.number):
        till.do(correct_tender, sale_id=sold.sale_id, **inputs)


def test_yesterdays_receipt_comes_back_out_of_todays_drawer(till: ShopFloor):
    sold = till.sell("111")
    till.close_shift()
    till.clock.advance(hours=24)
    till.open_shift(50_000)
    till.give_back(sold.sale_id)
    assert till.drawer() == [("float", 50_000), ("refund", -3000)]
    till.check_books()
