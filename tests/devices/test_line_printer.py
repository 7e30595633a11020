"""A receipt printer over a real socket that dies, stalls, lacks paper, answers late: the truth is told, no sheet is mixed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.errors import DeviceFailed
from app.kernel.slip import Row, Slip, Square
from devices.line import Line
from devices.printers.escpos import code_page_bytes
from devices.printers.line_printer import LinePrinter
from devices.printers.pages import code_page
from devices.printers.raster import raster_job
from devices.printers.status import WAIT_S, PrinterState, ask_state
from devices.simulators.escpos_printer import EscPosPrinter
from devices.simulators.on_tcp import TcpDevice
from devices.transport.address import open_line

FIRST: Slip = (Row("Биринчи чек"), Row("Сүт", "89,00"), Square("DUKEN:1"))
SECOND: Slip = (Row("Экинчи чек"), Row("Нан", "25,00"), Square("DUKEN:2"))
PAGE = code_page("rk1048")


def typed(slip: Slip) -> bytes:
    return code_page_bytes(slip, PAGE, columns=32)


@dataclass
class Wired:
    paper: EscPosPrinter
    network: TcpDevice
    printer: LinePrinter
    states: list[PrinterState]

    def line(self) -> Line:
        return open_line(self.network.address)


@pytest.fixture
def wired() -> Iterator[Wired]:
    paper = EscPosPrinter()
    network = TcpDevice(paper.feed)
    states: list[PrinterState] = []
    yield Wired(paper, network, LinePrinter(lambda: open_line(network.address), told=states.append), states)
    network.stop()


def refused(act: Callable[[], object]) -> DeviceFailed:
    with pytest.raises(DeviceFailed) as caught:
        act()
    return caught.value


def test_a_receipt_comes_out_and_its_letters_are_the_letters_that_were_sent(wired: Wired) -> None:
    wired.printer.send(typed(FIRST))
    assert wired.network.wait_until_served()
    (sheet,) = wired.paper.papers
    assert [line for line in sheet.lines if line] == ["Биринчи чек", "Сүт" + " " * 24 + "89,00"]
    assert sheet.squares == ["DUKEN:1"]
    assert wired.states[-1].word == "ready"


@pytest.mark.parametrize(
    ("what", "word"), [("paper_out", "paper_out"), ("cover_open", "cover_open")],
)
def test_a_printer_that_cannot_print_is_told_nothing(wired: Wired, what: str, word: str) -> None:
    setattr(wired.paper, what, True)
    error = refused(lambda: wired.printer.send(typed(FIRST)))
    assert (error.code, error.facts["reason"]) == ("printer.failed", word)
    assert wired.states[-1].word == word
    setattr(wired.paper, what, False)
    wired.printer.send(typed(SECOND))
    assert wired.network.wait_until_served(2)
    assert [sheet.squares for sheet in wired.paper.papers] == [["DUKEN:2"]]


def test_little_paper_is_said_and_printed_on(wired: Wired) -> None:
    wired.paper.paper_low = True
    wired.printer.send(typed(FIRST))
    assert wired.states[-1].word == "paper_low"


def test_a_printer_that_is_not_there_has_printed_nothing(wired: Wired) -> None:
    wired.network.stop()
    assert refused(lambda: wired.printer.send(typed(FIRST))).code == "printer.failed"
    assert wired.printer.state().word == "offline"


def test_a_printer_that_accepts_and_takes_nothing_is_unknown_or_surely_not_but_never_fine(wired: Wired) -> None:
    wired.network.stalls = True
    from devices.transport.tcp import TcpLine

    printer = LinePrinter(lambda: TcpLine("127.0.0.1", wired.network.port, write_s=0.2), asks_state=False)
    error = refused(lambda: printer.send(b"x" * 30_000_000))
    assert error.code == "printer.unknown"
    assert error.facts["reason"] == "device.stuck"


def test_an_answer_that_nobody_fetched_is_not_taken_for_the_next_question(wired: Wired) -> None:
    line = wired.line()
    wired.paper.paper_out = True
    line.write(b"\x10\x04\x04")
    while not (answer := line.read(1)):
        pass
    assert answer == b"\x72"
    wired.paper.paper_out = False
    assert ask_state(line).word == "ready"
    line.close()


def test_two_answers_to_one_question_are_unknown_since_nobody_knows_which_is_whose() -> None:
    late = [b"\x72"]
    network = TcpDevice(lambda _data, reply: reply(late.pop() + b"\x12" if late else b"\x12"))
    line = open_line(network.address)
    assert ask_state(line).word == "unknown"
    assert ask_state(line).word == "ready"
    line.close()
    network.stop()


def test_a_printer_that_never_answers_is_unknown_and_not_fine() -> None:
    network = TcpDevice(lambda _data, _reply: None)
    line = open_line(network.address)
    assert ask_state(line, wait_s=0.05).word == "unknown"
    line.close()
    network.stop()


@pytest.mark.parametrize("render", [typed, lambda slip: raster_job(slip, columns=32, dots=384)], ids=["letters", "dots"])
@given(share=st.floats(min_value=0, max_value=0.999))
@settings(max_examples=25, deadline=None)
def test_a_job_that_breaks_off_anywhere_leaves_nothing_on_the_next_receipt(render: Callable[[Slip], bytes], share: float) -> None:
    paper = EscPosPrinter()
    first, second = render(FIRST), render(SECOND)
    alone = EscPosPrinter()
    alone.feed(second)
    paper.feed(first[: int(len(first) * share)])  # and here the host died, or its cable was pulled
    network = TcpDevice(paper.feed)
    try:
        LinePrinter(lambda: open_line(network.address), is_broken=True).send(second)
        assert network.wait_until_served()
    finally:
        network.stop()
    wanted = alone.papers[-1]
    last = paper.papers[-1]
    assert (last.lines, last.squares, last.dots) == (wanted.lines, wanted.squares, wanted.dots)


class Direct:
    """A line that ends in the printer itself."""

    def __init__(self, paper: EscPosPrinter) -> None:
        self._paper, self._said = paper, b""

    def write(self, data: bytes) -> None:
        self._paper.feed(data, self._reply)

    def _reply(self, answer: bytes) -> None:
        self._said += answer

    def read(self, wait_s: float) -> bytes:
        said, self._said = self._said, b""
        return said

    def clear(self) -> None:
        self._said = b""

    def close(self) -> None: ...


DOTS = raster_job(FIRST, columns=32, dots=384)


@pytest.mark.parametrize(("job", "cuts"), [(typed(FIRST), range(len(typed(FIRST)))), (DOTS, range(14))], ids=["letters", "dots"])
def test_a_command_that_broke_off_takes_neither_a_question_nor_the_next_receipt_for_its_rest(job: bytes, cuts: range) -> None:
    """Every cut of a receipt in letters, and of the first picture's head."""
    for cut in cuts:
        paper = EscPosPrinter()
        paper.feed(job[:cut])
        printer = LinePrinter(partial(Direct, paper), is_broken=True)
        printer.is_ready()
        printer.send(typed(SECOND))
        assert paper.papers[-1].squares == ["DUKEN:2"], f"broken off after {cut} bytes"
        assert next(line for line in paper.papers[-1].lines if line) == "Экинчи чек"


