"""Customer displays and the second screen, as the window sees them: what they shall show, and which of them show nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Qt, Signal

Rows = tuple[tuple[str, str], tuple[str, str]]
"""Two lines, each with its words and its figure."""


def _nobody(_rows: Rows) -> None:
    """Where no display is declared."""


class DisplaySignals(QObject):
    """`gone` are the names of declared displays that show nothing; `window` the options of a second screen, None without one.

    Signals:
        changed: other displays are gone.
        window_changed: another second screen, or none any more.
    """

    changed = Signal()
    window_changed = Signal()
    _told = Signal(object)
    _declared = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.gone: tuple[str, ...] = ()
        self.window: Mapping[str, str] | None = None
        self._show: Callable[[Rows], None] = _nobody
        self._last: Rows | None = None
        self._told.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._declared.connect(self._take_window, Qt.ConnectionType.QueuedConnection)

    def use(self, show: Callable[[Rows], None]) -> None:
        """There are displays, or may be: `show` gets what stands on them, and must not wait."""
        self._show = show
        if self._last is not None:
            show(self._last)

    def show(self, rows: Rows) -> None:
        """This is to be seen on all of them."""
        if rows != self._last:
            self._last = rows
            self._show(rows)

    def tell_gone(self, names: tuple[str, ...]) -> None:
        """From whichever thread notices."""
        self._told.emit(names)

    def tell_window(self, options: Mapping[str, str] | None) -> None:
        """From whichever thread changes what is declared."""
        self._declared.emit(options)

    def _take(self, names: tuple[str, ...]) -> None:
        if names != self.gone:
            self.gone = names
            self.changed.emit()

    def _take_window(self, options: Mapping[str, str] | None) -> None:
        if options != self.window:
            self.window = options
            self.window_changed.emit()
