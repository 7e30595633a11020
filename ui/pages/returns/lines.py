"""The lines of a return: ticked or not, how much of each, and what is given back for it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem

from app.core.documents.titles import UNITS
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.icons import icon
from ui.kit.theme import colour, font, px, text_width
from ui.kit.tokens import BOLD, CART_LINE, LARGE, MEDIUM, REGULAR, SMALL
from ui.pages.returns.views import BackLine

Index = QModelIndex | QPersistentModelIndex
_LINE = Qt.ItemDataRole.UserRole
_TICK, _SUM, _STEPPER = 60, 116, 164
NARROW, NAME = 520, 30
"""A list that is narrower than this has the names in a row of their own, so high."""


class _Lines(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[BackLine, ...] = ()

    def rowCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 — Qt's own signature
        return len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == _LINE:
            return line
        return line.name if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None

    def take(self, lines: tuple[BackLine, ...]) -> None:
        """Only what is another is painted again."""
        old = self.lines
        if [line.line_id for line in old] != [line.line_id for line in lines]:
            self.beginResetModel()
            self.lines = lines
            self.endResetModel()
            return
        self.lines = lines
        for place, (before, now) in enumerate(zip(old, lines, strict=True)):
            if before is not now:
                self.dataChanged.emit(self.index(place), self.index(place))


class BackList(QListView):
    """Signals:
    chosen: the place of the line that was touched.
    ticked: the place of the line whose box was touched.
    stepped: −1 or +1, on the chosen line.
    """

    chosen = Signal(int)
    ticked = Signal(int)
    stepped = Signal(int)

    def __init__(self, desk: Desk, *, with_ticks: bool) -> None:
        super().__init__()
        self._lines = _Lines()
        self._with_ticks = with_ticks
        self.setModel(self._lines)
        self._painter = _BackPainter(desk, self, with_ticks=with_ticks)
        self.setItemDelegate(self._painter)
        self.setUniformItemSizes(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(desk.say(_("Goods that come back")))

    def show_lines(self, lines: tuple[BackLine, ...], chosen: int) -> None:
        """These, with one of them chosen and in sight."""
        self._lines.take(lines)
        if not 0 <= chosen < len(lines):
            self.clearSelection()
            return
        index = self._lines.index(chosen, 0)
        if self.currentIndex() != index or not self.selectionModel().isSelected(index):
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        index = self.indexAt(place)
        if not index.isValid():
            return
        box = lower(self.visualRect(index))
        minus, plus = steppers(box)
        if self._with_ticks and place.x() < box.left() + px(_TICK):
            self.ticked.emit(index.row())
        elif index == self.currentIndex() and minus.contains(place):
            self.stepped.emit(-1)
        elif index == self.currentIndex() and plus.contains(place):
            self.stepped.emit(1)
        else:
            self.chosen.emit(index.row())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)  # two quick touches of + are two


def lower(box: QRect) -> QRect:
    """The row of the figures: all of the line, or what is below its name."""
    high = min(box.height(), px(CART_LINE))
    return QRect(box.left(), box.bottom() - high + 1, box.width(), high)


def steppers(box: QRect) -> tuple[QRect, QRect]:
    """Where − and + of the chosen line are touched."""
    side, right = px(48), box.right() - px(_SUM + 28)
    top = box.top() + (box.height() - side) // 2
    return QRect(right - px(_STEPPER), top, side, side), QRect(right - side, top, side, side)


class _BackPainter(QStyledItemDelegate):
    def __init__(self, desk: Desk, lines: QListView, *, with_ticks: bool) -> None:
        super().__init__(lines)
        self._desk, self._lines, self._with_ticks = desk, lines, with_ticks

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        is_narrow = self._lines.viewport().width() < px(NARROW)
        return QSize(0, px(CART_LINE + NAME) if is_narrow else px(CART_LINE))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: BackLine = index.data(_LINE)
        box: QRect = option.rect
        is_chosen = self._lines.selectionModel().isSelected(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_chosen:
            painter.fillRect(box, colour("primary_soft"))
            painter.fillRect(QRect(box.left(), box.top(), px(4), box.height()), colour("primary"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), colour("line"))
        whole, box = box, lower(box)
        if self._with_ticks:
            _paint_tick(painter, box, line)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        sum_box = QRect(box.right() - px(_SUM + 20), box.top(), px(_SUM), box.height())
        painter.setPen(colour("text" if line.taken_milli else "muted"))
        painter.setFont(font(LARGE, BOLD if line.taken_milli else REGULAR))
        painter.drawText(sum_box, right, self._desk.money(line.sum_minor, currency=False) if line.taken_milli else "—")
        minus, plus = steppers(box)
        around = minus.united(plus)
        if is_chosen and line.left_milli != 0:
            self._paint_steppers(painter, minus, plus, self._amount(line))
        elif line.taken_milli:
            painter.setPen(colour("text"))
            painter.setFont(font(LARGE))
            painter.drawText(around, right, self._amount(line))
        self._paint_words(painter, whole, around.left(), line, is_chosen=is_chosen)
        painter.restore()

    def _paint_words(self, painter: QPainter, box: QRect, end: int, line: BackLine, *, is_chosen: bool) -> None:
        left = box.left() + px(_TICK if self._with_ticks else 20)
        words = QRect(left, box.top() + px(10), end - px(12) - left, px(24))
        if box.height() > px(CART_LINE):
            words.setRight(box.right() - px(20))
        painter.setPen(colour("muted" if line.left_milli == 0 else "text"))
        painter.setFont(font(LARGE, MEDIUM if is_chosen else REGULAR))
        name = painter.fontMetrics().elidedText(line.name, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, name)
        painter.setFont(font(SMALL))
        is_spoilt = bool(line.taken_milli) and not line.to_stock
        painter.setPen(colour("warn" if is_spoilt else "muted"))
        below = QRect(left, lower(box).top() + px(32), end - px(12) - left, px(24))
        note = painter.fontMetrics().elidedText(self._note(line, is_spoilt), Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, note)

    def _paint_steppers(self, painter: QPainter, minus: QRect, plus: QRect, amount: str) -> None:
        around = minus.united(plus)
        painter.setPen(colour("line"))
        painter.setBrush(colour("surface"))
        painter.drawRoundedRect(around, px(10), px(10))
        for name, place in (("minus", minus), ("plus", plus)):
            picture = icon(name, "primary", 20)
            painter.drawPixmap(place.center().x() - picture.width() // 2, place.center().y() - picture.height() // 2, picture)
        size = LARGE if text_width(amount, LARGE, BOLD) <= around.width() - 2 * minus.width() + px(16) else SMALL
        painter.setPen(colour("text"))
        painter.setFont(font(size, BOLD))
        painter.drawText(around, Qt.AlignmentFlag.AlignCenter, amount)

    def _amount(self, line: BackLine) -> str:
        return f"{self._desk.quantity(line.taken_milli)} {self._unit(line)}"

    def _unit(self, line: BackLine) -> str:
        return self._desk.say(UNITS[line.unit]) if line.unit in UNITS else line.unit

    def _note(self, line: BackLine, is_spoilt: bool) -> str:
        desk = self._desk
        price = desk.say(_("{price} for 1 {unit}")).format(price=desk.money(line.price_minor), unit=self._unit(line))
        parts = [price]
        if line.left_milli == 0:
            parts = [desk.say(_("All of it came back already"))]
        elif line.left_milli is not None and line.left_milli < line.sold_milli:
            left, sold = desk.quantity(line.left_milli), desk.quantity(line.sold_milli)
            parts = [desk.say(_("{left} of {sold} {unit} left")).format(left=left, sold=sold, unit=self._unit(line)), price]
        elif line.left_milli is not None:
            sold = f"{desk.quantity(line.sold_milli)} {self._unit(line)}"
            parts = [desk.say(_("sold {quantity}")).format(quantity=sold), price]
        if is_spoilt:
            parts.insert(0, desk.say(_("not for sale")))
        return " · ".join(parts)


def _paint_tick(painter: QPainter, box: QRect, line: BackLine) -> None:
    side = px(24)
    place = QRectF(box.left() + px(20), box.top() + (box.height() - side) / 2, side, side)
    if line.left_milli == 0:
        return
    is_whole = line.taken_milli == line.left_milli
    painter.setPen(QPen(colour("primary" if line.taken_milli else "muted"), 2))
    painter.setBrush(colour("primary") if is_whole else colour("surface"))
    painter.drawRoundedRect(place, px(6), px(6))
    if is_whole:
        picture = icon("check", "on_primary", 20)
        x, y = place.center().x() - picture.width() / 2, place.center().y() - picture.height() / 2
        painter.drawPixmap(round(x), round(y), picture)
    elif line.taken_milli:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("primary"))
        painter.drawRoundedRect(place.adjusted(px(6), px(10), -px(6), -px(10)), 2, 2)