def test_a_job_that_broke_off_is_unknown_and_the_next_one_is_clean(wired: Wired) -> None:
    wired.network.takes_bytes = 60
    printer = LinePrinter(wired.line, asks_state=False)
    picture = raster_job(FIRST, columns=32, dots=384)
    big = picture * (30_000_000 // len(picture))  # more than the socket's buffers take before the other side is heard to hang up
    assert refused(lambda: printer.send(big)).code == "printer.unknown"
    printer.send(typed(SECOND))
    assert wired.network.wait_until_served(2)
    assert wired.paper.papers[-1].squares == ["DUKEN:2"]
    assert not any(wired.paper.papers[-1].dots)


def test_a_roll_that_ends_in_the_middle_is_not_called_printed(wired: Wired) -> None:
    class Ends(EscPosPrinter):
        def _line(self) -> None:
            super()._line()
            self.paper_out = True

    paper = Ends()
    network = TcpDevice(paper.feed)
    printer = LinePrinter(lambda: open_line(network.address))
    error = refused(lambda: printer.send(typed(FIRST)))
    assert (error.code, error.facts["reason"]) == ("printer.unknown", "paper_out")
    network.stop()


def test_a_printer_that_is_still_at_the_job_is_waited_for() -> None:
    paper, motor, is_at_work = EscPosPrinter(), threading.Event(), [False]

    def slowly(data: bytes, reply: Callable[[bytes], None]) -> None:
        if len(data) > 100 and not is_at_work[0]:
            is_at_work[0] = True
            motor.wait(2 * WAIT_S)
        paper.feed(data, reply)

    network = TcpDevice(slowly)
    LinePrinter(lambda: open_line(network.address)).send(raster_job(FIRST, columns=32, dots=384))
    network.stop()
    assert is_at_work == [True]
    assert any(paper.papers[-1].dots)


@pytest.mark.parametrize("does", ["nothing", "hangs up"])
def test_who_is_asked_and_says_nothing_behind_the_job_has_perhaps_printed(does: str) -> None:
    """The network takes a whole receipt for a printer that takes nothing."""
    network = TcpDevice(lambda _data, _reply: None)
    network.stalls = does == "nothing"
    network.takes_bytes = 40 if does == "hangs up" else -1
    printer = LinePrinter(lambda: open_line(network.address))
    assert refused(lambda: printer.send(typed(FIRST))).code == "printer.unknown"
    network.stop()


def test_whether_it_can_print_now_is_asked_and_told(wired: Wired) -> None:
    wired.paper.paper_out = True
    assert not wired.printer.is_ready()
    assert wired.states[-1].word == "paper_out"
    wired.paper.paper_out = False
    assert wired.printer.is_ready()
    assert wired.states[-1].word == "ready"
    never_asked = LinePrinter(wired.line, asks_state=False)
    assert never_asked.is_ready()
    wired.network.stop()
    assert not never_asked.is_ready()


def test_two_simulated_devices_do_not_share_a_port() -> None:
    network = TcpDevice(lambda _data, _reply: None)
    assert refused(lambda: TcpDevice(lambda _data, _reply: None, port=network.port)).code == "device.busy"
    network.stop()
