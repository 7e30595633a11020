"""A card at a real (simulated) terminal over TCP, seen from the payment's screen: yes, no, silence, and a power cut."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail
from PySide6.QtCore import Qt

from app.beside.card import CardPart
from app.beside.devices import Devices
from app.core.intents.queries import unsettled_count
from app.core.sales.queries import sold_sale
from app.kernel.permissions import Right
from app.window import set_beside
from devices.simulators.card_terminal import Mood, SimulatedTerminal
from tests.shop_floor import OWNER_PIN
from tests.ui.screens.conftest import Hand, NewHand
from ui.bridge.register_signals import RegisterSeen

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def bank() -> Iterator[SimulatedTerminal]:
    terminal = SimulatedTerminal()
    yield terminal
    terminal.stop()


@pytest.fixture
def at_terminal(hand: Hand, bank: SimulatedTerminal) -> Iterator[Hand]:
    """The owner at a till beside which the terminal stands."""
    hand.floor.device("card_terminal", address=bank.address, currency="KGS", answer_s="5")
    yield from beside(hand)


def beside(hand: Hand) -> Iterator[Hand]:
    card = CardPart(hand.floor.shop)
    devices = Devices(hand.floor.shop, (card,))
    hand.till.cancel_card = card.cancel
    yield hand
    devices.stop()


def ask(hand: Hand, *codes: str) -> None:
    """The whole sum to the terminal, by keyboard."""
    for code in codes or ("111",):
        hand.scan(code)
    hand.press(Key.Key_F12)
    hand.press(Key.Key_2, ALT)
    hand.press(Key.Key_Return)


def card_is(hand: Hand, *states: str) -> bool:
    card = hand.payment.view.card
    return card is not None and card.state in states


def test_a_card_that_is_approved_pays_the_sale_by_itself(at_terminal: Hand, bank: SimulatedTerminal):
    ask(at_terminal)
    at_terminal.qtbot.waitUntil(lambda: at_terminal.till.window.name == "paid")
    assert [moved.amount for moved in bank.moved] == ["30.00"]
    assert at_terminal.floor.rows("SELECT tender, amount_minor, reference FROM payment") == [
        {"tender": "card", "amount_minor": 3000, "reference": bank.moved[0].rrn}
    ]
    at_terminal.floor.check_books()


def test_a_card_that_is_declined_leaves_the_choice_and_says_why(at_terminal: Hand, bank: SimulatedTerminal):
    bank.mood = "declines"
    ask(at_terminal)
    at_terminal.qtbot.waitUntil(lambda: at_terminal.payment.view.refused is not None)
    page = at_terminal.screen
    assert not page.handing.isHidden()
    assert "0116" in page._refused.text()
    bank.mood = "approves"
    at_terminal.press(Key.Key_1, ALT)
    assert page._refused.isHidden()
    at_terminal.press(Key.Key_Return)
    assert at_terminal.till.window.name == "paid"
    assert at_terminal.floor.paid(at_terminal.payment.sale_id) == [("cash", 3000)]
    assert bank.moved == []


def test_a_part_by_card_leaves_the_rest_for_cash(at_terminal: Hand, bank: SimulatedTerminal):
    at_terminal.scan("111")
    at_terminal.press(Key.Key_F12)
    at_terminal.press(Key.Key_2, ALT)
    at_terminal.keys("10")
    at_terminal.press(Key.Key_Return)
    at_terminal.qtbot.waitUntil(lambda: at_terminal.payment.view.tender == "cash" and at_terminal.payment.view.due_minor == 2000)
    at_terminal.press(Key.Key_Return)
    assert at_terminal.floor.paid(at_terminal.payment.sale_id) == [("card", 1000), ("cash", 2000)]


def test_who_gives_up_waiting_asks_the_terminal_to_stop_and_never_charges_twice(at_terminal: Hand, bank: SimulatedTerminal):
    bank.mood = "silent"
    ask(at_terminal)
    assert bank.wait_until_asked()
    at_terminal.qtbot.waitUntil(lambda: card_is(at_terminal, "asked"))
    assert not at_terminal.screen.take.isEnabled(), "the same key does not ask a second time"
    at_terminal.press(Key.Key_Return)
    at_terminal.press(Key.Key_Escape)
    at_terminal.qtbot.waitUntil(lambda: at_terminal.payment.view.refused is not None)
    assert at_terminal.till.window.name == "payment"
    assert (bank.asked.count("Purchase"), bank.moved) == (1, [])


def test_what_nobody_knows_is_asked_again_and_then_pays_once(at_terminal: Hand, bank: SimulatedTerminal):
    bank.mood, bank.hears_no_questions = "loses_the_answer", True
    ask(at_terminal)
    at_terminal.qtbot.waitUntil(lambda: at_terminal.payment.view.is_in_doubt)
    page = at_terminal.screen
    assert page.handing.isHidden()
    assert "Nobody knows" in page.talk.title.text()
    bank.hears_no_questions = False
    at_terminal.press(Key.Key_Return)
    at_terminal.qtbot.waitUntil(lambda: at_terminal.till.window.name == "paid")
    assert (bank.asked.count("Purchase"), len(bank.moved)) == (1, 1)
    at_terminal.floor.check_books()


def test_only_who_may_settle_it_lets_the_customer_pay_otherwise(at_terminal: Hand, bank: SimulatedTerminal):
    bank.mood, bank.hears_no_questions = "loses_the_answer", True
    at_terminal.cashier_without(Right.SETTLE_UNKNOWN)
    ask(at_terminal)
    at_terminal.qtbot.waitUntil(lambda: at_terminal.payment.view.is_in_doubt)
    at_terminal.press(Key.Key_F8)
    at_terminal.press(Key.Key_Return)
    assert [missing.right for missing in at_terminal.missing] == [Right.SETTLE_UNKNOWN]
    assert at_terminal.till.window.name == "payment"
    at_terminal.missing[0].lend(at_terminal.floor.owner_id, OWNER_PIN)
    at_terminal.settle()
    assert [question.code for question in at_terminal.questions] == ["payment.card_in_doubt"]
    at_terminal.questions[0].yes()
    at_terminal.settle()
    assert at_terminal.till.window.name == "paid"
    assert at_terminal.floor.ask(unsettled_count) == 1, "it stays for whoever settles it"


def test_after_a_power_cut_at_the_terminal_one_payment_is_found_and_made_by_its_id(
    at_terminal: Hand, bank: SimulatedTerminal, new_hand: NewHand, tmp_path: Path
):
    bank.mood, bank.hears_no_questions = "loses_the_answer", True
    ask(at_terminal)
    at_terminal.qtbot.waitUntil(lambda: at_terminal.payment.view.is_in_doubt)
    floor = at_terminal.floor.power_cut(tmp_path / "after")
    bank.hears_no_questions = False
    with floor.shop:
        after = new_hand(floor)
        after.till.sign_in.choose(floor.owner_id)
        after.till.sign_in.type_in(OWNER_PIN)
        after.till.sign_in.try_it()
        after.settle()
        with contextmanager(beside)(after):
            after.press(Key.Key_F12)
            after.qtbot.waitUntil(lambda: after.till.window.name == "paid")
        assert (bank.asked.count("Purchase"), len(bank.moved)) == (1, 1)
        assert [tender for tender, _minor in floor.paid(after.payment.sale_id)] == ["card"]
        floor.check_books()


def test_a_sale_in_doubt_waits_on_hold_while_the_next_customer_pays(at_terminal: Hand, bank: SimulatedTerminal):
    bank.mood, bank.hears_no_questions = "loses_the_answer", True
    ask(at_terminal)
    at_terminal.qtbot.waitUntil(lambda: at_terminal.payment.view.is_in_doubt)
    held = at_terminal.payment.sale_id
    at_terminal.press(Key.Key_Escape)
    at_terminal.press(Key.Key_F9)
    at_terminal.settle()
    at_terminal.scan("222")
    at_terminal.press(Key.Key_F12)
    at_terminal.press(Key.Key_Return)
    assert at_terminal.till.window.name == "paid"
    assert at_terminal.payment.sale_id != held
    assert at_terminal.floor.row("sale", held)["state"] == "parked"


@pytest.mark.parametrize(("mood", "ink"), [("approves", "primary"), ("declines", "bad")])
def test_a_return_says_what_became_of_the_money_for_the_card(at_terminal: Hand, bank: SimulatedTerminal, mood: Mood, ink: str):
    ask(at_terminal)
    at_terminal.qtbot.waitUntil(lambda: at_terminal.till.window.name == "paid")
    bank.mood = mood
    sold = at_terminal.floor.ask(sold_sale, sale_id=at_terminal.payment.sale_id)
    returns = at_terminal.till.returns
    returns._begin(sold)
    returns.model.take_all()
    returns.model.give_reason("not fresh")
    at_terminal.settle()
    returns.model.give_back()
    at_terminal.qtbot.waitUntil(lambda: at_terminal.till.window.name == "given_back")
    at_terminal.qtbot.waitUntil(lambda: at_terminal.screen.note.property("ink") == ink)
    assert len(bank.moved) == (2 if mood == "approves" else 1)
    assert ("In doubt" in at_terminal.screen.note.text()) == (mood == "declines")


def test_what_a_card_has_paid_of_an_open_sale_goes_back_to_it(at_terminal: Hand, bank: SimulatedTerminal):
    at_terminal.scan("111")
    at_terminal.press(Key.Key_F12)
    at_terminal.press(Key.Key_2, ALT)
    at_terminal.keys("10")
    at_terminal.press(Key.Key_Return)
    at_terminal.qtbot.waitUntil(lambda: at_terminal.payment.view.charged is not None)
    at_terminal.press(Key.Key_F7)
    at_terminal.qtbot.waitUntil(lambda: at_terminal.payment.view.due_minor == 3000)
    assert [(moved.method, moved.amount) for moved in bank.moved] == [("Purchase", "10.00"), ("Refund", "10.00")]
    assert at_terminal.payment.view.charged is None
    at_terminal.press(Key.Key_Return)
    assert at_terminal.floor.paid(at_terminal.payment.sale_id) == [("cash", 3000)]
    at_terminal.floor.check_books()


@pytest.fixture
def no_keyring() -> Iterator[None]:
    """A computer without a store of secrets, whichever this one has."""
    usual = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.set_keyring(usual)


@pytest.mark.usefixtures("no_keyring")
def test_the_window_has_both_devices_beside_it(hand: Hand, bank: SimulatedTerminal):
    floor = hand.floor
    floor.device("card_terminal", address=bank.address, currency="KGS", answer_s="5")
    floor.device("fiscal_register", driver="webkassa", address="http://127.0.0.1:1")
    with set_beside(floor.shop, hand.till):
        ask(hand)
        hand.qtbot.waitUntil(lambda: hand.till.window.name == "paid")
        hand.qtbot.waitUntil(lambda: hand.till.states.register.seen == RegisterSeen("KZ", "device.no_secret"))
    assert floor.value("SELECT count(*) FROM intent WHERE kind = 'fiscal_sale' AND state = 'new'") == 1
    hand.till.window.open("menu")
    hand.settle()
    assert "in_doubt" in hand.screen.keys
