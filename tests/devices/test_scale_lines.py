"""Scales over real ports: pseudo-terminals that are pulled, that stall, that speak before they are asked, that speak too late."""

from __future__ import annotations

import contextlib
import os
import struct
import threading
from collections.abc import Callable, Iterator

import pytest

from app.kernel.errors import DeviceFailed
from devices.line import Deadline, LineSettings
from devices.scales.bits import exclusive_or
from devices.scales.protocols import PROTOCOLS
from devices.scales.reading import Reading
from devices.simulators.scale_frames import FRAMES
from devices.transport.serial_port import SerialLine
from tests.devices.waiting import until

STREAMS = ("cas22", "and18", "aandd", "digi")


class Pty:
    """The scale's end of a serial cable."""

    def __init__(self) -> None:
        self.master, slave = os.openpty()
        self.port = os.ttyname(slave)
        os.set_blocking(self.master, True)
        import tty

        tty.setraw(slave)
        self._slave = slave

    def send(self, data: bytes) -> None:
        """Returns when it lies at the other end: a system carries it there in its own time."""
        before = self._waiting()
        os.write(self.master, data)
        until(lambda: self._waiting() == before + len(data))

    def _waiting(self) -> int:
        import fcntl
        import termios

        (waiting,) = struct.unpack("i", fcntl.ioctl(self._slave, termios.FIONREAD, bytes(4)))
        return int(waiting)

    def answer(self, said: Callable[[bytes], bytes]) -> threading.Thread:
        """Answers each thing that is heard, until the cable is pulled."""

        def live() -> None:
            while True:
                try:
                    heard = os.read(self.master, 100)
                    for byte in heard:
                        os.write(self.master, said(bytes((byte,))))
                except OSError:
                    return

        thread = threading.Thread(target=live, daemon=True)
        thread.start()
        return thread

    def pull(self) -> None:
        os.close(self._slave)
        os.close(self.master)


@pytest.fixture
def pty() -> Iterator[Pty]:
    made = Pty()
    yield made
    with contextlib.suppress(OSError):
        made.pull()


def eight_bits(pty: Pty) -> SerialLine:
    """A pseudo-terminal has no parity: the kernel makes it eight bits."""
    return SerialLine(pty.port, LineSettings())


def test_pos2_is_courted_answers_and_is_thanked(pty: Pty) -> None:
    body = bytes.fromhex("0B3A001500D20400000000 00".replace(" ", ""))
    answer = b"\x02" + body + bytes((exclusive_or(body),))
    heard = bytearray()

    def said(byte: bytes) -> bytes:
        heard.extend(byte)
        if byte == b"\x05" and len(heard) == 1:
            return b"\x15"
        return b"\x06" + answer if bytes(heard).endswith(bytes.fromhex("02053A303033303C")) else b""

    thread = pty.answer(said)
    line = eight_bits(pty)
    assert PROTOCOLS["pos2"].conversation().take(line, Deadline(3)) == Reading(1234, stable=True)
    until(lambda: heard.endswith(b"\x06"))  # thanked; a port that is pulled takes what nobody has read along
    line.close()
    pty.pull()
    thread.join(3)
    assert heard == b"\x05\x02\x05\x3a0030\x3c\x06"


def test_a_stream_is_read_to_its_end_and_the_oldest_weight_is_not_the_answer(pty: Pty) -> None:
    line = eight_bits(pty)
    conversation = PROTOCOLS["cas22"].conversation()
    pty.send(b"".join(FRAMES["cas22"](grams, True) for grams in range(100, 130)) + FRAMES["cas22"](999, True)[:9])
    first = conversation.take(line, Deadline(1))
    assert first is not None
    assert first.weight_milli == 129
    pty.send(FRAMES["cas22"](999, True)[9:])
    second = conversation.take(line, Deadline(1))
    assert second is not None
    assert second.weight_milli == 999
    assert conversation.take(line, Deadline(0.1)) is None
    line.close()


@pytest.mark.parametrize("name", sorted(PROTOCOLS))
def test_a_scale_that_says_nothing_is_no_reading_after_the_deadline(pty: Pty, name: str) -> None:
    line = eight_bits(pty)
    assert PROTOCOLS[name].conversation().take(line, Deadline(0.1)) is None
    line.close()


@pytest.mark.parametrize("name", sorted(PROTOCOLS))
def test_a_cable_that_is_pulled_is_said_and_is_no_traceback(pty: Pty, name: str) -> None:
    line = eight_bits(pty)
    pty.pull()
    with pytest.raises(DeviceFailed) as caught:
        PROTOCOLS[name].conversation().take(line, Deadline(1))
    assert caught.value.code == "device.gone"


def test_an_answer_from_before_the_question_is_forgotten(pty: Pty) -> None:
    pty.send(FRAMES["toledo8217"](5000, True))
    line = eight_bits(pty)
    pty.answer(lambda byte: FRAMES["toledo8217"](1234, True) if byte == b"W" else b"")
    reading = PROTOCOLS["toledo8217"].conversation().take(line, Deadline(2))
    assert reading is not None
    assert reading.weight_milli == 1234
    line.close()


def test_two_programs_do_not_share_a_port(pty: Pty) -> None:
    line = eight_bits(pty)
    with pytest.raises(DeviceFailed) as caught:
        eight_bits(pty)
    assert caught.value.code == "device.busy"
    line.close()


@pytest.mark.parametrize(
    ("address", "code"),
    [("/dev/no-such-port", "device.not_there"), ("carrier-pigeon://1", "device.address"), ("", "device.address")],
)
def test_a_port_that_is_not_there_is_a_sentence(address: str, code: str) -> None:
    with pytest.raises(DeviceFailed) as caught:
        SerialLine(address, LineSettings())
    assert caught.value.code in (code, "device.not_there")


def test_a_device_that_takes_nothing_is_stuck_and_not_waited_for(pty: Pty) -> None:
    line = SerialLine(pty.port, LineSettings(), write_s=0.2)
    with pytest.raises(DeviceFailed) as caught:
        line.write(b"x" * 1_000_000)
    assert caught.value.code == "device.stuck"
    line.close()
