"""What a till and the centre compare, and how a row is written for it, so that both sides get the same bytes.

A row is the texts of its columns behind one another with U+001F between: ids and bytes hexadecimal, moments microseconds since
1970, days YYYY-MM-DD, yes and no 1 and 0; U+001A where there is nothing. Its hash is the first 60 bits of the SHA-256 of that in
UTF-8; a day's hash is the sum of its rows', modulo 2⁶⁰, whatever their order. The centre does the same (`0007_compare.sql`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

from sqlalchemy import Boolean, Integer, LargeBinary, String
from sqlalchemy.orm import Session

from app.core.received.cards import card_tables
from db.base import Base
from db.prepared import driver_of
from db.travelling import STAYS, fact_tables
from db.types import DateText, Id, Moment

MODULUS = 1 << 60
NOTHING, BETWEEN = "\x1a", "\x1f"
_DAYS: Mapping[str, tuple[str, ...]] = {
    "sale_line": ("sale_id", "sale", "business_date"), "return_line": ("return_id", "sale_return", "business_date"),
    "stock_line": ("document_id", "stock_document", "business_date"), "shift_count": ("shift_id", "shift", "business_date"),
    "return_answer_line": ("answer_id", "return_answer", "business_date"),
    "agent_request_line": ("request_id", "agent_request", "business_date"),
}
"""Tables whose day is that of the row which they are part of: by which column, of which table, which of its columns."""
_OWN_DAYS = ("business_date", "at", "closed_at", "issued_at")
_ONLY: Mapping[str, str] = {"sale": "t.state = 'completed'", "sale_line": "NOT t.removed AND p.state = 'completed'"}
"""What of a table travels: a cart that is still open has rows too."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Of a table's day: how many rows, the sums of its minor units and thousandths by column, and the hash of all of them."""

    count: int
    sums: tuple[int, ...]
    hash: int


@dataclass(frozen=True)
class Compared:
    """A table and the columns of it that both sides know. `day` is empty for cards: they have none."""

    table: str
    columns: Mapping[str, Any]
    """By name: its type here, and what stands in it where nothing was said."""
    day: tuple[str, ...]
    is_card: bool

    @cached_property
    def sums(self) -> tuple[str, ...]:
        """The columns that are added up."""
        return () if self.is_card else tuple(name for name in self.columns if name.endswith(("_minor", "_milli")))

    @property
    def wanted(self) -> dict[str, Any]:
        """As the centre is asked."""
        columns = [[name, filled] for name, (_kind, filled) in self.columns.items()]
        return {"table": self.table, "columns": columns, "day": list(self.day), "sums": list(self.sums)}

    @cached_property
    def key(self) -> str:
        """How a row is named, as SQL."""
        return "lower(hex(t.id))" if "id" in self.columns else "CAST(t.seq AS TEXT)"

    @cached_property
    def texts(self) -> list[str]:
        """The text of each column, as SQL."""
        return [_text_of(f"t.{name}", kind, filled) for name, (kind, filled) in self.columns.items()]

    @cached_property
    def row_text(self) -> str:
        """The texts of all columns behind one another, as SQL. Put together one by one, each would be copied many times."""
        return f"printf('{BETWEEN.join(['%s'] * len(self.texts))}', {', '.join(self.texts)})"

    @cached_property
    def day_text(self) -> str:
        """A row's day, as SQL."""
        if not self.day:
            return "NULL"
        column, kind = f"{'p' if len(self.day) == 3 else 't'}.{self.day[-1]}", self._day_kind
        return column if isinstance(kind, DateText) else f"date({column} / 1000000, 'unixepoch')"

    @cached_property
    def source(self) -> str:
        """Its rows, as SQL: the table `t`, where need be the one that has the day (`p`), and only what travels."""
        of_parent = f" LEFT JOIN {self.day[1]} AS p ON p.id = t.{self.day[0]}" if len(self.day) == 3 else ""
        return f"{self.table} AS t{of_parent} WHERE {_ONLY.get(self.table, '1')}"

    @property
    def _day_kind(self) -> Any:
        table: Any = Base.metadata.tables[self.day[1] if len(self.day) == 3 else self.table]
        return table.c[self.day[-1]].type


