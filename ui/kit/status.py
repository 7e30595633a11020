"""The line at the bottom: where we are on the left, what works on the right, each with a dot and a word."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit.theme import THEME, colour, font, px, text_width
from ui.kit.tokens import FOOTER, SMALL

State = tuple[str, str]


class StatusLine(QWidget):
    """`left` is plain words; `right` pairs of a colour of the tokens (primary: works, warn: look, bad: broken) and words."""

    def __init__(self) -> None:
        super().__init__()
        self.left: tuple[str, ...] = ()
        self.right: tuple[State, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        THEME.changed.connect(self.updateGeometry)

    def show_states(self, left: tuple[str, ...], right: tuple[State, ...]) -> None:
        """Say something else, if it is something else."""
        if (left, right) != (self.left, self.right):
            self.left, self.right = left, right
            self.setAccessibleName(" · ".join((*left, *(words for _ink, words in right))))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(400), px(FOOTER))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), colour("surface"))
        painter.fillRect(0, 0, self.width(), 1, colour("line"))
        painter.setFont(font(SMALL))
        middle = Qt.AlignmentFlag.AlignVCenter
        x = self.width() - px(16)
        for ink, words in reversed(self.right):
            width = text_width(words, SMALL)
            x -= width
            painter.setPen(colour("muted"))
            painter.drawText(x, 0, width + 2, self.height(), middle, words)
            x -= px(12)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(ink))
            painter.drawEllipse(QPointF(x, self.height() / 2), px(4), px(4))
            x -= px(20)
        painter.setPen(colour("muted"))
        room, at = x, px(16)
        for words in self.left:
            width = text_width(words, SMALL)
            if at + width > room:
                break
            painter.drawText(at, 0, width + 2, self.height(), middle, words)
            at += width + px(24)
