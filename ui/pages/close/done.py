"""Step 3: the shift is closed; its Z as it stands on paper, once more on paper, and good night."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button, primary
from ui.kit.figures import card, scrolled
from ui.kit.icons import icon
from ui.kit.paper import Paper
from ui.kit.parts import column, frame, holding, label, row, set_ink, wide
from ui.kit.theme import px
from ui.kit.tokens import BOLD, LARGE, TITLE
from ui.pages.close.model import CloseModel


class DoneStep(QWidget):
    """Signals:
    signed_out: the day is over for whoever sits here.
    """

    signed_out = Signal()

    def __init__(self, desk: Desk, model: CloseModel) -> None:
        super().__init__()
        self._desk, self._model = desk, model
        self.paper = Paper()
        left = frame("card")
        left.setLayout(column(scrolled(self.paper), margin=4))
        self._closed = label(size=TITLE, weight=BOLD, wrap=True)
        told = desk.say(_("The Z report is kept for ever and is being printed. Put the cash away and sign out."))
        picture = label()
        picture.setPixmap(icon("check", "primary", 48))
        self.backup = label(wrap=True, ink="muted")
        about = card(
            picture, self._closed, label(told, size=LARGE, ink="muted", wrap=True), self.backup, 1, margin=28, gap=12
        )
        self.again = Button(desk.say(_("Print again")), picture="printer")
        self.again.clicked.connect(model.print_again)
        self.go_on = self.sign_out = primary(desk.say(_("Sign out")), hint="F12")
        self.sign_out.clicked.connect(self.signed_out)
        self.again.setMinimumHeight(px(56))
        right = holding(column(about, wide(self.again), wide(self.sign_out), gap=12, grow=(0,)))
        self.setLayout(row(left, right, gap=16, margin=20, grow={0: 55, 1: 45}))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        model.changed.connect(self._render)
        self._render()

    def take_focus(self) -> None:
        """The focus where F12 and Tab are heard."""
        self.setFocus()

    def _render(self) -> None:
        view, desk = self._model.view, self._desk
        number = view.sheet.number if view.sheet is not None else ""
        self._closed.setText(desk.say(_("Shift {number} is closed.")).format(number=number))
        self.paper.show_document(view.paper)
        made = desk.say(_("A backup was made: {file}")).format(file=view.backup)
        words = view.backup if view.backup_failed else made if view.backup else desk.say(_("A backup is being made…"))
        self.backup.setText(words)
        set_ink(self.backup, "bad" if view.backup_failed else "muted")
