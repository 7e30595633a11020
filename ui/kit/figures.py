"""Words on the left, a figure on the right, a hairline between two lines: what every report is made of."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.kit.painting import write
from ui.kit.parts import UpAndDown, column, frame
from ui.kit.theme import THEME, colour, font, px, text_width
from ui.kit.tokens import BODY, BOLD, LARGE, MEDIUM, REGULAR, SMALL

_ROW = 36


@dataclass(frozen=True, slots=True)
class Line:
    """One line; a title has no figure, a note stands small below the words."""

    words: str
    figure: str = ""
    note: str = ""
    strong: bool = False
    is_title: bool = False
    ink: str = "text"


class Figures(QWidget):
    """Lines of words and figures; filled as a whole. A figure that has no room beside its words stands below them."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        THEME.changed.connect(self._fit)
        self._fit()

    def clear(self) -> None:
        """Nothing stands here."""
        self.lines = []
        self._fit()

    def title(self, words: str) -> None:
        """What the lines below are about."""
        self._add(Line(words, is_title=True))

    def line(self, words: str, figure: str, *, note: str = "", strong: bool = False, ink: str = "text") -> None:
        """One line; `strong` is a sum of the others."""
        self._add(Line(words, figure, note, strong, ink=ink))

    def sizeHint(self) -> QSize:
        return QSize(px(200), self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, y = QPainter(self), 0
        for place, line in enumerate(self.lines):
            height = self._height(line, place)
            if line.is_title:
                painter.setFont(font(BODY, BOLD))
                painter.setPen(colour("text"))
                painter.drawText(0, y, self.width(), height - px(8), Qt.AlignmentFlag.AlignBottom, line.words)
            else:
                self._paint(painter, line, y, height)
                painter.fillRect(0, y + height - 1, self.width(), 1, colour("line"))
            y += height

    def _paint(self, painter: QPainter, line: Line, y: int, height: int) -> None:
        size, weight = (LARGE, BOLD) if line.strong else (BODY, MEDIUM)
        figure = text_width(line.figure, size, weight)
        top = _ROW if line.note or self._is_broken(line) else 0
        room = self.width() - (0 if self._is_broken(line) else figure + px(12))
        ink, thick = ("text", MEDIUM) if line.strong else ("muted", REGULAR)
        write(painter, QRect(0, y, room, px(top) or height), line.words, size, thick, ink=ink)
        write(painter, QRect(0, y + px(28), self.width(), px(20)), line.note, SMALL, ink="muted")
        down = height - px(_ROW) + px(4) if self._is_broken(line) else 0
        box = QRect(0, y + down, self.width(), px(_ROW) if top else height)
        write(painter, box, line.figure, size, weight, ink=line.ink, right=True, whole=True)

    def _add(self, line: Line) -> None:
        self.lines.append(line)
        self._fit()

    def _is_broken(self, line: Line) -> bool:
        size = LARGE if line.strong else BODY
        both = text_width(line.words, size, MEDIUM) + text_width(line.figure, size, BOLD if line.strong else MEDIUM)
        return bool(line.figure) and both + px(12) > self.width()

    def _height(self, line: Line, place: int) -> int:
        if line.is_title:
            return px(30) if not place else px(48)
        return px(_ROW) + (px(18) if line.note else 0) + (px(22) if self._is_broken(line) else 0)

    def _fit(self) -> None:
        self.setFixedHeight(sum(self._height(line, place) for place, line in enumerate(self.lines)))
        self.setAccessibleName("; ".join(f"{line.words} {line.figure}".strip() for line in self.lines))
        self.update()


def card(*parts: QWidget | int, margin: int = 20, gap: int = 8) -> QFrame:
    """A card around parts under each other."""
    made = frame("card")
    made.setLayout(column(*parts, gap=gap, margin=margin))
    return made


def scrolled(inside: QWidget) -> QScrollArea:
    """Something that may be taller than its place: it scrolls up and down, never sideways."""
    area = UpAndDown()
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.viewport().setAutoFillBackground(False)
    inside.setAutoFillBackground(False)
    return area


def empty(layout: QVBoxLayout) -> None:
    """Take everything out of a layout."""
    while (old := layout.takeAt(0)) is not None:
        widget = old.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
