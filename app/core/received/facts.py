"""A document of another till as rows: what `db/travelling.py` says of its kind, and what stays with the till that made it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from app.core.received.parents import Places, needs_of
from app.core.received.values import Reader, defaults_of, read, readers_of
from app.core.received.views import Told
from app.kernel.canonical import FORMAT, fingerprint, from_table, told_in
from db.base import Base
from db.models.audit import AuditEntry
from db.models.cash import Shift
from db.models.sales import Sale, SaleLine
from db.travelling import KINDS, Kind, Part, header_columns, part_columns

Stated = list[tuple[type[Base], list[dict[str, Any]]]]
"""Tables and the rows that a document states in them, parents first."""


class ReadDocument(NamedTuple):
    """The rows that a document states, what they need to be there and what they bring; or why there are none: the state and the
    reason."""

    stated: Stated
    needs: tuple[Places, Places] = (set(), set())
    trouble: tuple[str, str] | None = None


class _Columns(NamedTuple):
    """The columns of a table that are read together: what stands there otherwise, each column's name in the document, and how its
    value is read."""

    defaults: dict[str, Any]
    told: tuple[tuple[str, str, Reader], ...]


def read_document(told: Told) -> ReadDocument:
    """What a document states, or what is wrong with it. It asks no database: it is done before the writer is held."""
    kind = KINDS.get(told.kind)
    if kind is None or told.format > FORMAT:
        return ReadDocument([], trouble=("newer", told.kind))
    if fingerprint(told.body) != told.sha256:
        return ReadDocument([], trouble=("refused", "hash"))
    try:
        stated = rows_of(kind, told_in(told.body), told.body)
        return ReadDocument(stated, needs_of(stated))
    except (ValueError, TypeError, KeyError, LookupError, AttributeError) as error:
        return ReadDocument([], trouble=("refused", f"{type(error).__name__}: {error}"[:200]))


def rows_of(kind: Kind, told: Mapping[str, Any], body: bytes) -> Stated:
    """The rows that a document states. The journal of another till stays in its documents: here the journal is this till's chain.

    Refused (ValueError, TypeError, KeyError): a document that lacks something, or has values of another kind.
    """
    stated: Stated = []
    if kind.table is not None:
        columns = _header(kind.name)
        row = columns.defaults.copy()
        for column, name, reader in columns.told:
            value = told.get(name)
            row[column] = None if value is None else reader(value)
        if kind.body is not None:
            row[kind.body] = body
        stated.append((kind.table, [row]))
    for place, part in enumerate(kind.parts):
        if part.table is AuditEntry or part.name not in told:
            continue
        if part.adds_to is not None:
            _add_to(stated, part, told)
        else:
            stated.append((part.table, _part_rows(kind.name, place, part, told)))
    _here_only(stated)
    return stated


@cache
def _header(kind_name: str) -> _Columns:
    kind = KINDS[kind_name]
    assert kind.table is not None, "it has a row of its own"
    readers = readers_of(kind.table)
    told = tuple((column, name, readers[column]) for column, name in header_columns(kind).items())
    return _Columns(dict(defaults_of(kind.table)), told)


@cache
def _shared(kind_name: str, place: int) -> _Columns:
    """What all rows of a part share."""
    part = KINDS[kind_name].parts[place]
    readers = readers_of(part.table)
    told = tuple((column, name, readers[column]) for column, name in part.copied.items())
    return _Columns({**defaults_of(part.table), **part.fixed}, told)


@cache
def _own_readers(kind_name: str, place: int) -> Mapping[str, Reader]:
    """How the columns are read that each row of a part says itself."""
    part = KINDS[kind_name].parts[place]
    readers = readers_of(part.table)
    return {name: readers[name] for name in part_columns(part)}


def _part_rows(kind_name: str, place: int, part: Part, told: Mapping[str, Any]) -> list[dict[str, Any]]:
    shared, readers, table = _shared(kind_name, place), _own_readers(kind_name, place), told[part.name]
    common = shared.defaults.copy()
    for column, name, reader in shared.told:
        value = told[name]
        common[column] = None if value is None else reader(value)
    wanted = [(at, name, readers[name]) for at, name in enumerate(table["keys"]) if name in readers]
    rows = []
    for values in table["rows"]:
        row = common.copy()
        for at, name, reader in wanted:
            value = values[at]
            row[name] = None if value is None else reader(value)
        rows.append(row)
    return rows


def _add_to(stated: Stated, part: Part, told: Mapping[str, Any]) -> None:
    rows = {row["id"]: row for table, found in stated if table is part.table for row in found}
    for each in from_table(told[part.name]):
        more = read(part.table, each)
        rows[more["id"]].update(more)


def _here_only(stated: Stated) -> None:
    """Columns that do not travel, for rows that are over when they come; the price list of a sale is known only here."""
    lines = next((rows for table, rows in stated if table is SaleLine), [])
    for table, rows in stated:
        for row in rows:
            if table is Sale:
                row |= {
                    "state": "completed", "line_count": len(lines), "opened_at": row["completed_at"],
                    "next_position": max((line["position"] for line in lines), default=0) + 1,
                    "receipt_discount_asked_minor": row["receipt_discount_minor"],
                }
            elif table is Shift:
                row["state"] = "open"
