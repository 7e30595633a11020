"""Frozen answers about customers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CustomerView:
    """A customer with what they owe us, what they may still owe, and what we owe them (minor units), in all branches.
    `elsewhere` is what of that other branches have said, by account, and `told_at` up to when all of them had told it.
    `also` is what else they are found by: names, telephones and codes of the cards that were merged into this one."""

    customer_id: UUID
    name: str
    code: str | None
    phone: str | None
    debt_minor: int
    credit_limit_minor: int | None
    points_minor: int
    prepayment_minor: int
    elsewhere: tuple[tuple[str, int], ...] = ()
    told_at: datetime | None = None
    may_be_written_to: bool = False
    also: tuple[str, ...] = ()

    def goes_by(self, text: str) -> bool:
        """Whether that is their whole name, telephone or code, or one of a card that was merged into theirs."""
        return text in (self.name, self.phone, self.code, *self.also)

    @property
    def credit_left_minor(self) -> int:
        return max(0, (self.credit_limit_minor or 0) - self.debt_minor)


@dataclass(frozen=True, slots=True)
class GiftCardView:
    """A gift card and what is left on it."""

    gift_card_id: UUID
    code: str
    balance_minor: int
    expires_on: date | None
