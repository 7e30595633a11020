"""What scanners on ports have read, brought to the UI thread in its order, and which of them are not heard."""

from __future__ import annotations

import threading
from collections import deque

from PySide6.QtCore import QObject, Qt, Signal

from app.kernel.log import get_logger

MOST_WAITING = 100
"""So many codes wait for a till that is busy; what comes on top of that is lost as a whole, and logged."""
log = get_logger("scanner")


class ScannerSignals(QObject):
    """`gone` are the names of declared scanners that are not heard.

    Signals:
        scanned: a code (str) with every GS in it, as the keyboard's scanners have it.
        changed: other scanners are gone.
    """

    scanned = Signal(str)
    changed = Signal()
    _came = Signal()
    _told = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.gone: tuple[str, ...] = ()
        self._waiting: deque[str] = deque()
        self._lock = threading.Lock()
        self._came.connect(self._hand_on, Qt.ConnectionType.QueuedConnection)
        self._told.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def hear(self, code: bytes) -> None:
        """From a scanner's thread; returns at once. Bytes that are no text find no goods, and that is said."""
        with self._lock:
            if len(self._waiting) >= MOST_WAITING:
                log.warning("scan_lost", waiting=MOST_WAITING)
                return
            self._waiting.append(code.decode("utf-8", "replace"))
        self._came.emit()

    def tell_gone(self, names: tuple[str, ...]) -> None:
        """From whichever thread notices."""
        self._told.emit(names)

    def _hand_on(self) -> None:
        with self._lock:
            code = self._waiting.popleft() if self._waiting else ""
        if code:
            self.scanned.emit(code)

    def _take(self, names: tuple[str, ...]) -> None:
        if names != self.gone:
            self.gone = names
            self.changed.emit()
