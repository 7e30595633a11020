"""A receipt of another branch where goods come back: the centre is asked for it, and where it is silent that is said."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.core.sales.queries import sold_sale
from app.core.sales.views import SoldSale
from app.kernel.errors import EnvironmentFailed, RuleBroken
from tests.ui.screens.conftest import Hand
from ui.kit.buttons import Button


class Centre:
    """What a centre answers here, when it is let."""

    def __init__(self, hand: Hand) -> None:
        self.answer: SoldSale | Exception = RuleBroken("receipt.unknown", number="")
        self.may, self.asked = threading.Event(), list[Any]()
        self.may.set()
        hand.till.states.centre.use(lambda: None, self.fetch)

    def fetch(self, *, number: Any, sale_id: Any) -> SoldSale:
        self.asked.append((number, sale_id))
        self.may.wait(20)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def centre(hand: Hand) -> Centre:
    hand.till.window.open("return")
    hand.settle()
    return Centre(hand)


def look_for(hand: Hand, number: str) -> None:
    hand.screen.box.setText(number)
    hand.press(Qt.Key.Key_Return)
    hand.qtbot.waitUntil(lambda: not hand.till.returns.find.view.is_asking)
    hand.settle()


def test_a_number_that_is_not_known_here_is_asked_of_the_centre_and_its_lines_are_shown(hand: Hand, centre: Centre):
    sold = hand.floor.ask(sold_sale, number=hand.floor.sell("111").number)
    centre.answer = sold
    look_for(hand, "B2-17")
    assert centre.asked == [("B2-000017", None)]
    assert hand.till.window.name == "return_lines"
    assert hand.till.returns.model.view.number == sold.number


@pytest.mark.parametrize(
    ("answer", "begins"),
    [
        (EnvironmentFailed("centre.unreachable", detail="x"), "This receipt is not known in this branch"),
        (RuleBroken("receipt.unknown", number="B2-000017"), "There is no receipt B2-000017"),
        (RuleBroken("centre.not_connected"), "There is no receipt B2-000017"),
    ],
)
def test_where_it_is_not_to_be_had_that_is_said_and_nothing_opens(hand: Hand, centre: Centre, answer: Exception, begins: str):
    centre.answer = answer
    look_for(hand, "B2-17")
    assert hand.till.window.name == "return"
    assert hand.faults[-1].sentence.startswith(begins)


def test_a_receipt_of_this_branch_is_never_asked_for(hand: Hand, centre: Centre):
    number = hand.floor.sell("111").number
    look_for(hand, number)
    assert (centre.asked, hand.till.window.name) == ([], "return_lines")


def test_whoever_has_gone_on_meanwhile_is_not_called_back(hand: Hand, centre: Centre):
    centre.answer = hand.floor.ask(sold_sale, number=hand.floor.sell("111").number)
    centre.may.clear()
    hand.screen.box.setText("B2-17")
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    assert hand.till.returns.find.view.is_asking
    assert "asked" in hand.screen._words.text()
    assert any(button.isVisible() for button in hand.screen.findChildren(Button)), "the screen is not blocked"
    hand.till.window.open("checkout")
    centre.may.set()
    hand.qtbot.waitUntil(lambda: not hand.till.returns.find.view.is_asking)
    hand.settle()
    assert hand.till.window.name == "checkout"
