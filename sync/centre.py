"""The centre as a till speaks to it: one connection, a few functions, no transaction of the store open meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg.types.json import Jsonb

from app.core.received.views import CardNow, Cursor, Told
from app.kernel.errors import RuleBroken
from sync.compared import Compared, Sums, told_columns
from sync.errors import explained
from sync.feed import Page, page_of
from sync.line import LIMITS, Limits, Line
from sync.outbox import Answer, Document

PUSH = (
    "SELECT id, outcome, reason FROM duken.sync_push("
    "%b::uuid[], %b::uuid[], %b::text[], %b::uuid[], %b::int4[], %b::bytea[], %b::bytea[], %b::timestamptz, %b::uuid, %b::uuid)"
)
HELLO = "SELECT duken.sync_hello(%b::uuid, %b::uuid, %b::uuid)"
PULL = "SELECT * FROM duken.sync_pull(%b::uuid, %b::text, %b::int8, %b::int4, %b::text, %b::uuid)"
_MARK = "SELECT epoch, xid, cards FROM duken.sync_mark()"
_FIRST = "SELECT id, ver, fields FROM duken.sync_first(%b::text, %b::uuid, %b::int4)"
_CONFLICTS = "SELECT * FROM duken.sync_conflicts()"
_HOLES = "SELECT series, first_missing, last_missing FROM duken.sync_holes()"
_ROUND_OVER = "SELECT branch_id, age_s, hears_all FROM duken.sync_round_over()"
_LEVELS = "SELECT epoch, seq, store_id, product_id, quantity_milli FROM duken.sync_levels(%b::uuid, %b::int8, %b::int4)"
_ACCOUNTS = "SELECT epoch, seq, account, owner_id, balance_minor FROM duken.sync_accounts(%b::uuid, %b::int8, %b::int4)"
_FIND = "SELECT * FROM duken.sync_find_receipt(%b::text, %b::uuid)"
_TAKE_BAG = "SELECT is_mine, till FROM duken.sync_take_bag(%b::uuid, %b::timestamptz)"
_ANSWERS = "SELECT id, outcome, reason FROM duken.sync_answers(%b::uuid[])"
_COLUMNS = "SELECT table_name, column_name FROM duken.sync_columns()"
_SUMS = "SELECT day, count, sums, hash FROM duken.sync_sums(%s::jsonb, %s::date, %s::date)"
_ROWS = "SELECT key, hash, document_id, ver, xid, seq FROM duken.sync_rows(%s::jsonb, %s::date, %s::text, %s::int4)"
_TEXTS = "SELECT key, texts FROM duken.sync_texts(%s::jsonb, %s::text[])"
_TRY_AGAIN = "SELECT id, outcome, reason FROM duken.sync_try_again(%b::uuid[])"


class Hole(NamedTuple):
    """Numbers that lack in a series (`A1-`, `A1-P`): the first and the last of them."""

    series: str
    first: int
    last: int


class RowThere(NamedTuple):
    """A row at the centre: its hash, the document that has stated it (of a card its own id), its version, its place in the
    feed."""

    hash: int
    document_id: UUID
    ver: int
    place: tuple[int, int] | None


class Mark(NamedTuple):
    """Where a first load begins: what stands in the feed before `xid` is in the cards, of which there are so many."""

    epoch: UUID
    xid: int
    cards: int


class Conflict(NamedTuple):
    """A field that two have changed: what was kept, what was lost and by which till, and the rule that decided."""

    id: UUID
    table: str
    row_id: UUID
    field: str
    rule: str
    kept: Any
    lost: Any
    lost_by: UUID
    ver: int
    at: datetime


class Ages(NamedTuple):
    """How many seconds ago each other branch had told all that it had; `hears_all`: who asks is an office."""

    branches: dict[UUID, float]
    hears_all: bool


class BagAnswer(NamedTuple):
    """Whether a bag is this till's now, and the name of the till that has it."""

    is_mine: bool
    till: str


