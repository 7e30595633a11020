"""Rows that every scan changes, past the mapper: read and saved by prepared statements, and only the columns that changed.

A record has the attributes of its mapped class and nothing else of it; it lives for one transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from db.base import Base
from db.prepared import Prepared, insert_into


class Records:
    """The records of one transaction: each row is read once, and saved when it differs from what the database holds."""

    def __init__(self, driver: sqlite3.Connection) -> None:
        self._driver = driver
        self._held: dict[tuple[type[Base], UUID], Any] = {}
        self._stored: dict[tuple[type[Base], UUID], tuple[Any, ...] | None] = {}

    def find(self, table: type[Base], row_id: UUID) -> Any:
        """The row of that `id`, or None; the same object each time."""
        held = self._held.get((table, row_id))
        if held is None:
            shape = _shape(table)
            rows = shape.read.rows(self._driver, wanted=row_id)
            if rows:
                held = self._held[table, row_id] = shape.made(dict(zip(shape.names, rows[0], strict=True)))
                self._stored[table, row_id] = shape.values(held)
        return held

    def make(self, table: type[Base], values: dict[str, Any]) -> Any:
        """A new row with all its columns; it is stored with what else was done to it."""
        made = self._held[table, values["id"]] = _shape(table).made(values)
        self._stored[table, values["id"]] = None
        return made

    def save(self, table: type[Base] | None = None) -> None:
        """Write what is new or was changed, in one table or in all."""
        for name, held in self._held.items():
            if table is not None and name[0] is not table:
                continue
            shape, stored = _shape(name[0]), self._stored[name]
            now = shape.values(held)
            if stored is None:
                insert_into(name[0]).run_many(self._driver, [dict(zip(shape.names, now, strict=True))])
            else:
                changed = tuple(
                    key for key, was, is_ in zip(shape.names, stored, now, strict=True) if was is not is_ and was != is_
                )
                if changed:
                    values = {key: getattr(held, key) for key in changed}
                    shape.update_of(changed).run(self._driver, wanted=name[1], **values)
            self._stored[name] = now


class _Shape:
    """How the rows of a table are read, held and changed; made once a program."""

    def __init__(self, table: type[Base]) -> None:
        self._table: Any = table.__table__
        self.names: tuple[str, ...] = tuple(column.key for column in self._table.c)
        self._kind: Any = type(f"{table.__name__}Record", (), {"__slots__": self.names})
        self.values: Callable[[Any], tuple[Any, ...]] = attrgetter(*self.names)
        self.read = Prepared(select(self._table).where(self._table.c.id == bindparam("wanted")))
        self._updates: dict[tuple[str, ...], Prepared] = {}

    def made(self, values: dict[str, Any]) -> Any:
        record = self._kind()
        for name in self.names:
            setattr(record, name, values[name])
        return record

    def update_of(self, changed: tuple[str, ...]) -> Prepared:
        found = self._updates.get(changed)
        if found is None:
            statement = update(self._table).where(self._table.c.id == bindparam("wanted"))
            found = self._updates[changed] = Prepared(statement.values({key: bindparam(key) for key in changed}))
        return found


@cache
def _shape(table: type[Base]) -> _Shape:
    return _Shape(table)
