"""DIGI (DC-788 and its kin): two bytes of state, then figures, each with a letter before it. *Unverified*: none was at hand.

Source: an excerpt of the DC-788 manual; its handshake (05, 06, 15) is not needed where the scale sends by itself.
"""

from __future__ import annotations

import re

from devices.scales.reading import Reading, weighed

_FRAME = re.compile(rb"[\x20-\x7f]([\x40-\x5f])\r((?:[04A-Z][ +\-\d.]{1,9}\r)+)\n")
_ZERO, _UNSTABLE, _NEGATIVE, _OVER, _UNDER = 0x01, 0x02, 0x04, 0x08, 0x10
_NET, _GROSS = b"0", b"A"


def parse(data: bytes) -> Reading | None:
    """The latest whole frame: its net weight, or where there is none its gross weight."""
    reading = None
    for found in _FRAME.finditer(data):
        condition, figures = found.group(1)[0], dict(_figures(found.group(2)))
        over, under = bool(condition & _OVER), bool(condition & _UNDER)
        figure = figures.get(_NET, figures.get(_GROSS))
        if over or under or figure is None:
            reading = Reading(None, over=over, under=under) if over or under else reading
            continue
        reading = weighed(
            figure, "kg", negative=bool(condition & _NEGATIVE) and b"-" not in figure, stable=not condition & _UNSTABLE,
            zero=bool(condition & _ZERO), net=_NET in figures and figures.get(b"4", b"0").strip(b" +-0.") != b"",
        )
    return reading


def _figures(lines: bytes) -> list[tuple[bytes, bytes]]:
    return [(line[:1], line[1:]) for line in lines.split(b"\r") if line]
