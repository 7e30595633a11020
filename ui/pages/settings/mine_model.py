"""What somebody chooses for themselves: language, look, sounds, PIN; an owner's new recovery code. It is there at once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.documents.code_paper import save_issued_code
from app.core.settings.commands import choose
from app.core.staff.commands import change_pin, choose_language, new_recovery
from app.core.staff.queries import people
from app.core.staff.views import PersonView
from app.kernel.errors import AppError
from app.kernel.i18n import _
from app.kernel.paths import documents_folder
from ui.bridge.desk import Desk

KEYS = {"theme": "screen.theme", "text_percent": "screen.text_percent", "layout": "screen.layout", "sounds": "screen.sounds"}
"""The setting of each field of `Comfort`; a test compares them with what is declared."""


@dataclass(frozen=True, slots=True)
class MineView:
    """`wrong` is why a PIN was not changed, `told` that it was; `code` a new recovery code that nobody has written down yet."""

    is_owner: bool = False
    busy: bool = False
    wrong: str = ""
    told: str = ""
    code: str = field(default="", repr=False)
    saved_as: Path | None = None


class MineModel(QObject):
    """Signals:
    changed: the view is another one.
    pin_changed: the new PIN is stored.
    """

    changed = Signal()
    pin_changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.view = MineView()

    def come(self) -> None:
        """Somebody looks: are they an owner?"""
        self._desk.ask(people, done=self._show_who)

    def forget(self) -> None:
        """Another person."""
        self._show(is_owner=False, wrong="", told="", code="", saved_as=None, busy=False)

    def speak(self, language: str) -> None:
        """Every screen in another language, now and whenever they sign in."""
        if self._desk.person is not None and language != self._desk.person.language:
            self._desk.person = replace(self._desk.person, language=language)
            self._desk.run(choose_language, language=language)
        self._desk.speak(language)

    def choose(self, name: str, value: Any) -> None:
        """One field of `Comfort`; at once, and whenever they sign in here."""
        if getattr(self._desk.comfort, name) != value:
            self._desk.settle_in(replace(self._desk.comfort, **{name: value}))
            self._desk.run(choose, key=KEYS[name], value=value)

    def change_pin(self, *, old: str, new: str) -> None:
        """Another PIN, by the one before."""
        person = self._desk.person
        if person is not None and not self.view.busy:
            self._show(busy=True, wrong="", told="")
            self._desk.run(
                change_pin, done=self._pin_changed, failed=self._failed, person_id=person.person_id, old_pin=old, new_pin=new,
                pin_key=self._desk.pin_key,
            )

    def issue_code(self) -> None:
        """An owner's new recovery code; the one before stops working."""
        person = self._desk.person
        if person is not None and not self.view.busy and not self.view.code:
            self._show(busy=True, wrong="", saved_as=None)
            self._desk.run(
                new_recovery, done=lambda code: self._show(busy=False, code=code), failed=self._failed, person_id=person.person_id
            )

    def save_code(self) -> None:
        """The code as a PDF among the person's documents."""
        self._desk.ask(
            save_issued_code, done=lambda path: self._show(saved_as=path), failed=self._failed, code=self.view.code,
            language=self._desk.language, folder=documents_folder(),
        )

    def keep_code(self) -> None:
        """It is written down."""
        self._show(code="", saved_as=None)

    def clear_wrong(self) -> None:
        """The panel for the PIN is opened anew."""
        self._show(wrong="", told="")

    def _pin_changed(self, _answer: object) -> None:
        self._show(busy=False, told=self._desk.say(_("The PIN is changed.")))
        self.pin_changed.emit()

    def _failed(self, error: AppError) -> None:
        self._show(busy=False, wrong=self._desk.sentence(error))

    def _show_who(self, found: tuple[PersonView, ...]) -> None:
        own = self._desk.person.person_id if self._desk.person is not None else None
        self._show(is_owner=any(person.is_owner and person.person_id == own for person in found))

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()
