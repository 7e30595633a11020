"""Whether a new agent may sell out of the bag, and the offer of a role to who may not yet. No widgets here."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.core.staff.commands import give_role
from app.core.staff.queries import grant, roles
from app.core.staff.views import Grant, RoleView
from app.kernel.i18n import _
from app.kernel.permissions import Right
from ui.bridge.desk import Desk, Question
from ui.wording import ROLES, worded


class SellingRight(QObject):
    """Signals:
    told: what is so, or what was done, as a sentence.
    """

    told = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def check(self, person_id: UUID, name: str) -> None:
        """Offers this person the smallest role that gives the right, if they have not got it."""
        def granted(found: Grant) -> None:
            if not found.allows(Right.SELL_FROM_BAG):
                self._desk.ask(roles, done=lambda there: self._offer(person_id, name, there))

        self._desk.ask(grant, done=granted, person_id=person_id, branch_id=self._desk.place.branch_id)

    def _offer(self, person_id: UUID, name: str, there: tuple[RoleView, ...]) -> None:
        say = self._desk.say
        giving = [role for role in there if Right.SELL_FROM_BAG in role.rights]
        if not giving:
            words = say(_("{name} has a bag now, but may not sell out of it, and no role gives that right. Ask the owner."))
            self.told.emit(words.format(name=name))
            return
        role = min(giving, key=lambda each: (len(each.rights), each.name))
        called = worded(ROLES, role.name, self._desk.language)
        words = say(_("{name} has a bag now, but may not sell out of it yet. Give {name} the role “{role}”, which allows it?"))

        def given(_answer: object) -> None:
            self.told.emit(say(_("{name} may sell out of the bag from the next sign-in on.")).format(name=name))

        def yes() -> None:
            self._desk.run(give_role, done=given, person_id=person_id, role_id=role.role_id)

        self._desk.asked.emit(Question("agents.may_not_sell", words.format(name=name, role=called), yes))
