"""A till's window off screen over a real shop, and a hand that types, scans and waits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from app.core.staff.commands import change_role, sign_in
from app.core.staff.queries import door
from app.demo.window.hand import Hand as PersonsHand
from app.demo.window.hand import Pace
from app.kernel.permissions import CASHIER, Right
from tests.shop_floor import CASHIER_PIN, OWNER_PIN, ShopFloor
from ui.bridge.desk import Desk, Fault, Missing, Question
from ui.bridge.runner import Runner
from ui.kit.scan_filter import ScanFilter
from ui.kit.theme import THEME, load_fonts
from ui.kit.tokens import LIGHT
from ui.pages.checkout.model import CheckoutModel
from ui.pages.payment.model import PaymentModel
from ui.shell.front import Front
from ui.shell.till import Till


class Hand(PersonsHand):
    """The demo day's hand over a shop of the tests, and what was told to it meanwhile."""

    def __init__(self, qtbot: QtBot, floor: ShopFloor, till: Till, scans: ScanFilter, pace: Pace) -> None:
        super().__init__(till, pace, scans)
        self.qtbot, self.floor = qtbot, floor
        self.faults: list[Fault] = []
        self.questions: list[Question] = []
        self.missing: list[Missing] = []

    def type_at_once(self, letter: str) -> None:
        """One key of a scanner, or a hand's before it is known that it is a hand's."""
        widget = QApplication.focusWidget() or self.till.window
        if letter == "\r":
            QTest.keyClick(widget, Qt.Key.Key_Return)
        else:
            QTest.keyClicks(widget, letter)

    def sit_down(self, person_id: Any, pin: str) -> None:
        """Sign in past the sign-in screen."""
        self.desk.sit_down(self.floor.do(sign_in, pin=pin, person_id=person_id))
        self.settle()

    def cashier_without(self, right: Right) -> None:
        """The cashier takes over, and may do all that a cashier may but for this."""
        role_id = UUID(bytes=self.floor.value("SELECT id FROM role WHERE name = 'cashier'"))
        rights = {each: limit for each, limit in CASHIER.items() if each is not right}
        self.floor.do(change_role, role_id=role_id, rights=rights)
        self.till.change_person()
        self.settle()
        self.sit_down(self.floor.template.cashier_id, CASHIER_PIN)
        self.till.window.open("checkout")
        self.settle()

    @property
    def checkout(self) -> CheckoutModel:
        """The cart."""
        assert self.till.checkout is not None
        return self.till.checkout

    @property
    def payment(self) -> PaymentModel:
        """The payment that is under way."""
        assert self.till.payment is not None
        return self.till.payment

    @property
    def screen(self) -> Any:
        return super().screen


class NewHand(Protocol):
    """Opens a window over a shop; `pin_key` where the computer has a store of secrets."""

    def __call__(self, floor: ShopFloor, *, pin_key: str | None = None) -> Hand: ...


@pytest.fixture
def new_hand(qtbot: QtBot, qapp: QApplication) -> Iterator[NewHand]:
    """A window over a shop."""
    filters: list[ScanFilter] = []
    before = _alone(qapp)
    load_fonts()
    THEME.use(qapp, colours=LIGHT)

    def make(floor: ShopFloor, *, pin_key: str | None = None) -> Hand:
        runner = Runner(floor.shop.submit, floor.shop.readers.ask_later)
        floor.shop.listeners.append(runner.changed.emit)
        desk = Desk(runner, floor.shop.place, pin_key=pin_key)
        desk.speak("en")
        pace = Pace()
        scans = ScanFilter(pace)
        filters.append(scans)
        qapp.installEventFilter(scans)
        came = floor.ask(door, branch_id=floor.shop.place.branch_id)
        till = Till(Front(desk, shop="Bereke", till="1", door=came, scans=scans))
        hand = Hand(qtbot, floor, till, scans, pace)
        desk.failed.connect(hand.faults.append)
        desk.asked.connect(hand.questions.append)
        desk.lacked.connect(hand.missing.append)
        runner.crashed.connect(lambda error: pytest.fail(repr(error)))
        qtbot.addWidget(till.window)
        till.window.resize(1366, 768)
        till.window.show()
        till.window.activateWindow()
        hand.settle()
        return hand

    yield make
    for scans in filters:
        qapp.removeEventFilter(scans)
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    left = [(type(each).__name__, each.accessibleName()) for each in _alone(qapp) - before]
    assert not left, f"nobody's child, and so there until the program ends: {left}"


def _alone(qapp: QApplication) -> set[QWidget]:
    return {each for each in qapp.topLevelWidgets() if each.parent() is None and not isinstance(each, QMainWindow)}


@pytest.fixture
def hand(new_hand: NewHand, shop: ShopFloor) -> Hand:
    """The owner at the checkout of a shop whose shift is open."""
    shop.open_shift()
    made = new_hand(shop)
    made.till.states.ask()
    made.settle()
    made.sit_down(shop.owner_id, OWNER_PIN)
    made.till.window.open("checkout")
    made.settle()
    return made
