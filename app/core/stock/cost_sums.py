"""What goods cost in sum: what came in, was sold, written off, came back, and what is left."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.stock.rules import SALE_KINDS
from db.models.stock import CostCorrection, StockDebt, StockLayer, StockMovement


@dataclass(frozen=True, slots=True)
class CostSums:
    """Sums at cost in minor units; `unsettled_lines` are outflows that took what had not come in yet."""

    received_cost_minor: int
    sold_cost_minor: int
    written_off_cost_minor: int
    returned_cost_minor: int
    left_cost_minor: int
    unsettled_lines: int


_RECEIVED, _SOLD, _WRITTEN_OFF, _RETURNED = ("receipt", "found"), SALE_KINDS, ("write_off",), ("return", "agent_refund")


def cost_sums(session: Session) -> CostSums:
    """Received + returned = sold + written off + left, whatever came in which order: of a history of receipts, finds, sales,
    returns and write-offs, as a replay makes. Other documents (a count, a transfer's difference) are in none of these sums."""
    by_kind: dict[str, int] = {}
    booked = select(StockMovement.document_kind, func.sum(StockMovement.booked_minor)).group_by(StockMovement.document_kind)
    same = (CostCorrection.document_id == StockMovement.document_id) & (CostCorrection.movement_id == StockMovement.id)
    corrected = (
        select(StockMovement.document_kind, func.sum(CostCorrection.delta_minor))
        .join(StockMovement, same)
        .group_by(StockMovement.document_kind)
    )
    for kind, minor in (*session.execute(booked), *session.execute(corrected)):
        by_kind[kind] = by_kind.get(kind, 0) + minor
    received, sold, written_off, returned = (
        sum(by_kind.get(kind, 0) for kind in kinds) for kinds in (_RECEIVED, _SOLD, _WRITTEN_OFF, _RETURNED)
    )
    return CostSums(
        received, sold, written_off, returned,
        left_cost_minor=session.scalar(select(func.coalesce(func.sum(StockLayer.left_minor), 0))) or 0,
        unsettled_lines=session.scalar(select(func.count()).select_from(StockDebt)) or 0,
    )
