"""A large key for a decision: a picture, what it does, and a sentence on what comes of it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from ui.kit.buttons import Button
from ui.kit.icons import icon
from ui.kit.theme import colour, font, px
from ui.kit.tokens import BODY, BOLD, REGULAR, TITLE

_PAD, _PICTURE, _ROUND = 20, 34, 13
_WRAP = int(Qt.TextFlag.TextWordWrap)


class WayKey(Button):
    """As high as its sentence needs at the width that it has."""

    def __init__(self, text: str, note: str, *, picture: str, look: str = "plain", hint: str = "") -> None:
        super().__init__(text, look=look, hint=hint, picture=picture, size=TITLE)
        self.note = note
        self.setAccessibleDescription(note)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._fit(px(480))

    def sizeHint(self) -> QSize:
        return QSize(px(480), self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(200), self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit(event.size().width())

    def _fit(self, width: int) -> None:
        room = width - px(2 * _PAD + _PICTURE + _ROUND) - self._hint_room()
        title = QFontMetrics(font(TITLE, BOLD)).boundingRect(0, 0, room, 10_000, _WRAP, self.text()).height()
        note = QFontMetrics(font(BODY)).boundingRect(0, 0, room, 10_000, _WRAP, self.note).height() if self.note else 0
        self._title_height = title
        self.setFixedHeight(max(px(72), title + note + px(4) + 2 * px(_ROUND)))

    def _hint_room(self) -> int:
        return self._hint_width() + px(12) if self.hint else 0

    def _paint_content(self, painter: QPainter, ink: QColor) -> None:
        picture = icon(self.picture, self._ink_name() if self.look == "primary" else "primary", _PICTURE)
        painter.drawPixmap(px(_PAD), (self.height() - picture.height()) // 2, picture)
        left = px(_PAD + _PICTURE + _ROUND)
        room = self.width() - left - px(_PAD) - self._hint_room()
        painter.setFont(font(TITLE, BOLD))
        painter.setPen(ink)
        painter.drawText(QRect(left, px(_ROUND), room, self._title_height), _WRAP, self.text())
        if self.note:
            painter.setFont(font(BODY, REGULAR))
            painter.setPen(ink if self.look == "primary" else colour("muted"))
            top = px(_ROUND) + self._title_height + px(4)
            painter.drawText(QRect(left, top, room, self.height() - top), _WRAP, self.note)
        if self.hint:
            self._paint_hint(painter, self.width() - px(_PAD) - self._hint_width(), ink)
