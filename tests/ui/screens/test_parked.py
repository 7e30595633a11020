"""Receipts on hold with hands: F9 lists them, Enter goes on with one, deleting asks."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.core.sales.commands.drafts import park_sale
from app.kernel.permissions import Right
from tests.shop_floor import CASHIER_PIN, MANAGER_PIN
from tests.ui.screens.conftest import Hand
from ui.formats import time_text


@pytest.fixture
def parked(hand: Hand) -> Hand:
    """Two carts on hold: one of bread, one of milk and tea with a label."""
    floor = hand.floor
    floor.do(park_sale, sale_id=floor.cart("111"))
    floor.do(park_sale, sale_id=floor.cart("222", "333"), label="red bag")
    checkout(hand).take_up()
    hand.settle()
    return hand


def model(hand: Hand):
    return hand.till.errands.parked


def checkout(hand: Hand) -> Any:
    """The model of the checkout, which is there since its screen was opened."""
    return hand.till.checkout


def cart(hand: Hand) -> list[str]:
    return [line.name for line in checkout(hand).lines.values()]


def states(hand: Hand) -> list[str]:
    return [row["state"] for row in hand.floor.rows("SELECT state FROM sale ORDER BY id")]


def test_f9_over_an_empty_cart_lists_what_is_on_hold_and_enter_goes_on(parked: Hand):
    parked.press(Qt.Key.Key_F9)
    assert parked.till.window.name == "parked"
    assert [sale.goods for sale in model(parked).view.sales] == [("Milk", "Tea"), ("Bread",)]
    parked.press(Qt.Key.Key_Down)
    parked.press(Qt.Key.Key_Return)
    assert parked.till.window.name == "checkout"
    assert cart(parked) == ["Bread"]
    assert states(parked) == ["open", "parked"]


def test_two_on_hold_are_told_apart_by_who_what_how_much_and_when(parked: Hand):
    floor = parked.floor
    floor.clock.advance(minutes=7)
    asel = floor.customer("Asel")
    floor.do(park_sale, sale_id=floor.cart("111", "222", "333", "888", customer_id=asel))
    floor.do(park_sale, sale_id=floor.cart("111", customer_id=asel))
    parked.desk.clock = floor.clock
    parked.press(Qt.Key.Key_F9)
    rows = [parked.screen._row(sale) for sale in model(parked).view.sales]
    at = [time_text(sale.opened_at, "en", parked.desk.place.zone) for sale in model(parked).view.sales]
    assert [(row.title, row.note) for row in rows] == [
        ("Asel", f"{at[0]} · Bread"), ("Asel", f"{at[1]} · Bread, Milk, Tea…"), ("red bag", f"{at[2]} · Milk, Tea"),
        ("Bread", f"{at[3]} · Ainura"),
    ]
    assert [row.figure for row in rows][:2] == [parked.desk.money(3000), parked.desk.money(38_991)]


def test_f9_over_a_full_cart_puts_it_aside_and_stays(parked: Hand):
    checkout(parked).scan("888")
    parked.settle()
    parked.press(Qt.Key.Key_F9)
    assert parked.till.window.name == "checkout"
    assert states(parked) == ["parked"] * 3


def test_by_touch_the_green_key_takes_the_chosen_one(parked: Hand):
    parked.till.window.open("parked")
    parked.settle()
    assert parked.screen.go_on.detail == parked.desk.money(34_990)
    parked.touch(parked.screen.go_on)
    assert sorted(cart(parked)) == ["Milk", "Tea"]


def test_deleting_asks_and_stays_in_the_list(parked: Hand):
    parked.till.window.open("parked")
    parked.settle()
    parked.press(Qt.Key.Key_Delete)
    assert states(parked) == ["parked", "parked"], "nothing before the answer"
    parked.questions[-1].yes()
    parked.settle()
    assert states(parked) == ["parked", "void"]
    assert [sale.goods for sale in model(parked).view.sales] == [("Bread",)]
    assert len(checkout(parked).view.parked) == 1
    parked.press(Qt.Key.Key_Delete)
    parked.questions[-1].yes()
    parked.settle()
    assert model(parked).view.sale is None
    parked.press(Qt.Key.Key_Return)
    assert parked.till.window.name == "parked"


def test_another_cashiers_receipt_needs_the_right(parked: Hand):
    parked.sit_down(parked.floor.cashier_id, CASHIER_PIN)
    parked.till.window.open("parked")
    parked.settle()
    parked.press(Qt.Key.Key_Return)
    assert parked.missing[-1].right == Right.TAKE_OVER_SALE
    assert cart(parked) == []
    parked.missing[-1].lend(parked.floor.manager_id, MANAGER_PIN)
    parked.settle()
    assert sorted(cart(parked)) == ["Milk", "Tea"]


def test_enter_twice_takes_one(parked: Hand):
    parked.till.window.open("parked")
    parked.settle()
    model(parked).take()
    model(parked).take()
    parked.settle()
    assert states(parked).count("open") == 1
    assert not parked.faults


def test_a_scan_begins_the_next_sale(parked: Hand):
    parked.till.window.open("parked")
    parked.settle()
    parked.scan("2222222")
    assert parked.till.window.name == "checkout"
    assert "2222222" in parked.till.window.banner.text


def test_who_waited_for_a_sale_is_not_put_on_one_that_is_taken_up(parked: Hand):
    parked.floor.customer("Asel")
    parked.till.window.open("customer")
    parked.settle()
    parked.till.errands.customer.pick()
    parked.settle()
    parked.till.window.open("parked")
    parked.settle()
    parked.press(Qt.Key.Key_Return)
    assert parked.floor.value("SELECT count(*) FROM sale WHERE customer_id IS NOT NULL") == 0
    assert parked.till.errands.customer.view.current is None


def test_escape_goes_back_and_an_empty_list_says_what_to_do(hand: Hand):
    hand.press(Qt.Key.Key_F9)
    assert hand.till.window.name == "parked"
    assert "F9" in hand.screen.sales.empty
    assert not hand.screen.go_on.isEnabled()
    hand.press(Qt.Key.Key_Escape)
    assert hand.till.window.name == "checkout"
