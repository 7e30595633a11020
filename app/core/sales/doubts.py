"""What a card terminal or a fiscal register has left open, with the receipts that it is about: for the person who settles it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.devices.queries import has_device
from app.core.intents.queries import unsettled_intents
from app.core.intents.views import CARD_KINDS, IntentView
from db.models.sales import Sale, SaleReturn


@dataclass(frozen=True, slots=True)
class Doubt:
    """`number` is that of the receipt or the return, empty while the sale is open. `has_device`: what it was asked of stands
    here, and can be asked again."""

    intent: IntentView
    number: str
    has_device: bool

    @property
    def is_under_way(self) -> bool:
        """The device has it in hand, or will in a moment."""
        return self.intent.state in ("new", "asked")

    @property
    def is_late_money(self) -> bool:
        """A card was charged for a sale that the money never came into."""
        return self.intent.state == "approved"


def doubts(session: Session, *, till_id: UUID) -> tuple[Doubt, ...]:
    """All that waits for a person, oldest first."""
    there = {kind: has_device(session, till_id=till_id, kind=kind) for kind in ("card_terminal", "fiscal_register")}
    found = unsettled_intents(session)
    ids = [each.document_id for each in found]
    numbers = dict(session.execute(select(Sale.id, Sale.number).where(Sale.id.in_(ids))).all())
    numbers |= dict(session.execute(select(SaleReturn.id, SaleReturn.number).where(SaleReturn.id.in_(ids))).all())
    return tuple(
        Doubt(
            each, numbers.get(each.document_id) or "",
            there["card_terminal" if each.kind in CARD_KINDS else "fiscal_register"],
        )
        for each in found
    )
