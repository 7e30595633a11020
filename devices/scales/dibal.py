"""Dibal's TISA: the till sends a price, the scale answers with grams and the sum, each message with an exclusive-or. 9600 8N1.

*Unverified* beyond its published examples. Source: Dibal D-POS 400 manual, pp. 15 and 58.
"""

from __future__ import annotations

import re

from devices.scales.bits import exclusive_or
from devices.scales.reading import Reading

_FRAME = re.compile(rb"(99([01])(\d{5})([01])\d{6})(.)\r\n", re.DOTALL)


def ask_weight(price: int = 0) -> bytes:
    """`98`, five figures of the price, the sum, CR LF."""
    body = b"98%05d" % price
    return body + bytes((exclusive_or(body),)) + b"\r\n"


ASK_WEIGHT = ask_weight()


def parse(data: bytes) -> Reading | None:
    """The latest whole answer with the right sum. `1` as its state: in motion, negative or too heavy; then there is no weight."""
    reading = None
    for found in _FRAME.finditer(data):
        body, state, grams, failed, check = found.groups()
        if exclusive_or(body) != check[0]:
            continue
        has_failed = b"1" in (state, failed)
        reading = Reading(None) if has_failed else Reading(int(grams), "kg", stable=True, zero=int(grams) == 0)
    return reading
