"""Money that goes back to a card after a return: what the terminal has said of it so far."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from app.core.intents.queries import intents_of
from app.core.intents.views import IntentView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.intent_words import KINDS, STATES, reason_text

HOLD = _("Hold the card to the terminal.")
LEFT_OPEN = _("It stands under More…, In doubt, until it is settled.")


class CardBack(QObject):
    """Follows the refunds of one return; says nothing where none goes to a card by a terminal.

    Signals:
        told: a sentence, and its colour.
    """

    told = Signal(str, str)

    def __init__(self, desk: Desk, return_id: UUID, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._return_id, self._asks = desk, return_id, 0
        desk.runner.changed.connect(self._on_news)
        self._ask()

    def _on_news(self, topics: frozenset[str]) -> None:
        if "intent" in topics:
            self._ask()

    def _ask(self) -> None:
        """Two threads answer questions: what was asked last is what holds, whichever answer comes last."""
        self._asks += 1
        place = self._asks
        self._desk.ask(intents_of, done=lambda found: self._show(place, found), document_id=self._return_id)

    def _show(self, place: int, found: tuple[IntentView, ...]) -> None:
        if place != self._asks or not isValid(self):
            return
        refunds = [each for each in found if each.kind == "card_refund"]
        if refunds:
            is_open = any(each.state in ("declined", "unknown") for each in refunds)
            is_under_way = any(each.state in ("new", "asked") for each in refunds)
            words = [self._line(each) for each in refunds]
            more = LEFT_OPEN if is_open else HOLD if is_under_way else ""
            words += [self._desk.say(more)] if more else []
            self.told.emit("\n".join(words), "bad" if is_open else "text" if is_under_way else "primary")

    def _line(self, refund: IntentView) -> str:
        desk = self._desk
        about = f"{desk.say(KINDS[refund.kind])} {desk.money(refund.amount_minor)}: {desk.say(STATES[refund.state])}"
        why = reason_text(refund, desk.language) if refund.state in ("declined", "unknown") else ""
        return f"{about}. {why}".strip() if why else about
