"""The devices' page with hands: declared, changed, taken away, tried on real ports; what is wrong stands where it is mended."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.beside.devices import Devices
from app.beside.paper import PaperPart
from app.beside.scale import ScalePart
from app.beside.secrets import secret_name
from app.beside.trials import Trials
from app.core.devices.commands import add_device
from app.core.devices.queries import devices_of
from app.core.devices.views import DeviceView
from app.keyring_store import MemoryStore
from devices.options import Driver, Option
from devices.registry import drivers
from devices.simulators.escpos_printer import EscPosPrinter
from devices.simulators.on_pty import PtyDevice
from devices.simulators.on_tcp import TcpDevice
from devices.simulators.scale_talk import ScaleTalk
from tests.shop_floor import CASHIER_PIN
from tests.ui.screens.conftest import Hand
from tests.ui.screens.test_close import shown
from ui.pages.settings.devices_model import DevicesModel

posix = pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals of POSIX")


class Page:
    """The page in front of the owner, with what stands beside the till's window."""

    def __init__(self, hand: Hand, stack: ExitStack) -> None:
        self.hand, self.keyring = hand, MemoryStore()
        shop = hand.floor.shop
        self.devices = Devices(shop, (PaperPart(shop), ScalePart()))
        hand.till.house.trials = trials = Trials(shop, self.devices, lambda: self.keyring)
        stack.callback(self.devices.stop)
        stack.callback(trials.stop)
        hand.till.window.open("settings")
        hand.settle()
        hand.press(Qt.Key.Key_6, Qt.KeyboardModifier.AltModifier)

    @property
    def model(self) -> DevicesModel:
        return self.hand.till.house.devices

    @property
    def part(self):
        return self.hand.screen.part

    @property
    def stored(self) -> tuple[DeviceView, ...]:
        floor = self.hand.floor
        found: tuple[DeviceView, ...] = floor.ask(devices_of, till_id=floor.shop.place.till_id)
        return found

    def declare(self, **what: Any) -> UUID:
        device_id: UUID = self.hand.floor.do(add_device, **what)
        self.hand.settle()
        return device_id

    def open(self, device_id: UUID) -> None:
        self.model.choose([each.device_id for each in self.model.view.devices].index(device_id))
        self.hand.settle()

    def begin(self, kind: str, address: str = "") -> None:
        self.hand.touch(self.part.new)
        self.model.turn_kind(kind)
        self.hand.touch(self.part.address)
        self.hand.keys(address)

    def save(self) -> None:
        self.hand.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)

    def try_it(self, is_so: Callable[[], bool]) -> None:
        self.hand.press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
        self.hand.until(is_so)

    def is_over(self) -> bool:
        return not self.model.trial.is_running

    @property
    def codes(self) -> list[str]:
        return [step.code for step in self.model.trial.steps]


@pytest.fixture
def plugged() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def page(hand: Hand, plugged: ExitStack) -> Page:
    return Page(hand, plugged)


@pytest.fixture
def printer(plugged: ExitStack) -> tuple[EscPosPrinter, TcpDevice]:
    paper = EscPosPrinter()
    network = TcpDevice(paper.feed)
    plugged.callback(network.stop)
    return paper, network


def scale_port(plugged: ExitStack, grams: int = 742) -> PtyDevice:
    talk = ScaleTalk("cas6", lambda: (grams, True))
    port = PtyDevice(talk.answer)
    plugged.callback(port.pull)
    return port


def test_without_the_right_the_page_says_who_may(page: Page):
    hand = page.hand
    hand.till.change_person()
    hand.sit_down(hand.floor.template.cashier_id, CASHIER_PIN)
    hand.till.window.open("settings")
    hand.settle()
    hand.press(Qt.Key.Key_6, Qt.KeyboardModifier.AltModifier)
    assert "You may not change this." in shown(hand)


def test_a_printer_is_declared_by_hand_and_used_by_the_till(page: Page, printer: tuple[EscPosPrinter, TcpDevice]):
    page.begin("printer", printer[1].address)
    page.hand.touch(page.part.options.choices["mode"].keys["codepage"])
    page.hand.touch(page.part.options.choices["page"].keys["rk1048"])
    page.save()
    (device,) = page.stored
    assert (device.kind, device.driver, device.address) == ("printer", "escpos", printer[1].address)
    assert (device.name, device.options) == ("ESC/POS", {"mode": "codepage", "page": "rk1048"})
    assert "Saved." in shown(page.hand)
    assert page.model.view.chosen_id == device.device_id
    assert not page.part.save.isEnabled()


