"""Closed shifts with hands: who may see them, a Z once more, the third figure; and the X on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.core.documents.commands import print_x
from app.printing import print_waiting
from devices.simulators.drawer import FileDrawer
from devices.simulators.printer import FilePrinter
from tests.shop_floor import CASHIER_PIN, MANAGER_PIN, OWNER_PIN, ShopFloor
from tests.ui.screens.conftest import Hand, NewHand
from tests.ui.screens.test_close import shown


def at_closings(new_hand: NewHand, shop: ShopFloor, person_id, pin: str) -> Hand:
    made = new_hand(shop)
    made.sit_down(person_id, pin)
    made.till.window.open("closings")
    made.settle()
    return made


@pytest.fixture
def closed(shop: ShopFloor) -> ShopFloor:
    """Two days: the first agreed, of the second 5.00 are missing; the cashier closed both."""
    for short in (0, 500):
        shop.open_shift(by=shop.cashier)
        shop.sell("222", cash=10_000, by=shop.cashier)
        shop.close_shift(shop.expected() - short, by=shop.cashier, confirm=["shift.difference"])
    return shop


@pytest.fixture
def manager(new_hand: NewHand, closed: ShopFloor) -> Hand:
    return at_closings(new_hand, closed, closed.template.manager_id, MANAGER_PIN)


def printed(floor: ShopFloor, folder: Path) -> list[str]:
    printer = FilePrinter(folder / "paper")
    print_waiting(floor.shop, printer, FileDrawer(folder / "drawer.txt"), columns=32, language="en")
    return [page.decode() for page in printer.paper()]


def test_the_newest_is_shown_with_its_paper_and_a_difference_in_its_colour(manager: Hand):
    view = manager.till.closings.view
    assert [(row.number, row.difference_minor, row.verified_minor) for row in view.rows] == [(2, -500, None), (1, 0, None)]
    assert view.shown is not None
    assert "Z report 2" in view.shown.title
    manager.press(Qt.Key.Key_Down)
    assert "Z report 1" in manager.screen.paper.accessibleDescription()


def test_a_cashier_sees_no_z_of_others_and_is_told_why(new_hand: NewHand, closed: ShopFloor):
    hand = at_closings(new_hand, closed, closed.template.cashier_id, CASHIER_PIN)
    assert hand.till.closings.view.rows == ()
    assert hand.till.closings.view.why
    assert hand.till.closings.view.why in shown(hand)
    assert not hand.screen.verify.isEnabled()
    hand.press(Qt.Key.Key_Return)
    assert hand.screen.panel is None


def test_a_manager_counts_again_and_the_z_comes_out_with_the_third_figure(manager: Hand, tmp_path: Path):
    printed(manager.floor, tmp_path / "before")
    manager.press(Qt.Key.Key_Return)
    manager.keys("1094,90")
    manager.press(Qt.Key.Key_Return)
    assert manager.faults == []
    row = manager.till.closings.view.row
    assert row is not None
    assert (row.number, row.verified_minor) == (2, 109_490)
    (paper,) = printed(manager.floor, tmp_path / "after")
    assert "COPY 1" in paper
    assert "Verified by a manager" in paper
    assert "Verified by a manager" in manager.screen.paper.accessibleDescription()


def test_nothing_typed_is_no_count_and_escape_writes_nothing(manager: Hand):
    manager.press(Qt.Key.Key_Return)
    manager.press(Qt.Key.Key_Return)
    assert manager.floor.value("SELECT count(*) FROM shift_verification") == 0
    manager.keys("5")
    manager.press(Qt.Key.Key_Escape)
    assert manager.floor.value("SELECT count(*) FROM shift_verification") == 0
    assert manager.till.window.name == "closings"


def test_who_closed_the_shift_is_not_who_verifies_it(new_hand: NewHand, shop: ShopFloor):
    shop.open_shift()
    shop.close_shift()
    hand = at_closings(new_hand, shop, shop.owner_id, OWNER_PIN)
    hand.till.closings.verify(100_000)
    hand.settle()
    assert [fault.code for fault in hand.faults] == ["shift.verify_own"]
    assert not hand.till.closings.view.busy


def test_a_z_once_more_says_that_it_is_a_copy(manager: Hand, tmp_path: Path):
    printed(manager.floor, tmp_path / "before")
    manager.touch(manager.screen.again)
    (paper,) = printed(manager.floor, tmp_path / "after")
    assert "COPY 1" in paper
    assert "Z report 2" in paper
    assert "Z 2 is printed again" in manager.till.window.banner.text


def test_another_person_does_not_find_what_the_one_before_saw(manager: Hand):
    manager.till.change_person()
    manager.settle()
    assert manager.till.closings.view.rows == ()


@pytest.mark.parametrize(("who", "pin", "sees"), [("cashier_id", CASHIER_PIN, False), ("owner_id", OWNER_PIN, True)])
def test_an_x_on_paper_says_no_more_than_its_reader_may_see(
    new_hand: NewHand, shop: ShopFloor, tmp_path: Path, who: str, pin: str, sees: bool
):
    shop.open_shift(by=shop.cashier)
    shop.sell("222", cash=10_000, by=shop.cashier)
    printed(shop, tmp_path / "before")
    hand = new_hand(shop)
    hand.sit_down(getattr(shop.template, who), pin)
    hand.till.window.open("x")
    hand.settle()
    hand.press(Qt.Key.Key_P)
    (paper,) = printed(shop, tmp_path / "x")
    assert "X report 1" in paper
    assert ("1,099.90" in paper) is sees
    assert ("Expected" in paper) is sees
    assert "is being printed" in hand.till.window.banner.text


def test_an_x_is_of_the_moment_when_it_comes_out(till: ShopFloor, tmp_path: Path):
    till.do(print_x)
    till.sell("222", cash=9990)
    till.clock.advance(minutes=30)
    paper = printed(till, tmp_path)[0]
    assert "A1-000001" in paper
    assert "9:30" in paper
