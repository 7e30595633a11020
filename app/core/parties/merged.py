"""Customers whose cards were merged: all cards of one person, and the one that stands for them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from app.core.parties.rules import root_of
from db.models.accounts import Customer
from db.types import Id


@dataclass(frozen=True, slots=True)
class Cards:
    """All cards of one person (`ids`, the kept one first) and the one that stands for them."""

    root_id: UUID
    ids: tuple[UUID, ...]


_kin = select(bindparam("one", type_=Id).label("id")).cte("kin", recursive=True)
_up, _down = aliased(Customer), aliased(Customer)
_KIN = _kin.union(
    select(_up.merged_into_id).join_from(_kin, _up, _up.id == _kin.c.id).where(_up.merged_into_id.is_not(None)),
    select(_down.id).join_from(_kin, _down, _down.merged_into_id == _kin.c.id),
)
_CARDS = select(_KIN.c.id, Customer.merged_into_id).outerjoin_from(_KIN, Customer, Customer.id == _KIN.c.id)


def cards_of(session: Session, customer_id: UUID) -> Cards:
    """All cards that were merged into the same one as this, through however many others. Of an id that is no customer's (a gift
    card's) just itself."""
    merged_into: dict[UUID, UUID | None] = dict(session.execute(_CARDS, {"one": customer_id}).all())
    root_id = root_of(merged_into, customer_id)
    others = sorted(merged_into.keys() - {root_id}, key=lambda each: each.int)
    return Cards(root_id, (root_id, *others))


def kept_id(session: Session, customer_id: UUID) -> UUID:
    """The customer whose accounts count for this one: itself, or the one that it was merged into in the end."""
    return cards_of(session, customer_id).root_id
