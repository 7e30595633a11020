"""What is slow only the first time is done while the sign-in stands there, bit by bit: letters, icons, a screen, a search."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QPainter, QPixmap

from app.core.catalog.queries import search_products
from ui.bridge.runner import nothing
from ui.kit.icons import NAMES, icon
from ui.kit.theme import font
from ui.kit.tokens import BODY, BOLD, CHANGE, FIGURE, HUGE, LARGE, MEDIUM, REGULAR, SMALL, TITLE
from ui.shell.till import Till

_FONTS = (
    (SMALL - 1, MEDIUM), (SMALL, REGULAR), (SMALL, MEDIUM), (BODY, REGULAR), (BODY, MEDIUM), (BODY, BOLD), (LARGE, REGULAR),
    (LARGE, MEDIUM), (LARGE, BOLD), (TITLE, MEDIUM), (TITLE, BOLD), (FIGURE, BOLD), (HUGE, BOLD), (CHANGE, BOLD),
    (2 * CHANGE, BOLD),
)
_FIGURES = "0123456789.,−+ \u00a0()·—"
_LETTERS = "".join(map(chr, (*range(0x21, 0x7F), *range(0x400, 0x460), *map(ord, "ҐґӘәҒғҚқҢңӨөҮүҰұҺһ"))))


class Warming(QObject):
    """One step whenever the window has nothing else to do; a key that is pressed meanwhile waits for one step at most."""

    def __init__(self, till: Till) -> None:
        super().__init__()
        self._till = till
        self._steps = self._all_steps()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)

    def start(self) -> None:
        """From now on, in idle moments."""
        self._timer.start(0)

    def finish(self) -> None:
        """All that is left, at once: for whoever measures afterwards."""
        while self._go_on():
            pass

    def _go_on(self) -> bool:
        step = next(self._steps, None)
        if step is None:
            self._timer.stop()
            gc.collect()
            gc.freeze()  # what is there by now stays: looking through it again and again would hold up a hand
            return False
        step()
        return True

    def _all_steps(self) -> Iterator[Callable[[], None]]:
        yield lambda: self._till.desk.ask(search_products, done=nothing, failed=nothing, text="мо", limit=1)
        for size, weight in _FONTS:
            for letters in (_FIGURES, _LETTERS):
                yield partial(_draw, letters, size, weight)
        yield self._build_checkout
        yield self._build_goods
        for name in NAMES:
            for ink in ("text", "primary"):
                yield partial(_make_icon, name, ink)

    def _build_checkout(self) -> None:
        """The screen that comes next, out of sight."""
        self._till.window.prepare("checkout")

    def _build_goods(self) -> None:
        self._till.window.prepare("goods")


def _draw(letters: str, size: int, weight: int) -> None:
    canvas = QPixmap(8, 8)
    painter = QPainter(canvas)
    painter.setFont(font(size, weight))
    painter.drawText(0, 8, letters)
    painter.end()


def _make_icon(name: str, ink: str) -> None:
    icon(name, ink)  # it is kept
