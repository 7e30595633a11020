"""Which price list a till sells from; asked by commands and queries alike."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.errors import RuleBroken
from db.models.catalog import PriceList


def default_price_list(session: Session) -> UUID:
    """The list that a till sells from, unless the customer has another. Refused: `catalog.no_price_list`."""
    found = session.scalar(select(PriceList.id).where(PriceList.is_default, PriceList.deleted_at.is_(None)).limit(1))
    if found is None:
        raise RuleBroken("catalog.no_price_list")
    return found
