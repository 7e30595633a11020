"""Closed shifts, the Z of the one that is looked at, and a manager's own count of it: the third figure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.cash.commands import verify_shift
from app.core.cash.queries import closed_shifts
from app.core.cash.views import ClosedShift
from app.core.documents.showing import Shown, shown_document
from app.core.jobs.commands import print_again
from app.kernel.errors import AppError
from app.kernel.i18n import _
from ui.bridge.copies import Copies
from ui.bridge.desk import Desk

PAGE = 50


@dataclass(frozen=True, slots=True)
class ClosingsView:
    """`why`: a sentence, if they may not be seen. `shown` is the Z of the chosen one."""

    asked: bool = False
    why: str = ""
    rows: tuple[ClosedShift, ...] = ()
    chosen: int = 0
    ended: bool = False
    shown: Shown | None = None
    busy: bool = False

    @property
    def row(self) -> ClosedShift | None:
        """The shift that is looked at."""
        return self.rows[self.chosen] if 0 <= self.chosen < len(self.rows) else None


class ClosingsModel(QObject):
    """Signals:
    changed: the view is another one.
    told: a sentence that it was done.
    verified: the third figure is written down.
    """

    changed = Signal()
    told = Signal(str)
    verified = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._copies = desk, Copies(desk)
        self.view = ClosingsView()
        desk.person_changed.connect(self.forget)
        desk.language_changed.connect(self._ask_paper)
        desk.asked.connect(self._still_asked)
        desk.lacked.connect(self._still_asked)

    def look(self) -> None:
        """From the newest on, for whoever sits here."""
        if self._desk.person is not None:
            self._desk.ask(closed_shifts, done=self._show_rows, failed=self._failed, limit=PAGE, **self._whose())

    def forget(self) -> None:
        """Another person sits here."""
        self._show(asked=False, why="", rows=(), chosen=0, ended=False, shown=None)

    def choose(self, place: int) -> None:
        """Look at this one."""
        if place != self.view.chosen and 0 <= place < len(self.view.rows):
            self._show(chosen=place)
            self._ask_paper()

    def more(self) -> None:
        """Older ones, if there are any."""
        rows = self.view.rows
        if rows and not self.view.ended and self._desk.person is not None:
            last = rows[-1]
            self._desk.ask(
                closed_shifts, done=lambda found: self._show_older(last, found), limit=PAGE, before=last.number, **self._whose()
            )

    def print_again(self) -> None:
        """The Z once more; it says that it is a copy."""
        row = self.view.row
        if row is not None:
            words = self._desk.say(_("Z {number} is printed again.")).format(number=row.number)
            self._copies.print_again(kind="z", document_id=row.shift_id, done=lambda: self.told.emit(words))

    def verify(self, verified_minor: int | None) -> None:
        """So much a manager counted; the Z is printed again with it. A second press while the first is under way does nothing."""
        row = self.view.row
        if row is None or verified_minor is None or self.view.busy:
            return

        def done(_answer: Any) -> None:
            self._show(busy=False)
            self.verified.emit()
            words = self._desk.say(_("Z {number} is printed again.")).format(number=row.number)
            self._desk.run(print_again, done=lambda _job: self.told.emit(words), document_kind="z", document_id=row.shift_id)
            self.look()

        def failed(error: AppError) -> None:
            self._show(busy=False)
            self._desk.runner.refused.emit(error)

        self._show(busy=True)
        self._desk.run(verify_shift, done=done, failed=failed, shift_id=row.shift_id, verified_minor=verified_minor)

    def _whose(self) -> dict[str, Any]:
        person = self._desk.person
        return {"till_id": self._desk.place.till_id, "person_id": person.person_id if person is not None else None}

    def _show_rows(self, rows: tuple[ClosedShift, ...]) -> None:
        chosen = self.view.row.shift_id if self.view.row is not None else None
        places = [place for place, row in enumerate(rows) if row.shift_id == chosen]
        self._show(asked=True, why="", rows=rows, chosen=places[0] if places else 0, ended=len(rows) < PAGE)
        self._ask_paper()

    def _show_older(self, last: ClosedShift, rows: tuple[ClosedShift, ...]) -> None:
        if self.view.rows and self.view.rows[-1] == last:
            self._show(rows=(*self.view.rows, *rows), ended=len(rows) < PAGE)

    def _failed(self, error: AppError) -> None:
        words = _("The Z reports of closed shifts are for who may see what must be in the drawer. Let a manager sign in.")
        why = self._desk.say(words) if error.code == "right.missing" else self._desk.sentence(error)
        self._show(asked=True, rows=(), shown=None, why=why)

    def _ask_paper(self) -> None:
        row = self.view.row
        if row is None:
            self._show(shown=None)
        else:
            self._desk.ask(
                shown_document, done=self._show_paper, document_kind="z", document_id=row.shift_id, language=self._desk.language
            )

    def _show_paper(self, shown: Shown) -> None:
        if self.view.row is not None and self.view.row.shift_id == shown.document_id:
            self._show(shown=shown)

    def _still_asked(self, _what: object) -> None:
        """A question or a missing right came up instead of an answer: the key works again."""
        if self.view.busy:
            self._show(busy=False)

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()
