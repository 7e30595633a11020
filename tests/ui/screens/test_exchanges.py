"""Exchanges with hands, and returns that are left half-way."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.shop_floor import CASHIER_PIN
from tests.ui.screens.conftest import Hand
from tests.ui.screens.test_returns import ALT, checkout, exchanging, model, open_receipt, returns, typed_by_hand

Key = Qt.Key


def test_an_exchange_for_something_dearer_takes_only_the_difference(hand: Hand):
    sold = hand.floor.sell("111", cash=3000)
    open_receipt(hand, sold.number)
    hand.press(Key.Key_A)
    hand.press(Key.Key_3, ALT)
    hand.press(Key.Key_F9)
    assert hand.till.window.name == "checkout"
    assert "30.00" in hand.screen.chips[-1].text()
    checkout(hand).scan("222")
    hand.settle()
    assert (hand.screen.pay.text(), hand.screen.pay.detail) == ("To pay", hand.desk.money(6990))
    checkout(hand).pay()
    hand.settle()
    assert hand.till.window.name == "exchange"
    typed_by_hand(hand, "50")
    assert exchanging(hand).view.quote.missing_minor == 1990
    hand.press(Key.Key_Return)
    assert returns(hand) == 0
    typed_by_hand(hand, "0")
    hand.press(Key.Key_Return)
    assert hand.till.window.name == "given_back"
    assert exchanging(hand).view.completed.change_minor == 43_010
    hand.press(Key.Key_Return)
    assert (exchanging(hand), checkout(hand).lines) == (None, {})
    hand.floor.check_books()


@pytest.mark.parametrize("by_touch", [True, False])
def test_an_exchange_for_something_cheaper_gives_the_rest_back(hand: Hand, by_touch: bool):
    sold = hand.floor.sell("333", card=25_000)
    open_receipt(hand, sold.number)
    hand.touch(hand.screen.whole)
    hand.touch(hand.screen.reasons[2])
    hand.touch(hand.screen.exchange)
    checkout(hand).scan("111")
    hand.settle()
    assert (hand.screen.pay.text(), hand.screen.pay.detail) == ("Give back", hand.desk.money(22_000))
    checkout(hand).pay()
    hand.settle()
    hand.touch(hand.screen.take) if by_touch else hand.press(Key.Key_Return)
    assert exchanging(hand).view.returned.refunds == (("exchange", 3000), ("card", 22_000))
    hand.floor.check_books()


def test_what_is_in_hand_for_an_exchange_can_be_put_down_again(hand: Hand):
    sold = hand.floor.sell("111")
    open_receipt(hand, sold.number)
    hand.press(Key.Key_A)
    hand.press(Key.Key_3, ALT)
    hand.press(Key.Key_F9)
    checkout(hand).scan("111")
    hand.settle()
    assert (hand.screen.pay.text(), hand.screen.pay.detail) == ("Exchange", "")
    hand.touch(hand.screen.chips[-1])
    assert (hand.screen.pay.text(), hand.screen.pay.detail) == ("Pay", hand.desk.money(3000))
    checkout(hand).scan("222")
    hand.settle()
    checkout(hand).pay()
    hand.settle()
    assert hand.till.window.name == "payment"


def test_escape_out_of_a_half_ticked_return_loses_nothing_and_another_receipt_has_its_own(hand: Hand):
    first, second = hand.floor.sell("111", "222", cash=20_000), hand.floor.sell("111", ("222", 2000), cash=30_000)
    open_receipt(hand, first.number)
    hand.press(Key.Key_Space)
    hand.press(Key.Key_2, ALT)
    hand.press(Key.Key_Escape)
    assert hand.till.window.name == "return"
    hand.press(Key.Key_Escape)
    open_receipt(hand, second.number)
    assert (model(hand).view.taken, hand.till.window.banner.text) == ((), "")
    hand.press(Key.Key_A)
    hand.press(Key.Key_Escape)
    hand.press(Key.Key_Escape)
    open_receipt(hand, first.number)
    assert "still chosen" in hand.till.window.banner.text
    assert [(line.name, line.taken_milli) for line in model(hand).view.taken] == [("Bread", 1000)]
    hand.press(Key.Key_Return)
    assert hand.till.window.name == "given_back"
    hand.press(Key.Key_Return)
    open_receipt(hand, first.number)
    assert model(hand).view.taken == ()
    hand.press(Key.Key_Escape)
    hand.press(Key.Key_Escape)
    open_receipt(hand, second.number)
    assert [line.taken_milli for line in model(hand).view.taken] == [1000, 2000]


def test_goods_without_a_receipt_stay_too_and_are_nobody_elses(hand: Hand):
    hand.press(Key.Key_F7)
    hand.press(Key.Key_F9)
    model(hand).scan("111")
    hand.settle()
    hand.press(Key.Key_Escape)
    hand.press(Key.Key_F9)
    assert [(line.name, line.taken_milli) for line in model(hand).view.taken] == [("Bread", 1000)]
    hand.press(Key.Key_Escape)
    hand.till.change_person()
    hand.settle()
    hand.sit_down(hand.floor.template.cashier_id, CASHIER_PIN)
    hand.till.window.open("return")
    hand.settle()
    hand.press(Key.Key_F9)
    assert (hand.till.window.name, model(hand).view.lines) == ("return_lines", ())
