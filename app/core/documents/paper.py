"""A document as lines of fixed width for a receipt printer; no line is too wide, and no sum is ever broken."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.documents.blocks import Block, Centre, Code, Pair, Rule, Signature, Text
from app.core.documents.layout import blocks
from app.core.documents.views import Document
from app.core.documents.wrapping import SHAPELESS, cells, wrapped

COLUMNS = (32, 42, 48)
"""What printers have: 58 mm paper, and 80 mm paper in two sizes of letters."""

_INSET = "  "


def lines(document: Document, columns: int, language: str) -> list[str]:
    """The document as text, each line at most `columns` wide (East Asian wide letters count two); without line ends.

    What has no shape is `?`: a receipt printer knows that sign in every one of its tables of letters.
    """
    found = (line for block in blocks(document, language=language) for line in _lines(block, columns))
    return [line.replace(SHAPELESS, "?") for line in found]


def text_bytes(document: Document, *, columns: int, language: str) -> bytes:
    """The same as the bytes of a print job: UTF-8, a line feed behind each line, room to tear it off at the end."""
    return "".join(f"{line}\n" for line in [*lines(document, columns, language), "", "", ""]).encode()


def _lines(block: Block, columns: int) -> Iterator[str]:
    match block:
        case Centre():
            yield from (_centred(line, columns) for line in wrapped(block.text, columns, cells))
        case Text():
            yield from wrapped(block.text, columns, cells)
        case Pair():
            yield from _pair(block, columns)
        case Rule():
            yield "-" * columns
            yield from wrapped(block.title, columns, cells)
        case Code():
            parts = wrapped(block.content.replace(":", ": "), columns, cells)  # rather behind a colon than anywhere
            yield from (_centred(part.replace(": ", ":"), columns) for part in parts)
        case Signature():
            yield ""
            yield from _pair(Pair(block.title, "_" * (columns // 2)), columns)


def _pair(block: Pair, columns: int) -> Iterator[str]:
    """The figure stands at the right edge of the last line of words, or on a line of its own where there is no room."""
    inset = _INSET if block.inset else ""
    words = [inset + line for line in wrapped(block.left, columns - len(inset), cells)]
    last = words.pop() if words else ""
    free = columns - cells(last) - cells(block.right)
    if not block.right or (last and free < 1):
        yield from words
        yield last
        yield from (_right(line, columns) for line in wrapped(block.right, columns, cells) if block.right)
    else:
        yield from words
        yield last + " " * free + block.right


def _centred(line: str, columns: int) -> str:
    return " " * ((columns - cells(line)) // 2) + line


def _right(line: str, columns: int) -> str:
    return " " * (columns - cells(line)) + line
