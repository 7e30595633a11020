"""Massa-K protocol 100 (RS-232, USB, TCP 5001): binary frames with a CRC of the body.

Source: Massa-K's description as quoted in open drivers (C#, PHP); implementations disagree about the CRC, this one agrees with
the literal frames in them. Speed and parity differ by model (19200 8E1, 4800 8E1), so they are options.
"""

from __future__ import annotations

import struct

from devices.scales.bits import crc_massa_k
from devices.scales.reading import Reading

HEAD = b"\xf8\x55\xce"
_WEIGHT, _SHORT, _ERROR, _OVERLOAD = 0x24, 0x10, 0x28, 0x08
_TENTHS = {0: 1, 1: 10, 2: 100, 3: 1000, 4: 10_000}
"""The scale's division, in tenths of a gram."""
_LONGEST = 64


def framed(body: bytes) -> bytes:
    """A command or an answer as it goes over the wire."""
    return HEAD + struct.pack("<H", len(body)) + body + struct.pack("<H", crc_massa_k(body))


ASK_WEIGHT = framed(b"\x23")


def parse(data: bytes) -> Reading | None:
    """The latest whole frame with the right sum that says something about the weight."""
    start = data.rfind(HEAD)
    while start >= 0:
        body = _body_at(data, start)
        reading = _of_body(body) if body else None
        if reading is not None:
            return reading
        start = data.rfind(HEAD, 0, start + 2) if start else -1
    return None


def _body_at(data: bytes, start: int) -> bytes | None:
    size = int.from_bytes(data[start + 3 : start + 5], "little")
    end = start + 5 + size
    if not 0 < size <= _LONGEST or len(data) < end + 2:
        return None
    body = data[start + 5 : end]
    return body if int.from_bytes(data[end : end + 2], "little") == crc_massa_k(body) else None


def _of_body(body: bytes) -> Reading | None:
    if body[0] == _ERROR and len(body) >= 2:
        return Reading(None, over=body[1] == _OVERLOAD) if body[1] == _OVERLOAD else None
    if not (body[0] == _WEIGHT and len(body) in (9, 13)) and not (body[0] == _SHORT and len(body) == 7):
        return None
    weight, division, stable = struct.unpack_from("<iBB", body, 1)
    if division not in _TENTHS:
        return None
    net, zero = (bool(body[7]), bool(body[8])) if body[0] == _WEIGHT else (False, weight == 0)
    tenths = weight * _TENTHS[division]
    milli = (abs(tenths) + 5) // 10 * (1 if tenths >= 0 else -1)
    return Reading(milli, "kg", stable=bool(stable), net=net, zero=zero, under=milli < 0)
