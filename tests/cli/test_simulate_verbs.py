"""Simulated devices at the command line: a till's own drivers speak to them from another process."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PIL import Image

from app.kernel.errors import DeviceFailed
from devices.labels.batch import Wanted, batch
from devices.labels.template import TEMPLATES, Label
from devices.line import Deadline, LineSettings
from devices.making import display_worker, scanner_worker
from devices.transport.address import open_line
from tests.cli.conftest import Duken
from tests.devices.waiting import until

PATIENCE_S, ROOT = 20, Path(__file__).parents[2]
posix = pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals of POSIX")


class Simulated:
    """A verb in a process of its own; `address` is the first line that it printed."""

    def __init__(self, *words: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "app", "simulate", *words], stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=ROOT,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
        self.address = self.line()

    def line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().rstrip("\n")

    def stop(self) -> None:
        self._process.kill()
        self._process.communicate(timeout=PATIENCE_S)


@pytest.fixture
def simulated() -> Iterator[Callable[..., Simulated]]:
    with ExitStack() as stack:

        def start(*words: str) -> Simulated:
            made = Simulated(*words)
            stack.callback(made.stop)
            return made

        yield start


@posix
def test_a_display_prints_what_stands_on_it(simulated: Callable[..., Simulated]):
    for way in ((), ("--tcp",)):
        display = simulated("display", "--json", "--seconds", "60", *way)
        worker = display_worker("cd5220", display.address, {})
        worker.start()
        worker.show(("Нан", "30,00"), ("ИТОГО", "30,00"))
        told = [json.loads(display.line())["lines"]]
        while told[-1] != ["Нан            30,00", "ИТОГО          30,00"]:  # one line may come before the other
            told.append(json.loads(display.line())["lines"])
        worker.stop()


@posix
def test_a_scanner_reads_its_codes_one_after_the_other(simulated: Callable[..., Simulated]):
    scanner = simulated("scanner", "--code", "4600", "--code", "01<GS>93", "--every", "0.05", "--seconds", "60")
    codes: list[bytes] = []
    worker = scanner_worker("serial", scanner.address, {}, heard=codes.append)
    worker.start()
    until(lambda: {b"4600", b"01\x1d93"} <= set(codes))
    worker.stop()
    assert set(codes) == {b"4600", b"01\x1d93"}


def test_a_terminal_says_what_it_was_asked_and_what_it_moved(simulated: Callable[..., Simulated]):
    told = {"method": "Purchase", "step": 0, "params": {"amount": "30.00", "discount": "", "merchantId": "0"}, "error": False}
    for answers, code in (("approve", "0000"), ("decline", "0116")):
        terminal = simulated("terminal", "--answers", answers, "--seconds", "60")
        line = open_line(terminal.address, LineSettings())
        line.write(json.dumps(told).encode() + b"\0")
        said, deadline = b"", Deadline(PATIENCE_S)
        while b"\0" not in said and deadline.left_s:
            said += line.read(deadline.left_s)
        line.close()
        assert json.loads(said.partition(b"\0")[0])["params"]["responseCode"] == code
        assert terminal.line() == "Purchase"
        if answers == "approve":
            assert terminal.line().startswith("Purchase 30.00 RRN ")


def test_a_label_printer_keeps_what_comes_out_as_pictures(simulated: Callable[..., Simulated], tmp_path: Path):
    printer = simulated("label-printer", "--format", "epl", "--out", str(tmp_path / "out"), "--seconds", "60")
    job = io.BytesIO()
    for _done in batch([Wanted(Label("Сүт", "89,00"), 3)], TEMPLATES["small"], job, form="epl"):
        pass
    line = open_line(printer.address)
    line.write(job.getvalue())
    assert printer.line().split() == ["1", "344", "×", "200", "×", "3"]
    with Image.open(tmp_path / "out" / "label-0001.png") as picture:
        assert picture.size == (344, 200)
    line.close()
    printer.stop()


def test_a_network_port_can_be_chosen_and_is_free_again(simulated: Callable[..., Simulated]):
    first = simulated("label-scale", "--seconds", "60")
    number = first.address.rpartition(":")[2]
    first.stop()
    again = simulated("label-scale", "--listen", number, "--seconds", "60")
    assert again.address == first.address
    again.stop()
    with pytest.raises(DeviceFailed):
        open_line(first.address)


@pytest.mark.parametrize(
    "words", [("display", "--page", "latin"), ("scanner", "--code", "1", "--suffix", "tab"), ("terminal", "--answers", "maybe"),
              ("register", "--answers", "maybe"), ("label-scale", "--model", "other"),
              ("label-printer", "--format", "pdf")],
)
def test_what_there_is_not_is_refused_with_what_there_is(duken: Duken, words: tuple[str, ...]):
    said = duken("simulate", *words, "--json")
    assert (said.code, said.error["code"]) == (1, "device.not_played")
