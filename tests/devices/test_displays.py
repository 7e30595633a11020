"""Customer displays and drawers over real sockets: two lines as they should be read, and nothing that a name could command."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import DeviceFailed, RuleBroken
from devices.displays.line_display import DisplaySettings, Kind, LineDisplay, row_of, two_sides
from devices.drawers import PULSE, SerialDrawer, pulse_of
from devices.printers.pages import PAGES, code_page
from devices.simulators.display import TextDisplay
from devices.simulators.on_tcp import TcpDevice
from devices.transport.address import open_line
from devices.transport.tcp import TcpLine

CODECS = {"cp866": "cp866", "cp1251": "cp1251", "rk1048": "kz1048"}
KINDS: tuple[Kind, ...] = ("cd5220", "escpos")
WORDS = {
    "cp866": ("Молоко Ёлка", "ИТОГО 89,90"), "cp1251": ("Їжа, ґанок", "РАЗОМ 45,00"),
    "rk1048": ("Қазақ нан ұн", "БАРЛЫҒЫ 120,00"),
}


@dataclass
class Kept:
    """A line that keeps what it is told."""

    told: bytearray = field(default_factory=bytearray)

    def write(self, data: bytes) -> None:
        self.told += data

    def read(self, wait_s: float) -> bytes:
        return b""

    def clear(self) -> None: ...

    def close(self) -> None: ...


def shown(kind: Kind, page: str, act: Callable[[LineDisplay], None], columns: int = 20) -> TextDisplay:
    display = TextDisplay(columns=columns, codec=CODECS[page])
    network = TcpDevice(display.feed)
    line = open_line(network.address)
    act(LineDisplay(line, DisplaySettings(kind, columns, page)))
    line.close()
    assert network.wait_until_served()
    network.stop()
    assert display.unknown == 0
    return display


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("page", PAGES)
def test_two_lines_are_read_letter_for_letter(kind: Kind, page: str):
    top, bottom = WORDS[page]
    assert shown(kind, page, lambda display: display.show(top, bottom)).lines == (top.ljust(20), bottom.ljust(20))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("columns", [16, 20, 40])
def test_a_new_text_covers_the_old_one_wholly(kind: Kind, columns: int):
    def twice(display: LineDisplay) -> None:
        display.show("x" * 50, "y" * 50)
        display.show("a", "b")

    assert shown(kind, "cp866", twice, columns).lines == ("a".ljust(columns), "b".ljust(columns))
    assert shown(kind, "cp866", lambda one: one.show("x" * 50, "y" * 50), columns).lines == ("x" * columns, "y" * columns)


@pytest.mark.parametrize("kind", KINDS)
def test_a_cleared_display_is_empty(kind: Kind):
    def clear(display: LineDisplay) -> None:
        display.show("a", "b")
        display.clear()

    assert shown(kind, "cp866", clear).lines == (" " * 20, " " * 20)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("wild", ["\x1b@\x0cМолоко", "a\r\nb", "\x18\x1f$\x01\x02x", "\x07\x00z", "\u202eabc", "漢字 and more"])
def test_a_name_with_commands_in_it_is_text(kind: Kind, wild: str):
    display = shown(kind, "cp866", lambda one: one.show(wild, "ИТОГО"))
    assert display.lines[1] == "ИТОГО".ljust(20)
    assert display.lines[0].strip()


@given(st.text(max_size=60), st.sampled_from(sorted(PAGES)), st.integers(1, 40))
def test_a_row_has_exactly_its_columns_and_no_command(text: str, page: str, columns: int):
    row = row_of(text, code_page(page), columns)
    assert len(row) == columns
    assert min(row) >= 0x20


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_shown_the_display_shows_two_lines(top: str, bottom: str):
    for kind in KINDS:
        line, display = Kept(), TextDisplay()
        LineDisplay(line, DisplaySettings(kind)).show(top, bottom)
        display.feed(bytes(line.told))
        assert display.unknown == 0
        assert [len(row) for row in display.lines] == [20, 20]
        assert display.lines == tuple(row_of(text, code_page("cp866"), 20).decode("cp866") for text in (top, bottom))


def test_a_text_that_another_program_left_half_said_is_not_in_ours():
    line, display = Kept(), TextDisplay()
    display.feed(b"\x1bQAhalf a te")
    LineDisplay(line).show("a", "b")
    display.feed(bytes(line.told))
    assert display.lines == ("a".ljust(20), "b".ljust(20))


def test_start_is_said_once_and_again_after_a_fault():
    class Fails(Kept):
        def write(self, data: bytes) -> None:
            super().write(data)
            if b"fault" in data:
                raise DeviceFailed("device.stuck", address="x")

    line = Fails()
    display = LineDisplay(line, DisplaySettings(start=b"<start>"))
    display.show("a")
    display.show("b")
    assert line.told.count(b"<start>") == 1
    with pytest.raises(DeviceFailed):
        display.show("fault")
    display.show("c")
    assert line.told.count(b"<start>") == 2


def test_a_figure_stays_whole_beside_a_long_name():
    assert two_sides("Сүт «Ак-Сай» 3,2 %", "1 234,50") == "Сүт «Ак-Сай 1 234,50"
    assert two_sides("Нан", "25,00") == "Нан            25,00"
    assert two_sides("x", "1" * 30) == "1" * 20


def test_a_display_that_takes_nothing_is_said_in_time():
    with socket.create_server(("127.0.0.1", 0), backlog=1) as server:
        line = TcpLine("127.0.0.1", server.getsockname()[1], write_s=0.1)
        display = LineDisplay(line)
        with pytest.raises(DeviceFailed, match=r"device\.stuck"):
            _show_on(display)
        line.close()


def _show_on(display: LineDisplay) -> None:
    while True:
        display.show("x" * 20, "y" * 20)


def test_a_drawer_gets_its_bytes_and_a_missing_one_is_said():
    heard = bytearray()
    network = TcpDevice(lambda data, _reply: heard.extend(data))
    SerialDrawer(lambda: open_line(network.address)).open()
    SerialDrawer(lambda: open_line(network.address), pulse_of("1b 70 00 19 19")).open()
    assert network.wait_until_served(2)
    assert bytes(heard) == PULSE + b"\x1bp\x00\x19\x19"
    network.stop()
    with pytest.raises(DeviceFailed) as failed:
        SerialDrawer(lambda: open_line(network.address)).open()
    assert (failed.value.code, failed.value.facts) == ("drawer.failed", {"reason": "device.not_there"})


@pytest.mark.parametrize("text", ["", "xyz", "0", "07" * 33])
def test_a_pulse_that_is_none_is_refused(text: str):
    with pytest.raises(RuleBroken, match=r"drawer\.pulse_wrong"):
        pulse_of(text)
