"""The owner: a name, and a PIN that is typed twice."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.edits import TextEdit
from ui.kit.keypad import BACK, TELEPHONE, Keypad
from ui.kit.parts import column, frame, row
from ui.kit.theme import px
from ui.kit.tokens import BODY
from ui.pages.first_run.model import FirstRunModel
from ui.pages.first_run.steps.step import Step
from ui.pages.sign_in.model import LONGEST_PIN


class PinEdit(TextEdit):
    """Takes figures only, and shows none of them.

    Signals:
        figures: what stands in it now.
    """

    longest = LONGEST_PIN
    figures = Signal(str)

    def __init__(self, pin: str) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhHiddenText)
        self.setText(pin)
        self.textChanged.connect(self._tidy)

    def _tidy(self, text: str) -> None:
        plain = "".join(char for char in text if char.isascii() and char.isdigit())
        if plain != text:
            self.setText(plain)
        else:
            self.figures.emit(text)


class OwnerStep(Step):
    """Fields on the left, figures to touch on the right."""

    most_width = 900

    def __init__(self, desk: Desk, model: FirstRunModel) -> None:
        super().__init__(desk, model)
        draft = model.view.draft
        name = self.edit("owner", _("Name of the owner"))
        self.pin, self.again = PinEdit(draft.pin), PinEdit(draft.again)
        self.pin.figures.connect(lambda text: model.fill("pin", text))
        self.again.figures.connect(lambda text: model.fill("again", text))
        note = _("4 to 12 figures, not all the same or in a row. With it the owner signs in and allows what others may not.")
        pin = self.entry("pin", _("PIN"), self.pin, note=note)
        again = self.entry("again", _("The same PIN again"), self.again)
        self.keypad = Keypad(rows=TELEPHONE, corner=QWidget())
        self.keypad.setFixedSize(px(300), px(300))
        self.keypad.typed.connect(self._type)
        card = frame("card")
        fields = column(name, pin, again, 1, gap=12)
        pad = column(1, self.keypad, 1, gap=0)
        card.setLayout(row(fields, pad, gap=24, margin=24, grow=(0,)))
        later = self.text(_("Cashiers and managers with PINs of their own can be added later."), size=BODY)
        self.setLayout(column(self.title(_("The owner")), card, later, 1, gap=12))

    def _type(self, key: str) -> None:
        """Into the PIN that has the focus, else into the first that is not whole yet."""
        if key not in (BACK, *"0123456789"):
            return
        focused = QApplication.focusWidget()
        edit = focused if isinstance(focused, PinEdit) else self.pin if not self.pin.text() else self.again
        edit.setFocus()
        edit.type_in(key)
