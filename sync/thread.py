"""Tells the centre by itself, beside the till: at its own pace, sooner when there is something to tell or to hear, and with
growing pauses while the centre is not there. No transaction of the store is open while it speaks, and it stops at once."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

import pybreaker

from app.core.jobs.queries import sync_state
from app.kernel.clock import Clock
from app.kernel.errors import AppError
from app.kernel.log import get_logger
from db.writer import PRIORITY_SYNC
from sync.centre import Centre, Conflict
from sync.ear import Ear
from sync.outbox import note_attempt
from sync.pauses import PACE, Pace, RealWaiter, Waiter
from sync.rounds import OverError, Round, Store, one_round, tell_only

OWN_TOPIC = "sync"
"""What this thread itself commits: no news to it."""
LAST_S = 5
MOST_REST_S = 0.02
AT_WORK_S, RESTS_LONGER = 2.0, 4
"""While somebody does something here, and so long after it, it rests longer between its own commands: so many times as usual."""
HEAR_S = 10
"""A till that sells without a pause tells each sale at once, and asks so often what others have told; a hint asks at once."""
log = get_logger("sync")


class OpenShop(Protocol):
    """What the thread needs of a shop."""

    @property
    def clock(self) -> Clock: ...
    @property
    def listeners(self) -> list[Callable[[frozenset[str]], None]]: ...
    def ask(self, query: Callable[..., Any], /, **inputs: Any) -> Any: ...
    def do(self, command: Callable[..., Any], /, *, priority: int = ..., **inputs: Any) -> Any: ...


@dataclass(frozen=True, slots=True)
class SyncNow:
    """How telling stands: `idle` (all is told), `working`, `waiting` (it failed; tried again at `until`) or `ended`.

    `failed` is the code of why, with its words; `failures` how often in a row; `lag` how many documents wait to be told;
    `succeeded_at` when the centre last answered a whole round since the program runs. `conflicts` are what tills have set
    differently, as the centre said it last (None: not yet); `moved` counts the documents and cards of the last round that had
    any, `took_s` says how long it took.
    """

    state: Literal["idle", "working", "waiting", "ended"] = "idle"
    until: datetime | None = None
    failed: str = ""
    detail: str = ""
    failures: int = 0
    lag: int = 0
    succeeded_at: datetime | None = None
    conflicts: tuple[Conflict, ...] | None = None
    moved: int = 0
    took_s: float = 0


class SyncThread(threading.Thread):
    """Runs rounds until `stop`; it dies of nothing. `now` may be read from any thread, and whoever subscribes hears each new
    one, on this thread. Stop it before the shop is closed."""

    def __init__(
        self, shop: OpenShop, centre: Centre, *, ear: Callable[[Callable[[], None]], Ear] | None = None, pace: Pace = PACE,
        waiter: Waiter | None = None, turn: Callable[..., Round | None] = one_round,
    ) -> None:
        super().__init__(name="sync", daemon=True)
        self._shop, self._centre, self._pace, self._turn = shop, centre, pace, turn
        self._waiter = waiter or RealWaiter()
        self._store = _Gate(shop, self._is_over)
        self._breaker = pybreaker.CircuitBreaker(pace.failures, throw_new_error_on_trip=False)
        self._ear = ear(self._heard) if ear is not None else None
        self._lock = threading.Lock()
        self._stopping = self._hears = False
        self._hints = self._woken_by = frozenset[Literal["here", "there"]]()
        self._heard_at: float = -HEAR_S
        self._telling = tell_only if turn is one_round else turn
        self._subscribers: tuple[Callable[[SyncNow], None], ...] = ()
        self.now = SyncNow()
        shop.listeners.append(self._on_commit)

    def subscribe(self, told: Callable[[SyncNow], None]) -> Callable[[], None]:
        """Hear each new state, and the one of now at once; answers how to end that."""
        with self._lock:
            self._subscribers = (*self._subscribers, told)
        told(self.now)
        return lambda: self._forget(told)

    def hurry(self) -> None:
        """A person wants it now, whatever it waits for."""
        self._waiter.wake()

    def run(self) -> None:
        """Until `stop`."""
        if self._ear is not None:
            self._ear.start()
        while not self._stopping:
            self._tell(replace(self.now, state="working", until=None))
            self._rest(self._one())
        self._centre.close()
        if self._ear is not None:
            self._ear.stop()
            self._ear.join(LAST_S)
        self._tell(replace(self.now, state="ended", until=None))

    def stop(self, timeout_s: float = LAST_S) -> None:
        """After the step in hand; one that waits for the network is cut off, and is done again at the next start."""
        self._stopping = True
        if self._on_commit in self._shop.listeners:
            self._shop.listeners.remove(self._on_commit)
        self._waiter.wake()
        self._centre.hang_up(for_good=True)
        if self._ear is not None:
            self._ear.stop()
        if self.is_alive():
            self.join(timeout_s)

    def _one(self) -> float:
        """A round; answers how long to wait after it, from a whole success or a failure."""
        with self._lock:
            by = self._hints | self._woken_by
            self._hints = self._woken_by = frozenset()  # what is committed from here on may be too late for this round
        is_hearing = by != frozenset({"here"}) or self._waiter.now() - self._heard_at >= HEAR_S
        try:
            if self._breaker.current_state == pybreaker.STATE_OPEN:
                self._breaker.half_open()  # by our own time: its own is the wall's, which may jump by a year
            done = self._breaker.call(self._whole_round, self._turn if is_hearing else self._telling)
        except OverError:
            return 0
        except AppError as error:
            return self._failed(error.code, str(error.facts.get("detail", "")))
        except Exception as error:
            if self._stopping:
                return 0
            log.exception("round_failed")
            return self._failed("bug", type(error).__name__)
        if is_hearing:
            self._heard_at = self._waiter.now()
        return self._succeeded(done)

    def _whole_round(self, turn: Callable[..., Round | None]) -> SyncNow:
        """A turn; and what tills disagree about, where it may be another: whatever makes or ends it moves a card."""
        began = self._waiter.now()
        done = turn(self._store, self._centre, stopped=self._is_over)
        if done is None or self._stopping:
            return self.now
        now, moved = self.now, done.told + done.cards + done.documents
        if now.conflicts is None or done.cards:
            now = replace(now, conflicts=tuple(self._centre.conflicts()))
        return replace(now, moved=moved, took_s=self._waiter.now() - began) if moved else now

    def _succeeded(self, done: SyncNow) -> float:
        if self._stopping:
            return 0
        if self.now.failures:
            log.info("centre_is_back", failures=self.now.failures)
        self._tell(SyncNow(
            "idle", lag=self._noted(), succeeded_at=self._shop.clock(), conflicts=done.conflicts, moved=done.moved,
            took_s=done.took_s,
        ))
        if self._ear is not None:
            self._ear.listen()
        return self._pace.usual_s

    def _failed(self, code: str, detail: str) -> float:
        failures = self.now.failures + 1
        pause_s = self._pace.after(failures)
        if self._breaker.current_state == pybreaker.STATE_OPEN:
            pause_s += self._pace.rest_s
        if failures in (1, self._pace.failures):
            log.warning("centre_not_reached", reason=code, failures=failures)
        until = self._shop.clock() + timedelta(seconds=pause_s)
        self._tell(replace(
            self.now, state="waiting", until=until, failed=code, detail=detail, failures=failures, lag=self._noted(code, detail)
        ))
        return pause_s

    def _rest(self, pause_s: float) -> None:
        """After a failure only a person, or the end, ends it early. After a success, and a gap, so does a hint of the centre; and
        what was committed here, if it is to be told: most of what a till commits is a cart that is still open."""
        until = self._waiter.now() + pause_s
        if self.now.state == "waiting":
            self._waiter.wait(pause_s)
            return
        while not self._stopping and (left_s := until - self._waiter.now()) > 0:
            if self._waiter.wait(min(self._pace.gap_s, left_s)) or not self._listens_for(until):
                return

    def _listens_for(self, until: float) -> bool:
        """Whether there is still nothing to do."""
        with self._lock:
            self._hears = not self._hints
        woken = not self._hears or self._waiter.wait(until - self._waiter.now())
        with self._lock:
            self._hears, hints, self._hints = False, self._hints, frozenset()
            self._woken_by |= hints
        return woken and hints == {"here"} and not self._lag()

    def _on_commit(self, topics: frozenset[str]) -> None:
        if OWN_TOPIC not in topics:
            self._store.worked_at = time.perf_counter()
            self._hint("here")

    def _heard(self) -> None:
        self._hint("there")

    def _hint(self, where: Literal["here", "there"]) -> None:
        with self._lock:
            self._hints |= {where}
            if self._hears:
                self._hears = False
                self._waiter.wake()

    def _noted(self, failed: str = "", detail: str = "") -> int:
        """How an attempt ended is kept where it is news: `duken sync status` says it, also later. Answers how many documents
        wait."""
        try:
            state = self._store.ask(sync_state, most=0)
            if state is not None and state.failed != failed:
                self._store.do(note_attempt, failed=failed, detail=detail)
        except Exception:  # of the disk, or it ends
            return self.now.lag
        return 0 if state is None else int(state.waiting)

    def _lag(self) -> int:
        try:
            state = self._store.ask(sync_state, most=0)
        except Exception:  # of the disk, or it ends: what was known stays
            return self.now.lag
        return 0 if state is None else int(state.waiting)

    def _tell(self, now: SyncNow) -> None:
        self.now = now
        for told in self._subscribers:
            try:
                told(now)
            except Exception:
                log.exception("subscriber_failed")

    def _forget(self, told: Callable[[SyncNow], None]) -> None:
        with self._lock:
            self._subscribers = tuple(each for each in self._subscribers if each is not told)

    def _is_over(self) -> bool:
        return self._stopping


def rest_after(took_s: float, *, since_work_s: float) -> float:
    """For how many seconds it rests after a command that took so long, when somebody last did something so long ago."""
    return min(took_s * (RESTS_LONGER if since_work_s < AT_WORK_S else 1), MOST_REST_S)


class _Gate(Store):
    """The store as a round sees it, until the thread is to end: a step that was cut off must not go on with the next one."""

    def __init__(self, shop: OpenShop, is_over: Callable[[], bool]) -> None:
        self._shop, self._is_over = shop, is_over
        self.worked_at = -math.inf
        """When a command that was not this thread's was last on the disk (`perf_counter`)."""

    def ask(self, query: Callable[..., Any], /, **inputs: Any) -> Any:
        """As `Store`."""
        self._go_on()
        return self._shop.ask(query, **inputs)

    def do(self, command: Callable[..., Any], /, **inputs: Any) -> Any:
        """As `Store`, behind whatever people do; as long as it took, it rests, and longer while they do something: this program
        has one Python, and the cashier's window needs it."""
        self._go_on()
        began = time.perf_counter()
        answer = self._shop.do(command, priority=PRIORITY_SYNC, **inputs)
        ended = time.perf_counter()
        time.sleep(rest_after(ended - began, since_work_s=ended - self.worked_at))
        return answer

    @property
    def clock(self) -> Clock:
        """As `Store`."""
        return self._shop.clock

    def _go_on(self) -> None:
        if self._is_over():
            raise OverError
