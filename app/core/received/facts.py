"""A document of another till as rows: what `db/travelling.py` says of its kind, and what stays with the till that made it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.core.received.values import defaults_of, read, readers_of
from app.kernel.canonical import from_table
from db.base import Base
from db.models.audit import AuditEntry
from db.models.cash import Shift
from db.models.sales import Sale, SaleLine
from db.travelling import KINDS, Kind, Part, header_columns, part_columns

Stated = list[tuple[type[Base], list[dict[str, Any]]]]
"""Tables and the rows that a document states in them, parents first."""


def rows_of(kind: Kind, told: Mapping[str, Any], body: bytes, *, price_list_id: UUID) -> Stated:
    """The rows that a document states. The journal of another till stays in its documents: here the journal is this till's chain.

    Refused (ValueError, TypeError, KeyError): a document that lacks something, or has values of another kind.
    """
    stated: Stated = []
    if kind.table is not None:
        own = {column: told.get(name) for column, name in header_columns(kind).items()}
        row = {**defaults_of(kind.table), **read(kind.table, own)}
        if kind.body is not None:
            row[kind.body] = body
        stated.append((kind.table, [row]))
    for part in kind.parts:
        if part.table is AuditEntry or part.name not in told:
            continue
        if part.adds_to is not None:
            _add_to(stated, part, told)
        else:
            stated.append((part.table, _part_rows(part, told)))
    _here_only(stated, price_list_id)
    return stated


def kind_of(name: str) -> Kind | None:
    """What is known of a kind of document; None: a newer program's."""
    return KINDS.get(name)


def _part_rows(part: Part, told: Mapping[str, Any]) -> list[dict[str, Any]]:
    readers, names = readers_of(part.table), frozenset(part_columns(part))
    shared = {column: told[name] for column, name in part.copied.items()}
    common = {**defaults_of(part.table), **read(part.table, shared), **part.fixed}
    table = told[part.name]
    wanted = [(place, name, readers[name]) for place, name in enumerate(table["keys"]) if name in names]
    return [
        {**common, **{name: None if row[place] is None else reader(row[place]) for place, name, reader in wanted}}
        for row in table["rows"]
    ]


def _add_to(stated: Stated, part: Part, told: Mapping[str, Any]) -> None:
    rows = {row["id"]: row for table, found in stated if table is part.table for row in found}
    for each in from_table(told[part.name]):
        more = read(part.table, each)
        rows[more["id"]].update(more)


def _here_only(stated: Stated, price_list_id: UUID) -> None:
    """Columns that do not travel, for rows that are over when they come."""
    lines = next((rows for table, rows in stated if table is SaleLine), [])
    for table, rows in stated:
        for row in rows:
            if table is Sale:
                row |= {
                    "state": "completed", "line_count": len(lines), "opened_at": row["completed_at"],
                    "next_position": max((line["position"] for line in lines), default=0) + 1, "price_list_id": price_list_id,
                    "receipt_discount_asked_minor": row["receipt_discount_minor"],
                }
            elif table is Shift:
                row["state"] = "open"
