"""A sentence across the screen, never a box over it: what went wrong, and what can be done about it here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.kit.buttons import Button
from ui.kit.icons import icon
from ui.kit.parts import label, row
from ui.kit.theme import colour, px
from ui.kit.tokens import MEDIUM, RADIUS_KEY

_PICTURES = {"bad": "error", "warn": "warning", "info": "info", "primary": "check"}
STAYS_MS = 8000
FIRST_KEY = "Ctrl+Enter"
"""Answers with the first thing that is offered; the window listens to it."""


class Banner(QWidget):
    """Shows one sentence at a time; a newer one takes its place.

    Signals:
        closed: it went away, by itself or by a hand.
    """

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._kind = "info"
        self._first: Callable[[], None] | None = None
        self._picture = QLabel()
        self._text = label(weight=MEDIUM, wrap=True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._buttons = row(gap=8)
        self._close = Button(picture="close", look="bare")
        self._close.clicked.connect(self.close_it)
        self.setLayout(row(self._picture, self._text, self._buttons, self._close, gap=12, margin=(16, 4, 8, 4)))
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.close_it)
        self.hide()

    @property
    def text(self) -> str:
        """What it says now; nothing while it is hidden."""
        return self._text.text() if not self.isHidden() else ""

    def say(
        self, text: str, *, kind: str = "info", actions: tuple[tuple[str, Callable[[], None]], ...] = (), passing: bool = False
    ) -> None:
        """Show a sentence: `kind` bad, warn, info or primary. With actions it stays until it is answered, or is `passing`."""
        self._kind = kind
        self._text.setText(text)
        self.setAccessibleName(text)
        self._picture.setPixmap(icon(_PICTURES[kind], kind))
        while (old := self._buttons.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.deleteLater()
        self._first = actions[0][1] if actions else None
        for place, (words, act) in enumerate(actions):
            button = Button(words, look="plain", hint="" if place else FIRST_KEY)
            button.clicked.connect(lambda _checked=False, act=act: self._act(act))
            self._buttons.addWidget(button)
        self._timer.stop()
        if passing or not actions:
            self._timer.start(STAYS_MS)
        self.show()
        self.update()

    def leave_screen(self) -> None:
        """Another screen comes: what went well has been read, and would only lie over its first row; what went wrong stays."""
        if self._kind in ("primary", "info") and self._first is None:
            self.close_it()

    def take_first(self) -> None:
        """The first thing that is offered, if anything is."""
        if self._first is not None and not self.isHidden():
            self._act(self._first)

    def close_it(self) -> None:
        """Take the sentence away."""
        self._timer.stop()
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour(self._kind))
        painter.setBrush(colour(f"{self._kind}_soft"))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), px(RADIUS_KEY), px(RADIUS_KEY))

    def _act(self, act: Callable[[], None]) -> None:
        self.close_it()
        act()
