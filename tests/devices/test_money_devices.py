"""A card terminal and a fiscal register as they are declared: made by their drivers, with secrets from the keyring only."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from app.beside import fiscal
from app.beside.card import CardPart
from app.beside.devices import Devices
from app.beside.fiscal import FiscalPart
from app.beside.secrets import secret_name
from app.core.devices.commands import remove_device
from app.core.devices.queries import devices_of
from app.core.intents.queries import unsettled_count, waiting_intents
from app.core.intents.views import CARD_KINDS, FISCAL_KINDS
from app.core.sales.commands.cards import ask_card
from app.kernel.errors import DeviceFailed
from app.keyring_store import MemoryStore
from devices.making import card_terminal, fiscal_register
from devices.registry import check_options, drivers
from devices.simulators.card_terminal import SimulatedTerminal
from devices.simulators.fiscal_register import SimulatedWebkassa
from tests.shop_floor import ShopFloor, refused


@pytest.fixture
def bank() -> Iterator[SimulatedTerminal]:
    terminal = SimulatedTerminal()
    yield terminal
    terminal.stop()


@pytest.fixture
def cloud() -> Iterator[SimulatedWebkassa]:
    service = SimulatedWebkassa()
    yield service
    service.stop()


def wait_for(till: ShopFloor, is_so: Callable[[], bool]) -> None:
    """Until a commit makes it so."""
    news = threading.Event()
    till.shop.listeners.append(lambda _topics: news.set())
    for _ in range(100):
        if is_so():
            return
        news.wait(0.2)
        news.clear()
    raise AssertionError("it never was")


def test_no_driver_of_these_kinds_is_called_verified():
    for kind in ("card_terminal", "fiscal_register"):
        assert drivers(kind)
        assert not any(driver.is_verified for driver in drivers(kind).values())
    assert {name: driver.country for name, driver in drivers("fiscal_register").items()} == {"atol_web": "RU", "webkassa": "KZ"}


def test_a_secret_stands_in_no_options():
    check_options("fiscal_register", "webkassa", {"cashbox": "SWK1"})
    with refused("settings.secret_in_keyring", key="password"):
        check_options("fiscal_register", "webkassa", {"password": "right"})


@pytest.mark.parametrize(("kind", "options"), [
    ("card_terminal", {"answer_s": "0"}), ("card_terminal", {"currency": "hryvnia"}), ("fiscal_register", {"deadline_s": "-1"}),
])
def test_what_a_driver_cannot_use_is_refused_where_it_is_typed(kind, options):
    with refused("device.wrong_option"):
        check_options(kind, next(iter(drivers(kind))), options)


def test_an_address_that_leads_nowhere_is_refused_before_anybody_is_asked():
    for address in ("", "http://bank", "cups:slips", "usb:1:2"):
        with refused("device.address", DeviceFailed):
            card_terminal("privatbank", address, {})
    for address in ("", "tcp://kassa:1", "http://", "http://[::1"):
        with refused("device.address", DeviceFailed):
            fiscal_register("atol_web", address, {})


def test_a_register_without_its_secrets_says_which_one_is_missing():
    with refused("device.no_secret", option="password"):
        fiscal_register("webkassa", "http://127.0.0.1:1", {}, {"login": "shop", "password": "", "api_key": "k"}.__getitem__)


def test_a_card_that_waited_for_a_terminal_is_asked_when_one_stands_there(till: ShopFloor, bank: SimulatedTerminal):
    devices = Devices(till.shop, (CardPart(till.shop),))
    try:
        device_id = till.device("card_terminal", address=bank.address, currency="KGS", answer_s="5")
        till.do(ask_card, sale_id=till.cart("111"), amount_minor=3000)
        wait_for(till, lambda: till.value("SELECT state FROM intent") == "approved")
        till.do(remove_device, device_id=device_id)
        assert till.pay(till.cart("222"), card=9990).total_minor == 9990, "now a person says that a card has paid"
        assert till.ask(waiting_intents, kinds=CARD_KINDS) == ()
    finally:
        devices.stop()


def test_a_terminal_that_a_customer_stands_at_is_not_lent(till: ShopFloor, bank: SimulatedTerminal):
    bank.mood = "silent"
    till.device("card_terminal", address=bank.address, currency="KGS", answer_s="30")
    part = CardPart(till.shop)
    devices = Devices(till.shop, (part,))
    try:
        till.do(ask_card, sale_id=till.cart("111"), amount_minor=3000)
        assert bank.wait_until_asked()
        with refused("device.busy", DeviceFailed), devices.lent("card_terminal"):
            raise AssertionError("nobody else may speak to it now")
        part.cancel()
        wait_for(till, lambda: till.value("SELECT state FROM intent") == "declined")
        with devices.lent("card_terminal"):
            till.do(ask_card, sale_id=till.cart("111"), amount_minor=3000)
            assert len(till.ask(waiting_intents, kinds=CARD_KINDS)) == 1
            bank.mood = "approves"
    finally:
        devices.stop()


def test_what_is_sold_is_registered_with_the_secrets_of_the_keyring(till: ShopFloor, cloud: SimulatedWebkassa):
    told, store = list[tuple[str, str]](), MemoryStore()
    part = FiscalPart(till.shop, secrets=lambda: store, told=lambda country, problem, _since: told.append((country, problem)))
    till.device("fiscal_register", driver="webkassa", address=cloud.url, cashbox="SWK1", deadline_s="3")
    devices = Devices(till.shop, (part,))
    try:
        till.sell("111", cash=3000)
        wait_for(till, lambda: ("KZ", "device.no_secret") in told)
        assert len(till.ask(waiting_intents, kinds=FISCAL_KINDS)) == 1
        (device,) = till.ask(devices_of, till_id=till.place.till_id)
        for option, value in (("login", "shop"), ("password", "right"), ("api_key", cloud.KEY)):
            store.write(secret_name(device.device_id, option), value)
        with devices.lent("fiscal_register"):
            pass  # as the settings do after they have kept a secret
        wait_for(till, lambda: till.value("SELECT state FROM intent") == "approved")
        assert told[-1][0] == "KZ"
        assert till.ask(unsettled_count) == 0
    finally:
        devices.stop()


def test_a_register_that_is_in_the_middle_of_a_document_is_not_lent(
    till: ShopFloor, cloud: SimulatedWebkassa, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(fiscal, "LAST_S", 0)
    store = MemoryStore()
    device_id = till.device("fiscal_register", driver="webkassa", address=cloud.url, cashbox="SWK1", deadline_s="20")
    for option, value in (("login", "shop"), ("password", "right"), ("api_key", cloud.KEY)):
        store.write(secret_name(device_id, option), value)
    cloud.mood = "silent"
    devices = Devices(till.shop, (FiscalPart(till.shop, secrets=lambda: store),))
    try:
        till.sell("111", cash=3000)
        assert cloud.kept_waiting.wait(20)
        cloud.mood = "answers"
        with refused("device.busy", DeviceFailed), devices.lent("fiscal_register"):
            raise AssertionError("nobody else may speak to it now")
        till.sell("222", cash=9990)
        wait_for(till, lambda: "approved" in till.value("SELECT group_concat(state) FROM intent"))
    finally:
        devices.stop()
