"""A plot of figures as upright bars: one for each row of a table, the chosen one in the strong colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit.theme import colour, font, px, text_width
from ui.kit.tokens import BODY, MEDIUM, SMALL

LEAST, MOST = 3, 72
"""A bar is no narrower and no wider than this, in pixels at 100 %."""
_WORDS = 22
_GAP = 6


class Bar(NamedTuple):
    """`short` (else `words`) stands below it, `words` and `figure` (the value as people write it) above the chosen one."""

    words: str
    value: int
    figure: str
    short: str = ""


class Bars(QWidget):
    """Bars over one line; what is below nothing hangs from it. Where there are more than have room, the part around the chosen
    one is shown.

    Signals:
        chosen: the place of the bar that was touched.
    """

    chosen = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(px(120))
        self._bars: Sequence[Bar] = ()
        self._chosen = -1

    def sizeHint(self) -> QSize:
        return QSize(px(480), px(180))

    def show_bars(self, bars: Sequence[Bar], chosen: int) -> None:
        """These, with this one chosen (−1: none)."""
        if (bars, chosen) != (self._bars, self._chosen):
            self._bars, self._chosen = bars, chosen
            shown = bars[chosen] if 0 <= chosen < len(bars) else None
            self.setAccessibleDescription(f"{shown.words}: {shown.figure}" if shown else "")
            self.update()

    def place_at(self, x: int) -> int:
        """Which bar stands at this pixel from the left; −1 where none does."""
        first, count, step = self._part()
        place = (x - px(16)) // step if step else -1
        return first + place if 0 <= place < count else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position().toPoint().x())
        if place >= 0:
            self.chosen.emit(place)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._bars:
            return
        painter = QPainter(self)
        first, count, step = self._part()
        room = self.rect().adjusted(px(16), px(_WORDS + 4), -px(16), -px(_WORDS + 4))
        most = max(0, *(bar.value for bar in self._bars))
        least = min(0, *(bar.value for bar in self._bars))
        unit = room.height() / ((most - least) or 1)
        ground = room.top() + round(most * unit)
        for place in range(first, first + count):
            value = self._bars[place].value
            height = round(abs(value) * unit)
            gap = px(_GAP) if step > px(4 * LEAST) else 1
            box = QRect(room.left() + (place - first) * step, ground - height if value > 0 else ground, step - gap, height)
            painter.fillRect(box, colour("primary" if place == self._chosen else "muted" if value >= 0 else "bad"))
        painter.fillRect(room.left(), ground, room.width(), 1, colour("line"))
        self._paint_words(painter, room, first, count, step)

    def _part(self) -> tuple[int, int, int]:
        """The first bar that is shown, how many, and the pixels from one to the next."""
        room, all_of_them = self.width() - 2 * px(16), len(self._bars)
        if not all_of_them or room <= 0:
            return 0, 0, 0
        step = max(px(LEAST), min(px(MOST), room // all_of_them))
        count = min(all_of_them, room // step)
        first = max(0, min(self._chosen - count // 2, all_of_them - count))
        return first, count, step

    def _paint_words(self, painter: QPainter, room: QRect, first: int, count: int, step: int) -> None:
        """Below the bars as many words as have room; above them the chosen one's words and figure."""
        below = room.bottom() + px(4)
        painter.setFont(font(SMALL))
        painter.setPen(colour("muted"))
        every = max(1, -(-px(64) // step))
        for place in range(first, first + count, every):
            box = QRect(room.left() + (place - first) * step, below, every * step - px(_GAP), px(_WORDS))
            told = self._bars[place].short or self._bars[place].words
            words = painter.fontMetrics().elidedText(told, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        if not first <= self._chosen < first + count:
            return
        bar = self._bars[self._chosen]
        painter.setFont(font(BODY, MEDIUM))
        painter.setPen(colour("text"))
        told = painter.fontMetrics().elidedText(f"{bar.words} · {bar.figure}", Qt.TextElideMode.ElideMiddle, room.width())
        width = text_width(told, BODY, MEDIUM) + 2
        x = min(room.left() + (self._chosen - first) * step, room.right() - width)
        box = QRect(max(room.left(), x), 0, width, px(_WORDS))
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, told)
