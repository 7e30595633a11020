"""What the customer and the cashier see while the card terminal is asked: hold the card to it, or what nobody knows."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.core.intents.views import IntentView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.intent_words import reason_text
from ui.kit.buttons import Button
from ui.kit.parts import column, holding, label, row, set_ink, wide
from ui.kit.theme import px
from ui.kit.tokens import BOLD, HUGE, LARGE, TITLE
from ui.pages.payment.model import PaymentView

HOLD = _("Hold the card to the terminal")


class CardTalk(QWidget):
    """Stands in the place of the ways to pay.

    Signals:
        stopped: nobody wants to wait any more.
        otherwise: the customer pays in another way, whatever became of the card.
    """

    stopped = Signal()
    otherwise = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.title = label(size=TITLE, weight=BOLD, wrap=True)
        self.sum = label(size=HUGE, weight=BOLD)
        self.note = label(size=LARGE, ink="muted", wrap=True)
        for each in (self.title, self.sum, self.note):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stop = wide(Button("", hint="Esc"))
        self.other = wide(Button(desk.say(_("Pay in another way")), hint="F8"))
        for key in (self.stop, self.other):
            key.setMinimumHeight(px(56))
        self.stop.clicked.connect(self.stopped)
        self.other.clicked.connect(self.otherwise)
        words = column(1, self.title, self.sum, self.note, 1, gap=12, margin=24)
        self.setLayout(column(holding(words, "card"), row(self.stop, self.other, gap=12), gap=12, grow=(0,)))

    def show_view(self, view: PaymentView) -> None:
        """As the payment stands now; hidden while the terminal has nothing to do with it."""
        card = view.card
        is_shown = card is not None and (view.is_waiting or view.is_in_doubt)
        if card is not None and is_shown:
            self._show_card(view, card)
        self.setVisible(is_shown)

    def _show_card(self, view: PaymentView, card: IntentView) -> None:
        say = self._desk.say
        self.sum.setText(self._desk.money(card.amount_minor))
        is_back = card.kind == "card_refund"
        self.stop.setVisible(view.is_waiting)
        self.other.setVisible(view.is_in_doubt)
        set_ink(self.title, "bad" if view.is_in_doubt else "text")
        if view.is_in_doubt:
            self.title.setText(say(_("Nobody knows whether the money moved")))
            why, way = reason_text(card, self._desk.language), say(
                _("Look at the terminal's slip. The next customer need not wait: Esc, then F9 puts this receipt on hold.")
            )
            self.note.setText(f"{why}\n\n{way}".strip())
            return
        self.stop.show_as(text=say(_("Back to the receipt") if view.is_stopping else _("Stop waiting")))
        if view.is_stopping:
            self.title.setText(say(_("The terminal is told to stop")))
            self.note.setText(say(_("What became of the payment it says itself; wait for it if you can.")))
        elif card.tries > 1 or (card.tries == 1 and card.state == "new"):
            self.title.setText(say(_("The terminal is asked what became of the payment")))
            self.note.setText(say(_("This moves no money.")))
        elif is_back:
            self.title.setText(say(_("The money goes back to the card")))
            self.note.setText(say(HOLD))
        else:
            self.title.setText(say(HOLD))
            self.note.setText(say(_("The receipt is ready by itself when the terminal says yes.")))
