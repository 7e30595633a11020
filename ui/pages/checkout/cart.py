"""The cart as a list: only lines that changed are painted again, so that five lines and five hundred cost the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem

from app.core.documents.titles import UNITS
from app.core.sales.views import LineView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.icons import icon
from ui.kit.theme import colour, font, px, text_width
from ui.kit.tokens import BOLD, CART_LINE, LARGE, MEDIUM, REGULAR, SMALL

Index = QModelIndex | QPersistentModelIndex
_LINE = Qt.ItemDataRole.UserRole
NARROW = 500


class CartList(QAbstractListModel):
    """Lines by position."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[LineView] = []
        self._rows: dict[int, int] = {}

    def rowCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 — Qt's own signature
        return len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self._lines[index.row()]
        if role == _LINE:
            return line
        return line.name if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None

    def clear(self) -> None:
        """Another cart."""
        self.beginResetModel()
        self._lines, self._rows = [], {}
        self.endResetModel()

    def take(self, changed: Iterable[LineView]) -> None:
        """Lines that are new, other or gone."""
        for line in changed:
            at = self._rows.get(line.position)
            if line.removed:
                if at is not None:
                    self._take_out(at)
            elif at is None:
                self._put_in(line)
            else:
                self._lines[at] = line
                self.dataChanged.emit(self.index(at), self.index(at))

    def row_of(self, position: int | None) -> int:
        """Where a line stands, or −1."""
        return self._rows.get(position, -1) if position is not None else -1

    def _put_in(self, line: LineView) -> None:
        at = len(self._lines)
        while at and self._lines[at - 1].position > line.position:
            at -= 1
        self.beginInsertRows(QModelIndex(), at, at)
        self._lines.insert(at, line)
        self._count(at)
        self.endInsertRows()

    def _take_out(self, at: int) -> None:
        self.beginRemoveRows(QModelIndex(), at, at)
        del self._rows[self._lines.pop(at).position]
        self._count(at)
        self.endRemoveRows()

    def _count(self, first: int) -> None:
        for row in range(first, len(self._lines)):
            self._rows[self._lines[row].position] = row


