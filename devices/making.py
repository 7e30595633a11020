"""Makes a device of what is declared of it: kind, driver, address and options become what the till speaks to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit
from uuid import uuid4

from app.kernel.errors import DeviceFailed, RuleBroken
from devices.line import Line, LineSettings
from devices.options import CODE, COLUMNS, CUT, DOTS, LOGO, MODE, PAGE, PIN, QR, SLOT, STATUS, Options, line_settings
from devices.registry import (
    ANSWER_S,
    API_KEY,
    CASHBOX,
    CURRENCY,
    DEADLINE_S,
    DOTS_MM,
    ENDING,
    GAP_MM,
    LOGIN,
    PASSWORD,
    PULSE,
    START,
    WIDTH,
    driver,
)

if TYPE_CHECKING:
    from app.kernel.ids import NewId
    from app.kernel.slip import Slip
    from app.ports import CardTerminal, FiscalRegister
    from devices.displays.line_display import DisplaySettings, Kind
    from devices.displays.worker import DisplayWorker
    from devices.drawers import SerialDrawer
    from devices.printers.line_printer import LinePrinter
    from devices.printers.status import PrinterState
    from devices.scales.worker import ScaleWorker
    from devices.scanners.reader import Ending
    from devices.scanners.worker import ScannerWorker


Secret = Callable[[str], str]
"""What the computer's store of secrets has for an option of a device; empty where it has nothing."""
ONE_WAY = ("cups:", "windows:")
"""A queue takes a job and says nothing of the paper."""
TERMINAL_BAUD = 115_200
"""Usual for a card terminal on a cable (*unverified*)."""
_TERMINAL_WAYS = ("tcp", "serial", "socket", "rfc2217")


def no_secret(_option: str) -> str:
    """For a device that keeps none."""
    return ""


def reach(address: str, settings: LineSettings) -> Callable[[], Line]:
    """Opens the line to a device when it is wanted, not before."""

    def opened() -> Line:
        from devices.transport.address import open_line

        return open_line(address, settings)

    return opened


def check(kind: str, name: str, options: Options) -> None:
    """What a driver's factory would refuse, without a device. Refused: `device.wrong_option`, `drawer.pulse_wrong`."""
    if kind == "printer":
        typesetting(options)
        if LOGO.of(options):
            from devices.printers.head_and_code import logo_of

            logo_of(LOGO.of(options), DOTS.number_of(options, 192, 832))
    elif kind == "display" and name != "window":
        display_settings(name, options)
    elif kind == "drawer":
        _pulse(options)
    elif kind == "label_printer":
        roll(options)
    elif kind == "label_scale":
        from devices.label_scales.cas_cl5000 import check_layout

        check_layout(options.get("barcode", ""))
    elif kind == "card_terminal":
        _terminal_numbers(options)
    elif kind == "fiscal_register":
        DEADLINE_S.number_of(options, 1, 120)


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
    return LinePrinter(
        reach(address, line_settings(options, LineSettings())), told=told,
        asks_state=STATUS.of(options) == "asked" and not address.startswith(ONE_WAY),
        is_broken=is_broken, pulse=_kick(PIN.of(options)),
    )


def drawer(name: str, address: str, options: Options) -> SerialDrawer:
    """A drawer with a box of its own. Refused: `device.unknown_driver`, `device.wrong_option`, `drawer.pulse_wrong`."""
    from devices.drawers import SerialDrawer

    driver("drawer", name)
    return SerialDrawer(reach(address, line_settings(options, LineSettings())), _pulse(options))


def card_terminal(name: str, address: str, options: Options, _secret: Secret = no_secret) -> CardTerminal:
    """A card terminal on the network or on a serial port; those that there are keep no secrets.

    Refused: `device.unknown_driver`, `device.wrong_option`, `device.address`.
    """
    from devices.terminals.privatbank import PrivatBankTerminal

    driver("card_terminal", name)
    answer_s, currency = _terminal_numbers(options)
    if urlsplit(address.strip()).scheme not in _TERMINAL_WAYS and not address.strip().startswith(("/dev/", "COM", "\\\\.\\")):
        raise DeviceFailed("device.address", address=address[:80])
    way = reach(address, line_settings(options, LineSettings(baud=TERMINAL_BAUD)))
    return PrivatBankTerminal("", 0, answer_s=answer_s, currency=currency, open_line=way)


