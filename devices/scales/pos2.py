"""Shtrih-M "POS2": each message is a length, a command, its figures and an exclusive-or; each is acknowledged. 9600 8N1.

Source: Shtrih-M, "Exchange protocol of the weighing module POS2", V1.2, 14.02.2005, in the vendor's own open driver. Only the
host's side: the document keeps the device's side to its owner.
"""

from __future__ import annotations

import struct

from devices.scales.bits import exclusive_or
from devices.scales.reading import Reading

STX, ENQ, ACK, NAK = b"\x02", b"\x05", b"\x06", b"\x15"
_STATE_AND_WEIGHT = 0x3A
_TARE, _STABLE, _OVER, _FAILED, _UNDER, _SILENT = 1 << 3, 1 << 4, 1 << 6, 1 << 7, 1 << 8, 1 << 9
_ANSWER = 11


def message(command: int, parameters: bytes = b"") -> bytes:
    """A message as it goes over the wire."""
    body = bytes((1 + len(parameters), command)) + parameters
    return STX + body + bytes((exclusive_or(body),))


def ask_weight(password: str = "0030") -> bytes:
    """The command 3Ah, state and weight, with the password of four digits."""
    return message(_STATE_AND_WEIGHT, password.encode("ascii"))


def parse(data: bytes, *, decimals: int = 3) -> Reading | None:
    """The latest whole answer to `ask_weight`. `decimals` of the weight come from the scale's parameters (E8h): 3 is kg in g."""
    head = bytes((2, _ANSWER, _STATE_AND_WEIGHT))
    start = data.rfind(head)
    while start >= 0:
        frame = data[start : start + _ANSWER + 3]
        if len(frame) == _ANSWER + 3 and exclusive_or(frame[1:-1]) == frame[-1] and frame[3] == 0:
            return _of(frame, decimals)
        start = data.rfind(head, 0, start + 2) if start else -1
    return None


def _of(frame: bytes, decimals: int) -> Reading:
    state, weight = struct.unpack_from("<Hi", frame, 4)
    over, under = bool(state & _OVER), bool(state & _UNDER)
    if over or state & (_FAILED | _SILENT):
        return Reading(None, over=over, under=under, net=bool(state & _TARE))
    fine = weight * 10 ** max(0, 4 - decimals)
    milli = (abs(fine) + 5) // 10 * (1 if weight >= 0 else -1)
    return Reading(
        milli, "kg", stable=bool(state & _STABLE), net=bool(state & _TARE), zero=weight == 0, under=under or weight < 0,
    )
