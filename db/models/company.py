"""Who we are: the company, its branches and tills, which till this file belongs to, settings and numbers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Card, points_to


class Company(Card, Base):
    """The tenant: everything that travels carries its id."""

    __tablename__ = "company"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    currency: Mapped[str]


class Branch(Card, Base):
    """A shop: its zone and the hour at which its day changes decide the business date."""

    __tablename__ = "branch"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    address: Mapped[str | None]
    zone: Mapped[str]
    day_change_hour: Mapped[int]
    language: Mapped[str]


class Till(Card, Base):
    """A place where money is taken; `prefix` begins its document numbers, which have no gaps."""

    __tablename__ = "till"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    branch_id: Mapped[UUID] = mapped_column(points_to("branch.id"))
    store_id: Mapped[UUID] = mapped_column(points_to("store.id"))
    name: Mapped[str]
    prefix: Mapped[str]


class Installation(Base):
    """Which till this file is; `database_id` changes when a backup is restored, so that no number is given twice."""

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[UUID]
    branch_id: Mapped[UUID]
    till_id: Mapped[UUID]
    database_id: Mapped[UUID]
    installed_at: Mapped[datetime]


class SettingValue(Card, Base):
    """One declared setting of the company, or (with a branch) of one shop; `value` is canonical JSON."""

    __tablename__ = "setting"
    __table_args__ = (Index("uq_setting_key", "company_id", "key", "branch_id", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    branch_id: Mapped[UUID | None]
    key: Mapped[str]
    value: Mapped[str]


class NumberSeries(Base):
    """The last number given for a kind of document at a till."""

    __tablename__ = "number_series"

    till_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    prefix: Mapped[str]
    last: Mapped[int]


class LeftOff(Base):
    """Where a till was when it was last seen: a screen's name and what it needs to stand there again, as JSON. Local.

    No fact stands here: whatever was sold, taken or counted has its own row. Losing this costs a few gestures.
    """

    __tablename__ = "left_off"

    till_id: Mapped[UUID] = mapped_column(primary_key=True)
    screen: Mapped[str]
    facts: Mapped[str]
    at: Mapped[datetime]
