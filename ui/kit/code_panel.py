"""A code that is shown once: large, as a PDF, and gone only when somebody says that it is written down."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.kernel.i18n import _
from ui.kit.buttons import Button, primary
from ui.kit.parts import column, frame, label
from ui.kit.theme import px, text_width
from ui.kit.tokens import BOLD, FIGURE, TITLE


class CodePanel(QWidget):
    """The owner's recovery code.

    Signals:
        save_wanted: as a PDF, please.
        kept: it is written down.
    """

    save_wanted = Signal()
    kept = Signal()

    def __init__(self, say: Callable[[str], str], code: str) -> None:
        super().__init__()
        why = _(
            "With this code the owner gets in without a PIN. It is shown only now: write it down and keep it where only you look."
        )
        self.code = label(code, size=FIGURE, weight=BOLD)
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code.setMinimumWidth(text_width(code, TITLE, BOLD))
        ground = frame("card")
        ground.setLayout(column(self.code, margin=20))
        self.save = Button(say(_("Save as PDF")), picture="pdf")
        self.save.clicked.connect(self.save_wanted)
        self.saved = label(ink="muted", wrap=True)
        self.saved.hide()
        self.done = primary(say(_("I have written it down")))
        self.done.clicked.connect(self.kept)
        self.setLayout(column(label(say(why), wrap=True), ground, self.save, self.saved, self.done, gap=16))
        self.setMinimumWidth(px(320))

    def tell_saved(self, words: str) -> None:
        """Where the PDF lies."""
        self.saved.setText(words)
        self.saved.show()
