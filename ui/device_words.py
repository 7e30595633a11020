"""Devices in words: what each kind is called, what a driver asks for, and how a device stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.core.devices.views import DriverView
from app.kernel.i18n import _

KINDS: Mapping[str, str] = {
    "printer": _("Receipt printer"), "label_printer": _("Label printer"), "scale": _("Scale"),
    "label_scale": _("Scale that prints labels"), "drawer": _("Cash drawer"), "display": _("Customer display"),
    "scanner": _("Scanner"), "card_terminal": _("Card terminal"), "fiscal_register": _("Fiscal register"),
}
DRIVERS: Mapping[tuple[str, str], str] = {
    ("printer", "escpos"): _("ESC/POS: most printers"), ("display", "cd5220"): _("CD5220: most displays"),
    ("label_printer", "zpl"): "ZPL: Zebra", ("label_printer", "tspl"): "TSPL: TSC, Xprinter",
    ("label_printer", "epl"): "EPL: Eltron, Zebra LP",
    ("display", "window"): _("Second screen of this computer"),
    ("drawer", "serial"): _("With a cable of its own"), ("scanner", "serial"): _("At a COM port, or USB-COM"),
}
"""Of those whose title says nothing to a shop owner."""
ADDRESS_NOTE = _("Choose it from the list, or type it: {forms}")
FORMS = {
    "printer": "tcp://192.168.1.50:9100, COM3, serial:/dev/ttyUSB0, file:/dev/usb/lp0, cups:NAME",
    "label_printer": "tcp://192.168.1.50:9100, COM3, file:/dev/usb/lp0, cups:NAME",
    "label_scale": "tcp://192.168.1.60, file:plu.txt", "card_terminal": "tcp://192.168.1.60:2000, COM3",
    "fiscal_register": "https://…, http://192.168.1.70:16732",
}
"""By kind: addresses as they are typed; at a serial port where nothing else is said."""
SERIAL_FORMS = "COM3, serial:/dev/ttyUSB0, tcp://192.168.1.50:4001"

OPTIONS: Mapping[str, str] = {
    "mode": _("Letters"), "page": _("Table of letters"), "slot": _("Number of that table"), "columns": _("Letters in a line"),
    "dots": _("Dots across the paper"), "cut": _("Cutting the paper"), "qr": _("QR codes"),
    "status": _("Ask the device how it is"), "pin": _("Where the drawer is plugged in"), "baud": _("Speed of the port"),
    "bits": _("Bits in a letter"), "parity": _("Parity"), "stop": _("Stop bits"), "ending": _("How a code ends"),
    "pulse": _("Bytes that open the drawer"), "start": _("Bytes sent first"), "dots_mm": _("Dots in a millimetre"),
    "gap_mm": _("Gap between two labels, mm"), "barcode": _("Layout of its barcodes"),
    "code": _("Code of the receipt"), "logo": _("Picture at the head"),
    "answer_s": _("Seconds that a customer has"), "deadline_s": _("Seconds to wait for an answer"),
    "screen": _("Where it opens"), "currency": _("Currency of the terminal"),
    "cashbox": _("Number of the cash register"), "login": _("Login"),
    "password": _("Password"), "api_key": _("API key"),
}
NOTES: Mapping[str, str] = {
    "mode": _("Drawn letters are right on every printer; a table is quicker."),
    "slot": _("Empty: Epson's number. The trial prints all tables with their numbers."),
    "dots": _("384 for paper of 58 mm, 576 for 80 mm."), "status": _("No for a device that never answers."),
    "baud": _("9600, 19200, 115200… Empty: as is usual for the device."),
    "pulse": _("Two digits or letters each, for example 07 or 1B 70 00 19 19."),
    "start": _("Only where the manual of the display asks for it, for example 1B 40."),
    "code": _("Scanned when goods come back."), "logo": _("A file on this computer: PNG, JPEG or BMP. Empty: none."),
    "currency": _("Three letters: KGS, KZT, RUB, UAH."),
    "barcode": _("For example 22IIIIIWWWWW. Empty: as the scale is set."),
}
NOTES_OF_KIND: Mapping[tuple[str, str], str] = {
    ("printer", "columns"): _("32 for paper of 58 mm, 42 or 48 for 80 mm."), ("display", "columns"): _("20 on most displays."),
}
_USUAL = _("As usual")
CHOICES: Mapping[tuple[str, str], str] = {
    ("mode", "raster"): _("Drawn"), ("mode", "codepage"): _("From a table"),
    ("page", "cp866"): _("CP866: Russian"), ("page", "cp1251"): _("CP1251: Ukrainian, Russian"),
    ("page", "rk1048"): _("RK1048: Kazakh, Kyrgyz"),
    ("cut", "full"): _("Through"), ("cut", "part"): _("Leave a bridge"), ("cut", "none"): _("Do not cut"),
    ("code", "qr"): _("QR code"), ("code", "bars"): _("Bars"), ("code", "both"): _("Both"), ("code", "none"): _("No code"),
    ("qr", "native"): _("The printer's own"), ("qr", "image"): _("Drawn"),
    ("status", "asked"): _("Yes"), ("status", "never"): _("No"),
    ("pin", "2"): _("Pin 2 (usual)"), ("pin", "5"): _("Pin 5"),
    ("bits", ""): _USUAL, ("parity", ""): _USUAL, ("stop", ""): _USUAL,
    ("parity", "N"): _("None"), ("parity", "E"): _("Even"), ("parity", "O"): _("Odd"),
    ("screen", "second"): _("Only on a second screen"), ("screen", "any"): _("On this screen too"),
    ("ending", "suffix"): _("With Enter (usual)"), ("ending", "silence"): _("With a pause"),
    ("dots_mm", "8"): "8 (203 dpi)", ("dots_mm", "12"): "12 (300 dpi)", ("dots_mm", "24"): "24 (600 dpi)",
}
"""By option and value; what is not here is called as it is."""
OF_A_PORT = ("baud", "bits", "parity", "stop")
OF_A_TABLE = ("page", "slot")
"""Shown only where they matter: at a serial port, for letters from a table."""

SCALE_OUTCOMES: Mapping[str, str] = {
    "new": _("new"), "changed": _("changed"), "sent": _("sent"), "unchanged": _("unchanged"), "refused": _("not taken"),
    "unknown": _("nobody knows"), "unsent": _("not sent"), "left": _("still in the scale"),
}
"""What became of one product that a label scale was told."""
STATES: Mapping[str, tuple[str, str]] = {
    "ready": (_("ready"), "primary"), "paper_low": (_("little paper"), "warn"), "paper_out": (_("no paper"), "bad"),
    "cover_open": (_("cover open"), "bad"), "error": (_("has stopped"), "bad"), "offline": (_("no answer"), "bad"),
    "dead": (_("no answer"), "bad"), "over": (_("too much on it"), "bad"), "under": (_("below zero"), "bad"),
    "well": (_("tried: works"), "primary"), "doubt": (_("tried: look at it"), "warn"), "bad": (_("tried: does not work"), "bad"),
    "newer": (_("needs a newer Duken"), "warn"),
}
"""Of a device in the list: words, and their colour."""


def driver_words(kind: str, driver: DriverView) -> str:
    """What a driver is called, still to be put into a language."""
    return DRIVERS.get((kind, driver.name), driver.title)


def note_of(kind: str, option: str) -> str:
    """What an option means, beside its name; empty where its name says it."""
    return NOTES_OF_KIND.get((kind, option), NOTES.get(option, ""))


def address_note(kind: str, say: Callable[[str], str]) -> str:
    """How the address of such a device is written."""
    return say(ADDRESS_NOTE).format(forms=FORMS.get(kind, SERIAL_FORMS))
