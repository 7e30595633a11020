"""One tile: a product's name and price on its category's colour, or below its picture."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPropertyAnimation, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.core.catalog.views import ProductView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit import tokens
from ui.kit.icons import icon
from ui.kit.theme import THEME, colour, font, mixed, px
from ui.kit.tokens import BODY, MEDIUM, RADIUS_KEY, SMALL, TARGET

EDGES = ("#E5A53A", "#5FB66E", "#5A8FE8", "#B784D9", "#E8735A", "#3FB8B0", "#D4699E", "#8FA32E")
"""Colours of categories: they help the eye, and mean nothing."""
TINT = 0.13
"""So much of a category's colour lies over a tile; a test computes that its words can be read on it."""
LEAST_WIDTH, LEAST_HEIGHT = 108, 72
NAME_SIZES = (BODY - 1, SMALL, SMALL - 1)
"""Of a name: as it is meant, or smaller before its end is cut, where how much is in the packet stands."""
_LINE = 18
"""The height of a line of a name."""
_GLIDE_MS = 120


class Tile(QAbstractButton):
    """Paints what it is told; what a finger does on it is the board's to understand.

    Signals (each with a point of the board):
        pressed_at, moved_to, let_go_at: a finger came, moved, went.
    """

    pressed_at = Signal(QPoint)
    moved_to = Signal(QPoint)
    let_go_at = Signal(QPoint)

    def __init__(self, desk: Desk, board: QWidget, product: ProductView, edge: str) -> None:
        super().__init__(board)
        self.product, self._desk, self._edge = product, desk, edge
        self.is_arranging = self.is_fixed = self.is_held = self.is_lifted = False
        self._image: QImage | None = None
        self._pixmap: QPixmap | None = None
        self._glide = QPropertyAnimation(self, b"pos", self)
        self._glide.setDuration(_GLIDE_MS)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setText(product.name)
        self.setToolTip(product.name)
        self._below = desk.say(_("price by hand"))
        if product.price_minor is not None:
            self._below = desk.money(product.price_minor, currency=False)
            if product.decimals:
                self._below += f" / {desk.unit(product.unit)}"
        self.setAccessibleName(f"{product.name}, {self._below}")

    def says_the_same(self, product: ProductView, edge: str) -> bool:
        """There is no need for another tile in this one's place."""
        return (product, edge) == (self.product, self._edge)

    def show_state(self, *, is_arranging: bool, is_fixed: bool, is_held: bool) -> None:
        """How it looks while tiles are arranged; `is_fixed`: it stands where somebody put it."""
        state = (is_arranging, is_fixed, is_held)
        if state != (self.is_arranging, self.is_fixed, self.is_held):
            self.is_arranging, self.is_fixed, self.is_held = state
            self.update()

    def show_picture(self, image: QImage | None) -> None:
        """Fill the tile with a picture, or with none."""
        if image is not self._image:
            self._image, self._pixmap = image, None
            self.update()

    def stand(self, box: QRect, *, glides: bool) -> None:
        """In this place, at once or gliding there."""
        if box.size() != self.size():
            self.resize(box.size())
        self._glide.stop()
        if glides and self.isVisible():
            self._glide.setStartValue(self.pos())
            self._glide.setEndValue(box.topLeft())
            self._glide.start()
        else:
            self.move(box.topLeft())

    @property
    def is_gliding(self) -> bool:
        """On its way to its place."""
        return self._glide.state() == QPropertyAnimation.State.Running

    def cross(self) -> QRect:
        """Where a finger takes it off, in the board's coordinates."""
        side = min(px(TARGET), self.width() // 2, self.height())
        return QRect(self.pos() + QPoint(self.width() - side, 0), QSize(side, side))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed_at.emit(self._on_board(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.moved_to.emit(self._on_board(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.let_go_at.emit(self._on_board(event))

    def _on_board(self, event: QMouseEvent) -> QPoint:
        return self.mapToParent(event.position().toPoint())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(0.86 if self.is_lifted else 1.0)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(box, px(RADIUS_KEY), px(RADIUS_KEY))
        painter.setClipPath(shape)
        if self._image is None:
            self._paint_plain(painter)
        else:
            self._paint_picture(painter)
        painter.setClipping(False)
        self._paint_edge(painter, box)
        if self.is_arranging:
            self._paint_cross(painter)

    def _paint_plain(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), self._ground())
        painter.fillRect(QRect(0, 0, px(4), self.height()), QColor(self._edge))
        room = self.rect().adjusted(px(14), px(9), -px(8), -px(9))
        words = QRect(room.left(), room.top(), room.width() - self._cross_room(), room.height() - px(_LINE))
        self._write_name(painter, words, lines=max(1, words.height() // px(_LINE)))
        self._write_price(painter, room)

    def _paint_picture(self, painter: QPainter) -> None:
        """The name on a strip below, the price on a plate above: both on the tile's own ground, never on the picture."""
        width = self.width() - px(16)
        painter.setFont(font(BODY - 1, MEDIUM))
        lines = len(wrapped(self.text(), 2, width, painter.fontMetrics().horizontalAdvance))
        strip = px(_LINE) * lines + px(8)
        upper = self.height() - strip
        painter.drawPixmap(0, 0, self._scaled(QSize(self.width(), upper)))
        painter.fillRect(QRect(0, upper, self.width(), strip), self._ground())
        painter.fillRect(QRect(0, upper, self.width(), px(2)), QColor(self._edge))
        self._write_name(painter, QRect(px(9), upper + px(5), width, px(_LINE) * lines), lines=lines)
        painter.setFont(font(SMALL - 1, MEDIUM))
        plate = QRect(px(5), px(5), painter.fontMetrics().horizontalAdvance(self._below) + px(12), px(20))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("surface"))
        painter.drawRoundedRect(plate, px(5), px(5))
        painter.setPen(colour("text"))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, self._below)

    def _write_name(self, painter: QPainter, box: QRect, *, lines: int) -> None:
        painter.setPen(colour("text"))
        for size in NAME_SIZES:
            painter.setFont(font(size, MEDIUM))
            metrics = painter.fontMetrics()
            found = wrapped(self.text(), lines, box.width(), metrics.horizontalAdvance)
            if all(metrics.horizontalAdvance(line) <= box.width() for line in found):
                break
        for place, line in enumerate(found):
            shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, box.width())
            below = QRect(box.left(), box.top() + place * px(_LINE), box.width(), px(_LINE))
            painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, shown)

    def _write_price(self, painter: QPainter, room: QRect) -> None:
        painter.setPen(colour("muted"))
        painter.setFont(font(SMALL - 1))
        painter.drawText(room, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, self._below)

    def _paint_edge(self, painter: QPainter, box: QRectF) -> None:
        """A hairline; dashed, while tiles are arranged, around what came by itself; a ring around what keys mean."""
        pen = QPen(colour("line"), 1)
        if self.is_arranging:
            pen = QPen(colour("muted"), 1, Qt.PenStyle.SolidLine if self.is_fixed else Qt.PenStyle.DashLine)
        if self.is_held or self.is_lifted:
            pen, box = QPen(colour("focus"), 2), box.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, px(RADIUS_KEY), px(RADIUS_KEY))

    def _paint_cross(self, painter: QPainter) -> None:
        side = px(22)
        disc = QRect(self.width() - side - px(5), px(5), side, side)
        painter.setPen(QPen(colour("line"), 1))
        painter.setBrush(colour("surface"))
        painter.drawEllipse(disc)
        picture = icon("close", "bad", 16)
        painter.drawPixmap(disc.center() - QPoint(picture.width() // 2 - 1, picture.height() // 2 - 1), picture)

    def _cross_room(self) -> int:
        return px(22) if self.is_arranging else 0

    def _ground(self) -> QColor:
        share = 0.12 if self.isDown() else 0.05 if self.underMouse() else 0.0
        return mixed_ground(self._edge, share)

    def _scaled(self, size: QSize) -> QPixmap:
        assert self._image is not None
        ratio = self.devicePixelRatioF()
        wanted = size * ratio
        if self._pixmap is None or self._pixmap.size() != wanted:
            filled = self._image.scaled(
                wanted, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
            )
            cut = QRect(QPoint((filled.width() - wanted.width()) // 2, (filled.height() - wanted.height()) // 2), wanted)
            self._pixmap = QPixmap.fromImage(filled.copy(cut))
            self._pixmap.setDevicePixelRatio(ratio)
        return self._pixmap


def mixed_ground(edge: str, share: float = 0.0) -> QColor:
    """A tile's ground: the theme's surface under a breath of its category's colour; darker by `share` under a finger."""
    ground = tokens.mixed(edge, THEME.colours.surface, TINT)
    return QColor(tokens.mixed(THEME.colours.text, ground, share))


def plain_edge() -> str:
    """The colour of a tile without a category."""
    return mixed("muted", "surface", 0.5).name()


def wrapped(text: str, lines: int, width: int, wide: Callable[[str], int]) -> list[str]:
    """A name in at most so many lines, broken between words; the last holds all that is left, and may be too wide."""
    found: list[str] = []
    line = ""
    words = text.split()
    for place, word in enumerate(words):
        longer = f"{line} {word}" if line else word
        if line and wide(longer) > width:
            if len(found) == lines - 1:
                return [*found, " ".join((line, *words[place:]))]
            found.append(line)
            line = word
        else:
            line = longer
    return [*found, line] if line else found
