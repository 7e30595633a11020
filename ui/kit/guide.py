"""Titles, keys with what they do, sentences: a page to read, painted at once however long it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit.theme import colour, font, px, text_width
from ui.kit.tokens import BODY, BOLD, LARGE, MEDIUM, REGULAR, SMALL

_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
_CAP = 26


@dataclass(frozen=True, slots=True)
class Entry:
    """`cap` is painted as a key on the left; a title has only words; `strong` titles are those of here."""

    words: str
    cap: str = ""
    is_title: bool = False
    strong: bool = False


class Guide(QWidget):
    """Entries under each other, as high as they need at the width that there is."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[Entry, ...] = ()
        self._places: list[int] = []
        self._height = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """These."""
        self.entries = tuple(entries)
        self.setAccessibleName("; ".join(f"{entry.cap} {entry.words}".strip() for entry in self.entries))
        self._lay_out()

    def sizeHint(self) -> QSize:
        return QSize(px(360), self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(200), self._height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for entry, top in zip(self.entries, self._places, strict=True):
            if event.rect().top() - px(300) <= top <= event.rect().bottom():
                self._paint(painter, entry, top)

    def _paint(self, painter: QPainter, entry: Entry, top: int) -> None:
        if entry.is_title:
            painter.setFont(font(LARGE, BOLD))
            painter.setPen(colour("primary" if entry.strong else "text"))
            painter.drawText(QRect(0, top, self.width(), px(30)), Qt.AlignmentFlag.AlignVCenter, entry.words)
            return
        left = self._left
        if entry.cap:
            box = QRectF(0.5, top + 0.5, text_width(entry.cap, SMALL, MEDIUM) + px(16), px(_CAP))
            painter.setPen(QPen(colour("line"), 1))
            painter.setBrush(colour("sunken"))
            painter.drawRoundedRect(box, px(5), px(5))
            painter.setPen(colour("muted"))
            painter.setFont(font(SMALL, MEDIUM))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, entry.cap)
        painter.setFont(font(BODY, REGULAR))
        painter.setPen(colour("text"))
        painter.drawText(QRect(left, top + px(3), self.width() - left, px(300)), _WRAP, entry.words)

    @property
    def _left(self) -> int:
        widest = max((text_width(entry.cap, SMALL, MEDIUM) for entry in self.entries if entry.cap), default=0)
        return widest + px(28) if widest else 0

    def _lay_out(self) -> None:
        self._places, top, left = [], 0, self._left
        metrics = QFontMetrics(font(BODY, REGULAR))
        for place, entry in enumerate(self.entries):
            if entry.is_title:
                top += px(16) if place else 0
                self._places.append(top)
                top += px(36)
                continue
            self._places.append(top)
            words = metrics.boundingRect(0, 0, max(px(80), self.width() - left), 10_000, _WRAP, entry.words).height()
            top += max(px(_CAP), words + px(3)) + px(8)
        self._height = top
        self.setFixedHeight(max(1, top))
        self.update()
