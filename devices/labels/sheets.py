"""Labels as PDF on sheets: letters as letters, bars as lines, so that any printer has them sharp. Same labels, same bytes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, BinaryIO

from devices.labels.grid import Grid
from devices.labels.layout import PLAIN, STRONG, Modules, Words, laid_out
from devices.labels.template import Label, Template

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

DOTS_MM = 12
"""The layout is that of a printer of 300 dpi."""
_POINTS_MM = 72 / 25.4
_FONTS = {PLAIN: "DukenLabel", STRONG: "DukenLabel-Bold"}


class Sheets:
    """Takes labels one by one and fills sheet after sheet. Refused at the making: `label.sheet_wrong`."""

    def __init__(self, out: BinaryIO, template: Template, grid: Grid) -> None:
        from reportlab.pdfgen.canvas import Canvas  # late: 200 ms that a till need not spend before its first PDF

        grid.check()
        _register_fonts()
        self._grid, self._template = grid, template.within(*grid.cell)
        self._place = grid.first - 1
        self._canvas: Canvas = Canvas(out, pagesize=(grid.width * _POINTS_MM, grid.height * _POINTS_MM), invariant=1)
        self._canvas.setCreator("Duken")
        self._last: tuple[Label, tuple[Words | Modules, ...]] | None = None

    def put(self, label: Label) -> None:
        """In the next free place, in its middle."""
        if self._place == self._grid.places:
            self._canvas.showPage()
            self._place = 0
        x, y = self._grid.corner(self._place)
        wide, high = self._grid.cell
        self._draw(label, x + (wide - self._template.width) / 2, y + (high - self._template.height) / 2)
        self._place += 1

    def save(self) -> None:
        """Write the file; nothing of it is written before."""
        self._canvas.showPage()
        self._canvas.save()

    def _draw(self, label: Label, x: float, y: float) -> None:
        canvas = self._canvas
        canvas.saveState()
        dot = _POINTS_MM / DOTS_MM  # from here on all is in dots, and down is below nought
        canvas.transform(dot, 0, 0, dot, x * _POINTS_MM, (self._grid.height - y) * _POINTS_MM)
        for part in self._parts(label):
            if isinstance(part, Words):
                _write(canvas, part)
            else:
                _fill(canvas, part)
        canvas.restoreState()

    def _parts(self, label: Label) -> tuple[Words | Modules, ...]:
        """The same label again and again is laid out once."""
        if self._last is None or self._last[0] != label:
            self._last = label, tuple(laid_out(label, self._template, dots_mm=DOTS_MM))
        return self._last[1]


def _write(canvas: Canvas, words: Words) -> None:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    name = _FONTS[STRONG if words.strong else PLAIN]
    text = canvas.beginText(words.x, -words.base)
    text.setFont(name, words.size)
    if width := stringWidth(words.text, name, words.size):
        text.setHorizScale(round(100 * words.length / width, 1))  # letters in whole dots are a hair wider or narrower
    text.textOut(words.text)
    canvas.drawText(text)
    if words.crossed:
        above, thick = words.stroke
        canvas.setLineWidth(thick)
        canvas.line(words.x, above - words.base, words.x + words.length, above - words.base)


def _fill(canvas: Canvas, part: Modules) -> None:
    """All of it as one shape, in whole numbers: for decimals that there are not reportlab takes ten times as long."""
    bars: list[str] = []
    for number, row in enumerate(part.rows, 1):
        y, start = -part.y - number * part.tall, row.find("1")
        while start >= 0:
            end = row.find("0", start)
            end = len(row) if end < 0 else end
            bars.append(f"{part.x + start * part.side} {y} {(end - start) * part.side} {part.tall} re")
            start = row.find("1", end)
    canvas.addLiteral("\n".join((*bars, "f")))


@cache
def _register_fonts() -> None:
    from font_roboto import Roboto, RobotoBold
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    registerFont(TTFont(_FONTS[PLAIN], Roboto))
    registerFont(TTFont(_FONTS[STRONG], RobotoBold))
