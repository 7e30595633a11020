"""Opening the shift: the change that lies in the drawer."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.cash.commands import open_shift
from app.kernel.errors import AppError
from ui.bridge.desk import Desk


class OpenShiftModel(QObject):
    """Signals:
    opened: the shift is open.
    """

    opened = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._is_opening = desk, False
        desk.lacked.connect(self._may_try_again)

    def open(self, float_minor: int | None) -> None:
        """Begin with so much cash for change; nothing typed is none. A second press while the first is under way does nothing."""
        if not self._is_opening:
            self._is_opening = True
            self._desk.run(open_shift, done=self._done, failed=self._failed, float_minor=float_minor or 0)

    def _done(self, _shift_id: Any) -> None:
        self._is_opening = False
        self.opened.emit()

    def _failed(self, error: AppError) -> None:
        self._is_opening = False
        self._desk.runner.refused.emit(error)

    def _may_try_again(self, _missing: object) -> None:
        self._is_opening = False
