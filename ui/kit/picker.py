"""One of very many: a key that shows the choice, and a panel with a field to search in and the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit.buttons import Button
from ui.kit.edits import SearchBox
from ui.kit.parts import column, holding
from ui.kit.pick_list import PickList, PickRow
from ui.kit.sheet import Sheet
from ui.kit.theme import colour, px
from ui.kit.tokens import LARGE


class PickKey(Button):
    """Shows what is chosen, as a field does; a touch, Space or an arrow key opens the list."""

    def __init__(self, text: str = "", *, hint: str = "") -> None:
        super().__init__(text, hint=hint, left=True, size=LARGE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.click()
        else:
            super().keyPressEvent(event)

    def _paint_content(self, painter: QPainter, ink: QColor) -> None:
        super()._paint_content(painter, ink)
        if not self.hint:
            painter.setPen(QPen(colour("muted"), 2))
            x, y, side = self.width() - px(22), self.height() / 2 - px(2), px(5)
            painter.drawPolyline([QPointF(x - side, y), QPointF(x, y + side), QPointF(x + side, y)])


class Picker(Sheet):
    """Type a part of it, or look through the list; a touch or Return takes it.

    Signals:
        picked: the item that was taken.
    """

    picked = Signal(object)

    def __init__(
        self, parent: QWidget, title: str, *, placeholder: str, empty: str, find: Callable[[str], Sequence[Any]],
        words: Callable[[Any], PickRow], chosen: Callable[[Any], bool],
    ) -> None:
        self.box = SearchBox(placeholder)
        self.list = PickList(title, words, empty=empty)
        self.list.setMinimumHeight(min(px(384), max(px(128), parent.height() - px(260))))
        super().__init__(parent, title, holding(column(self.box, self.list, gap=12)), width=560)
        self._find, self._items, self._at = find, find(""), -1
        self._by_key = False
        self.list.show_items(self._items)
        self._mark(next((place for place, item in enumerate(self._items) if chosen(item)), 0))
        self.box.textChanged.connect(self._search)
        self.box.moved.connect(self._step)
        self.box.entered.connect(lambda _text: self._take(self._at))
        self.box.left_alone.connect(self.close_it)
        self.list.chosen.connect(self._chosen)
        self.list.taken.connect(self._take)
        self.box.setFocus()

    def _search(self, typed: str) -> None:
        self._items = self._find(typed)
        self.list.show_items(self._items)
        self._mark(0)

    def _mark(self, place: int) -> None:
        self._at = place if place < len(self._items) else -1
        self.list.show_items(self._items, self._at)

    def _step(self, step: int) -> None:
        self._by_key = True
        self.list.step(step)
        self._by_key = False

    def _chosen(self, place: int) -> None:
        if self._by_key:
            self._mark(place)
        else:
            self._take(place)

    def _take(self, place: int) -> None:
        if 0 <= place < len(self._items):
            item = self._items[place]
            self.close_it()
            self.picked.emit(item)
