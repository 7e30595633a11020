"""Frozen values of paying; they may cross threads."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

ACCOUNTS = {"debt": "debt", "points": "points", "gift_card": "gift_card", "prepayment": "prepayment"}
"""Tenders that live on an account."""

TENDERS = ("cash", "card", "qr", "debt", "points", "gift_card", "prepayment")
"""What a person may choose; `exchange` is only ever made by an exchange."""


@dataclass(frozen=True, slots=True)
class Tender:
    """What the customer offers: for cash what they hand over, for the others what is to be charged (minor units).

    `owner_id` is whose account it is (customer or gift card); `reference` is a slip's or transfer's number.
    """

    kind: str
    amount_minor: int
    owner_id: UUID | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A share of a document's sum, as it is booked: `amount_minor` by this tender, of it `rounding_minor` from rounding."""

    kind: str
    amount_minor: int
    tendered_minor: int
    owner_id: UUID | None = None
    reference: str | None = None
    rounding_minor: int = 0


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a sum is paid: parts that add up to total + rounding, and the change to hand back."""

    parts: tuple[Part, ...]
    change_minor: int
    rounding_minor: int
