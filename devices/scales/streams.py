"""Lines of letters that a scale sends all the time: CAS 22 bytes, A&D 18 bytes, A&D standard. The latest line is the truth.

Sources: CAS CI-600D manual p. 74, CI-400 p. 103, PDI p. 37; A&D GC series manual p. 51.
"""

from __future__ import annotations

import re

from devices.scales.bits import has_one_parity, seven_bits
from devices.scales.reading import Reading, weighed

_CAS22 = re.compile(rb"(ST|US|OL),(GS|NT),.([\x80-\xff]),([ +\-\d.]{8}) ([ k]g)\r\n", re.DOTALL)
_AND18 = re.compile(rb"(ST|US|OL),(GS|NT),([ +\-\d.]{8})([ k]g)\r\n")
_AANDD = re.compile(rb"(?:(ST|US),([+\-][\d.]{8})([ a-z]{3})|(OL),([+\-])9999999E\+19)\r\n")
_LAMP_STABLE, _LAMP_ZERO = 0x40, 0x01


def parse_cas22(data: bytes) -> Reading | None:
    """`ST,GS,` id, lamps, `, DDDDDDDD kg` CR LF: still only where both the letters and the lamp say so."""
    found = _last(_CAS22, data)
    if found is None:
        return None
    state, kind, lamps, figure, unit = found.groups()
    if state == b"OL":
        return Reading(None, over=True, net=kind == b"NT")
    lamp = lamps[0]
    return weighed(
        figure, unit, stable=state == b"ST" and bool(lamp & _LAMP_STABLE), net=kind == b"NT", zero=bool(lamp & _LAMP_ZERO),
    )


def parse_and18(data: bytes) -> Reading | None:
    """`ST,GS,DDDDDDDDkg` CR LF, in seven bits with even or odd parity, or in eight."""
    reading = None
    for found in _AND18.finditer(seven_bits(data)):
        if has_one_parity(data[found.start() : found.end()]):
            state, kind, figure, unit = found.groups()
            net = kind == b"NT"
            reading = Reading(None, over=True, net=net) if state == b"OL" else weighed(
                figure, unit, stable=state == b"ST", net=net, zero=not figure.strip(b" +-0."),
            )
    return reading


def parse_aandd(data: bytes) -> Reading | None:
    """`ST,+0001.234 kg` CR LF; out of range is `OL,+9999999E+19`, with the sign of the side."""
    reading = None
    for found in _AANDD.finditer(seven_bits(data)):
        if has_one_parity(data[found.start() : found.end()]):
            state, figure, unit, over, side = found.groups()
            reading = Reading(None, over=side == b"+", under=side == b"-") if over else weighed(
                figure, unit, stable=state == b"ST", zero=not figure.strip(b"+-0."),
            )
    return reading


def _last(pattern: re.Pattern[bytes], data: bytes) -> re.Match[bytes] | None:
    latest = None
    for latest in pattern.finditer(data):  # noqa: B007 — the last one is what is wanted
        pass
    return latest
