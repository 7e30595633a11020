"""Cash in, cash out and the drawer, the X and the menu, with hands."""

from __future__ import annotations

from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from app.core.staff.commands import change_role
from app.kernel.permissions import Right
from tests.shop_floor import CASHIER_PIN, MANAGER_PIN, ShopFloor
from tests.ui.screens.conftest import Hand, NewHand
from tests.ui.screens.test_close import shown
from ui.formats import time_text


@pytest.fixture
def at_cash(hand: Hand) -> Hand:
    hand.till.window.open("cash")
    hand.settle()
    return hand


@pytest.fixture
def cashier(new_hand: NewHand, shop: ShopFloor) -> Hand:
    """A cashier at the checkout of their own shift."""
    shop.open_shift(by=shop.cashier)
    made = new_hand(shop)
    made.till.states.ask()
    made.settle()
    made.sit_down(shop.template.cashier_id, CASHIER_PIN)
    made.till.window.open("checkout")
    made.settle()
    return made


def may_only_sell(hand: Hand) -> None:
    """Cashiers lose every other right."""
    role_id = UUID(bytes=hand.floor.value("SELECT id FROM role WHERE name = 'cashier'"))
    hand.floor.do(change_role, role_id=role_id, rights={Right.SELL: None})


def orders(hand: Hand) -> list[tuple[str, int, str]]:
    found = hand.floor.rows("SELECT kind, amount_minor, reason FROM cash_operation ORDER BY id")
    return [(row["kind"], row["amount_minor"], row["reason"]) for row in found]


def test_cash_in_by_keyboard_is_a_sum_a_reason_and_return(at_cash: Hand):
    at_cash.keys("500")
    at_cash.press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    at_cash.press(Qt.Key.Key_Return)
    assert orders(at_cash) == [("cash_in", 50_000, "From the owner")]
    assert at_cash.till.window.name == "checkout"
    assert "From the owner" in at_cash.till.window.banner.text


def test_cash_out_by_touch(at_cash: Hand):
    at_cash.touch(at_cash.screen.kinds["cash_out"])
    at_cash.till.cash.set_amount(20_000)
    at_cash.touch(at_cash.screen.reasons[0])
    at_cash.touch(at_cash.screen.carry_out)
    assert orders(at_cash) == [("cash_out", 20_000, "To the bank")]


def test_the_drawer_needs_a_reason_and_no_sum(at_cash: Hand):
    at_cash.touch(at_cash.screen.kinds["drawer"])
    assert not at_cash.screen.carry_out.isEnabled()
    at_cash.keys("jam")
    at_cash.press(Qt.Key.Key_Return)
    assert orders(at_cash) == [("drawer", 0, "jam")]


def test_more_than_is_there_is_asked_about_and_done_after_a_yes(at_cash: Hand):
    at_cash.till.cash.choose("cash_out")
    at_cash.till.cash.set_amount(999_999_00)
    at_cash.till.cash.set_reason("rent")
    at_cash.till.cash.carry_out()
    at_cash.settle()
    assert orders(at_cash) == []
    assert at_cash.screen.carry_out.isEnabled()
    at_cash.questions[-1].yes()
    at_cash.settle()
    assert orders(at_cash) == [("cash_out", 999_999_00, "rent")]


def test_pressed_twice_it_is_done_once(at_cash: Hand):
    at_cash.till.cash.set_amount(100)
    at_cash.till.cash.set_reason("x")
    at_cash.till.cash.carry_out()
    at_cash.till.cash.carry_out()
    at_cash.settle()
    assert len(orders(at_cash)) == 1


def test_letters_and_forty_digits_are_no_sum(at_cash: Hand):
    at_cash.keys("a1b2")
    assert at_cash.screen.sum.text() == "12"
    at_cash.screen.sum.setText("9" * 40)  # as a paste comes in
    assert at_cash.screen.sum.text() == "12"
    at_cash.screen.sum.setText("9" * 15)
    at_cash.till.cash.set_reason("x" * 5000)
    at_cash.till.cash.carry_out()
    at_cash.settle()
    assert orders(at_cash) == []
    assert len(at_cash.faults) == 1
    assert at_cash.till.window.name == "cash"


