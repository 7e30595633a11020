"""Ways around a rule that were found by trying: each stays closed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.core.catalog.commands import set_parts, set_price
from app.core.payments.views import Tender
from app.core.sales.commands.accounts import pay_debt
from app.core.sales.commands.drafts import (
    add_items,
    discount_line,
    discount_receipt,
    open_sale,
    remove_line,
    scan,
    take_new_prices,
)
from app.core.sales.views import NewItem
from app.kernel.errors import NeedsConfirmation, NotPermitted
from app.kernel.permissions import Right
from tests.shop_floor import ShopFloor, refused


def test_a_discount_does_not_grow_by_taking_the_other_lines_out(till: ShopFloor):
    sale_id = till.cart("222", "333", by=till.cashier)
    milk, tea = till.line_ids(sale_id)
    till.do(discount_receipt, by=till.cashier, sale_id=sale_id, fixed_minor=1700)
    till.do(remove_line, by=till.cashier, line_id=tea)
    with refused("right.over_limit", NotPermitted):
        till.pay(sale_id, cash=till.total(sale_id), by=till.cashier)
    till.do(discount_receipt, by=till.cashier, sale_id=sale_id, ppm=50_000)
    till.do(discount_line, by=till.cashier, line_id=milk, ppm=0)
    till.pay(sale_id, cash=till.total(sale_id), by=till.cashier)


def test_a_debt_that_was_paid_off_goes_back_as_money(till: ShopFloor):
    customer_id = till.customer("Bakyt", credit_limit_minor=100_000)
    sold = till.sell("333", customer_id=customer_id, tenders=[Tender("debt", 25_000)])
    till.do(pay_debt, customer_id=customer_id, amount_minor=10_000, payments=[Tender("cash", 10_000)])
    returned = till.give_back(sold.sale_id, 1000)
    assert returned.refunds == (("debt", 15_000), ("cash", 10_000))
    assert till.balance("debt", customer_id) == 0
    till.check_books()


def test_a_set_that_was_put_together_otherwise_comes_back_as_what_it_took(till: ShopFloor):
    tea, apples = till.level("333"), till.level("444")
    sold = till.sell("666", cash=40_000)
    assert (till.level("333"), till.level("444")) == (tea - 1000, apples - 500)
    till.do(set_parts, set_id=till.goods["666"], parts=[(till.goods["111"], 3000)])
    till.give_back(sold.sale_id, 1000)
    assert (till.level("333"), till.level("444"), till.level("111")) == (tea, apples, 0)
    till.check_books()


def test_a_discount_that_was_lent_for_a_line_goes_with_the_line(till: ShopFloor):
    sale_id = till.cart("111", by=till.cashier)
    (bread,) = till.line_ids(sale_id)
    till.do(discount_line, by=till.loan(Right.DISCOUNT), line_id=bread, ppm=500_000)
    till.do(remove_line, by=till.cashier, line_id=bread)
    for code in ("222", "333"):
        till.do(scan, by=till.cashier, sale_id=sale_id, code=code)
    till.do(discount_receipt, by=till.cashier, sale_id=sale_id, fixed_minor=1700)
    tea = next(line["id"] for line in till.lines(sale_id) if line["gross_minor"] == 25_000)
    till.do(remove_line, by=till.cashier, line_id=tea)
    with refused("right.over_limit", NotPermitted):
        till.pay(sale_id, cash=till.total(sale_id), by=till.cashier)


def test_new_prices_of_nothing_are_a_gift_that_needs_its_right(till: ShopFloor):
    sale_id = till.cart("333", by=till.cashier)
    till.do(set_price, product_id=till.goods["333"], price_minor=0)
    with refused("right.missing", NotPermitted, right=Right.GIFT):
        till.do(take_new_prices, by=till.cashier, sale_id=sale_id)
    with refused("sale.gift", NeedsConfirmation):
        till.do(take_new_prices, sale_id=sale_id)
    assert till.total(sale_id) == 25_000
    till.do(take_new_prices, sale_id=sale_id, confirm=["sale.gift"])
    (row,) = till.audit("sale.price_changed")
    assert json.loads(row["facts"]) | {"line": None} == {"line": None, "was": 25_000, "now": 0}


def test_a_line_with_a_price_of_its_own_learns_the_cards_price_once(till: ShopFloor):
    """The lines of a fresh cart are remembered for the payment: what was learned since must stand in the document too."""
    sale_id = till.do(open_sale)
    till.do(add_items, sale_id=sale_id, items=[NewItem(till.goods["333"], 1000, price_minor=20_000)])
    till.do(set_price, product_id=till.goods["333"], price_minor=26_000)
    with refused("sale.price_changed", NeedsConfirmation):
        till.pay(sale_id, cash=20_000)
    assert till.do(take_new_prices, sale_id=sale_id) == 1
    done = till.pay(sale_id, cash=20_000)
    assert done.total_minor == 20_000
    assert till.lines(sale_id)[0]["list_price_minor"] == 26_000
    till.check_books()


@pytest.mark.parametrize("discount", [{"fixed_minor": 1000}, {"ppm": 50_000}])
def test_an_agreed_discount_goes_with_the_last_of_the_goods(till: ShopFloor, discount: dict[str, Any]):
    sale_id = till.cart("111", "222")
    till.do(discount_receipt, sale_id=sale_id, **discount)
    for line_id in till.line_ids(sale_id):
        till.do(remove_line, line_id=line_id)
    till.do(scan, sale_id=sale_id, code="111")
    assert till.total(sale_id) == 3000
    till.pay(sale_id)
    till.check_books()


def test_an_agreed_sum_comes_back_with_the_goods(till: ShopFloor):
    sale_id = till.cart("222", "333")
    till.do(discount_receipt, sale_id=sale_id, fixed_minor=20_000)
    full = till.total(sale_id)
    tea = next(line["id"] for line in till.lines(sale_id) if line["gross_minor"] == 25_000)
    till.do(remove_line, line_id=tea)
    assert till.total(sale_id) == 0
    till.do(scan, sale_id=sale_id, code="333")
    assert till.total(sale_id) == full
    till.pay(sale_id, cash=full)
    till.check_books()
