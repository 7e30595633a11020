"""Ways around a right or a rule that a third pair of eyes found: each stays closed."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.core.cash.commands import close_shift, verify_shift
from app.core.cash.queries import likely_causes, x_report
from app.core.catalog.commands import add_price_list, change_product, set_price
from app.core.payments.views import Tender
from app.core.sales.commands.accounts import pay_debt
from app.core.sales.commands.checkout import complete_sale, take_payment
from app.core.sales.commands.corrections import correct_tender
from app.core.sales.commands.drafts import (
    add_items,
    change_price,
    change_quantity,
    discount_line,
    discount_receipt,
    open_sale,
    remove_line,
    scan,
)
from app.core.sales.commands.returns import return_without_receipt
from app.core.sales.views import LooseItem, NewItem
from app.core.staff.commands import add_person, add_role
from app.kernel.context import By
from app.kernel.errors import NotPermitted
from app.kernel.permissions import Right
from tests.shop_floor import ShopFloor, refused


@pytest.fixture
def seller(till: ShopFloor) -> By:
    """Somebody who may sell, and nothing else."""
    role_id = till.do(add_role, name="Helper", rights={Right.SELL: None})
    return By(till.do(add_person, name="Nurbek", pin="5820", role_id=role_id))


def test_a_discount_of_nothing_allows_nothing(till: ShopFloor):
    """What is left of the receipt's discount grew by a deleted line; taking the line's own away must not bless it."""
    sale_id = till.cart(("333", 4000), "111", by=till.cashier)
    tea, bread = till.line_ids(sale_id)
    till.do(discount_receipt, by=till.cashier, sale_id=sale_id, fixed_minor=5150)
    till.do(remove_line, by=till.cashier, line_id=tea)
    till.do(discount_line, by=till.cashier, line_id=bread, ppm=0)
    with refused("right.over_limit", NotPermitted):
        till.pay(sale_id, cash=3000, by=till.cashier)


def test_a_receipts_discount_of_nothing_allows_no_lines_discount(till: ShopFloor):
    sale_id = till.cart(("111", 10_000), by=till.cashier)
    (bread,) = till.line_ids(sale_id)
    till.do(discount_line, by=till.cashier, line_id=bread, fixed_minor=1500)
    till.do(change_price, line_id=bread, price_minor=1500)  # the owner's price: the same sum is ten percent of it
    till.do(discount_receipt, by=till.cashier, sale_id=sale_id, ppm=0)
    with refused("right.over_limit", NotPermitted):
        till.pay(sale_id, cash=13_500, by=till.cashier)


@pytest.mark.parametrize("quantity_milli", [0, -1000])
def test_a_scan_adds_at_least_something_also_to_a_line_that_is_there(till: ShopFloor, quantity_milli: int):
    sale_id = till.cart(("111", 3000))
    with refused("quantity.not_positive"):
        till.do(scan, sale_id=sale_id, code="111", quantity_milli=quantity_milli)
    assert till.total(sale_id) == 9000


def test_an_exchange_is_no_way_to_pay(till: ShopFloor):
    sale_id = till.cart("111")
    with refused("payment.unknown_tender"):
        till.do(complete_sale, sale_id=sale_id, payments=[Tender("exchange", 3000)])
    with refused("payment.unknown_tender"):
        till.do(take_payment, sale_id=sale_id, tender=Tender("exchange", 3000))


@pytest.mark.parametrize("source", [None, "typed", "label", "price_label"])
def test_a_weight_from_a_hand_needs_its_right_whatever_it_says_of_itself(till: ShopFloor, seller: By, source: str | None):
    sale_id: UUID = till.do(open_sale, by=seller)
    with refused("right.missing", NotPermitted):
        till.do(add_items, by=seller, sale_id=sale_id, items=[NewItem(till.goods["444"], 5, weight_source=source)])
    with refused("right.missing", NotPermitted):
        till.do(scan, by=seller, sale_id=sale_id, code="444", quantity_milli=5)
    till.do(add_items, by=seller, sale_id=sale_id, items=[NewItem(till.goods["444"], 500, weight_source="scale")])
    (apples,) = till.line_ids(sale_id)
    with refused("right.missing", NotPermitted):
        till.do(change_quantity, by=seller, line_id=apples, quantity_milli=900)


def test_a_weight_from_a_hand_is_written_down_as_such(till: ShopFloor):
    sale_id: UUID = till.do(open_sale)
    till.do(add_items, sale_id=sale_id, items=[NewItem(till.goods["444"], 500), NewItem(till.goods["111"])])
    rows = till.rows("SELECT weight_source FROM sale_line WHERE sale_id = ? ORDER BY position", sale_id)
    assert [row["weight_source"] for row in rows] == ["typed", None]


def test_another_price_list_is_another_price(till: ShopFloor, seller: By):
    cheap: UUID = till.do(add_price_list, name="Cheap")
    till.do(set_price, product_id=till.goods["333"], price_minor=1, price_list_id=cheap)
    with refused("right.missing", NotPermitted):
        till.do(open_sale, by=seller, price_list_id=cheap)
    sale_id = till.do(open_sale, price_list_id=cheap)
    till.do(scan, sale_id=sale_id, code="333")
    assert till.total(sale_id) == 1


def test_a_return_without_receipt_has_an_end(till: ShopFloor):
    items = [LooseItem(till.goods["111"], 999_000, 10**9)] * 50
    with refused("return.sum_too_large"):
        till.do(return_without_receipt, items=items, reason="broken", confirm=["cash.drawer_short"])
    till.close_shift()


def test_a_return_forgives_no_debt_that_is_not_there(till: ShopFloor):
    customer_id = till.customer("Bakyt", credit_limit_minor=100_000)
    with refused("debt.more_than_owed"):
        till.do(
            return_without_receipt, items=[LooseItem(till.goods["111"], 1000, 3000)], reason="broken", tender="debt",
            customer_id=customer_id,
        )
    assert till.balance("debt", customer_id) == 0


def test_what_was_sold_by_weight_comes_back_by_weight(till: ShopFloor):
    sold = till.sell(("444", 500), cash=6000)
    till.do(change_product, product_id=till.goods["444"], unit_id=till.units["pcs"])
    till.give_back(sold.sale_id, 500)
    till.check_books()


def test_nobody_counts_less_than_nothing(till: ShopFloor):
    with refused("count.negative"):
        till.do(close_shift, counted_minor=-500, confirm=["shift.difference"])


def test_who_closed_a_shift_is_not_its_third_figure(till: ShopFloor):
    shift_id = till.close_shift(by=till.manager)
    with refused("shift.verify_own"):
        till.do(verify_shift, by=till.manager, shift_id=shift_id, verified_minor=100_000)
    till.do(verify_shift, shift_id=shift_id, verified_minor=100_000)


def test_a_tender_that_was_mended_explains_no_difference(till: ShopFloor):
    sold = till.sell("111", cash=3000)
    explained = [cause.kind for cause in till.ask(likely_causes, shift_id=till.shift_id, difference_minor=-3000)]
    assert "card_booked_as_cash" in explained
    till.do(correct_tender, sale_id=sold.sale_id, from_tender="cash", to_tender="card", amount_minor=3000, reason="card")
    explained = [cause.kind for cause in till.ask(likely_causes, shift_id=till.shift_id, difference_minor=-3000)]
    assert "card_booked_as_cash" not in explained


def test_cash_for_an_open_receipt_explains_what_is_too_much(till: ShopFloor):
    sale_id = till.cart("111")
    till.do(take_payment, sale_id=sale_id, tender=Tender("cash", 500))
    (first, *_others) = till.ask(likely_causes, shift_id=till.shift_id, difference_minor=500)
    assert (first.kind, first.document_id) == ("cash_for_open_sale", sale_id)


def test_a_shifts_money_adds_up_on_its_paper(till: ShopFloor):
    """Sales less returns, the rounding and the money for no goods: what the tenders say."""
    customer_id = till.customer("Bakyt", credit_limit_minor=100_000)
    till.sell("333", customer_id=customer_id, tenders=[Tender("debt", 25_000)])
    sold = till.sell("111", cash=3000)
    till.give_back(sold.sale_id, 1000)
    till.sell(("444", 750), cash=9000)
    till.do(pay_debt, customer_id=customer_id, amount_minor=10_000, payments=[Tender("cash", 10_000)])
    report = till.ask(x_report, shift_id=till.shift_id, person_id=till.owner_id, now=till.clock())
    tenders = sum(tender.in_minor - tender.out_minor for tender in report.tenders)
    others = sum(other.amount_minor for other in report.others)
    assert [(other.kind, other.amount_minor) for other in report.others] == [("debt_payment", 10_000)]
    assert report.sales_minor - report.returns_minor + report.rounding_minor + others == tenders
