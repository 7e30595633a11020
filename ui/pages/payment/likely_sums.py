"""The sums that a customer is likely to hand over, each a key: one touch instead of four figures."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.bridge.desk import Desk
from ui.kit.buttons import Button
from ui.kit.parts import row
from ui.kit.theme import px
from ui.kit.tokens import LARGE


class LikelySums(QWidget):
    """Signals:
    picked: a sum in minor units was touched.
    """

    picked = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._sums, self._keys, self._high = desk, tuple[int, ...](), row(gap=8), 56
        self.setLayout(self._keys)

    def be_low(self, *, is_low: bool) -> None:
        """Where large letters leave little room the keys are as low as a finger allows."""
        self._high = 48 if is_low else 56
        for key in self.findChildren(Button):
            key.setMinimumHeight(px(self._high))

    def show_sums(self, sums: tuple[int, ...]) -> None:
        """These, smallest first; the same ones again change nothing."""
        if sums == self._sums:
            return
        self._sums = sums
        while (old := self._keys.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for minor in sums:
            key = Button(self._desk.money(minor, currency=False), look="soft", size=LARGE)
            key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            key.setMinimumHeight(px(self._high))
            key.clicked.connect(lambda _checked=False, minor=minor: self.picked.emit(minor))
            self._keys.addWidget(key)
