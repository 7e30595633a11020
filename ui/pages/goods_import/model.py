"""Bringing a price list in: read and stored on a thread of its own, beside whatever the till does meanwhile."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from app.core.catalog.goods_import import ImportReport, import_goods
from app.kernel.context import By
from app.kernel.errors import AppError
from app.kernel.i18n import _
from app.kernel.permissions import Right
from app.kernel.tables import TableFile
from ui.bridge.desk import Desk, Fault
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
    _moved = Signal(int, int, int)
    _ended = Signal(int, object, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._stop = threading.Event()
        self._run = 0
        self.view = ImportView()
        self._moved.connect(self._show_moved, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._show_ended, Qt.ConnectionType.QueuedConnection)

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
        self._stop.set()

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
        assert self.view.path is not None
        self._run += 1
        self._stop = threading.Event()
        self.view = replace(self.view, stage=stage, rows=0, part=0)
        self.changed.emit()
        inputs = (self._run, self.view.path, self._desk.by, stage == "look", self._stop)
        threading.Thread(target=self._work, args=inputs, name="goods-import", daemon=True).start()

    def _work(self, run: int, path: Path, by: By, dry_run: bool, stop: threading.Event) -> None:
        """On the thread: only signals go out of it."""
        report, error = None, None
        try:
            file = TableFile(path)

            def move(rows: int, position: int) -> None:
                self._moved.emit(run, rows, min(PART, position * PART // max(1, file.size)))

            report = import_goods(
                file, self._desk.runner.queue, by=by, currency=self._desk.place.currency, dry_run=dry_run, progress=move,
                cancelled=stop.is_set,
            )
        except Exception as caught:
            error = caught
        with contextlib.suppress(RuntimeError):  # the window was closed meanwhile: nobody waits for it
            self._ended.emit(run, report, error)

    def _show_moved(self, run: int, rows: int, part: int) -> None:
        """While it is stored, the rows are known from the look; before that only how far the file is read."""
        if run == self._run and self.view.is_under_way:
            known = self.view.report.rows if self.view.report is not None else 0
            part = min(PART, rows * PART // known) if known else part
            self.view = replace(self.view, rows=rows, part=part)
            self.changed.emit()

    def _show_ended(self, run: int, report: ImportReport | None, error: Any) -> None:
        if run != self._run:
            return
        if report is None:
            self.view = ImportView(path=self.view.path)
            self.changed.emit()
            self._tell(error)
            return
        is_look = self.view.stage == "look"
        if report.cancelled and is_look:
            self.view = ImportView(path=self.view.path)
        else:
            stage = "looked" if is_look else "done"
            self.view = replace(self.view, stage=stage, rows=report.rows, part=PART, report=report)
        self.changed.emit()

    def _tell(self, error: Any) -> None:
        if isinstance(error, AppError):
            self._desk.failed.emit(Fault(error.code, self._desk.sentence(error), dict(error.facts)))
        elif not isinstance(error, RuntimeError):
            self._desk.runner.crashed.emit(error)
