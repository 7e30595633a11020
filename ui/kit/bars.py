"""A plot of figures as upright bars: one for each row of a table, the chosen one in the strong colour."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import cycle
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit.painting import write
from ui.kit.theme import colour, font, px, text_width
from ui.kit.tokens import BODY, MEDIUM, SMALL

LEAST, MOST = 3, 72
"""A bar is no narrower and no wider than this, in pixels at 100 %."""
_WIDEST_PLACE, _LEAST_NAME = 200, 64
"""Of what one bar has of the width, and of a name below it that may be cut."""
_WORDS, _GAP, _EDGE = 22, 6, 16
_LEAST_LINE, _MOST_LINES = 34, 5
"""Lines of the scale are no nearer to each other than this, and there are no more steps."""


class Bar(NamedTuple):
    """`short` stands below it and is never cut; where there is none, `words` are, as far as they fit. `words` and `figure` (the
    value as people write it) stand above the chosen one."""

    words: str
    value: int
    figure: str
    short: str = ""


class Part(NamedTuple):
    """The bars that have room: the first of them, how many, the left edge of the first place and the width of each."""

    first: int
    shown: int
    left: int
    step: int


def scale_of(least: int, most: int, *, unit: int, steps: int) -> range:
    """Round figures from below `least` to above `most` (nought is among them), at most `steps` apart: 1, 2 or 5 times a power of
    ten of `unit`, which is one of what is shown."""
    least, most, step = min(0, least), max(0, most), unit
    factors = cycle((2, 5, 10))
    tens = 1
    while -(-most // step) - least // step > max(2, steps):
        factor = next(factors)
        step = unit * tens * factor
        tens *= 10 if factor == 10 else 1
    return range(least // step * step, max(step, -(-most // step) * step) + 1, step)


class Bars(QWidget):
    """Bars over one line, with a scale on the left; what is below nothing hangs from it. Where there are more than have room, the
    part around the chosen one is shown. `written` says a whole number of units as people write it.

    Signals:
        chosen: the place of the bar that was touched.
    """

    chosen = Signal(int)

    def __init__(self, name: str, written: Callable[[int], str]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(px(120))
        self._written = written
        self._bars: Sequence[Bar] = ()
        self._chosen, self._unit = -1, 1

    def sizeHint(self) -> QSize:
        return QSize(px(480), px(180))

    def show_bars(self, bars: Sequence[Bar], chosen: int, *, unit: int) -> None:
        """These, with this one chosen (−1: none); `unit` is what a value has of one: 1000 of a quantity."""
        if (bars, chosen, unit) != (self._bars, self._chosen, self._unit):
            self._bars, self._chosen, self._unit = bars, chosen, unit
            shown = bars[chosen] if 0 <= chosen < len(bars) else None
            self.setAccessibleDescription(f"{shown.words}: {shown.figure}" if shown else "")
            self.update()

    def place_at(self, x: int) -> int:
        """Which bar stands at this pixel from the left; −1 where none does."""
        part = self._part()
        place = (x - part.left) // part.step if part.step else -1
        return part.first + place if 0 <= place < part.shown else -1

    def scale(self) -> dict[int, str]:
        """The figures of the scale, and how they are written."""
        height = self._room_height()
        values = [bar.value for bar in self._bars] or [0]
        steps = min(_MOST_LINES, height // px(_LEAST_LINE))
        return {
            value: self._written(value // self._unit)
            for value in scale_of(min(values), max(values), unit=self._unit, steps=steps)
        }

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position().toPoint().x())
        if place >= 0:
            self.chosen.emit(place)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._bars:
            return
        painter, part, scale = QPainter(self), self._part(), self.scale()
        top, height = px(_WORDS + 8), self._room_height()
        least, most = min(scale), max(scale)

        def at(value: int) -> int:
            return top + (most - value) * height // (most - least)

        for value, written in scale.items():
            painter.fillRect(part.left, at(value), self.width() - px(_EDGE) - part.left, 1, colour("line"))
            box = QRect(0, at(value) - px(_WORDS) // 2, part.left - px(8), px(_WORDS))
            write(painter, box, written, SMALL, ink="muted", right=True, whole=True)
        wide = max(1, min(px(MOST), part.step - (px(_GAP) if part.step > px(4 * LEAST) else 1)))
        for place in range(part.first, part.first + part.shown):
            value = self._bars[place].value
            left = self._middle(part, place) - wide // 2
            ink = "primary" if place == self._chosen else "muted" if value >= 0 else "bad"
            painter.fillRect(QRect(left, at(max(0, value)), wide, abs(at(0) - at(value))), colour(ink))
        painter.fillRect(part.left, at(0), self.width() - px(_EDGE) - part.left, 1, colour("muted"))
        self._paint_below(painter, part, top + height + px(6))
        self._paint_chosen(painter, part)

    def _room_height(self) -> int:
        return max(1, self.height() - 2 * px(_WORDS + 8))

    def _part(self) -> Part:
        count = len(self._bars)
        if not count:
            return Part(0, 0, 0, 0)
        left = px(_EDGE) + max(text_width(written, SMALL) for written in self.scale().values()) + px(8)
        room = self.width() - left - px(_EDGE)
        if room <= 0:
            return Part(0, 0, left, 0)
        step = max(px(LEAST), min(px(_WIDEST_PLACE), room // count))
        shown = min(count, max(1, room // step))
        return Part(max(0, min(self._chosen - shown // 2, count - shown)), shown, left, step)

    def _middle(self, part: Part, place: int) -> int:
        return part.left + (place - part.first) * part.step + part.step // 2

    def _paint_below(self, painter: QPainter, part: Part, top: int) -> None:
        """As many words as have room, each in the middle below its bar."""
        told = [bar.short or bar.words for bar in self._bars[part.first : part.first + part.shown]]
        is_short = all(bar.short for bar in self._bars)
        wanted = max(text_width(words, SMALL) for words in told) + 2 if is_short else px(_LEAST_NAME)
        every = max(1, -(-(wanted + px(_GAP)) // part.step))
        for at in range(0, part.shown, every):
            wide = min(text_width(told[at], SMALL) + 2, max(wanted, every * part.step - px(_GAP)))
            left = self._middle(part, part.first + at) - wide // 2
            left = max(0, min(left, self.width() - wide))
            write(painter, QRect(left, top, wide, px(_WORDS)), told[at], SMALL, ink="muted")

    def _paint_chosen(self, painter: QPainter, part: Part) -> None:
        """The words and the figure of the chosen one, above all bars."""
        if not part.first <= self._chosen < part.first + part.shown:
            return
        bar, room = self._bars[self._chosen], self.width() - 2 * px(_EDGE)
        told = QFontMetrics(font(BODY, MEDIUM)).elidedText(
            f"{bar.words} · {bar.figure}", Qt.TextElideMode.ElideMiddle, room
        )
        wide = min(room, text_width(told, BODY, MEDIUM) + 2)
        left = max(px(_EDGE), min(self._middle(part, self._chosen) - wide // 2, self.width() - px(_EDGE) - wide))
        write(painter, QRect(left, 0, wide, px(_WORDS)), told, BODY, MEDIUM, whole=True)
