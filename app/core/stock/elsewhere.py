"""What other branches have of a product: as the centre has said it, with its age; an office has their books itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.stock.shown import Elsewhere, InBranch
from db.models.company import Branch
from db.models.elsewhere import BranchTold, ElsewhereState, LevelElsewhere
from db.models.stock import StockLevel, Store


def has_their_books(session: Session) -> bool:
    """Whether what other branches do stands in the books here: in an office, and where no centre says anything else."""
    return bool(session.scalar(select(func.min(ElsewhereState.hears_all)).where(ElsewhereState.at.is_not(None))) in (None, True))


def is_office(session: Session) -> bool:
    """Whether this is an office, which hears all branches and may speak for each: the centre has said so."""
    return bool(session.scalar(select(func.max(ElsewhereState.hears_all))))


def elsewhere(session: Session, *, product_id: UUID, branch_id: UUID) -> Elsewhere:
    """Where some of it lies in other branches than this one, as last known. A branch that has told nothing yet is left out, and
    so is whatever is in agents' bags."""
    table: Any = StockLevel if has_their_books(session) else LevelElsewhere
    query = (
        select(Branch.name, Store.name, table.on_hand_milli, BranchTold.at)
        .join(Store, Store.id == table.store_id)
        .join(Branch, Branch.id == Store.branch_id)
        .join(BranchTold, BranchTold.branch_id == Branch.id)
        .where(
            table.product_id == product_id, table.on_hand_milli != 0, Store.branch_id != branch_id, Store.kind == "shop",
            Store.deleted_at.is_(None),
        )
        .order_by(table.on_hand_milli.desc(), Branch.name, Store.name)
    )
    oldest = session.scalar(select(func.min(BranchTold.at)))
    return Elsewhere(tuple(InBranch(*row) for row in session.execute(query)), oldest)
