"""The centre: how far it was told, how that goes now, and which of the documents that it has not applied is meant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.jobs.queries import sync_state
from app.core.jobs.views import SyncState, TroubleView
from app.ports import CentreNow
from ui.bridge.centre_signals import CentreSignals
from ui.bridge.desk import Desk

REST_MS = 25
"""What is stored goes first; the screen asks behind it, once for all of it."""


@dataclass(frozen=True, slots=True)
class CentreView:
    """`told` is None where no centre is connected, or before the first answer (`is_known`)."""

    is_known: bool = False
    told: SyncState | None = None
    now: CentreNow | None = None
    chosen: int = -1

    @property
    def trouble(self) -> TroubleView | None:
        """The one that is meant."""
        troubles = self.told.troubles if self.told is not None else ()
        return troubles[self.chosen] if 0 <= self.chosen < len(troubles) else None

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
        self.view = CentreView(now=centre.now)
        desk.runner.changed.connect(self._on_news)
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

    def _ask(self) -> None:
        """Two threads answer questions: what was asked last is what holds, whichever answer comes last."""
        self._is_put_off = False
        self._asks += 1
        place = self._asks
        self._desk.ask(sync_state, done=lambda told: self._take(place, told))

    def _take(self, place: int, told: SyncState | None) -> None:
        if place != self._asks:
            return
        meant = self.view.trouble.seq if self.view.trouble is not None else None
        troubles = told.troubles if told is not None else ()
        places = [place for place, trouble in enumerate(troubles) if trouble.seq == meant]
        last = min(max(self.view.chosen, 0), len(troubles) - 1)
        self._show(is_known=True, told=told, chosen=places[0] if places else last)

    def _on_news(self, _topics: frozenset[str]) -> None:
        if self._is_shown and not self._is_put_off:
            self._is_put_off = True
            self._desk.runner.later(REST_MS, self._ask)

    def _heard(self) -> None:
        self._show(now=self._centre.now)

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()
