"""A card terminal over a real socket: no doubt is ever called a refusal, and nobody is charged twice for one purchase."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.intents.commands import ask_intent_again
from app.core.intents.queries import intent_view, unsettled_intents
from app.core.intents.views import CARD_KINDS
from app.core.sales.commands.cards import ask_card, ask_card_back
from app.kernel.clock import ManualClock
from app.ports import CardAnswer
from app.settling import SettlingThread, card_thread, settle_card, settle_cards
from devices.simulators.card_terminal import SimulatedTerminal
from devices.simulators.on_tcp import TcpDevice
from devices.terminals.privatbank import PrivatBankTerminal
from devices.terminals.privatbank_words import amount_of, amount_text, cut, message, parse, verdict
from tests.shop_floor import ShopFloor, open_floor, refused


def driver(port: int, *, answer_s: float = 3, question_s: float = 1) -> PrivatBankTerminal:
    """The driver, in a shop whose money the terminal takes."""
    return PrivatBankTerminal("127.0.0.1", port, answer_s=answer_s, question_s=question_s, currency="KGS")


@pytest.fixture
def bank() -> Iterator[SimulatedTerminal]:
    terminal = SimulatedTerminal()
    yield terminal
    terminal.stop()


@pytest.fixture
def terminal(bank: SimulatedTerminal) -> PrivatBankTerminal:
    return driver(bank.port)


@pytest.fixture
def till_with_terminal(till: ShopFloor) -> ShopFloor:
    till.device("card_terminal")
    return till


def pay(terminal: PrivatBankTerminal, minor: int = 3000, intent_id: UUID | None = None) -> CardAnswer:
    return terminal.pay(intent_id or uuid4(), amount_minor=minor, currency="KGS")


def nowhere() -> int:
    """A port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_an_approval_brings_its_numbers_and_its_slip(terminal, bank):
    answer = pay(terminal, 12_345)
    assert (answer.outcome, answer.rrn, answer.approval_code) == ("approved", "100000000001", "000001")
    assert "123.45" in answer.receipt
    assert [moved.amount for moved in bank.moved] == ["123.45"]


@pytest.mark.parametrize(
    ("mood", "outcome", "code"),
    [
        ("declines", "declined", "0116"), ("hangs_up_before", "unknown", "device.no_answer"),
        ("loses_the_answer", "unknown", "device.no_answer"), ("garbage", "unknown", "device.no_answer"),
        ("half", "unknown", "device.no_answer"), ("part", "unknown", "0010"),
    ],
)
def test_only_a_terminals_own_no_is_a_refusal(terminal, bank, mood, outcome, code):
    bank.mood = mood
    answer = pay(terminal)
    assert (answer.outcome, answer.code) == (outcome, code)


def test_a_terminal_that_says_nothing_leaves_it_in_doubt(bank):
    bank.mood = "silent"
    impatient = driver(bank.port, answer_s=0.3)
    assert pay(impatient).outcome == "unknown"


def test_a_terminal_that_is_not_there_has_surely_done_nothing():
    terminal = driver(nowhere())
    assert pay(terminal) == CardAnswer("declined", code="device.not_there")


def test_a_terminal_of_another_countrys_money_is_not_asked(bank):
    ours = PrivatBankTerminal("127.0.0.1", bank.port)
    assert pay(ours).code == "device.other_currency"
    assert ours.refund(uuid4(), amount_minor=1, currency="KGS", rrn="1").code == "device.other_currency"
    assert bank.asked == []


def test_who_asks_a_second_time_and_reaches_nobody_knows_nothing():
    terminal = driver(nowhere())
    assert terminal.ask_again(uuid4(), amount_minor=3000, currency="KGS").outcome == "unknown"


def test_a_terminal_that_takes_nothing_is_left_when_its_time_is_over(bank):
    stalled = TcpDevice(lambda _data, _reply: None)
    stalled.stalls = True
    try:
        assert pay(driver(stalled.port, answer_s=0.3)).outcome == "unknown"
    finally:
        stalled.stop()


