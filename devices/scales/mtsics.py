"""Mettler-Toledo's MT-SICS: `SI` is answered at once by a line with the weight. 9600 8N1.

Source: MT-SICS reference manual 11780711, commands S, SI and SIR of level 0.
"""

from __future__ import annotations

import re

from devices.scales.reading import Reading, weighed

ASK_WEIGHT = b"SI\r\n"
_LINE = re.compile(rb"S (?:([SD]) ([ +\-\d.]{10}) ([a-z]{1,3})|([+\-I]))\r\n")


def parse(data: bytes) -> Reading | None:
    """The latest whole line: `S S` a weight that lies still, `S D` one that moves, `S +` and `S -` out of range.

    `S I` (the scale is busy) is a state without a weight that is not still; errors (`ES`) are no reading.
    """
    reading = None
    for found in _LINE.finditer(data):
        state, figure, unit, other = found.groups()
        reading = (
            Reading(None, over=other == b"+", under=other == b"-") if other
            else weighed(figure, unit, stable=state == b"S", zero=not figure.strip(b" +-0."))
        )
    return reading
