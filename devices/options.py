"""What a driver asks for: options by name, with what may be chosen. Secrets live in the keyring, never in the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.kernel.errors import RuleBroken
from devices.line import LineSettings

Options = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Option:
    """What a driver asks for: free text, or one of `choices`. The first choice, or `usual`, where nothing is said. What
    `is_secret` is kept in the keyring."""

    name: str
    usual: str = ""
    choices: tuple[str, ...] = ()
    is_secret: bool = False

    def of(self, options: Options) -> str:
        """What was chosen. Refused: `device.wrong_option`."""
        value = options.get(self.name) or self.usual or (self.choices[0] if self.choices else "")
        if self.choices and value not in self.choices:
            raise RuleBroken("device.wrong_option", option=self.name, value=value)
        return value

    def number_of(self, options: Options, least: int, most: int) -> int:
        """The same as a whole number between two. Refused: `device.wrong_option`."""
        value = self.of(options)
        if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
            raise RuleBroken("device.wrong_option", option=self.name, value=value)
        return int(value)


@dataclass(frozen=True, slots=True)
class Driver:
    """`title` is what people know it by. `is_verified`: its bytes come from a published source, and tests hold them.
    `country`: whose rules a fiscal register follows."""

    name: str
    title: str
    options: tuple[Option, ...] = ()
    is_verified: bool = True
    needs_address: bool = True
    country: str = ""


MODE = Option("mode", choices=("raster", "codepage"))
"""Drawn letters are right on every printer; a table of letters is quicker, where the printer has the right one."""
PAGE, SLOT = Option("page", choices=("cp866", "cp1251", "rk1048")), Option("slot")
COLUMNS, DOTS = Option("columns", "48"), Option("dots", "576")
CUT, QR = Option("cut", choices=("full", "part", "none")), Option("qr", choices=("native", "image"))
CODE, LOGO = Option("code", choices=("qr", "bars", "both", "none")), Option("logo")
"""What finds a receipt again, and a picture file for its head."""
STATUS = Option("status", choices=("asked", "never"))
PIN = Option("pin", choices=("2", "5"))
BAUD, BITS = Option("baud"), Option("bits", choices=("", "7", "8"))
PARITY, STOP = Option("parity", choices=("", "N", "E", "O")), Option("stop", choices=("", "1", "2"))
"""Nothing: as is usual for the device."""
LINE = (BAUD, BITS, PARITY, STOP)


def line_settings(options: Options, usual: LineSettings) -> LineSettings:
    """How a serial port is set: what was chosen, else what is usual for the protocol. Refused: `device.wrong_option`."""
    settings = usual
    if BAUD.of(options):
        settings = replace(settings, baud=BAUD.number_of(options, 300, 4_000_000))
    if BITS.of(options):
        settings = replace(settings, bits=BITS.number_of(options, 7, 8))
    if STOP.of(options):
        settings = replace(settings, stop=STOP.number_of(options, 1, 2))
    parity = PARITY.of(options)
    return replace(settings, parity=parity) if parity else settings
