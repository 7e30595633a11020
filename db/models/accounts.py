"""Customers, and what is owed to them or by them: debt, points, prepayment, gift cards. Entries are facts."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Card, Travels, points_to


class Customer(Card, Base):
    """Somebody who buys. `credit_limit_minor` is how much they may owe; none means nothing on debt.

    `folded` is the name in plain small letters and the phone's digits, to be searched; it stays here. `merged_into_id` is the
    card of the same person that was kept; what stands on the accounts of both is that one's. `may_be_written_to`: they have
    agreed to be written to.
    """

    __tablename__ = "customer"
    __table_args__ = (Index("ix_customer_merged_into_id", "merged_into_id", sqlite_where=text("merged_into_id IS NOT NULL")),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str | None] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(index=True)
    phone: Mapped[str | None] = mapped_column(index=True)
    note: Mapped[str | None]
    folded: Mapped[str]
    credit_limit_minor: Mapped[int | None]
    deleted_at: Mapped[datetime | None]
    merged_into_id: Mapped[UUID | None] = mapped_column(points_to("customer.id"))
    may_be_written_to: Mapped[bool] = mapped_column(server_default="0")


class GiftCard(Travels, Base):
    """A bearer instrument: whoever shows the code may spend what is on it."""

    __tablename__ = "gift_card"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    issued_at: Mapped[datetime]
    expires_on: Mapped[date | None]


class AccountEntry(Travels, Base):
    """One movement of an account: `debt` (what they owe us), `points`, `prepayment`, `gift_card`. A fact."""

    __tablename__ = "account_entry"
    __table_args__ = (
        CheckConstraint("account IN ('debt', 'points', 'prepayment', 'gift_card')", name="account"),
        CheckConstraint("amount_minor <> 0", name="not_nothing"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account: Mapped[str]
    owner_id: Mapped[UUID] = mapped_column(index=True)
    amount_minor: Mapped[int]
    document_kind: Mapped[str]
    document_id: Mapped[UUID]
    at: Mapped[datetime]
    business_date: Mapped[date]
    person_id: Mapped[UUID] = mapped_column(points_to("person.id"))


class AccountBalance(Base):
    """The sum of an account's entries, written in the same transaction; `duken verify` proves it."""

    __tablename__ = "account_balance"

    account: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    balance_minor: Mapped[int]


class AccountOperation(Travels, Base):
    """Money taken for no goods, or points given: `debt_payment`, `prepayment`, `gift_card`, `points`. A fact."""

    __tablename__ = "account_operation"
    __table_args__ = (CheckConstraint("amount_minor <> 0", name="not_nothing"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    owner_id: Mapped[UUID]
    amount_minor: Mapped[int]
    reason: Mapped[str | None]
    branch_id: Mapped[UUID]
    shift_id: Mapped[UUID | None] = mapped_column(points_to("shift.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(points_to("person.id"))
    at: Mapped[datetime]
    business_date: Mapped[date]