def test_a_cancel_from_another_thread_is_answered_by_the_terminal(terminal, bank):
    bank.mood = "silent"
    answers: list[CardAnswer] = []
    thread = threading.Thread(target=lambda: answers.append(pay(terminal)))
    thread.start()
    assert bank.wait_until_asked()
    terminal.cancel()
    thread.join(5)
    assert [(answer.outcome, answer.code) for answer in answers] == [("declined", "1001")]
    assert bank.moved == []


@pytest.mark.parametrize("mood", ["loses_the_answer", "half"])
def test_a_lost_yes_is_found_again_and_nothing_is_charged_twice(terminal, bank, mood):
    bank.mood = mood
    intent_id = uuid4()
    assert pay(terminal, intent_id=intent_id).outcome == "unknown"
    answer = terminal.ask_again(intent_id, amount_minor=3000, currency="KGS")
    assert (answer.outcome, answer.rrn) == ("approved", "100000000001")
    assert len(bank.moved) == 1


def test_a_payment_of_another_sum_is_not_ours(terminal, bank):
    bank.mood = "loses_the_answer"
    intent_id = uuid4()
    pay(terminal, 3000, intent_id)
    answer = terminal.ask_again(intent_id, amount_minor=3001, currency="KGS")
    assert (answer.outcome, answer.code) == ("unknown", "device.other_amount")


def test_a_last_payment_that_failed_is_ours_only_if_nobody_asked_since(terminal, bank):
    bank.mood = "garbage"
    first, second = uuid4(), uuid4()
    pay(terminal, intent_id=first)
    assert terminal.ask_again(first, amount_minor=3000, currency="KGS").outcome == "declined"
    pay(terminal, intent_id=second)
    assert terminal.ask_again(first, amount_minor=3000, currency="KGS").outcome == "unknown"
    fresh = driver(bank.port)
    assert fresh.ask_again(second, amount_minor=3000, currency="KGS").outcome == "unknown"


def test_a_terminal_that_hears_no_questions_leaves_it_in_doubt(bank):
    bank.hears_no_questions = True
    terminal = driver(bank.port, answer_s=3, question_s=0.2)
    assert terminal.ask_again(uuid4(), amount_minor=3000, currency="KGS").outcome == "unknown"


def test_money_goes_back_by_the_banks_number_or_not_at_all(terminal, bank):
    paid = pay(terminal)
    back = terminal.refund(uuid4(), amount_minor=1000, currency="KGS", rrn=paid.rrn)
    assert (back.outcome, [moved.method for moved in bank.moved]) == ("approved", ["Purchase", "Refund"])
    assert terminal.refund(uuid4(), amount_minor=1000, currency="KGS", rrn="").code == "device.no_reference"


def test_two_programs_on_one_terminal_wait_for_each_other_and_nobody_guesses(bank):
    bank.mood = "silent"
    patient = driver(bank.port, answer_s=3)
    hasty = driver(bank.port, answer_s=0.2)
    answers: list[CardAnswer] = []
    thread = threading.Thread(target=lambda: answers.append(pay(patient)))
    thread.start()
    assert bank.wait_until_asked()
    assert pay(hasty, 500).outcome == "unknown"
    patient.cancel()
    thread.join(5)
    assert answers[0].outcome == "declined"


@given(st.lists(st.binary(max_size=60), max_size=8))
def test_no_rubbish_is_an_approval_or_an_exception(parts):
    whole, _rest = cut(b"\0".join(parts))
    for each in whole:
        found = parse(each)
        if found is not None:
            assert verdict(found, 3000).outcome != "approved"


