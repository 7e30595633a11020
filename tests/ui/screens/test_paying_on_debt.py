"""On debt: whose, and how much it comes to; where nobody is chosen the way leads to the customers and back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.core.payments.views import Tender
from app.core.sales.paying import payment_quote
from app.core.sales.views import Quote
from tests.shop_floor import ShopFloor
from tests.ui.screens.conftest import Hand

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


def said(hand: Hand) -> str:
    return " | ".join(each.text() for each in hand.screen.findChildren(QLabel) if each.isVisible())


@pytest.fixture
def asel(hand: Hand) -> Hand:
    """A customer who may owe 500.00 and owes 30.00; a bread of 30.00 is in the cart, and it is nobody's."""
    customer_id = hand.floor.customer("Asel", credit_limit_minor=50_000)
    hand.floor.sell("111", customer_id=customer_id, tenders=[Tender("debt", 3000)])
    hand.checkout.scan("111")
    hand.settle()
    return hand


def test_the_quote_of_a_debt_says_what_it_comes_to_and_other_tenders_say_nothing(till: ShopFloor):
    customer_id = till.customer(credit_limit_minor=50_000)
    till.sell("111", customer_id=customer_id, tenders=[Tender("debt", 3000)])
    sale_id = till.cart("222", customer_id=customer_id)
    assert till.ask(payment_quote, sale_id=sale_id, tender="debt", amount_minor=9990) == Quote(0, 0, 0, 12_990)
    assert till.ask(payment_quote, sale_id=sale_id, tender="debt", amount_minor=990) == Quote(0, 0, 9000, 3990)
    assert till.ask(payment_quote, sale_id=sale_id, tender="card", amount_minor=9990) == Quote(0, 0, 0)
    assert till.ask(payment_quote, sale_id=till.cart("222"), tender="debt", amount_minor=9990) == Quote(0, 0, 0)


def test_on_debt_without_a_customer_the_green_key_leads_to_the_customers_and_back(asel: Hand):
    hand = asel
    hand.press(Key.Key_F12)
    hand.press(Key.Key_4, ALT)
    assert "Nobody is chosen whose debt it would be." in said(hand)
    assert (hand.screen.take.text(), hand.screen.take.isEnabled()) == ("Choose the customer", True)
    hand.press(Key.Key_Return)
    assert hand.till.window.name == "customer"
    hand.press(Key.Key_Return)
    assert (hand.till.window.name, hand.payment.view.tender) == ("payment", "debt")
    assert "Asel" in said(hand)
    assert f"Debt after it {hand.desk.money(6000, currency=False)} of {hand.desk.money(50_000)}" in said(hand)
    hand.press(Key.Key_Return)
    assert hand.till.window.name == "paid"
    assert hand.floor.value("SELECT count(*) FROM payment WHERE tender = 'debt'") == 2
    hand.floor.check_books()


def test_f6_at_the_payment_chooses_who_pays_and_escape_comes_back_to_the_payment(asel: Hand):
    hand = asel
    hand.press(Key.Key_F12)
    hand.press(Key.Key_F6)
    assert hand.till.window.name == "customer"
    hand.press(Key.Key_Escape)
    assert (hand.till.window.name, hand.payment.view.tender) == ("payment", "cash")
    hand.press(Key.Key_Escape)
    hand.press(Key.Key_F6)
    hand.press(Key.Key_Escape)
    assert hand.till.window.name == "checkout"


def test_by_touch_it_is_the_same(asel: Hand):
    hand = asel
    hand.touch(hand.screen.pay)
    hand.touch(hand.screen.handing.tenders["debt"])
    hand.touch(hand.screen.take)
    assert hand.till.window.name == "customer"


def test_who_is_known_is_named_only_where_it_matters(asel: Hand):
    hand = asel
    hand.press(Key.Key_F6)
    hand.press(Key.Key_Return)
    hand.press(Key.Key_F12)
    assert "Debt after it" not in said(hand)
    hand.press(Key.Key_4, ALT)
    hand.keys("10")
    assert f"Debt after it {hand.desk.money(4000, currency=False)}" in said(hand)
