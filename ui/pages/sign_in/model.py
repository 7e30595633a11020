"""Who works here, and the PIN that is being typed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.core.staff.commands import sign_in
from app.core.staff.queries import people
from app.core.staff.views import PersonView, SignedIn
from app.kernel.errors import AppError
from ui.bridge.desk import Desk

LONGEST_PIN = 12


@dataclass(frozen=True, slots=True)
class SignInView:
    """What the sign-in shows: who may be chosen, who is, how many figures are typed, what was wrong."""

    people: tuple[PersonView, ...] = ()
    chosen_id: UUID | None = None
    typed: int = 0
    busy: bool = False
    wrong: str = ""


class SignInModel(QObject):
    """Signals:
    changed: the view is another one.
    signed_in: a `SignedIn`.
    """

    changed = Signal()
    signed_in = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._pin = desk, ""
        self.view = SignInView()
        desk.runner.changed.connect(self._on_news)
        self._ask()

    def choose(self, person_id: UUID) -> None:
        """This person's PIN comes next."""
        self._pin = ""
        self._show(chosen_id=person_id, typed=0, wrong="")

    def type_in(self, figures: str) -> None:
        """One more figure of the PIN (or several, from a paste)."""
        if self.view.busy:
            return
        new = "".join(char for char in figures if char.isascii() and char.isdigit())
        self._pin = (self._pin + new)[:LONGEST_PIN]
        self._show(typed=len(self._pin), wrong="")

    def take_back(self) -> None:
        """One figure less."""
        self._pin = self._pin[:-1]
        self._show(typed=len(self._pin), wrong="")

    def try_it(self) -> None:
        """Sign in with what is typed."""
        if self.view.busy or not self._pin:
            return
        self._show(busy=True)
        pin, self._pin = self._pin, ""
        self._desk.run(
            sign_in, done=self._done, failed=self._failed, pin=pin, person_id=self.view.chosen_id, pin_key=self._desk.pin_key
        )

    def _done(self, person: SignedIn) -> None:
        self._show(busy=False, typed=0, wrong="")
        self._desk.sit_down(person)
        self.signed_in.emit(person)

    def _failed(self, error: AppError) -> None:
        self._show(busy=False, typed=0, wrong=self._desk.sentence(error))

    def _on_news(self, topics: frozenset[str]) -> None:
        if "staff" in topics:
            self._ask()

    def _ask(self) -> None:
        self._desk.ask(people, done=self._show_people)

    def _show_people(self, found: tuple[PersonView, ...]) -> None:
        chosen = self.view.chosen_id
        if chosen not in {person.person_id for person in found}:
            chosen = found[0].person_id if found else None
        self._show(people=found, chosen_id=chosen)

    def _show(self, **what: object) -> None:
        self.view = replace(self.view, **what)  # type: ignore[arg-type]
        self.changed.emit()