def test_a_printer_that_is_not_saved_yet_prints_its_page_and_the_right_line_goes_into_the_form(
    page: Page, printer: tuple[EscPosPrinter, TcpDevice]
):
    page.begin("printer", printer[1].address)
    page.try_it(page.is_over)
    assert page.codes == ["trial.printer_ready", "trial.page_printed"]
    assert printer[1].wait_until_served(2)
    assert printer[0].papers[0].lines[0].startswith("cp866 17")
    sheet = page.part.sheet
    hand_touch = next(key for key in sheet.picks.keys.values() if key.text() == "cp1251 73")
    page.hand.touch(hand_touch)
    assert page.part.sheet is None
    assert page.model.view.form.options == {"mode": "codepage", "page": "cp1251", "slot": "73"}
    assert page.part.options.texts["slot"].text() == "73"
    assert page.stored == ()


@posix
def test_a_scale_is_tried_while_the_till_holds_it_and_given_back_when_one_stops(page: Page, plugged: ExitStack):
    port = scale_port(plugged)
    device_id = page.declare(kind="scale", driver="cas6", address=port.address)
    page.devices.refresh()
    page.open(device_id)
    page.try_it(lambda: "trial.scale_rest" in page.codes)
    sheet = page.part.sheet
    assert sheet.figure.text() == "0.742 kg · at rest"
    page.hand.press(Qt.Key.Key_Return)
    page.hand.until(page.is_over)
    assert page.part.sheet is sheet
    assert sheet.done.text() == "Close"
    page.hand.press(Qt.Key.Key_Return)
    assert page.part.sheet is None
    assert page.model.state_of(page.stored[0]) == "well"
    assert "tried: works" in shown(page.hand)
    with page.devices.lent("scale"):
        pass  # nobody holds it any more


@posix
def test_who_leaves_the_page_leaves_the_trial(page: Page, plugged: ExitStack):
    page.begin("scanner", scale_port(plugged).address)
    page.try_it(lambda: "trial.scan_now" in page.codes)
    page.hand.till.window.open("checkout")
    page.hand.settle()
    page.hand.until(page.is_over)
    assert not page.hand.till.window.is_asking


@pytest.mark.parametrize(("kind", "address", "code"), [
    ("scale", "carrier pigeon", "device.address"), ("printer", "tcp://127.0.0.1:1", "device.not_there"),
    ("scanner", "serial:/dev/there-is-none", "device.not_there"),
])
def test_a_device_that_is_not_there_is_a_sentence(page: Page, kind: str, address: str, code: str):
    page.begin(kind, address)
    page.try_it(page.is_over)
    assert page.codes[-1] == code
    assert any(line.isVisible() and address.partition(":")[2] in line.text() for line in page.part.sheet.lines)
    page.hand.press(Qt.Key.Key_Escape)
    assert page.part.sheet is None


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(page: Page):
    page.begin("printer")
    page.save()
    assert page.model.view.wrong == {"address": "Say where it is: choose it from the list, or type its address."}
    page.hand.keys("carrier pigeon")
    page.save()
    assert "carrier pigeon" in page.model.view.wrong["address"]
    page.hand.touch(page.part.address)
    page.part.address.selectAll()
    page.hand.keys("tcp://10.0.0.9")
    assert page.model.view.wrong == {}
    page.model.set_options({"columns": "900"})
    page.save()
    assert page.model.view.wrong == {"option.columns": "It cannot be “900” here. Correct it."}
    assert page.part.options.texts["columns"].property("wrong")
    assert page.model.view.form.address == "tcp://10.0.0.9"
    assert page.stored == ()


def test_an_endless_paste_is_cut_and_odd_letters_are_stored_as_text(page: Page):
    page.begin("display", "tcp://10.0.0.9")
    QApplication.clipboard().setText("ящ😀" * 100)
    page.hand.touch(page.part.name)
    page.part.name.paste()
    page.model.edit(name=page.part.name.text())
    page.save()
    (device,) = page.stored
    assert device.name == ("ящ😀" * 100)[: len(device.name)]
    assert 40 < len(device.name) <= 60
    assert not page.hand.faults


