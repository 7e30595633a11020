"""The drivers that there are, by kind of device and by name, with what each asks for. Nothing is loaded before it is wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.kernel.errors import RuleBroken
from devices.line import Line, LineSettings

if TYPE_CHECKING:
    from app.kernel.slip import Slip
    from devices.printers.line_printer import LinePrinter
    from devices.printers.status import PrinterState
    from devices.scales.worker import ScaleWorker

Options = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Option:
    """What a driver asks for: free text, or one of `choices`. The first choice, or `usual`, where nothing is said."""

    name: str
    usual: str = ""
    choices: tuple[str, ...] = ()

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
    """`title` is what people know it by. `is_verified`: its bytes come from a published source, and tests hold them."""

    name: str
    title: str
    options: tuple[Option, ...] = ()
    is_verified: bool = True
    needs_address: bool = True


MODE = Option("mode", choices=("raster", "codepage"))
"""Drawn letters are right on every printer; a table of letters is quicker, where the printer has the right one."""
PAGE, SLOT = Option("page", choices=("cp866", "cp1251", "rk1048")), Option("slot")
COLUMNS, DOTS = Option("columns", "48"), Option("dots", "576")
CUT, QR = Option("cut", choices=("full", "part", "none")), Option("qr", choices=("native", "image"))
STATUS = Option("status", choices=("asked", "never"))
PIN = Option("pin", choices=("2", "5"))
BAUD, BITS, PARITY, STOP = Option("baud"), Option("bits"), Option("parity"), Option("stop")
LINE = (BAUD, BITS, PARITY, STOP)

PRINTERS = {"escpos": Driver("escpos", "ESC/POS", (MODE, PAGE, SLOT, COLUMNS, DOTS, CUT, QR, STATUS, PIN, BAUD))}


def scale_drivers() -> dict[str, Driver]:
    """One driver a protocol."""
    from devices.scales.protocols import PROTOCOLS

    return {name: Driver(name, found.title, LINE, is_verified=found.is_verified) for name, found in PROTOCOLS.items()}


def drivers(kind: str) -> dict[str, Driver]:
    """All for a kind of device; none for a kind that no driver is there for."""
    return {"printer": lambda: PRINTERS, "scale": scale_drivers}.get(kind, dict)()


def driver(kind: str, name: str) -> Driver:
    """Refused: `device.unknown_driver`."""
    known = drivers(kind)
    if name not in known:
        raise RuleBroken("device.unknown_driver", driver=name[:40], known=", ".join(known) or "—")
    return known[name]


def check_options(kind: str, name: str, options: Options) -> None:
    """Whether a driver knows these options, and these values. Refused: `device.unknown_driver`, `device.wrong_option`."""
    known = {option.name: option for option in driver(kind, name).options}
    for key, value in options.items():
        if key not in known:
            raise RuleBroken("device.wrong_option", option=key[:40], value=value[:40])
        known[key].of(options)
    if kind == "printer":
        typesetting(options)
    line_settings({key: value for key, value in options.items() if key in {option.name for option in LINE}}, LineSettings())


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
    if parity not in ("", "N", "E", "O"):
        raise RuleBroken("device.wrong_option", option="parity", value=parity)
    return replace(settings, parity=parity) if parity else settings


def reach(address: str, settings: LineSettings) -> Callable[[], Line]:
    """Opens the line to a device when it is wanted, not before."""

    def opened() -> Line:
        from devices.transport.address import open_line

        return open_line(address, settings)

    return opened


def scale_worker(name: str, address: str, options: Options) -> ScaleWorker:
    """A scale on its own thread, not started yet. Refused: `device.unknown_driver`, `device.wrong_option`."""
    from devices.scales.protocols import PROTOCOLS
    from devices.scales.worker import ScaleWorker

    driver("scale", name)
    protocol = PROTOCOLS[name]
    return ScaleWorker(reach(address, line_settings(options, protocol.usual)), protocol.conversation)


def receipt_printer(
    name: str, address: str, options: Options, *, is_broken: bool = False,
    told: Callable[[PrinterState], None] = lambda _state: None,
) -> LinePrinter:
    """A receipt printer. Refused: `device.unknown_driver`, `device.wrong_option`."""
    from devices.printers.line_printer import LinePrinter

    driver("printer", name)
    settings = line_settings({key: value for key, value in options.items() if key == "baud"}, LineSettings())
    return LinePrinter(
        reach(address, settings), asks_state=STATUS.of(options) == "asked", told=told, is_broken=is_broken,
        pulse=_kick(PIN.of(options)),
    )


def columns_of(options: Options) -> int:
    """How many letters the printer has in a line. Refused: `device.wrong_option`."""
    return COLUMNS.number_of(options, 16, 64)


def typesetting(options: Options) -> Callable[[Slip], bytes]:
    """How a slip becomes the bytes of a job for a printer with these options. Refused: `device.wrong_option`."""
    mode, cut, dots = MODE.of(options), CUT.of(options), DOTS.number_of(options, 192, 832)
    columns, page = columns_of(options), PAGE.of(options)
    slot = SLOT.number_of(options, 0, 255) if SLOT.of(options) else None
    has_native_qr = QR.of(options) == "native"

    def typeset(slip: Slip) -> bytes:
        if mode == "raster":
            from devices.printers.raster import raster_job

            return raster_job(slip, dots=dots, columns=columns, cut=cut)
        from devices.printers.escpos import code_page_bytes
        from devices.printers.pages import code_page

        return code_page_bytes(
            slip, code_page(page, slot=slot), columns=columns, dots=dots, cut=cut, native_qr=has_native_qr
        )

    return typeset


def _kick(pin: str) -> bytes:
    """The pulse of ESC p (see `devices/printers/escpos.py`); here without its library."""
    return b"\x1bp" + (b"\x01" if pin == "5" else b"\x00") + b"\x19\xfa"

