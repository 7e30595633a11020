"""A sentence across the screen, never a box over it: what went wrong, and what can be done about it here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from ui.kit.buttons import Button
from ui.kit.icons import icon
from ui.kit.parts import holding, label, row
from ui.kit.theme import THEME, colour, font, line_height, px
from ui.kit.tokens import BODY, MEDIUM, RADIUS_KEY

_PICTURES = {"bad": "error", "warn": "warning", "info": "info", "primary": "check"}
STAYS_MS = 8000
LEAST_WORDS = 160
"""Pixels (at 100 %) that words need beside the keys."""
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
        self._is_passing = False
        self._picture = QLabel()
        self._text = label(weight=MEDIUM, wrap=True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._buttons = row(gap=8)
        self._keys = holding(self._buttons)
        self._close = Button(picture="close", look="bare")
        self._close.clicked.connect(self.close_it)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(px(16), px(4), px(8), px(4))
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(4))
        self._grid.setColumnStretch(1, 1)
        for place, part in enumerate((self._picture, self._text, self._keys, self._close)):
            self._grid.addWidget(part, 0, place)
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
        self._close.setAccessibleName(THEME.names.get("close", "close"))
        self._picture.setPixmap(icon(_PICTURES[kind], kind))
        while (old := self._buttons.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._first = actions[0][1] if actions else None
        for place, (words, act) in enumerate(actions):
            button = Button(words, look="plain", hint="" if place else FIRST_KEY)
            button.clicked.connect(lambda _checked=False, act=act: self._act(act))
            self._buttons.addWidget(button)
            button.show()  # Qt would show it later, and it would have no room until then
        self._is_passing = passing
        self._timer.stop()
        if passing or not actions:
            self._timer.start(STAYS_MS)
        self.show()
        self.update()

    def fit(self, width: int) -> int:
        """Its keys stand beside the words at this width, or below them where those would have no room; answers how high it is."""
        has_keys = self._first is not None
        self._keys.setVisible(has_keys)
        self._text.setFont(font(BODY, MEDIUM))  # the size of the text may be another since it was made
        self._buttons.invalidate()
        beside = width - px(16 + 8 + 3 * 12 + 24) - self._close.sizeHint().width() - self._keys.sizeHint().width()
        is_long = beside < px(LEAST_WORDS) or self._text.heightForWidth(beside) > 2 * line_height(BODY) + px(6)
        if has_keys and is_long:
            self._grid.addWidget(self._keys, 1, 1, 1, 3, Qt.AlignmentFlag.AlignRight)
        else:
            self._grid.addWidget(self._keys, 0, 2)
        self._grid.invalidate()
        return self._grid.heightForWidth(width)

    def leave_screen(self) -> None:
        """Another screen comes: what went well has been read, and what passes has passed; what went wrong stays."""
        if self._kind in ("primary", "info") and (self._first is None or self._is_passing):
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
