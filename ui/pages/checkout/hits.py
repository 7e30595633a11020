"""The hits of a search, over the cart while something is typed."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.catalog.views import ProductView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.painting import write
from ui.kit.theme import colour, px, text_width
from ui.kit.tokens import BOLD, LARGE, MEDIUM, RADIUS_CARD, REGULAR, SMALL

ROW = 56
MOST_SHOWN = 8


class HitList(QWidget):
    """At most eight rows at a time; the chosen one is always in sight.

    Signals:
        picked: a `ProductView` was touched.
    """

    picked = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._hits: tuple[ProductView, ...] = ()
        self._chosen = self._first = 0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.hide()

    def show_hits(self, hits: tuple[ProductView, ...], chosen: int) -> None:
        """These, with one of them chosen; none hides the list."""
        if (hits, chosen) == (self._hits, self._chosen) and self.isVisible() == bool(hits):
            return
        self._hits, self._chosen = hits, chosen
        self._first = max(0, min(self._first, chosen), chosen - MOST_SHOWN + 1)
        self.setVisible(bool(hits))
        self.update()

    def wanted_height(self) -> int:
        """So high, for the rows that are there."""
        return px(ROW) * min(MOST_SHOWN, len(self._hits)) + px(8)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._first + int(event.position().y() - px(4)) // px(ROW)
        if 0 <= row < len(self._hits):
            self.picked.emit(self._hits[row])

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour("line"))
        painter.setBrush(colour("surface"))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), px(RADIUS_CARD), px(RADIUS_CARD))
        for place, hit in enumerate(self._hits[self._first : self._first + MOST_SHOWN]):
            box = QRect(px(4), px(4) + place * px(ROW), self.width() - px(8), px(ROW))
            self._paint_row(painter, box, hit, is_chosen=self._first + place == self._chosen)

    def _paint_row(self, painter: QPainter, box: QRect, hit: ProductView, *, is_chosen: bool) -> None:
        if is_chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("primary_soft"))
            painter.drawRoundedRect(box, px(10), px(10))
        room = box.adjusted(px(16), 0, -px(16), 0)
        price = self._desk.money(hit.price_minor) if hit.price_minor is not None else self._desk.say(_("price by hand"))
        if hit.price_minor is not None and hit.decimals:
            price += f" / {self._desk.unit(hit.unit)}"
        write(painter, room, price, LARGE, BOLD, right=True, whole=True)
        words = QRect(room.left(), room.top() + px(7), room.width() - text_width(price, LARGE, BOLD) - px(14), px(24))
        write(painter, words, hit.name, LARGE, MEDIUM if is_chosen else REGULAR)
        write(painter, words.translated(0, px(21)), " · ".join(filter(None, (hit.article, *hit.codes))), SMALL, ink="muted")
