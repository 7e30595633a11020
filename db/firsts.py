"""Of things that were decided twice, because two tills could not hear each other: the one that counts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import aliased

from db.base import Base


def is_first(table: type[Base], about: str) -> ColumnElement[bool]:
    """Whether a row of this table is the first (by id, so the same at every till) of those that are about the same thing (column
    `about`). For the ON of an outer join: what was decided twice must not stand in a list twice."""
    mine: Any = table
    other: Any = aliased(table)
    return ~exists().where(getattr(other, about) == getattr(mine, about), other.id < mine.id).correlate(table)
