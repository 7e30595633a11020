"""A few words on a soft ground: a state that belongs to what stands beside it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit.theme import THEME, colour, font, px, text_width
from ui.kit.tokens import MEDIUM, SMALL


class Chip(QWidget):
    """`kind` is a colour of the tokens that has a soft ground: primary, info, warn, bad. Without words it is not there."""

    def __init__(self, kind: str = "info") -> None:
        super().__init__()
        self.text, self._kind = "", kind
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        THEME.changed.connect(self.updateGeometry)
        self.hide()

    def say(self, text: str, *, kind: str | None = None) -> None:
        """Other words, or none."""
        if (text, kind or self._kind) != (self.text, self._kind):
            self.text, self._kind = text, kind or self._kind
            self.setAccessibleName(text)
            self.setToolTip(text)
            self.setVisible(bool(text))
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(text_width(self.text, SMALL, MEDIUM) + px(16), px(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(48), px(24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(f"{self._kind}_soft"))
        painter.drawRoundedRect(self.rect(), px(6), px(6))
        painter.setPen(colour(self._kind))
        painter.setFont(font(SMALL, MEDIUM))
        room = self.rect().adjusted(px(8), 0, -px(8), 0)
        words = painter.fontMetrics().elidedText(self.text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)
