"""Records as lines of columns: figures on the right, one chosen, by keyboard and by touch. It knows nothing of what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.kit.theme import colour, font, px, text_width
from ui.kit.tokens import BODY, BOLD, LARGE, MEDIUM, REGULAR, SMALL

Index = QModelIndex | QPersistentModelIndex
_RECORD = Qt.ItemDataRole.UserRole
ROW, HEAD = 52, 36
LEAST_REST = 88
"""The column that takes what the others leave is no narrower than this."""
_STEPS = {
    Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8, Qt.Key.Key_Home: -10**6,
    Qt.Key.Key_End: 10**6,
}


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in pixels at 100 %; 0 takes what the others leave. `strong` is what the eye looks for."""

    title: str
    width: int = 0
    right: bool = False
    strong: bool = False
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A text for each column; `ink` colours the strong ones."""

    cells: tuple[str, ...]
    ink: str = "text"


class _Records(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.records: tuple[Record, ...] = ()

    def rowCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 — Qt's own signature
        return len(self.records)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        record = self.records[index.row()]
        if role == _RECORD:
            return record
        wanted = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        return " · ".join(filter(None, record.cells)) if role in wanted else None

    def take(self, records: tuple[Record, ...]) -> None:
        """More of the same are put behind; anything else begins anew."""
        there = len(self.records)
        if there and records[:there] == self.records:
            if len(records) > there:
                self.beginInsertRows(QModelIndex(), there, len(records) - 1)
                self.records = records
                self.endInsertRows()
            return
        self.beginResetModel()
        self.records = records
        self.endResetModel()


class RecordList(QListView):
    """Signals:
    chosen: the place of the record that was touched or walked to.
    entered: Return, or a second touch, on the chosen one.
    ended: the last record came in sight; whoever has more may bring them.
    """

    chosen = Signal(int)
    entered = Signal()
    ended = Signal()

    def __init__(self, columns: Sequence[Column], *, name: str) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._records = _Records()
        self._at = -1
        self.setModel(self._records)
        self.setItemDelegate(_RecordPainter(self))
        self.setUniformItemSizes(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self._head = _Head(self)
        self.setViewportMargins(0, px(HEAD), 0, 0)
        self.verticalScrollBar().valueChanged.connect(self._look_for_end)

    def show_records(self, records: Sequence[Record], chosen: int) -> None:
        """These, with one of them chosen and in sight (−1: none)."""
        self._records.take(tuple(records))
        self._at = chosen
        index = self._records.index(chosen, 0) if 0 <= chosen < len(self._records.records) else QModelIndex()
        if not index.isValid():
            self.clearSelection()
        elif self.currentIndex() != index or not self.selectionModel().isSelected(index):
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def step(self, by: int) -> None:
        """So many records up or down."""
        count = len(self._records.records)
        if count:
            self.chosen.emit(max(0, min(count - 1, self._at + by)))
            self._look_for_end(self.verticalScrollBar().value())

    def boxes(self, room: QRect) -> list[QRect]:
        """Where each column stands in a line. Where large letters leave no room, what is muted has none."""
        inner = room.adjusted(px(20), 0, -px(20), 0)
        rest = inner.width() - self._fixed(self._columns)
        is_narrow = rest < px(LEAST_REST)
        if is_narrow:
            rest = inner.width() - self._fixed([column for column in self._columns if not column.muted])
        found, x = [], inner.left()
        for column in self._columns:
            if is_narrow and column.muted:
                found.append(QRect(x, room.top(), 0, room.height()))
                continue
            width = px(column.width) if column.width else max(px(60), rest)
            found.append(QRect(x, room.top(), width, room.height()))
            x += width + px(16)
        return found

    def _fixed(self, columns: Sequence[Column]) -> int:
        return sum(px(column.width) for column in columns) + px(16) * (len(columns) - 1)

    @property
    def columns(self) -> tuple[Column, ...]:
        """What stands in a line."""
        return self._columns

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self.step(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.entered.emit()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.chosen.emit(index.row())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.indexAt(event.position().toPoint()).isValid():
            self.entered.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._head.setGeometry(0, 0, self.width(), px(HEAD))

    def _look_for_end(self, value: int) -> None:
        if value >= self.verticalScrollBar().maximum() - px(ROW):
            self.ended.emit()


class _Head(QWidget):
    def __init__(self, records: RecordList) -> None:
        super().__init__(records)
        self._records = records

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("surface"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour("line"))
        painter.setFont(font(SMALL, MEDIUM))
        painter.setPen(colour("muted"))
        room = QRect(0, 0, self._records.viewport().width(), self.height())
        for column, box in zip(self._records.columns, self._records.boxes(room), strict=True):
            if not box.width():
                continue
            painter.drawText(box, _side(column), column.title)


class _RecordPainter(QStyledItemDelegate):
    def __init__(self, records: RecordList) -> None:
        super().__init__(records)
        self._records = records

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        record: Record = index.data(_RECORD)
        box: QRect = option.rect
        painter.save()
        is_chosen = self._records.selectionModel().isSelected(index)
        if is_chosen:
            painter.fillRect(box, colour("primary_soft"))
            painter.fillRect(QRect(box.left(), box.top(), px(4), box.height()), colour("primary"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), colour("line"))
        for column, place, text in zip(self._records.columns, self._records.boxes(box), record.cells, strict=True):
            if not place.width():
                continue
            weight = BOLD if column.strong else MEDIUM if is_chosen else REGULAR
            size = LARGE if column.strong and text_width(text, LARGE, BOLD) <= place.width() else BODY
            painter.setFont(font(size, weight))
            painter.setPen(colour(record.ink if column.strong else "muted" if column.muted else "text"))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, _side(column), shown)
        painter.restore()


def _side(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
