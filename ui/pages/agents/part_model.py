"""What the parts on the right have in common: they tell of one agent, drop answers about another, and act one thing at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.kernel.errors import AppError
from ui.bridge.desk import Desk, Fault


class PartModel(QObject):
    """`items` is the list, `spot` the place somebody walks at in it (−1: nobody does).

    Signals:
        changed: something is another now.
        told: what was done, as a sentence.
        form_wanted: a `FormView` to be filled in.
        form_done: what it was for is done.
    """

    changed = Signal()
    told = Signal(str)
    form_wanted = Signal(object)
    form_done = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.agent_id: UUID | None = None
        self.items: Sequence[Any] = ()
        self.spot = -1
        self.busy = False

    def look_at(self, agent_id: UUID | None) -> None:
        """Tell of this agent; what is told of another is gone at once."""
        if agent_id != self.agent_id:
            self.agent_id, self.items, self.spot = agent_id, (), -1
            self.forget()
        self.read()

    def forget(self) -> None:
        """Another agent is looked at."""

    def read(self) -> None:
        """Ask for what there is now."""
        if self.agent_id is not None:
            self.ask_all(self.agent_id)

    def ask_all(self, agent_id: UUID) -> None:
        """Put the questions of this part."""

    def walk_to(self, place: int) -> None:
        """This place of the list; −1 leaves it."""
        self.spot = min(place, len(self.items) - 1)
        self.changed.emit()

    def take(self, place: int) -> None:
        """Go on with what stands there."""

    def step_back(self) -> bool:
        """Out of the list; False where nobody walks in it."""
        was, self.spot = self.spot, -1
        self.changed.emit()
        return was >= 0

    def seen_by(self) -> dict[str, Any]:
        """Who looks, for questions that leave out what not everybody may see."""
        person = self._desk.person
        return {"person_id": person.person_id if person is not None else None, "branch_id": self._desk.place.branch_id}

    def ask(self, query: Callable[..., Any], done: Callable[[Any], None], **inputs: Any) -> None:
        """Put a question about the agent; an answer about another is dropped."""
        agent_id = self.agent_id
        if self._desk.person is not None:
            self._desk.ask(query, done=lambda found: done(found) if agent_id == self.agent_id else None, **inputs)

    def show_items(self, found: Sequence[Any]) -> None:
        """Another list."""
        self.items, self.spot = found, min(self.spot, len(found) - 1)
        self.changed.emit()

    def act(self, command: Callable[..., Any], done: Callable[[Any], None], **inputs: Any) -> None:
        """Do something; a second press while the first is under way does nothing."""
        if self.busy:
            return

        def is_done(answer: Any) -> None:
            self._be_busy(False)
            done(answer)

        self._be_busy(True)
        self._desk.run(command, done=is_done, failed=self._failed, unanswered=lambda: self._be_busy(False), **inputs)

    def _failed(self, error: AppError) -> None:
        self._be_busy(False)
        self._desk.failed.emit(Fault(error.code, self._desk.sentence(error), dict(error.facts)))
        self.read()

    def _be_busy(self, busy: bool) -> None:
        self.busy = busy
        self.changed.emit()
