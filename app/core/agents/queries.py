"""What can be asked about agents: who they are, what is in their bags and of which transfers, their sales and requests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from app.core.agents.views import (
    AgentSaleLineView,
    AgentSaleView,
    AgentView,
    AllocationView,
    BagLineView,
    CartLineView,
    RequestLineView,
    RequestView,
)
from db.firsts import is_first
from db.models.agents import (
    Agent,
    AgentCartLine,
    AgentRefundLine,
    AgentRequest,
    AgentRequestAnswer,
    AgentRequestLine,
    AgentSale,
    AgentSaleLine,
    BagLease,
)
from db.models.catalog import Product, Unit
from db.models.company import Till
from db.models.stock import StockLayer, StockMovement, StockPortion, Store
from db.models.transfers import Transfer, TransferAnswerLine, TransferLine

_LAYERS_MOVEMENT = (StockMovement.document_id == StockLayer.document_id) & (StockMovement.id == StockLayer.movement_id)


def bag_holder(session: Session, *, agent_id: UUID) -> UUID | None:
    """The till that has the bag, as far as is known here."""
    return session.scalar(select(BagLease.till_id).where(BagLease.id == agent_id))


def agents(session: Session, *, branch_id: UUID | None = None) -> tuple[AgentView, ...]:
    """The agents (of a branch), by name, with the till that has each bag."""
    query = (
        select(Agent, Store.name, BagLease.till_id, Till.name)
        .join(Store, Store.id == Agent.id)
        .outerjoin(BagLease, BagLease.id == Agent.id)
        .outerjoin(Till, Till.id == BagLease.till_id)
        .where(Agent.deleted_at.is_(None))
        .order_by(Store.name)
    )
    if branch_id is not None:
        query = query.where(Agent.branch_id == branch_id)
    return tuple(
        AgentView(
            agent.id, agent.person_id, name, agent.branch_id, agent.commission_ppm, agent.keeps_commission,
            agent.price_list_id, till_id, till,
        )
        for agent, name, till_id, till in session.execute(query)
    )


def bag(session: Session, *, agent_id: UUID, also_empty: bool = False) -> tuple[BagLineView, ...]:
    """What is in a bag by line of a transfer, in the order in which it will be sold: by name, then by arrival."""
    taken = (
        select(
            StockPortion.layer_id,
            func.sum(case((StockMovement.document_kind == "transfer", StockPortion.quantity_milli), else_=0)).label("returned"),
            func.sum(
                case((StockMovement.document_kind != "transfer", StockPortion.quantity_milli - StockPortion.back_milli), else_=0)
            ).label("sold"),
        )
        .join(
            StockMovement,
            (StockMovement.document_id == StockPortion.document_id) & (StockMovement.id == StockPortion.movement_id),
        )
        .where(StockMovement.store_id == agent_id)
        .group_by(StockPortion.layer_id)
        .subquery()
    )
    left, left_minor = func.sum(StockLayer.left_milli), func.sum(StockLayer.left_minor)
    query = (
        select(
            TransferLine.product_id, TransferLine.name, TransferLine.unit, Transfer.id, Transfer.number, TransferLine.id,
            TransferAnswerLine.accepted_milli, func.sum(func.coalesce(taken.c.returned, 0)),
            func.sum(func.coalesce(taken.c.sold, 0)), left, left_minor,
        )
        .select_from(StockLayer)
        .join(StockMovement, _LAYERS_MOVEMENT)
        .join(TransferLine, TransferLine.id == StockMovement.line_id)
        .join(Transfer, Transfer.id == TransferLine.transfer_id)
        .join(TransferAnswerLine, TransferAnswerLine.transfer_line_id == TransferLine.id)
        .outerjoin(taken, taken.c.layer_id == StockLayer.id)
        .where(StockLayer.store_id == agent_id)
        .group_by(TransferLine.id)
        .order_by(TransferLine.name, func.min(StockLayer.arrived_at))
    )
    if not also_empty:
        query = query.having(left > 0)
    return tuple(BagLineView(*row) for row in session.execute(query))


def allocations(session: Session, *, sale_id: UUID) -> tuple[AllocationView, ...]:
    """Which transfers each line of a sale out of a bag took from: so many, of which so many came back, at this cost."""
    query = (
        select(
            AgentSaleLine.id, AgentSaleLine.name, Transfer.id, Transfer.number, TransferLine.id, StockPortion.quantity_milli,
            StockPortion.back_milli, StockPortion.cost_minor,
        )
        .select_from(StockPortion)
        .join(StockLayer, StockLayer.id == StockPortion.layer_id)
        .join(StockMovement, _LAYERS_MOVEMENT)
        .join(TransferLine, TransferLine.id == StockMovement.line_id)
        .join(Transfer, Transfer.id == TransferLine.transfer_id)
    )
    sold = select(StockMovement.id, StockMovement.line_id).where(StockMovement.document_id == sale_id).subquery()
    query = (
        query.join(sold, sold.c.id == StockPortion.movement_id)
        .join(AgentSaleLine, AgentSaleLine.id == sold.c.line_id)
        .where(StockPortion.document_id == sale_id)
        .order_by(AgentSaleLine.position, StockPortion.number)
    )
    return tuple(AllocationView(*row) for row in session.execute(query))


def agent_sales(
    session: Session, *, agent_id: UUID | None = None, sale_ids: Sequence[UUID] | None = None, number: str | None = None,
    only_late: bool = False, limit: int = 100,
) -> tuple[AgentSaleView, ...]:
    """Sales out of bags, newest first, with what of each line came back."""
    query = (
        select(AgentSale, Store.name).join(Store, Store.id == AgentSale.agent_id)
        .order_by(AgentSale.at.desc(), AgentSale.id.desc()).limit(limit)
    )
    for condition, wanted in (
        (AgentSale.agent_id == agent_id, agent_id is not None), (AgentSale.number == number, number is not None),
        (AgentSale.id.in_(sale_ids or ()), sale_ids is not None), (AgentSale.is_late, only_late),
    ):
        query = query.where(condition) if wanted else query
    rows = session.execute(query).all()
    lines: dict[UUID, list[AgentSaleLineView]] = {}
    came = select(func.sum(AgentRefundLine.quantity_milli)).where(AgentRefundLine.sale_line_id == AgentSaleLine.id)
    back = func.coalesce(came.scalar_subquery(), 0)
    of_sales = select(AgentSaleLine, back).where(AgentSaleLine.sale_id.in_([sale.id for sale, _name in rows]))
    for line, back_milli in session.execute(of_sales.order_by(AgentSaleLine.position)):
        lines.setdefault(line.sale_id, []).append(
            AgentSaleLineView(
                line.id, line.product_id, line.name, line.unit, line.price_minor, line.quantity_milli, back_milli, line.net_minor
            )
        )
    return tuple(
        AgentSaleView(
            sale.id, sale.number, sale.agent_id, name, sale.at, sale.total_minor, sale.commission_minor, sale.is_late,
            tuple(lines.get(sale.id, ())),
        )
        for sale, name in rows
    )


def requests(
    session: Session, *, agent_id: UUID | None = None, number: str | None = None, only_waiting: bool = False, limit: int = 100
) -> tuple[RequestView, ...]:
    """What agents have asked for, newest first, and what became of it."""
    query = (
        select(AgentRequest, Store.name, AgentRequestAnswer)
        .join(Store, Store.id == AgentRequest.agent_id)
        .outerjoin(
            AgentRequestAnswer, and_(AgentRequestAnswer.request_id == AgentRequest.id, is_first(AgentRequestAnswer, "request_id"))
        )
        .order_by(AgentRequest.at.desc(), AgentRequest.id.desc())
        .limit(limit)
    )
    if agent_id is not None:
        query = query.where(AgentRequest.agent_id == agent_id)
    if number is not None:
        query = query.where(AgentRequest.number == number)
    if only_waiting:
        query = query.where(AgentRequestAnswer.id.is_(None))
    rows: Sequence[Any] = session.execute(query).all()
    given = _given(session, [answer.transfer_id for _request, _name, answer in rows if answer is not None])
    lines = select(AgentRequestLine).where(AgentRequestLine.request_id.in_([row[0].id for row in rows]))
    asked: dict[UUID, list[AgentRequestLine]] = {}
    for line in session.scalars(lines.order_by(AgentRequestLine.position)):
        asked.setdefault(line.request_id, []).append(line)
    return tuple(_request(request, name, answer, asked.get(request.id, []), given) for request, name, answer in rows)


def _request(
    request: AgentRequest, name: str, answer: AgentRequestAnswer | None, lines: Sequence[AgentRequestLine],
    given: dict[tuple[UUID | None, UUID], int],
) -> RequestView:
    outcome, reason, transfer_id = "asked", None, None
    if answer is not None:
        outcome, reason, transfer_id = answer.outcome, answer.reason, answer.transfer_id
    return RequestView(
        request.id, request.number, request.agent_id, name, request.at, outcome, request.note, reason, transfer_id,
        tuple(
            RequestLineView(
                line.product_id, line.name, line.unit, line.quantity_milli,
                given.get((transfer_id, line.product_id), 0) if answer is not None else None,
            )
            for line in lines
        ),
    )


def cart(session: Session, *, agent_id: UUID) -> tuple[CartLineView, ...]:
    """What an agent is about to ask for, by name."""
    query = (
        select(AgentCartLine.product_id, Product.name, Unit.code, AgentCartLine.quantity_milli)
        .join(Product, Product.id == AgentCartLine.product_id)
        .join(Unit, Unit.id == Product.unit_id)
        .where(AgentCartLine.agent_id == agent_id)
        .order_by(Product.name)
    )
    return tuple(CartLineView(*row) for row in session.execute(query))


def _given(session: Session, transfer_ids: Sequence[UUID | None]) -> dict[tuple[UUID | None, UUID], int]:
    query = select(TransferLine.transfer_id, TransferLine.product_id, TransferLine.quantity_milli)
    rows = session.execute(query.where(TransferLine.transfer_id.in_(transfer_ids)))
    return {(transfer_id, product_id): milli for transfer_id, product_id, milli in rows}
