"""What a till's settings declare stands on its counter: receipts come out of that printer, weights from that scale."""

from __future__ import annotations

import os
import tty
from collections.abc import Iterator
from uuid import UUID

import pytest

from app import printing
from app.beside.devices import Devices
from app.beside.paper import PaperPart
from app.beside.scale import ScalePart
from app.core.devices.commands import add_device, change_device, remove_device
from app.core.jobs.commands import print_again
from app.core.jobs.queries import waiting_prints
from app.printing import PrintThread, print_waiting
from devices.simulators.escpos_printer import EscPosPrinter, Sheet
from devices.simulators.on_tcp import TcpDevice
from tests.devices.waiting import until
from tests.shop_floor import ShopFloor


class Counter:
    """A till with a printer at the end of a real socket."""

    def __init__(self, floor: ShopFloor) -> None:
        self.floor, self.words = floor, list[str]()
        self.paper = EscPosPrinter()
        self.network = TcpDevice(self.paper.feed)
        self.printer, self.scale = PaperPart(floor.shop, told=self.words.append), ScalePart()
        self.devices = Devices(floor.shop, (self.printer, self.scale))

    def declare(self, **options: str) -> None:
        self.floor.do(add_device, kind="printer", driver="escpos", address=self.network.address, options=options)
        self.devices.refresh()

    def print(self) -> int:
        return print_waiting(
            self.floor.shop, self.printer, self.printer, columns=42, language="ru", typeset=self.printer.typeset
        )

    def states(self) -> list[str]:
        return [job.state for job in self.floor.ask(waiting_prints, states=("queued", "sending", "failed", "unknown"))]

    def sheets(self) -> list[Sheet]:
        return self.paper.papers

    def stop(self) -> None:
        self.devices.stop()
        self.network.stop()


@pytest.fixture
def counter(till: ShopFloor) -> Iterator[Counter]:
    made = Counter(till)
    yield made
    made.stop()


def test_a_receipt_comes_out_of_the_printer_that_is_declared(counter: Counter):
    counter.declare(mode="codepage", page="cp866", columns="42")
    done = counter.floor.pay(counter.floor.cart("111", "222"))
    assert counter.print() == 1
    (sheet,) = counter.sheets()
    text = "\n".join(sheet.lines)
    assert done.number in text
    assert "Bread" in text
    assert max(map(len, sheet.lines)) <= 42
    assert counter.words[-1] == "ready"
    assert counter.states() == []


def test_as_a_picture_nothing_of_it_is_typed(counter: Counter):
    counter.declare(mode="raster", dots="384", columns="32")
    counter.floor.pay(counter.floor.cart("111"))
    assert counter.print() == 1
    (sheet,) = counter.sheets()
    assert not any(line.strip() for line in sheet.lines)
    assert any(sheet.dots)


def test_the_drawer_hangs_on_it_and_opens_without_paper(counter: Counter):
    counter.declare(mode="codepage", pin="5")
    counter.paper.paper_out = True
    counter.printer.open()
    until(lambda: counter.paper.sheet.kicks == 1)


def test_without_paper_the_receipt_waits_for_a_person_and_the_sale_is_done(counter: Counter):
    counter.declare(mode="codepage")
    counter.paper.paper_out = True
    counter.floor.pay(counter.floor.cart("111"))
    assert counter.print() == 0
    assert counter.words[-1] == "paper_out"
    assert counter.states() == ["failed"]


def test_another_printer_takes_its_place_without_a_restart_and_none_is_a_folder(counter: Counter):
    counter.declare(mode="codepage")
    device_id = _id(counter)
    counter.floor.do(change_device, device_id=device_id, address="tcp://127.0.0.1:1")
    counter.devices.refresh()
    counter.floor.pay(counter.floor.cart("111"))
    assert counter.print() == 0
    assert counter.states() == ["failed"]
    counter.floor.do(remove_device, device_id=device_id)
    counter.devices.refresh()
    counter.floor.pay(counter.floor.cart("222"))
    assert counter.print() == 1
    assert list(counter.floor.shop.path.with_name(counter.floor.shop.path.name + ".paper").glob("*.txt"))


def test_a_printer_that_another_version_has_declared_prints_nothing_rather_than_anything(counter: Counter):
    counter.floor.do(add_device, kind="printer", driver="laser", address="tcp://127.0.0.1:1")
    counter.devices.refresh()
    counter.floor.pay(counter.floor.cart("111"))
    assert counter.print() == 0
    assert counter.states() == ["failed"]


@pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals of POSIX")
def test_the_declared_scale_weighs_and_a_simulated_one_where_none_is(counter: Counter):
    assert counter.scale.pan is not None
    assert counter.scale.latest() is not None
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    counter.floor.do(add_device, kind="scale", driver="and18", address=os.ttyname(theirs), options={"bits": "8", "parity": "N"})
    counter.devices.refresh()
    assert counter.scale.pan is None

    def heard() -> bool:
        os.write(ours, b"ST,GS,00001.25kg\r\n")
        reading = counter.scale.latest()
        return reading is not None and reading.weight_milli == 1250

    until(heard)
    counter.devices.stop()
    os.close(theirs)
    os.close(ours)


def test_a_change_of_the_settings_is_heard_by_itself(counter: Counter):
    counter.declare(mode="codepage")
    counter.words.clear()
    counter.floor.do(change_device, device_id=_id(counter), options={"mode": "raster", "columns": "32", "dots": "384"})
    until(lambda: "" in counter.words)
    counter.floor.pay(counter.floor.cart("111"))
    counter.print()
    assert any(counter.sheets()[0].dots)


def test_with_a_new_roll_what_did_not_come_out_goes_by_itself(counter: Counter, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(printing, "AGAIN_S", 0.02)
    counter.declare(mode="codepage")
    counter.paper.paper_out = True
    thread = PrintThread(
        counter.floor.shop, counter.printer, counter.printer, typeset=counter.printer.typeset, is_ready=counter.printer.is_ready
    )
    thread.start()
    try:
        done = counter.floor.pay(counter.floor.cart("111"))
        until(lambda: counter.states() == ["failed"])
        counter.paper.paper_out = False
        until(lambda: counter.states() == [])
        until(lambda: counter.words[-1] == "ready")
    finally:
        thread.stop()
    (sheet,) = counter.sheets()
    assert done.number in "\n".join(sheet.lines)
    assert not any("COPY" in line or "КОПИЯ" in line for line in sheet.lines)


def test_print_again_prints_the_first_where_it_has_surely_not_come_out(counter: Counter):
    counter.declare(mode="codepage")
    counter.paper.paper_out = True
    done = counter.floor.pay(counter.floor.cart("111"))
    assert counter.print() == 0
    counter.paper.paper_out = False
    for _time in range(2):
        counter.floor.do(print_again, document_kind="sale", document_id=done.sale_id)
        assert counter.print() == 1
    first, second = ("\n".join(sheet.lines) for sheet in counter.sheets())
    assert "КОПИЯ" not in first
    assert "КОПИЯ 1" in second


def _id(counter: Counter) -> UUID:
    return UUID(bytes=counter.floor.value("SELECT id FROM device"))
