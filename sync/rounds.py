"""One round: what waits is told, then what others have told is taken in. No transaction is open meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from app.kernel.clock import Clock
from sync.centre import Centre
from sync.outbox import (
    MOST_DOCUMENTS,
    Standing,
    documents_between,
    next_batch,
    note_answers,
    note_settled,
    open_troubles,
    standing,
    tell_again,
)


class Store(Protocol):
    """What a round needs of an open shop: its clock, questions, and commands that are on the disk when they return."""

    @property
    def clock(self) -> Clock: ...
    def ask(self, query: Callable[..., Any], /, **inputs: Any) -> Any: ...
    def do(self, command: Callable[..., Any], /, **inputs: Any) -> Any: ...


class OverError(Exception):
    """The thread that makes the round is to end: not a failure of anybody."""


Stopped = Callable[[], bool]


def _never() -> bool:
    return False


@dataclass
class Told:
    """What a round has told: documents in all, and how each was answered."""

    documents: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)

    @property
    def troubles(self) -> int:
        """How many were not applied."""
        return sum(count for outcome, count in self.outcomes.items() if outcome not in ("applied", "known"))

    def plus(self, other: Told) -> Told:
        """Both together."""
        counts = {key: self.outcomes.get(key, 0) + other.outcomes.get(key, 0) for key in {**self.outcomes, **other.outcomes}}
        return Told(self.documents + other.documents, counts)


def push_all(store: Store, centre: Centre, *, most: int = MOST_DOCUMENTS, stopped: Stopped = _never) -> Told:
    """Tell everything that waits, then ask what became of what was not applied before; `stopped` is asked between steps. What
    was answered before an error stays answered.

    Refused: what `Centre.push` refuses; `centre.no_answer`.
    """
    told, me = Told(), store.ask(standing)
    if not centre.hello(me.database_id, before_id=me.before_id, epoch=me.epoch):
        _tell_again(store, centre, me)
    while not stopped() and (batch := store.ask(next_batch, most=most)):
        before_id = store.ask(standing).before_id
        answers = centre.push(batch, sent_at=store.clock(), file_id=me.database_id, before_id=before_id)
        store.do(note_answers, batch=batch, answers=answers)
        told.documents += len(batch)
        for answer in answers:
            told.outcomes[answer.outcome] = told.outcomes.get(answer.outcome, 0) + 1
    if not stopped() and (troubles := store.ask(open_troubles)):
        settled = [troubles[answer.id] for answer in centre.answers(list(troubles)) if answer.outcome == "applied"]
        if settled:
            store.do(note_settled, places=settled)
    return told


def _tell_again(store: Store, centre: Centre, me: Standing) -> None:
    """The centre was brought back from a backup: what it has lost is behind the last document that it still has, since it took
    them in their order."""
    first, last = 1, me.answered_seq
    while first <= last:
        asked = store.ask(documents_between, first=first, last=last, most=100)
        known = {answer.id for answer in centre.answers(list(asked))}
        last = min((seq for id_, seq in asked.items() if id_ not in known), default=last + 1) - 1
        first = max((seq for id_, seq in asked.items() if id_ in known and seq <= last), default=first - 1) + 1
    store.do(tell_again, answered_seq=last)


@dataclass(frozen=True, slots=True)
class Round:
    """What a round has done: documents told, how many of them were not applied (and how each was answered), and what was taken in
    of others: cards, documents, and pieces that could not be stored yet."""

    told: int
    troubles: int
    cards: int = 0
    documents: int = 0
    kept_back: int = 0
    outcomes: Mapping[str, int] = field(default_factory=dict)


def tell_only(store: Store, centre: Centre, *, stopped: Stopped = _never) -> Round:
    """The first half of a round. Refused: what `push_all` refuses."""
    told = push_all(store, centre, stopped=stopped)
    return Round(told.documents, told.troubles, outcomes=told.outcomes)


def one_round(store: Store, centre: Centre, *, stopped: Stopped = _never) -> Round:
    """Tell the centre what waits, then hear what others have told it; what is to be said of that by itself is told too. When
    this returns, the centre has answered; `stopped` is asked between steps.

    Refused: what `push_all` and `pull_all` refuse.
    """
    from sync.elsewhere import hear_elsewhere
    from sync.pulling import pull_all
    from sync.receipts import answer_returns

    told = push_all(store, centre, stopped=stopped)
    heard = pull_all(store, centre, stopped=stopped)
    if not stopped() and answer_returns(store, stopped=stopped):
        told = told.plus(push_all(store, centre, stopped=stopped))
    hear_elsewhere(store, centre, stopped=stopped)
    return Round(told.documents, told.troubles, heard.cards, heard.documents, heard.kept_back, told.outcomes)
