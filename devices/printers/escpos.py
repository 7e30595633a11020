"""A slip as ESC/POS in a table of letters: one pinned table for the whole job, so that no line depends on the one before it.

The words of the language come from python-escpos; its encoder, which hops between tables, and its transports are not used.
"""

from __future__ import annotations

from escpos import constants

from app.kernel.slip import Bars, Line, Picture, Row, Slip, SlipPart, Square
from devices.codes import has_right_check_digit
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
    slip: Slip, page: CodePage, *, columns: int, dots: int = 576, cut: str = "full", native_codes: bool = True
) -> bytes:
    """The whole job: each letter one byte of the table, or its documented neighbour; a line that has neither is drawn.

    `columns` of the printer's own letters, `dots` across the paper, `cut` full, part or none. Codes are the printer's own
    (`native_codes`), or drawn. Raises KeyError for another `cut`.
    """
    drawing = Drawing(dots=dots, columns=columns)
    parts = [begin(page)]
    for part in slip:
        typed = _typed(part, page, columns, native=native_codes)
        parts.append(raster_bytes(drawing.part(part)) if typed is None else typed)
    return b"".join((*parts, CUTS[cut]))


def _typed(part: SlipPart, page: CodePage, columns: int, *, native: bool) -> bytes | None:
    match part:
        case Row():
            return _row(part, page, columns)
        case Line():
            return b"-" * columns + b"\n"
        case Square():
            return _CENTRE + qr_bytes(part.content) + _LEFT if native else None
        case Bars():
            bars = bar_bytes(part.content) if native else None
            return _CENTRE + bars + _LEFT if bars is not None else None
        case Picture():
            return None


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
_BARS_HEAD = b"\x1dh\x50\x1dw\x02\x1dH\x02"
"""80 dots high, two dots a module, the text below (GS h, GS w, GS H)."""
_EAN_13, _EAN_8, _CODE_128 = 67, 68, 73
MOST_BARS = 40


def bar_bytes(content: str) -> bytes | None:
    """The printer's own barcode (GS k, function B); None for what has no bars."""
    if has_right_check_digit(content):
        kind, body = (_EAN_8, content) if len(content) == 8 else (_EAN_13, content.rjust(13, "0"))
    elif content and len(content) <= MOST_BARS and all(" " <= char <= "~" for char in content):
        kind, body = _CODE_128, "{B" + content.replace("{", "{{")
    else:
        return None
    return _BARS_HEAD + b"\x1dk" + bytes((kind, len(body))) + body.encode("ascii")
