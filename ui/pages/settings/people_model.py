"""Who works here: hiring somebody, a new PIN, roles, leaving."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.core.agents.settling import left_with
from app.core.agents.views import Settlement
from app.core.staff.commands import add_person, change_pin, give_role, remove_person, take_role
from app.core.staff.queries import people, roles, who_may, within_reach
from app.core.staff.views import PersonView, RoleView
from app.kernel.errors import AppError
from app.kernel.i18n import _
from app.kernel.permissions import Right
from ui.bridge.desk import Desk, Question

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class PeopleView:
    """`name` and `role_id` are those of somebody new; `wrong` is why something was refused, `told` that it was done."""

    people: tuple[PersonView, ...] = ()
    roles: tuple[RoleView, ...] = ()
    chosen_id: UUID | None = None
    is_new: bool = False
    name: str = ""
    role_id: UUID | None = None
    busy: bool = False
    wrong: str = ""
    told: str = ""
    who: tuple[str, ...] = ()
    reach: frozenset[UUID] = frozenset()

    @property
    def in_reach(self) -> bool:
        """Whether who sits here has any say over whose form is open."""
        return self.is_new or self.chosen_id in self.reach

    @property
    def chosen(self) -> PersonView | None:
        """Whose form is open."""
        return next((person for person in self.people if person.person_id == self.chosen_id), None)

    @property
    def held(self) -> tuple[UUID, ...]:
        """The roles of whose form is open."""
        names = self.chosen.roles if self.chosen is not None else ()
        return tuple(role.role_id for role in self.roles if role.name in names)


class PeopleModel(QObject):
    """Signals:
    changed: the view is another one.
    done: a PIN is stored; fields that hold one may forget it.
    """

    changed = Signal()
    done = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._is_seen = False
        self.view = PeopleView()
        desk.runner.changed.connect(self._on_news)
        desk.lacked.connect(lambda _missing: self._show(busy=False))

    @property
    def may_edit(self) -> bool:
        """Whether who sits here has the right."""
        return self._desk.allows(Right.EDIT_STAFF)

    def come(self) -> None:
        """Somebody looks."""
        self._is_seen = True
        self._look()
        self._desk.ask(roles, done=lambda found: self._show(roles=found))
        branch_id = self._desk.place.branch_id
        self._desk.ask(who_may, done=self._show_who, right=Right.EDIT_STAFF, branch_id=branch_id)

    def go(self) -> None:
        """Nobody looks any more."""
        self._is_seen = False

    def forget(self) -> None:
        """Another person sits here."""
        self._show(chosen_id=None, is_new=False, name="", role_id=None, busy=False, wrong="", told="")

    def choose(self, place: int) -> None:
        """The form of the one at this place of the list."""
        self._show(chosen_id=self.view.people[place].person_id, is_new=False, wrong="", told="")

    def begin_new(self) -> None:
        """Somebody is hired; a cashier, unless another role is chosen."""
        cashier = next((role.role_id for role in self.view.roles if role.name == "cashier"), None)
        self._show(is_new=True, chosen_id=None, role_id=cashier, wrong="", told="")

    def edit(self, *, name: str) -> None:
        """The new one's name."""
        if name != self.view.name:
            self._show(name=name[:LONGEST_NAME], wrong="")

    def turn_role(self, role_id: UUID) -> None:
        """Of somebody new: this role. Of the others: given, or taken away."""
        person = self.view.chosen
        if self.view.is_new:
            self._show(role_id=role_id)
        elif person is not None:
            command = take_role if role_id in self.view.held else give_role
            self._run(command, person_id=person.person_id, role_id=role_id)

    def add(self, pin: str) -> None:
        """Hire them."""
        name = self.view.name
        self._run(
            add_person, done=lambda new_id: self._added(new_id, name), name=name, pin=pin, role_id=self.view.role_id,
            pin_key=self._desk.pin_key,
        )

    def give_pin(self, pin: str) -> None:
        """A new PIN for whose form is open."""
        person = self.view.chosen
        if person is not None:
            words = self._desk.say(_("{name} has a new PIN.")).format(name=person.name)
            self._run(
                change_pin, done=lambda _answer: self._stored(words), person_id=person.person_id, new_pin=pin,
                pin_key=self._desk.pin_key,
            )

    def remove(self) -> None:
        """They leave: asked once more, and told what is still in their bag; then done."""
        person = self.view.chosen
        if person is not None:
            self._desk.ask(left_with, done=lambda left: self._ask_to_remove(person, left), person_id=person.person_id)

    def _ask_to_remove(self, person: PersonView, left: Settlement | None) -> None:
        words = self._desk.say(_("Shall {name} no longer sign in here?")).format(name=person.name)
        if left is not None:
            words = f"{self._still_open(left)} {words}"
        self._desk.asked.emit(Question("staff.remove", words, lambda: self._run(remove_person, person_id=person.person_id)))

    def _still_open(self, left: Settlement) -> str:
        """What the bag and the settlement of somebody who goes still hold."""
        say, open_words = self._desk.say, []
        if left.goods_milli:
            open_words.append(say(_("In the bag of {name}: {quantity}.")).format(
                name=left.agent, quantity=self._desk.quantity(left.goods_milli)))
        if left.owes_minor:
            owing = _("{name} owes the shop {sum}.") if left.owes_minor > 0 else _("The shop owes {name} {sum}.")
            open_words.append(say(owing).format(name=left.agent, sum=self._desk.money(abs(left.owes_minor))))
        return " ".join(open_words)

    @property
    def is_oneself(self) -> bool:
        """One's own form: one's PIN is changed by the PIN before, elsewhere."""
        return self._desk.person is not None and self.view.chosen_id == self._desk.person.person_id

    def _run(self, command: Any, *, done: Any = None, **inputs: Any) -> None:
        if not self.view.busy:
            self._show(busy=True, wrong="", told="")
            self._desk.run(command, done=done or (lambda _answer: self._show(busy=False)), failed=self._failed, **inputs)

    def _added(self, person_id: UUID, name: str) -> None:
        self._show(is_new=False, chosen_id=person_id, name="", role_id=None)
        self._stored(self._desk.say(_("{name} can sign in now.")).format(name=name.strip()))

    def _stored(self, words: str) -> None:
        self._show(busy=False, told=words)
        self.done.emit()

    def _failed(self, error: AppError) -> None:
        self._show(busy=False, wrong=self._desk.sentence(error))

    def _on_news(self, topics: frozenset[str]) -> None:
        if "staff" in topics and self._is_seen:
            self._look()

    def _look(self) -> None:
        self._desk.ask(people, done=lambda found: self._show(people=found))
        person, branch_id = self._desk.person, self._desk.place.branch_id
        if person is not None:
            own = person.person_id
            self._desk.ask(within_reach, done=lambda found: self._show(reach=found), person_id=own, branch_id=branch_id)

    def _show_who(self, found: tuple[PersonView, ...]) -> None:
        self._show(who=tuple(person.name for person in found))

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()
