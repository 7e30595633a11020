"""The X of the open shift, with what whoever sits here may see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.cash.queries import open_shift, x_report
from app.core.cash.views import ShiftReport, ShiftView
from app.core.documents.commands import print_x
from app.kernel.errors import AppError
from app.kernel.i18n import _
from ui.bridge.desk import Desk


@dataclass(frozen=True, slots=True)
class XReportView:
    """`report` None: nothing is there to see, and `why` says it (empty while it is being looked up)."""

    report: ShiftReport | None = None
    why: str = ""
    has_shift: bool = True


class XModel(QObject):
    """Signals:
    changed: the view is another one.
    told: a sentence that it was done.
    """

    changed = Signal()
    told = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.view = XReportView()
        desk.person_changed.connect(self.forget)

    def look_up(self) -> None:
        """Look it up as it is now, for whoever sits here."""
        self.forget()
        self._desk.ask(open_shift, done=self._ask_report, till_id=self._desk.place.till_id)

    def print_it(self) -> None:
        """As it is now, on paper; no more of it than whoever sits here may see."""
        if self.view.report is not None:
            words = self._desk.say(_("The X report is being printed."))
            self._desk.run(print_x, done=lambda _job: self.told.emit(words))

    def forget(self) -> None:
        """Nothing of it stays: it is of one moment and for one person."""
        self._show(report=None, why="", has_shift=True)

    def _ask_report(self, shift: ShiftView | None) -> None:
        if shift is None or self._desk.person is None:
            self._show(report=None, has_shift=False)
            return
        self._desk.ask(
            x_report, done=self._show_report, failed=self._failed, shift_id=shift.shift_id,
            person_id=self._desk.person.person_id, now=self._desk.clock(),
        )

    def _show_report(self, report: ShiftReport) -> None:
        self._show(report=report, why="", has_shift=True)

    def _failed(self, error: AppError) -> None:
        self._show(report=None, why=self._desk.sentence(error))

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()
