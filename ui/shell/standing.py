"""How things stand: what each state of the line at the bottom means, and what can be done about it here."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from app.core.jobs.commands import retry_print
from app.core.jobs.views import PrintJobView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.bridge.scale_signals import DEAD, OVER, UNDER
from ui.centre_words import meaning
from ui.kit.buttons import Button
from ui.kit.edits import FigureEdit
from ui.kit.figures import empty, scrolled
from ui.kit.icons import icon
from ui.kit.parts import column, hairline, holding, label, row
from ui.kit.sheet import Sheet
from ui.kit.status import State
from ui.kit.theme import px
from ui.kit.tokens import MEDIUM
from ui.shell.states import IN_TROUBLE, SILENT, StateModel
from ui.wording import DOCUMENTS

TRIAL_WEIGHTS = (200, 742, 1250)
"""Grams that a finger puts on the simulated scale."""
MEANINGS = {
    "printer": _("Every paper has come out."),
    "doubt": _("Nobody knows what became of these. Look at them under More…, In doubt."),
    "fiscal": _("Receipts are registered with the tax office."),
    "scale": _("The scale answers. Goods by weight show what lies on it."),
}
JOB_STATES = {
    "queued": _("waits for the printer"), "sending": _("is being printed"), "failed": _("did not come out"),
    "unknown": _("nobody knows whether it came out"),
}


class StandingPanel(Sheet):
    """Follows the states while it is open. With `for_load` the field of the simulated scale has the focus."""

    def __init__(self, parent: QWidget, desk: Desk, states: StateModel, *, for_load: bool = False) -> None:
        self._desk, self._states = desk, states
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(12))
        self._load = self._load_row() if states.scale.pan is not None else None
        inside = holding(column(self._rows, *([hairline(), self._load] if self._load else []), 1, gap=12))
        self._inside, self._highest = inside, parent.height() - px(160)
        self._area = area = scrolled(inside)
        title = _("Simulated scale") if for_load else _("How things stand")
        super().__init__(parent, desk.say(title), area, width=620)
        states.changed.connect(self._show)
        self._show()
        if for_load and self._load is not None:
            self.load.setFocus()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # or Escape would be that of the screen below
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._load is not None:
            self._put_typed()
        else:
            super().keyPressEvent(event)

    def _show(self) -> None:
        shown = (self._states.right, self._states.prints, self._states.left, self._states.centre.now)
        if getattr(self, "_shown", None) == shown:
            return
        self._shown = shown
        has_focus = self.isAncestorOf(focused) if (focused := QApplication.focusWidget()) else False
        empty(self._rows)
        self._add(label(" · ".join(part.words for part in self._states.left), ink="muted", wrap=True))
        for state in self._states.right:
            self._add(self._row(state.picture, state.ink, state.words, self._meaning(state)))
            if state.name == "printer":
                for job in self._states.prints:
                    self._add(self._job(job))
        if has_focus and self.focusWidget() is not getattr(self, "load", None):
            self.setFocus()  # what had it is gone
        layout = self._inside.layout()
        assert layout is not None
        layout.activate()
        self._area.setFixedHeight(min(layout.totalHeightForWidth(px(560)) + px(8), self._highest))

    def _add(self, part: QWidget) -> None:
        self._rows.addWidget(part)
        part.show()  # or the layout does not count it yet

    def _meaning(self, state: State) -> str:
        if state.name == "centre" and self._states.told is not None:
            return meaning(self._desk, self._states.told, self._states.centre.now)
        is_well = state.ink == "primary" or state.name == "doubt"
        return self._desk.say(MEANINGS[state.name] if is_well else self._fault(state.name))

    def _fault(self, name: str) -> str:
        if name == "fiscal":
            return _fiscal_fault(self._states)
        if name == "scanner":
            return _("Look at its cable, or at its base. Codes can be typed meanwhile, and scanners that type go on.")
        if name == "display":
            return _("Look at its power and its cable. Sales go on without it.")
        if name == "printer":
            return _("Look at its paper, its cover and its cable. Sales go on; what waits is printed when it works again.")
        return {
            DEAD: _("Look at its power and its cable. Weights can be typed meanwhile."),
            OVER: _("There is more on it than it can weigh."), UNDER: _("Take everything off it, and let it come to zero."),
        }.get(self._states.scale.view.state, MEANINGS["scale"])

    def _row(self, picture: str, ink: str, words: str, meaning: str) -> QWidget:
        image = QLabel()
        image.setPixmap(icon(picture, ink, 26))
        image.setAlignment(Qt.AlignmentFlag.AlignTop)
        return holding(row(image, column(label(words, weight=MEDIUM, wrap=True), label(meaning, ink="muted", wrap=True), gap=4),
                           gap=16, grow=(1,)))

    def _job(self, job: PrintJobView) -> QWidget:
        desk = self._desk
        title = " · ".join(filter(None, (desk.say(DOCUMENTS[job.document_kind]), job.number, desk.moment(job.created_at))))
        words = column(label(title, wrap=True), label(desk.say(JOB_STATES[job.state]), ink="muted"), gap=2)
        if job.state not in IN_TROUBLE:
            return holding(row(words, gap=12, margin=(42, 0, 0, 0)))
        again = Button(desk.say(_("Print again")), picture="printer")
        again.clicked.connect(lambda: desk.run(retry_print, job_id=job.job_id))
        return holding(row(words, again, gap=12, margin=(42, 0, 0, 0), grow=(0,)))

    # --- the simulated scale ---

    def _load_row(self) -> QWidget:
        desk = self._desk
        self.load = FigureEdit(desk.say(_("Weight in kg")), decimals=3)
        self.put_on, self.take_off = Button(desk.say(_("Put it on")), hint="Enter"), Button(desk.say(_("Take everything off")))
        self.put_on.clicked.connect(self._put_typed)
        self.take_off.clicked.connect(lambda: self._put(0))
        trials = [Button(f"{desk.quantity(grams)} {desk.say(_('kg'))}", look="soft") for grams in TRIAL_WEIGHTS]
        for button, grams in zip(trials, TRIAL_WEIGHTS, strict=True):
            button.clicked.connect(lambda _checked=False, grams=grams: self._put(grams))
        words = desk.say(_("This scale is simulated: say what lies on it."))
        return holding(column(
            label(words, weight=MEDIUM, wrap=True), row(self.load, self.put_on, gap=8, grow=(0,)),
            row(*trials, self.take_off, gap=8), gap=8,
        ))

    def _put_typed(self) -> None:
        grams = self.load.value()
        if grams is not None:
            self._put(grams)

    def _put(self, grams: int) -> None:
        pan = self._states.scale.pan
        assert pan is not None
        pan.put(grams)
        self.close_it()


def _fiscal_fault(states: StateModel) -> str:
    """What to do about a register, by how long it has been without a connection."""
    clock = states.fiscal_clock
    if states.register.seen.problem not in ("", SILENT):
        return _("It cannot be used as it is set up: an address, a password or a key is wrong. Correct it in the settings.")
    if clock is not None and clock.state == "over":
        return _("The time that the law allows is over. Connect the register, or call whoever looks after it.")
    return _("Look at its power, its cable and the internet. Sales go on, and are registered when it answers.")
