"""A right is missing: somebody who has it types their PIN here, and the action goes on."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.core.staff.queries import door, people, who_may
from app.core.staff.views import Door, PersonView
from app.kernel.i18n import _
from ui.bridge.desk import Desk, Missing
from ui.kit.buttons import primary
from ui.kit.form import Choice, field
from ui.kit.keypad import BACK, TELEPHONE, Keypad
from ui.kit.parts import column, holding, label, row
from ui.kit.sheet import Sheet
from ui.kit.theme import px
from ui.pages.sign_in.page import Dots

LONGEST_PIN = 12


class LendingPanel(Sheet):
    """Who lends, and their PIN; the right is for this one action only. Only who has it is named.

    Where names are hidden at sign-in, and this computer finds people without, the PIN alone says who it is.
    """

    def __init__(self, parent: QWidget, desk: Desk, missing: Missing) -> None:
        self._desk, self._missing, self._pin = desk, missing, ""
        self._with_names = True
        self._chosen: Any = None
        self.who = Choice()
        self.who.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.who.picked.connect(self._choose)
        self._who_field = field(desk.say(_("Who allows it")), self.who)
        self._dots = Dots()
        keypad = Keypad(rows=TELEPHONE, corner=QWidget())
        keypad.setMinimumWidth(px(216))
        keypad.setMaximumHeight(px(280))
        keypad.typed.connect(self._type)
        self._allow = primary(desk.say(_("Allow this once")), hint="Enter")
        self._allow.clicked.connect(self._lend)
        left = column(label(missing.sentence, ink="muted", wrap=True), self._who_field, 1, self._dots, 1, gap=12)
        both = row(left, keypad, gap=20)
        both.setStretch(0, 1)
        content = holding(column(both, self._allow, gap=16))
        super().__init__(parent, desk.say(_("Somebody must allow this")), content, width=640)
        branch_id = desk.place.branch_id
        desk.ask(door, done=self._show_door, branch_id=branch_id)
        lenders = people if missing.right is None else partial(who_may, right=missing.right, branch_id=branch_id)
        desk.ask(lenders, done=self._show_people)
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._lend()
        elif event.key() == Qt.Key.Key_Backspace:
            self._type(BACK)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.who.count():
            step = -1 if event.key() == Qt.Key.Key_Up else 1
            self.who.setCurrentIndex((self.who.currentIndex() + step) % self.who.count())
            self._choose(self.who.key())
        elif event.text().isdigit():
            self._type(event.text())
        else:
            super().keyPressEvent(event)

    def _choose(self, person_id: Any) -> None:
        self._chosen = person_id
        self.setFocus()

    def _type(self, key: str) -> None:
        self._pin = self._pin[:-1] if key == BACK else (self._pin + key)[:LONGEST_PIN]
        self._show()

    def _show(self) -> None:
        self._dots.show_count(len(self._pin))
        self._allow.show_as(enabled=bool(self._pin))

    def _show_door(self, found: Door) -> None:
        if not found.with_names:
            self._desk.ask(lambda _session: self._desk.pin_key, done=self._hide_names)

    def _hide_names(self, key: str | None) -> None:
        if key is not None:
            self._with_names = False
            self._who_field.hide()

    def _show_people(self, found: tuple[PersonView, ...]) -> None:
        own = self._desk.person.person_id if self._desk.person else None
        others = [(person.person_id, person.name) for person in found if person.person_id != own]
        self._chosen = others[0][0] if others else None
        self.who.show_choices(others, self._chosen)

    def _lend(self) -> None:
        if self._pin:
            pin, lender_id = self._pin, self._chosen if self._with_names else None
            self.close_it()
            self._missing.lend(lender_id, pin)