class Totals(NamedTuple):
    """A page of what other branches have come to: rows of (owner or store, what, how much), and where the next page begins."""

    epoch: UUID
    seq: int
    rows: tuple[tuple[Any, Any, int], ...]


class Centre:
    """A connection that is made when it is first needed, and again after it broke."""

    def __init__(self, address: str, *, password: str | None = None, limits: Limits = LIMITS) -> None:
        self._line = Line(address, password=password, limits=limits)
        self._greeted: object = None

    def hello(self, file_id: UUID, *, before_id: UUID | None, epoch: UUID | None) -> bool:
        """This file begins to speak; `before_id` is the last document that the centre has acknowledged. False: the centre has it
        no more, it was brought back from a backup. Refused: `centre.copy` (another file speaks as this till now); what
        `explained` refuses."""
        with explained():
            line = self._line.ready()
        if line is self._greeted:
            return True  # who was brought back, or has taken over, has ended this connection or is met at the next push
        ((said,),) = self._asked(HELLO, (file_id, before_id, epoch))
        if said == "copy":
            raise RuleBroken("centre.copy")
        if said == "ok":
            self._greeted = self._line.ready()
        return bool(said == "ok")

    def push(
        self, batch: Sequence[Document], *, sent_at: datetime | None = None, file_id: UUID | None = None,
        before_id: UUID | None = None,
    ) -> list[Answer]:
        """Tell the centre; the answers come after its commit. Nothing is said of a batch that has no answer: it is sent
        again. `sent_at` is the till's time now: by it the centre knows how far its clock is off. `file_id` is the file that
        speaks, `before_id` what was acknowledged last: by them the centre knows a copy.

        Refused: `centre.copy`; what `explained` refuses.
        """
        values = (
            [UUID(bytes=each.id) for each in batch], [UUID(bytes=each.transaction_id) for each in batch],
            [each.kind for each in batch], [UUID(bytes=each.row_id) for each in batch],
            [each.format for each in batch], [each.body for each in batch], [each.sha256 for each in batch], sent_at,
            file_id, before_id,
        )
        rows = self._asked(PUSH, values, size_bytes=sum(len(each.body) for each in batch), binary=True)
        return [Answer(*row) for row in rows]

    def answers(self, ids: Sequence[UUID]) -> list[Answer]:
        """How documents stand by now that were not applied when they were sent. Refused: what `explained` refuses."""
        return [Answer(*row) for row in self._asked(_ANSWERS, (list(ids),))]

    def pull(self, cursor: Cursor, *, most: int = 1000, cards_xid: int = 0, file_id: UUID | None = None) -> Page:
        """What others have told behind this cursor, also this till itself where it was not this file; of cards, only what was
        told from `cards_xid` on. Refused: what `explained` refuses; `centre.other_epoch`: begin anew."""
        values = (cursor.epoch, str(cursor.xid), cursor.seq, most, str(cards_xid), file_id)
        rows = self._asked(PULL, values, binary=True)
        return page_of(rows, cursor)

    def mark(self) -> Mark:
        """Where a first load that begins now begins. Refused: what `explained` refuses."""
        rows = self._asked(_MARK)
        if not rows:
            raise RuleBroken("centre.not_enrolled")
        epoch, xid, cards = rows[0]
        return Mark(epoch, int(xid), cards)

    def first(self, table: str, *, after: UUID | None, most: int = 2000) -> list[CardNow]:
        """Cards of a table as they stand now, behind this id. Refused: what `explained` refuses."""
        return [CardNow(Cursor(), table, *row) for row in self._asked(_FIRST, (table, after, most), binary=True)]

    def conflicts(self) -> list[Conflict]:
        """Fields that two have changed and nobody has settled since, newest first. Refused: what `explained` refuses."""
        return [Conflict(*row) for row in self._asked(_CONFLICTS)]

    def holes(self) -> list[Hole]:
        """Numbers that tills of this company have given and the centre has not got. Refused: what `explained` refuses."""
        return [Hole(*row) for row in self._asked(_HOLES)]

    def columns(self) -> dict[str, set[str]]:
        """What can be compared, by table. Refused: what `explained` refuses."""
        return told_columns((table, column) for table, column in self._asked(_COLUMNS))

    def sums(self, of: Compared, since: date | None = None, until: date | None = None) -> dict[str | None, Sums]:
        """By day what the centre has of a table, of what this till may see. Refused: what `explained` refuses."""
        rows = self._asked(_SUMS, (Jsonb(of.wanted), since, until))
        return {day and day.isoformat(): Sums(count, tuple(int(each or 0) for each in sums), digest)
                for day, count, sums, digest in rows}

    def rows(self, of: Compared, day: str | None, *, most: int = 20_000) -> dict[str, RowThere]:
        """The rows of a table and a day, by their keys. Refused: what `explained` refuses."""
        found: dict[str, RowThere] = {}
        after = None
        while page := self._asked(_ROWS, (Jsonb(of.wanted), day, after, most)):
            found |= {row[0]: RowThere(row[1], row[2], row[3], _place(row[4], row[5])) for row in page}
            after = page[-1][0]
            if len(page) < most:
                break
        return found

    def texts(self, of: Compared, keys: Sequence[str]) -> dict[str, list[str]]:
        """What these rows say there, column by column. Refused: what `explained` refuses."""
        return dict(self._asked(_TEXTS, (Jsonb(of.wanted), list(keys))))

    def try_again(self, ids: Sequence[UUID]) -> list[Answer]:
        """Have rejected documents of this till tried once more; how they stand then. Refused: what `explained` refuses."""
        return [Answer(*row) for row in self._asked(_TRY_AGAIN, (list(ids),))]

    def round_over(self) -> Ages:
        """This till has told all that it had; answers when the others had. Refused: what `explained` refuses."""
        rows = self._asked(_ROUND_OVER)
        return Ages({branch_id: age_s for branch_id, age_s, _all in rows}, any(hears_all for *_age, hears_all in rows))

    def levels(self, epoch: UUID | None, after: int, *, most: int = 2000) -> Totals | None:
        """Levels of other branches (store, product, thousandths) behind `after`; None: there are no more. Of another epoch they
        begin anew. Refused: what `explained` refuses."""
        return _totals(self._asked(_LEVELS, (epoch, after, most), binary=True))

    def accounts(self, epoch: UUID | None, after: int, *, most: int = 2000) -> Totals | None:
        """What other branches together have put on accounts (account, owner, minor units), as `levels`. Refused: what
        `explained` refuses."""
        return _totals(self._asked(_ACCOUNTS, (epoch, after, most), binary=True))

    def find_receipt(self, *, number: str | None = None, sale_id: UUID | None = None) -> list[Told]:
        """The documents of a sale of any branch and of what became of it, parents first; none where nobody knows it. Refused:
        what `explained` refuses."""
        return [Told(Cursor(), *row) for row in self._asked(_FIND, (number, sale_id), binary=True)]

    def take_bag(self, bag_id: UUID, *, at: datetime) -> BagAnswer | None:
        """This till takes an agent's bag if nobody has it, since `at`; who has it now. None: the centre does not know the bag
        yet. Refused: what `explained` refuses."""
        rows = self._asked(_TAKE_BAG, (bag_id, at))
        return BagAnswer(rows[0][0], rows[0][1] or "") if rows else None

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


def _place(xid: str | None, seq: int | None) -> tuple[int, int] | None:
    return None if xid is None or seq is None else (int(xid), seq)


def _totals(rows: list[tuple[Any, ...]]) -> Totals | None:
    if not rows:
        return None
    epoch, seq, *_nothing = rows[-1]
    return Totals(epoch, seq, tuple((row[2], row[3], row[4]) for row in rows if row[2] is not None))
