"""Mettler-Toledo 8217: `W` is answered by a weight, or by a state when the scale moves or cannot weigh. 9600 7E1.

Source: Mettler DIVA Service Manual, pp. 39–42.
"""

from __future__ import annotations

import re

from devices.scales.bits import has_one_parity, seven_bits
from devices.scales.reading import Reading, weighed

ASK_WEIGHT = b"W"
_FRAME = re.compile(rb"\x02(?:(\d\d\.\d{3})(N?)|\?([\x40-\x7f]))\r", re.DOTALL)
_MOTION, _OVER, _UNDER, _ZERO, _NET = 0x01, 0x02, 0x04, 0x10, 0x20
"""Bits of the state. Bit 6 is always set, bit 7 is the parity."""


def parse(data: bytes) -> Reading | None:
    """The latest whole frame among these bytes, also where a port of eight bits left the parity in them."""
    reading = None
    for found in _FRAME.finditer(seven_bits(data)):
        if has_one_parity(data[found.start() : found.end()]):
            weight, net, state = found.groups()
            still = weighed(weight or b"", "kg", stable=True, net=bool(net), zero=weight == b"00.000")
            reading = _of_state(state[0]) if state else still
    return reading


def _of_state(state: int) -> Reading:
    """Motion, overload and a negative weight come without a figure."""
    return Reading(
        None, stable=not state & _MOTION, net=bool(state & _NET), zero=bool(state & _ZERO), over=bool(state & _OVER),
        under=bool(state & _UNDER),
    )
