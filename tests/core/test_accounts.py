"""Money for no goods: debts and their limits, prepayments, points and gift cards; nobody spends what is not there."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest

from app.core.parties.commands import add_customer, set_credit_limit
from app.core.parties.queries import customer, gift_card
from app.core.payments.views import Tender
from app.core.sales.commands.accounts import grant_points, issue_gift_card, pay_debt, take_prepayment
from app.core.sales.commands.checkout import take_payment
from app.core.sales.commands.drafts import set_customer
from app.kernel.errors import NotPermitted, RuleBroken
from app.kernel.permissions import Right
from tests.shop_floor import ShopFloor, refused

CASH = [Tender("cash", 10_000)]


def on_debt(till: ShopFloor, customer_id: UUID, minor: int, **more) -> UUID:
    """Sell something of that price on debt; answers the sale."""
    sale_id = till.cart(customer_id=customer_id)
    till.put(sale_id, "777", price_minor=minor)
    till.pay(sale_id, Tender("debt", minor), **more)
    return sale_id


def test_one_sale_may_be_paid_with_everything_at_once(till: ShopFloor, paying_customer):
    customer_id, gift_card_id = paying_customer
    sale_id = till.cart("333", "333", customer_id=customer_id)
    till.do(take_payment, sale_id=sale_id, tender=Tender("card", 5000, reference="slip 12"))
    done = till.pay(
        sale_id, Tender("qr", 6000), Tender("debt", 7000), Tender("points", 8000), Tender("gift_card", 9000, gift_card_id),
        Tender("prepayment", 10_000), cash=10_000,
    )
    assert till.paid(sale_id) == [
        ("card", 5000), ("qr", 6000), ("debt", 7000), ("points", 8000), ("gift_card", 9000), ("prepayment", 10_000),
        ("cash", 5000),
    ]
    view = till.ask(customer, customer_id=customer_id)
    assert (view.debt_minor, view.credit_left_minor, view.points_minor, view.prepayment_minor) == (7000, 43_000, 2000, 0)
    assert till.ask(gift_card, code="GIFT-1").balance_minor == 1000
    assert (done.change_minor, till.expected()) == (5000, 105_000)
    till.check_books()


def test_a_customer_owes_no_more_than_their_limit(till: ShopFloor):
    customer_id = till.customer(credit_limit_minor=10_000)
    on_debt(till, customer_id, 6000, by=till.cashier)
    told = {"right": Right.SELL_OVER_LIMIT, "debt_minor": 6000, "limit_minor": 10_000, "asked_minor": 4001}
    with refused("credit.over_limit", NotPermitted, **told):
        on_debt(till, customer_id, 4001, by=till.cashier)
    on_debt(till, customer_id, 4000, by=till.cashier)
    assert till.balance("debt", customer_id) == 10_000


def test_a_customer_without_a_limit_owes_nothing(till: ShopFloor):
    with refused("credit.over_limit", NotPermitted, limit_minor=0):
        on_debt(till, till.customer(), 1, by=till.cashier)


def test_a_manager_may_lend_the_right_to_go_over_the_limit_and_both_names_stay(till: ShopFloor):
    customer_id = till.customer(credit_limit_minor=10_000)
    on_debt(till, customer_id, 10_500, by=till.loan(Right.SELL_OVER_LIMIT))
    (entry,) = till.audit("sale.over_limit")
    assert (entry["person_id"], entry["lender_id"]) == (till.cashier_id.bytes, till.manager_id.bytes)
    till.check_books()


def test_a_debt_is_paid_off_in_parts_and_never_beyond(till: ShopFloor):
    customer_id = till.customer(credit_limit_minor=10_000)
    on_debt(till, customer_id, 10_000)
    till.do(pay_debt, customer_id=customer_id, amount_minor=4000, payments=CASH)
    till.do(pay_debt, customer_id=customer_id, amount_minor=1000, payments=[Tender("card", 1000)])
    assert (till.balance("debt", customer_id), till.expected()) == (5000, 104_000)
    with refused("debt.more_than_owed", RuleBroken, owed_minor=5000):
        till.do(pay_debt, customer_id=customer_id, amount_minor=5001, payments=CASH)
    till.do(pay_debt, customer_id=customer_id, amount_minor=5000, payments=CASH)
    assert till.drawer()[-2:] == [("tendered", 10_000), ("change", -5000)]
    till.check_books()


@pytest.mark.parametrize(
    ("amount", "payments", "refusal"),
    [
        (0, CASH, "payment.not_positive"), (-5, CASH, "payment.not_positive"), (5000, [], "payment.too_little"),
        (5000, [Tender("cash", 4999)], "payment.too_little"), (5000, [Tender("card", 5001)], "payment.too_much"),
        (5000, [Tender("debt", 5000)], "payment.unknown_tender"), (5000, [Tender("points", 5000)], "payment.unknown_tender"),
    ],
)
def test_a_debt_payment_that_cannot_be_is_refused(till: ShopFloor, amount: int, payments, refusal: str):
    customer_id = till.customer(credit_limit_minor=10_000)
    on_debt(till, customer_id, 10_000)
    with refused(refusal, RuleBroken):
        till.do(pay_debt, customer_id=customer_id, amount_minor=amount, payments=payments)
    assert till.balance("debt", customer_id) == 10_000


def test_money_for_no_goods_needs_a_shift_a_customer_and_a_right(shop: ShopFloor):
    customer_id = shop.customer()
    with refused("shift.none_open", RuleBroken):
        shop.do(take_prepayment, customer_id=customer_id, amount_minor=5000, payments=CASH)
    shop.open_shift()
    with refused("not_found", RuleBroken, table="customer"):
        shop.do(take_prepayment, customer_id=uuid4(), amount_minor=5000, payments=CASH)
    with refused("right.missing", NotPermitted, right=Right.ISSUE_GIFT_CARD):
        shop.do(issue_gift_card, by=shop.cashier, code="G", amount_minor=5000, payments=CASH)
    with refused("right.missing", NotPermitted, right=Right.GRANT_POINTS):
        shop.do(grant_points, by=shop.cashier, customer_id=customer_id, amount_minor=5000, reason="x")


def test_a_gift_card_is_spent_once_however_often_it_is_shown(till: ShopFloor, paying_customer):
    _customer_id, card_id = paying_customer
    till.sell("222", tenders=[Tender("gift_card", 9990, card_id)])
    with refused("account.not_enough", RuleBroken, account="gift_card", available_minor=10, wanted_minor=9990):
        till.sell("222", tenders=[Tender("gift_card", 9990, card_id)])
    twice = till.cart("333")
    with refused("account.not_enough", RuleBroken):
        till.pay(twice, Tender("gift_card", 6, card_id), Tender("gift_card", 6, card_id), cash=30_000)
    till.pay(twice, Tender("gift_card", 10, card_id), cash=24_990)
    assert till.balance("gift_card", card_id) == 0
    till.check_books()


def test_a_card_that_is_shown_at_two_open_sales_pays_only_one_of_them(till: ShopFloor, paying_customer):
    _customer_id, card_id = paying_customer
    first, second = till.cart("222"), till.cart("222")
    for sale_id in (first, second):
        till.do(take_payment, sale_id=sale_id, tender=Tender("gift_card", 9990, card_id))
    till.pay(first)
    with refused("account.not_enough", RuleBroken):
        till.pay(second)
    assert till.row("sale", second)["state"] == "open"
    till.check_books()


def test_a_gift_card_that_nobody_could_spend_is_not_sold(till: ShopFloor):
    with refused("gift_card.expires_before_sale", RuleBroken, expires_on=date(2026, 3, 1)):
        till.do(issue_gift_card, code="G-1", amount_minor=10_000, payments=CASH, expires_on=date(2026, 3, 1))
    assert till.rows("SELECT * FROM gift_card") == []
    till.do(issue_gift_card, code="G-1", amount_minor=10_000, payments=CASH, expires_on=date(2026, 3, 2))
    till.check_books()


def test_a_gift_card_is_found_as_its_code_was_stored(till: ShopFloor):
    till.do(issue_gift_card, code="  GIFT \t 7 ", amount_minor=10_000, payments=CASH)
    for code in ("GIFT 7", " GIFT  7\n", "GIFT\t7"):
        assert till.ask(gift_card, code=code).code == "GIFT 7"
    with refused("gift_card.unknown", RuleBroken):
        till.ask(gift_card, code=" ")


def test_an_expired_an_unknown_and_a_doubled_gift_card_are_refused(till: ShopFloor):
    card_id = till.do(issue_gift_card, code="G-1", amount_minor=10_000, payments=CASH, expires_on=date(2026, 3, 2))
    sale_id = till.cart("222")
    for wrong in (None, uuid4()):
        with refused("gift_card.unknown", RuleBroken):
            till.pay(sale_id, Tender("gift_card", 9990, wrong))
    with refused("gift_card.code_taken", RuleBroken):
        till.do(issue_gift_card, code=" G-1 ", amount_minor=10_000, payments=CASH)
    with refused("gift_card.unknown", RuleBroken, card="G-2"):
        till.ask(gift_card, code="G-2")
    till.clock.advance(hours=24)
    with refused("gift_card.expired", RuleBroken, expired_on=date(2026, 3, 2)):
        till.pay(sale_id, Tender("gift_card", 9990, card_id))
    till.clock.advance(hours=-24)
    till.pay(sale_id, Tender("gift_card", 9990, card_id))


@pytest.mark.parametrize("tender", ["debt", "points", "prepayment"])
def test_an_account_needs_a_customer(till: ShopFloor, tender: str):
    with refused("sale.customer_needed", RuleBroken, tender=tender):
        till.sell("111", tenders=[Tender(tender, 3000)])


def test_part_of_the_money_from_an_account_is_refused_at_once_when_it_is_not_there(till: ShopFloor, paying_customer):
    """Not only when the sale is completed, with the customer already gone to the door."""
    customer_id, card_id = paying_customer
    sale_id = till.cart("333", customer_id=customer_id)
    with refused("account.not_enough", RuleBroken, account="points", available_minor=10_000, wanted_minor=10_001):
        till.do(take_payment, sale_id=sale_id, tender=Tender("points", 10_001))
    till.do(take_payment, sale_id=sale_id, tender=Tender("gift_card", 6_000, card_id))
    with refused("account.not_enough", RuleBroken, account="gift_card", wanted_minor=12_000):
        till.do(take_payment, sale_id=sale_id, tender=Tender("gift_card", 6_000, card_id))
    till.do(take_payment, sale_id=sale_id, tender=Tender("points", 10_000))
    till.pay(sale_id, cash=9_000)
    till.check_books()


@pytest.mark.parametrize("tender", ["points", "prepayment"])
def test_nobody_spends_more_than_is_there(till: ShopFloor, paying_customer, tender: str):
    customer_id, _card = paying_customer
    with refused("account.not_enough", RuleBroken, account=tender, available_minor=10_000, wanted_minor=10_001):
        till.sell("333", customer_id=customer_id, tenders=[Tender(tender, 10_001)], card=14_999)
    assert till.balance(tender, customer_id) == 10_000


def test_the_account_is_the_customers_whoever_is_named(till: ShopFloor, paying_customer):
    customer_id, _card = paying_customer
    other = till.customer("Somebody else")
    sale_id = till.cart("111", customer_id=other)
    with refused("account.not_enough", RuleBroken):
        till.pay(sale_id, Tender("points", 3000, customer_id))
    assert till.balance("points", customer_id) == 10_000


def test_the_customer_stays_while_money_is_in_the_sale(till: ShopFloor, paying_customer):
    customer_id, _card = paying_customer
    sale_id = till.cart("222", customer_id=customer_id)
    till.do(take_payment, sale_id=sale_id, tender=Tender("points", 1000))
    with refused("sale.money_taken", RuleBroken):
        till.do(set_customer, sale_id=sale_id, customer_id=None)


def test_points_are_given_for_a_reason_and_only_forwards(till: ShopFloor):
    customer_id = till.customer()
    for amount in (0, -1):
        with refused("payment.not_positive", RuleBroken):
            till.do(grant_points, customer_id=customer_id, amount_minor=amount, reason="x")
    with refused("text.empty", RuleBroken):
        till.do(grant_points, customer_id=customer_id, amount_minor=5, reason="")
    till.do(grant_points, customer_id=customer_id, amount_minor=5, reason="birthday")
    assert till.balance("points", customer_id) == 5


@pytest.mark.parametrize("limit", [-1, 10**12 + 1])
def test_a_credit_limit_that_cannot_be_is_refused(till: ShopFloor, limit: int):
    with refused("credit.limit_out_of_range", RuleBroken):
        till.customer("Limited", credit_limit_minor=limit)
    with refused("credit.limit_out_of_range", RuleBroken):
        till.do(set_credit_limit, customer_id=till.customer(), credit_limit_minor=limit)


def test_a_cashier_may_add_a_customer_but_not_lend_them_anything(till: ShopFloor):
    till.do(add_customer, by=till.cashier, name="Aibek")
    with refused("right.missing", NotPermitted, right=Right.EDIT_CREDIT_LIMIT):
        till.do(add_customer, by=till.cashier, name="Aibek", credit_limit_minor=100)
