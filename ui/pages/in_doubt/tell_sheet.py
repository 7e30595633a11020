"""A panel for what a person knows of a payment or a receipt in doubt: the number of its slip, or why nothing came of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.bridge.desk import Desk
from ui.kit.buttons import Button, primary
from ui.kit.edits import TextEdit
from ui.kit.parts import column, holding, label, wide
from ui.kit.sheet import Sheet

LONGEST = 120


class TellSheet(Sheet):
    """`likely` are answers that are given most, each a key.

    Signals:
        told: what was typed or chosen.
    """

    told = Signal(str)

    def __init__(
        self, parent: QWidget, desk: Desk, title: str, *, note: str, hint: str, words: str, likely: tuple[str, ...] = ()
    ) -> None:
        self.field = TextEdit(hint)
        self.field.setMaxLength(LONGEST)
        self.go_on = wide(primary(words, hint="Enter"))
        self.likely = [wide(Button(desk.say(each), look="soft", left=True)) for each in likely]
        inside = column(label(note, ink="muted", wrap=True), *self.likely, self.field, self.go_on, gap=12)
        super().__init__(parent, title, holding(inside), width=560)
        for key in self.likely:
            key.clicked.connect(lambda _checked=False, key=key: self.field.setText(key.text()))
        self.field.textChanged.connect(lambda _text: self._render())
        self.field.returnPressed.connect(self._tell)
        self.go_on.clicked.connect(self._tell)
        self.field.setFocus()
        self._render()

    def _tell(self) -> None:
        text = self.field.text().strip()
        if text:
            self.close_it()
            self.told.emit(text)

    def _render(self) -> None:
        self.go_on.show_as(enabled=bool(self.field.text().strip()))
