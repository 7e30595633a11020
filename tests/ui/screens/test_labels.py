"""Labels in the window: goods onto a list, a true picture, to a printer over a real socket or onto sheets; nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from app.beside.labels import Labels
from app.core.devices.commands import add_device
from devices.simulators.on_tcp import TcpDevice
from tests.devices.reading_labels import codes_in, labels_of
from tests.ui.screens.conftest import Hand
from ui.bridge.labelling import SHEETS
from ui.pages.labels.model import LabelsModel
from ui.pages.labels.page import LabelsPage


class Roll:
    """A label printer on the network that keeps what it hears."""

    def __init__(self) -> None:
        self.heard = bytearray()
        self.network = TcpDevice(lambda data, _reply: self.heard.extend(data))


@pytest.fixture
def roll(hand: Hand) -> Iterator[Roll]:
    made = Roll()
    hand.floor.do(add_device, kind="label_printer", driver="zpl", name="Zebra", address=made.network.address)
    yield made
    made.network.stop()


@pytest.fixture
def at_labels(hand: Hand, tmp_path: Path) -> Callable[[], LabelsPage]:
    def opened() -> LabelsPage:
        hand.till.labelling.maker = Labels(hand.floor.shop, folder=tmp_path / "out")
        hand.till.window.open("labels")
        hand.settle()
        page = hand.screen
        assert isinstance(page, LabelsPage)
        return page

    return opened


def model_of(hand: Hand) -> LabelsModel:
    return hand.till.labelling.labels


def ended(hand: Hand) -> None:
    hand.qtbot.waitUntil(lambda: not model_of(hand).view.is_under_way, timeout=10_000)
    hand.settle()


def wanted(hand: Hand) -> list[tuple[str, int]]:
    return [(each.product.name, each.copies) for each in model_of(hand).view.goods]


def test_goods_are_scanned_found_and_counted_by_keyboard(hand: Hand, at_labels: Callable[[], LabelsPage]):
    page = at_labels()
    hand.scan("111")
    hand.keys("app")
    hand.press(Qt.Key.Key_Return)
    hand.scan("111")
    assert wanted(hand) == [("Bread", 2), ("Apples", 1)]
    hand.press(Qt.Key.Key_Plus)
    hand.press(Qt.Key.Key_Down)
    hand.press(Qt.Key.Key_Minus)
    assert wanted(hand) == [("Bread", 3)]
    assert page.copies.value() == 3
    picture = QImage.fromData(model_of(hand).view.picture)
    assert (picture.width(), picture.height()) == (464, 320)
    hand.press(Qt.Key.Key_Delete)
    assert wanted(hand) == []


def test_a_label_printer_gets_each_label_with_the_price_of_the_card(
    hand: Hand, roll: Roll, at_labels: Callable[[], LabelsPage]
):
    page = at_labels()
    assert page.make.text() == "Print"
    hand.scan("111")
    hand.scan("222")
    model_of(hand).set_copies(3)
    hand.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    ended(hand)
    assert roll.network.wait_until_served()
    found = labels_of(bytes(roll.heard), "zpl")
    assert [copies for _picture, copies in found] == [1, 3]
    assert ("Code128", "111") in codes_in(found[0][0])
    assert wanted(hand) == []


def test_what_a_printer_has_not_got_stays_on_the_list(hand: Hand, roll: Roll, at_labels: Callable[[], LabelsPage]):
    at_labels()
    roll.network.stop()
    hand.scan("111")
    hand.scan("222")
    model_of(hand).make()
    ended(hand)
    assert hand.faults[-1].code == "device.not_there"
    assert wanted(hand) == [("Bread", 1), ("Milk", 1)]


def test_sheets_begin_at_the_first_free_place_and_lie_as_a_whole_file(hand: Hand, at_labels: Callable[[], LabelsPage]):
    page = at_labels()
    hand.scan("111")
    page.first.setText("4")
    page.old_price.setText("50")
    assert model_of(hand).view.goods[0].old_price_minor == 5000
    hand.touch(page.make)
    ended(hand)
    path = model_of(hand).view.path
    assert path is not None
    assert path.read_bytes().startswith(b"%PDF")
    assert list(path.parent.iterdir()) == [path]
    assert str(path) in page._told.text()


def test_a_place_that_no_sheet_has_is_said_and_the_list_stays(hand: Hand, at_labels: Callable[[], LabelsPage]):
    page = at_labels()
    hand.scan("111")
    page.first.setText("4000")
    hand.touch(page.make)
    ended(hand)
    assert hand.faults[-1].code == "label.sheet_wrong"
    assert wanted(hand) == [("Bread", 1)]


def test_what_is_stopped_leaves_no_file_and_its_list(hand: Hand, at_labels: Callable[[], LabelsPage], tmp_path: Path):
    at_labels()
    hand.scan("111")
    model = model_of(hand)
    model.set_copies(999)
    model.make()
    hand.till.window.screen_shown.go_back()
    ended(hand)
    if model.view.path is None:  # else it was quicker than the key
        assert list((tmp_path / "out").iterdir()) == []
        assert wanted(hand) == [("Bread", 999)]
    assert hand.till.window.name == "labels"


def test_a_code_that_nothing_carries_is_said(hand: Hand, at_labels: Callable[[], LabelsPage]):
    at_labels()
    hand.scan("4600000000008")
    assert wanted(hand) == []
    assert "4600000000008" in hand.till.window.banner.text


def test_a_printer_that_was_taken_away_meanwhile_is_said(hand: Hand, roll: Roll, at_labels: Callable[[], LabelsPage]):
    at_labels()
    hand.scan("111")
    model_of(hand).set_destination("019cac7d-0380-7014-85d2-938ff56249a1")
    model_of(hand).make()
    ended(hand)
    assert hand.faults[-1].code == "not_found"
    hand.till.window.open("labels")
    hand.settle()
    model_of(hand).come()
    hand.settle()
    assert model_of(hand).view.to == SHEETS
