"""What a card terminal or a fiscal register was asked: written down before the device hears of it, and local to the till."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base

IS_OPEN = text("state <> 'approved'")
IS_NOT_BOOKED = text("kind = 'card_payment' AND payment_id IS NULL")
"""Word for word in the indexes and in whoever looks for them."""


class Intent(Base):
    """new → asked → approved | declined | unknown; unknown → new (asked again by the same id) or, by a person, given_up.

    `request` and `answer` are JSON. `reference` is the bank's number of a payment (RRN) or a document's fiscal sign.
    `payment_id` is the money that was taken for an open sale by it; `origin_id` the payment that a refund gives back.
    """

    __tablename__ = "intent"
    __table_args__ = (
        CheckConstraint("kind IN ('card_payment', 'card_refund', 'fiscal_sale', 'fiscal_return')", name="kind"),
        CheckConstraint("state IN ('new', 'asked', 'approved', 'declined', 'unknown', 'given_up')", name="state"),
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
        Index("ix_intent_document", "document_id"),
        Index("ix_intent_open", "state", sqlite_where=IS_OPEN),
        Index("ix_intent_not_booked", "state", sqlite_where=IS_NOT_BOOKED),
        Index("ix_intent_reference", "reference", sqlite_where=text("reference IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    document_kind: Mapped[str]
    document_id: Mapped[UUID]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    state: Mapped[str]
    device: Mapped[str]
    tries: Mapped[int]
    payment_id: Mapped[UUID | None]
    origin_id: Mapped[UUID | None]
    request: Mapped[str | None]
    answer: Mapped[str | None]
    reference: Mapped[str | None]
    person_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
