"""The sums that a customer is likely to hand over, each a key: one touch instead of four figures."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.bridge.desk import Desk
from ui.kit.buttons import SMALLEST, Button
from ui.kit.parts import row, wide
from ui.kit.theme import px, text_width
from ui.kit.tokens import LARGE, MEDIUM, TARGET


class _SumKey(Button):
    """A sum that is cut off would be another sum: it gets smaller."""

    pad = 8

    def minimumSizeHint(self) -> QSize:
        return QSize(TARGET, self.minimumHeight())

    def _fitting_sizes(self, _room: int) -> tuple[int, int]:
        return self.type_size, self.type_size


class LikelySums(QWidget):
    """Signals:
    picked: a sum in minor units was touched.
    """

    picked = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._sums, self._row, self._is_low = desk, tuple[int, ...](), row(gap=8), False
        self._keys: list[_SumKey] = []
        self.setLayout(self._row)

    def be_low(self, *, is_low: bool) -> None:
        """Where large letters leave little room the keys are as low as a finger allows."""
        self._is_low = is_low
        self._fit()

    def show_sums(self, sums: tuple[int, ...]) -> None:
        """These, smallest first; the same ones again change nothing."""
        if sums == self._sums:
            return
        self._sums = sums
        for old in self._keys:
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._keys = [wide(_SumKey(self._desk.money(minor, currency=False), look="soft")) for minor in sums]
        for minor, key in zip(sums, self._keys, strict=True):
            key.clicked.connect(partial(self.picked.emit, minor))
            self._row.addWidget(key, 1)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """All of one size: the largest at which the longest fits."""
        count = max(1, len(self._keys))
        room = (self.width() - (count - 1) * px(8)) // count - 2 * px(_SumKey.pad)
        longest = max((key.text() for key in self._keys), key=len, default="")
        sizes = (size for size in range(LARGE, SMALLEST, -1) if text_width(longest, size, MEDIUM) <= room)
        size = next(sizes, SMALLEST)
        for key in self._keys:
            key.type_size = size
            key.setFixedHeight(TARGET if self._is_low else px(56))
            key.update()
