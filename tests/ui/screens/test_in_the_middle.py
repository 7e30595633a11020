"""Something happens in the middle of something else: a language, a theme, another person, a scan. Nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from app.core.catalog.commands import add_product
from tests.shop_floor import CASHIER_PIN, MANAGER_PIN, OWNER_PIN
from tests.ui.screens.conftest import Hand
from ui.formats import decimal_mark
from ui.kit.theme import THEME
from ui.kit.tokens import DARK

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


def in_russian(hand: Hand) -> None:
    hand.desk.speak("ru")
    hand.settle()


def in_the_dark(hand: Hand) -> None:
    application: Any = QApplication.instance()
    THEME.use(application, colours=DARK)  # the next window begins light again
    hand.settle()


CHANGES: list[Callable[[Hand], None]] = [in_russian, in_the_dark]
every_change = pytest.mark.parametrize("change", CHANGES)


def change_of(hand: Hand) -> int:
    assert hand.payment.view.done is not None
    return hand.payment.view.done.change_minor


def sold(hand: Hand) -> list[tuple[str, int]]:
    return sorted((line.name, line.quantity_milli) for line in hand.checkout.lines.values())


@every_change
def test_in_a_sale_the_cart_stays(hand: Hand, change: Callable[[Hand], None]):
    hand.checkout.scan("111")
    hand.settle()
    change(hand)
    hand.scan("111222")
    hand.checkout.scan("222")
    hand.settle()
    assert sold(hand) == [("Bread", 1000), ("Milk", 1000)]
    assert hand.screen.cart.model().rowCount() == 2


@every_change
def test_in_a_search_what_was_typed_stays_and_its_hit_is_taken(hand: Hand, change: Callable[[Hand], None]):
    hand.keys("mil")
    change(hand)
    assert hand.screen.box.text() == "mil"
    assert QApplication.focusWidget() is hand.screen.box
    hand.press(Key.Key_Return)
    assert sold(hand) == [("Milk", 1000)]


@every_change
def test_in_a_figure_that_is_asked_for_it_stays_asked_and_typed(hand: Hand, change: Callable[[Hand], None]):
    hand.checkout.scan("111")
    hand.settle()
    hand.press(Key.Key_F4)
    hand.keys("7")
    change(hand)
    hand.press(Key.Key_Return)
    assert sold(hand) == [("Bread", 7000)]


@every_change
def test_in_a_payment_the_tender_and_the_money_stay(hand: Hand, change: Callable[[Hand], None]):
    hand.checkout.scan("111")
    hand.settle()
    hand.press(Key.Key_F12)
    hand.keys("500")
    change(hand)
    assert (hand.screen.handed.text(), hand.payment.view.handed_minor) == ("500", 50_000)
    hand.press(Key.Key_Return)
    assert change_of(hand) == 47_000


@every_change
def test_in_a_count_the_pieces_and_the_place_stay(hand: Hand, change: Callable[[Hand], None]):
    hand.till.window.open("close")
    hand.settle()
    hand.press(Key.Key_Return)
    hand.keys("3")
    change(hand)
    assert hand.till.close.view.counts == {200_000: 3}
    assert QApplication.focusWidget() is hand.screen.count.fields[200_000]


@every_change
def test_in_a_form_for_somebody_new_the_name_stays(hand: Hand, change: Callable[[Hand], None]):
    hand.press(Key.Key_F6)
    hand.press(Key.Key_Insert)
    hand.keys("Asel")
    change(hand)
    assert hand.screen.name.text() == "Asel"
    hand.press(Key.Key_Return)
    assert hand.floor.value("SELECT name FROM customer") == "Asel"


@every_change
def test_in_a_product_half_typed_all_of_it_stays(hand: Hand, change: Callable[[Hand], None]):
    hand.till.errands.create("4606453849072")
    hand.settle()
    hand.keys("Kefir")
    hand.screen.price.setFocus()
    hand.keys("78,5")
    change(hand)
    assert (hand.screen.name.text(), hand.screen.price.text()) == ("Kefir", f"78{decimal_mark(hand.desk.language)}5")


@every_change
def test_in_cash_out_the_sum_and_the_reason_stay(hand: Hand, change: Callable[[Hand], None]):
    hand.press(Key.Key_F10)
    hand.keys("100")
    hand.screen.reason.setFocus()
    hand.keys("ice cream for all")
    change(hand)
    assert (hand.screen.sum.text(), hand.screen.reason.text()) == ("100", "ice cream for all")
    assert QApplication.focusWidget() is hand.screen.reason


# --- a scan in between ---


def test_a_scan_while_a_quantity_is_typed_is_sold_and_the_quantity_is_for_its_own_line(hand: Hand):
    hand.checkout.scan("111")
    hand.settle()
    hand.press(Key.Key_F4)
    hand.keys("7")
    hand.checkout.scan("222")
    hand.settle()
    hand.press(Key.Key_Return)
    assert sold(hand) == [("Bread", 7000), ("Milk", 1000)]


def test_a_scan_while_somebody_searches_is_sold_and_the_search_goes_on(hand: Hand):
    pieces = hand.floor.template.units["pcs"]
    hand.floor.do(add_product, name="Nails", unit_id=pieces, price_minor=500, barcodes=["12345"])
    hand.keys("mil")
    hand.scan("12345")
    assert sold(hand) == [("Nails", 1000)]
    assert hand.screen.box.text() == "mil"
    assert [hit.name for hit in hand.checkout.view.found.hits] == ["Milk"]
    hand.press(Key.Key_Return)
    assert sold(hand) == [("Milk", 1000), ("Nails", 1000)]


# --- somebody else, and Escape ---


def sign_in_by_hand(hand: Hand, person_id: UUID, pin: str) -> None:
    """At the sign-in: this name, and a PIN by keys."""
    hand.till.sign_in.choose(person_id)
    hand.keys(pin)
    hand.press(Key.Key_Return)


def test_another_person_finds_the_cart_as_it_was_and_the_sale_is_theirs_to_finish(hand: Hand):
    hand.checkout.scan("111")
    hand.settle()
    hand.press(Key.Key_F11)
    assert hand.till.window.name == "sign_in"
    sign_in_by_hand(hand, hand.floor.template.cashier_id, CASHIER_PIN)
    hand.press(Key.Key_F12)
    hand.press(Key.Key_Return)
    assert (hand.till.window.name, hand.floor.value("SELECT count(*) FROM payment")) == ("paid", 1)


def test_another_person_in_the_middle_of_a_payment_finds_the_cart_unpaid(hand: Hand):
    hand.checkout.scan("111")
    hand.settle()
    hand.press(Key.Key_F12)
    hand.keys("500")
    hand.touch(hand.till.window.person)
    hand.press(Key.Key_F11)
    sign_in_by_hand(hand, hand.floor.template.cashier_id, CASHIER_PIN)
    assert hand.till.window.name == "checkout"
    assert (sold(hand), hand.floor.value("SELECT count(*) FROM payment")) == ([("Bread", 1000)], 0)
    hand.press(Key.Key_F12)
    assert hand.screen.handed.text() == ""


def test_escape_in_a_payment_goes_back_to_the_cart_and_the_money_that_was_typed_is_still_there(hand: Hand):
    hand.checkout.scan("111")
    hand.settle()
    hand.press(Key.Key_F12)
    hand.keys("500")
    hand.press(Key.Key_Escape)
    assert (hand.till.window.name, sold(hand)) == ("checkout", [("Bread", 1000)])
    hand.checkout.scan("222")
    hand.settle()
    hand.press(Key.Key_F12)
    assert hand.screen.handed.text() == "500"
    hand.press(Key.Key_Return)
    assert change_of(hand) == 50_000 - 12_990


def test_escape_out_of_cash_keeps_what_was_typed_for_the_same_person_alone(hand: Hand):
    hand.press(Key.Key_F10)
    hand.keys("100")
    hand.press(Key.Key_Escape)
    assert hand.till.window.name == "checkout"
    hand.press(Key.Key_F10)
    assert hand.screen.sum.text() == "100"
    hand.till.change_person()
    sign_in_by_hand(hand, hand.floor.owner_id, OWNER_PIN)
    hand.till.window.open("cash")
    assert hand.screen.sum.text() == "100"
    hand.till.change_person()
    sign_in_by_hand(hand, hand.floor.template.manager_id, MANAGER_PIN)
    hand.till.window.open("cash")
    assert hand.screen.sum.text() == ""


def test_escape_out_of_a_new_customer_keeps_the_name_until_it_is_stored(hand: Hand):
    hand.press(Key.Key_F6)
    hand.press(Key.Key_Insert)
    hand.keys("Asel")
    hand.press(Key.Key_Escape)
    hand.press(Key.Key_Insert)
    assert hand.screen.name.text() == "Asel"
    hand.press(Key.Key_Return)
    hand.press(Key.Key_F6)
    hand.press(Key.Key_Insert)
    assert hand.screen.name.text() == ""


@pytest.mark.parametrize("name", ["menu", "cash", "x", "close", "receipts", "parked", "customer", "goods", "return", "payment"])
def test_escape_leads_back_to_the_cart_from_everywhere(hand: Hand, name: str):
    hand.checkout.scan("111")
    hand.settle()
    if name == "payment":
        hand.checkout.pay()
    else:
        hand.till.window.open(name)
    hand.settle()
    hand.press(Key.Key_Escape)
    assert (hand.till.window.name, sold(hand)) == ("checkout", [("Bread", 1000)])
    assert QApplication.focusWidget() is hand.screen.box


def test_another_language_leaves_the_figure_that_is_asked_for_and_its_green_key(hand: Hand):
    hand.scan("111")
    hand.press(Key.Key_F8)
    hand.keys("7")
    assert hand.screen.pay.isEnabled()
    hand.desk.speak("ru")
    hand.settle()
    assert hand.screen.box.text() == "7"
    assert hand.screen.pay.isEnabled()
    assert any(each.text().startswith("7") for each in hand.screen.asking.findChildren(QLabel))