def fiscal_register(
    name: str, address: str, options: Options, secret: Secret = no_secret, *, new_id: NewId = uuid4
) -> FiscalRegister:
    """A fiscal register behind a web address. `secret` tells the driver's secrets by the name of their option; `new_id` names
    the tasks that nobody asks for again.

    Refused: `device.unknown_driver`, `device.wrong_option`, `device.address`, `device.no_secret`, what `secret` refuses.
    """
    driver("fiscal_register", name)
    deadline_s, url = DEADLINE_S.number_of(options, 1, 120), _web_address(address)
    if name == "atol_web":
        from devices.fiscal.atol import AtolRegister
        from devices.fiscal.atol_web import AtolWebPort

        return AtolRegister(AtolWebPort(url, new_id=new_id, deadline_s=deadline_s))
    from devices.fiscal.webkassa import WebkassaAccount, WebkassaRegister

    told = {option.name: secret(option.name) for option in (LOGIN, PASSWORD, API_KEY)}
    missing = next((option for option, value in told.items() if not value), None)
    if missing is not None:
        raise RuleBroken("device.no_secret", option=missing)
    return WebkassaRegister(url, WebkassaAccount(cashbox=CASHBOX.of(options), **told), deadline_s=deadline_s)


def display_settings(name: str, options: Options) -> DisplaySettings:
    """How a customer display is set. Refused: `device.unknown_driver`, `device.wrong_option`."""
    from devices.displays.line_display import DisplaySettings

    driver("display", name)
    start = START.of(options)
    try:
        begin = bytes.fromhex(start) if start else None
    except ValueError as error:
        raise RuleBroken("device.wrong_option", option="start", value=start) from error
    slot = SLOT.number_of(options, 0, 255) if SLOT.of(options) else None
    return DisplaySettings(cast("Kind", name), WIDTH.number_of(options, 8, 80), PAGE.of(options), slot, begin)


def display_worker(
    name: str, address: str, options: Options, *, told: Callable[[str], None] = lambda _problem: None
) -> DisplayWorker:
    """A customer display of two lines on its own thread, not started yet. Refused: as `display_settings`."""
    from devices.displays.worker import DisplayWorker

    return DisplayWorker(reach(address, line_settings(options, LineSettings())), display_settings(name, options), told=told)


def ending_of(options: Options) -> Ending:
    """How a scanner ends a code. Refused: `device.wrong_option`."""
    return cast("Ending", ENDING.of(options))


def scanner_worker(
    name: str, address: str, options: Options, *, heard: Callable[[bytes], None],
    told: Callable[[str], None] = lambda _problem: None,
) -> ScannerWorker:
    """A scanner on its own thread, not started yet. Refused: `device.unknown_driver`, `device.wrong_option`."""
    from devices.scanners.reader import ScannerReader
    from devices.scanners.worker import ScannerWorker

    driver("scanner", name)
    ending = ending_of(options)
    line = reach(address, line_settings(options, LineSettings()))
    return ScannerWorker(line, lambda opened: ScannerReader(opened, ending=ending), heard=heard, told=told)


def roll(options: Options) -> tuple[int, int]:
    """Of a label printer: dots in a millimetre, and millimetres between two labels. Refused: `device.wrong_option`."""
    return DOTS_MM.number_of(options, 6, 24), GAP_MM.number_of(options, 0, 50)


def columns_of(options: Options) -> int:
    """How many letters the printer has in a line. Refused: `device.wrong_option`."""
    return COLUMNS.number_of(options, 16, 64)


def typesetting(options: Options) -> Callable[[Slip], bytes]:
    """How a slip becomes the bytes of a job for a printer with these options. Refused: `device.wrong_option`."""
    mode, cut, dots = MODE.of(options), CUT.of(options), DOTS.number_of(options, 192, 832)
    columns, page = columns_of(options), PAGE.of(options)
    slot = SLOT.number_of(options, 0, 255) if SLOT.of(options) else None
    has_native_codes, code, logo = QR.of(options) == "native", CODE.of(options), LOGO.of(options)

    def typeset(slip: Slip) -> bytes:
        from devices.printers.head_and_code import dressed

        slip = dressed(slip, code=code, logo=logo, dots=dots)
        if mode == "raster":
            from devices.printers.raster import raster_job

            return raster_job(slip, dots=dots, columns=columns, cut=cut)
        from devices.printers.escpos import code_page_bytes
        from devices.printers.pages import code_page

        return code_page_bytes(
            slip, code_page(page, slot=slot), columns=columns, dots=dots, cut=cut, native_codes=has_native_codes
        )

    return typeset


def _terminal_numbers(options: Options) -> tuple[int, str]:
    """Seconds that a customer has, and the money that the terminal takes. Refused: `device.wrong_option`."""
    currency = CURRENCY.of(options)
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()):
        raise RuleBroken("device.wrong_option", option=CURRENCY.name, value=currency[:40])
    return ANSWER_S.number_of(options, 5, 300), currency


def _web_address(address: str) -> str:
    try:
        parts = urlsplit(address.strip())
        is_right = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_right = False
    if not is_right:
        raise DeviceFailed("device.address", address=address[:80])
    return address.strip()


def _kick(pin: str) -> bytes:
    """The pulse of ESC p (see `devices/printers/escpos.py`); here without its library."""
    return b"\x1bp" + (b"\x01" if pin == "5" else b"\x00") + b"\x19\xfa"



def _pulse(options: Options) -> bytes:
    from devices.drawers import pulse_of

    return pulse_of(PULSE.of(options))
