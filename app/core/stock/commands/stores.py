"""Stores: the places of a branch where goods lie."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.core.audit.commands import audit
from app.core.staff.access import require
from app.kernel.errors import RuleBroken
from app.kernel.permissions import Right
from app.kernel.text import name_of
from db.models.stock import Store
from db.uow import Uow


def add_store(uow: Uow, *, name: str) -> UUID:
    """One more place of this branch that holds goods. Refused: `right.missing`, `text.*`, `stock.store_known`."""
    require(uow, Right.EDIT_SETTINGS)
    cleaned = name_of(name)
    known = select(Store.name).where(Store.branch_id == uow.place.branch_id, Store.deleted_at.is_(None))
    if cleaned.casefold() in {store.casefold() for store in uow.session.scalars(known)}:
        raise RuleBroken("stock.store_known", name=cleaned)
    store_id = uow.new_id()
    uow.add_card(Store(id=store_id, branch_id=uow.place.branch_id, name=cleaned, kind="shop", person_id=None, deleted_at=None))
    audit(uow, "stock.store_added", store_id, name=cleaned)
    uow.touch("stock")
    return store_id
