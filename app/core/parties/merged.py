"""Customers whose cards were merged: all cards of one person, and the one that stands for them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from app.core.parties.rules import root_of
from db.models.accounts import Customer


@dataclass(frozen=True, slots=True)
class Cards:
    """All cards of one person (`ids`, the kept one first) and the one that stands for them."""

    root_id: UUID
    ids: tuple[UUID, ...]


_kin = select(Customer.id).where(Customer.id.in_(bindparam("ids", expanding=True))).cte("kin", recursive=True)
_up, _down = aliased(Customer), aliased(Customer)
_KIN = _kin.union(
    select(_up.merged_into_id).join_from(_kin, _up, _up.id == _kin.c.id).where(_up.merged_into_id.is_not(None)),
    select(_down.id).join_from(_kin, _down, _down.merged_into_id == _kin.c.id),
)
_CARDS = select(_KIN.c.id, Customer.merged_into_id).outerjoin_from(_KIN, Customer, Customer.id == _KIN.c.id)
"""All that hangs together with these, up and down."""


def cards_of(session: Session, customer_id: UUID) -> Cards:
    """All cards that were merged into the same one as this, through however many others. Of an id that is no customer's (a gift
    card's) just itself."""
    return all_cards_of(session, [customer_id]).get(customer_id) or Cards(customer_id, (customer_id,))


def all_cards_of(session: Session, customer_ids: Collection[UUID]) -> dict[UUID, Cards]:
    """The same of many customers, asked for at once: by each of their cards."""
    merged_into: dict[UUID, UUID | None] = dict(session.execute(_CARDS, {"ids": list(customer_ids)}).all())
    by_root: dict[UUID, list[UUID]] = {}
    for one in sorted(merged_into, key=lambda each: each.int):
        by_root.setdefault(root_of(merged_into, one), []).append(one)
    known = (Cards(root_id, (root_id, *(each for each in ids if each != root_id))) for root_id, ids in by_root.items())
    return {one: cards for cards in known for one in cards.ids}


def cards_at(session: Session, customer_id: UUID, at: datetime) -> Cards:
    """The same as it was at a moment: what was merged later does not count yet."""
    ids = cards_of(session, customer_id).ids
    if len(ids) == 1:
        return Cards(customer_id, ids)
    query = select(Customer.id, Customer.merged_into_id, Customer.deleted_at).where(Customer.id.in_(ids))
    merged_into = {
        one: into if gone_at is not None and gone_at <= at else None for one, into, gone_at in session.execute(query)
    }
    root_id = root_of(merged_into, customer_id)
    return Cards(root_id, tuple(one for one in ids if root_of(merged_into, one) == root_id))


def kept_id(session: Session, customer_id: UUID) -> UUID:
    """The customer whose accounts count for this one: itself, or the one that it was merged into in the end."""
    return cards_of(session, customer_id).root_id
