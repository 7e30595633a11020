"""The checkout with hands: scans, figures, searches, and the way to the money."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.ui.screens.conftest import Hand


def names(hand: Hand) -> list[str]:
    return [line.name for line in hand.checkout.lines.values()]


def test_three_scans_in_one_breath_are_three_pieces_of_one_sale(hand: Hand):
    for code in ("111", "222", "111"):
        hand.checkout.scan(code)
    hand.settle()
    lines = sorted((line.name, line.quantity_milli) for line in hand.checkout.lines.values())
    assert len(lines) == 2
    assert {milli for _name, milli in lines} == {1000, 2000}
    assert hand.floor.value("SELECT count(*) FROM sale") == 1


def test_a_scanner_types_into_the_scan_line_and_nothing_of_it_stays(hand: Hand):
    hand.scan("111222333")
    assert hand.screen.box.text() == ""
    assert "111222333" in hand.till.window.banner.text


def test_a_sale_of_three_goods_for_exact_cash_is_three_scans_and_two_keys(hand: Hand):
    for code in ("111", "222", "333"):
        hand.checkout.scan(code)
        hand.settle()
    hand.press(Qt.Key.Key_F12)
    hand.press(Qt.Key.Key_Return)
    assert hand.floor.value("SELECT count(*) FROM sale WHERE state = 'completed'") == 1
    assert hand.till.window.name == "paid"


def test_pay_pressed_twice_is_one_payment(hand: Hand):
    hand.checkout.scan("111")
    hand.settle()
    hand.checkout.pay()
    hand.settle()
    hand.payment.take()
    hand.payment.take()
    hand.settle()
    assert hand.floor.value("SELECT count(*) FROM payment") == 1
    assert not hand.faults
