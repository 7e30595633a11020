"""The receipts of the open shift, and the one that is looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.core.cash.queries import open_shift
from app.core.cash.views import ShiftView
from app.core.documents.showing import Shown, shown_document
from app.core.sales.past import receipts_of_shift
from app.core.sales.views import ReceiptRow
from app.kernel.i18n import _
from ui.bridge.copies import Copies
from ui.bridge.desk import Desk

PAGE = 100


@dataclass(frozen=True, slots=True)
class ReceiptsView:
    """`asked` is False until the first answer came; `ended`: there are no older ones."""

    asked: bool = False
    shift: ShiftView | None = None
    rows: tuple[ReceiptRow, ...] = ()
    chosen: int = 0
    shown: Shown | None = None
    ended: bool = False

    @property
    def row(self) -> ReceiptRow | None:
        """The receipt that is looked at."""
        return self.rows[self.chosen] if 0 <= self.chosen < len(self.rows) else None


class ReceiptsModel(QObject):
    """Signals:
    changed: the view is another one.
    told: a sentence that it was done.
    returning: the id (UUID) of the sale whose goods come back.
    """

    changed = Signal()
    told = Signal(str)
    returning = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._asking, self.is_watching = desk, False, True
        self._shown_in, self._copies = desk.language, Copies(desk)
        self._sought: UUID | None = None
        self.view = ReceiptsView()
        desk.runner.changed.connect(self._on_news)
        desk.language_changed.connect(self._ask_paper)
        self.look()

    def look(self) -> None:
        """From the newest on; what is sold meanwhile comes on top, until `rest`."""
        self.is_watching = True
        self._desk.ask(open_shift, done=self._show_shift, till_id=self._desk.place.till_id)

    def left_off(self) -> dict[str, Any]:
        """Which receipt is looked at."""
        return {"document_id": str(self.view.row.document_id)} if self.view.row is not None else {}

    def go_on_from(self, document_id: UUID) -> None:
        """This one is looked at, once the list is there."""
        self._sought = document_id
        self.look()

    def rest(self) -> None:
        """Nobody looks any more."""
        self.is_watching = False

    def choose(self, place: int) -> None:
        """Look at this one."""
        if place != self.view.chosen and 0 <= place < len(self.view.rows):
            self._show(chosen=place)
            self._ask_paper()

    def more(self) -> None:
        """Older ones, if there are any."""
        view = self.view
        if view.shift is not None and view.rows and not view.ended and not self._asking:
            self._asking = True
            shift_id, last = view.shift.shift_id, view.rows[-1]
            self._desk.ask(
                receipts_of_shift, done=lambda rows: self._show_older(last, rows), shift_id=shift_id, limit=PAGE, before=last
            )

    def print_again(self) -> None:
        """Once more on paper; it says that it is a copy."""
        row = self.view.row
        if row is not None:
            words = self._desk.say(_("{number} is printed again.")).format(number=row.number)
            self._copies.print_again(kind=row.kind, document_id=row.document_id, done=lambda: self.told.emit(words))

    def save(self) -> None:
        """As a PDF among the person's documents."""
        row = self.view.row
        if row is not None:
            self._copies.save(kind=row.kind, document_id=row.document_id, done=self._saved)

    def return_it(self) -> None:
        """The goods of this one come back."""
        row = self.view.row
        if row is not None and row.kind == "sale":
            self.returning.emit(row.document_id)

    def _saved(self, path: Path) -> None:
        self.told.emit(self._desk.say(_("Saved: {path}")).format(path=path))

    def _on_news(self, topics: frozenset[str]) -> None:
        if self.is_watching and topics & {"sale", "return", "shift"}:
            self.look()

    def _show_shift(self, shift: ShiftView | None) -> None:
        if shift is None:
            self._show(asked=True, shift=None, rows=(), shown=None)
            return
        self._show(shift=shift)
        wanted = max(PAGE, len(self.view.rows))
        self._desk.ask(receipts_of_shift, done=lambda rows: self._show_rows(wanted, rows), shift_id=shift.shift_id, limit=wanted)

    def _show_rows(self, wanted: int, rows: tuple[ReceiptRow, ...]) -> None:
        before = self.view.row.document_id if self.view.row is not None else None
        places = {row.document_id: place for place, row in enumerate(rows)}
        wanted_id = self._sought or before
        chosen = places.get(wanted_id, 0) if wanted_id is not None else 0
        self._sought = None
        self._show(asked=True, rows=rows, chosen=chosen, ended=len(rows) < wanted)
        self._ask_paper()

    def _show_older(self, last: ReceiptRow, rows: tuple[ReceiptRow, ...]) -> None:
        self._asking = False
        if self.view.rows and self.view.rows[-1] == last:
            self._show(rows=(*self.view.rows, *rows), ended=len(rows) < PAGE)

    def _ask_paper(self) -> None:
        row, language = self.view.row, self._desk.language
        if row is None:
            self._show(shown=None)
        elif self.view.shown is None or self.view.shown.document_id != row.document_id or self._shown_in != language:
            self._desk.ask(
                shown_document, done=lambda shown: self._show_paper(shown, language), document_kind=row.kind,
                document_id=row.document_id, language=language,
            )

    def _show_paper(self, shown: Shown, language: str) -> None:
        if self.view.row is not None and self.view.row.document_id == shown.document_id:
            self._shown_in = language
            self._show(shown=shown)

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()
