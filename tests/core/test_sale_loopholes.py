"""Ways around a rule that were found by trying: each stays closed."""

from __future__ import annotations

from app.core.catalog.commands import set_parts
from app.core.payments.views import Tender
from app.core.sales.commands.accounts import pay_debt
from app.core.sales.commands.drafts import discount_line, discount_receipt, remove_line
from app.kernel.errors import NotPermitted
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
