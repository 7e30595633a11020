"""Fiscal registers: nothing is registered twice, nothing is called fiscal without a sign, and the register's time runs."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.core.intents.commands import ask_intent_again, give_up_intent
from app.core.intents.queries import first_unregistered_at, intents_of, unsettled_count, unsettled_intents, waiting_intents
from app.core.intents.views import FISCAL_KINDS
from app.kernel.clock import ManualClock
from app.kernel.fiscal import FiscalDocument
from app.ports import FiscalAnswer
from app.settling import FISCAL_STATES, SettlingThread, fiscal_thread, register_waiting
from devices.fiscal.figures import money, percent, quantity
from devices.fiscal.webkassa import WebkassaAccount, WebkassaRegister, check_body
from devices.simulators.fiscal_register import RegisterInMemory, SimulatedWebkassa
from devices.simulators.on_tcp import TcpDevice
from tests.devices.fiscal_papers import document
from tests.shop_floor import MORNING, ShopFloor

ACCOUNT = WebkassaAccount("cash@example.kz", "right", SimulatedWebkassa.KEY, "SWK00000001")


@pytest.fixture
def cloud() -> Iterator[SimulatedWebkassa]:
    service = SimulatedWebkassa()
    yield service
    service.stop()


@pytest.fixture
def register(cloud: SimulatedWebkassa) -> WebkassaRegister:
    return WebkassaRegister(cloud.url, ACCOUNT, deadline_s=3)


@pytest.fixture
def fiscal_till(till: ShopFloor) -> ShopFloor:
    till.device("fiscal_register", driver="webkassa")
    return till


def nowhere() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize(
    ("number", "shown"), [(money(1250), "12.5"), (money(1200), "12"), (money(-1), "-0.01"), (quantity(750), "0.75"),
                          (percent(120_000), "12"), (percent(55_000), "5.5"), (money(99_999_999_999_99), "99999999999.99")],
)
def test_a_figure_stands_in_json_as_it_is(number, shown):
    assert json.dumps(number) == shown


def test_a_check_says_sums_and_discounts_as_the_service_reckons_them():
    told = check_body(document(UUID(int=5)), "SWK1")
    tea, apples = told["Positions"]
    assert (told["OperationType"], told["ExternalCheckNumber"]) == (2, str(UUID(int=5)))
    assert (tea["Count"], tea["Price"], tea["TaxType"], tea["Discount"], tea["UnitCode"]) == (2, 250, 0, 0, 796)
    assert (apples["Count"], apples["Price"], apples["TaxPercent"], apples["Discount"], apples["UnitCode"]) == (
        0.75, 120, 12, 5, 166
    )
    assert told["Payments"] == [{"Sum": 485, "PaymentType": 0}, {"Sum": 100, "PaymentType": 1}]
    assert check_body(document(kind="return"), "SWK1")["OperationType"] == 3


def test_a_registered_check_brings_its_sign_and_its_link(register, cloud):
    answer = register.register(document())
    assert (answer.outcome, answer.sign, answer.shift_number) == ("approved", "1675760809473", 16)
    assert answer.link.endswith("/consumer?i=0")
    assert answer.register_number == "010101012345"


@pytest.mark.parametrize(
    ("mood", "outcome", "code"),
    [("declines", "declined", "webkassa.11"), ("garbage", "unknown", "device.no_answer"),
     ("loses_the_answer", "unknown", "device.no_answer"), ("broken", "unknown", "device.no_answer")],
)
def test_what_the_service_does_not_say_nobody_knows(register, cloud, mood, outcome, code):
    cloud.mood = mood
    answer = register.register(document())
    assert (answer.outcome, answer.code) == (outcome, code)


def test_a_service_that_says_nothing_is_left_when_its_time_is_over(cloud):
    cloud.mood = "silent"
    assert WebkassaRegister(cloud.url, ACCOUNT, deadline_s=0.3).register(document()).outcome == "unknown"


def test_an_answer_in_drops_ends_with_the_deadline():
    stop = threading.Event()

    def drip(_data: bytes, reply: Callable[[bytes], None]) -> None:
        reply(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not stop.wait(0.02):
            reply(b" ")

    device = TcpDevice(drip)
    try:
        register = WebkassaRegister(f"http://127.0.0.1:{device.port}", ACCOUNT, deadline_s=0.4)
        assert register.register(document()).outcome == "declined"  # nobody let us in, and the check was not told
    finally:
        stop.set()
        device.stop()


def test_a_service_that_is_not_there_has_registered_nothing():
    register = WebkassaRegister(nowhere(), ACCOUNT, deadline_s=1)
    assert register.register(document()) == FiscalAnswer("declined", code="device.not_there")
    assert register.ask_again(document()).outcome == "unknown"
    assert not register.state().answers


def test_a_wrong_password_says_its_number(cloud):
    wrong = WebkassaAccount("cash@example.kz", "wrong", SimulatedWebkassa.KEY, "SWK1")
    register = WebkassaRegister(cloud.url, wrong, deadline_s=1)
    assert register.register(document()).code == "webkassa.1"
    assert register.state().code == "webkassa.1"
    assert "wrong" not in repr(wrong)


def test_a_session_that_is_over_is_begun_anew(register, cloud):
    register.register(document())
    cloud.session_is_over = True
    assert register.register(document()).outcome == "approved"
    assert len(cloud.checks) == 2


@pytest.mark.parametrize("mood", ["loses_the_answer", "garbage", "broken"])
def test_a_lost_answer_is_found_by_our_number(register, cloud, mood):
    cloud.mood = mood
    told = document()
    assert register.register(told).outcome == "unknown"
    cloud.mood = "answers"
    answer = register.ask_again(told)
    assert (answer.outcome, answer.sign, len(cloud.checks)) == ("approved", "1675760809473", 1)


def test_a_lost_answer_is_found_also_after_the_shift_has_changed(register, cloud):
    cloud.mood = "loses_the_answer"
    told = document()
    register.register(told)
    cloud.mood, cloud.shift = "answers", cloud.shift + 1
    assert (register.ask_again(told).shift_number, len(cloud.checks)) == (16, 1)


def test_what_never_came_there_is_registered_when_asked_again(register, cloud):
    told = document()
    assert register.ask_again(told).outcome == "approved"
    assert register.ask_again(told).outcome == "approved"
    assert register.register(told).outcome == "approved", "the number is there already: error 14 with what stands there"
    assert len(cloud.checks) == 1


def test_shifts_and_state(register):
    assert register.open_shift("Aida").outcome == "approved"
    assert register.close_shift("Aida").outcome == "approved"
    assert register.state().answers


def test_a_day_of_sales_is_told_to_the_register_in_order(fiscal_till, register, cloud):
    first = fiscal_till.sell("111", cash=3000)
    fiscal_till.sell("222", card=9990)
    fiscal_till.give_back(first.sale_id)
    assert register_waiting(fiscal_till.shop, register) == 3
    assert [told["OperationType"] for _shift, _number, told in cloud.checks] == [2, 2, 3]
    (view,) = fiscal_till.ask(intents_of, document_id=first.sale_id)
    assert (view.state, view.reference) == ("approved", "1675760809473")
    assert fiscal_till.ask(first_unregistered_at) is None
    fiscal_till.check_books()


def test_a_register_that_is_not_there_keeps_the_rest_waiting_and_each_is_registered_once(fiscal_till, register, cloud):
    for _sale in range(3):
        fiscal_till.sell("111", cash=3000)
    cloud.mood = "loses_the_answer"
    assert register_waiting(fiscal_till.shop, register) == 1
    assert len(fiscal_till.ask(waiting_intents, kinds=FISCAL_KINDS)) == 2
    cloud.mood = "answers"
    assert register_waiting(fiscal_till.shop, register) == 3
    assert len({number for _shift, number, _told in cloud.checks}) == len(cloud.checks) == 3


def test_what_could_not_be_told_goes_by_itself_when_the_register_is_there(fiscal_till, register, cloud):
    fiscal_till.sell("111", cash=3000)
    fiscal_till.sell("222", cash=9990)
    gone = WebkassaRegister(nowhere(), ACCOUNT, deadline_s=1)
    assert register_waiting(fiscal_till.shop, gone) == 1, "it is not there: the rest stays queued"
    assert fiscal_till.ask(unsettled_count) == 0, "nobody has to do anything but to mend the line"
    assert register_waiting(fiscal_till.shop, register) == 2
    assert len(cloud.checks) == 2
    assert fiscal_till.ask(unsettled_intents) == ()


def test_after_a_fall_the_same_document_is_told_under_the_same_number(fiscal_till, cloud, tmp_path):
    fiscal_till.sell("111", cash=3000)

    class Dying(WebkassaRegister):
        def register(self, told: FiscalDocument) -> FiscalAnswer:
            super().register(told)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        register_waiting(fiscal_till.shop, Dying(cloud.url, ACCOUNT, deadline_s=2))
    after = fiscal_till.power_cut(tmp_path / "after")
    with after.shop:
        assert register_waiting(after.shop, WebkassaRegister(cloud.url, ACCOUNT, deadline_s=2)) == 1
        assert len(cloud.checks) == 1
        assert after.value("SELECT state FROM intent") == "approved"


def test_a_document_that_is_refused_holds_up_no_other_and_is_shown(fiscal_till, register, cloud):
    refused_one, later = fiscal_till.sell("111", cash=3000), fiscal_till.sell("222", cash=9990)
    cloud.mood = "declines"
    assert register_waiting(fiscal_till.shop, register) == 2
    shown = fiscal_till.ask(unsettled_intents)
    assert [view.document_id for view in shown] == [refused_one.sale_id, later.sale_id]
    cloud.mood = "answers"
    fiscal_till.do(ask_intent_again, intent_id=shown[0].intent_id)
    fiscal_till.do(give_up_intent, intent_id=shown[1].intent_id, reason="registered by hand")
    assert register_waiting(fiscal_till.shop, register) == 1
    assert fiscal_till.ask(unsettled_intents) == ()


def test_the_thread_registers_what_is_sold(fiscal_till):
    register = RegisterInMemory(fiscal_till.clock)
    done = threading.Event()
    fiscal_till.shop.listeners.append(
        lambda _topics: done.set() if fiscal_till.value("SELECT count(*) FROM intent WHERE state = 'approved'") == 2 else None
    )
    thread = fiscal_thread(
        fiscal_till.shop, carry=lambda stopping: register_waiting(fiscal_till.shop, register, stopping=stopping)
    )
    thread.start()
    fiscal_till.sell("111", cash=3000)
    fiscal_till.sell("222", cash=9990)
    assert done.wait(10)
    thread.stop()
    assert (len(register.documents), register.doubles) == (2, [])


def test_the_thread_comes_back_to_what_a_silent_register_left_over(fiscal_till):
    register, done = RegisterInMemory(fiscal_till.clock), threading.Event()
    register.loses_answers = True
    passes: list[int] = []

    def carry(stopping: Callable[[], bool]) -> int:
        passes.append(register_waiting(fiscal_till.shop, register, stopping=stopping))
        if len(passes) == 3:
            register.loses_answers = False
        if fiscal_till.ask(first_unregistered_at) is None:
            done.set()
        return passes[-1]

    fiscal_till.sell("111", cash=3000)
    fiscal_till.sell("222", cash=9990)
    thread = SettlingThread(fiscal_till.shop, carry, kinds=FISCAL_KINDS, states=FISCAL_STATES, again_s=0.01)
    thread.start()
    assert done.wait(10)
    thread.stop()
    assert passes[:3] == [1, 1, 1], "the second document waits while the first is in doubt"
    assert (len(register.documents), register.doubles) == (2, [])


def test_a_simulated_register_that_is_alone_for_too_long_refuses():
    clock = ManualClock(MORNING)
    register = RegisterInMemory(clock, country="KZ")
    register.online = False
    assert register.register(document()).made_offline
    clock.advance(hours=60)
    assert (register.clock_now.state, register.clock_now.left_hours) == ("soon", 12)
    assert register.register(document()).outcome == "approved"
    clock.advance(hours=12)
    assert register.register(document()).code == "fiscal.blocked"
    assert (register.state().unsent_count, register.state().first_unsent_at) == (2, datetime(2026, 3, 2, 3, 0, tzinfo=UTC))
    register.go_online()
    assert register.register(document()).outcome == "approved"
    assert register.clock_now.state == "in_step"


def test_a_simulated_register_that_loses_its_answers_has_each_document_once():
    register = RegisterInMemory(ManualClock(MORNING))
    register.loses_answers = True
    told = document()
    assert register.register(told).outcome == "unknown"
    register.loses_answers = False
    assert register.ask_again(told).outcome == "approved"
    assert len(register.documents) == 1
    register.close_shift("Aida")
    assert register.state().shift_is_open is False
