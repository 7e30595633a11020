"""What a terminal has left open: seen in the line at the bottom, settled by who may, asked again by its id."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.beside.card import CardPart
from app.beside.devices import Devices
from app.core.intents.commands import mark_asked
from app.core.sales.commands.cards import ask_card, book_answer
from app.kernel.permissions import Right
from app.ports import CardAnswer
from devices.simulators.card_terminal import SimulatedTerminal
from tests.ui.screens.conftest import Hand

Key = Qt.Key
LOST = CardAnswer("unknown", code="device.no_answer")


@pytest.fixture
def doubtful(hand: Hand) -> Hand:
    """The list, with one card payment of 30.00 in it."""
    hand.floor.device("card_terminal")
    doubt(hand)
    hand.till.window.open("in_doubt")
    hand.settle()
    return hand


def doubt(hand: Hand) -> None:
    sale_id = hand.floor.cart("111")
    intent_id = hand.floor.do(ask_card, sale_id=sale_id, amount_minor=3000)
    hand.floor.do(mark_asked, intent_id=intent_id, device="terminal")
    hand.floor.do(book_answer, intent_id=intent_id, answer=LOST)


def light(hand: Hand) -> list[str]:
    hand.till.states.ask()
    hand.settle()
    return [state.words for state in hand.till.states.right if state.name == "doubt"]


def test_the_light_is_there_while_something_is_in_doubt_and_the_slip_puts_it_out(doubtful: Hand):
    assert light(doubtful) == ["In doubt: 1"]
    doubtful.press(Key.Key_F2)
    doubtful.keys("SLIP 7")
    doubtful.press(Key.Key_Return)
    doubtful.settle()
    assert doubtful.floor.rows("SELECT state, reference FROM intent") == [{"state": "approved", "reference": "SLIP 7"}]
    assert light(doubtful) == []
    assert doubtful.till.errands.in_doubt.view.doubts == ()
    assert not doubtful.screen.again.isEnabled()


def test_giving_it_up_needs_a_reason_and_the_right(doubtful: Hand):
    doubtful.cashier_without(Right.SETTLE_UNKNOWN)
    doubtful.till.window.open("in_doubt")
    doubtful.settle()
    doubtful.press(Key.Key_Delete)
    doubtful.press(Key.Key_Return)
    assert doubtful.missing == [], "nothing was said yet"
    field = doubtful.till.window.findChildren(QLineEdit)[-1]
    field.setText("no such payment")
    doubtful.press(Key.Key_Return)
    doubtful.settle()
    assert [missing.right for missing in doubtful.missing] == [Right.SETTLE_UNKNOWN]
    assert doubtful.floor.value("SELECT state FROM intent") == "unknown"


def test_asked_again_it_is_settled_by_what_the_terminal_has_done(hand: Hand):
    bank = SimulatedTerminal(mood="loses_the_answer")
    bank.hears_no_questions = True
    hand.floor.device("card_terminal", address=bank.address, currency="KGS", answer_s="5")
    devices = Devices(hand.floor.shop, (CardPart(hand.floor.shop),))
    try:
        sale_id = hand.floor.cart("111")
        hand.floor.do(ask_card, sale_id=sale_id, amount_minor=3000)
        hand.till.window.open("in_doubt")
        hand.qtbot.waitUntil(lambda: hand.till.errands.in_doubt.view.can_ask)
        bank.hears_no_questions = False
        hand.press(Key.Key_Return)
        hand.qtbot.waitUntil(lambda: hand.till.errands.in_doubt.view.doubts == ())
        assert (bank.asked.count("Purchase"), len(bank.moved)) == (1, 1)
        assert hand.floor.value("SELECT amount_minor FROM pending_payment") == 3000
    finally:
        devices.stop()
        bank.stop()


def test_the_fiscal_clock_is_amber_from_half_of_the_time_and_red_near_its_end(hand: Hand):
    def seen() -> list[tuple[str, str]]:
        hand.till.states.ask()
        hand.settle()
        hand.till.states.speak_again()
        return [(state.ink, state.words) for state in hand.till.states.right if state.name == "fiscal"]

    assert seen() == [], "no register, no clock"
    hand.floor.device("fiscal_register", driver="webkassa", address="http://127.0.0.1:1")
    hand.till.states.register.tell("KZ", "", None)
    sold_at = hand.floor.clock.now
    hand.desk.clock = lambda: sold_at + timedelta(hours=hours)
    hours = 0
    assert seen() == [("primary", "Fiscal register")]
    hand.floor.sell("111", cash=3000)
    told = {}
    for hours in (1, 35, 36, 53, 54, 73):
        told[hours] = seen()[0]
    assert [told[each][0] for each in (1, 35, 36, 53, 54, 73)] == ["primary", "primary", "warn", "warn", "bad", "bad"]
    assert told[54][1] == "Fiscal register: 54 h without a connection, 18 h left"
    hand.till.states.register.tell("KZ", "device.no_secret", None)
    assert seen() == [("bad", "Fiscal register: look at its settings")]
