"""What is known of the fiscal register beside the till, brought to the UI thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal


@dataclass(frozen=True, slots=True)
class RegisterSeen:
    """`problem` is a code, empty while nothing is wrong. `unsent_since`: it keeps documents that the authority has not got."""

    country: str = ""
    problem: str = ""
    unsent_since: datetime | None = None


class RegisterSignals(QObject):
    """Signals:
    changed: another is known of it.
    """

    changed = Signal()
    _told = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.seen = RegisterSeen()
        self._told.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def tell(self, country: str, problem: str, unsent_since: datetime | None) -> None:
        """From whichever thread speaks to it."""
        self._told.emit(RegisterSeen(country, problem, unsent_since))

    def _take(self, seen: Any) -> None:
        if seen != self.seen:
            self.seen = seen
            self.changed.emit()
