"""What nobody answers, what fails, and a second touch that fell through: the till goes on."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import ui.pages.checkout.searching
import ui.pages.customer.model
import ui.pages.goods.model
from app.core.cash.reports import pending
from app.core.catalog.commands import add_product
from app.core.parties.commands import add_customer
from app.kernel.errors import EnvironmentFailed
from app.kernel.permissions import Right
from tests.ui.screens.conftest import Hand

Key = Qt.Key


def in_cart(hand: Hand) -> dict[str, int]:
    return {line.name: line.quantity_milli for line in hand.checkout.lines.values()}


@pytest.fixture
def gift(hand: Hand) -> str:
    """The code of something that costs nothing: the till asks before it gives it away."""
    pieces = hand.floor.template.units["pcs"]
    hand.floor.do(add_product, name="Bag", unit_id=pieces, barcodes=["4600000000992"], price_minor=0)
    return "4600000000992"


def test_a_question_that_nobody_answers_keeps_no_goods_out_of_the_receipt(hand: Hand, gift: str):
    hand.scan(gift)
    assert hand.questions
    hand.press(Key.Key_Escape)
    hand.checkout.scan("111")
    hand.checkout.scan("222")
    hand.settle()
    assert len(in_cart(hand)) == 2


def test_goods_that_came_in_during_the_question_and_the_gift_are_one_receipt(hand: Hand, gift: str):
    hand.scan(gift)
    hand.checkout.scan("111")
    hand.settle()
    hand.questions[-1].yes()
    hand.settle()
    assert len(in_cart(hand)) == 2
    assert hand.floor.value("SELECT count(*) FROM sale") == 1


def test_a_right_that_nobody_lends_keeps_no_goods_out_of_the_receipt(hand: Hand):
    kilogram = hand.floor.template.units["kg"]
    hand.floor.do(add_product, name="Apples", unit_id=kilogram, price_minor=10_000)
    hand.cashier_without(Right.TYPE_WEIGHT)
    hand.keys("apples")
    hand.press(Key.Key_Return)
    hand.keys("0,5")
    hand.press(Key.Key_Return)
    assert hand.missing
    hand.press(Key.Key_Escape)
    hand.press(Key.Key_Escape)
    hand.checkout.scan("111")
    hand.checkout.scan("222")
    hand.settle()
    assert len(in_cart(hand)) == 2


@pytest.mark.parametrize(
    ("module", "query", "screen"),
    [
        (ui.pages.checkout.searching, "search_products", "checkout"), (ui.pages.goods.model, "search_products", "goods"),
        (ui.pages.customer.model, "find_customers", "customer"),
    ],
)
def test_a_search_that_fails_is_told_and_the_next_one_is_asked(
    hand: Hand, monkeypatch: pytest.MonkeyPatch, module: Any, query: str, screen: str
):
    real, asked = getattr(module, query), list[str]()

    def fails_once(session: Any, **inputs: Any) -> Any:  # a disk that another program holds for a moment cannot be had here
        asked.append(inputs["text"])
        if len(asked) == 1:
            raise EnvironmentFailed("database.busy", path="shop.db")
        return real(session, **inputs)

    monkeypatch.setattr(module, query, fails_once)
    hand.till.window.open(screen)
    hand.settle()
    hand.keys("mi")
    hand.settle()
    assert asked
    hand.keys("l")
    hand.settle()
    assert asked[-1] == "mil"


def test_the_second_touch_of_a_hit_does_not_reach_the_cart_below_it(hand: Hand):
    hand.scan("111")
    viewport, at = hand.screen.cart.viewport(), QPoint(60, 30)
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    taken: list[int] = []
    hand.screen.cart.chosen.connect(taken.append)
    QTest.qWait(QApplication.doubleClickInterval() + 50)
    for kind in (QEvent.Type.MouseButtonDblClick, QEvent.Type.MouseButtonRelease):
        place = QPointF(at)
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(viewport, QMouseEvent(kind, place, viewport.mapToGlobal(place), left, left, none))
    hand.settle()
    assert taken == []


def test_what_waits_for_the_centre_is_counted_whatever_was_stored(hand: Hand):
    hand.desk.run(add_customer, name="Aygul", phone="+996555000111")
    hand.settle()
    assert hand.till.states.pending.unsent == hand.floor.ask(pending, till_id=hand.desk.place.till_id).unsent


def test_a_question_about_one_receipt_is_not_answered_in_the_next(hand: Hand, gift: str):
    hand.scan("111")
    hand.scan(gift)
    assert not hand.till.window.banner.isHidden()
    hand.press(Key.Key_F12)
    hand.press(Key.Key_Return)
    hand.press(Key.Key_Return)
    hand.scan("222")
    assert hand.till.window.banner.isHidden()
    hand.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert in_cart(hand) == {"Milk": 1000}


@pytest.mark.parametrize("key", [Key.Key_F9, Key.Key_F12])
def test_what_is_being_weighed_does_not_go_over_to_the_next_receipt(hand: Hand, key: Qt.Key):
    hand.scan("111")
    hand.scan("444")
    assert hand.checkout.view.weighing.wanted is not None
    hand.press(key)
    assert hand.till.window.name == "checkout"
    assert in_cart(hand) == {"Bread": 1000}
    assert "still being weighed" in hand.till.window.banner.text
    hand.press(Key.Key_Escape)
    hand.press(Key.Key_F9)
    assert in_cart(hand) == {}


def test_a_figure_that_is_refused_is_asked_for_again(hand: Hand):
    hand.scan("111")
    hand.press(Key.Key_F4)
    hand.keys("0")
    hand.press(Key.Key_Return)
    assert [fault.code for fault in hand.faults] == ["quantity.not_positive"]
    assert hand.checkout.view.entry == "quantity"
    hand.keys("3")
    hand.press(Key.Key_Return)
    assert in_cart(hand) == {"Bread": 3000}
