"""A list of documents, the paper of the chosen one beside it, and below that what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLayout, QWidget

from ui.kit.figures import scrolled
from ui.kit.letters import letter_of
from ui.kit.paper import Paper
from ui.kit.parts import column, holding, label, two_panes
from ui.kit.record_list import Column, Record, RecordList
from ui.kit.screen import Screen
from ui.kit.theme import px
from ui.kit.tokens import LARGE


class PaperListScreen(Screen):
    """The page hears the keys, also before there is a list; `letters` are those of its own.

    Signals:
        left: back to where one came from.
    """

    left = Signal()

    def __init__(self, columns: Sequence[Column], words: Callable[[Any], Record], *, title: str, back: str) -> None:
        super().__init__()
        self.title = title
        self.chips = (self.way_back(back),)
        self.list = RecordList(title, columns, words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.paper = Paper()
        self.letters: Mapping[str, Callable[[], None]] = {}
        self._empty = label(ink="muted", size=LARGE, wrap=True)
        self._empty.setMargin(px(28))
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def shown(self) -> None:
        self.setFocus()

    def go_back(self) -> bool:
        self.left.emit()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = self.letters.get(letter_of(event))
        if act is None:
            self.list.keyPressEvent(event)
        elif not event.isAutoRepeat():
            act()

    def lay_out(self, *keys: QWidget | QLayout, least_right: int) -> None:
        """These stand below the paper, under each other."""
        paper = holding(column(scrolled(self.paper), margin=(1, 12, 1, 12)), "card")
        right = column(paper, *keys, gap=12, margin=16, grow=(0,))
        self.setLayout(two_panes(column(self._empty, self.list, gap=0), right, least_right=least_right))

    def show_records(self, rows: Sequence[Any], chosen: int, *, empty: str) -> None:
        """These documents; `empty` is said where there are none."""
        self.list.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self._empty.setText(empty)
        self.list.show_items(rows, chosen)
