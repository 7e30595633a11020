"""How a reading is got from a scale: some send all the time, some answer a question, some want to be courted first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from devices.line import Deadline, Line
from devices.scales import cas6, pos2
from devices.scales.reading import Reading

Parse = Callable[[bytes], Reading | None]
LONGEST_KEPT = 512
"""No frame of any scale is longer than 37 bytes: of a stream of noise nothing older than this is kept."""
WAIT_S = 0.05


class Conversation(Protocol):
    """Brings one reading. It keeps what a stream has begun to say, so each line has its own."""

    def take(self, line: Line, deadline: Deadline) -> Reading | None:
        """The reading that is true now; None where none came before the deadline. Refused: what the line refuses."""


@dataclass
class Stream:
    """A scale that sends by itself, five to ten times a second: what lies in the buffer is old, the last whole frame counts."""

    parse: Parse
    _kept: bytes = field(default=b"", init=False)

    def take(self, line: Line, deadline: Deadline) -> Reading | None:
        """Reads until there is a whole frame and nothing more waits behind it."""
        reading = None
        while True:
            came = line.read(min(WAIT_S, deadline.left_s) if reading is None else 0)
            if not came and (reading is not None or not deadline.left_s):
                return reading
            self._kept = (self._kept + came)[-LONGEST_KEPT:]
            newer = self.parse(self._kept) if came else None
            if newer is not None:
                reading = newer
                self._kept = self._kept[self._kept.rfind(b"\n") + 1 :]
            if reading is not None and not deadline.left_s:
                return reading


@dataclass(frozen=True)
class Question:
    """A scale that answers when it is asked."""

    parse: Parse
    question: bytes

    def take(self, line: Line, deadline: Deadline) -> Reading | None:
        """Asks, and takes nothing that came before the question."""
        line.clear()
        line.write(self.question)
        return gathered(line, deadline, self.parse)


@dataclass(frozen=True)
class Cas6:
    """ENQ, then ACK from the scale, then DC1, then the frame; NAK: it is not ready."""

    def take(self, line: Line, deadline: Deadline) -> Reading | None:
        """One round; a scale that is not ready brings nothing."""
        line.clear()
        line.write(cas6.ENQ)
        if answered(line, deadline, cas6.ACK + cas6.NAK) != cas6.ACK:
            return None
        line.write(cas6.ASK_WEIGHT)
        return gathered(line, deadline, cas6.parse)


@dataclass(frozen=True)
class Pos2:
    """ENQ first: NAK means *speak*, ACK *I have an answer already, take it*. Then the command; each side acknowledges."""

    password: str = "0030"
    decimals: int = 3

    def take(self, line: Line, deadline: Deadline) -> Reading | None:
        """One round. A message that is not acknowledged brings nothing; it is not sent twice (wrong passwords lock the scale)."""
        line.clear()
        line.write(pos2.ENQ)
        first = answered(line, deadline, pos2.ACK + pos2.NAK)
        if first == pos2.ACK:  # an answer that nobody fetched: read it, acknowledge it, forget it
            gathered(line, deadline, self._parse)
            line.write(pos2.ACK)
            return None
        if first != pos2.NAK:
            return None
        line.write(pos2.ask_weight(self.password))
        reading = gathered(line, deadline, self._parse)
        if reading is not None:
            line.write(pos2.ACK)
        return reading

    def _parse(self, data: bytes) -> Reading | None:
        return pos2.parse(data, decimals=self.decimals)


def gathered(line: Line, deadline: Deadline, parse: Parse) -> Reading | None:
    """Reads until the bytes make a reading, or the time is over."""
    data = b""
    while (reading := parse(data)) is None and deadline.left_s:
        data = (data + line.read(min(WAIT_S, deadline.left_s)))[-LONGEST_KEPT:]
    return reading


def answered(line: Line, deadline: Deadline, any_of: bytes) -> bytes:
    """The first of these bytes that comes; nothing where none came."""
    while deadline.left_s:
        for byte in line.read(min(WAIT_S, deadline.left_s)):
            if byte in any_of:
                return bytes((byte,))
    return b""
