"""What several parts paint alike: a line of text, the ground of a row, the arrow of a choice."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPen

from ui.kit.theme import colour, font, px
from ui.kit.tokens import REGULAR


def write(
    painter: QPainter, box: QRect, text: str, size: int, weight: int = REGULAR, *, ink: str = "text", right: bool = False,
    whole: bool = False,
) -> None:
    """One line in the middle of a box's height. Words without room end in …; a figure is `whole`, or it would be another sum."""
    if not text:
        return
    painter.setPen(colour(ink))
    painter.setFont(font(size, weight))
    shown = text if whole else painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, shown)


def paint_ground(painter: QPainter, box: QRect, *, is_chosen: bool) -> None:
    """A hairline below the row; the chosen one is soft green, with a bar on its left."""
    if is_chosen:
        painter.fillRect(box, colour("primary_soft"))
        painter.fillRect(QRect(box.left(), box.top(), px(4), box.height()), colour("primary"))
    painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), colour("line"))


def paint_arrow(painter: QPainter, width: int, height: int) -> None:
    """At the right end of something that opens a list."""
    painter.setPen(QPen(colour("muted"), 2))
    x, y, side = width - px(22), height / 2 - px(2), px(5)
    painter.drawPolyline([QPointF(x - side, y), QPointF(x, y + side), QPointF(x + side, y)])
