"""Every simulated scale is read by its own driver, over a pseudo-terminal and over the network."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from devices.line import Deadline
from devices.scales.protocols import PROTOCOLS
from devices.simulators.on_pty import PtyDevice
from devices.simulators.on_tcp import TcpDevice
from devices.simulators.scale_frames import FRAMES
from devices.simulators.scale_talk import ScaleTalk
from devices.transport.address import open_line

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals of POSIX")


@pytest.fixture(params=sorted(FRAMES))
def talk(request: pytest.FixtureRequest) -> ScaleTalk:
    return ScaleTalk(request.param, lambda: (1234, True))


@pytest.fixture
def port(talk: ScaleTalk) -> Iterator[PtyDevice]:
    made = PtyDevice(talk.answer, says=talk.frame if talk.streams else lambda: b"", every_s=0.02)
    yield made
    made.pull()


def test_it_is_read_on_a_serial_port(talk: ScaleTalk, port: PtyDevice):
    line = open_line(port.address)
    reading = PROTOCOLS[talk._name].conversation().take(line, Deadline(5))
    line.close()
    assert reading is not None
    assert (reading.weight_milli, reading.unit, reading.stable) == (1234, "kg", True)


def test_it_is_read_on_the_network(talk: ScaleTalk):
    network = TcpDevice(lambda data, reply: reply(talk.answer(data)))
    line = open_line(network.address)
    if not talk.streams:
        reading = PROTOCOLS[talk._name].conversation().take(line, Deadline(5))
        assert reading is not None
        assert reading.weight_milli == 1234
    line.close()
    network.stop()
