"""A connection to the centre that never hangs for ever: each wait has an end, and whoever stops the program ends it at once."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from app.kernel.errors import EnvironmentFailed
from sync.address import must_be_guarded, parts


@dataclass(frozen=True, slots=True)
class Limits:
    """How long is waited, in seconds. What is sent gets time on top, as a slow line needs it."""

    connect_s: int = 10
    statement_s: int = 60
    """So long the centre may work on a request; then it gives up itself."""
    answer_s: float = 75
    """So long its answer may take: a network that swallows everything says nothing else."""
    ping_s: float = 5
    rest_s: float = 30
    """A connection that was not used so long is tried before it is used."""
    least_bytes_per_s: int = 8_192


LIMITS = Limits()
_KEPT_ALIVE = {
    "keepalives": 1, "keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3,
    "tcp_user_timeout": 20_000,  # milliseconds that what was sent may lie unacknowledged
}


class Line:
    """Made when it is first needed, and again after it broke. It belongs to one thread, but for `hang_up`."""

    def __init__(
        self, address: str, *, password: str | None = None, limits: Limits = LIMITS, settings: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._address, self._password, self.limits, self._clock = address, password, limits, clock
        self._settings = f"-c statement_timeout={limits.statement_s * 1000} {settings}".strip()
        self._connection: psycopg.Connection[Any] | None = None
        self._wire: socket.socket | None = None
        self._dialling: Future[psycopg.Connection[Any]] | None = None
        self._lock = threading.Lock()
        self._used_at = clock()
        self._is_over = False

    def ready(self) -> psycopg.Connection[Any]:
        """The connection; one that has rested is tried first, and made anew if it does not answer. Refused: what psycopg
        raises, `centre.no_tls`, `centre.bad_address`, `centre.unreachable` (it was told to end)."""
        if self._connection is not None and self._clock() - self._used_at > self.limits.rest_s:
            self._try()
        if self._connection is not None and (self._connection.closed or self._connection.broken):
            self.close()
        self._used_at = self._clock()
        return self._connection or self._dial()

    @contextmanager
    def within(self, size_bytes: int = 0) -> Iterator[None]:
        """The answer to a request of that size comes in time, or the connection breaks."""
        with self._ended_after(self.limits.answer_s + size_bytes / self.limits.least_bytes_per_s):
            yield
        self._used_at = self._clock()

    def hang_up(self, *, for_good: bool = False) -> None:
        """Whoever waits for an answer here fails at once. From any thread; `for_good`: nothing is dialled any more."""
        with self._lock:
            self._is_over = self._is_over or for_good
            if self._dialling is not None:
                self._dialling.cancel()
            if self._wire is not None:
                with suppress(OSError):  # it was over already
                    self._wire.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of the connection."""
        with self._lock:
            connection, wire, self._connection, self._wire = self._connection, self._wire, None, None
        if connection is not None:
            connection.close()
        if wire is not None:
            wire.close()

    def _try(self) -> None:
        assert self._connection is not None, "it is there"
        try:
            with self._ended_after(self.limits.ping_s):
                self._connection.execute("SELECT 1")
        except psycopg.Error:
            self.close()

    def _dial(self) -> psycopg.Connection[Any]:
        """On a thread of its own, which nobody waits for any longer than is told: looking up a name has no end of its own."""
        must_be_guarded(self._address)
        told = make_conninfo("", **{"connect_timeout": self.limits.connect_s, **parts(self._address), **_KEPT_ALIVE})
        dialled = Future[psycopg.Connection[Any]]()
        with self._lock:
            self._dialling = dialled
            if self._is_over:
                dialled.cancel()
        dialling = partial(_connect, dialled, told, password=self._password, options=self._settings)
        threading.Thread(target=dialling, name="dial", daemon=True).start()
        try:
            connection = dialled.result(self.limits.connect_s + 1)
        except TimeoutError:
            if dialled.cancel():
                raise EnvironmentFailed("centre.unreachable", detail="timeout") from None
            connection = dialled.result()
        except CancelledError:
            raise EnvironmentFailed("centre.unreachable", detail="stopped") from None
        handle = socket.socket(fileno=connection.fileno())
        wire = handle.dup()  # a handle of our own: that of the driver may be somebody else's by the time that we hang up
        handle.detach()
        with self._lock:
            self._connection, self._wire, self._dialling = connection, wire, None
        if self._is_over:
            self.close()
            raise EnvironmentFailed("centre.unreachable", detail="stopped")
        return connection

    @contextmanager
    def _ended_after(self, seconds: float) -> Iterator[None]:
        timer = threading.Timer(seconds, self.hang_up)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _connect(dialled: Future[psycopg.Connection[Any]], address: str, *, password: str | None, options: str) -> None:
    """What was dialled when nobody wanted it any more is closed again."""
    try:
        connection = psycopg.connect(
            address, password=password, autocommit=True, options=options, application_name="duken"
        )
    except BaseException as error:
        if dialled.set_running_or_notify_cancel():
            dialled.set_exception(error)
        return
    if dialled.set_running_or_notify_cancel():
        dialled.set_result(connection)
    else:
        connection.close()
