"""− amount + on the chosen row of a list: painted and touched in the same places."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter

from ui.kit.icons import icon
from ui.kit.theme import colour, font, px, text_width
from ui.kit.tokens import BOLD, LARGE, SMALL, TARGET

WIDE = 164


@dataclass(frozen=True, slots=True)
class Stepper:
    """`around` is the box of all three."""

    around: QRect

    @property
    def minus(self) -> QRect:
        """Where one less is touched."""
        return QRect(self.around.left(), self.around.top(), px(TARGET), self.around.height())

    @property
    def plus(self) -> QRect:
        """Where one more is touched."""
        return self.minus.translated(self.around.width() - px(TARGET), 0)

    def step_at(self, place: QPoint) -> int:
        """−1, +1, or 0 where neither is touched."""
        return -1 if self.minus.contains(place) else 1 if self.plus.contains(place) else 0

    def paint(self, painter: QPainter, amount: str) -> None:
        """With the amount in between, if there is one."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour("line"))
        painter.setBrush(colour("surface"))
        painter.drawRoundedRect(self.around, px(10), px(10))
        for name, place in (("minus", self.minus.center()), ("plus", self.plus.center())):
            picture = icon(name, "primary", 20)
            painter.drawPixmap(place.x() - picture.width() // 2, place.y() - picture.height() // 2, picture)
        room = self.around.width() - 2 * px(TARGET) + px(16)
        painter.setPen(colour("text"))
        painter.setFont(font(LARGE if text_width(amount, LARGE, BOLD) <= room else SMALL, BOLD))
        painter.drawText(self.around, Qt.AlignmentFlag.AlignCenter, amount)


def stepper(box: QRect, *, end: int, width: int) -> Stepper:
    """In the middle of a row's height, up to `end`, as wide as that (both in pixels)."""
    return Stepper(QRect(end - width, box.top() + (box.height() - px(TARGET)) // 2, width, px(TARGET)))
