"""The keypad: figures by touch, into whatever is typed in."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui.kit.buttons import Button
from ui.kit.theme import THEME, px
from ui.kit.tokens import HUGE, TARGET, TITLE

TELEPHONE, CALCULATOR = ("123", "456", "789"), ("789", "456", "123")
BACK = "\b"


class _Figure(Button):
    """On a large key a large figure: on a wide screen it would be lost else."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.type_size = max(TITLE, min(HUGE - 8, self.height() // 4))


class Keypad(QWidget):
    """Three columns of figures, `corner` (the decimal mark, or what a screen wants there), 0 and a key that takes one back.

    Signals:
        typed: a figure, the point, or `BACK`.
    """

    typed = Signal(str)

    def __init__(self, *, rows: tuple[str, ...] = CALCULATOR, corner: QWidget | None = None) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(px(8))
        for y, figures in enumerate(rows):
            for x, figure in enumerate(figures):
                self._put(self._key(figure), y, x)
        self._put(corner or self._key(THEME.decimal_mark), 3, 0)
        self._put(self._key("0"), 3, 1)
        back = Button(picture="backspace")
        back.clicked.connect(lambda: self.typed.emit(BACK))
        self._put(back, 3, 2)

    def add_column(self, *keys: QWidget) -> None:
        """Keys of the screen's own on the right, one a row."""
        for y, key in enumerate(keys):
            self._put(key, y, 3)
        self._grid.setColumnMinimumWidth(3, max(key.sizeHint().width() for key in keys))

    def _key(self, figure: str) -> Button:
        key = _Figure(figure, size=TITLE)
        key.clicked.connect(lambda: self.typed.emit(figure))
        return key

    def _put(self, key: QWidget, y: int, x: int) -> None:
        key.setMinimumHeight(TARGET)  # where large letters leave little room, keys are as low as a finger allows
        key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._grid.addWidget(key, y, x)
        self._grid.setRowStretch(y, 1)
        self._grid.setColumnStretch(x, 1)