def compared(known: Mapping[str, Collection[str]]) -> Iterator[Compared]:
    """What can be compared with a centre that has these columns by table; cards last."""
    for name, table in (*sorted(fact_tables().items()), *card_tables().items()):
        columns = {column: told for column, told in _columns(table).items() if column in known.get(name, ())}
        is_card = name in card_tables()
        day = () if is_card else _DAYS.get(name) or tuple(one for one in _OWN_DAYS if one in columns)[:1]
        if columns:
            yield Compared(name, columns, day, is_card)


def not_compared(known: Mapping[str, Collection[str]]) -> list[str]:
    """Columns (`table.column`) of which only one side knows, because the other is older."""
    here = {f"{name}.{column}" for name, table in (fact_tables() | dict(card_tables())).items() for column in _columns(table)}
    return sorted(here ^ {f"{name}.{column}" for name, columns in known.items() for column in columns})


def sums_here(session: Session, *, of: Compared, since: date | None = None, until: date | None = None) -> dict[str | None, Sums]:
    """By day what stands here."""
    driver = driver_of(session)
    added = "".join(f", coalesce(sum(t.{name}), 0)" for name in of.sums)
    span, values = _span(of, since, until)
    counted = driver.execute(f"SELECT {of.day_text} AS day, count(*){added} FROM {of.source}{span} GROUP BY 1", values).fetchall()
    hashes = dict[str | None, int]()
    for day, text in driver.execute(f"SELECT {of.day_text} AS day, {of.row_text} FROM {of.source}{span}", values):
        hashes[day] = hashes.get(day, 0) + hash_of(text)
    return {row[0]: Sums(row[1], tuple(row[2:]), hashes.get(row[0], 0) % MODULUS) for row in counted}


def rows_here(session: Session, *, of: Compared, day: str | None) -> dict[str, int]:
    """The hash of each row of a day, by its key."""
    query = f"SELECT {of.key}, {of.row_text} FROM {of.source} AND {of.day_text} IS ?"
    return {key: hash_of(text) for key, text in driver_of(session).execute(query, (day,))}


def texts_here(session: Session, *, of: Compared, keys: Sequence[str]) -> dict[str, list[str]]:
    """What these rows say, column by column."""
    marks = ", ".join("?" * len(keys))
    has_id = "id" in of.columns
    values: list[Any] = [bytes.fromhex(key) if has_id else int(key) for key in keys]
    query = f"SELECT {of.key}, {', '.join(of.texts)} FROM {of.source} AND t.{'id' if has_id else 'seq'} IN ({marks})"
    return {row[0]: list(row[1:]) for row in driver_of(session).execute(query, values)}


def hash_of(text: str) -> int:
    """Of a row's texts, put behind one another."""
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big") >> 4


def told_columns(rows: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """The centre's columns by table, of its pairs."""
    known: dict[str, set[str]] = {}
    for table, column in rows:
        known.setdefault(table, set()).add(column)
    return known


def _columns(table: type[Base]) -> dict[str, tuple[Any, str | None]]:
    left_out = {"company_id", "version", *STAYS.get(table.__tablename__, ())}
    columns: Any = table.__table__.columns
    return {column.name: (column.type, _filled(column)) for column in columns if column.name not in left_out}


def _filled(column: Any) -> str | None:
    """What stands in a column that may not be empty, in rows of whoever did not know it."""
    if column.nullable or column.primary_key:
        return None
    return "0" if isinstance(column.type, Boolean | Integer) else "" if isinstance(column.type, String) else None


def _text_of(column: str, kind: Any, filled: str | None) -> str:
    nothing = f"'{NOTHING if filled is None else filled}'"
    if isinstance(kind, Id | LargeBinary):
        return f"iif({column} IS NULL, {nothing}, lower(hex({column})))"
    return f"coalesce({f'CAST({column} AS TEXT)' if isinstance(kind, Boolean | Integer | Moment) else column}, {nothing})"


def _span(of: Compared, since: date | None, until: date | None) -> tuple[str, tuple[str, ...]]:
    """Rows of no day are always among them."""
    if not of.day or (since is None and until is None):
        return "", ()
    first, last = since or date.min, until or date.max
    return f" AND ({of.day_text} IS NULL OR {of.day_text} BETWEEN ? AND ?)", (first.isoformat(), last.isoformat())
