"""Questions: read-only sessions beside the writer, on their own small pool of threads."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.errors import translate

Query = Callable[..., Any]


class Readers:
    """`ask` answers at once, on the caller's thread; `ask_later` on one of two threads of its own."""

    def __init__(self, engine: Engine, *, path: Path) -> None:
        self._engine, self._path = engine, path
        self._pool, self._is_stopping = ThreadPoolExecutor(2, "ask"), False

    def ask(self, query: Query, /, **inputs: Any) -> Any:
        """Run a query on the last committed state. Nothing that is mapped may be in its answer."""
        try:
            with Session(self._engine) as session:
                return query(session, **inputs)
        except Exception as error:
            known = translate(error, str(self._path))
            if known is None:
                raise
            raise known from error

    def ask_later(self, query: Query, /, **inputs: Any) -> Future[Any]:
        """The same on an ask thread; for screens. After `stop` nothing is asked any more: the future is cancelled."""
        if self._is_stopping:
            future = Future[Any]()
            future.cancel()
            return future
        return self._pool.submit(self.ask, query, **inputs)

    def stop(self) -> None:
        """Wait for the questions that are running."""
        self._is_stopping = True
        self._pool.shutdown(wait=True, cancel_futures=True)
