"""The program tells the centre while it runs: once one is connected and the keyring answers, never in the way of closing."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kernel.errors import EnvironmentFailed
from app.keyring_store import MemoryStore
from app.main import opened_till
from app.ports import CentreNow
from app.telling import Telling, password_name
from app.wiring import World
from sync.ear import Ear
from sync.outbox import connect_to
from sync.thread import SyncThread
from tests.shop_floor import ShopFloor
from tests.sync.conftest import TestCentre
from tests.sync.proxy import Proxy, socket_of, through
from tests.sync.waiting import PATIENCE_S


@pytest.fixture
def proxy(server: str) -> Iterator[Proxy]:
    with Proxy(socket_of(server)) as made:
        yield made


def test_the_program_tells_where_a_centre_is_connected_and_only_there(
    till: ShopFloor, centre: TestCentre
):
    told = queue.Queue[frozenset[str]]()
    store = MemoryStore()
    store.write(password_name(till.shop.place.till_id), "a password that nobody asks for here")
    telling = Telling(till.shop, keyring=lambda: store)
    try:
        till.sell("111")
        assert telling.thread is None
        till.listeners.append(lambda topics: told.put(topics) if topics == {"sync"} else None)
        till.do(connect_to, address=centre.let_in(till))
        told.get(timeout=PATIENCE_S)  # it was connected
        told.get(timeout=PATIENCE_S)  # and answered
        assert telling.thread is not None
        assert centre.value("SELECT count(*) FROM duken.sale") == 1
    finally:
        telling.stop()
    assert not telling.thread.is_alive()


def test_a_keyring_that_is_locked_at_the_start_is_asked_again(
    till: ShopFloor, centre: TestCentre, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("app.telling.AGAIN_S", 0)
    till.do(connect_to, address=centre.let_in(till))
    till.sell("111")
    answers, told = [EnvironmentFailed("secret.no_keyring")] * 2, queue.Queue[frozenset[str]]()
    till.listeners.append(lambda topics: told.put(topics) if topics == {"sync"} else None)

    def keyring() -> MemoryStore:
        if answers:
            raise answers.pop()
        return MemoryStore()

    heard = queue.Queue[CentreNow]()
    telling = Telling(till.shop, keyring=keyring, told=heard.put)
    try:
        assert heard.get(timeout=PATIENCE_S).failed == "secret.no_keyring"
        told.get(timeout=PATIENCE_S)
        while heard.get(timeout=PATIENCE_S).succeeded_at is None:
            pass
        assert centre.value("SELECT count(*) FROM duken.sale") == 1
    finally:
        telling.stop()


def test_a_person_who_unlocks_the_keyring_need_not_wait(till: ShopFloor, centre: TestCentre):
    till.do(connect_to, address=centre.let_in(till))
    is_locked, heard = True, queue.Queue[CentreNow]()

    def keyring() -> MemoryStore:
        if is_locked:
            raise EnvironmentFailed("secret.no_keyring")
        return MemoryStore()

    telling = Telling(till.shop, keyring=keyring, told=heard.put)
    try:
        assert heard.get(timeout=PATIENCE_S).state == "waiting"
        is_locked = False
        telling.hurry()
        while heard.get(timeout=PATIENCE_S).succeeded_at is None:
            pass
    finally:
        telling.stop()


@pytest.mark.timeout(60)  # an answer is waited for longer than that
def test_the_program_closes_at_once_although_the_centre_hangs(
    till: ShopFloor, centre: TestCentre, proxy: Proxy, qapp: QApplication, qtbot: QtBot
):
    till.do(connect_to, address=through(centre.let_in(till), proxy))
    till.sell("111")
    path, clock = till.path, till.clock
    till.shop.close()
    proxy.black_hole()
    with ExitStack() as stack:
        stack.enter_context(opened_till(qapp, path, language="en", world=World(clock=clock, secrets=MemoryStore())))
        proxy.swallowed.get(timeout=PATIENCE_S)
    assert not [each for each in threading.enumerate() if isinstance(each, SyncThread | Ear)]
