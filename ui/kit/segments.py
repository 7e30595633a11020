"""One of a few things as keys beside each other; in as many rows as the room asks for, each of them full."""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui.kit.buttons import Button
from ui.kit.theme import px
from ui.kit.tokens import BODY

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_GAP = 8


class Segments(QWidget):
    """`keys` has each choice's button; with `several` more than one may be chosen. Arrows walk, Space and Return press.

    Signals:
        picked: the key of what somebody chose.
    """

    picked = Signal(object)

    def __init__(
        self, choices: Sequence[tuple[object, str]], *, name: str = "", several: bool = False, size: int = BODY
    ) -> None:
        super().__init__()
        self.keys: dict[object, Button] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(px(_GAP))
        self._in_row = 0
        self._several, self._size = several, size
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_choices(choices)

    def show_choices(self, choices: Sequence[tuple[object, str]]) -> None:
        """These, in this order; nothing is made anew where they are the same."""
        if [(key, button.text()) for key, button in self.keys.items()] == list(choices):
            return
        for button in self.keys.values():
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.keys = {key: Button(words, size=self._size) for key, words in choices}
        for key, button in self.keys.items():
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked=False, key=key: self.picked.emit(key))
        self._in_row = 0
        self._arrange()

    def show_chosen(self, *chosen: object) -> None:
        """This one is chosen (or these)."""
        for key, button in self.keys.items():
            is_chosen = key in chosen
            if self._several:
                button.picture = "check" if is_chosen else ""
            button.show_as(look="chosen" if is_chosen else "plain")

    def sizeHint(self) -> QSize:
        return QSize(px(240), self._grid.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(max((key.sizeHint().width() for key in self.keys.values()), default=0), self._grid.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        buttons = list(self.keys.values())
        at = next((place for place, button in enumerate(buttons) if button.hasFocus()), None)
        if at is not None and event.key() in _STEPS:
            buttons[max(0, min(len(buttons) - 1, at + _STEPS[Qt.Key(event.key())]))].setFocus()
        elif at is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            buttons[at].click()
        else:
            super().keyPressEvent(event)

    def _arrange(self) -> None:
        widest = max((key.sizeHint().width() for key in self.keys.values()), default=1) + px(22 if self._several else 0)
        fitting = max(1, min(len(self.keys), (self.width() + px(_GAP)) // (widest + px(_GAP))))
        in_row = _evenly(len(self.keys), fitting)
        if in_row == self._in_row:
            return
        last = len(self.keys) % in_row
        columns = lcm(in_row, last) if last else in_row  # so that the keys of the last row share all of it
        for column in range(max(columns, self._grid.columnCount())):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        for place, button in enumerate(self.keys.values()):
            line, at = divmod(place, in_row)
            span = columns // (last if last and place >= len(self.keys) - last else in_row)
            self._grid.addWidget(button, line, at * span, 1, span)
        self._in_row = in_row
        self.updateGeometry()


def _evenly(count: int, fitting: int) -> int:
    """How many stand in a row so that no row has many fewer than another; `fitting` is the most that have room."""
    rows = -(-count // fitting)
    return -(-count // max(1, rows)) or 1
