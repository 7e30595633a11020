"""Bringing a price list in: read and stored on a thread of its own, beside whatever the till does meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.catalog.goods_import import ImportReport, import_goods
from app.kernel.errors import AppError
from app.kernel.i18n import _
from app.kernel.permissions import Right
from app.kernel.tables import TableFile
from ui.bridge.desk import Desk, Fault
from ui.bridge.long_work import LongWork, Stopping, Told
from ui.messages import sentence_of
from ui.wording import RIGHTS

MOST_NOTES = 500
"""More rows than these nobody mends in one go; the rest is only counted."""
PART = 1000


@dataclass(frozen=True, slots=True)
class Note:
    """A row of the file and what is wrong (or only odd) with it, as a sentence."""

    line: int
    sentence: str
    is_error: bool


@dataclass(frozen=True, slots=True)
class ImportView:
    """`stage`: choose, look, looked, store, done. `part` is how much of the file was read, of 1000."""

    stage: str = "choose"
    path: Path | None = None
    rows: int = 0
    part: int = 0
    report: ImportReport | None = None

    @property
    def is_under_way(self) -> bool:
        """A thread is reading; it can only be cancelled."""
        return self.stage in ("look", "store")

    @property
    def can_store(self) -> bool:
        """The look found something that is new or another now."""
        return self.stage == "looked" and self.report is not None and self.to_store > 0

    @property
    def to_store(self) -> int:
        """Goods that are new or changed."""
        return self.report.added + self.report.changed if self.report is not None else 0


class ImportModel(QObject):
    """Signals:
    changed: the view is another one.
    """

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.view = ImportView()
        self.work = LongWork()
        self.work.moved.connect(self._show_moved)
        self.work.ended.connect(self._show_ended)

    def look(self, path: Path) -> None:
        """Read the file and count what would come of it; nothing is stored."""
        if not self.view.is_under_way and self._may():
            self.view = ImportView(path=path)
            self._start("look")

    def store(self) -> None:
        """Store what the look has counted. A second press while the first is under way does nothing."""
        if self.view.can_store and self._may():
            self._start("store")

    def cancel(self) -> None:
        """Stop reading; what is stored by then stays stored."""
        self.work.stop()

    def forget(self) -> None:
        """Another file comes next."""
        if not self.view.is_under_way:
            self.view = ImportView()
            self.changed.emit()

    def notes(self) -> tuple[Note, ...]:
        """What was wrong with rows of the file, errors first, in the language that is spoken now; at most 500."""
        report = self.view.report
        if report is None:
            return ()
        stopped = [report.stopped] if report.stopped is not None else []
        told = [*((note, True) for note in (*stopped, *report.errors)), *((note, False) for note in report.warnings)]
        place = self._desk.place
        return tuple(
            Note(note.line, sentence_of(note.code, note.facts, self._desk.language, place.currency, place.zone), is_error)
            for note, is_error in told[:MOST_NOTES]
        )

    def _may(self) -> bool:
        """A right that is lent serves one action, and an import is many: here whoever has it must sit at the till."""
        if self._desk.allows(Right.IMPORT_GOODS):
            return True
        words = self._desk.say(_("This needs the right “{right}”. Somebody who has it must sign in first."))
        right = self._desk.say(RIGHTS[Right.IMPORT_GOODS])
        self._desk.failed.emit(Fault("right.missing", words.format(right=right), {"right": Right.IMPORT_GOODS}))
        return False

    def _start(self, stage: str) -> None:
        path = self.view.path
        assert path is not None
        queue, by, currency = self._desk.runner.queue, self._desk.by, self._desk.place.currency

        def act(told: Told, stopping: Stopping) -> ImportReport:
            file = TableFile(path)

            def move(rows: int, position: int) -> None:
                told((rows, min(PART, position * PART // max(1, file.size))))

            return import_goods(
                file, queue, by=by, currency=currency, dry_run=stage == "look", progress=move, cancelled=stopping
            )

        self._show(stage=stage, rows=0, part=0)
        self.work.start(act, name="goods-import")

    def _show_moved(self, moved: tuple[int, int]) -> None:
        """While it is stored, the rows are known from the look; before that only how far the file is read."""
        (rows, part), report = moved, self.view.report
        self._show(rows=rows, part=min(PART, rows * PART // report.rows) if report is not None and report.rows else part)

    def _show_ended(self, report: ImportReport | None, error: object) -> None:
        if report is None:
            self.view = ImportView(path=self.view.path)
            self.changed.emit()
            self._tell(error)
            return
        is_look = self.view.stage == "look"
        if report.cancelled and is_look:
            self.view = ImportView(path=self.view.path)
            self.changed.emit()
        else:
            self._show(stage="looked" if is_look else "done", rows=report.rows, part=PART, report=report)

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()

    def _tell(self, error: object) -> None:
        if isinstance(error, AppError):
            self._desk.failed.emit(Fault(error.code, self._desk.sentence(error), dict(error.facts)))
        elif error is not None:
            self._desk.runner.crashed.emit(error)
