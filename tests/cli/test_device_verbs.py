"""Devices at the command line: what is there, what is declared, a live scale, receipts as a printer gets them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.simulators.escpos_printer import EscPosPrinter
from devices.simulators.on_pty import PtyDevice
from devices.simulators.on_tcp import TcpDevice
from devices.simulators.scale_talk import ScaleTalk
from tests.cli.conftest import Duken, Till

posix = pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals of POSIX")


@pytest.fixture
def scale() -> Iterator[PtyDevice]:
    talk = ScaleTalk("cas6", lambda: (742, True))
    port = PtyDevice(talk.answer)
    yield port
    port.pull()


@pytest.fixture
def printer() -> Iterator[tuple[EscPosPrinter, TcpDevice]]:
    paper = EscPosPrinter()
    network = TcpDevice(paper.feed)
    yield paper, network
    network.stop()


@posix
def test_a_scale_is_read_one_object_a_reading(duken: Duken, scale: PtyDevice):
    said = duken("scale", "read", "--protocol", "cas6", "--port", scale.address, "--count", "3", "--json")
    reading = {"weight_milli": 742, "unit": "kg", "stable": True, "net": False, "zero": False, "over": False, "under": False}
    assert [json.loads(line) for line in said.lines] == [reading] * 3
    assert "0.742 kg  stable" in duken("scale", "read", "--protocol", "cas6", "--port", scale.address).out


@posix
def test_a_scale_of_another_protocol_says_nothing_and_is_told(duken: Duken, scale: PtyDevice):
    said = duken("scale", "read", "--protocol", "mtsics", "--port", scale.address, "--timeout", "0.3", "--json")
    assert (said.code, said.error["code"]) == (1, "scale.silent")


@pytest.mark.parametrize(("words", "code"), [
    (("scale", "read", "--protocol", "nope", "--port", "COM3"), "device.unknown_driver"),
    (("scale", "read", "--protocol", "cas6", "--port", "carrier pigeon"), "device.address"),
    (("scale", "read", "--protocol", "cas6", "--port", "/dev/there-is-none"), "device.not_there"),
    (("scale", "read", "--protocol", "cas6", "--port", "COM3", "--set", "baud=fast"), "device.wrong_option"),
    (("print-test", "--port", "tcp://127.0.0.1:1"), "device.not_there"),
    (("print-test", "--port", "tcp://127.0.0.1:1", "--set", "cut=lengthwise"), "device.wrong_option"),
    (("devices", "drivers", "robot"), "device.unknown_kind"),
    (("devices", "add", "printer", "--driver", "laser"), "device.unknown_driver"),
    (("devices", "add", "printer", "--driver", "escpos", "--set", "colour=red"), "device.wrong_option"),
    (("devices", "add", "printer", "--driver", "escpos", "--set", "mode=codepage", "--set", "slot=900"), "device.wrong_option"),
    (("simulate", "scale", "--protocol", "pos2"), "device.not_played"),
])
def test_what_cannot_be_is_refused_with_its_code(duken: Duken, words: tuple[str, ...], code: str):
    said = duken(*words, "--json")
    assert (said.code, said.error["code"]) == (1, code)
    assert "Traceback" not in said.err


def test_a_device_is_declared_listed_asked_and_taken_away(
    duken: Duken, file: Till, printer: tuple[EscPosPrinter, TcpDevice]
):
    paper, network = printer
    here = ("--db", file.path)
    assert duken("devices", "list", "--json", *here).json == []
    declared = ("devices", "add", "printer", "--driver", "escpos", "--port", network.address, "--set", "page=rk1048")
    device_id = duken(*declared, "--json", *here).json["device_id"]
    (listed,) = duken("devices", "list", "--json", *here).json
    assert (listed["device_id"], listed["address"], listed["options"]) == (device_id, network.address, {"page": "rk1048"})
    assert duken("devices", "test", "--json", *here).json[0]["state"] == "ready"
    paper.paper_out = True
    assert duken("devices", "test", "--json", *here).json[0]["state"] == "paper_out"
    assert duken(*declared, "--json", *here).error["code"] == "device.one_is_enough"
    duken("devices", "remove", device_id, *here)
    assert duken("devices", "list", "--json", *here).json == []


def test_the_test_page_names_every_table_and_is_drawn_too(duken: Duken, printer: tuple[EscPosPrinter, TcpDevice]):
    paper, network = printer
    assert duken("print-test", "--port", network.address).code == 0
    assert network.wait_until_served()
    (sheet,) = paper.papers
    assert [line.partition(":")[0] for line in sheet.lines if ":" in line][:2] == ["cp866 17", "cp866 59"]
    assert any("Қазақ ңғүұқөһі" in line for line in sheet.lines if line.startswith("rk1048 53"))
    assert any(sheet.dots)


@pytest.mark.parametrize("page", ["cp866", "cp1251", "rk1048"])
def test_a_receipt_as_a_printer_gets_it_reads_back_letter_for_letter(
    duken: Duken, file: Till, tmp_path: Path, page: str
):
    floor = file.opened()
    with floor.shop:
        floor.open_shift(100_000)
        number = floor.pay(floor.cart("111")).number
    job = tmp_path / "job.bin"
    letters = ("--format", "escpos", "--codepage", page, "--columns", "32", "--lang", "ru")
    assert duken("receipt", "--sale", number, *letters, "-o", job, "--db", file.path).code == 0
    paper = EscPosPrinter()
    paper.feed(job.read_bytes())
    text = paper.papers[0].lines
    assert any("ИТОГО" in line.upper() or "ИТОГ" in line.upper() for line in text)
    assert max(map(len, text)) <= 32
    assert "?" not in "".join(text)


def test_a_receipt_for_letters_that_there_are_not_is_a_wrong_call(duken: Duken):
    said = duken("receipt", "--sale", "A1-000001", "--format", "escpos", "--codepage", "cp437", "--json")
    assert said.code == 2
    assert "cp866, cp1251, rk1048" in said.error["sentence"]


def test_every_kind_is_asked_and_says_what_to_do_while_nothing_is_printed_or_opened(duken: Duken, file: Till):
    heard = bytearray()
    network = TcpDevice(lambda data, _reply: heard.extend(data))
    here = ("--db", file.path)
    for kind, driver, address in (
        ("display", "cd5220", network.address), ("label_printer", "zpl", network.address), ("drawer", "serial", "COM99"),
        ("scanner", "serial", "/dev/there-is-none"),
    ):
        duken("devices", "add", kind, "--driver", driver, "--port", address, *here)
    told = {each["kind"]: each for each in duken("devices", "test", "--json", *here).json}
    network.stop()
    assert {kind: each["state"] for kind, each in told.items()} == {
        "display": "reached", "label_printer": "reached", "drawer": "device.not_there", "scanner": "device.not_there",
    }
    assert told["scanner"]["sentence"] == "Nothing answers at /dev/there-is-none. Check cable, power and address."
    assert not heard
    assert "Check cable, power and address." in duken("devices", "test", *here).out


@pytest.mark.parametrize("words", [
    ("scale", "--driver", "cas6"), ("scale", "--driver", "cas6", "--port", "nonsense"),
    ("printer", "--driver", "escpos", "--port", " "),
    ("fiscal_register", "--driver", "webkassa", "--port", "notaurl"),
])
def test_a_device_without_an_address_is_not_declared(duken: Duken, file: Till, words: tuple[str, ...]):
    said = duken("devices", "add", *words, "--db", file.path, "--json")
    assert (said.code, said.error["code"]) == (1, "device.address")
    assert duken("devices", "list", "--db", file.path, "--json").json == []


def test_nothing_is_written_into_a_file_that_is_no_device(duken: Duken, tmp_path: Path):
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    for words in (("print-test", "--port", f"file:{mine}"), ("scale", "read", "--protocol", "cas6", "--port", f"file:{mine}")):
        said = duken(*words, "--json")
        assert (said.code, said.error["code"]) == (1, "device.address")
    assert mine.read_text() == "mine"
