"""Whatever a terminal does, and however often it is asked: money moves once at most, and a sale counts only what moved."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.intents.commands import ask_intent_again, doubt_interrupted_intents
from app.core.intents.queries import intent_view
from app.core.sales.commands.cards import ask_card
from app.settling import settle_cards
from devices.simulators.card_terminal import Mood, SimulatedTerminal
from devices.terminals.privatbank import PrivatBankTerminal
from tests.devices.waiting import until
from tests.shop_floor import ShopFloor

MOODS: tuple[Mood, ...] = (
    "approves", "declines", "loses_the_answer", "hangs_up_before", "garbage", "half", "part", "silent",
)
STEPS = st.lists(st.tuples(st.sampled_from(MOODS), st.booleans(), st.booleans()), min_size=1, max_size=4)


@settings(max_examples=25)
@given(first=st.sampled_from(MOODS), steps=STEPS)
def test_one_payment_however_often_it_is_asked_for(till: ShopFloor, first: Mood, steps: list[tuple[Mood, bool, bool]]):
    if not till.value("SELECT count(*) FROM device"):  # the shop is the same in every example
        till.device("card_terminal")
    bank = SimulatedTerminal(mood=first)
    bank._next_rrn += 1_000 * till.value("SELECT count(*) FROM intent")  # the bank goes on where it was in the example before
    try:
        sale_id = till.cart("111")
        intent_id = till.do(ask_card, sale_id=sale_id, amount_minor=3000)
        for mood, restarts, hears_nothing in [(first, False, False), *steps]:
            bank.mood, bank.hears_no_questions = mood, hears_nothing
            terminal = PrivatBankTerminal("127.0.0.1", bank.port, answer_s=0.2, question_s=0.1, currency="KGS")
            if till.ask(intent_view, intent_id=intent_id).state == "unknown":
                till.do(ask_intent_again, intent_id=intent_id)
            if restarts:
                till.do(doubt_interrupted_intents)
            settle_cards(till.shop, terminal)
        until(lambda: "Purchase" in bank.asked)  # who waits so briefly may be back before the terminal has looked up
        view = till.ask(intent_view, intent_id=intent_id)
        pending = till.rows("SELECT reference FROM pending_payment WHERE sale_id = ?", sale_id)
        assert bank.asked.count("Purchase") == 1
        assert len(bank.moved) <= 1
        assert (view.state == "approved") == bool(pending)
        assert [row["reference"] for row in pending] == [moved.rrn for moved in bank.moved if pending]
        if view.state == "declined":
            assert bank.moved == [], "a refusal is never said of money that moved"
    finally:
        bank.stop()
