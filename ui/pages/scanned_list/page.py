"""Goods onto a list, as widgets: the line that is scanned and searched in, the list or the hits under it, and their keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.edits import SearchBox
from ui.kit.pick_list import PickList, PickRow
from ui.kit.screen import VisitedScreen
from ui.pages.scanned_list.model import ScannedListModel


class ScannedListPage(VisitedScreen):
    """`box` is the line in the header, `lines` the list; a screen puts them where it likes and adds what is done with the chosen
    one. It calls `listen` when its widgets are made, and `show_list` when it renders.

    Signals:
        left: back to where one came from.
    """

    left = Signal()

    def __init__(self, desk: Desk, model: Any, *, box: str, listed: str, row: Callable[[Any], PickRow]) -> None:
        super().__init__(model)
        say = desk.say
        self._desk, self._list_model = desk, model
        self.head = self.box = SearchBox(say(box), hint="F2")
        self.chips = (self.way_back(say(_("Back"))),)
        self._nothing_yet = say(_("Scan goods, or type a part of their name."))
        self.lines = PickList(say(listed), row, empty=self._nothing_yet)
        self.lines.listen_to(self.box)

    def listen(self, *, render: Callable[[], None], keys: tuple[tuple[str, Callable[[], Any]], ...] = ()) -> None:
        """The gestures that all these screens have, and some `keys` of its own."""
        model, box = self._list_model, self.box
        assert isinstance(model, ScannedListModel)
        box.textChanged.connect(model.search)
        box.entered.connect(self._enter)
        box.moved.connect(self._move)
        box.left_alone.connect(self.go_back)
        box.installEventFilter(self)
        self.lines.chosen.connect(self._choose)
        self.lines.taken.connect(self._take)
        model.changed.connect(render)
        model.searched.connect(render)
        for key, act in (("F2", box.setFocus), *keys):
            QShortcut(QKeySequence(key), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def show_list(self) -> None:
        """The hits while somebody searches, else what is on the list."""
        model = self._list_model
        nothing_found = bool(self.box.text().strip()) and not model.hits
        self.lines.empty = self._desk.say(_("Nothing was found.")) if nothing_found else self._nothing_yet
        rows = model.hits or (() if nothing_found else model.listed)
        self.lines.show_items(rows, model.hit if model.hits else model.place)

    def key_in_list(self, key: int) -> bool:
        """A key while nothing is typed: True if the list has used it."""
        if key == Qt.Key.Key_Delete:
            self._list_model.remove()
            return True
        return False

    def open_line(self) -> None:
        """Return or a second touch on a line of the list."""

    # --- gestures ---

    def shown(self) -> None:
        self.box.setFocus()

    def take_scan(self, code: str) -> bool:
        self.box.setFocus()
        self.box.clear()
        self._list_model.scan(code)
        return True

    def go_back(self) -> bool:
        if self.box.text():
            self.box.clear()
        else:
            self.left.emit()
        return True

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Some keys belong to the list while nothing is typed."""
        is_key = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not self.box.text()
        return is_key and isinstance(event, QKeyEvent) and self.key_in_list(event.key())

    def _choose(self, place: int) -> None:
        if not self._list_model.hits:
            self.box.setFocus()  # what was typed about the line before is of that line
            self._list_model.choose(place)

    def _move(self, step: int) -> None:
        """Among the hits; in the list itself the list has moved already, since it listens to the line too."""
        if self._list_model.hits:
            self._list_model.move(step)

    def _enter(self, text: str) -> None:
        if text.strip():
            self._list_model.enter(text)
            self.box.clear()
        elif not self._list_model.hits:
            self.open_line()

    def _take(self, place: int) -> None:
        model = self._list_model
        if model.hits:
            model.put(model.hits[place])
            self.box.clear()
            self.box.setFocus()
        else:
            self.open_line()
