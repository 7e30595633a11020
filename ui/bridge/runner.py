"""The one bridge between screens and the app: commands and questions go down, results and news come up on the UI thread."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from concurrent.futures import Future
from itertools import count
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.kernel.errors import AppError

Submit = Callable[..., "Future[Any]"]
Done = Callable[[Any], None]
Failed = Callable[[AppError], None]
Waiting = tuple["Future[Any]", Done, Failed | None]


BEHIND_THE_TILL = 5
"""`db.writer.PRIORITY_JOB`, which screens do not know: whatever the till itself does overtakes it. A test compares them."""


def nothing(_answer: Any) -> None:
    """For whoever does not wait for an answer."""


FROM_THE_CENTRE = "sync"
"""A topic of all that a round with the centre commits."""
GATHER_MS, LONGEST_MS = 400, 2000
"""News of the centre is told so long after it came; twice as long each time where more has come meanwhile, as in a first load."""


class Runner(QObject):
    """Lives on the UI thread, which never waits: workers only ever emit its signals.

    Signals:
        changed: a commit touched these topics (frozenset of str); screens ask again for what they show.
        refused: an expected failure (AppError) that nobody else took.
        crashed: a bug (Exception).
    """

    changed = Signal(object)
    refused = Signal(object)
    crashed = Signal(object)
    _finished = Signal(int)
    _gathered = Signal(object)

    def __init__(self, submit: Submit, ask_later: Submit, *, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._submit, self._ask_later, self._now = submit, ask_later, now
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._tickets = count()
        self._waiting: dict[int, Waiting] = {}
        self._put_off = 0
        self._news = frozenset[str]()
        self.gather_ms, self._told_at = GATHER_MS, -math.inf
        self._gathered.connect(self._gather, Qt.ConnectionType.QueuedConnection)

    def hear(self, topics: frozenset[str]) -> None:
        """From any thread: what a commit touched. What comes from the centre piece by piece, a hundred times a second, is told
        together a little later: screens must not ask again for each."""
        (self._gathered if FROM_THE_CENTRE in topics else self.changed).emit(topics)

    def _gather(self, topics: frozenset[str]) -> None:
        is_first, self._news = not self._news, self._news | topics
        if is_first:
            in_a_row = self._now() - self._told_at < GATHER_MS / 1000
            self.gather_ms = min(2 * self.gather_ms, LONGEST_MS) if in_a_row else GATHER_MS
            self.later(self.gather_ms, self._tell_news)

    def _tell_news(self) -> None:
        news, self._news, self._told_at = self._news, frozenset(), self._now()
        self.changed.emit(news)

    @property
    def under_way(self) -> int:
        """How many answers are still to come, with those that are asked for a little later."""
        return len(self._waiting) + self._put_off

    def run(self, command: Callable[..., Any], *, done: Done = nothing, failed: Failed | None = None, **inputs: Any) -> None:
        """Hand a command to the writer's thread."""
        self._watch(self._submit(command, **inputs), done, failed)

    def queue(self, command: Callable[..., Any], **inputs: Any) -> Future[Any]:
        """For long work on a thread of its own (never the UI's): a command behind all that the till does, and its future."""
        return self._submit(command, priority=BEHIND_THE_TILL, **inputs)

    def ask(self, query: Callable[..., Any], *, done: Done, failed: Failed | None = None, **inputs: Any) -> None:
        """Put a question on an ask thread."""
        self._watch(self._ask_later(query, **inputs), done, failed)

    def follow(self, future: Future[Any], *, done: Done, failed: Failed | None = None) -> None:
        """What somebody does on a thread of their own; the answer comes to this one."""
        self._watch(future, done, failed)

    def later(self, rest_ms: int, act: Callable[[], None]) -> None:
        """For what may wait until the eye has what it waits for: after so many milliseconds, and under way until then."""

        def now() -> None:
            self._put_off -= 1
            act()

        self._put_off += 1
        QTimer.singleShot(rest_ms, self, now)

    def _watch(self, future: Future[Any], done: Done, failed: Failed | None) -> None:
        """The thread gets a number to call out and not `done`: the last name of a screen must not be dropped over there."""
        ticket = next(self._tickets)
        self._waiting[ticket] = (future, done, failed)
        future.add_done_callback(lambda _future: self._finished.emit(ticket))

    def _deliver(self, ticket: int) -> None:
        future, done, failed = self._waiting.pop(ticket)
        if future.cancelled():  # the shop is closed already, and nobody waits for this any more
            return
        error = future.exception()
        if error is None:
            done(future.result())
        elif isinstance(error, AppError):
            (failed or self.refused.emit)(error)
        else:
            self.crashed.emit(error)
