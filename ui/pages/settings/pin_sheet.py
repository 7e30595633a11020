"""A panel for a new PIN: one's own by the one before, or somebody else's."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import primary
from ui.kit.form import field
from ui.kit.keypad import TELEPHONE, Keypad
from ui.kit.parts import column, holding, label, row
from ui.kit.pin_pair import PinEdit, PinPair
from ui.kit.sheet import Sheet
from ui.kit.theme import px


class PinSheet(Sheet):
    """Signals:
    given: the PIN before (nothing, where it is not asked for), and the new one.
    """

    given = Signal(str, str)

    def __init__(self, parent: QWidget, desk: Desk, title: str, *, with_old: bool) -> None:
        say = desk.say
        self.old, self.pins = PinEdit(), PinPair(say)
        self.wrong = label(ink="bad", wrap=True)
        self.wrong.hide()
        self.go_on = primary(say(_("Set the new PIN")), hint="Enter")
        keypad = Keypad(rows=TELEPHONE, corner=QWidget())
        keypad.setMinimumWidth(px(216))
        keypad.typed.connect(self._type)
        old = field(say(_("PIN until now")), self.old)
        if not with_old:
            old.hide()
        left = column(old, self.pins, self.wrong, 1, gap=8)
        both = row(left, keypad, gap=20)
        both.setStretch(0, 1)
        super().__init__(parent, title, holding(column(both, self.go_on, gap=12)), width=640)
        self._with_old = with_old
        self.old.returnPressed.connect(self.pins.new.setFocus)
        self.old.textChanged.connect(lambda _text: self._render())
        self.pins.changed.connect(self._render)
        self.pins.entered.connect(self._give)
        self.go_on.clicked.connect(self._give)
        (self.old if with_old else self.pins.new).setFocus()
        self._render()

    def tell(self, sentence: str, *, busy: bool = False) -> None:
        """Why it was refused."""
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))
        if sentence:
            self.old.clear()
            self.pins.clear()
            (self.old if self._with_old else self.pins.new).setFocus()
        self.go_on.show_as(enabled=self._can_give() and not busy)

    def _can_give(self) -> bool:
        return bool(self.pins.pin and (self.old.text() or not self._with_old))

    def _type(self, key: str) -> None:
        fields = (self.old, self.pins.new, self.pins.again)
        next((edit for edit in fields if edit.hasFocus()), self.pins.new).type_in(key)

    def _give(self) -> None:
        if self.go_on.isEnabled():
            self.given.emit(self.old.text(), self.pins.pin)

    def _render(self) -> None:
        self.go_on.show_as(enabled=self._can_give())
