"""Records as lines of columns under their heads: figures on the right, one chosen, by keyboard and by touch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView

from ui.kit.painting import write
from ui.kit.rows import RowList
from ui.kit.theme import colour, px, text_width
from ui.kit.tokens import BODY, BOLD, LARGE, MEDIUM, REGULAR, SMALL

ROW, HEAD = 52, 36
LEAST_REST = 88
"""The column that takes what the others leave is no narrower than this."""


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in pixels at 100 %; 0 takes what the others leave. `strong` is what the eye looks for. With a `sample`, the longest
    that may stand there, the column is never too narrow for it, nor for its own title."""

    title: str
    width: int = 0
    right: bool = False
    strong: bool = False
    muted: bool = False
    sample: str = ""

    @property
    def room(self) -> int:
        """In pixels of the screen; 0 takes what the others leave."""
        if not self.width:
            return 0
        return max(px(self.width), text_width(self.sample, BODY, MEDIUM), text_width(self.title, SMALL, MEDIUM) + 1)


@dataclass(frozen=True, slots=True)
class Record:
    """A text for each column; `ink` colours the strong ones."""

    cells: tuple[str, ...]
    ink: str = "text"


class RecordList(RowList):
    """Lines of `words(item)`. Return or a second quick touch takes the chosen one: one touch alone must lead nowhere."""

    def __init__(self, name: str, columns: Sequence[Column], words: Callable[[Any], Record]) -> None:
        super().__init__(name, height=ROW)
        self._columns, self._words = tuple(columns), words
        self.setHorizontalHeader(_Head(self))

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Other columns; `words` fills these from now on."""
        if tuple(columns) != self._columns:
            self._columns = tuple(columns)
            self.viewport().update()
            self.horizontalHeader().viewport().update()

    def spoken(self, item: Any) -> str:
        return " · ".join(filter(None, self._words(item).cells))

    def boxes(self, room: QRect) -> Iterator[tuple[Column, QRect]]:
        """Where each column stands in a line. Where large letters leave no room, what is muted is left out."""
        inner, shown = room.adjusted(px(20), 0, -px(20), 0), self._columns
        if inner.width() - _fixed(shown) < px(LEAST_REST):
            shown = tuple(column for column in shown if not column.muted)
        rest, x = max(px(60), inner.width() - _fixed(shown)), inner.left()
        for column in shown:
            width = column.room or rest
            yield column, QRect(x, room.top(), width, room.height())
            x += width + px(16)

    def paint_row(self, painter: QPainter, box: QRect, item: Any, *, is_chosen: bool) -> None:
        record = self._words(item)
        texts = dict(zip(self._columns, record.cells, strict=True))
        for column, place in self.boxes(box):
            text = texts[column]
            size = LARGE if column.strong and text_width(text, LARGE, BOLD) <= place.width() else BODY
            weight = BOLD if column.strong else MEDIUM if is_chosen else REGULAR
            ink = record.ink if column.strong else "muted" if column.muted else "text"
            write(painter, place, text, size, weight, ink=ink, right=column.right)


class _Head(QHeaderView):
    def __init__(self, records: RecordList) -> None:
        super().__init__(Qt.Orientation.Horizontal, records)
        self._records = records
        self.setStretchLastSection(True)
        self.setFixedHeight(px(HEAD))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, room = QPainter(self.viewport()), self.viewport().rect()
        painter.fillRect(room, colour("surface"))
        painter.fillRect(0, room.bottom(), room.width(), 1, colour("line"))
        for column, box in self._records.boxes(room):
            write(painter, box, column.title, SMALL, MEDIUM, ink="muted", right=column.right, whole=True)


def _fixed(columns: Sequence[Column]) -> int:
    return sum(column.room for column in columns) + px(16) * (len(columns) - 1)
