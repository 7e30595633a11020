"""Who works here, and the PIN that is being typed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.core.staff.views import Door, PersonView, SignedIn
from app.kernel.errors import AppError
from app.kernel.i18n import _
from ui.bridge.desk import Desk

LONGEST_PIN = 12
LONGEST_SEARCH = 30


@dataclass(frozen=True, slots=True)
class SignInView:
    """What the sign-in shows: who may be chosen, who is, how many figures are typed, what was wrong.

    `people` are those whose name fits what is typed (`searching`); without names (`with_names`) a PIN says who it is.
    """

    people: tuple[PersonView, ...] = ()
    chosen_id: UUID | None = None
    typed: int = 0
    busy: bool = False
    wrong: str = ""
    searching: str = ""
    with_names: bool = True

    @property
    def can_try(self) -> bool:
        """Something is typed, and it is known for whom."""
        return self.typed > 0 and not self.busy and (self.chosen_id is not None or not self.with_names)


class SignInModel(QObject):
    """Signals:
    changed: the view is another one.
    signed_in: a `SignedIn`.
    """

    changed = Signal()
    signed_in = Signal(object)

    def __init__(self, desk: Desk, door: Door) -> None:
        super().__init__()
        self._desk, self._pin = desk, ""
        self._everybody: tuple[PersonView, ...] = ()
        self._is_known = self._lacks_key = False
        self.view = SignInView()
        desk.runner.changed.connect(self._on_news)
        self._show_door(door)

    def choose(self, person_id: UUID) -> None:
        """This person's PIN comes next."""
        self._pin = ""
        self._show(chosen_id=person_id, typed=0, wrong="")

    def step(self, step: int) -> None:
        """So many people down the list (or up); behind the last comes the first."""
        ids = [person.person_id for person in self.view.people]
        if ids:
            at = ids.index(self.view.chosen_id) if self.view.chosen_id in ids else 0
            self.choose(ids[(at + step) % len(ids)])

    def search(self, text: str) -> None:
        """Only those with this in their name, and the first of them is meant."""
        if not self.view.with_names:
            return
        plain = text.lstrip()[:LONGEST_SEARCH]
        found = _with(self._everybody, plain)
        if found:
            self._show(searching=plain, people=found)
            self.choose(found[0].person_id if plain else self.view.chosen_id or found[0].person_id)

    def type_in(self, figures: str) -> None:
        """One more figure of the PIN (or several, from a paste)."""
        if self.view.busy:
            return
        new = "".join(char for char in figures if char.isascii() and char.isdigit())
        self._pin = (self._pin + new)[:LONGEST_PIN]
        self._show(typed=len(self._pin), wrong="")

    def take_back(self) -> None:
        """One figure less; without any, one letter of the search."""
        if not self._pin:
            self.search(self.view.searching[:-1])
            return
        self._pin = self._pin[:-1]
        self._show(typed=len(self._pin), wrong="")

    def try_it(self) -> None:
        """Sign in with what is typed."""
        if not self.view.can_try:
            return
        self._show(busy=True)
        pin, self._pin = self._pin, ""
        person_id = self.view.chosen_id if self.view.with_names else None

        def with_key(key: str | None) -> None:
            self._desk.run(_sign_in, done=self._done, failed=self._failed, pin=pin, person_id=person_id, pin_key=key)

        if person_id is None:  # only the key tells whose PIN it is
            self._desk.with_pin_key(with_key)
        else:
            with_key(self._desk.pin_key_so_far)

    def _done(self, person: SignedIn) -> None:
        self._show(busy=False, typed=0, wrong="", searching="", people=self._everybody, chosen_id=person.person_id)
        self._desk.sit_down(person)
        self.signed_in.emit(person)

    def _failed(self, error: AppError) -> None:
        self._show(busy=False, typed=0, wrong=self._desk.sentence(error))

    def _on_news(self, topics: frozenset[str]) -> None:
        if topics & {"staff", "settings"}:
            self._ask()

    def _ask(self) -> None:
        self._desk.ask(_door, done=self._show_door, branch_id=self._desk.place.branch_id)

    def _show_door(self, found: Door) -> None:
        self._everybody = found.people
        people = _with(found.people, self.view.searching) or found.people
        ids = {person.person_id for person in people}
        last = self.view.chosen_id if self._is_known else found.last_id
        self._is_known = True
        chosen = last if last in ids else people[0].person_id if people else None
        self._show(people=people, chosen_id=chosen, with_names=found.with_names or self._lacks_key)
        if not found.with_names and not self._lacks_key:  # on an ask thread: the keyring may still be looked into
            self._desk.ask(lambda _session: self._desk.pin_key, done=self._look_at_key)

    def _look_at_key(self, key: str | None) -> None:
        """Without a key nobody is found by a PIN alone: names come back, and it is said why."""
        if key is None:
            self._lacks_key = True
            why = _("This computer has no store of secrets, so that nobody is found by a PIN alone. Choose your name.")
            self._show(with_names=True, wrong=self._desk.say(why))

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()


def _with(people: tuple[PersonView, ...], text: str) -> tuple[PersonView, ...]:
    """Those in whose name a word begins so; else those who have it somewhere in it."""
    wanted = text.strip().casefold()
    words = tuple(person for person in people if any(word.startswith(wanted) for word in person.name.casefold().split()))
    return words or tuple(person for person in people if wanted in person.name.casefold())


def _sign_in(uow: Any, **inputs: Any) -> SignedIn:
    """Loaded by the thread that does it, as the next one: the sign-in is seen before there is a store."""
    from app.core.staff.commands import sign_in

    return sign_in(uow, **inputs)


def _door(session: Any, **inputs: Any) -> Door:
    from app.core.staff.queries import door

    return door(session, **inputs)
