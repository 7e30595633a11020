"""A document as a slip for a receipt printer, and as plain lines; no line is too wide, and no sum is ever broken."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.documents.blocks import Block, Centre, Code, Pair, Rule, Signature, Text
from app.core.documents.layout import blocks
from app.core.documents.views import Document
from app.core.documents.wrapping import SHAPELESS, cells, wrapped
from app.kernel.slip import Bars, Line, Picture, Row, Slip, SlipPart, Square

COLUMNS = (32, 42, 48)
"""What printers have: 58 mm paper, and 80 mm paper in two sizes of letters."""

_INSET = "  "


def slip(document: Document, columns: int, language: str) -> Slip:
    """The document as rows of at most `columns` (East Asian wide letters count two), lines across, and QR codes."""
    return tuple(part for block in blocks(document, language=language) for part in _parts(block, columns))


def lines(document: Document, columns: int, language: str) -> list[str]:
    """The same as text, each line at most `columns` wide, without line ends; a QR code is its content.

    What has no shape is `?`: a receipt printer knows that sign in every one of its tables of letters.
    """
    found = (line for part in slip(document, columns, language) for line in _lines(part, columns))
    return [line.replace(SHAPELESS, "?") for line in found]


def text_bytes(document: Document, *, columns: int, language: str) -> bytes:
    """The same as the bytes of a print job: UTF-8, a line feed behind each line, room to tear it off at the end."""
    return "".join(f"{line}\n" for line in [*lines(document, columns, language), "", "", ""]).encode()


def _parts(block: Block, columns: int) -> Iterator[SlipPart]:
    match block:
        case Centre():
            for line in wrapped(block.text, columns, cells):
                yield Row(line, centre=True, strong=block.strong, large=block.large)
        case Text():
            yield from (Row(line, strong=block.strong) for line in wrapped(block.text, columns, cells))
        case Pair():
            yield from _pair(block, columns)
        case Rule():
            yield Line()
            yield from (Row(line) for line in wrapped(block.title, columns, cells))
        case Code():
            yield Square(block.content, block.number)
        case Signature():
            yield Row()
            yield from _pair(Pair(block.title, "_" * (columns // 2)), columns)


def _pair(block: Pair, columns: int) -> Iterator[Row]:
    """The figure stands at the right edge of the last line of words, or on a line of its own where there is no room."""
    inset = _INSET if block.inset else ""
    words = [inset + line for line in wrapped(block.left, columns - len(inset), cells)]
    last = words.pop() if words else ""
    rows = [(line, "") for line in words]
    if not block.right or (last and columns - cells(last) - cells(block.right) < 1):
        rows += [(last, ""), *(("", line) for line in wrapped(block.right, columns, cells) if block.right)]
    else:
        rows.append((last, block.right))
    yield from (Row(left, right, strong=block.strong, large=block.large) for left, right in rows)


def _lines(part: SlipPart, columns: int) -> Iterator[str]:
    match part:
        case Row():
            free = columns - cells(part.left) - cells(part.right)
            yield " " * (free // 2) + part.left if part.centre else part.left + " " * (free if part.right else 0) + part.right
        case Line():
            yield "-" * columns
        case Bars():
            yield part.content
        case Picture():
            pass  # plain text shows none
        case Square():
            pieces = wrapped(part.content.replace(":", ": "), columns, cells)  # rather behind a colon than anywhere
            for piece in (piece.replace(": ", ":") for piece in pieces):
                yield " " * ((columns - cells(piece)) // 2) + piece
