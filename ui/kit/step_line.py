"""Where one is among a few steps: what is done, what comes, and the name of each where there is room."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit.icons import icon
from ui.kit.theme import colour, font, px, text_width
from ui.kit.tokens import BODY, BOLD, MEDIUM, REGULAR, SMALL

_DOT, _GAP, _BETWEEN = 28, 8, 20


class StepLine(QWidget):
    """Numbered dots with names; only the present one is named where the line is too short for all."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self._names, self._at = names, 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_step(self, place: int) -> None:
        """The step at that place is the present one; those before it are done."""
        self._at = place
        self.setAccessibleName(f"{place + 1} / {len(self._names)}: {self._names[place]}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(400), px(_DOT + 8))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = sum(self._width(place, True) for place in range(len(self._names)))
        names_all = whole + px(_BETWEEN) * (len(self._names) - 1) <= self.width()
        x = 0
        for place in range(len(self._names)):
            has_name = names_all or place == self._at
            self._paint(painter, place, x, has_name=has_name)
            x += self._width(place, has_name) + px(_BETWEEN)

    def _width(self, place: int, has_name: bool) -> int:
        return px(_DOT) + (px(_GAP) + text_width(self._names[place], BODY, BOLD) if has_name else 0)

    def _paint(self, painter: QPainter, place: int, x: int, *, has_name: bool) -> None:
        is_done, is_now = place < self._at, place == self._at
        box = QRectF(x + 1, (self.height() - px(_DOT)) / 2, px(_DOT) - 2, px(_DOT) - 2)
        painter.setPen(QPen(colour("primary" if is_done or is_now else "muted"), 2 if is_now else 1))
        painter.setBrush(colour("primary_soft") if is_done else colour("primary") if is_now else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(box)
        if is_done:
            picture = icon("check", "primary", 18)
            painter.drawPixmap(round(box.center().x() - picture.width() / 2), (self.height() - picture.height()) // 2, picture)
        else:
            painter.setFont(font(SMALL, BOLD))
            painter.setPen(colour("on_primary" if is_now else "muted"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(place + 1))
        if has_name:
            painter.setFont(font(BODY, BOLD if is_now else MEDIUM if is_done else REGULAR))
            painter.setPen(colour("text" if is_now else "muted"))
            room = QRectF(x + px(_DOT + _GAP), 0, self.width() - x, self.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._names[place])
