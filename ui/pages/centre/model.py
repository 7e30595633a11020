"""The centre: how far it was told, how that goes now, what did not go or tills disagree about, which returns are not confirmed by
the branch of their goods, and which of it is meant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.core.jobs.views import SyncState, TroubleView
from app.core.received.conflicts import CentreState, ConflictView, centre_state, settle_conflict
from app.core.received.views import OpenView
from app.core.sales.commands.answers import confirm_return
from app.core.sales.views import ReturnStanding
from app.ports import CentreNow
from ui.bridge.centre_signals import CentreSignals
from ui.bridge.desk import Desk

Item = ConflictView | ReturnStanding | TroubleView | OpenView
"""What stands in the list: what a person may decide, returns of another branch's goods that it has not confirmed, what the centre
has not applied, what could not be stored here."""
REST_MS = 25
"""What is stored goes first; the screen asks behind it, once for all of it."""


@dataclass(frozen=True, slots=True)
class CentreView:
    """`told` is None where no centre is connected, or before the first answer (`is_known`)."""

    is_known: bool = False
    told: SyncState | None = None
    now: CentreNow | None = None
    conflicts: tuple[ConflictView, ...] = ()
    kept_back: tuple[OpenView, ...] = ()
    returns: tuple[ReturnStanding, ...] = ()
    chosen: int = -1
    busy: bool = False

    @property
    def items(self) -> tuple[Item, ...]:
        """All of them, in the order of the list."""
        return () if self.told is None else (*self.conflicts, *self.returns, *self.told.troubles, *self.kept_back)

    @property
    def item(self) -> Item | None:
        """The one that is meant."""
        return self.items[self.chosen] if 0 <= self.chosen < len(self.items) else None

    @property
    def conflict(self) -> ConflictView | None:
        """The one that is meant, if a person may decide it here and now."""
        found = self.item
        return found if isinstance(found, ConflictView) and found.is_here and not self.busy else None

    @property
    def standing(self) -> ReturnStanding | None:
        """The return that is meant, if it may be confirmed here and now."""
        found = self.item
        return found if isinstance(found, ReturnStanding) and found.may_answer and not self.busy else None

    @property
    def can_hurry(self) -> bool:
        """There is a centre, and it is not being told at this moment."""
        return self.told is not None and (self.now is None or self.now.state not in ("working", "ended"))


class CentreModel(QObject):
    """Signals:
    changed: the view is another one.
    """

    changed = Signal()

    def __init__(self, desk: Desk, centre: CentreSignals) -> None:
        super().__init__()
        self._desk, self._centre = desk, centre
        self._is_shown = self._is_put_off = False
        self._asks = 0
        self._decided = frozenset[UUID]()
        self.view = CentreView(now=centre.now)
        desk.runner.changed.connect(self._on_news)
        desk.asked.connect(self._still_asked)
        desk.lacked.connect(self._still_asked)
        centre.changed.connect(self._heard)

    def come(self) -> None:
        """The screen is in front."""
        self._is_shown = True
        self._ask()

    def go(self) -> None:
        """The screen is gone."""
        self._is_shown = False

    def choose(self, place: int) -> None:
        """This one is meant."""
        if place != self.view.chosen:
            self._show(chosen=place)

    def hurry(self) -> None:
        """Tell it now, whatever is waited for. While it is being told a press does nothing."""
        if self.view.can_hurry:
            self._centre.hurry()

    def use(self) -> None:
        """The value that was lost counts after all."""
        if self.view.conflict is not None:
            self._settle(self.view.conflict, is_used=True)

    def confirm(self) -> None:
        """Somebody has looked at the return: it is confirmed."""
        found = self.view.standing
        if found is not None:
            self._show(busy=True)
            self._desk.run(
                confirm_return, done=lambda _answer: self._confirmed(), failed=self._failed, return_id=found.return_id
            )

    def _confirmed(self) -> None:
        self._show(busy=False)
        self._ask()

    def leave(self) -> None:
        """It stays as it is, and that is decided."""
        if self.view.conflict is not None:
            self._settle(self.view.conflict, is_used=False)

    def _settle(self, found: ConflictView, *, is_used: bool) -> None:
        said = next((each for each in self._lost() if each.id == found.id), None)
        if said is None:
            return
        self._show(busy=True)
        self._desk.run(
            settle_conflict, done=lambda _answer: self._done(found.id), failed=self._failed, table=said.table, row_id=said.row_id,
            field=said.field, value=said.lost if is_used else said.kept,
        )

    def _done(self, conflict_id: UUID) -> None:
        """It leaves the list at once; the centre hears of it by itself, and says what is left."""
        self._decided |= {conflict_id}
        self._show(busy=False)
        self._ask()

    def _failed(self, error: Any) -> None:
        self._show(busy=False)
        self._desk.runner.refused.emit(error)

    def _still_asked(self, _question: object) -> None:
        if self.view.busy:
            self._show(busy=False)

    def _lost(self) -> tuple[Any, ...]:
        now = self.view.now
        return tuple(each for each in (now.conflicts or ()) if each.id not in self._decided) if now is not None else ()

    def _ask(self) -> None:
        """Two threads answer questions: what was asked last is what holds, whichever answer comes last."""
        self._is_put_off = False
        self._asks += 1
        place = self._asks
        self._desk.ask(centre_state, done=lambda found: self._take(place, found), lost=self._lost())

    def _take(self, place: int, found: CentreState) -> None:
        if place != self._asks:
            return
        meant = _name_of(self.view.item)
        view = replace(self.view, is_known=True, told=found.told, conflicts=found.conflicts, kept_back=found.kept_back)
        view = replace(view, returns=found.returns)
        places = [place for place, item in enumerate(view.items) if _name_of(item) == meant]
        last = min(max(self.view.chosen, 0), len(view.items) - 1)
        self.view = replace(view, chosen=places[0] if places else last)
        self.changed.emit()

    def _on_news(self, _topics: frozenset[str]) -> None:
        if self._is_shown and not self._is_put_off:
            self._is_put_off = True
            self._desk.runner.later(REST_MS, self._ask)

    def _heard(self) -> None:
        """What was decided here is out of the list; if the centre says it again, it was not decided."""
        before, now = self.view.now, self._centre.now
        self._show(now=now)
        if (before.conflicts if before is not None else None) != (now.conflicts if now is not None else None):
            self._decided = frozenset()
            if self._is_shown:
                self._ask()

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()


def _name_of(item: Item | None) -> object:
    """What an item is known by, whatever becomes of the others."""
    if item is None or isinstance(item, TroubleView):
        return item.seq if item is not None else None
    return item.return_id if isinstance(item, ReturnStanding) else item.id
