"""What the centre has said of other branches, and when: the last known, also without a network. Local: it travels nowhere."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class ElsewhereState(Base):
    """How far the levels and accounts of other branches were read, under which epoch of the centre's; `at` is when last asked.
    `hears_all`: an office, whose own books have them."""

    __tablename__ = "elsewhere_state"

    target: Mapped[str] = mapped_column(primary_key=True)
    epoch: Mapped[UUID | None]
    levels_seq: Mapped[int]
    accounts_seq: Mapped[int]
    hears_all: Mapped[bool]
    at: Mapped[datetime | None]


class BranchTold(Base):
    """Up to when another branch had told the centre all that it had, by this computer's clock."""

    __tablename__ = "branch_told"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    branch_id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class LevelElsewhere(Base):
    """How much of a product lies in a store of another branch; none that has nothing."""

    __tablename__ = "level_elsewhere"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    store_id: Mapped[UUID] = mapped_column(primary_key=True)
    on_hand_milli: Mapped[int]


class AccountElsewhere(Base):
    """What other branches together have put on an account (or taken from it); nought where they come to nothing."""

    __tablename__ = "account_elsewhere"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    account: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    balance_minor: Mapped[int]
