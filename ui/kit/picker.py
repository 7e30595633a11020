"""One of very many: a key that shows the choice, and panels with a field to search in and the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit.buttons import Button
from ui.kit.edits import SearchBox
from ui.kit.painting import paint_arrow
from ui.kit.parts import column, holding
from ui.kit.pick_list import PickList, PickRow
from ui.kit.sheet import Sheet
from ui.kit.theme import px
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
            paint_arrow(painter, self.width(), self.height())


class PickSheet(Sheet):
    """What is typed goes to `looked_for`; what was found is shown by `show_items`; a touch or Return picks.

    Signals:
        picked: the item that was picked; the panel is gone by then.
        looked_for: what is typed now.
    """

    picked = Signal(object)
    looked_for = Signal(str)

    def __init__(self, parent: QWidget, title: str, hint: str, words: Callable[[Any], PickRow], *, empty: str) -> None:
        self.box = SearchBox(hint)
        self.list = PickList(title, words, empty=empty)
        self._fit_list(parent.height())
        super().__init__(parent, title, holding(column(self.box, self.list, gap=12)), width=560)
        self.box.textChanged.connect(self.looked_for)
        self.box.moved.connect(self._step)
        self.box.entered.connect(lambda _text: self._take(max(0, self.list.row)))
        self.box.left_alone.connect(self.close_it)  # the field keeps Escape for itself
        self.list.chosen.connect(self._take)
        self.list.taken.connect(self._take)
        self.box.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_list(self.height())

    def _fit_list(self, whole: int) -> None:
        """As high as the window leaves room for, with what stands around it."""
        self.list.setFixedHeight(min(px(384), max(px(128), whole - px(260))))

    def show_items(self, items: Sequence[Any], chosen: int = 0) -> None:
        """These can be picked now, one of them by Return."""
        self.list.show_items(items, chosen)

    def _step(self, step: int) -> None:
        self.show_items(self.list.items, max(0, min(len(self.list.items) - 1, self.list.row + step)))

    def _take(self, place: int) -> None:
        if place < len(self.list.items):
            item = self.list.items[place]
            self.close_it()
            self.picked.emit(item)


class Picker(PickSheet):
    """One of what is known already: `find` has all of it for an empty text. The one that is `chosen` comes in sight."""

    def __init__(
        self, parent: QWidget, title: str, *, placeholder: str, empty: str, find: Callable[[str], Sequence[Any]],
        words: Callable[[Any], PickRow], chosen: Callable[[Any], bool],
    ) -> None:
        super().__init__(parent, title, placeholder, words, empty=empty)
        self.looked_for.connect(lambda typed: self.show_items(find(typed)))
        found = find("")
        self.show_items(found, next((place for place, item in enumerate(found) if chosen(item)), 0))
