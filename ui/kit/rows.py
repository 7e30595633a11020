"""Rows under each other: each is put into words when it is painted, so that a hundred thousand cost what a screenful costs."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import compress, count
from operator import is_not
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from ui.kit.painting import paint_ground
from ui.kit.theme import colour, px
from ui.kit.tokens import CART_LINE

Index = QModelIndex | QPersistentModelIndex
_DRAGGED = 12
"""A finger that moves so far scrolls, and touches nothing."""
_MORE = 3
"""So many rows more than are seen are kept as pictures."""

_STEPS = {
    Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8, Qt.Key.Key_Home: -10**6,
    Qt.Key.Key_End: 10**6,
}


class _Items(QAbstractListModel):
    def __init__(self, spoken: Callable[[Any], str]) -> None:
        super().__init__()
        self.items: Sequence[Any] = ()
        self._spoken = spoken

    def rowCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 — Qt's own signature
        return len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        wanted = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        return self._spoken(self.items[index.row()]) if role in wanted else None

    def take(self, items: Sequence[Any], seen: range) -> None:
        """Other items. Those that are the same objects as before stay where they are, and are not painted again."""
        old, more = self.items, len(items) - len(self.items)
        if not more:
            self.items = items
            for place in seen:
                if items[place] is not old[place]:
                    self.dataChanged.emit(self.index(place), self.index(place))
            return
        shorter = min(len(old), len(items))
        above = _same(old, items, shorter)
        if not shorter or above + _same(reversed(old), reversed(items), shorter) < shorter:
            self.beginResetModel()
            self.items = items
            self.endResetModel()
        elif more > 0:
            self.beginInsertRows(QModelIndex(), above, above + more - 1)
            self.items = items
            self.endInsertRows()
        else:
            self.beginRemoveRows(QModelIndex(), above, above - more - 1)
            self.items = items
            self.endRemoveRows()


class RowList(QTableView):
    """Items of which one may be chosen: what kinds of list have in common. A kind says what a row shows, and what touches do.

    A table of one column, since a `QListView` measures every row anew whenever one is added. A finger that moves scrolls. A
    quick second touch counts, unless the first one fell on something that lay over the list.

    Signals:
        chosen: the place of another row, by key or finger.
        taken: the place of the chosen row, with which somebody wants to go on.
        wanted_more: the end is near, and there may be more.
    """

    chosen = Signal(int)
    taken = Signal(int)
    wanted_more = Signal()
    has_pictures = False
    """Whether a row looks the same as long as its item is the same object; the list lies on the `surface` then."""

    def __init__(self, name: str, *, height: int = CART_LINE) -> None:
        super().__init__()
        self._items = _Items(self.spoken)
        self._pressed_at: tuple[int, int] | None = None
        self._is_dragged = self._is_second = False
        self._pressed_when = 0.0
        self.setModel(self._items)
        self.setItemDelegate(_RowPainter(self))
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(px(height))
        self.verticalHeader().setDefaultSectionSize(px(height))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self.verticalScrollBar().valueChanged.connect(self._look_ahead)

    def spoken(self, item: Any) -> str:
        """A row for whoever listens instead of looks."""
        raise NotImplementedError

    def paint_row(self, painter: QPainter, box: QRect, item: Any, *, is_chosen: bool) -> None:
        """A row on its ground."""
        raise NotImplementedError

    def touch(self, place: int, _at: QPoint, *, is_second: bool) -> None:
        """A finger on a row; `is_second`: right after another at the same point."""
        (self.taken if place == self.row and is_second else self.chosen).emit(place)

    @property
    def items(self) -> Sequence[Any]:
        """What is listed."""
        return self._items.items

    @property
    def row(self) -> int:
        """The place of the chosen row, or −1."""
        return self.currentIndex().row() if self.selectionModel().hasSelection() else -1

    def show_items(self, items: Sequence[Any], chosen: int = -1) -> None:
        """These items, with one of them chosen; it comes in sight when it is another one, or says something else."""
        before = self.items[self.row] if self.row >= 0 else None
        if items is not self.items:
            self._items.take(items, self._seen())
        if not 0 <= chosen < len(items):
            self.clearSelection()
        elif chosen != self.row or items[chosen] is not before:
            index = self._items.index(chosen)
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def step(self, step: int) -> None:
        """So many rows down (or up), as far as there are any."""
        there = len(self.items)
        if there:
            place = max(0, min(there - 1, self.row + step)) if self.row >= 0 else 0
            if place != self.row:
                self.chosen.emit(place)
            self._look_ahead(self.verticalScrollBar().value())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys and page keys walk, Return takes the chosen one. A screen without a field hands its keys on to here."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self.step(step)
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.isAutoRepeat():
            event.ignore()
        elif self.row >= 0:
            self.taken.emit(self.row)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = int(event.position().y()), self.verticalScrollBar().value()
        self._pressed_when, self._is_dragged, self._is_second = time.monotonic(), False, False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if time.monotonic() - self._pressed_when <= QApplication.doubleClickInterval() / 1000:  # else the first fell on another
            self.mousePressEvent(event)
            self._is_second = True

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None:
            return
        way = self._pressed_at[0] - int(event.position().y())
        self._is_dragged = self._is_dragged or abs(way) > px(_DRAGGED)
        if self._is_dragged:
            self.verticalScrollBar().setValue(self._pressed_at[1] + way)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed_at, self._pressed_at = self._pressed_at, None
        at = event.position().toPoint()
        index = self.indexAt(at)
        if pressed_at is not None and not self._is_dragged and index.isValid():
            self.touch(index.row(), at, is_second=self._is_second)

    def _seen(self) -> range:
        last = self.rowAt(self.viewport().height() - 1)
        return range(max(0, self.rowAt(0)), last + 1 if last >= 0 else len(self.items))

    def _look_ahead(self, value: int) -> None:
        if value >= self.verticalScrollBar().maximum() - 2 * self.viewport().height():
            self.wanted_more.emit()


class _RowPainter(QStyledItemDelegate):
    """Where a kind of list allows it, rows that are seen are kept as pictures: Qt paints all of a list that scrolls or gets a row
    more, and only what is new costs anything then."""

    def __init__(self, rows: RowList) -> None:
        super().__init__(rows)
        self._rows = rows
        self._kept: dict[tuple[int, bool], tuple[Any, QPixmap]] = {}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        is_chosen = self._rows.selectionModel().isSelected(index)
        item, box = self._rows.items[index.row()], option.rect
        if not self._rows.has_pictures:
            painter.save()
            self._paint(painter, box, item, is_chosen=is_chosen)
            painter.restore()
            return
        key = (id(item), is_chosen)
        of, picture = self._kept.pop(key, (None, None))
        if picture is None or of is not item or picture.size() != box.size() * self._rows.devicePixelRatio():
            picture = self._picture(item, box.size(), is_chosen=is_chosen)
        self._kept[key] = item, picture  # behind the others: the first is the one that was not seen for the longest time
        while len(self._kept) > self._rows.viewport().height() // box.height() + _MORE:
            del self._kept[next(iter(self._kept))]
        painter.drawPixmap(box.topLeft(), picture)

    def _picture(self, item: Any, size: QSize, *, is_chosen: bool) -> QPixmap:
        sharpness = self._rows.devicePixelRatio()
        picture = QPixmap(size * sharpness)
        picture.setDevicePixelRatio(sharpness)
        picture.fill(colour("surface"))
        painter = QPainter(picture)
        self._paint(painter, QRect(QPoint(0, 0), size), item, is_chosen=is_chosen)
        painter.end()
        return picture

    def _paint(self, painter: QPainter, box: QRect, item: Any, *, is_chosen: bool) -> None:
        paint_ground(painter, box, is_chosen=is_chosen)
        self._rows.paint_row(painter, box, item, is_chosen=is_chosen)


def _same(old: Any, new: Any, most: int) -> int:
    """How many are the same objects from the beginning on."""
    return next(compress(count(), map(is_not, old, new)), most)
