"""The centre as a till speaks to it: one connection, a few functions, no transaction of the store open meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sync.errors import explained
from sync.feed import Cursor, Page, page_of
from sync.line import LIMITS, Limits, Line
from sync.outbox import Answer, Document

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

    def __init__(self, address: str, *, password: str | None = None, limits: Limits = LIMITS) -> None:
        self._line = Line(address, password=password, limits=limits)

    def push(self, batch: Sequence[Document]) -> list[Answer]:
        """Tell the centre; the answers come after its commit. Nothing is said of a batch that has no answer: it is sent again.

        Refused: what `explained` refuses.
        """
        values = (
            [UUID(bytes=each.id) for each in batch], [UUID(bytes=each.transaction_id) for each in batch],
            [each.kind for each in batch], [UUID(bytes=each.row_id) for each in batch],
            [each.format for each in batch], [each.body for each in batch], [each.sha256 for each in batch],
        )
        rows = self._asked(_PUSH, values, size_bytes=sum(len(each.body) for each in batch), binary=True)
        return [Answer(*row) for row in rows]

    def answers(self, ids: Sequence[UUID]) -> list[Answer]:
        """How documents stand by now that were not applied when they were sent. Refused: what `explained` refuses."""
        return [Answer(*row) for row in self._asked(_ANSWERS, (list(ids),))]

    def pull(self, cursor: Cursor, *, most: int = 1000) -> Page:
        """What others have told behind this cursor. Refused: what `explained` refuses; `centre.other_epoch`: begin anew."""
        rows = self._asked(_PULL, (cursor.epoch, str(cursor.xid), cursor.seq, most), binary=True)
        return page_of(rows, cursor)

    def holes(self) -> list[Hole]:
        """Numbers that tills of this company have given and the centre has not got. Refused: what `explained` refuses."""
        return [Hole(*row) for row in self._asked(_HOLES)]

    def hang_up(self, *, for_good: bool = False) -> None:
        """Whatever waits for an answer fails at once; from any thread. `for_good`: and nothing is asked any more."""
        self._line.hang_up(for_good=for_good)

    def close(self) -> None:
        """Let go of the connection."""
        self._line.close()

    def _asked(
        self, query: str, values: Sequence[Any] = (), *, size_bytes: int = 0, binary: bool = False
    ) -> list[tuple[Any, ...]]:
        with explained():
            connection = self._line.ready()
            with self._line.within(size_bytes):
                return connection.execute(query.encode(), values or None, binary=binary).fetchall()