def test_a_driver_of_a_newer_program_is_shown_kept_and_cannot_be_tried(page: Page):
    device_id = page.declare(kind="scale", driver="quantum", name="Q", address="tcp://1.2.3.4", options={"warp": "9"})
    page.open(device_id)
    assert "A newer Duken has declared it" in shown(page.hand)
    assert not page.part.trial.isEnabled()
    page.hand.touch(page.part.name)
    page.hand.keys("uick")
    page.save()
    (device,) = page.stored
    assert (device.name, device.driver, device.options) == ("Quick", "quantum", {"warp": "9"})


def test_an_option_of_a_newer_program_is_kept_beside_those_that_are_changed(page: Page):
    device_id = page.declare(kind="printer", driver="escpos", address="tcp://1.2.3.4", options={"warp": "9"})
    page.open(device_id)
    page.hand.touch(page.part.options.choices["cut"].keys["part"])
    page.save()
    assert page.stored[0].options == {"warp": "9", "cut": "part"}


def test_a_second_scale_is_not_offered_and_a_second_scanner_is(page: Page):
    page.declare(kind="scale", driver="cas6", address="COM3")
    page.declare(kind="scanner", driver="serial", address="COM4")
    assert "scale" not in page.model.view.kinds
    assert "scanner" in page.model.view.kinds


def test_the_keyboard_alone_finds_changes_and_stores_a_device(page: Page):
    page.declare(kind="drawer", driver="serial", name="Box", address="COM3")
    page.declare(kind="scanner", driver="serial", name="Gun", address="COM4")
    for _time in range(10):
        if page.part.list.hasFocus():
            break
        page.hand.press(Qt.Key.Key_Tab)
    page.hand.press(Qt.Key.Key_Down, times=2)
    assert page.part.name.text() == "Gun"
    while not page.part.name.hasFocus():
        page.hand.press(Qt.Key.Key_Tab)
    page.hand.press(Qt.Key.Key_End)
    page.hand.keys("s")
    page.save()
    assert sorted(device.name for device in page.stored) == ["Box", "Guns"]


def test_a_device_is_taken_away_after_one_question(page: Page):
    page.open(page.declare(kind="drawer", driver="serial", name="Box", address="COM3"))
    page.hand.touch(page.part.remove)
    assert [question.sentence for question in page.hand.questions] == ["Take “Box” away from this till?"]
    page.hand.questions[-1].yes()
    page.hand.settle()
    assert page.stored == ()
    assert "“Box” is taken away." in shown(page.hand)


def test_what_is_typed_survives_another_language_and_news_but_not_another_person(page: Page):
    page.begin("drawer", "COM3")
    page.declare(kind="scanner", driver="serial", address="COM4")
    page.hand.till.house.mine.speak("ru")
    page.hand.settle()
    assert page.part.address.text() == "COM3"
    page.hand.till.change_person()
    assert not page.model.view.is_open


def test_what_is_plugged_in_is_chosen_from_a_list(page: Page, monkeypatch: pytest.MonkeyPatch):
    from devices import detect

    monkeypatch.setattr(detect, "detect", lambda: [detect.Found("serial:/dev/ttyUSB7", "CAS ER", "serial")])
    page.begin("scale")
    page.hand.touch(page.part.seek)
    page.hand.press(Qt.Key.Key_Return)
    assert page.model.view.form.address == "serial:/dev/ttyUSB7"
    assert "baud" in page.part.options.rows


def test_a_secret_goes_to_the_keyring_and_is_never_shown_again(page: Page, monkeypatch: pytest.MonkeyPatch):
    guarded = Driver("guarded", "Guarded", (Option("password", is_secret=True), Option("level")))
    monkeypatch.setitem(drivers("display"), "guarded", guarded)
    page.model.view = replace(page.model.view, drivers=None)
    page.model.come()
    page.hand.settle()
    page.begin("display", "COM9")
    page.model.turn_driver("guarded")
    page.hand.touch(page.part.options.texts["password"])
    page.hand.keys("s3cret")
    page.save()
    (device,) = page.stored
    assert "s3cret" not in str(device)
    assert page.keyring.read(secret_name(device.device_id, "password")) == "s3cret"
    edit = page.part.options.texts["password"]
    assert (edit.text(), edit.placeholderText()) == ("", "kept; type to change it")
    page.model.remove()
    page.hand.questions[-1].yes()
    page.hand.settle()
    assert not page.keyring.read(secret_name(device.device_id, "password"))