class CartView(QListView):
    """Signals:
    chosen: the position of the line that was touched.
    stepped: −1 or +1, on the chosen line.
    """

    chosen = Signal(int)
    stepped = Signal(int)

    def __init__(self, desk: Desk, lines: CartList) -> None:
        super().__init__()
        self.setModel(lines)
        self._is_pressed_here = False
        self._painter = _LinePainter(desk, self)
        self.setItemDelegate(self._painter)
        self.setUniformItemSizes(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(desk.say(_("Cart")))

    def choose(self, row: int) -> None:
        """Show this row as the chosen one, in sight."""
        if row < 0:
            self.clearSelection()
            return
        index = self.model().index(row, 0)
        if self.currentIndex() != index or not self.selectionModel().isSelected(index):
            self.setCurrentIndex(index)
        self.scrollTo(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._is_pressed_here:  # else its first press was on something that covered the cart
            self.mousePressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._is_pressed_here = True
        index = self.indexAt(event.position().toPoint())
        if not index.isValid():
            return
        minus, plus = _steppers(self.visualRect(index))
        place = event.position().toPoint()
        steps = index == self.currentIndex() and not index.data(_LINE).decimals
        if steps and minus.contains(place):
            self.stepped.emit(-1)
        elif steps and plus.contains(place):
            self.stepped.emit(1)
        else:
            self.chosen.emit(index.data(_LINE).position)


def _steppers(box: QRect) -> tuple[QRect, QRect]:
    """Where − and + of the chosen line are touched."""
    is_narrow = box.width() < px(NARROW + 40)  # then they stand side by side, and the amount below the name
    side, right = px(48), box.right() - px(110 if is_narrow else 144)
    top = box.top() + (box.height() - side) // 2
    return QRect(right - (2 * side if is_narrow else px(164)), top, side, side), QRect(right - side, top, side, side)


class _LinePainter(QStyledItemDelegate):
    def __init__(self, desk: Desk, cart: QListView) -> None:
        super().__init__(cart)
        self._desk, self._cart = desk, cart

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, px(CART_LINE))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: LineView = index.data(_LINE)
        box: QRect = option.rect
        is_chosen = self._cart.selectionModel().isSelected(index)
        painter.save()
        if is_chosen:
            painter.fillRect(box, colour("primary_soft"))
            painter.fillRect(QRect(box.left(), box.top(), px(4), box.height()), colour("primary"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), colour("line"))
        self._paint_words(painter, box.adjusted(px(20), 0, -px(20), 0), line, is_chosen)
        painter.restore()

    def _paint_words(self, painter: QPainter, box: QRect, line: LineView, is_chosen: bool) -> None:
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(colour("text"))
        painter.setFont(font(LARGE, BOLD))
        painter.drawText(box, right, self._desk.money(line.sum_minor, currency=False))
        amount = f"{self._desk.quantity(line.quantity_milli)} {unit_word(self._desk, line.unit)}"
        has_steppers = is_chosen and not line.decimals
        is_narrow = box.width() < px(NARROW)  # then the amount stands below the name
        quantity = QRect(box.right() - px(124) - px(164), box.top(), px(164), box.height())
        if has_steppers:
            whole = box.adjusted(-px(20), 0, px(20), 0)
            self._paint_steppers(painter, whole, "" if is_narrow else amount)
            quantity.setLeft(_steppers(whole)[0].left())
        elif is_narrow:
            quantity.setLeft(box.right() - px(124))
        else:
            painter.setPen(colour("text" if is_chosen else "muted"))
            painter.setFont(font(LARGE, BOLD if is_chosen else REGULAR))
            painter.drawText(quantity, right, amount)
        words = QRect(box.left(), box.top() + px(10), quantity.left() - px(12) - box.left(), px(24))
        painter.setPen(colour("text"))
        painter.setFont(font(LARGE, MEDIUM if is_chosen else REGULAR))
        name = painter.fontMetrics().elidedText(line.name, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, name)
        painter.setFont(font(SMALL))
        painter.setPen(colour("muted"))
        below = words.translated(0, px(22))
        text = f"{amount} · {self._note(line)}" if is_narrow else self._note(line)
        note = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, note)

    def _paint_steppers(self, painter: QPainter, box: QRect, amount: str) -> None:
        minus, plus = _steppers(box)
        around = minus.united(plus)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour("line"))
        painter.setBrush(colour("surface"))
        painter.drawRoundedRect(around, px(10), px(10))
        for name, place in (("minus", minus), ("plus", plus)):
            picture = icon(name, "primary", 20)
            painter.drawPixmap(place.center().x() - picture.width() // 2, place.center().y() - picture.height() // 2, picture)
        painter.setPen(colour("text"))
        size = LARGE if text_width(amount, LARGE, BOLD) <= around.width() - 2 * minus.width() + px(16) else SMALL
        painter.setFont(font(size, BOLD))
        painter.drawText(around, Qt.AlignmentFlag.AlignCenter, amount)

    def _note(self, line: LineView) -> str:
        price = self._desk.money(line.price_minor)
        parts = [self._desk.say(_("{price} for 1 {unit}")).format(price=price, unit=unit_word(self._desk, line.unit))]
        if line.discount_minor:
            discount = self._desk.money(line.discount_minor, currency=False)
            parts.append(self._desk.say(_("discount {sum}")).format(sum=discount))
        if line.new_price_minor is not None:
            parts.append(self._desk.say(_("now {price}")).format(price=self._desk.money(line.new_price_minor)))
        return " · ".join(parts)


def unit_word(desk: Desk, unit: str) -> str:
    """A unit as people call it."""
    return desk.say(UNITS[unit]) if unit in UNITS else unit

