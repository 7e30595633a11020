"""A scanner goes off wherever somebody is: nothing of its code is pressed or typed there, and the code is told or handed on."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from app.core.catalog.commands import add_product
from tests.shop_floor import CASHIER_PIN, OWNER_PIN
from tests.ui.screens.conftest import Hand

Key = Qt.Key
CODE = "4606453849072"


def sold(hand: Hand) -> list[tuple[str, int]]:
    return sorted((line.name, line.quantity_milli) for line in hand.checkout.lines.values())


def lines_back(hand: Hand) -> list[int]:
    model: Any = hand.till.returns.model
    return [line.taken_milli for line in model.view.lines]


def open_the_return_of(hand: Hand, number: str) -> None:
    hand.press(Key.Key_F7)
    hand.screen.box.setText(number)
    hand.press(Key.Key_Return)


@pytest.mark.parametrize("name", ["menu", "cash", "x", "close", "receipts", "import"])
def test_where_nothing_is_sold_the_code_is_told_and_nothing_else_happens(hand: Hand, name: str):
    jobs = hand.floor.value("SELECT count(*) FROM print_job")
    hand.till.window.open(name)
    hand.settle()
    hand.scan("ps" + CODE)
    assert hand.till.window.name == name
    assert f"ps{CODE} was scanned" in hand.till.window.banner.text
    assert hand.floor.value("SELECT count(*) FROM print_job") == jobs
    assert hand.faults == []


def test_at_the_sign_in_no_figure_of_it_is_one_of_the_pin(hand: Hand):
    hand.till.change_person()
    hand.settle()
    hand.scan(CODE)
    assert hand.till.sign_in.view.typed == 0
    hand.keys(CASHIER_PIN)
    assert hand.till.sign_in.view.typed == len(CASHIER_PIN)


def test_over_a_panel_that_asks_for_a_pin_it_is_sold_and_no_part_of_the_pin(hand: Hand):
    hand.checkout.scan("111")
    hand.settle()
    hand.sit_down(hand.floor.template.cashier_id, CASHIER_PIN)
    hand.till.window.open("checkout")
    hand.checkout.discount(ppm=500_000)
    hand.settle()
    panel: Any = hand.till.window.sheet
    hand.scan("111222")
    assert panel._pin == ""
    assert "111222" in hand.till.window.banner.text
    hand.keys("83")
    assert panel._pin == "83"


def test_in_a_return_it_counts_up_its_goods_and_types_no_quantity(hand: Hand):
    receipt = hand.floor.sell("111", "222")
    open_the_return_of(hand, receipt.number)
    hand.scan(CODE)
    assert lines_back(hand) == [0, 0]
    assert [fault.code for fault in hand.faults] == ["sale.unknown_barcode"]


def test_after_a_sale_it_begins_the_next_one(hand: Hand):
    hand.checkout.scan("111")
    hand.settle()
    hand.press(Key.Key_F12)
    hand.press(Key.Key_Return)
    assert hand.till.window.name == "paid"
    jobs = hand.floor.value("SELECT count(*) FROM print_job")
    hand.scan("PP" + CODE)
    assert hand.till.window.name == "checkout"
    assert f"PP{CODE}" in hand.till.window.banner.text
    assert hand.floor.value("SELECT count(*) FROM print_job") == jobs


def test_during_payment_it_is_told_and_the_money_that_was_typed_stays(hand: Hand):
    hand.checkout.scan("111")
    hand.settle()
    hand.press(Key.Key_F12)
    hand.keys("500")
    hand.scan(CODE)
    assert hand.till.window.name == "payment"
    assert f"Scanned during payment and not sold: {CODE}." in hand.till.window.banner.text
    assert (hand.screen.handed.text(), hand.payment.view.handed_minor) == ("500", 50_000)


def at_the_payment_with_two_codes(hand: Hand) -> None:
    hand.checkout.scan("111")
    hand.settle()
    hand.press(Key.Key_F12)
    hand.scan("4606453849072")
    hand.scan("4606453849089")


@pytest.fixture
def more_goods(hand: Hand) -> Hand:
    """Two goods whose codes are as long as a scanner's."""
    pieces = hand.floor.template.units["pcs"]
    for name, code in (("Salt", "4606453849072"), ("Soap", "4606453849089")):
        hand.floor.do(add_product, name=name, unit_id=pieces, price_minor=500, barcodes=[code])
    return hand


def test_all_that_is_scanned_during_payment_is_told_none_is_sold_and_it_can_be_added(more_goods: Hand):
    hand = more_goods
    at_the_payment_with_two_codes(hand)
    hand.scan("4606453849089")
    assert "4606453849072, 4606453849089 × 2" in hand.till.window.banner.text
    assert sold(hand) == [("Bread", 1000)]
    hand.touch(hand.button("Add to the receipt"))
    assert (hand.till.window.name, sold(hand)) == ("checkout", [("Bread", 1000), ("Salt", 1000), ("Soap", 2000)])
    hand.press(Key.Key_F12)
    hand.press(Key.Key_Escape)
    assert hand.till.window.banner.text == ""


