"""CAS "type 6" (CAS AP, ER, SW-II, PD-II; Ohaus Aviator; Gram): ENQ is answered by ACK, DC1 by fifteen bytes. 9600 8N1.

Source: CAS PD-II manual p. 23, SW-II p. 15; Ohaus Aviator 7000 service manual p. 36.
"""

from __future__ import annotations

from devices.scales.bits import exclusive_or
from devices.scales.reading import Reading, weighed

ENQ, ACK, NAK, ASK_WEIGHT = b"\x05", b"\x06", b"\x15", b"\x11"
_HEAD, _TAIL, _LENGTH = b"\x01\x02", b"\x03\x04", 15


def parse(data: bytes) -> Reading | None:
    """The latest whole frame with the right sum: `01 02 | state, sign, six figures, two letters of the unit | sum | 03 04`."""
    start = data.rfind(_HEAD)
    while start >= 0:
        frame = data[start : start + _LENGTH]
        if len(frame) == _LENGTH and frame.endswith(_TAIL) and exclusive_or(frame[2:12]) == frame[12]:
            reading = _of_body(frame[2:12])
            if reading is not None:
                return reading
        start = data.rfind(_HEAD, 0, start + 1) if start else -1
    return None


def _of_body(body: bytes) -> Reading | None:
    """Some firmware tells an overload where the sign is, some where the state is."""
    state, sign, figure, unit = body[:1], body[1:2], body[2:8], body[8:]
    if b"F" in (state, sign):
        return Reading(None, over=True)
    if state not in b"SU" or sign not in b" -":
        return None
    return weighed(figure, unit, negative=sign == b"-", stable=state == b"S", zero=not figure.strip(b" 0."))