FIELDS = st.sampled_from(["method", "params", "error", "amount", "rrn", "responseCode", "msgType"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("30.00"),
    lambda kids: st.lists(kids, max_size=3) | st.dictionaries(FIELDS, kids),
    max_leaves=12,
)


@given(JSON, st.sampled_from(["Purchase", "Refund", 5]), JSON, st.sampled_from([True, False, "true", "false", None, 0]))
def test_an_approval_needs_the_sum_and_a_number(rest, method, params, error):
    body = json.dumps({"method": method, "params": params, "error": error, "rest": rest}).encode()
    found = parse(body)
    if found is None:
        return
    answer = verdict(found, 3000)
    if answer.outcome == "approved":
        assert answer.rrn or answer.approval_code
        assert amount_of(found.fields["amount"]) == 3000
        assert not found.is_error


@pytest.mark.parametrize("rrn", [None, "", " ", [0], {"a": 1}, True, False, float("nan")])
def test_what_is_no_number_of_the_bank_approves_nothing(rrn):
    body = {"method": "Purchase", "error": False, "params": {"amount": "30.00", "responseCode": "0000", "rrn": rrn}}
    found = parse(json.dumps(body).encode())
    assert found is None or verdict(found, 3000).outcome == "unknown"


@given(st.integers(1, 10**12))
def test_a_sum_is_told_and_read_as_it_is(minor):
    assert amount_of(amount_text(minor)) == minor


@pytest.mark.parametrize("text", ["", "-1.00", "1e3", "1.234", "١.٠٠", "0x10", "1 000.00", "."])
def test_what_is_no_sum_is_none(text):
    assert amount_of(text) is None


def test_a_message_ends_with_one_zero_and_half_a_message_is_none():
    whole, rest = cut(b"\0" + message("PingDevice") + b'{"method":')
    assert ([json.loads(each)["method"] for each in whole], rest) == (["PingDevice"], b'{"method":')


def sale_in_hand(till: ShopFloor) -> tuple[UUID, UUID]:
    sale_id = till.cart("111")
    return sale_id, till.do(ask_card, sale_id=sale_id, amount_minor=3000)


def test_from_the_key_to_the_receipt(till_with_terminal, terminal, bank):
    sale_id, intent_id = sale_in_hand(till_with_terminal)
    assert settle_cards(till_with_terminal.shop, terminal) == 1
    till_with_terminal.pay(sale_id)
    assert till_with_terminal.paid(sale_id) == [("card", 3000)]
    assert till_with_terminal.ask(intent_view, intent_id=intent_id).masked_pan == "**** 1234"
    till_with_terminal.check_books()


def test_a_declined_card_and_another_tender(till_with_terminal, terminal, bank):
    sale_id, _intent_id = sale_in_hand(till_with_terminal)
    bank.mood = "declines"
    settle_cards(till_with_terminal.shop, terminal)
    till_with_terminal.pay(sale_id, cash=3000)
    assert bank.moved == []
    till_with_terminal.check_books()


def test_an_answer_that_was_lost_is_asked_for_by_the_same_id(till_with_terminal, terminal, bank):
    sale_id, intent_id = sale_in_hand(till_with_terminal)
    bank.mood = "loses_the_answer"
    assert settle_card(till_with_terminal.shop, terminal, intent_id=intent_id).state == "unknown"
    assert [view.intent_id for view in till_with_terminal.ask(unsettled_intents)] == [intent_id]
    bank.mood = "approves"
    till_with_terminal.do(ask_intent_again, intent_id=intent_id)
    settle_cards(till_with_terminal.shop, terminal)
    till_with_terminal.pay(sale_id)
    assert len(bank.moved) == 1
    assert bank.asked.count("Purchase") == 1
    till_with_terminal.check_books()


def test_a_program_that_dies_between_the_yes_and_its_booking_finds_the_yes_again(till_with_terminal, terminal, bank, tmp_path):
    sale_id, intent_id = sale_in_hand(till_with_terminal)

    class Dying:
        """The terminal approves, and the computer goes out before anybody hears of it."""

        def pay(self, *args, **told):
            terminal.pay(*args, **told)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        settle_card(till_with_terminal.shop, Dying(), intent_id=intent_id)  # type: ignore[arg-type]
    after = till_with_terminal.power_cut(tmp_path / "after")
    with after.shop:
        assert after.ask(intent_view, intent_id=intent_id).state == "unknown"
        thread = card_thread(after.shop, driver(bank.port))
        settled = until(after, lambda: after.ask(intent_view, intent_id=intent_id).state == "approved", thread.start)
        thread.stop()
        assert settled
        after.pay(sale_id)
        assert (len(bank.moved), after.paid(sale_id)) == (1, [("card", 3000)])
        after.check_books()


def test_the_last_payment_of_somebody_else_is_not_taken_for_ours(till_with_terminal, terminal, bank):
    first_sale, first = sale_in_hand(till_with_terminal)
    settle_cards(till_with_terminal.shop, terminal)
    till_with_terminal.pay(first_sale)
    _second_sale, second = sale_in_hand(till_with_terminal)
    bank.mood = "hangs_up_before"  # ours never came there, and the terminal's last payment is the first one, of the same sum
    settle_cards(till_with_terminal.shop, terminal)
    bank.mood = "approves"
    till_with_terminal.do(ask_intent_again, intent_id=second)
    settle_cards(till_with_terminal.shop, terminal)
    view = till_with_terminal.ask(intent_view, intent_id=second)
    assert (view.state, view.code) == ("unknown", "intent.of_another")
    assert till_with_terminal.ask(intent_view, intent_id=first).state == "approved"


def test_a_driver_that_raises_knows_nothing(till_with_terminal):
    class Broken:
        def pay(self, *args, **told):
            raise ValueError("a bug of a driver")

    _sale_id, intent_id = sale_in_hand(till_with_terminal)
    view = settle_card(till_with_terminal.shop, Broken(), intent_id=intent_id)  # type: ignore[arg-type]
    assert (view.state, view.code) == ("unknown", "device.no_answer")


def until(floor: ShopFloor, is_so: Callable[[], bool], begin: Callable[[], object]) -> bool:
    """Whether it comes to be so, told by the news of the shop and not by a clock."""
    news = threading.Event()
    floor.shop.listeners.append(lambda _topics: news.set())
    begin()
    while not is_so():
        if not news.wait(10):
            return False
        news.clear()
    return True


def test_the_thread_takes_what_waits_and_never_dies_of_a_device(till_with_terminal, bank):
    thread = card_thread(till_with_terminal.shop, driver(bank.port))
    bank.mood = "hangs_up_before"
    _sale, first = sale_in_hand(till_with_terminal)
    state = lambda intent_id: till_with_terminal.ask(intent_view, intent_id=intent_id).state  # noqa: E731
    assert until(till_with_terminal, lambda: state(first) == "unknown", thread.start)
    bank.mood = "approves"
    done: list[UUID] = []
    assert until(
        till_with_terminal, lambda: bool(done) and state(done[0]) == "approved",
        lambda: done.append(sale_in_hand(till_with_terminal)[1]),
    )
    assert state(first) == "unknown", "a doubt is asked again by a person, not by itself"
    refund = till_with_terminal.do(ask_card_back, intent_id=done[0])
    assert until(till_with_terminal, lambda: state(refund) == "approved", lambda: None)
    thread.stop()
    assert not thread.is_alive()
    assert till_with_terminal.value("SELECT count(*) FROM intent WHERE state = 'asked'") == 0


def test_a_second_program_may_not_write_beside_the_first(till_with_terminal):
    with refused("program.running"):
        open_floor(till_with_terminal.path, till_with_terminal.template, ManualClock(till_with_terminal.clock.now))
    assert till_with_terminal.value("SELECT count(*) FROM intent WHERE kind = ?", CARD_KINDS[0]) == 0


def test_what_is_asked_again_before_the_thread_has_looked_up_is_asked(till_with_terminal, bank):
    bank.mood, bank.hears_no_questions = "loses_the_answer", True
    till, terminal, done = till_with_terminal, driver(bank.port, question_s=0.1), threading.Event()
    intent_id = till.do(ask_card, sale_id=till.cart("111"), amount_minor=3000)

    def carry(stopping: Callable[[], bool]) -> int:
        count = settle_cards(till.shop, terminal, stopping=stopping)
        if bank.hears_no_questions:
            bank.hears_no_questions = False
            till.do(ask_intent_again, intent_id=intent_id)
        else:
            done.set()
        return count

    thread = SettlingThread(till.shop, carry, kinds=CARD_KINDS, states=("new",))
    thread.start()
    assert done.wait(5)
    thread.stop()
    assert till.ask(intent_view, intent_id=intent_id).state == "approved"
    assert len(bank.moved) == 1
