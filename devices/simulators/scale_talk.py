"""What a scale answers at its end of a line, protocol by protocol: for simulators on pseudo-terminals and sockets."""

from __future__ import annotations

from collections.abc import Callable

from devices.simulators.scale_frames import FRAMES

STREAMS = frozenset({"cas22", "and18", "aandd", "digi"})
"""They send by themselves."""
_LAST_OF_A_QUESTION = {"toledo8217": b"W", "mtsics": b"\n", "massak100": b"\x00", "nci": b"\r", "dibal": b"\n"}
_MASSAK_QUESTION = 8
EVERY_S = 0.1


class ScaleTalk:
    """`weigh` answers (grams, lies still) whenever a frame is made. Raises KeyError for a protocol that it does not play."""

    def __init__(self, protocol: str, weigh: Callable[[], tuple[int, bool]]) -> None:
        self._name, self._frame, self._weigh = protocol, FRAMES[protocol], weigh
        self._heard = bytearray()

    @property
    def streams(self) -> bool:
        """Whether it sends without being asked."""
        return self._name in STREAMS

    def frame(self) -> bytes:
        """What it would send now."""
        return self._frame(*self._weigh())

    def answer(self, data: bytes) -> bytes:
        """What it says to what it hears."""
        return b"".join(self._to(byte) for byte in data)

    def _to(self, byte: int) -> bytes:
        if self._name == "cas6":
            return {5: b"\x06", 0x11: self.frame()}.get(byte, b"")
        self._heard.append(byte)
        is_whole = bytes((byte,)) == _LAST_OF_A_QUESTION.get(self._name)
        if not is_whole or (self._name == "massak100" and len(self._heard) < _MASSAK_QUESTION):
            return b""
        self._heard.clear()
        return self.frame()
