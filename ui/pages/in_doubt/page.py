"""In doubt: what was asked, of which receipt, and what the device has answered; Enter asks it again."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut

from app.core.intents.views import CARD_KINDS
from app.core.sales.doubts import Doubt
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.formats import short_moment_text
from ui.intent_words import IN_SHORT, KINDS, STATES, reason_text
from ui.kit.buttons import Button, primary
from ui.kit.form import scrolling_card
from ui.kit.parts import column, label, two_panes, wide
from ui.kit.pick_list import PickList, PickRow
from ui.kit.screen import VisitedScreen
from ui.kit.tokens import BOLD, HUGE, LARGE, TITLE
from ui.pages.in_doubt.model import InDoubtModel
from ui.pages.in_doubt.tell_sheet import TellSheet

NOTHING = _("Nothing is in doubt. What a terminal or a fiscal register leaves open stands here.")
LATE = _("The card was charged, but the receipt was paid in another way or deleted. Give the money back to the card.")
NO_DEVICE = _("The device that was asked does not stand here any more: it cannot be asked again.")
REASONS = (
    _("The terminal has no such payment"), _("Given back at the terminal itself"), _("Registered by hand"),
)


class InDoubtPage(VisitedScreen):
    """Signals:
    left: back to where one came from.
    """

    left = Signal()

    def __init__(self, desk: Desk, model: InDoubtModel) -> None:
        super().__init__(model)
        self._desk, self._model = desk, model
        self.title = desk.say(_("In doubt"))
        self.chips = (self.way_back(desk.say(_("Back"))),)
        self.list = PickList(self.title, self._row, empty=desk.say(NOTHING))
        self._title, self._about = label(size=TITLE, weight=BOLD, wrap=True), label(size=LARGE, ink="muted", wrap=True)
        self._why, self._way = label(size=LARGE, ink="bad", wrap=True), label(ink="muted", wrap=True)
        self._sum = label(size=HUGE, weight=BOLD)
        card = scrolling_card(column(self._title, self._sum, self._why, self._about, self._way, 1, gap=12))
        self.done = wide(Button(desk.say(_("It was done…")), hint="F2"))
        self.nothing = wide(Button(desk.say(_("Nothing came of it…")), hint="Del"))
        self.again = wide(primary("", hint="Enter"))
        right = column(card, self.done, self.nothing, self.again, gap=12, margin=16, grow=(0,))
        self.setLayout(two_panes(column(self.list, gap=0), right, left_share=52))
        self.list.chosen.connect(model.choose)
        self.done.clicked.connect(self._ask_number)
        self.nothing.clicked.connect(self._ask_reason)
        self.again.clicked.connect(model.take)
        for keys, key in (("F2", self.done), ("Del", self.nothing)):
            QShortcut(QKeySequence(keys), self, key.click).setAutoRepeat(False)
        self.list.taken.connect(lambda _place: model.take())
        model.changed.connect(self._render)
        self._render()

    def shown(self) -> None:
        self.list.setFocus()

    def go_back(self) -> bool:
        self.left.emit()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.list.keyPressEvent(event)

    def _row(self, doubt: Doubt) -> PickRow:
        desk, intent = self._desk, doubt.intent
        at = short_moment_text(intent.created_at, desk.clock(), desk.language, desk.place.zone)
        note = " · ".join(filter(None, (self._receipt(doubt), at, intent.device)))
        ink = "muted" if doubt.is_under_way else "bad"
        short = desk.say(IN_SHORT[intent.state])
        return PickRow(desk.say(KINDS[intent.kind]), note, desk.money(intent.amount_minor), short, ink)

    def _receipt(self, doubt: Doubt) -> str:
        return doubt.number or self._desk.say(_("not paid yet"))

    def _render(self) -> None:
        view, desk, doubt = self._model.view, self._desk, self._model.view.doubt
        self.list.show_items(view.doubts, view.chosen)
        for key in (self.done, self.nothing):
            key.show_as(enabled=view.can_settle)
        is_late = doubt is not None and doubt.is_late_money
        self.again.show_as(text=desk.say(_("Give it back to the card") if is_late else _("Ask again")), enabled=view.can_ask)
        for part in (self._about, self._why, self._way, self._sum):
            part.setVisible(doubt is not None)
        self._title.setText(desk.say(KINDS[doubt.intent.kind]) if doubt is not None else "")
        if doubt is None:
            return
        intent = doubt.intent
        asked = desk.say(_("asked: {count}")).format(count=intent.tries)
        about = (self._receipt(doubt), desk.moment(intent.created_at), f"{intent.device} · {asked}" if intent.device else "")
        self._about.setText("\n".join(filter(None, about)))
        self._sum.setText(desk.money(intent.amount_minor))
        why = desk.say(LATE) if is_late else reason_text(intent, desk.language) or desk.say(STATES[intent.state])
        self._why.setText(why)
        self._way.setText(desk.say(NO_DEVICE))
        self._way.setVisible(not doubt.has_device)

    def _ask_number(self) -> None:
        """The number of the slip, or of the fiscal receipt."""
        doubt = self._model.view.doubt
        if doubt is None or not self._model.view.can_settle:
            return
        say, is_card = self._desk.say, doubt.intent.kind in CARD_KINDS
        sheet = TellSheet(
            self.window(), self._desk, say(_("It was done")), words=say(_("It was done")),
            hint=say(_("Number of the slip") if is_card else _("Number of the fiscal receipt")),
            note=say(_("Only with the paper in hand: its number is kept, and so is your name.")),
        )
        sheet.told.connect(self._model.confirm)

    def _ask_reason(self) -> None:
        if self._model.view.can_settle:
            say = self._desk.say
            sheet = TellSheet(
                self.window(), self._desk, say(_("Nothing came of it")), words=say(_("Nothing came of it")),
                hint=say(_("Reason, in your own words")), likely=REASONS,
                note=say(_("It is not asked again. Who decided it, and why, is kept.")),
            )
            sheet.told.connect(self._model.give_up)