def test_what_was_scanned_during_payment_is_told_again_at_the_next_receipt_and_can_be_for_that(more_goods: Hand):
    hand = more_goods
    at_the_payment_with_two_codes(hand)
    hand.till.window.banner.close_it()
    hand.press(Key.Key_Return)
    hand.press(Key.Key_Return)
    assert hand.till.window.name == "checkout"
    hand.touch(hand.button("Add to the receipt"))
    assert sold(hand) == [("Salt", 1000), ("Soap", 1000)]
    assert hand.floor.value("SELECT count(*) FROM sale") == 2


def test_added_after_the_money_it_is_the_next_receipt(more_goods: Hand):
    hand = more_goods
    at_the_payment_with_two_codes(hand)
    hand.press(Key.Key_Return)
    assert hand.till.window.name == "paid"
    hand.touch(hand.button("Add to the receipt"))
    assert sold(hand) == [("Salt", 1000), ("Soap", 1000)]
    assert [row["state"] for row in hand.floor.rows("SELECT state FROM sale ORDER BY id")] == ["completed", "open"]


def test_while_the_money_is_being_taken_nothing_is_added_and_nothing_forgotten(more_goods: Hand):
    hand = more_goods
    at_the_payment_with_two_codes(hand)
    hand.payment.take()
    hand.till.window.banner.take_first()
    hand.settle()
    assert hand.till.window.name == "paid"
    assert "4606453849072" in hand.till.window.banner.text
    hand.touch(hand.button("No"))
    hand.press(Key.Key_Return)
    assert hand.till.window.banner.text == ""
    assert sold(hand) == []


def test_another_person_is_not_told_what_was_scanned_before(more_goods: Hand):
    hand = more_goods
    at_the_payment_with_two_codes(hand)
    hand.till.change_person()
    hand.settle()
    hand.sit_down(hand.floor.template.cashier_id, CASHIER_PIN)
    hand.till.window.open("checkout")
    assert hand.till.window.banner.text == ""


def test_whoever_goes_away_and_comes_back_is_told_again(more_goods: Hand):
    hand = more_goods
    at_the_payment_with_two_codes(hand)
    hand.till.change_person()
    hand.settle()
    hand.sit_down(hand.floor.owner_id, OWNER_PIN)
    hand.till.window.open("checkout")
    assert "4606453849072" in hand.till.window.banner.text


def test_where_nothing_is_sold_all_codes_are_told(hand: Hand):
    hand.till.window.open("menu")
    hand.settle()
    for place in range(8):
        hand.scan(f"460645384907{place}")
    text = hand.till.window.banner.text
    assert "4606453849077" in text
    assert "4606453849072" in text
    assert "4606453849071" not in text


def test_two_scans_within_twenty_milliseconds_are_both_heard_and_in_order(hand: Hand):
    heard: list[str] = []
    hand.scans.scanned.connect(heard.append)
    clock = hand.pace
    for code in ("1111", "2222"):
        for letter in code:
            clock.now += 0.002
            hand.type_at_once(letter)
        hand.type_at_once("\r")
    hand.settle()
    assert heard == ["1111", "2222"]


def test_a_letter_that_is_a_key_works_once_it_is_known_to_be_a_persons(hand: Hand):
    receipt = hand.floor.sell("111", "222")
    open_the_return_of(hand, receipt.number)
    hand.type_at_once("a")
    assert lines_back(hand) == [0, 0]
    hand.qtbot.waitUntil(lambda: lines_back(hand) == [1000, 1000], timeout=5000)
    hand.till.window.open("menu")
    hand.settle()
    hand.keys("3")
    assert hand.till.window.name == "x"


def test_figures_typed_while_a_button_has_the_focus_go_to_the_scan_line(hand: Hand):
    hand.press(Key.Key_Tab)
    hand.keys("222")
    assert hand.screen.box.text() == "222"
    hand.press(Key.Key_Return)
    assert sold(hand) == [("Milk", 1000)]


def test_a_code_that_a_cyrillic_layout_garbles_is_sold_all_the_same(hand: Hand):
    pieces = hand.floor.template.units["pcs"]
    hand.floor.do(add_product, name="Nails", unit_id=pieces, price_minor=500, barcodes=["ABC-1234"])
    for letter in "ФИС-1234":
        event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
        QApplication.sendEvent(hand.screen.box, event)
    hand.type_at_once("\r")
    hand.settle()
    assert sold(hand) == [("Nails", 1000)]
