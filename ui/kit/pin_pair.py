"""Fields for PINs: figures only, never shown; a new one is typed twice."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.kernel.i18n import _
from ui.kit.edits import TextEdit
from ui.kit.form import field
from ui.kit.parts import column, row

LONGEST_PIN = 12


class PinEdit(TextEdit):
    """A PIN: 4 to 12 figures; whatever else is typed or pasted does not get in."""

    longest = LONGEST_PIN

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData)
        self.textChanged.connect(self._tidy)

    def _tidy(self, text: str) -> None:
        kept = "".join(char for char in text if char.isascii() and char.isdigit())
        if kept != text:
            self.setText(kept)


class PinPair(QWidget):
    """A new PIN and the same once more, under each other or `beside`.

    Signals:
        changed: something is typed.
        entered: Return in the second field.
    """

    changed = Signal()
    entered = Signal()

    def __init__(self, say: Callable[[str], str], *, beside: bool = False) -> None:
        super().__init__()
        self.new, self.again = PinEdit(), PinEdit()
        fields = (field(say(_("New PIN: 4 to 12 digits")), self.new), field(say(_("The same PIN again")), self.again))
        self.setLayout(row(*fields, gap=12) if beside else column(*fields, gap=12))
        for edit in (self.new, self.again):
            edit.textChanged.connect(lambda _text: self._show())
        self.new.returnPressed.connect(self.again.setFocus)
        self.again.returnPressed.connect(self.entered)

    @property
    def pin(self) -> str:
        """What both fields say; nothing while they differ."""
        return self.new.text() if self.new.text() == self.again.text() else ""

    @property
    def differs(self) -> bool:
        """The second has gone another way than the first."""
        return not self.new.text().startswith(self.again.text())

    def clear(self) -> None:
        """Nothing is typed."""
        self.new.clear()
        self.again.clear()

    def _show(self) -> None:
        self.again.mark_wrong(self.differs)
        self.changed.emit()
