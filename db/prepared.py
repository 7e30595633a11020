"""Statements that a till runs at every scan: written with SQLAlchemy, compiled once, run on the driver's own cursor.

SQLAlchemy spends some 0.1–0.3 ms of a slow till on each execution before SQLite is asked; here that is paid once a
program. Same connection, same transaction, same column types. What was changed through mapped objects and is not flushed
yet is not seen: for such a row use the session.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Insert, Select, bindparam, insert, literal, select
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import ClauseElement

from db.base import Base

_DIALECT = sqlite_dialect(paramstyle="qmark")
Processor = Callable[[Any], Any] | None
MOST_FILLED_UP = 512
"""Lists of up to so many values are filled up to a power of two."""


class Prepared:
    """One statement. It may have one parameter that expands to a list (`IN`).

    A list is filled up, with its last value again, to the next power of two: SQLite keeps some hundred statements prepared, and
    one for each length that a receipt may have would push the others out. A list of more than `MOST_FILLED_UP` stays as it is:
    such statements are rare, and a statement takes no more than 32,766 values.
    """

    def __init__(self, statement: ClauseElement) -> None:
        compiled = statement.compile(dialect=_DIALECT)
        self._sql = str(compiled)
        self._constants = dict(compiled.params)
        self._names: list[str] = list(getattr(compiled, "positiontup", None) or ())
        binds: Mapping[str, Any] = compiled.binds  # type: ignore[attr-defined]
        self._processors: dict[str, Processor] = {name: _binder(binds[name].type) for name in self._names}
        self._pick = itemgetter(*self._names) if self._names else lambda _row: ()
        places = ((place, self._processors[name]) for place, name in enumerate(self._names))
        self._binders = [(place, bind) for place, bind in places if bind is not None]
        expanding = [name for name in self._names if binds[name].expanding]
        assert len(expanding) <= 1, "one list a statement"
        self._list_name = expanding[0] if expanding else None
        self._by_length: dict[int, str] = {}
        self.keys: tuple[str, ...] = ()
        self._readers: list[tuple[int, Callable[[Any], Any]]] = []
        columns = getattr(statement, "selected_columns", None) if isinstance(statement, Select) else None
        if columns is not None:
            self.keys = tuple(column.key for column in columns)
            readers = [_reader(column.type) for column in columns]
            self._readers = [(place, reader) for place, reader in enumerate(readers) if reader is not None]

    def run(self, driver: sqlite3.Connection, **values: Any) -> sqlite3.Cursor:
        """Run it once; the cursor's rows are raw."""
        return driver.execute(*self._bound(values))

    def run_many(self, driver: sqlite3.Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run it for each row of values, in one call of the driver; every parameter stands in every row."""
        if len(self._names) == 1:
            name = self._names[0]
            bound: list[Any] = [[row[name]] for row in rows]
        else:
            bound = [list(self._pick(row)) for row in rows]
        for place, bind in self._binders:
            last = told = None
            for values in bound:
                value = values[place]
                if value is not last:  # rows of one document share its ids: each is translated once
                    last, told = value, bind(value)
                values[place] = told
        driver.executemany(self._sql, bound)

    def rows(self, driver: sqlite3.Connection, **values: Any) -> list[Sequence[Any]]:
        """The rows of a SELECT, with Python values."""
        found = driver.execute(*self._bound(values)).fetchall()
        if not self._readers:
            return found
        return [self._read(row) for row in found]

    def raw(self, driver: sqlite3.Connection, *values: Any) -> sqlite3.Cursor:
        """Run it with values as they are stored, in the order in which the statement names them; the rows are raw too."""
        return driver.execute(self._sql, values)

    def raw_many(self, driver: sqlite3.Connection, rows: Iterable[Sequence[Any]]) -> None:
        """Run it for each of these tuples of values as they are stored."""
        driver.executemany(self._sql, rows)

    def raw_listed(self, driver: sqlite3.Connection, listed: list[Any], *values: Any) -> list[Sequence[Any]]:
        """The rows of a SELECT whose last parameter is the list: all values as they are stored, and the rows raw."""
        if not listed:
            return []
        length = _length_for(len(listed))
        sql = self._by_length.get(length) or self._expanded(length)
        return driver.execute(sql, (*values, *listed, *listed[-1:] * (length - len(listed)))).fetchall()

    def mappings(self, driver: sqlite3.Connection, **values: Any) -> list[dict[str, Any]]:
        """The rows of a SELECT as dictionaries by column."""
        return [dict(zip(self.keys, row, strict=True)) for row in self.rows(driver, **values)]

    def value(self, driver: sqlite3.Connection, **values: Any) -> Any:
        """The first column of the first row (raw), or None."""
        row = self.run(driver, **values).fetchone()
        return row[0] if row else None

    def _read(self, row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for place, reader in self._readers:
            values[place] = reader(values[place])
        return values

    def _bound(self, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
        sql = self._sql
        bound: list[Any] = []
        for name in self._names:
            value = values[name] if name in values else self._constants[name]
            bind = self._processors[name]
            if name == self._list_name:
                length = _length_for(len(value))
                sql = self._by_length.get(length) or self._expanded(length)
                bound.extend(value if bind is None else map(bind, value))
                bound.extend(bound[-1:] * (length - len(value)))
            else:
                bound.append(value if bind is None else bind(value))
        return sql, bound

    def _expanded(self, length: int) -> str:
        marks = ", ".join("?" * length) if length else "NULL"
        sql = self._sql.replace(f"__[POSTCOMPILE_{self._list_name}]", marks)
        if length <= MOST_FILLED_UP:
            self._by_length[length] = sql
        return sql


def _length_for(count: int) -> int:
    """How many values stand in a statement for a list of so many: the power of two that has room for them, while it is small."""
    return 1 << (count - 1).bit_length() if 0 < count <= MOST_FILLED_UP else count


def driver_of(session: Session) -> sqlite3.Connection:
    """The driver's connection under a session, inside the session's transaction."""
    connection: Any = session.connection().connection.driver_connection
    return connection  # type: ignore[no-any-return]


_inserts: dict[type[Base], Prepared] = {}


def insert_into(table: type[Base]) -> Prepared:
    """The INSERT of a table with all its columns, compiled at first use."""
    found = _inserts.get(table)
    if found is None:
        statement: Insert = insert(table.__table__)  # type: ignore[arg-type]
        found = _inserts[table] = Prepared(statement)
    return found


_exists: dict[type[Base], Prepared] = {}


def exists_in(table: type[Base]) -> Prepared:
    """Whether a table has a row of that `id`."""
    found = _exists.get(table)
    if found is None:
        column = table.__table__.c.id
        found = _exists[table] = Prepared(select(literal(1)).where(column == bindparam("id")))
    return found


def _binder(kind: Any) -> Processor:
    return kind.dialect_impl(_DIALECT).bind_processor(_DIALECT)  # type: ignore[no-any-return]


def _reader(kind: Any) -> Processor:
    return kind.dialect_impl(_DIALECT).result_processor(_DIALECT, None)  # type: ignore[no-any-return]
