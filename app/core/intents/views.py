"""Frozen answers about what was asked of a card terminal or a fiscal register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

CARD_KINDS = ("card_payment", "card_refund")
FISCAL_KINDS = ("fiscal_sale", "fiscal_return")


@dataclass(frozen=True, slots=True)
class IntentView:
    """One intent as a list shows it. `code` says why it was declined or is in doubt; `reference` is the bank's number (RRN)
    or the fiscal sign; `payment_id` is what was booked by it for an open sale.
    """

    intent_id: UUID
    kind: str
    document_kind: str
    document_id: UUID
    amount_minor: int
    currency: str
    state: str
    device: str
    tries: int
    payment_id: UUID | None
    reference: str
    code: str
    approval_code: str
    masked_pan: str
    receipt: str
    link: str
    created_at: datetime
    asked_at: datetime | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the device is to be told now. `is_again`: it may have heard it before, so it is asked by the id and moves nothing;
    `rrn` is the payment that a refund gives back; `request` the document of a fiscal intent."""

    intent_id: UUID
    kind: str
    amount_minor: int
    currency: str
    is_again: bool
    rrn: str
    request: str
