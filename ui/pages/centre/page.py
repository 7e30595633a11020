"""The centre: what did not go, what tills disagree about and returns that wait for a branch on the left; on the right how it
stands, why not now, and the keys that tell it now and decide."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut

from app.core.jobs.views import SyncState, TroubleView
from app.core.received.conflicts import ConflictView
from app.core.received.views import OpenView
from app.core.sales.views import ReturnStanding
from app.kernel.i18n import _
from ui.across_words import INKS, chip_text, over_text, return_text
from ui.across_words import MEANINGS as RETURN_MEANINGS
from ui.bridge.desk import Desk
from ui.centre_words import MEANINGS, STATES, headline, is_troubled, meaning, reason_text, what_text
from ui.conflict_words import KEPT_BACK, KEPT_BACK_MEANINGS, RULES, conflict_text, open_text, value_text
from ui.formats import quantity_text, short_moment_text
from ui.kit.buttons import Button, primary
from ui.kit.form import scrolling_card
from ui.kit.parts import column, hairline, label, set_ink, two_panes, wide
from ui.kit.pick_list import PickList, PickRow
from ui.kit.screen import VisitedScreen
from ui.kit.tokens import BOLD, LARGE, MEDIUM, TITLE
from ui.pages.centre.model import CentreModel, Item

NOTHING = _("What did not go, what tills have set differently, and returns that wait stand here. There is nothing of it.")
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
        self.list = PickList(desk.say(_("To look at")), self._row)
        self._head, self._why = label(size=TITLE, weight=BOLD, wrap=True), label(size=LARGE, wrap=True)
        self._about = label(size=LARGE, ink="muted", wrap=True)
        self._lines = hairline(), hairline()
        self._what, self._reason = label(size=LARGE, weight=MEDIUM, wrap=True), label(ink="warn", wrap=True)
        self._answer = label(ink="muted", wrap=True)
        card = scrolling_card(column(
            self._head, self._lines[0], self._what, self._reason, self._answer, self._lines[1], self._why, self._about, 1, gap=12,
        ))
        self.use = wide(Button(desk.say(_("Use the other value")), hint="F2"))
        self.leave = wide(Button(desk.say(_("Leave it as it is")), hint="Del"))
        self.confirm = wide(Button(desk.say(_("Confirm the return")), hint="F2"))
        self.now = wide(primary(desk.say(_("Tell it now")), hint="Enter"))
        right = column(card, self.use, self.leave, self.confirm, self.now, gap=12, margin=16, grow=(0,))
        self.setLayout(two_panes(column(self.list, gap=0), right, left_share=52))
        self.list.chosen.connect(model.choose)
        self.now.clicked.connect(model.hurry)
        self.use.clicked.connect(model.use)
        self.leave.clicked.connect(model.leave)
        self.confirm.clicked.connect(model.confirm)
        for keys, act in (("F2", self._decide), ("Del", self.leave.click)):
            QShortcut(QKeySequence(keys), self, act).setAutoRepeat(False)
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

    def _decide(self) -> None:
        (self.confirm if self.confirm.isVisible() else self.use).click()

    def _row(self, item: Item) -> PickRow:
        say, at = self._desk.say, self._moment(item.at)
        if isinstance(item, ReturnStanding):
            chip = chip_text(item, self._desk.language)
            return PickRow(self._what_text(item), self._desk.ago(item.at), "", chip, INKS[item.state])
        if isinstance(item, ConflictView):
            return PickRow(self._what_text(item), at, "", say(_("to decide")), "warn")
        words = KEPT_BACK[item.state] if isinstance(item, OpenView) else STATES[item.state]
        return PickRow(self._what_text(item), at, "", say(words), "muted" if item.state in ("parked", "waiting") else "bad")

    def _what_text(self, item: Item) -> str:
        language = self._desk.language
        if isinstance(item, ConflictView):
            return conflict_text(item, language)
        if isinstance(item, ReturnStanding):
            return return_text(item, language)
        return open_text(item, language) if isinstance(item, OpenView) else what_text(item, language)

    def _render(self) -> None:
        view, desk = self._model.view, self._desk
        told = view.told
        self.list.empty = desk.say(NOTHING) if told is not None else ""
        self.list.show_items(view.items, view.chosen)
        for key in (self.use, self.leave):
            key.setVisible(isinstance(view.item, ConflictView))
            key.show_as(enabled=view.conflict is not None)
        self.confirm.setVisible(isinstance(view.item, ReturnStanding) and view.item.may_answer)
        self.confirm.show_as(enabled=view.standing is not None)
        self.now.show_as(enabled=view.can_hurry)
        self._head.setText(headline(desk, told, view.now) if told is not None else "")
        self._why.setText(meaning(desk, told, view.now) if told is not None else desk.say(ALONE) if view.is_known else "")
        for part in (self._head, self._about):
            part.setVisible(told is not None)
        is_amber = told is not None and (bool(told.refused) or is_troubled(told, view.now))
        set_ink(self._head, "warn" if is_amber else "text")
        self._about.setText("\n".join(self._facts(told)) if told is not None else "")
        self._render_item(view.item)

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
        waiting, disputed = ([each.state for each in self._model.view.returns].count(state) for state in ("pending", "disputed"))
        if waiting or disputed:
            words = desk.say(_("Returns of another branch's goods: {waiting} not confirmed yet, {disputed} disputed"))
            lines.append(words.format(waiting=waiting, disputed=disputed))
        if now is not None and now.state == "waiting" and now.until is not None:
            lines.append(desk.say(_("Tried again: {moment}")).format(moment=self._moment(now.until)))
        if now is not None and now.moved:
            words = desk.say(_("Last told and heard: {count} in {seconds} s"))
            lines.append(words.format(count=now.moved, seconds=_tenths(now.took_s, desk.language)))
        if now is None or now.conflicts is None:
            lines.append(desk.say(_("What tills have set differently is known once the centre answers.")))
        return lines

    def _moment(self, at: datetime) -> str:
        """Only the time where it is of today."""
        return short_moment_text(at, self._desk.clock(), self._desk.language, self._desk.place.zone)

    def _render_item(self, item: Item | None) -> None:
        for part in (*self._lines, self._what, self._reason, self._answer):
            part.setVisible(item is not None)
        if item is None:
            return
        self._what.setText(self._what_text(item))
        reason = self._reason_text(item)
        self._reason.setText(reason)
        set_ink(self._reason, INKS[item.state] if isinstance(item, ReturnStanding) else "warn")
        self._reason.setVisible(bool(reason))
        self._answer.setText(self._desk.say(_meaning_of(item)))

    def _reason_text(self, item: Item) -> str:
        desk = self._desk
        if isinstance(item, TroubleView):
            return reason_text(item, desk.language)
        if isinstance(item, ReturnStanding):
            return "\n".join((chip_text(item, desk.language), *(over_text(line, desk.language) for line in item.over)))
        if isinstance(item, OpenView):
            return ""
        kept, lost = (value_text(item.field, value, desk.language, desk.place.currency) for value in (item.kept, item.lost))
        other = desk.say(_("Till “{till}” has entered: {value}")).format(till=item.till or "—", value=lost)
        return "\n".join((desk.say(_("What counts: {value}")).format(value=kept), other))


def _meaning_of(item: Item) -> str:
    if isinstance(item, ConflictView):
        return RULES[item.rule]
    if isinstance(item, ReturnStanding):
        return RETURN_MEANINGS[item.state]
    return KEPT_BACK_MEANINGS[item.state] if isinstance(item, OpenView) else MEANINGS[item.state]


def _tenths(seconds: float, language: str) -> str:
    """At least one: nothing takes no time."""
    return quantity_text(max(1, round(seconds * 10)) * 100, language)
