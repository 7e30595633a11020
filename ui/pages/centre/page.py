"""The centre: what it has not applied on the left; on the right how it stands, why not now, and the key that tells it now."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from app.core.jobs.views import SyncState, TroubleView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.centre_words import MEANINGS, STATES, headline, is_troubled, meaning, reason_text, what_text
from ui.formats import short_moment_text
from ui.kit.buttons import primary
from ui.kit.form import scrolling_card
from ui.kit.parts import column, hairline, label, set_ink, two_panes, wide
from ui.kit.pick_list import PickList, PickRow
from ui.kit.screen import VisitedScreen
from ui.kit.tokens import BOLD, LARGE, MEDIUM, TITLE
from ui.pages.centre.model import CentreModel

NOTHING = _("What the centre has not taken over stands here. There is nothing of it.")
ALONE = _("This shop tells no centre. It works by itself; what happens is kept, and is told when a centre is connected.")


class CentrePage(VisitedScreen):
    """Signals:
    left: back to where one came from.
    """

    left = Signal()

    def __init__(self, desk: Desk, model: CentreModel) -> None:
        super().__init__(model)
        self._desk, self._model = desk, model
        self.title = desk.say(_("Centre"))
        self.chips = (self.way_back(desk.say(_("Back"))),)
        self.list = PickList(desk.say(_("Not taken over")), self._row)
        self._head, self._why = label(size=TITLE, weight=BOLD, wrap=True), label(size=LARGE, wrap=True)
        self._about = label(size=LARGE, ink="muted", wrap=True)
        self._line = hairline()
        self._what, self._reason = label(size=LARGE, weight=MEDIUM, wrap=True), label(ink="warn", wrap=True)
        self._answer = label(ink="muted", wrap=True)
        card = scrolling_card(column(
            self._head, self._why, self._about, self._line, self._what, self._reason, self._answer, 1, gap=12,
        ))
        self.now = wide(primary(desk.say(_("Tell it now")), hint="Enter"))
        right = column(card, self.now, gap=12, margin=16, grow=(0,))
        self.setLayout(two_panes(column(self.list, gap=0), right, left_share=52))
        self.list.chosen.connect(model.choose)
        self.now.clicked.connect(model.hurry)
        model.changed.connect(self._render)
        self._render()

    def shown(self) -> None:
        self.setFocus()

    def go_back(self) -> bool:
        self.left.emit()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.now.click()
        else:
            self.list.keyPressEvent(event)

    def _row(self, trouble: TroubleView) -> PickRow:
        desk = self._desk
        ink = "muted" if trouble.state == "parked" else "bad"
        return PickRow(what_text(trouble, desk.language), self._moment(trouble.at), "", desk.say(STATES[trouble.state]), ink)

    def _render(self) -> None:
        view, desk = self._model.view, self._desk
        told = view.told
        self.list.empty = desk.say(NOTHING) if told is not None else ""
        self.list.show_items(told.troubles if told is not None else (), view.chosen)
        self.now.show_as(enabled=view.can_hurry)
        self._head.setText(headline(desk, told, view.now) if told is not None else "")
        self._why.setText(meaning(desk, told, view.now) if told is not None else desk.say(ALONE) if view.is_known else "")
        for part in (self._head, self._about):
            part.setVisible(told is not None)
        is_amber = told is not None and (bool(told.refused) or is_troubled(told, view.now))
        set_ink(self._head, "warn" if is_amber else "text")
        self._about.setText("\n".join(self._facts(told)) if told is not None else "")
        self._render_trouble(view.trouble)

    def _facts(self, told: SyncState) -> list[str]:
        """How much waits and since when, where the headline does not say it; when it last answered, when it is tried again."""
        desk, now, lines = self._desk, self._model.view.now, []
        if not (told.waiting and is_troubled(told, now)):
            lines.append(desk.say(_("To tell: {count}")).format(count=told.waiting))
        if told.since is not None and not is_troubled(told, now):
            lines.append(desk.say(_("The oldest: {moment}")).format(moment=self._moment(told.since)))
        answers = [at for at in (told.succeeded_at, now.succeeded_at if now is not None else None) if at is not None]
        last = self._moment(max(answers)) if answers else "—"
        lines.append(desk.say(_("It last answered: {moment}")).format(moment=last))
        if now is not None and now.state == "waiting" and now.until is not None:
            lines.append(desk.say(_("Tried again: {moment}")).format(moment=self._moment(now.until)))
        return lines

    def _moment(self, at: datetime) -> str:
        """Only the time where it is of today."""
        return short_moment_text(at, self._desk.clock(), self._desk.language, self._desk.place.zone)

    def _render_trouble(self, trouble: TroubleView | None) -> None:
        desk = self._desk
        for part in (self._line, self._what, self._reason, self._answer):
            part.setVisible(trouble is not None)
        if trouble is None:
            return
        self._what.setText(what_text(trouble, desk.language))
        self._reason.setText(reason_text(trouble, desk.language))
        self._reason.setVisible(bool(trouble.reason))
        self._answer.setText(desk.say(MEANINGS[trouble.state]))
