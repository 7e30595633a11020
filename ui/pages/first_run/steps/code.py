"""The recovery code: shown once, large, and not passed over."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button
from ui.kit.parts import column, frame, holding, label, row
from ui.kit.theme import px
from ui.kit.tokens import BOLD, HUGE, MEDIUM
from ui.pages.first_run.model import FirstRunModel, FirstRunView
from ui.pages.first_run.steps.step import Step

_IN_A_LINE = 12
"""Two groups of letters with their dashes: that fits also where the text is large."""


class CodeStep(Step):
    """Two lines to copy by hand, a PDF to print, and a box to tick before it goes on."""

    def __init__(self, desk: Desk, model: FirstRunModel) -> None:
        super().__init__(desk, model)
        say = desk.say
        why = _(
            "If the owner's PIN is forgotten, only this code sets a new one. It is never shown again: write it down or print it, "
            "and keep the paper where only the owner gets at it."
        )
        self.save = Button(say(_("Save as a PDF to print")), hint="F2", picture="pdf")
        self.save.clicked.connect(model.save_code)
        self._saved = label(ink="primary", weight=MEDIUM, wrap=True)
        self.tick = QCheckBox(say(_("The code is on paper")))
        self.tick.setMinimumHeight(px(56))
        self.tick.setChecked(model.view.is_written_down)
        self.tick.toggled.connect(model.tick)
        card = frame("card")
        card.setLayout(column(self._lines(model.view.code), row(self.tick, 1, self.save), self._saved, gap=12, margin=20))
        self.setLayout(column(self.title(_("The owner's recovery code")), self.text(why), card, 1, gap=12))

    def take_focus(self) -> None:
        self.tick.setFocus()

    def take_key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_F2:
            self.model.save_code()
        return bool(event.key() == Qt.Key.Key_F2)

    def render_view(self, view: FirstRunView) -> None:
        self._saved.setVisible(view.saved_as is not None)
        if view.saved_as is not None:
            words = self.desk.say(_("Saved: {path}. Print it, then delete the file."))
            self._saved.setText(words.format(path=view.saved_as))

    def _lines(self, code: str) -> QWidget:
        lines = []
        for start in range(0, len(code), _IN_A_LINE):
            line = label(code[start : start + _IN_A_LINE], size=HUGE, weight=BOLD)
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            lines.append(line)
        made = holding(column(*lines, gap=4))
        made.setAccessibleName(code)
        return made
