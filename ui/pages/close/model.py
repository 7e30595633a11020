"""Closing the shift in three steps: a blind count, the comparison, the Z. Nothing of step 2 is known before step 1 is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.cash.commands import close_shift, count_drawer, show_difference
from app.core.cash.queries import count_sheet, likely_causes
from app.core.cash.views import Cause, Comparison, CountSheet
from app.core.documents.showing import Shown, shown_document
from app.kernel.errors import AppError
from ui.bridge.copies import Copies
from ui.bridge.desk import Desk, Fault

COUNT, COMPARE, DONE = "count", "compare", "done"
MOST_PIECES = 99_999
READY_AFTER_MS = 600
"""The keys of two steps lie in the same place: a second touch of the first must not be the first of the second."""
MOST_CAUSES = 4


@dataclass(frozen=True, slots=True)
class CloseView:
    """`counts` is denomination → pieces of what was typed; `counted_minor` their sum, or the one sum; None: nothing yet."""

    step: str = COUNT
    has_shift: bool = True
    sheet: CountSheet | None = None
    counts: Mapping[int, int] = field(default_factory=dict)
    counted_minor: int | None = None
    comparison: Comparison | None = None
    causes: tuple[Cause, ...] = ()
    reason: str = ""
    ready: bool = True
    busy: bool = False
    paper: Shown | None = None
    backup: str = ""
    backup_failed: bool = False

    @property
    def can_compare(self) -> bool:
        """Something was counted, be it nothing: a drawer may be empty, but somebody has said so."""
        return self.step == COUNT and not self.busy and self.counted_minor is not None

    @property
    def can_close(self) -> bool:
        """The shift can always be closed once it is counted."""
        return self.step == COMPARE and self.ready and not self.busy

    @property
    def is_hidden(self) -> bool:
        """It differs, and whoever sits here may not see by how much."""
        return self.comparison is not None and not self.comparison.agrees and self.comparison.difference_minor is None


class CloseModel(QObject):
    """Signals:
    changed: the view is another one.
    backed_up: from whatever thread: a backup was made; the name of its file.
    backup_failed: from whatever thread: the `AppError` why none was made.
    """

    changed = Signal()
    backed_up = Signal(str)
    backup_failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._copies = desk, Copies(desk)
        self._shift_id: UUID | None = None
        self.view = CloseView()
        self.backed_up.connect(self._show_backup)
        self.backup_failed.connect(self._show_no_backup)
        desk.asked.connect(self._still_asked)
        desk.lacked.connect(self._still_asked)
        desk.language_changed.connect(self._ask_paper)
        desk.person_changed.connect(self._another_person)

    def take_up(self) -> None:
        """Begin, or go on with what was typed for the same shift: who goes back to sell once more counts on after it."""
        if self.view.step == COUNT:
            self._desk.ask(count_sheet, done=self._show_sheet, till_id=self._desk.place.till_id)

    def left_off(self) -> dict[str, Any]:
        """The step and what was counted; nothing of what the books said."""
        view = self.view
        if view.sheet is None or view.step == DONE:
            return {}
        facts: dict[str, Any] = {"shift_id": str(view.sheet.shift_id), "step": view.step}
        if view.counted_minor is not None or view.reason:
            counts = [list(each) for each in sorted(view.counts.items())]
            facts["typed"] = {"counts": counts, "counted_minor": view.counted_minor, "reason": view.reason}
        return facts

    def go_on_from(self, facts: Mapping[str, Any], sheet: CountSheet, comparison: Comparison | None) -> None:
        """The count as it was typed. It stands compared again only if just this count is the one that was written down."""
        typed = facts.get("typed", {})
        counts = {int(minor): int(pieces) for minor, pieces in typed.get("counts", ())}
        counted = sheet.worth_minor(counts) if counts else typed.get("counted_minor")
        self.view = CloseView(sheet=sheet, counts=counts, counted_minor=counted, reason=str(typed.get("reason", "")))
        if facts.get("step") == COMPARE and comparison is not None and comparison.counted_minor == counted:
            self._show_comparison(comparison)
        else:
            self.changed.emit()

    # --- the count ---

    def set_pieces(self, denomination_minor: int, pieces: int | None) -> None:
        """So many of this note or coin; None is not counted yet."""
        counts = dict(self.view.counts)
        if pieces is None:
            counts.pop(denomination_minor, None)
        else:
            counts[denomination_minor] = max(0, min(MOST_PIECES, pieces))
        if counts != self.view.counts and self.view.sheet is not None:
            self._show(counts=counts, counted_minor=self.view.sheet.worth_minor(counts) if counts else None)

    def add_pieces(self, denomination_minor: int, step: int) -> None:
        """One more or less."""
        self.set_pieces(denomination_minor, self.view.counts.get(denomination_minor, 0) + step)

    def set_sum(self, counted_minor: int | None) -> None:
        """All of it as one sum, where the shop counts so."""
        if counted_minor != self.view.counted_minor:
            self._show(counted_minor=counted_minor)

    def compare(self) -> None:
        """The count stands: it is written down, and then compared."""
        if self.view.can_compare:
            self._show(busy=True)
            self._desk.run(count_drawer, done=self._show_comparison, failed=self._failed, **self._count())

    # --- the comparison ---

    def count_again(self) -> None:
        """Back to the count, as it was typed; what was shown goes."""
        if self.view.step == COMPARE and not self.view.busy:
            self._show(step=COUNT, comparison=None, causes=())

    def call_manager(self) -> None:
        """Somebody who may see the difference shows it here, by PIN."""
        if self.view.step == COMPARE and not self.view.busy:
            self._desk.run(show_difference, done=self._show_comparison, failed=self._failed)

    def set_reason(self, reason: str) -> None:
        """Why it differs, in a person's own words."""
        if reason != self.view.reason:
            self._show(reason=reason)

    def close(self) -> None:
        """The Z. The difference has been shown, so it is not asked about again; one that came up since is."""
        view = self.view
        if not view.can_close or view.comparison is None:
            return
        self._show(busy=True, backup="", backup_failed=False)
        by = self._desk.by if view.comparison.agrees else self._desk.by.confirming("shift.difference")
        self._desk.run(
            close_shift, done=self._closed, failed=self._failed, by=by, reason=view.reason.strip() or None, **self._count()
        )

    # --- the Z ---

    def print_again(self) -> None:
        """The Z once more; it says that it is a copy."""
        if self._shift_id is not None:
            self._copies.print_again(kind="z", document_id=self._shift_id, done=lambda: None)

    # --- news ---

    def _count(self) -> dict[str, Any]:
        view = self.view
        if view.sheet is not None and view.sheet.by_pieces:
            return {"counts": dict(view.counts)}
        return {"counted_minor": view.counted_minor}

    def _show_sheet(self, sheet: CountSheet | None) -> None:
        if self.view.step == COUNT and (sheet is None or self.view.sheet is None or sheet != self.view.sheet):
            self.view = CloseView()
            self._show(sheet=sheet, has_shift=sheet is not None)

    def _show_comparison(self, comparison: Comparison) -> None:
        if self.view.step == COUNT:
            self._show(ready=False)
            QTimer.singleShot(READY_AFTER_MS, self, self._get_ready)
        self._show(step=COMPARE, comparison=comparison, causes=(), busy=False)
        if comparison.difference_minor and self.view.sheet is not None:
            self._desk.ask(
                likely_causes, done=self._show_causes, shift_id=self.view.sheet.shift_id,
                difference_minor=comparison.difference_minor, limit=MOST_CAUSES,
            )

    def _get_ready(self) -> None:
        self._show(ready=True)

    def _show_causes(self, causes: tuple[Cause, ...]) -> None:
        if self.view.comparison is not None and self.view.comparison.difference_minor:
            self._show(causes=causes)

    def _closed(self, shift_id: UUID) -> None:
        self._shift_id = shift_id
        self._show(step=DONE, busy=False)
        self._ask_paper()

    def _show_backup(self, name: str) -> None:
        self._show(backup=name, backup_failed=False)

    def _show_no_backup(self, error: AppError) -> None:
        self._show(backup=self._desk.sentence(error), backup_failed=True)

    def _ask_paper(self) -> None:
        if self._shift_id is not None:
            self._desk.ask(
                shown_document, done=lambda paper: self._show(paper=paper), document_kind="z", document_id=self._shift_id,
                language=self._desk.language,
            )

    def _another_person(self) -> None:
        """What the one before saw is not theirs; a count that was typed stays. After the Z everything begins anew."""
        if self.view.step == COMPARE:
            self._show(step=COUNT, comparison=None, causes=())
        elif self.view.step == DONE:
            self._shift_id = None
            self.view = CloseView()

    def _failed(self, error: AppError) -> None:
        self._show(busy=False)
        self._desk.failed.emit(Fault(error.code, self._desk.sentence(error), dict(error.facts)))

    def _still_asked(self, _what: object) -> None:
        """A question or a missing right came up instead of an answer: the key works again."""
        if self.view.busy:
            self._show(busy=False)

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()
