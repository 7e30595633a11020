"""A document as PDF: 80 mm roll or A4, in Roboto, which has every letter of our languages. Same document, same bytes."""

from __future__ import annotations

import io
import re
import threading
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from app.core.documents.blocks import Block, Centre, Code, Pair, Rule, Signature, Text
from app.core.documents.layout import blocks, title
from app.core.documents.qr import qr_matrix
from app.core.documents.views import CashOrderView, Document, XView, ZView
from app.core.documents.wrapping import SHAPELESS, wrapped

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_PLAIN, _STRONG = "Duken", "Duken-Bold"
MISSING = "\u25ca"
"""A lozenge, ◊: what stands for a letter or a picture that Roboto has not. It has no box, and `?` reads like a doubt."""

_ONE_AT_A_TIME = threading.Lock()
"""Two threads may want a PDF at once, and reportlab reads all letters of a font by one mark in its file: what a second thread
reads meanwhile is another letter, or none."""
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_GREY, _LIGHT = (0x60, 0x60, 0x60), (0xD8, 0xD8, 0xD8)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A size of paper in points (1/72 inch). `grows` cuts the page where the document ends, like a roll; `ruled` leads the
    eye from a word to its far figure by a hair line."""

    width: int
    most_height: int
    margin: int
    size: int
    large: int
    code: int
    grows: bool
    ruled: bool = False

    @property
    def inner(self) -> int:
        """How wide the text may be."""
        return self.width - 2 * self.margin


ROLL = Sheet(width=227, most_height=14_000, margin=12, size=8, large=12, code=84, grows=True)
"""80 mm; a PDF page may be 14,400 points high (ISO 32000-1, annex C), a longer receipt goes on on a second one."""

A4 = Sheet(width=595, most_height=842, margin=64, size=10, large=15, code=110, grows=False)
REPORT = Sheet(width=595, most_height=842, margin=54, size=9, large=14, code=110, grows=False, ruled=True)

Draw = Callable[["Canvas", int], None]
"""Draws one strip of paper whose upper edge is at that height."""


@dataclass(frozen=True, slots=True)
class _Strip:
    """A piece of paper that is not cut in two; `leads` begins a section."""

    height: int
    draw: Draw
    leads: bool = False


def sheet_of(document: Document) -> Sheet:
    """Reports and cash orders are filed, so they are A4; what a customer takes along is a roll."""
    if isinstance(document, XView | ZView):
        return REPORT
    return A4 if isinstance(document, CashOrderView) else ROLL


def pdf_bytes(document: Document, *, language: str, sheet: Sheet | None = None) -> bytes:
    """The document as a PDF whose text can be searched and copied; the same document always gives the same bytes."""
    return blocks_pdf(
        blocks(document, language=language, with_symbol=True), name=title(document, language=language),
        author=document.head.company, language=language, paper=sheet or sheet_of(document),
    )


def blocks_pdf(content: Sequence[Block], *, name: str, author: str, language: str, paper: Sheet) -> bytes:
    """Blocks on a paper of that size, as a PDF with that name and author."""
    from reportlab.pdfgen.canvas import Canvas  # late: 200 ms that a till need not spend before its first PDF

    target = io.BytesIO()
    with _ONE_AT_A_TIME:
        _register_fonts()
        strips = [strip for block in content for strip in _strips(block, paper)]
        pages = list(_pages(strips, paper))
        _write_pages(Canvas(target, invariant=1, lang=language), pages, name=name, author=author, paper=paper)
    return target.getvalue()


def _write_pages(canvas: Canvas, pages: Sequence[list[_Strip]], *, name: str, author: str, paper: Sheet) -> None:
    canvas.setTitle(name)
    canvas.setAuthor(author)
    canvas.setCreator("Duken")
    for number, page in enumerate(pages, 1):
        height = 2 * paper.margin + _height(page) if paper.grows else paper.most_height
        canvas.setPageSize((paper.width, height))
        _draw_page(canvas, page, height - paper.margin)
        if not paper.grows and len(pages) > 1:
            foot = f"{name} · {number} / {len(pages)}"
            _write(canvas, paper.width - paper.margin, paper.margin // 2, foot, right=True, colour=_GREY)
        canvas.showPage()
    canvas.save()


def _pages(strips: Sequence[_Strip], paper: Sheet) -> Iterator[list[_Strip]]:
    """A section goes to the next page as a whole; only one that is longer than a page is cut."""
    room = paper.most_height - 2 * paper.margin
    page: list[_Strip] = []
    for section in _sections(strips):
        if page and _height(page) + _height(section) > room >= _height(section):
            yield page
            page = []
        used = _height(page)
        for strip in section:
            if page and used + strip.height > room:
                yield page
                page, used = [], 0
            page.append(strip)
            used += strip.height
    yield page


def _sections(strips: Sequence[_Strip]) -> Iterator[list[_Strip]]:
    section: list[_Strip] = []
    for strip in strips:
        if strip.leads and section:
            yield section
            section = []
        section.append(strip)
    yield section


def _height(strips: Sequence[_Strip]) -> int:
    return sum(strip.height for strip in strips)


def _draw_page(canvas: Canvas, page: Sequence[_Strip], top: int) -> None:
    for strip in page:
        strip.draw(canvas, top)
        top -= strip.height


def _strips(block: Block, paper: Sheet) -> Iterator[_Strip]:
    match block:
        case Centre():
            yield from _centred(block, paper)
        case Text():
            yield from _text(block, paper)
        case Pair():
            yield from _pair(block, paper)
        case Rule():
            yield _rule(block, paper)
        case Code():
            yield _code(block.content, paper)
        case Signature():
            yield _signature(block, paper)


def _centred(block: Centre, paper: Sheet) -> Iterator[_Strip]:
    font, size = _STRONG if block.strong else _PLAIN, paper.large if block.large else paper.size
    for line in _wrap(block.text, paper.inner, font, size):
        yield _Strip(_leading(size), _line_of(line, paper.width // 2, font, size, centred=True))
    if block.large:
        yield _Strip(paper.size // 2, lambda _canvas, _top: None)


def _text(block: Text, paper: Sheet) -> Iterator[_Strip]:
    font = _STRONG if block.strong else _PLAIN
    for line in _wrap(block.text, paper.inner, font, paper.size):
        yield _Strip(_leading(paper.size), _line_of(line, paper.margin, font, paper.size))


def _pair(block: Pair, paper: Sheet) -> Iterator[_Strip]:
    """Words on the left, the figure whole on the right."""
    font, size = _STRONG if block.strong else _PLAIN, paper.large if block.large else paper.size
    left, right = paper.margin + (size if block.inset else 0), drawable(block.right, font)
    edge = paper.width - paper.margin
    free = edge - left - _width(right, font, size) - size
    beside = free >= paper.inner // 3  # else the figure gets a line of its own
    words = _wrap(block.left, free if beside else edge - left, font, size) or [""]
    for line in words[:-1]:
        yield _Strip(_leading(size), _line_of(line, left, font, size))
    last = _line_of(words[-1], left, font, size)
    if not beside:
        yield _Strip(_leading(size), last)
        for line in _wrap(block.right, edge - paper.margin, font, size):
            yield _Strip(_leading(size), _line_of(line, edge, font, size, right=True))
        return
    figure = _line_of(right, edge, font, size, right=True)

    def draw(canvas: Canvas, top: int) -> None:
        last(canvas, top)
        figure(canvas, top)
        if paper.ruled:
            _hair(canvas, paper, top - _leading(size), _LIGHT)

    yield _Strip(_leading(size) + (2 if paper.ruled else 0), draw)


def _rule(block: Rule, paper: Sheet) -> _Strip:
    above = paper.size // 2
    height = above + (_leading(paper.size) if block.title else 0) + above

    def draw(canvas: Canvas, top: int) -> None:
        if block.title:
            _line_of(drawable(block.title, _STRONG), paper.margin, _STRONG, paper.size)(canvas, top - above)
        _hair(canvas, paper, top - height + above, _GREY)

    return _Strip(height, draw, leads=True)


def _code(content: str, paper: Sheet) -> _Strip:
    matrix = qr_matrix(content)
    quiet = 4 * paper.code // len(matrix) + 1

    def draw(canvas: Canvas, top: int) -> None:
        path = canvas.beginPath()
        side = paper.code / len(matrix)
        left = (paper.width - paper.code) / 2
        for row, squares in enumerate(matrix):
            for column, length in _runs(squares):
                path.rect(left + column * side, top - quiet - (row + 1) * side, length * side, side)
        canvas.drawPath(path, stroke=0, fill=1)

    return _Strip(2 * quiet + paper.code, draw)


def _runs(squares: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Where dark squares begin and how many stand side by side."""
    start = None
    for column, dark in enumerate((*squares, False)):
        if dark and start is None:
            start = column
        elif not dark and start is not None:
            yield start, column - start
            start = None


