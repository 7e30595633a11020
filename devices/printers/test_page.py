"""A page to choose a printer's letters by: each table by its number, drawn letters, a QR code. Whoever looks at it knows."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel.slip import Line, Row, Square
from devices.making import columns_of
from devices.options import CUT, DOTS
from devices.printers.escpos import CUTS, begin
from devices.printers.pages import PAGES, CodePage
from devices.printers.raster import Drawing, raster_bytes

SAMPLE = "Ёж, чай; Қазақ ңғүұқөһі; Өмүр ң; Її Єє Ґґ"
SLOTS = {"cp866": (17, 59, 37, 7, 10, 9), "cp1251": (46, 73, 51, 6, 34), "rk1048": (53,)}
"""The numbers that makers give to a table (python-escpos' profiles); the first is Epson's."""


def tables() -> list[tuple[str, int]]:
    """The tables of letters on the page, in their order: name and number."""
    return [(name, slot) for name, slots in SLOTS.items() for slot in slots]


def page(options: Mapping[str, str]) -> bytes:
    """The whole job. Refused: `device.wrong_option`."""
    columns, dots = columns_of(options), DOTS.number_of(options, 192, 832)
    parts = []
    for name, slot in tables():
        table = CodePage(name, PAGES[name][0].lower(), slot)
        parts.append(begin(table) + f"{name} {slot}: ".encode("ascii") + (table.encoded(SAMPLE) or b"") + b"\n")
    drawn = (Line(), Row("raster", strong=True), Row(SAMPLE), Row("₸ ₽ ₴ « » — №"), Square("DUKEN"))
    pictures = [raster_bytes(Drawing(dots=dots, columns=columns).part(part)) for part in drawn]
    return b"".join((*parts, *pictures, CUTS[CUT.of(options)]))
