"""The centre as a till speaks to it: one connection, a few functions, no transaction of the store open meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

import psycopg

from app.kernel.errors import EnvironmentFailed
from sync.errors import explained
from sync.feed import Cursor, Page, page_of
from sync.outbox import Answer, Document

CONNECT_S, STATEMENT_MS = 10, 60_000
_PUSH = (
    "SELECT id, outcome, reason FROM duken.sync_push("
    "%b::uuid[], %b::uuid[], %b::text[], %b::uuid[], %b::int4[], %b::bytea[], %b::bytea[])"
)
_PULL = "SELECT * FROM duken.sync_pull(%b::uuid, %b::text, %b::int8, %b::int4)"
_HOLES = "SELECT series, first_missing, last_missing FROM duken.sync_holes()"
_ANSWERS = "SELECT id, outcome, reason FROM duken.sync_answers(%b::uuid[])"


class Hole(NamedTuple):
    """Numbers that lack in a series (`A1-`, `A1-P`): the first and the last of them."""

    series: str
    first: int
    last: int


class Centre:
    """A connection that is made when it is first needed, and again after it broke."""

    def __init__(self, address: str, *, password: str | None = None) -> None:
        self._address, self._password = address, password
        self._connection: psycopg.Connection[Any] | None = None

    def push(self, batch: Sequence[Document]) -> list[Answer]:
        """Tell the centre; the answers come after its commit. Nothing is said of a batch that has no answer: it is sent again.

        Refused: what `explained` refuses.
        """
        with explained():
            rows = self._ready().execute(
                _PUSH,
                (
                    [UUID(bytes=each.id) for each in batch], [UUID(bytes=each.transaction_id) for each in batch],
                    [each.kind for each in batch], [UUID(bytes=each.row_id) for each in batch],
                    [each.format for each in batch], [each.body for each in batch], [each.sha256 for each in batch],
                ),
                binary=True,
            ).fetchall()
        return [Answer(*row) for row in rows]

    def answers(self, ids: Sequence[UUID]) -> list[Answer]:
        """How documents stand by now that were not applied when they were sent. Refused: what `explained` refuses."""
        with explained():
            rows = self._ready().execute(_ANSWERS, (list(ids),)).fetchall()
        return [Answer(*row) for row in rows]

    def pull(self, cursor: Cursor, *, most: int = 1000) -> Page:
        """What others have told behind this cursor. Refused: what `explained` refuses; `centre.other_epoch`: begin anew."""
        with explained():
            rows = self._ready().execute(_PULL, (cursor.epoch, str(cursor.xid), cursor.seq, most), binary=True).fetchall()
        return page_of(rows, cursor)

    def holes(self) -> list[Hole]:
        """Numbers that tills of this company have given and the centre has not got. Refused: what `explained` refuses."""
        with explained():
            return [Hole(*row) for row in self._ready().execute(_HOLES).fetchall()]

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ready(self) -> psycopg.Connection[Any]:
        if self._connection is not None and (self._connection.closed or self._connection.broken):
            self.close()
        if self._connection is None:
            try:
                self._connection = psycopg.connect(
                    self._address, password=self._password, autocommit=True, connect_timeout=CONNECT_S,
                    options=f"-c statement_timeout={STATEMENT_MS}",
                )
            except psycopg.ProgrammingError as error:
                raise EnvironmentFailed("centre.bad_address", detail=str(error).strip()[:200]) from error
        return self._connection
