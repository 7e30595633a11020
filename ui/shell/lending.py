"""A right is missing: somebody who has it types their PIN here, and the action goes on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from app.core.staff.queries import people
from app.core.staff.views import PersonView
from app.kernel.i18n import _
from ui.bridge.desk import Desk, Missing
from ui.kit.buttons import primary
from ui.kit.keypad import BACK, TELEPHONE, Keypad
from ui.kit.parts import label
from ui.kit.sheet import Sheet
from ui.kit.theme import px
from ui.pages.sign_in.page import Dots

LONGEST_PIN = 12


class LendingPanel(Sheet):
    """Who lends, and their PIN; the right is for this one action only."""

    def __init__(self, parent: QWidget, desk: Desk, missing: Missing) -> None:
        self._desk, self._missing, self._pin = desk, missing, ""
        self._who = QComboBox()
        self._who.setAccessibleName(desk.say(_("Who allows it")))
        self._dots = Dots()
        keypad = Keypad(rows=TELEPHONE, corner=QWidget())
        keypad.setMaximumHeight(px(280))
        keypad.typed.connect(self._type)
        self._allow = primary(desk.say(_("Allow this once")), hint="Enter")
        self._allow.clicked.connect(self._lend)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(12))
        sentence = label(missing.sentence, ink="muted", wrap=True)
        for part in (sentence, self._who, self._dots, keypad, self._allow):
            layout.addWidget(part)
        super().__init__(parent, desk.say(_("Somebody must allow this")), content)
        desk.ask(people, done=self._show_people)
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._lend()
        elif event.key() == Qt.Key.Key_Backspace:
            self._type(BACK)
        elif event.text().isdigit():
            self._type(event.text())
        else:
            super().keyPressEvent(event)

    def _type(self, key: str) -> None:
        self._pin = self._pin[:-1] if key == BACK else (self._pin + key)[:LONGEST_PIN]
        self._show()

    def _show(self) -> None:
        self._dots.show_count(len(self._pin))
        self._allow.show_as(enabled=bool(self._pin))

    def _show_people(self, found: tuple[PersonView, ...]) -> None:
        own = self._desk.person.person_id if self._desk.person else None
        for person in found:
            if person.person_id != own:
                self._who.addItem(person.name, person.person_id)

    def _lend(self) -> None:
        if self._pin:
            pin, lender_id = self._pin, self._who.currentData()
            self.close_it()
            self._missing.lend(lender_id, pin)
