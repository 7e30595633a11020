"""Values of documents and cards as their columns take them: ids, moments, days and bytes out of their text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Integer, LargeBinary, String

from app.kernel.ids import uuid_of
from db.base import Base
from db.types import DateText, Id, Moment

Reader = Callable[[Any], Any]


@lru_cache(maxsize=8192)  # a document says each id several times, and the next one the same till, shift and goods
def id_of(told: str) -> UUID:
    """A UUID out of its text; half the time of `UUID(text)`. Refused (ValueError, TypeError): anything else."""
    if len(told) != 36:
        raise ValueError(f"not an id: {told[:40]}")
    return uuid_of(int(told.replace("-", ""), 16))


def _moment(told: str) -> datetime:
    found = datetime.fromisoformat(told)
    if found.tzinfo is None:
        raise ValueError(f"a moment without its zone: {told[:40]}")
    return found


def _kind_of(kind: type) -> Reader:
    def read(told: Any) -> Any:
        if type(told) is not kind:
            raise ValueError(f"not {kind.__name__}: {str(told)[:40]}")
        return told

    return read


_READERS: tuple[tuple[type[Any], Reader], ...] = (
    (Id, id_of), (Moment, _moment), (DateText, date.fromisoformat), (LargeBinary, bytes.fromhex),
    (Boolean, _kind_of(bool)), (Integer, _kind_of(int)), (String, _kind_of(str)),
)
_EMPTY: tuple[tuple[type[Any], Any], ...] = ((Boolean, False), (Integer, 0), (String, ""))
"""What stands in a column that may not be empty and that an older program did not know."""


@cache
def readers_of(table: type[Base]) -> Mapping[str, Reader]:
    """How each column of a table reads its value; None stays None."""
    columns: Any = table.__table__.columns
    return {column.name: _reader(column.type) for column in columns}


@cache
def defaults_of(table: type[Base]) -> Mapping[str, Any]:
    """What stands in each column that a document or a card says nothing of."""
    columns: Any = table.__table__.columns
    return {column.name: None if column.nullable else _empty(column.type) for column in columns}


def read(table: type[Base], told: Mapping[str, Any]) -> dict[str, Any]:
    """These values as the table's columns take them. Refused (ValueError, TypeError, KeyError): values of another kind,
    columns that the table has not."""
    readers = readers_of(table)
    return {name: None if value is None else readers[name](value) for name, value in told.items()}


def _reader(kind: Any) -> Reader:
    return next(reader for known, reader in _READERS if isinstance(kind, known))


def _empty(kind: Any) -> Any:
    return next((value for known, value in _EMPTY if isinstance(kind, known)), None)