def test_a_right_that_is_missing_is_lent_and_the_order_goes_on(cashier: Hand):
    may_only_sell(cashier)
    cashier.till.window.open("cash")
    cashier.till.cash.set_amount(5000)
    cashier.till.cash.set_reason("from the safe")
    cashier.till.cash.carry_out()
    cashier.settle()
    assert cashier.missing[-1].right == Right.CASH_IN
    cashier.missing[-1].lend(cashier.floor.template.manager_id, MANAGER_PIN)
    cashier.settle()
    assert orders(cashier) == [("cash_in", 5000, "from the safe")]


def test_escape_goes_back_and_does_nothing(at_cash: Hand):
    at_cash.keys("77")
    at_cash.press(Qt.Key.Key_Escape)
    assert (at_cash.till.window.name, orders(at_cash)) == ("checkout", [])


def test_the_x_shows_an_owner_what_must_be_in_the_drawer(hand: Hand):
    hand.floor.sell("222", cash=10_000)
    hand.till.window.open("x")
    hand.settle()
    drawer = {line.words: line.figure for line in hand.screen.drawer.lines}
    assert "1,099.90" in drawer["Expected in the drawer"]
    assert [line.words for line in hand.screen.tenders.lines][:2] == ["By tender", "Cash"]


def test_the_x_says_the_day_once(hand: Hand):
    hand.desk.clock = hand.floor.clock
    hand.floor.clock.advance(minutes=65)
    hand.till.window.open("x")
    hand.settle()
    report = hand.till.x.view.report
    assert report is not None
    opened, made = (time_text(at, "en", hand.desk.place.zone) for at in (report.opened_at, report.made_at))
    about = hand.screen._about.text()
    assert about.count("2026") == 1
    assert about.endswith(f"2026, {opened} to {made}")


def test_the_x_shows_a_cashier_neither_the_drawer_nor_the_tenders(cashier: Hand):
    cashier.floor.sell("222", cash=10_000, by=cashier.floor.cashier)
    cashier.till.window.open("x")
    cashier.settle()
    assert {line.words: line.figure for line in cashier.screen.drawer.lines}["Expected in the drawer"] == "—"
    assert "1,099.90" not in shown(cashier)
    assert "By tender" not in shown(cashier)


def test_an_x_is_gone_when_another_person_sits_down(hand: Hand):
    hand.till.window.open("x")
    hand.settle()
    assert hand.till.x.view.report is not None
    hand.till.change_person()
    assert hand.till.x.view.report is None


def test_without_the_right_the_x_says_so(cashier: Hand):
    may_only_sell(cashier)
    cashier.till.window.open("x")
    cashier.settle()
    assert cashier.till.x.view.report is None
    assert "See the X report" in shown(cashier)


def test_the_menu_offers_only_what_there_are_screens_for_each_with_its_key(hand: Hand):
    hand.till.window.open("menu")
    hand.settle()
    assert {"cash", "x", "close", "sign_in"} <= set(hand.screen.keys)
    assert set(hand.screen.keys) <= set(hand.till.window._screens)
    assert all(key.hint for key in hand.screen.keys.values())
    hand.press(Qt.Key.Key_3)
    assert hand.till.window.name == "x"


def test_the_menu_by_touch_and_by_arrows(hand: Hand):
    hand.till.window.open("menu")
    hand.touch(hand.screen.keys["close"])
    assert hand.till.window.name == "close"
    hand.till.window.open("menu")
    hand.settle()
    hand.press(Qt.Key.Key_Right)
    hand.press(Qt.Key.Key_Return)
    assert hand.till.window.name not in ("menu", "checkout")


def test_signing_out_from_the_menu_leaves_nobody_at_the_desk(hand: Hand):
    hand.till.window.open("menu")
    hand.settle()
    hand.press(Qt.Key.Key_F11)
    assert hand.till.window.name == "sign_in"
    assert hand.desk.person is None


def test_without_a_shift_the_menu_keeps_what_needs_one_grey(new_hand: NewHand, shop: ShopFloor):
    hand = new_hand(shop)
    hand.till.window.open("menu")
    hand.settle()
    assert not hand.screen.keys["cash"].isEnabled()
    assert hand.screen.keys["sign_in"].isEnabled()
