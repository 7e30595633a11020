"""Where agents and the shop stand: asked by commands and queries alike."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.agents.rules import owed_minor
from app.core.agents.views import Settlement
from app.core.catalog.price_lists import default_price_list
from app.kernel.money import extend_minor
from db.models.agents import Agent, AgentPayment, AgentRefund, AgentSale
from db.models.catalog import Price
from db.models.stock import StockLayer, Store


def settlements(session: Session, *, agent_ids: list[UUID] | None = None) -> tuple[Settlement, ...]:
    """Each agent's settlement, by name: money in and out of the agent's hands, goods in the bag at price and at cost."""
    query = select(Agent, Store.name).join(Store, Store.id == Agent.id).where(Agent.deleted_at.is_(None)).order_by(Store.name)
    if agent_ids is not None:
        query = query.where(Agent.id.in_(agent_ids))
    agents = session.execute(query).all()
    sold = _sums(session, AgentSale.agent_id, AgentSale.total_minor, AgentSale.commission_minor)
    back = _sums(session, AgentRefund.agent_id, AgentRefund.total_minor, AgentRefund.commission_minor)
    paid = _sums(session, AgentPayment.agent_id, AgentPayment.amount_minor)
    return tuple(
        _settlement(session, agent, name, sold.get(agent.id, (0, 0)), back.get(agent.id, (0, 0)), paid.get(agent.id, (0,))[0])
        for agent, name in agents
    )


def left_with(session: Session, *, person_id: UUID) -> Settlement | None:
    """What is still open with somebody who has a bag: goods in it, or money either way; None where nothing is."""
    agent_ids = list(session.scalars(select(Agent.id).where(Agent.person_id == person_id)))
    found = settlements(session, agent_ids=agent_ids)
    return next((each for each in found if each.goods_milli or each.owes_minor), None)


def _sums(session: Session, by: object, *figures: object) -> dict[UUID, tuple[int, ...]]:
    query = select(by, *(func.sum(figure) for figure in figures)).group_by(by)  # type: ignore[call-overload]
    return {row[0]: tuple(row[1:]) for row in session.execute(query)}


def _settlement(
    session: Session, agent: Agent, name: str, sold: tuple[int, ...], back: tuple[int, ...], paid: int
) -> Settlement:
    commission = sold[1] - back[1]
    owes = owed_minor(
        sold=sold[0], refunded=back[0], commission=commission, paid=paid, keeps_commission=agent.keeps_commission
    )
    price_list_id = agent.price_list_id or default_price_list(session)
    left = (
        select(StockLayer.product_id, func.sum(StockLayer.left_milli), func.sum(StockLayer.left_minor), Price.price_minor)
        .outerjoin(Price, (Price.product_id == StockLayer.product_id) & (Price.price_list_id == price_list_id))
        .where(StockLayer.store_id == agent.id, StockLayer.left_milli > 0)
        .group_by(StockLayer.product_id)
    )
    goods = session.execute(left).all()
    return Settlement(
        agent.id, name, sold[0], back[0], commission, agent.keeps_commission, paid, owes, sum(row[1] for row in goods),
        sum(extend_minor(row[3] or 0, row[1]) for row in goods), sum(row[2] for row in goods),
    )
