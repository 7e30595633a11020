"""The writer thread: the only file that begins or commits a transaction."""

from __future__ import annotations

import itertools
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from app.kernel.clock import Clock
from app.kernel.context import NOBODY, By, Place
from app.kernel.errors import AppError, EnvironmentFailed
from app.kernel.ids import IdSource
from app.kernel.log import get_logger
from db.checkpoints import Checkpoints
from db.errors import translate
from db.memory import Memory
from db.uow import Uow

PRIORITY_UI, PRIORITY_JOB, PRIORITY_SYNC, PRIORITY_STOP = 0, 5, 10, 99
SLOW_MS = 200
SMALL_STEP_BACK = timedelta(minutes=5)
log = get_logger("db")
Command = Callable[..., Any]


class Written(Future[Any]):
    """A command's answer; `took_ms` is how long it held the writer, from the first statement to the disk."""

    took_ms: float = 0.0


class Writer(threading.Thread):
    """The only thread that writes. A till command overtakes every job and sync batch that is still in the queue."""

    def __init__(
        self, engine: Engine, *, path: Path, place: Place, clock: Clock, new_id: IdSource, last_moment: datetime | None = None,
        on_commit: Callable[[frozenset[str]], None] = lambda _topics: None,
    ) -> None:
        super().__init__(name="db-writer", daemon=True)
        self._engine, self._path, self._clock, self._new_id = engine, path, clock, new_id
        self.place, self.on_commit = place, on_commit
        self._memory, self.checkpoints = Memory(), Checkpoints()
        self._last_moment = last_moment
        self._log_path = path.with_name(path.name + "-wal")
        self._identities = _identity(path), _identity(self._log_path)
        self._connection: Connection | None = None
        self._stopping = False
        self._queue: queue.PriorityQueue[
            tuple[int, int, Written, Command | None, By, datetime | None, dict[str, Any]]
        ]
        self._queue = queue.PriorityQueue()
        self._order = itertools.count()
        self.start()

    def submit(
        self, command: Command, /, *, by: By = NOBODY, priority: int = PRIORITY_UI, moment: datetime | None = None,
        **inputs: Any,
    ) -> Written:
        """Queue a command; it runs as one transaction. The future holds its answer once that is on the disk.

        `moment` is when it happened, for history that is played again; else it is what the clock says when it runs. After
        `stop` nothing is taken any more: the future is cancelled.
        """
        future = Written()
        if self._stopping:
            future.cancel()
            return future
        self._queue.put((priority, next(self._order), future, command, by, moment, inputs))
        return future

    def stop(self) -> None:
        """Finish what is queued, then end."""
        self._stopping = True
        self._queue.put((PRIORITY_STOP, next(self._order), Written(), None, NOBODY, None, {}))
        self.join()

    def run(self) -> None:
        while True:
            _priority, _order, future, command, by, moment, inputs = self._queue.get()
            if command is None:
                self._disconnect()
                return
            if future.set_running_or_notify_cancel():
                self._answer(future, command, by, moment, inputs)
            del future, command, inputs
            self._copy_log()

    def _answer(
        self, future: Written, command: Command, by: By, moment: datetime | None, inputs: dict[str, Any]
    ) -> None:
        started = time.perf_counter()
        try:
            result = self.execute(command, by, moment, inputs)
            future.took_ms = (time.perf_counter() - started) * 1000
            future.set_result(result)
        except BaseException as error:  # whatever it is: the next command must find its writer
            known = translate(error, str(self._path))
            if known is not None:
                log.error("storage_failed", reason=known.code, detail=known.facts.get("detail"))
                known.__cause__ = error
            future.set_exception(known or error)

    def execute(self, command: Command, by: By, moment: datetime | None, inputs: dict[str, Any]) -> Any:
        """One transaction: begin, run, commit, tell. Only the writer's own thread may call it."""
        started = time.perf_counter()
        now = moment or self._now()
        self._new_id.tick(now)
        with self._transaction() as connection:
            uow = Uow(connection, place=self.place, by=by, now=now, new_id=self._new_id, memory=self._memory)
            try:
                result, refusal = _run(command, uow, inputs)
                uow.finish()
            finally:
                uow.close()
            self._refuse_vanished_file()
        self._last_moment = now
        uow.settle()
        self._tell(frozenset(uow.topics))
        took_ms = (time.perf_counter() - started) * 1000
        if took_ms > SLOW_MS:
            log.warning("slow_command", command=getattr(command, "__name__", "?"), took_ms=round(took_ms))
        if refusal is not None:
            raise refusal
        return result

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """All or nothing, on the one connection that is kept open; after a failure of the storage the next gets a new one."""
        if self._connection is None:
            self._connection = self._engine.connect()
        try:
            with self._connection.begin():
                yield self._connection
        except AppError:
            raise
        except BaseException:
            self._disconnect()
            raise

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _copy_log(self) -> None:
        """Whatever goes wrong here: the next command must find its writer."""
        try:
            driver: Any = self._connection and self._connection.connection.driver_connection
            if driver is not None and self._queue.empty():
                self.checkpoints.copy_if_due(driver)
        except Exception as error:
            log.warning("checkpoint_failed", reason=f"{type(error).__name__}: {error}")

    def _now(self) -> datetime:
        """The clock, but never a little back: a time server's small correction must not turn two facts around.

        A clock that was really moved back is believed (it may just have been mended); opening a shift asks about it.
        """
        now = self._clock()
        last = self._last_moment
        if last is not None and now < last and last - now <= SMALL_STEP_BACK:
            return last
        return now

    def _refuse_vanished_file(self) -> None:
        """SQLite goes on writing into a file that was deleted or whose disk was pulled: the sale would be lost later."""
        found = _identity(self._path), _identity(self._log_path)
        if self._identities[1] is None:
            self._identities = self._identities[0], found[1]  # the log is made by the first write
        if found != self._identities:
            raise EnvironmentFailed("database.vanished", path=str(self._path))

    def _tell(self, topics: frozenset[str]) -> None:
        """The sale is already saved: a listener that fails must not make it look refused."""
        try:
            self.on_commit(topics)
        except Exception:
            log.exception("listener_failed", topics=sorted(topics))


def _run(command: Command, uow: Uow, inputs: dict[str, Any]) -> tuple[Any, AppError | None]:
    """The answer, or a refusal whose work is kept all the same (a wrong PIN is counted)."""
    try:
        return command(uow, **inputs), None
    except AppError as refusal:
        if not refusal.keeps_work:
            raise
        return None, refusal


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino
