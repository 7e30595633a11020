"""What every table shares: the base, its column types, the names of constraints (SQLite cannot drop a nameless one)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped

from db.types import DateText, Id, Moment

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of all tables, with our column types and names of constraints."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {UUID: Id, datetime: Moment, date: DateText}  # noqa: RUF012


def points_to(column: str) -> ForeignKey:
    """A foreign key that is checked at COMMIT: rows of one transaction may be written in any order, and in batches."""
    return ForeignKey(column, deferrable=True, initially="DEFERRED")


class Travels:
    """A row that the centre will see. Its company is set by the unit of work, never by a command."""

    company_id: Mapped[UUID]


class Card(Travels):
    """A row that is changed field by field; `version` counts its changes, and each makes a field patch."""

    version: Mapped[int]
