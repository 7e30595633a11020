"""A till's window off screen over a real shop, and a hand that types, scans and waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.staff.commands import sign_in
from tests.shop_floor import OWNER_PIN, ShopFloor
from ui.bridge.desk import Desk, Fault, Missing, Question
from ui.bridge.runner import Runner
from ui.kit.scan_filter import ScanFilter
from ui.kit.theme import THEME, load_fonts
from ui.kit.tokens import LIGHT
from ui.pages.checkout.model import CheckoutModel
from ui.pages.payment.model import PaymentModel
from ui.shell.till import Till


class Pace:
    """The scanner filter's clock: a hand is slow and a scanner quick, however slow the machine is."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Hand:
    """Somebody at the till: what they do, and what was told to them meanwhile."""

    qtbot: QtBot
    floor: ShopFloor
    desk: Desk
    till: Till
    scans: ScanFilter
    pace: Pace
    faults: list[Fault] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)

    def settle(self) -> None:
        """Until everything that was asked for has been answered; a key that was held back was no scanner's."""
        self.scans.let_go()

        def is_quiet() -> bool:
            QApplication.processEvents()
            return self.desk.runner.under_way == 0

        for _round in range(3):  # an answer may ask again
            self.qtbot.waitUntil(is_quiet, timeout=5000)

    def keys(self, text: str) -> None:
        """Type letters into whatever has the focus."""
        for letter in text:
            self.pace.now += 0.2
            # QTest.keyClicks knows no Cyrillic
            event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(QApplication.focusWidget() or self.till.window, event)
        self.settle()

    def type_at_once(self, letter: str) -> None:
        """One key of a scanner, or a hand's before it is known that it is a hand's."""
        widget = QApplication.focusWidget() or self.till.window
        if letter == "\r":
            QTest.keyClick(widget, Qt.Key.Key_Return)
        else:
            QTest.keyClicks(widget, letter)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key."""
        self.pace.now += 1
        QTest.keyClick(QApplication.focusWidget() or self.till.window, key, modifier)
        self.settle()

    def scan(self, code: str) -> None:
        """What a scanner does: the code in one breath, and Return."""
        widget = QApplication.focusWidget() or self.till.window
        self.pace.now += 1
        QTest.keyClicks(widget, code)
        QTest.keyClick(widget, Qt.Key.Key_Return)
        self.settle()

    def touch(self, widget: Any) -> None:
        """A finger on a button."""
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.settle()

    def sit_down(self, person_id: Any, pin: str) -> None:
        """Sign in past the sign-in screen."""
        self.desk.sit_down(self.floor.do(sign_in, pin=pin, person_id=person_id))
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
        """The screen in front."""
        return self.till.window.screen_shown


NewHand = Callable[[ShopFloor], Hand]


@pytest.fixture
def new_hand(qtbot: QtBot, qapp: QApplication) -> Iterator[NewHand]:
    """A window over a shop."""
    filters: list[ScanFilter] = []
    load_fonts()
    THEME.use(qapp, colours=LIGHT)

    def make(floor: ShopFloor) -> Hand:
        runner = Runner(floor.shop.submit, floor.shop.readers.ask_later)
        floor.shop.listeners.append(runner.changed.emit)
        desk = Desk(runner, floor.shop.place)
        desk.speak("en")
        pace = Pace()
        scans = ScanFilter(pace)
        filters.append(scans)
        qapp.installEventFilter(scans)
        till = Till(desk, shop="Bereke", till="1", scans=scans)
        hand = Hand(qtbot, floor, desk, till, scans, pace)
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
