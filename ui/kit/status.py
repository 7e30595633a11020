"""The line at the bottom: where we are on the left, what works on the right, each with a dot and a word.

Where words have no room they become shorter, then pictures with figures; nothing is cut off in silence. The whole line is one
target: who touches it is told what each state means.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit.icons import icon
from ui.kit.theme import THEME, colour, font, px, text_width
from ui.kit.tokens import FOOTER, SMALL

WHOLE, SHORT, PICTURES = 0, 1, 2
"""How much is said, by the room that there is."""


@dataclass(frozen=True, slots=True)
class State:
    """One thing that works (`ink` primary), should be looked at (warn) or is broken (bad); `figure` stands beside its picture."""

    name: str
    ink: str
    words: str
    short: str
    picture: str
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Where:
    """Something of the left side: in full, and shorter."""

    words: str
    short: str = ""


class StatusLine(QWidget):
    """Signals:
    touched: a finger, the mouse or Return on the line.
    """

    touched = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.left: tuple[Where, ...] = ()
        self.right: tuple[State, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        THEME.changed.connect(self.updateGeometry)

    def show_states(self, left: tuple[Where, ...], right: tuple[State, ...]) -> None:
        """Say something else, if it is something else."""
        if (left, right) != (self.left, self.right):
            self.left, self.right = left, right
            everything = " · ".join((*(part.words for part in left), *(state.words for state in right)))
            self.setAccessibleName(everything)
            self.setToolTip(everything)
            self.update()

    @property
    def level(self) -> int:
        """How much can be said at this width."""
        fits = (level for level in (WHOLE, SHORT) if self._width(level) <= self.width())
        return next(fits, PICTURES)

    def sizeHint(self) -> QSize:
        return QSize(px(400), px(FOOTER))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(200), px(FOOTER))

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.touched.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), colour("surface"))
        painter.fillRect(0, 0, self.width(), 1, colour("line"))
        painter.setFont(font(SMALL))
        level, x = self.level, self.width() - px(16)
        for state in reversed(self.right):
            x -= self._state_width(state, level)
            self._paint_state(painter, state, x, level)
            x -= px(20)
        at = px(16)
        painter.setPen(colour("muted"))
        for part in self.left:
            words, room = _said(part, level), max(0, x - at)
            shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
            painter.drawText(at, 0, room + 2, self.height(), Qt.AlignmentFlag.AlignVCenter, shown)
            at += text_width(words, SMALL) + px(24)

    def _paint_state(self, painter: QPainter, state: State, x: int, level: int) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(state.ink))
        painter.drawEllipse(QPointF(x + px(4), self.height() / 2), px(4), px(4))
        x += px(16)
        words = state.words if level == WHOLE else state.short
        if level == PICTURES:
            words, picture = state.figure, icon(state.picture, "muted", 20)
            painter.drawPixmap(x, (self.height() - picture.height()) // 2, picture)
            x += px(24)
        painter.setPen(colour("muted"))
        painter.drawText(x, 0, text_width(words, SMALL) + 2, self.height(), Qt.AlignmentFlag.AlignVCenter, words)

    def _state_width(self, state: State, level: int) -> int:
        if level == PICTURES:
            return px(16) + px(24) + text_width(state.figure, SMALL)
        return px(16) + text_width(state.words if level == WHOLE else state.short, SMALL)

    def _width(self, level: int) -> int:
        left = sum(text_width(_said(part, level), SMALL) + px(24) for part in self.left)
        return 2 * px(16) + left + sum(self._state_width(state, level) + px(20) for state in self.right)


def _said(part: Where, level: int) -> str:
    return part.words if level == WHOLE or not part.short else part.short
