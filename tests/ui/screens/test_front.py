"""The sign-in is seen before the till is there; whoever is quicker than the program finds their screen all the same."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.staff.commands import sign_in
from app.core.staff.queries import door
from tests.core.test_staff import KEY, hide_names
from tests.shop_floor import OWNER_PIN, ShopFloor
from ui.bridge.desk import Desk
from ui.bridge.runner import Runner
from ui.kit.scan_filter import ScanFilter
from ui.kit.theme import THEME, load_fonts
from ui.kit.tokens import LIGHT
from ui.shell.front import Front
from ui.shell.till import Till
from ui.shell.warming import Warming


def front_of(shop: ShopFloor, qtbot: QtBot, qapp: QApplication, *, pin_key: str | None = None) -> Front:
    """The window with nothing behind it."""
    load_fonts()
    THEME.use(qapp, colours=LIGHT)
    runner = Runner(shop.shop.submit, shop.shop.readers.ask_later)
    desk, came = Desk(runner, shop.shop.place, pin_key=pin_key), shop.ask(door, branch_id=shop.shop.place.branch_id)
    made = Front(desk, shop="Bereke", till="1", door=came, scans=ScanFilter())
    qtbot.addWidget(made.window)
    return made


@pytest.fixture
def front(qtbot: QtBot, qapp: QApplication, shop: ShopFloor) -> Front:
    return front_of(shop, qtbot, qapp)


def test_it_is_told_once_when_the_people_are_painted(qtbot: QtBot, qapp: QApplication, front: Front):
    told: list[int] = []
    front.seen.connect(lambda: told.append(len(front.sign_in.view.people)))
    front.watch(qapp)
    front.window.show()
    qtbot.waitUntil(lambda: bool(told), timeout=5000)
    front.window.repaint()
    qapp.processEvents()
    assert told == [len(front.sign_in.view.people)]
    assert told[0] > 0


def test_it_is_told_without_names_too_and_not_only_when_patience_ends(
    qtbot: QtBot, qapp: QApplication, shop: ShopFloor, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("ui.shell.front.AT_LATEST_MS", 600_000)
    hide_names(shop)
    front = front_of(shop, qtbot, qapp, pin_key=KEY)
    front.watch(qapp)
    with qtbot.waitSignal(front.seen, timeout=5000):
        front.window.show()
    assert not front.sign_in.view.with_names


def test_who_signs_in_before_the_till_is_there_goes_on_when_it_is(qtbot: QtBot, shop: ShopFloor, front: Front):
    front.desk.sit_down(shop.do(sign_in, pin=OWNER_PIN, person_id=shop.owner_id))
    assert front.window.name == "sign_in"
    till = Till(front)
    qtbot.waitUntil(lambda: front.window.name != "sign_in", timeout=5000)  # once it is known that no shift is open
    assert till.window.name == "shift"


def test_what_is_done_beforehand_asks_for_nothing_that_is_refused(qtbot: QtBot, front: Front):
    faults: list[object] = []
    front.desk.failed.connect(faults.append)
    Warming(Till(front)).finish()
    qtbot.waitUntil(lambda: front.desk.runner.under_way == 0, timeout=5000)
    assert front.window.name == "sign_in"
    assert not faults
