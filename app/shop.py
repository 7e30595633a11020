"""A running shop: one database with its writer and readers, as programs and tests hold it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from app.kernel.clock import Clock
from app.kernel.context import NOBODY, By, Place
from app.kernel.ids import IdSource
from app.kernel.log import get_logger
from db.lock import ProgramLock
from db.reader import Readers
from db.writer import PRIORITY_UI, Writer, Written

log = get_logger("shop")


@dataclass
class Shop:
    """`do` waits for a command, `submit` does not; `ask` answers a query. Closing finishes what is queued."""

    path: Path
    place: Place
    clock: Clock
    new_id: IdSource
    writer: Writer
    readers: Readers
    engines: tuple[Engine, ...]
    lock: ProgramLock | None
    backups: Path
    listeners: list[Callable[[frozenset[str]], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.writer.on_commit = self._tell

    def do(self, command: Callable[..., Any], /, *, by: By = NOBODY, priority: int = PRIORITY_UI, **inputs: Any) -> Any:
        """Run a command as one transaction and wait for its answer."""
        return self.writer.submit(command, by=by, priority=priority, **inputs).result()

    def submit(self, command: Callable[..., Any], /, *, by: By = NOBODY, priority: int = PRIORITY_UI, **inputs: Any) -> Written:
        """Queue a command; `moment` among the inputs says when it happened, for history that is played again."""
        return self.writer.submit(command, by=by, priority=priority, **inputs)

    def ask(self, query: Callable[..., Any], /, **inputs: Any) -> Any:
        """Ask a question on the last committed state."""
        return self.readers.ask(query, **inputs)

    def _tell(self, topics: frozenset[str]) -> None:
        """News for whoever listens; one that fails neither undoes the commit nor keeps the others from hearing."""
        for listener in tuple(self.listeners) if topics else ():
            try:
                listener(topics)
            except Exception:
                log.exception("listener_failed", topics=sorted(topics))

    def close(self) -> None:
        """Finish what is queued, let the database and its lock go."""
        self.writer.stop()
        self.readers.stop()
        for engine in self.engines:
            engine.dispose()
        if self.lock is not None:
            self.lock.release()

    def __enter__(self) -> Shop:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
