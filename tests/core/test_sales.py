"""Selling: the cart is in the database from the first scan, and what is wrong is refused before it costs anything."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from app.core.catalog.commands import add_product, add_scale_layout, set_price
from app.core.payments.views import Tender
from app.core.sales.commands.checkout import complete_sale, give_payment_back, take_payment
from app.core.sales.commands.drafts import (
    add_items,
    change_price,
    change_quantity,
    discount_line,
    discount_receipt,
    open_sale,
    park_sale,
    remove_line,
    resume_sale,
    scan,
    take_new_prices,
    void_sale,
)
from app.core.sales.views import NewItem
from app.kernel.barcode import ScaleCode, check_digit
from app.kernel.canonical import from_table, has_float
from app.kernel.errors import NeedsConfirmation, NotPermitted, RuleBroken, Stale
from tests.shop_floor import ShopFloor, refused

CART = (
    "state", "customer_id", "line_count", "revision", "gross_minor", "line_discount_minor", "receipt_discount_ppm",
    "receipt_discount_minor", "total_minor",
)


def test_a_simple_sale_is_paid_and_the_books_agree(till: ShopFloor):
    done = till.sell("111", "111", ("444", 750), cash=20_000)
    assert (done.number, done.total_minor, done.change_minor) == ("A1-000001", 15_000, 5000)
    assert [(line["name"], line["quantity_milli"]) for line in till.lines(done.sale_id)] == [("Bread", 2000), ("Apples", 750)]
    till.check_books()


def test_a_power_cut_loses_neither_the_cart_nor_its_discounts_nor_the_money_already_taken(till: ShopFloor, tmp_path: Path):
    customer_id = till.customer()
    sale_id = till.cart("111", "222", ("444", 1250), customer_id=customer_id)
    bread, milk, _apples = till.line_ids(sale_id)
    till.do(discount_line, line_id=bread, ppm=100_000)
    till.do(remove_line, line_id=milk)
    till.do(discount_receipt, sale_id=sale_id, fixed_minor=700)
    till.do(take_payment, sale_id=sale_id, tender=Tender("card", 5000, reference="slip 7"))
    after = till.power_cut(tmp_path / "after")
    with after.shop:
        was, now = till.row("sale", sale_id), after.row("sale", sale_id)
        assert {name: now[name] for name in CART} == {name: was[name] for name in CART}
        assert after.lines(sale_id) == till.lines(sale_id)
        assert after.rows("SELECT * FROM pending_payment") == till.rows("SELECT * FROM pending_payment")
        done = after.pay(sale_id, cash=20_000)
        assert after.paid(sale_id) == [("card", 5000), ("cash", done.total_minor - 5000)]
        after.check_books()


def test_the_same_piece_goods_join_their_line(till: ShopFloor):
    sale_id = till.cart("111", "222", "111")
    assert [(line["name"], line["quantity_milli"]) for line in till.lines(sale_id)] == [("Bread", 2000), ("Milk", 1000)]


def test_goods_do_not_join_a_line_that_was_discounted_or_weighed(till: ShopFloor):
    sale_id = till.cart("111", ("444", 500), ("444", 300))
    till.do(discount_line, line_id=till.line_ids(sale_id)[0], ppm=100_000)
    till.do(scan, sale_id=sale_id, code="111")
    assert [line["quantity_milli"] for line in till.lines(sale_id)] == [1000, 500, 300, 1000]


def test_a_scan_without_a_sale_opens_one(till: ShopFloor):
    put = till.do(scan, code="111")
    assert [line["id"] for line in till.lines(put.sale_id)] == [put.line_id]


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("999", "sale.unknown_barcode"), ("4870000000011", "code.wrong_check_digit"), ("4870000000012", "sale.unknown_barcode"),
        ("", "code.empty"), ("9" * 200, "code.too_long"),
    ],
)
def test_a_code_that_stands_for_nothing_is_refused_and_no_sale_is_left_behind(till: ShopFloor, code: str, refusal: str):
    with refused(refusal, RuleBroken):
        till.do(scan, code=code)
    assert till.rows("SELECT * FROM sale") == []


def test_weighed_goods_want_a_weight(till: ShopFloor):
    with refused("sale.quantity_needed", RuleBroken, name="Apples"):
        till.do(scan, code="444")


@pytest.mark.parametrize(
    ("code", "milli", "refusal"),
    [
        ("111", 0, "quantity.not_positive"), ("111", -1000, "quantity.not_positive"), ("111", 500, "quantity.not_whole"),
        ("111", 1001, "quantity.not_whole"), ("111", 10**9 * 1000, "quantity.too_large"),
        ("444", 10**9, "quantity.too_large"), ("444", 0, "quantity.not_positive"), ("444", -1, "quantity.not_positive"),
    ],
)
def test_a_quantity_that_cannot_be_is_refused(till: ShopFloor, code: str, milli: int, refusal: str):
    sale_id = till.cart("222", ("444", 1000))
    with refused(refusal, RuleBroken):
        till.do(scan, sale_id=sale_id, code=code, quantity_milli=milli)
    with refused(refusal, RuleBroken):
        till.put(sale_id, code, milli)
    with refused(refusal, RuleBroken):
        line = till.line_ids(sale_id)[0 if code == "111" else 1]
        till.do(change_quantity, line_id=line, quantity_milli=milli)
    assert till.total(sale_id) == 9990 + 12_000


def test_no_sale_is_worth_more_than_the_books_can_hold(till: ShopFloor):
    dear = till.do(add_product, name="Bridge", unit_id=till.units["pcs"], price_minor=10**11)
    sale_id = till.cart("111")
    with refused("sale.sum_too_large", RuleBroken):
        till.do(add_items, sale_id=sale_id, items=[NewItem(dear, 11_000)])
    assert till.total(sale_id) == 3000


def test_goods_without_a_price_ask_for_one_and_a_cashier_may_say_it(till: ShopFloor):
    sale_id = till.cart(by=till.cashier)
    with refused("sale.price_needed", RuleBroken, name="Souvenir"):
        till.do(scan, by=till.cashier, sale_id=sale_id, code="777")
    till.put(sale_id, "777", price_minor=4500, by=till.cashier)
    assert till.pay(sale_id, by=till.cashier).total_minor == 4500


def test_a_price_that_is_said_while_scanning_is_a_line_of_its_own_and_needs_its_right(till: ShopFloor):
    sale_id = till.cart("111", by=till.cashier)
    till.do(scan, by=till.cashier, sale_id=sale_id, code="777", quantity_milli=2000, price_minor=4500)
    till.do(scan, by=till.cashier, sale_id=sale_id, code="111", price_minor=3000)
    with refused("right.missing", NotPermitted, right="change_price"):
        till.do(scan, by=till.cashier, sale_id=sale_id, code="111", price_minor=2500)
    with refused("right.missing", NotPermitted, right="gift"):
        till.do(scan, by=till.cashier, sale_id=sale_id, code="777", price_minor=0)
    till.do(scan, by=till.manager, sale_id=sale_id, code="111", price_minor=2500)
    told = [(line["name"], line["quantity_milli"], line["price_minor"]) for line in till.lines(sale_id)]
    assert told == [("Bread", 2000, 3000), ("Souvenir", 2000, 4500), ("Bread", 1000, 2500)]
    facts = json.loads(till.audit("sale.price_changed")[0]["facts"])
    assert (facts["was"], facts["now"], len(till.audit("sale.price_changed"))) == (3000, 2500, 1)
    till.pay(sale_id)
    till.check_books()


@pytest.mark.parametrize(("price", "refusal"), [(-1, "price.negative"), (10**11 + 1, "price.too_large")])
def test_a_price_that_cannot_be_is_refused(till: ShopFloor, price: int, refusal: str):
    sale_id = till.cart("111")
    with refused(refusal, RuleBroken):
        till.do(change_price, line_id=till.line_ids(sale_id)[0], price_minor=price)
    with refused(refusal, RuleBroken):
        till.put(sale_id, "777", price_minor=price)
    with refused(refusal, RuleBroken):
        till.do(scan, sale_id=sale_id, code="777", price_minor=price)


def test_a_gift_is_a_question_and_a_right(till: ShopFloor):
    sale_id = till.cart("111", by=till.cashier)
    (line_id,) = till.line_ids(sale_id)
    with refused("right.missing", NotPermitted, right="gift"):
        till.do(change_price, by=till.cashier, line_id=line_id, price_minor=0)
    with refused("sale.gift", NeedsConfirmation):
        till.do(change_price, line_id=line_id, price_minor=0)
    till.do(change_price, confirm=["sale.gift"], line_id=line_id, price_minor=0)
    done = till.pay(sale_id)
    assert (done.total_minor, till.paid(sale_id), till.level("111")) == (0, [], -1000)
    till.check_books()


def test_another_price_needs_a_right_and_is_audited(till: ShopFloor):
    sale_id = till.cart("111", by=till.cashier)
    (line_id,) = till.line_ids(sale_id)
    with refused("right.missing", NotPermitted, right="change_price"):
        till.do(change_price, by=till.cashier, line_id=line_id, price_minor=2500)
    till.do(change_price, by=till.manager, line_id=line_id, price_minor=2500)
    facts = json.loads(till.audit("sale.price_changed")[0]["facts"])
    assert (facts["was"], facts["now"], till.total(sale_id)) == (3000, 2500, 2500)


def test_less_of_a_line_needs_the_right_to_delete_and_is_audited(till: ShopFloor):
    sale_id = till.cart("111", "111", "111")
    (line_id,) = till.line_ids(sale_id)
    till.do(change_quantity, line_id=line_id, quantity_milli=5000)
    assert till.audit("sale.quantity_lowered") == []
    till.do(change_quantity, line_id=line_id, quantity_milli=2000)
    assert json.loads(till.audit("sale.quantity_lowered")[0]["facts"]) == {"line": str(line_id), "was": 5000, "now": 2000}
    assert till.total(sale_id) == 6000


def test_a_removed_line_stays_stored_and_cannot_be_touched_again(till: ShopFloor):
    sale_id = till.cart("111", "222")
    bread, _milk = till.line_ids(sale_id)
    till.do(remove_line, line_id=bread)
    assert [line["name"] for line in till.lines(sale_id, removed=True)] == ["Bread"]
    with refused("sale.line_removed", RuleBroken):
        till.do(change_quantity, line_id=bread, quantity_milli=2000)
    assert till.pay(sale_id).total_minor == 9990
    till.check_books()


def test_a_price_that_changed_meanwhile_is_a_question_and_the_old_one_may_stay(till: ShopFloor):
    sale_id = till.cart("111", "222")
    till.do(set_price, product_id=till.goods["111"], price_minor=3500)
    with refused("sale.price_changed", NeedsConfirmation, name="Bread", old_minor=3000, new_minor=3500, count=1):
        till.pay(sale_id)
    assert till.pay(sale_id, confirm=["sale.price_changed"]).total_minor == 12_990


def test_new_prices_are_taken_when_the_person_says_so(till: ShopFloor):
    sale_id = till.cart("111", "111", "222", "333")
    milk = till.line_ids(sale_id)[1]
    till.do(change_price, line_id=milk, price_minor=9000)
    for code, price in (("111", 3500), ("222", 11_000)):
        till.do(set_price, product_id=till.goods[code], price_minor=price)
    assert till.do(take_new_prices, sale_id=sale_id) == 2
    assert [line["price_minor"] for line in till.lines(sale_id)] == [3500, 9000, 25_000]  # a price given by hand stays
    assert till.pay(sale_id).total_minor == 41_000


def test_a_total_that_is_not_the_one_that_was_seen_is_refused(till: ShopFloor):
    sale_id = till.cart("111")
    with refused("sale.total_changed", Stale, shown_minor=2000, total_minor=3000):
        till.do(complete_sale, sale_id=sale_id, payments=[Tender("cash", 3000)], total_minor=2000)


def test_nothing_is_sold_without_a_shift_or_without_goods(shop: ShopFloor):
    sale_id = shop.cart("111")
    with refused("shift.none_open", RuleBroken):
        shop.pay(sale_id)
    shop.open_shift()
    with refused("sale.empty", RuleBroken):
        shop.pay(shop.cart())
    shop.pay(sale_id)
    with refused("sale.not_open", RuleBroken, state="completed"):
        shop.pay(sale_id, cash=3000)


def test_a_refused_sale_leaves_no_gap_in_the_numbers(till: ShopFloor):
    assert till.sell("111").number == "A1-000001"
    with refused("payment.too_little", RuleBroken, missing_minor=1):
        till.sell("111", cash=2999)
    assert till.sell("111").number == "A1-000002"
    till.check_books()


@pytest.mark.parametrize(("step", "paid"), [(1, 12_993), (5, 12_995), (50, 13_000), (100, 13_000)])
def test_cash_is_rounded_to_the_shops_smallest_coin_and_a_card_is_not(till: ShopFloor, step: int, paid: int):
    till.setting("cash.step_minor", step)
    milk = ("222", 1000)
    for_cash = till.cart(milk, ("888", 3000))
    done = till.pay(for_cash, cash=20_000)
    assert (done.total_minor, done.paid_minor, done.rounding_minor) == (12_993, paid, paid - 12_993)
    assert done.change_minor == 20_000 - paid
    assert till.pay(till.cart(milk, ("888", 3000)), card=12_993).rounding_minor == 0
    till.check_books()


def test_money_already_taken_counts_when_the_sale_is_completed(till: ShopFloor):
    sale_id = till.cart("333")
    till.do(take_payment, sale_id=sale_id, tender=Tender("card", 15_000, reference="slip"))
    with refused("payment.too_much", RuleBroken, over_minor=1000):
        till.do(take_payment, sale_id=sale_id, tender=Tender("qr", 11_000))
    cash_id = till.do(take_payment, sale_id=sale_id, tender=Tender("cash", 5000))
    with refused("payment.two_cash", RuleBroken):
        till.do(take_payment, sale_id=sale_id, tender=Tender("cash", 5000))
    till.do(give_payment_back, payment_id=cash_id)
    done = till.pay(sale_id, qr=4000, cash=10_000)
    assert till.paid(done.sale_id) == [("card", 15_000), ("qr", 4000), ("cash", 6000)]
    assert till.rows("SELECT * FROM pending_payment") == []


def test_a_sale_with_money_in_it_is_not_voided(till: ShopFloor):
    sale_id = till.cart("333")
    payment_id = till.do(take_payment, sale_id=sale_id, tender=Tender("card", 15_000))
    with refused("sale.money_taken", RuleBroken):
        till.do(void_sale, sale_id=sale_id)
    till.do(give_payment_back, payment_id=payment_id)
    till.do(void_sale, sale_id=sale_id, reason="changed their mind")
    assert (till.row("sale", sale_id)["state"], till.level("333"), till.drawer()) == ("void", 0, [("float", 100_000)])
    assert [row["tender"] for row in map(json.loads, (row["facts"] for row in till.audit("payment.given_back")))] == ["card"]


def test_absurdly_large_cash_is_a_question(till: ShopFloor):
    with refused("payment.change_large", NeedsConfirmation, change_minor=500_000):
        till.sell("111", cash=503_000)
    assert till.sell("111", cash=503_000, confirm=["payment.change_large"]).change_minor == 500_000


def test_a_parked_cart_comes_back_and_anothers_needs_a_right(till: ShopFloor):
    sale_id = till.cart("111", by=till.cashier)
    till.do(park_sale, by=till.cashier, sale_id=sale_id, label="red bag")
    with refused("sale.not_open", RuleBroken, state="parked"):
        till.do(scan, sale_id=sale_id, code="111")
    other = type(till.cashier)(till.second_cashier_id)
    with refused("right.missing", NotPermitted, right="take_over_sale"):
        till.do(resume_sale, by=other, sale_id=sale_id)
    till.do(resume_sale, by=till.manager, sale_id=sale_id)
    with refused("sale.not_parked", RuleBroken):
        till.do(resume_sale, by=till.manager, sale_id=sale_id)
    done = till.pay(sale_id, by=till.manager)
    assert till.row("sale", done.sale_id)["person_id"] == till.manager_id.bytes


def test_an_empty_cart_is_not_parked_but_may_be_given_up_by_anybody_who_sells(till: ShopFloor):
    sale_id = till.cart(by=till.cashier)
    with refused("sale.empty", RuleBroken):
        till.do(park_sale, by=till.cashier, sale_id=sale_id)
    till.do(void_sale, by=till.cashier, sale_id=sale_id)


def test_a_weight_label_and_a_price_label_are_read(till: ShopFloor):
    for prefix, kind in (("21", "weight"), ("22", "price")):
        till.do(add_scale_layout, layout=ScaleCode(prefix, 2, 5, 7, 5, kind, 1))
    weight, price = (code + check_digit(code) for code in ("210010100750", "220010105999"))
    sale_id = till.cart(weight, price)
    assert [(line["quantity_milli"], line["gross_minor"]) for line in till.lines(sale_id)] == [(750, 9000), (500, 5999)]
    with refused("sale.quantity_fixed", RuleBroken, name="Apples"):
        till.do(change_quantity, line_id=till.line_ids(sale_id)[1], quantity_milli=2000)
    till.pay(sale_id)
    till.check_books()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sale SET total_minor = 1", "DELETE FROM sale", "UPDATE sale_line SET price_minor = 1", "DELETE FROM sale_line",
        "UPDATE payment SET tender = 'card'", "DELETE FROM payment", "UPDATE cash_entry SET amount_minor = 1",
        "DELETE FROM stock_movement", "UPDATE audit_entry SET action = 'x'", "UPDATE outbox SET body = x'00'",
    ],
)
def test_what_was_sold_is_a_fact_and_nobody_edits_it(till: ShopFloor, statement: str):
    till.sell("111")
    with closing(sqlite3.connect(till.path)) as connection, pytest.raises(sqlite3.IntegrityError, match="never edited"):
        connection.execute(statement)


def test_things_that_do_not_exist_are_refused_by_name(till: ShopFloor):
    with refused("not_found", RuleBroken, table="customer"):
        till.do(open_sale, customer_id=uuid4())
    with refused("not_found", RuleBroken, table="price_list"):
        till.do(open_sale, price_list_id=uuid4())
    with refused("not_found", RuleBroken, table="product"):
        till.do(add_items, sale_id=till.cart(), items=[NewItem(uuid4())])
    with refused("not_found", RuleBroken, table="sale"):
        till.do(complete_sale, sale_id=uuid4())


def test_a_document_that_travels_holds_the_whole_sale_and_no_float(till: ShopFloor):
    done = till.sell("111", ("444", 750), "666", card=5000, cash=100_000)
    bodies = [json.loads(row["body"]) for row in till.rows("SELECT body FROM outbox")]
    assert not any(has_float(body) for body in bodies)
    (told,) = [body for body in bodies if body.get("number") == done.number]
    assert [line["name"] for line in from_table(told["lines"])] == ["Bread", "Apples", "Gift box"]
    assert sum(payment["amount_minor"] for payment in from_table(told["payments"])) == told["total_minor"] == 52_000
    assert len(told["movements"]["rows"]) == 4
