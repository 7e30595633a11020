"""Opening the shift: the change that lies in the drawer."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.cash.commands import open_shift
from ui.bridge.desk import Desk


class OpenShiftModel(QObject):
    """Signals:
    opened: the shift is open.
    """

    opened = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def open(self, float_minor: int | None) -> None:
        """Begin with so much cash for change; nothing typed is none."""
        self._desk.run(open_shift, done=self._done, float_minor=float_minor or 0)

    def _done(self, _shift_id: Any) -> None:
        self.opened.emit()
