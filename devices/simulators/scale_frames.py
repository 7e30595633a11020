"""What a scale would send for a weight, protocol by protocol: for simulators and tests. Grams in, bytes out.

Not for Shtrih's POS2, whose document keeps the device's side to its owner.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from devices.scales.bits import exclusive_or
from devices.scales.massak100 import framed

Frame = Callable[[int, bool], bytes]
"""(grams, lies still) → a frame. Within what the figure of the frame can hold."""


def toledo8217(grams: int, stable: bool) -> bytes:
    """A state instead of a weight that moves or is negative."""
    if not stable or grams < 0:
        return b"\x02?" + bytes((0x40 | (0 if stable else 1) | (4 if grams < 0 else 0),)) + b"\r"
    return b"\x02%02d.%03d\r" % divmod(grams, 1000)


def cas6(grams: int, stable: bool) -> bytes:
    """Fifteen bytes."""
    figure = b"%02d.%03d" % divmod(abs(grams), 1000)
    body = (b"S" if stable else b"U") + (b"-" if grams < 0 else b" ") + figure + b"kg"
    return b"\x01\x02" + body + bytes((exclusive_or(body),)) + b"\x03\x04"


def cas22(grams: int, stable: bool) -> bytes:
    """Twenty-two bytes with the lamps."""
    lamp = 0x80 | (0x40 if stable else 0) | (0x01 if grams == 0 else 0)
    return (b"ST" if stable else b"US") + b",GS,1" + bytes((lamp,)) + b"," + _kilograms(grams).rjust(8) + b" kg\r\n"


def and18(grams: int, stable: bool) -> bytes:
    """Eighteen bytes."""
    return (b"ST" if stable else b"US") + b",GS," + _kilograms(grams).rjust(8) + b"kg\r\n"


def aandd(grams: int, stable: bool) -> bytes:
    """A&D standard, with a sign and eight figures."""
    return (b"ST" if stable else b"US") + b",%s%04d.%03d kg\r\n" % (b"-" if grams < 0 else b"+", *divmod(abs(grams), 1000))


def mtsics(grams: int, stable: bool) -> bytes:
    """The answer to SI."""
    return (b"S S " if stable else b"S D ") + _kilograms(grams).rjust(10) + b" kg\r\n"


def massak100(grams: int, stable: bool) -> bytes:
    """ACK_MASSA with a division of one gram."""
    return framed(b"\x24" + struct.pack("<iBBBBi", grams, 1, stable, 0, grams == 0, 0))


def nci(grams: int, stable: bool) -> bytes:
    """The answer to W, with two bytes of state."""
    first = 0x30 | (0 if stable else 1) | (2 if grams == 0 else 0)
    return b"\n%s%02d.%03dkg\r\n%c\x30\r\x03" % (b"-" if grams < 0 else b" ", *divmod(abs(grams), 1000), first)


def digi(grams: int, stable: bool) -> bytes:
    """Net, tare and gross."""
    condition = 0x40 | (1 if grams == 0 else 0) | (0 if stable else 2) | (4 if grams < 0 else 0)
    return b"@%c\r0%02d.%03d\r400.000\r\n" % (condition, *divmod(abs(grams), 1000))


def dibal(grams: int, stable: bool) -> bytes:
    """TISA; no weight while it moves."""
    body = b"990%05d0000000" % grams if stable and grams >= 0 else b"991000000000000"
    return body + bytes((exclusive_or(body),)) + b"\r\n"


FRAMES: dict[str, Frame] = {
    "toledo8217": toledo8217, "cas6": cas6, "cas22": cas22, "and18": and18, "aandd": aandd, "mtsics": mtsics,
    "massak100": massak100, "nci": nci, "digi": digi, "dibal": dibal,
}
SENDS_NO_FIGURE_WHILE_MOVING = frozenset({"toledo8217", "dibal"})


def _kilograms(grams: int) -> bytes:
    return b"%s%d.%03d" % (b"-" if grams < 0 else b"", *divmod(abs(grams), 1000))
