"""The drivers that there are, by kind of device and by name, with what each asks for. Nothing is loaded before it is wanted."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel.errors import RuleBroken
from devices.line import LineSettings
from devices.options import (
    BAUD,
    CODE,
    COLUMNS,
    CUT,
    DOTS,
    LINE,
    LOGO,
    MODE,
    PAGE,
    PIN,
    QR,
    SLOT,
    STATUS,
    Driver,
    Option,
    line_settings,
)

ENDING = Option("ending", choices=("suffix", "silence"))
PULSE = Option("pulse", "07")
SCREEN = Option("screen", choices=("second", "any"))
"""Of the window for customers: only where there is a second screen, or (to try it) on the only one too."""
WIDTH, START = Option("columns", "20"), Option("start")
DOTS_MM, GAP_MM = Option("dots_mm", choices=("8", "12", "24")), Option("gap_mm", "2")
BARCODE = Option("barcode")
ANSWER_S, CURRENCY = Option("answer_s", "90"), Option("currency", "UAH")
DEADLINE_S, CASHBOX = Option("deadline_s", "20"), Option("cashbox")
LOGIN, PASSWORD, API_KEY = (Option(name, is_secret=True) for name in ("login", "password", "api_key"))


def _by_name(*drivers: Driver) -> dict[str, Driver]:
    return {driver.name: driver for driver in drivers}


def _scales() -> dict[str, Driver]:
    """One driver a protocol."""
    from devices.scales.protocols import PROTOCOLS

    return {name: Driver(name, found.title, LINE, is_verified=found.is_verified) for name, found in PROTOCOLS.items()}


_FIXED = {
    "printer": _by_name(Driver("escpos", "ESC/POS", (MODE, PAGE, SLOT, COLUMNS, DOTS, CUT, CODE, QR, LOGO, STATUS, PIN, BAUD))),
    "drawer": _by_name(Driver("serial", "Serial", (PULSE, *LINE))),
    "display": _by_name(
        Driver("cd5220", "CD5220", (PAGE, SLOT, WIDTH, START, *LINE)),
        Driver("escpos", "ESC/POS", (PAGE, SLOT, WIDTH, START, *LINE), is_verified=False),
        Driver("window", "Second screen", (SCREEN,), needs_address=False),
    ),
    "scanner": _by_name(Driver("serial", "Serial / USB-CDC", (ENDING, *LINE))),
    "label_printer": _by_name(
        *(Driver(form, form.upper(), (DOTS_MM, GAP_MM, BAUD)) for form in ("zpl", "tspl", "epl"))
    ),
    "label_scale": _by_name(
        Driver("cas", "CAS CL5000", (BARCODE,)), Driver("massa-k", "Massa-K", is_verified=False),
        *(Driver(maker.lower(), maker, is_verified=False) for maker in ("Rongta", "Aclas", "Dahua")),
    ),
    "card_terminal": _by_name(
        Driver("privatbank", "PrivatBank", (ANSWER_S, CURRENCY, *LINE), is_verified=False),
    ),
    "fiscal_register": _by_name(
        Driver("atol_web", "ATOL 10", (DEADLINE_S,), is_verified=False, country="RU"),
        Driver(
            "webkassa", "Webkassa", (LOGIN, PASSWORD, API_KEY, CASHBOX, DEADLINE_S), is_verified=False, country="KZ"
        ),
    ),
}


def drivers(kind: str) -> dict[str, Driver]:
    """All for a kind of device; none for a kind that no driver is there for."""
    return _scales() if kind == "scale" else _FIXED.get(kind, {})


def driver(kind: str, name: str) -> Driver:
    """Refused: `device.unknown_driver`."""
    known = drivers(kind)
    if name not in known:
        raise RuleBroken("device.unknown_driver", driver=name[:40], known=", ".join(known) or "—")
    return known[name]


def check_options(kind: str, name: str, options: Mapping[str, str]) -> None:
    """Whether a driver knows these options, and these values. Refused: `device.unknown_driver`, `device.wrong_option`,
    `drawer.pulse_wrong`, `settings.secret_in_keyring` (a secret stands in no file)."""
    from devices import making

    known = {option.name: option for option in driver(kind, name).options}
    for key, value in options.items():
        if key not in known:
            raise RuleBroken("device.wrong_option", option=key[:40], value=value[:40])
        if known[key].is_secret:
            raise RuleBroken("settings.secret_in_keyring", key=key)
        known[key].of(options)
    line_settings(options, LineSettings())
    making.check(kind, name, options)
