"""A trial as a panel: what was found step by step, a live weight, what is to be chosen by what one has seen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QWidget

from app.core.devices.views import TrialStep
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.device_words import KINDS
from ui.kit.buttons import Button, primary
from ui.kit.figures import scrolled
from ui.kit.parts import column, holding, label, row, set_ink
from ui.kit.segments import Segments
from ui.kit.sheet import Sheet
from ui.kit.theme import px
from ui.kit.tokens import BOLD, HUGE, LARGE, MEDIUM
from ui.pages.settings.devices_model import DevicesModel
from ui.trial_words import step_text

WEIGHTS = ("trial.scale_rest", "trial.scale_moving")
"""Shown large: one stands at the scale, not before the screen."""
INKS = {"wait": "muted", "well": "primary", "doubt": "warn", "bad": "bad"}


class TrialSheet(Sheet):
    """Closing it ends the trial. What is picked goes into the form."""

    def __init__(self, parent: QWidget, desk: Desk, model: DevicesModel) -> None:
        self._desk, self._model = desk, model
        say, form = desk.say, model.view.form
        self.lines: list[QLabel] = []
        self._rows = column(gap=10)
        self.picks = Segments((), name=say(_("In which line are the letters right?")))
        self._question = label(say(_("In which line are the letters right?")), size=LARGE, weight=MEDIUM, wrap=True)
        ends = say(_("It ends by itself after 20 seconds. The till does without this device until then."))
        self._note = label(ends, ink="muted", wrap=True)
        self.again, self.done = Button(say(_("Try again"))), primary(say(_("Stop")), hint="Enter")
        self.figure = label(size=HUGE, weight=BOLD)
        self._inside = holding(column(self.figure, self._rows, self._question, self.picks, 1, gap=14, margin=(0, 0, 12, 0)))
        self._area, self._highest = scrolled(self._inside), parent.height() - px(270)
        keys = row(self.again, 1, self.done, gap=8)
        title = say(_("Trial: {name}")).format(name=form.name.strip() or say(KINDS.get(form.kind, form.kind)))
        super().__init__(parent, title, holding(column(self._area, self._note, keys, gap=12, grow=(0,))), width=640)
        self.again.clicked.connect(model.try_it)
        self.done.clicked.connect(self._end)
        self.picks.picked.connect(self._pick)
        model.trial.changed.connect(self._render)
        self._render()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.done.click()
        else:
            super().keyPressEvent(event)

    def _fit(self) -> None:
        """As high as what is told needs, as far as there is room; it never shrinks under somebody's finger."""
        layout = self._inside.layout()
        assert layout is not None
        layout.activate()
        needed = layout.totalHeightForWidth(px(560)) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
        self._area.setFixedHeight(max(self._area.minimumHeight(), min(max(px(150), needed + px(8)), self._highest)))

    def _end(self) -> None:
        """The first press stops, the second one leaves."""
        if self._model.trial.is_running:
            self._model.stop_trial()
            self.done.show_as(enabled=False)
        else:
            self.close_it()

    def _pick(self, place: object) -> None:
        step = self._picked_from()
        if step is not None:
            self._model.set_options(step.picks[int(str(place))][1])
            self.close_it()

    def _picked_from(self) -> TrialStep | None:
        return next((step for step in self._model.trial.steps if step.picks), None)

    def _render(self) -> None:
        trial, desk = self._model.trial, self._desk
        while len(self.lines) < len(trial.steps):
            line = label(size=LARGE, wrap=True)
            self.lines.append(line)
            self._rows.addWidget(line)
        for line, step in zip(self.lines, trial.steps, strict=False):
            line.setText(step_text(step, desk.language, desk.place.currency, desk.place.zone))
            set_ink(line, INKS.get(step.mark, "text"))
            line.setVisible(step.code not in WEIGHTS)
        for line in self.lines[len(trial.steps) :]:
            line.hide()
        weight = next((step for step in trial.steps if step.code in WEIGHTS), None)
        self.figure.setVisible(weight is not None)
        if weight is not None:
            self.figure.setText(step_text(weight, desk.language, desk.place.currency))
            set_ink(self.figure, INKS[weight.mark])
        chosen = self._picked_from()
        picks = chosen.picks if chosen is not None else ()
        drawn = desk.say(_("The drawn one"))
        self.picks.show_choices([(place, words or drawn) for place, (words, _options) in enumerate(picks)])
        self.picks.setVisible(chosen is not None)
        self._question.setVisible(chosen is not None)
        self._note.setVisible(trial.is_running)
        self.again.show_as(enabled=not trial.is_running)
        self._fit()
        self.done.show_as(text=desk.say(_("Stop") if trial.is_running else _("Close")), enabled=True)
