"""A slip as ESC/POS in a table of letters: one pinned table for the whole job, so that no line depends on the one before it.

The words of the language come from python-escpos; its encoder, which hops between tables, and its transports are not used.
"""

from __future__ import annotations

from escpos import constants

from app.kernel.slip import Line, Row, Slip, SlipPart, Square
from devices.printers.pages import CodePage
from devices.printers.raster import Drawing, raster_bytes

INIT: bytes = constants.HW_INIT
CHINESE_OFF = b"\x1c."
"""Many printers start in a mode that takes two bytes above 0x7F for one Chinese letter (FS . leaves it)."""
KICK_PIN_2, KICK_PIN_5 = b"\x1bp\x00\x19\xfa", b"\x1bp\x01\x19\xfa"
"""The pulse to the drawer: ESC p m t1 t2, here 50 ms on and 500 ms off."""
_PAGE: bytes = constants.CODEPAGE_CHANGE
_BOLD: dict[bool, bytes] = constants.TXT_STYLE["bold"]
_LARGE: dict[bool, bytes] = {False: constants.TXT_SIZE + b"\x00", True: constants.TXT_SIZE + b"\x01"}
_CENTRE: bytes = constants.TXT_STYLE["align"]["center"]
_LEFT: bytes = constants.TXT_STYLE["align"]["left"]
_FEED = b"\x1bd\x05"
CUTS: dict[str, bytes] = {
    "full": _FEED + constants.PAPER_FULL_CUT, "part": _FEED + constants.PAPER_PART_CUT, "none": _FEED,
}


def begin(page: CodePage) -> bytes:
    """The printer as it was when it was switched on, with this table of letters."""
    return INIT + CHINESE_OFF + _PAGE + bytes((page.slot,))


def code_page_bytes(
    slip: Slip, page: CodePage, *, columns: int, dots: int = 576, cut: str = "full", native_qr: bool = True
) -> bytes:
    """The whole job: each letter one byte of the table, or its documented neighbour; a line that has neither is drawn.

    `columns` of the printer's own letters, `dots` across the paper, `cut` full, part or none. A QR code is the printer's own
    (`native_qr`), or drawn. Raises KeyError for another `cut`.
    """
    drawing = Drawing(dots=dots, columns=columns)
    parts = [begin(page)]
    for part in slip:
        typed = _typed(part, page, columns, native_qr=native_qr)
        parts.append(raster_bytes(drawing.part(part)) if typed is None else typed)
    return b"".join((*parts, CUTS[cut]))


def _typed(part: SlipPart, page: CodePage, columns: int, *, native_qr: bool) -> bytes | None:
    match part:
        case Row():
            return _row(part, page, columns)
        case Line():
            return b"-" * columns + b"\n"
        case Square():
            return _CENTRE + qr_bytes(part.content) + _LEFT if native_qr else None


def _row(row: Row, page: CodePage, columns: int) -> bytes | None:
    left, right = page.encoded(row.left), page.encoded(row.right)
    if left is None or right is None:
        return None
    free = max(0, columns - len(left) - len(right))
    text = b" " * (free // 2) + left if row.centre else left + b" " * (free if right else 0) + right
    if row.strong or row.large:
        return b"".join((_BOLD[row.strong], _LARGE[row.large], text, b"\n", _LARGE[False], _BOLD[False]))
    return text + b"\n"


def qr_bytes(content: str, *, module: int = 6) -> bytes:
    """The printer's own QR code (GS ( k): model 2, `module` dots a square, level M. Raises ValueError above 7,000 bytes."""
    body = content.encode()
    if len(body) > 7000:
        raise ValueError("too long for a QR code")
    return b"".join(
        _QR + len(part).to_bytes(2, "little") + part
        for part in (b"1A2\x00", b"1C" + bytes((module,)), b"1E1", b"1P0" + body, b"1Q0")
    )


_QR = b"\x1d(k"
