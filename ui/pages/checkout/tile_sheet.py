"""A panel to search and pick from: another tab, or goods for a new tile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.kit.edits import SearchBox
from ui.kit.parts import column, holding
from ui.kit.pick_list import PickList, PickRow
from ui.kit.sheet import Sheet
from ui.kit.theme import px


class PickSheet(Sheet):
    """What is typed goes to `looked_for`; what was found is shown by `show_items`; a touch or Return picks.

    Signals:
        picked: the item that was picked; the panel is gone by then.
        looked_for: what is typed now.
    """

    picked = Signal(object)
    looked_for = Signal(str)

    def __init__(
        self, parent: QWidget, title: str, hint: str, words: Callable[[Any], PickRow], *, empty: str
    ) -> None:
        self.box = SearchBox(hint)
        self.list = PickList(title, words, empty=empty)
        self.list.setFixedHeight(min(px(400), max(px(160), parent.height() - px(230))))
        super().__init__(parent, title, holding(column(self.box, self.list, gap=12)), width=560)
        self._items: Sequence[Any] = ()
        self.box.moved.connect(self._step)
        self.box.left_alone.connect(self.close_it)  # the field keeps Escape for itself
        self.list.chosen.connect(self._take)
        self.box.entered.connect(lambda _text: self._take(max(0, self.list.row)))
        self.box.left_alone.connect(self.close_it)
        self.box.textChanged.connect(self.looked_for)
        self.list.taken.connect(self._take)
        self.box.setFocus()

    def show_items(self, items: Sequence[Any]) -> None:
        """These can be picked now, the first of them by Return."""
        self._items = items
        self.list.show_items(items, 0 if items else -1)

    def _step(self, step: int) -> None:
        if self._items:
            self.list.show_items(self._items, max(0, min(len(self._items) - 1, self.list.row + step)))

    def _take(self, place: int) -> None:
        if 0 <= place < len(self._items):
            item = self._items[place]
            self.close_it()
            self.picked.emit(item)
