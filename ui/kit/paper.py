"""A document as it looks on paper: the same parts as in print, in the letters of the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.documents.blocks import Block, Centre, Code, Pair, Rule, Signature, Text
from app.core.documents.showing import Shown
from ui.kit.theme import colour, font, px, text_width
from ui.kit.tokens import BODY, BOLD, LARGE, REGULAR, SMALL

_MARGIN = 20
Draw = Callable[[QPainter, QRect], None]


@dataclass(frozen=True, slots=True)
class _Strip:
    top: int
    height: int
    draw: Draw


class Paper(QWidget):
    """One document; as high as it needs, and only what is in sight is painted."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Shown | None = None
        self._strips: list[_Strip] = []
        self._height = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_document(self, shown: Shown | None) -> None:
        """Another one, or none."""
        if shown is not self._shown:
            self._shown = shown
            self.setAccessibleName(shown.title if shown else "")
            self.setAccessibleDescription("\n".join(map(_read_aloud, shown.blocks)) if shown else "")
            self._lay_out()

    def sizeHint(self) -> QSize:
        return QSize(px(340), self._height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        seen = event.rect()
        painter.fillRect(seen, colour("surface"))
        for strip in self._strips:
            if strip.top + strip.height >= seen.top() and strip.top <= seen.bottom():
                strip.draw(painter, QRect(px(_MARGIN), strip.top, self._inner, strip.height))

    @property
    def _inner(self) -> int:
        return max(px(160), self.width() - 2 * px(_MARGIN))

    def _lay_out(self) -> None:
        self._strips, top = [], px(_MARGIN)
        for block in self._shown.blocks if self._shown else ():
            for height, draw in self._drawn(block):
                self._strips.append(_Strip(top, height, draw))
                top += height
        self._height = top + px(_MARGIN)
        self.setFixedHeight(self._height)
        self.update()

    def _drawn(self, block: Block) -> Iterator[tuple[int, Draw]]:
        match block:
            case Centre():
                size = LARGE if block.large else BODY
                yield self._words(block.text, size, BOLD if block.strong else REGULAR, Qt.AlignmentFlag.AlignHCenter)
            case Text():
                yield self._words(block.text, BODY, BOLD if block.strong else REGULAR, Qt.AlignmentFlag.AlignLeft)
            case Pair():
                yield self._pair(block)
            case Rule():
                yield px(17), _rule
                if block.title:
                    yield self._words(block.title, SMALL, BOLD, Qt.AlignmentFlag.AlignLeft)
            case Code():
                yield self._code(block.content)
            case Signature():
                yield px(16), lambda _painter, _box: None
                yield self._pair(Pair(block.title, "_" * 16))

    def _words(self, text: str, size: int, weight: int, side: Qt.AlignmentFlag, *, ink: str = "text") -> tuple[int, Draw]:
        height = _height_of(text, self._inner, size, weight)

        def draw(painter: QPainter, box: QRect) -> None:
            painter.setFont(font(size, weight))
            painter.setPen(colour(ink))
            painter.drawText(box, int(side) | _wrap(text, box.width(), size, weight), text)

        return height + px(4), draw

    def _pair(self, block: Pair) -> tuple[int, Draw]:
        size, weight = LARGE if block.large else BODY, BOLD if block.strong else REGULAR
        inset = px(16) if block.inset else 0
        figure = text_width(block.right, size, weight)
        free = self._inner - inset - figure - px(12)
        if free < max(px(80), _widest_word(block.left, size, weight)):
            free = self._inner - inset
        height = _height_of(block.left, free, size, weight)
        own_line = free > self._inner - inset - figure - px(12) and bool(block.right)
        line = QFontMetrics(font(size, weight)).lineSpacing()

        def draw(painter: QPainter, box: QRect) -> None:
            painter.setFont(font(size, weight))
            painter.setPen(colour("muted" if block.inset else "text"))
            words = QRect(box.left() + inset, box.top(), free, height)
            wrap = _wrap(block.left, free, size, weight)
            painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft) | wrap, block.left)
            painter.setPen(colour("text"))
            base = QRect(box.left(), box.top(), box.width(), height + (line if own_line else 0))
            painter.drawText(base, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, block.right)

        return height + (line if own_line else 0) + px(4), draw

    def _code(self, content: str) -> tuple[int, Draw]:
        squares = self._shown.squares.get(content, ()) if self._shown else ()
        count = len(squares) + 8  # four squares around it stay free
        step = max(1, px(132) // count)

        def draw(painter: QPainter, box: QRect) -> None:
            left = box.left() + (box.width() - count * step) // 2
            top = box.top() + px(12)
            painter.fillRect(left, top, count * step, count * step, QColor("white"))
            for y, squares_in_row in enumerate(squares, 4):
                for x, is_dark in enumerate(squares_in_row, 4):
                    if is_dark:
                        painter.fillRect(left + x * step, top + y * step, step, step, QColor("black"))

        return count * step + px(16), draw


def _read_aloud(block: Block) -> str:
    match block:
        case Pair():
            return f"{block.left} {block.right}"
        case Centre() | Text():
            return block.text
        case Rule() | Signature():
            return block.title
        case Code():
            return ""


def _rule(painter: QPainter, box: QRect) -> None:
    painter.fillRect(box.left(), box.top() + box.height() // 2, box.width(), 1, colour("line"))


def _widest_word(text: str, size: int, weight: int) -> int:
    return max((text_width(word, size, weight) for word in text.split()), default=0)


def _wrap(text: str, width: int, size: int, weight: int) -> int:
    """Lines end between words; only where a word is longer than a line it is broken."""
    is_too_long = _widest_word(text, size, weight) > width
    return int(Qt.TextFlag.TextWrapAnywhere if is_too_long else Qt.TextFlag.TextWordWrap)


def _height_of(text: str, width: int, size: int, weight: int) -> int:
    room = QFontMetrics(font(size, weight)).boundingRect(0, 0, width, 100_000, _wrap(text, width, size, weight), text)
    return room.height()
