"""Returns of another branch's goods on the screens: what waits, what is disputed, and a person who confirms it."""

from __future__ import annotations

from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.core.sales.across import return_state
from app.core.sales.commands.answers import answer_return
from app.kernel.permissions import Right
from sync.outbox import connect_to
from sync.thread import SyncNow
from tests.shop_floor import MANAGER_PIN
from tests.told_elsewhere import hear_the_same_return_of_another_branch, hear_the_same_sale_of_another_branch
from tests.ui.screens.conftest import Hand

Key = Qt.Key


def read(hand: Hand) -> str:
    return "\n".join(part.text() for part in hand.screen.findChildren(QLabel) if part.isVisible())


def rows(hand: Hand) -> list[str]:
    return [hand.screen.list.spoken(item) for item in hand.screen.list.items]


def came_back_in_osh(hand: Hand, *, sold: int, back: int) -> UUID:
    """So much of a sale came back here and as much in Osh."""
    own = hand.floor.give_back(hand.floor.sell(("111", sold)).sale_id, back)
    return hear_the_same_return_of_another_branch(hand.floor, own.return_id)


@pytest.fixture
def page(hand: Hand) -> Hand:
    hand.floor.do(connect_to, address="postgresql://till@localhost:1/duken")
    hand.till.states.centre.tell(SyncNow("idle"))
    hand.settle()
    return hand


def open_centre(page: Hand) -> None:
    page.till.window.open("centre")
    page.settle()


def test_one_that_waits_stands_in_the_list_with_its_age_until_the_till_has_answered(page: Hand):
    waiting = came_back_in_osh(page, sold=3000, back=1000)
    open_centre(page)
    (row,) = rows(page)
    assert row.startswith("Return Z1-R000001, Osh, ")
    assert row.endswith("waits for Rahat")
    assert "Returns of another branch's goods: 1 not confirmed yet, 0 disputed" in read(page)
    page.floor.do(answer_return, return_id=waiting)
    page.settle()
    assert rows(page) == []
    assert "Returns of another branch's goods" not in read(page)
    assert not page.screen.confirm.isVisible()


def test_a_disputed_one_says_what_is_over_and_f2_asks_and_confirms(page: Hand):
    disputed = came_back_in_osh(page, sold=1000, back=1000)
    page.floor.do(answer_return, return_id=disputed)
    open_centre(page)
    assert rows(page)[0].endswith("disputed by Rahat")
    assert "Bread: sold 1 pcs, came back 2" in read(page)
    page.press(Key.Key_F2)
    page.settle()
    assert page.questions[-1].code == "return.more_back_than_sold"
    assert page.floor.ask(return_state, return_id=disputed) == "disputed"
    page.questions[-1].yes()
    page.settle()
    assert page.floor.ask(return_state, return_id=disputed) == "confirmed"
    assert rows(page) == []


def test_whoever_says_no_has_confirmed_nothing_and_may_press_again(page: Hand):
    disputed = came_back_in_osh(page, sold=1000, back=1000)
    page.floor.do(answer_return, return_id=disputed)
    for _time in range(2):
        open_centre(page)
        page.press(Key.Key_F2)
        page.settle()
        page.press(Key.Key_Escape)
        page.settle()
    assert len(page.questions) == 2
    assert page.floor.ask(return_state, return_id=disputed) == "disputed"
    open_centre(page)
    assert page.screen.confirm.isEnabled()


def test_a_cashier_borrows_the_right_to_confirm(page: Hand):
    waiting = came_back_in_osh(page, sold=3000, back=1000)
    page.cashier_without(Right.RETURN_BY_RECEIPT)
    open_centre(page)
    page.press(Key.Key_F2)
    page.settle()
    page.missing[-1].lend(page.floor.template.manager_id, MANAGER_PIN)
    page.settle()
    assert page.floor.ask(return_state, return_id=waiting) == "confirmed"


def test_where_the_goods_are_of_another_branch_it_waits_and_nobody_here_confirms(page: Hand):
    there = hear_the_same_sale_of_another_branch(page.floor, page.floor.sell(("111", 2000)).sale_id)
    page.floor.give_back(there, 1000)
    open_centre(page)
    assert rows(page)[0].endswith("waits for Osh")
    assert not page.screen.confirm.isVisible()
    page.press(Key.Key_F2)
    page.settle()
    assert page.questions == []
    assert page.faults == []


def test_the_receipts_of_the_shift_say_how_it_stands(page: Hand):
    there = hear_the_same_sale_of_another_branch(page.floor, page.floor.sell(("111", 2000)).sale_id)
    page.floor.give_back(there, 1000)
    page.till.window.open("receipts")
    page.settle()
    assert " · Return · waits for Osh · Cash · " in rows(page)[0]
    assert "Osh" not in rows(page)[1]
    assert "Return A1-R000001, Rahat: waits for Osh" in read(page)
    page.press(Key.Key_Down)
    assert "waits for" not in read(page)
