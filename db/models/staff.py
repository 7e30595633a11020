"""People, the roles that give them rights, and the guards around their PINs."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Card, points_to


class Person(Card, Base):
    """Somebody who works here. `pin_hash` is argon2id; `pin_lookup` is a keyed hash, only for sign-in without names."""

    __tablename__ = "person"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    language: Mapped[str | None]
    is_owner: Mapped[bool]
    pin_hash: Mapped[str]
    pin_lookup: Mapped[bytes | None] = mapped_column(index=True)
    deleted_at: Mapped[datetime | None]


class Role(Card, Base):
    """A named set of rights: `rights` is JSON, right → null or its limit in ppm."""

    __tablename__ = "role"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    rights: Mapped[str]
    deleted_at: Mapped[datetime | None]


class PersonRole(Card, Base):
    """A person has a role in one branch, or (without a branch) everywhere."""

    __tablename__ = "person_role"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(points_to("person.id"), index=True)
    role_id: Mapped[UUID] = mapped_column(points_to("role.id"))
    branch_id: Mapped[UUID | None]
    deleted_at: Mapped[datetime | None]


class PinGuard(Base):
    """Wrong PINs in a row, of a person (`owner_id` is theirs) or of the whole till (its own id). Local."""

    __tablename__ = "pin_guard"

    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    failed_count: Mapped[int]
    locked_until: Mapped[datetime | None]


class Recovery(Base):
    """The owner's way back in: the hash of the code that was printed at first run; used once, then replaced."""

    __tablename__ = "recovery"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(points_to("person.id"))
    code_hash: Mapped[str]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Loan(Base):
    """A right that somebody lent for one action by their PIN; used once, or gone after a few minutes. Local."""

    __tablename__ = "loan"
    __table_args__ = (CheckConstraint("lender_id <> borrower_id", name="two_people"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    right: Mapped[str]
    lender_id: Mapped[UUID] = mapped_column(points_to("person.id"))
    borrower_id: Mapped[UUID] = mapped_column(points_to("person.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class PersonChoice(Base):
    """How somebody likes this till to look and sound: one declared setting of scope *person*, as JSON. Local."""

    __tablename__ = "person_choice"

    person_id: Mapped[UUID] = mapped_column(points_to("person.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
