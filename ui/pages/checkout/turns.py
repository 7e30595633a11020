"""One gesture after the other: each acts on what is there when its turn comes, however quickly the keys follow each other."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.kernel.context import By
from ui.bridge.desk import Desk
from ui.bridge.runner import Done, Failed, nothing

Act = Callable[[], None]


def _leave() -> None:
    """For what leaves nothing behind when it is dropped."""


@dataclass(slots=True)
class _Turn:
    act: Act
    by: By
    stands_alone: bool
    dropped: Act


class Turns:
    """A turn is over when all that it asked for is answered and the cart shows what came of it; a question ends it too, since
    its answer may never come, and has a turn of its own when it does.

    A key behind a scan was meant for what was scanned: when that was refused, or somebody is asked about it, the key does
    nothing. What `stands_alone` (another scan, a line that was touched) is done all the same; what is behind it is meant for it.
    """

    def __init__(self, desk: Desk, *, is_followed: Callable[[], bool], rest: Act) -> None:
        self._desk, self._is_followed, self._rest = desk, is_followed, rest
        self._waiting: deque[_Turn] = deque()
        self._now: _Turn | None = None
        self._awaited = 0
        self._is_lost = False
        desk.runner.crashed.connect(self._give_up_waiting)

    # --- from outside ---

    def add(self, act: Act, *, stands_alone: bool = False, dropped: Act = _leave) -> None:
        """Do it in its turn, which may be now. `dropped` is called instead when nothing comes of it."""
        self._waiting.append(_Turn(act, self._desk.by, stands_alone, dropped))
        if self._now is None:
            self._go_on()

    def drop_rest(self) -> None:
        """Another screen comes: what waits was meant for this one."""
        rest, self._waiting = self._waiting, deque()
        for turn in rest:
            turn.dropped()

    def look(self) -> None:
        """The cart shows more than before: perhaps the turn is over."""
        if self._now is not None and not self._awaited and self._is_followed():
            self._now = None
            self._go_on()

    @property
    def is_idle(self) -> bool:
        """Nothing is under way."""
        return self._now is None

    @property
    def last(self) -> Act | None:
        """What was added last, while it is not over."""
        return self._waiting[-1].act if self._waiting else self._now.act if self._now is not None else None

    @property
    def last_waiting(self) -> Act | None:
        """What was added last, while it has not begun."""
        return self._waiting[-1].act if self._waiting else None

    # --- within a turn ---

    def run(
        self, command: Callable[..., Any], *, done: Done = nothing, failed: Failed | None = None,
        latest: Callable[[], dict[str, Any]] = dict, **inputs: Any,
    ) -> None:
        """As `Desk.run`, for whoever made the gesture; the turn lasts until the answer."""
        self._awaited += 1
        refused = failed or self._desk.runner.refused.emit
        self._desk.run(
            command, done=lambda answer: self._answered(done, answer), latest=latest,
            failed=lambda error: self._answered(refused, error, is_lost=True), by=self._now.by if self._now is not None else None,
            unanswered=lambda: self._answered(nothing, None, is_lost=True), retake=self._retake, **inputs,
        )

    def ask(self, query: Callable[..., Any], *, done: Done, **inputs: Any) -> None:
        """As `Desk.ask`; the turn lasts until the answer."""
        self._awaited += 1
        refused = self._desk.runner.refused.emit
        self._desk.ask(
            query, done=lambda answer: self._answered(done, answer),
            failed=lambda error: self._answered(refused, error, is_lost=True), **inputs,
        )

    # --- inside ---

    def _retake(self, act: Act) -> None:
        """A question was answered, or a right lent."""

        def again() -> None:
            self._awaited += 1
            act()

        self.add(again, stands_alone=True)

    def _answered(self, tell: Callable[[Any], None], answer: Any, *, is_lost: bool = False) -> None:
        self._is_lost = self._is_lost or is_lost
        try:
            tell(answer)
        finally:
            self._awaited = max(0, self._awaited - 1)  # a bug elsewhere may have given up waiting for this one
            self.look()

    def _go_on(self) -> None:
        while self._now is None and self._waiting:
            turn = self._waiting.popleft()
            self._is_lost = self._is_lost and not turn.stands_alone
            if self._is_lost:
                turn.dropped()
                continue
            self._now = turn
            self._begin(turn)
            if not self._awaited and self._is_followed():
                self._now = None
        if self._now is None:
            self._is_lost = False
            self._rest()

    def _begin(self, turn: _Turn) -> None:
        try:
            turn.act()
        except BaseException:  # a bug keeps no other gesture from its turn
            self._now = None
            raise

    def _give_up_waiting(self, _bug: object) -> None:
        """A bug answers nothing: what waits must not wait for ever."""
        self._awaited = 0
        self.look()
