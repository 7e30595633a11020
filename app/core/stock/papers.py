"""Stock documents as a list and one by one: who did what, why, and what the goods cost by all that is known now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased

from app.core.stock.levels import sees_cost
from app.core.stock.shown import PaperLine, StockPaper
from db.models.agents import AgentRefund, AgentSale
from db.models.catalog import Product, Unit
from db.models.sales import Sale, SaleReturn
from db.models.staff import Person
from db.models.stock import CostCorrection, StockDocument, StockMovement, Store
from db.models.transfers import Transfer, TransferAnswer

_NUMBERED: tuple[Any, ...] = (Sale, SaleReturn, StockDocument, Transfer, AgentSale, AgentRefund)
"""Tables of documents that move goods: each has a number that people know it by."""
_booked = select(StockMovement.document_id, func.sum(StockMovement.booked_minor)).group_by(StockMovement.document_id)
_BOOKED = _booked.where(StockMovement.document_id.in_(bindparam("ids", expanding=True)))
_corrected = select(CostCorrection.document_id, func.sum(CostCorrection.delta_minor)).group_by(CostCorrection.document_id)
_CORRECTED = _corrected.where(CostCorrection.document_id.in_(bindparam("ids", expanding=True)))


def document_numbers(session: Session, document_ids: Iterable[UUID]) -> dict[UUID, str]:
    """What people call these documents; one that is not here has no number."""
    ids = list(set(document_ids))
    found: dict[UUID, str] = {}
    for table in _NUMBERED if ids else ():
        rows = session.execute(select(table.id, table.number).where(table.id.in_(ids)))
        found |= {row[0]: row[1] or "" for row in rows}
    if ids:  # an arrival is known by the number of what was sent
        arrived = select(TransferAnswer.id, Transfer.number).join(Transfer, Transfer.id == TransferAnswer.transfer_id)
        found |= dict(session.execute(arrived.where(TransferAnswer.id.in_(ids))).all())
    return found


def stock_papers(
    session: Session, *, person_id: UUID, branch_id: UUID, kind: str = "", store_id: UUID | None = None,
    before: UUID | None = None, limit: int = 100,
) -> tuple[StockPaper, ...]:
    """A page of the branch's documents, the newest first; `before` is the last one so far."""
    query = _papers().where(StockDocument.branch_id == branch_id)
    if kind:
        query = query.where(StockDocument.kind == kind)
    if store_id is not None:
        query = query.where(StockDocument.store_id == store_id)
    if before is not None:
        query = query.where(StockDocument.id < before)
    rows = [tuple(row) for row in session.execute(query.order_by(StockDocument.id.desc()).limit(limit))]
    costs = _costs(session, [row[0] for row in rows]) if sees_cost(session, person_id=person_id, branch_id=branch_id) else {}
    return tuple(StockPaper(*(*row, costs.get(row[0]))) for row in rows)


def paper_kinds(session: Session, *, branch_id: UUID) -> tuple[str, ...]:
    """The kinds of documents that there are."""
    query = select(StockDocument.kind).where(StockDocument.branch_id == branch_id).distinct()
    return tuple(sorted(session.scalars(query)))


def paper_lines(session: Session, *, document_id: UUID, person_id: UUID, branch_id: UUID) -> tuple[PaperLine, ...]:
    """What a document moved, in the order in which it was stored."""
    query = (
        select(
            StockMovement.id, StockMovement.product_id, Product.name, Unit.code, StockMovement.quantity_milli,
            StockMovement.booked_minor,
        )
        .join(Product, Product.id == StockMovement.product_id)
        .join(Unit, Unit.id == Product.unit_id)
        .where(StockMovement.document_id == document_id)
        .order_by(StockMovement.id)
    )
    is_shown = sees_cost(session, person_id=person_id, branch_id=branch_id)
    corrected = corrections(session, [document_id])
    return tuple(
        PaperLine(*row[1:5], row[5] + corrected.get((document_id, row[0]), 0) if is_shown else None)
        for row in session.execute(query)
    )


def corrections(session: Session, document_ids: Sequence[UUID]) -> dict[tuple[UUID, UUID], int]:
    """What the movements of these documents turned out to cost more than was booked."""
    query = (
        select(CostCorrection.document_id, CostCorrection.movement_id, func.sum(CostCorrection.delta_minor))
        .where(CostCorrection.document_id.in_(document_ids))
        .group_by(CostCorrection.document_id, CostCorrection.movement_id)
    )
    return {(row[0], row[1]): row[2] for row in session.execute(query)}


_undo, _other = aliased(StockDocument), aliased(StockDocument)
_earlier_undo = exists().where(_other.takes_back_id == _undo.takes_back_id, _other.id < _undo.id).correlate(_undo)
"""Of two who took the same back without hearing each other, the first is named."""


def _papers() -> Select[*tuple[Any, ...]]:
    columns: tuple[Any, ...] = (
        StockDocument.id, StockDocument.number, StockDocument.kind, Store.name, StockDocument.reason, Person.name,
        StockDocument.at, StockDocument.line_count, _undo.number,
    )
    is_undone = and_(_undo.takes_back_id == StockDocument.id, ~_earlier_undo)
    query: Any = select(*columns).select_from(StockDocument).outerjoin(_undo, is_undone)
    return query.join(Store, Store.id == StockDocument.store_id).join(Person, Person.id == StockDocument.person_id)  # type: ignore[no-any-return]


def _costs(session: Session, ids: list[UUID]) -> dict[UUID, int]:
    costs = dict.fromkeys(ids, 0)
    for query in (_BOOKED, _CORRECTED):
        for document_id, cost in session.execute(query, {"ids": ids}):
            costs[document_id] += cost
    return costs
