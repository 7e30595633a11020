"""A list to pick from: a name with a note on the left, a figure on the right; the field above keeps the focus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent

from ui.kit.edits import SearchBox
from ui.kit.painting import write
from ui.kit.rows import RowList
from ui.kit.theme import colour, font, px, text_width
from ui.kit.tokens import BOLD, CART_LINE, LARGE, MEDIUM, REGULAR, SMALL

_PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_MOST_OF_ROW = 45
"""Percent of a row that its figures may take; the name has the rest."""


@dataclass(frozen=True, slots=True)
class PickRow:
    """What a row says: two lines on the left, and on the right a figure with a note of its own below."""

    title: str
    note: str = ""
    figure: str = ""
    below: str = ""
    below_ink: str = "muted"


class PickList(RowList):
    """Rows of `words(item)`; `empty` is what stands there while there are none. A touch on the chosen row takes it."""

    def __init__(self, name: str, words: Callable[[Any], PickRow], *, empty: str = "") -> None:
        super().__init__(name)
        self._words = words
        self.empty = empty

    def spoken(self, item: Any) -> str:
        row = self._words(item)
        return ", ".join(filter(None, (row.title, row.note, row.figure, row.below)))

    def touch(self, place: int, at: QPoint, *, is_second: bool) -> None:
        super().touch(place, at, is_second=is_second or place == self.row)

    def listen_to(self, box: SearchBox) -> None:
        """Arrow keys and page keys in this field move here."""
        box.moved.connect(self.step)
        box.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or event.key() not in _PAGES:
            return super().eventFilter(watched, event)
        self.step(_PAGES[Qt.Key(event.key())] * max(1, self.viewport().height() // px(CART_LINE) - 1))
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.items and self.empty:
            painter = QPainter(self.viewport())
            painter.setPen(colour("muted"))
            painter.setFont(font(LARGE))
            room = self.viewport().rect().adjusted(px(40), 0, -px(40), 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.empty)

    def paint_row(self, painter: QPainter, box: QRect, item: Any, *, is_chosen: bool) -> None:
        row, room = self._words(item), box.adjusted(px(20), px(9), -px(20), 0)
        taken = max(text_width(row.figure, LARGE, BOLD), text_width(row.below, SMALL))
        right = min(taken, room.width() * _MOST_OF_ROW // 100)
        upper = QRect(room.left(), room.top(), room.width() - right - (px(16) if right else 0), px(24))
        lower = QRect(upper.left(), room.top() + px(23), upper.width(), px(22))
        write(painter, upper, row.title, LARGE, MEDIUM if is_chosen else REGULAR)
        write(painter, lower, row.note, SMALL, ink="muted")
        if not row.note and not row.below:  # one line stands in the middle
            upper.moveTop(box.center().y() - px(12))
        for side in (upper, lower):
            side.setLeft(room.right() - right + 1)
            side.setWidth(right)
        write(painter, upper, row.figure, LARGE, BOLD, right=True)
        write(painter, lower, row.below, SMALL, ink=row.below_ink, right=True)