def _signature(block: Signature, paper: Sheet) -> _Strip:
    height = 3 * paper.size

    def draw(canvas: Canvas, top: int) -> None:
        base = top - height
        _write(canvas, paper.margin, base + 3, drawable(block.title, _PLAIN), size=paper.size)
        _stroke(canvas, paper.width // 2, paper.width - paper.margin, base, _GREY)

    return _Strip(height + 2, draw)


def _line_of(text: str, x: int, font: str, size: int, *, centred: bool = False, right: bool = False) -> Draw:
    def draw(canvas: Canvas, top: int) -> None:
        _write(canvas, x, top - size, text, font=font, size=size, centred=centred, right=right)

    return draw


def _write(
    canvas: Canvas, x: int, y: int, text: str, *, font: str = _PLAIN, size: int = 8, centred: bool = False,
    right: bool = False, colour: tuple[int, int, int] = (0, 0, 0),
) -> None:
    canvas.setFillColorRGB(*(part / 255 for part in colour))
    canvas.setFont(font, size)
    put = canvas.drawCentredString if centred else canvas.drawRightString if right else canvas.drawString
    put(x, y, text)


def _hair(canvas: Canvas, paper: Sheet, y: int, colour: tuple[int, int, int]) -> None:
    _stroke(canvas, paper.margin, paper.width - paper.margin, y, colour)


def _stroke(canvas: Canvas, left: int, right: int, y: int, colour: tuple[int, int, int]) -> None:
    canvas.setStrokeColorRGB(*(part / 255 for part in colour))
    canvas.setLineWidth(1 / 2)
    canvas.line(left, y, right, y)


def _leading(size: int) -> int:
    return size + size // 3


def _wrap(text: str, width: float, font: str, size: int) -> list[str]:
    return wrapped(drawable(text, font), width, lambda part: _width(part, font, size))


def _width(text: str, font: str, size: int) -> float:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    width: float = stringWidth(text, font, size)
    return width


def drawable(text: str, font: str) -> str:
    """`printable` text in the letters of one of our two fonts: one `MISSING` for each character that people see and the font has
    not (a flag, a letter with its accents), and nothing for what has no shape of its own."""
    if text.isascii():
        return text
    drawn: list[str] = []
    for char in _FLAG.sub(SHAPELESS, text):
        letter = _letter(char, font)
        if letter and not (drawn[-1:] == [MISSING] and _is_mark(letter)):
            drawn.append(letter)
    return "".join(drawn)


@lru_cache(4096)
def _letter(char: str, font: str) -> str:
    from reportlab.pdfbase.pdfmetrics import getFont

    _register_fonts()
    if char != SHAPELESS and ord(char) in getFont(font).face.charToGlyph:  # type: ignore[attr-defined]
        return char
    return "" if _is_mark(char) or unicodedata.category(char) == "Cf" else MISSING


def _is_mark(char: str) -> bool:
    return unicodedata.category(char).startswith("M")


@contextmanager
def own_fonts() -> Iterator[tuple[str, str]]:
    """The names of the plain and the strong font, while one PDF is made; whoever wants another waits."""
    with _ONE_AT_A_TIME:
        _register_fonts()
        yield _PLAIN, _STRONG


@cache
def _register_fonts() -> None:
    from font_roboto import Roboto, RobotoBold
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    registerFont(TTFont(_PLAIN, Roboto))
    registerFont(TTFont(_STRONG, RobotoBold))
