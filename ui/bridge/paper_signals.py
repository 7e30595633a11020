"""What the receipt printer says of itself, brought to the UI thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal


class PaperSignals(QObject):
    """`word` is what it said last: `ready`, `paper_low`, `paper_out`, `cover_open`, `error`, `offline`, `unknown`, or "" before.

    Signals:
        changed: it says something else.
    """

    changed = Signal()
    _told = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.word = ""
        self._told.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def tell(self, word: str) -> None:
        """From whichever thread prints."""
        self._told.emit(word)

    def _take(self, word: str) -> None:
        if word != self.word:
            self.word = word
            self.changed.emit()
