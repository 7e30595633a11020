"""A list to pick from: a row is put into words when it is painted, so that a hundred thousand cost what a screenful costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from ui.kit.edits import SearchBox
from ui.kit.theme import colour, font, px, text_width
from ui.kit.tokens import BOLD, CART_LINE, LARGE, MEDIUM, REGULAR, SMALL

Index = QModelIndex | QPersistentModelIndex
_ITEM = Qt.ItemDataRole.UserRole
_DRAGGED = 12
"""A finger that moves so far scrolls, and chooses nothing."""
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


class _Items(QAbstractListModel):
    def __init__(self, words: Callable[[Any], PickRow]) -> None:
        super().__init__()
        self.items: Sequence[Any] = ()
        self._words = words

    def rowCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 — Qt's own signature
        return len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self.items[index.row()]
        if role == _ITEM:
            return item
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(item).title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            row = self._words(item)
            return ", ".join(filter(None, (row.title, row.note, row.figure, row.below)))
        return None

    def take(self, items: Sequence[Any]) -> None:
        """Other items; where they only go on, what is painted stays."""
        old = self.items
        if old and len(items) > len(old) and items[0] is old[0] and items[len(old) - 1] is old[-1]:
            self.beginInsertRows(QModelIndex(), len(old), len(items) - 1)
            self.items = items
            self.endInsertRows()
        elif len(items) == len(old):  # the same rows, of which some may say something else
            self.items = items
            if items:
                self.dataChanged.emit(self.index(0), self.index(len(items) - 1))
        else:
            self.beginResetModel()
            self.items = items
            self.endResetModel()


class PickList(QTableView):
    """Rows of `words(item)`. The field above keeps the focus; its arrow keys move here (`listen_to`).

    A table of one column, since a `QListView` measures every row anew whenever one is added.

    Signals:
        chosen: the place of another row, by key or finger.
        taken: the place of the chosen row, which was touched once more.
        wanted_more: the end is near, and there may be more.
    """

    chosen = Signal(int)
    taken = Signal(int)
    wanted_more = Signal()

    def __init__(self, name: str, words: Callable[[Any], PickRow], *, empty: str = "") -> None:
        super().__init__()
        self._items = _Items(words)
        self._words = words
        self.empty = empty
        self._pressed_at: tuple[int, int] | None = None
        self._is_dragged = False
        self.setModel(self._items)
        self.setItemDelegate(_RowPainter(self, words))
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(px(CART_LINE))
        self.verticalHeader().setDefaultSectionSize(px(CART_LINE))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self.verticalScrollBar().valueChanged.connect(self._look_ahead)

    @property
    def row(self) -> int:
        """The place of the chosen row, or −1."""
        return self.currentIndex().row() if self.selectionModel().hasSelection() else -1

    def row_words(self, place: int) -> PickRow:
        """What a row says."""
        return self._words(self._items.items[place])

    def show_items(self, items: Sequence[Any], chosen: int = -1) -> None:
        """These items, with one of them chosen and in sight; nothing is done where nothing is new."""
        if items is not self._items.items:
            self._items.take(items)
            self.viewport().update()
        if not 0 <= chosen < len(items):
            self.clearSelection()
        elif chosen != self.row:
            index = self._items.index(chosen)
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def step(self, step: int) -> None:
        """So many rows down (or up), as far as there are any."""
        there = len(self._items.items)
        if there:
            place = max(0, min(there - 1, self.row + step)) if self.row >= 0 else 0
            if place != self.row:
                self.chosen.emit(place)

    def listen_to(self, box: SearchBox) -> None:
        """Arrow keys and page keys in this field move here."""
        box.moved.connect(self.step)
        box.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is not self.viewport():
            pages = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
            if event.key() in pages:
                rows = max(1, self.viewport().height() // px(CART_LINE) - 1)
                self.step(pages[Qt.Key(event.key())] * rows)
                return True
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = int(event.position().y()), self.verticalScrollBar().value()
        self._is_dragged = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None:
            return
        way = self._pressed_at[0] - int(event.position().y())
        self._is_dragged = self._is_dragged or abs(way) > px(_DRAGGED)
        if self._is_dragged:
            self.verticalScrollBar().setValue(self._pressed_at[1] + way)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed_at, self._pressed_at = self._pressed_at, None
        index = self.indexAt(event.position().toPoint())
        if pressed_at is None or self._is_dragged or not index.isValid():
            return
        (self.taken if index.row() == self.row else self.chosen).emit(index.row())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._items.items and self.empty:
            painter = QPainter(self.viewport())
            painter.setPen(colour("muted"))
            painter.setFont(font(LARGE))
            room = self.viewport().rect().adjusted(px(40), 0, -px(40), 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.empty)

    def _look_ahead(self, value: int) -> None:
        if value >= self.verticalScrollBar().maximum() - 2 * self.viewport().height():
            self.wanted_more.emit()


class _RowPainter(QStyledItemDelegate):
    def __init__(self, rows: PickList, words: Callable[[Any], PickRow]) -> None:
        super().__init__(rows)
        self._rows, self._words = rows, words

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, box = self._words(index.data(_ITEM)), option.rect
        is_chosen = self._rows.selectionModel().isSelected(index)
        painter.save()
        if is_chosen:
            painter.fillRect(box, colour("primary_soft"))
            painter.fillRect(QRect(box.left(), box.top(), px(4), box.height()), colour("primary"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), colour("line"))
        room = box.adjusted(px(20), px(9), -px(20), 0)
        taken = max(text_width(row.figure, LARGE, BOLD), text_width(row.below, SMALL))
        right = min(taken, room.width() * _MOST_OF_ROW // 100)
        left = room.width() - right - (px(16) if right else 0)
        upper, lower = (room.left(), room.top(), px(24)), (room.left(), room.top() + px(23), px(22))
        self._write(painter, QRect(upper[0], upper[1], left, upper[2]), row.title, LARGE, MEDIUM if is_chosen else REGULAR)
        self._write(painter, QRect(lower[0], lower[1], left, lower[2]), row.note, SMALL, ink="muted")
        x = room.right() - right + 1
        self._write(painter, QRect(x, upper[1], right, upper[2]), row.figure, LARGE, BOLD, right=True)
        self._write(painter, QRect(x, lower[1], right, lower[2]), row.below, SMALL, ink=row.below_ink, right=True)
        painter.restore()

    def _write(
        self, painter: QPainter, box: QRect, text: str, size: int, weight: int = REGULAR, *, ink: str = "text",
        right: bool = False,
    ) -> None:
        if text:
            painter.setPen(colour(ink))
            painter.setFont(font(size, weight))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, shown)
