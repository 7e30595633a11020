"""One round of telling: batch by batch, until the centre has answered everything. No transaction is open meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from sync.centre import Centre
from sync.outbox import MOST_DOCUMENTS, next_batch, note_answers, note_settled, open_troubles


class Store(Protocol):
    """What a round needs of an open shop: questions, and commands that are on the disk when they return."""

    def ask(self, query: Callable[..., Any], /, **inputs: Any) -> Any: ...
    def do(self, command: Callable[..., Any], /, **inputs: Any) -> Any: ...


@dataclass
class Told:
    """What a round has told: documents in all, and how each was answered."""

    documents: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)

    @property
    def troubles(self) -> int:
        """How many were not applied."""
        return sum(count for outcome, count in self.outcomes.items() if outcome not in ("applied", "known"))


def push_all(store: Store, centre: Centre, *, most: int = MOST_DOCUMENTS, stopped: Callable[[], bool] = lambda: False) -> Told:
    """Tell everything that waits, then ask what became of what was not applied before; `stopped` is asked between steps. What
    was answered before an error stays answered.

    Refused: what `Centre.push` refuses; `centre.no_answer`.
    """
    told = Told()
    while not stopped() and (batch := store.ask(next_batch, most=most)):
        answers = centre.push(batch)
        store.do(note_answers, batch=batch, answers=answers)
        told.documents += len(batch)
        for answer in answers:
            told.outcomes[answer.outcome] = told.outcomes.get(answer.outcome, 0) + 1
    if not stopped() and (troubles := store.ask(open_troubles)):
        settled = [troubles[answer.id] for answer in centre.answers(list(troubles)) if answer.outcome == "applied"]
        if settled:
            store.do(note_settled, places=settled)
    return told


@dataclass(frozen=True, slots=True)
class Round:
    """What a round has done: documents told, and how many of them were not applied."""

    told: int
    troubles: int


def one_round(store: Store, centre: Centre, *, stopped: Callable[[], bool] = lambda: False) -> Round:
    """Tell the centre what waits. When this returns, the centre has answered; `stopped` is asked between steps.

    Refused: what `push_all` refuses.
    """
    told = push_all(store, centre, stopped=stopped)
    if not told.documents and not stopped():
        centre.answers(())  # nothing waits: but is anybody there?
    return Round(told.documents, told.troubles)
