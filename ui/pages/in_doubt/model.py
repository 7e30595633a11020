"""What is in doubt: choosing one, asking its device again, or saying what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.intents.commands import ask_intent_again, give_up_intent
from app.core.sales.commands.cards import accept_card_by_hand, ask_card_back
from app.core.sales.doubts import Doubt, doubts
from ui.bridge.desk import Desk


@dataclass(frozen=True, slots=True)
class InDoubtView:
    """What is in doubt, and the place of the one that is meant."""

    doubts: tuple[Doubt, ...] = ()
    chosen: int = -1
    busy: bool = False

    @property
    def doubt(self) -> Doubt | None:
        """The one that is meant."""
        return self.doubts[self.chosen] if 0 <= self.chosen < len(self.doubts) else None

    @property
    def can_ask(self) -> bool:
        """Its device is there and has nothing of it in hand: it is asked again, or gives late money back."""
        doubt = self.doubt
        return doubt is not None and doubt.has_device and not doubt.is_under_way and not self.busy

    @property
    def can_settle(self) -> bool:
        """A person may say what became of it. Late money is known: it only has to go back."""
        doubt = self.doubt
        return doubt is not None and not doubt.is_under_way and not doubt.is_late_money and not self.busy


class InDoubtModel(QObject):
    """Signals:
    changed: the view is another one.
    """

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._is_shown, self._asks = desk, False, 0
        self.view = InDoubtView()
        desk.runner.changed.connect(self._on_news)
        desk.asked.connect(self._still_asked)
        desk.lacked.connect(self._still_asked)

    def come(self) -> None:
        """The screen is in front."""
        self._is_shown = True
        self._ask()

    def go(self) -> None:
        """The screen is gone."""
        self._is_shown = False

    def choose(self, place: int) -> None:
        """This one is meant."""
        self._show(chosen=place)

    def take(self) -> None:
        """The green key: its device is asked again, or gives back what came too late. A second press does nothing."""
        doubt = self.view.doubt
        if doubt is not None and self.view.can_ask:
            self._run(ask_card_back if doubt.is_late_money else ask_intent_again)

    def confirm(self, reference: str) -> None:
        """It was done: there is a slip with this number."""
        if self.view.can_settle and reference.strip():
            self._run(accept_card_by_hand, reference=reference.strip())

    def give_up(self, reason: str) -> None:
        """Nothing came of it, or it is settled elsewhere: for this reason."""
        if self.view.can_settle and reason.strip():
            self._run(give_up_intent, reason=reason.strip())

    def _run(self, command: Any, **inputs: Any) -> None:
        doubt = self.view.doubt
        assert doubt is not None, "only what is chosen"
        self._show(busy=True)
        self._desk.run(command, done=self._done, failed=self._failed, intent_id=doubt.intent.intent_id, **inputs)

    def _done(self, _answer: object) -> None:
        self._show(busy=False)
        self._ask()

    def _failed(self, error: Any) -> None:
        self._show(busy=False)
        self._desk.runner.refused.emit(error)
        self._ask()

    def _still_asked(self, _question: object) -> None:
        if self.view.busy:
            self._show(busy=False)

    def _ask(self) -> None:
        """Two threads answer questions: what was asked last is what holds, whichever answer comes last."""
        self._asks += 1
        place = self._asks
        self._desk.ask(doubts, done=lambda found: self._show_doubts(place, found), till_id=self._desk.place.till_id)

    def _show_doubts(self, place: int, found: tuple[Doubt, ...]) -> None:
        if place != self._asks:
            return
        meant = self.view.doubt.intent.intent_id if self.view.doubt is not None else None
        places = [place for place, doubt in enumerate(found) if doubt.intent.intent_id == meant]
        last = min(max(self.view.chosen, 0), len(found) - 1)
        self._show(doubts=found, chosen=places[0] if places else last)

    def _on_news(self, topics: frozenset[str]) -> None:
        if self._is_shown and topics & {"intent", "devices"}:
            self._ask()

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()
