"""Listens for the centre's hint that there is something new. A hint is never the truth: what it misses comes with the pace."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from app.kernel.errors import AppError
from app.kernel.log import get_logger
from sync.errors import explained
from sync.line import LIMITS, Limits, Line

ALIVE_S = 60
"""So often the line is tried while nothing is heard: what was cut without a word would be silent for ever."""
_ONLY_LISTENS = "-c default_transaction_read_only=on"
log = get_logger("sync")


class Ear(threading.Thread):
    """A thread with a connection of its own, on which nothing is done but listening; `heard` is called on it. It is deaf until
    `listen`, and again after the line broke: who has just reached the centre calls that anew."""

    def __init__(
        self, address: str, *, company_id: UUID, heard: Callable[[], object], password: str | None = None,
        limits: Limits = LIMITS, alive_s: float = ALIVE_S,
    ) -> None:
        super().__init__(name="sync-ear", daemon=True)
        self._line = Line(address, password=password, limits=limits, settings=_ONLY_LISTENS)
        self._channel, self._heard, self._alive_s = f"duken_{company_id.hex}", heard, alive_s
        self._may, self._is_over, self._is_listening = threading.Event(), False, False

    def listen(self) -> None:
        """The centre is there: listen, if nobody does."""
        self._may.set()

    def run(self) -> None:
        """Until `stop`."""
        while True:
            self._may.wait()
            self._may.clear()
            if self._is_over:
                break
            self._is_listening = False
            try:
                with explained():
                    self._hear()
            except AppError as error:
                log.info("deaf", reason=error.code)
            if self._is_listening and not self._is_over:
                self._heard()  # whether the centre is still there shows; who could not listen at all asks nobody again at once
        self._line.close()

    def stop(self) -> None:
        """At once; what the network does not let go of ends by itself."""
        self._is_over = True
        self._may.set()
        self._line.hang_up(for_good=True)

    def _hear(self) -> None:
        listening: psycopg.Connection[Any] | None = None
        while not self._is_over:
            connection = self._line.ready()
            if connection is not listening:
                with self._line.within():
                    connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
                listening, self._is_listening = connection, True
                self._heard()  # what was said while nobody listened
            for _hint in connection.notifies(timeout=self._alive_s, stop_after=1):
                self._heard()
