"""What rows point at, and whether it is here: a row whose parent has not come yet must wait, or nothing could be saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select

from db.base import Base
from db.prepared import Prepared
from db.uow import Uow

Rows = Sequence[Mapping[str, Any]]
Places = set[tuple[str, UUID]]
"""Rows by table and id."""
_AT_ONCE = 500
_FEW = frozenset({"branch", "company", "till", "store", "person", "price_list", "unit", "tax_rate", "shift", "agent"})
"""Tables of few rows, which nobody deletes: what was found there is remembered."""
_TOPIC = "received_parents"


class _Parent(NamedTuple):
    column: str
    table: str


@cache
def parents_of(table: type[Base]) -> tuple[_Parent, ...]:
    """The columns of a table that name a row of another (or its own)."""
    columns: Any = table.__table__.columns
    return tuple(_Parent(column.name, key.column.table.name) for column in columns for key in column.foreign_keys)


def pointed_at(stated: Iterable[tuple[type[Base], Rows]]) -> Places:
    """All that these rows need to be there, less what they bring themselves."""
    wanted, brought = needs_of(stated)
    return wanted - brought


def needs_of(stated: Iterable[tuple[type[Base], Rows]]) -> tuple[Places, Places]:
    """All that these rows need to be there, and what they bring."""
    wanted: Places = set()
    brought: Places = set()
    for table, rows in stated:
        name = table.__tablename__
        for column, parent in parents_of(table):
            last = None
            for row in rows:
                row_id = row[column]
                if row_id is not None and row_id is not last:  # rows of one document share most of them
                    last = row_id
                    wanted.add((parent, row_id))
        brought |= {(name, row["id"]) for row in rows}
    return wanted, brought


def missing_of(uow: Uow, wanted: Places) -> Places:
    """What of it is not stored here."""
    driver, known = uow.driver, uow.recall(_TOPIC, [place for place in wanted if place[0] in _FEW])
    by_table: dict[str, list[UUID]] = {}
    for place in wanted:
        if place not in known:
            by_table.setdefault(place[0], []).append(place[1])
    missing: Places = set()
    for table, ids in by_table.items():
        for start in range(0, len(ids), _AT_ONCE):
            part = ids[start : start + _AT_ONCE]
            there = {row[0] for row in _there(table).rows(driver, ids=part)}
            missing |= {(table, row_id) for row_id in part if row_id not in there}
            if table in _FEW:
                for row_id in there:
                    uow.keep(_TOPIC, (table, row_id), True)
    return missing


@cache
def _there(table: str) -> Prepared:
    found = Base.metadata.tables[table].c.id
    return Prepared(select(found).where(found.in_(bindparam("ids", expanding=True))))
