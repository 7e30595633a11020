"""The whole program with real ports: what a declared scanner reads is sold, and a display and the second screen show it."""

from __future__ import annotations

import os
import threading
import tty
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.devices.commands import add_device
from app.core.staff.commands import sign_in
from app.keyring_store import MemoryStore
from app.main import opened_till
from app.wiring import World
from devices.scanners.worker import ScannerWorker
from devices.simulators.display import TextDisplay
from devices.simulators.on_tcp import TcpDevice
from tests.shop_floor import OWNER_PIN, ShopFloor

PATIENCE_MS = 10_000


@pytest.fixture
def scanner() -> Iterator[tuple[int, str]]:
    """The end that a scanner writes to, and the port's name."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    yield ours, os.ttyname(theirs)
    os.close(ours)
    os.close(theirs)


def problems_of_scanners() -> list[str | None]:
    return [each.problem for each in threading.enumerate() if isinstance(each, ScannerWorker)]


def test_a_code_goes_from_the_port_into_the_cart_and_onto_the_display(
    till: ShopFloor, scanner: tuple[int, str], qapp: QApplication, qtbot: QtBot
):
    ours, port = scanner
    display = TextDisplay()
    network = TcpDevice(display.feed)
    till.do(add_device, kind="scanner", driver="serial", address=f"serial:{port}")
    till.do(add_device, kind="display", driver="cd5220", address=network.address)
    till.do(add_device, kind="display", driver="window", options={"screen": "any"})
    path, clock = till.path, till.clock
    person = till.do(sign_in, pin=OWNER_PIN, person_id=till.owner_id)
    till.shop.close()
    with ExitStack() as stack:
        stack.callback(network.stop)
        window = stack.enter_context(
            opened_till(qapp, path, language="en", world=World(clock=clock, secrets=MemoryStore()))
        )
        window.window.show()
        window.desk.sit_down(person)
        window.sign_in.signed_in.emit(person)
        qtbot.waitUntil(lambda: window.window.name == "checkout", timeout=PATIENCE_MS)
        qtbot.waitUntil(lambda: display.lines[1].startswith("Welcome!"), timeout=PATIENCE_MS)
        qtbot.waitUntil(lambda: window.second_screen.shown is not None, timeout=PATIENCE_MS)
        qtbot.waitUntil(lambda: "" in problems_of_scanners(), timeout=PATIENCE_MS)  # what is read before that is lost
        os.write(ours, b"111\r")
        qtbot.waitUntil(lambda: display.lines == ("Bread          30.00", "Total          30.00"), timeout=PATIENCE_MS)
        assert [line.name for line in window.customer.view.lines] == ["Bread"]
    assert window.second_screen.shown is None
