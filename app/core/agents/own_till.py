"""What an agent's own till shows: whose bag it is, what of each product is in it at which price, what waits to be accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.agents.queries import agents, bag
from app.core.agents.settling import settlements
from app.core.agents.views import AgentView, BagLineView, Settlement
from app.core.catalog.price_lists import default_price_list
from app.core.stock.transfer_list import transfers
from app.core.stock.views import TransferView
from db.models.catalog import Price, Product, ProductCode, Unit


@dataclass(frozen=True, slots=True)
class BagGood:
    """One product of a bag: `codes` with how much each stands for (a box is many), `transfers` with what is left of each.
    `is_gone`: it was removed from the goods and can only be given back. Without a price it is asked for."""

    product_id: UUID
    name: str
    unit: str
    article: str | None
    codes: tuple[tuple[str, int], ...]
    price_minor: int | None
    left_milli: int
    is_gone: bool
    transfers: tuple[BagLineView, ...]


@dataclass(frozen=True, slots=True)
class OwnBag:
    """All that an agent's own till shows; `waiting` are transfers that nobody has answered yet, the oldest first."""

    agent: AgentView
    goods: tuple[BagGood, ...]
    stands: Settlement
    waiting: tuple[TransferView, ...]


def own_bag(session: Session, *, person_id: UUID) -> OwnBag | None:
    """The bag of this person; None for who is no agent."""
    agent = next((each for each in agents(session) if each.person_id == person_id), None)
    if agent is None:
        return None
    (stands,) = settlements(session, agent_ids=[agent.agent_id])
    waiting = transfers(session, store_id=agent.agent_id, purpose="agent", only_waiting=True)
    goods = bag_goods(session, agent_id=agent.agent_id, price_list_id=agent.price_list_id)
    return OwnBag(agent, goods, stands, waiting[::-1])


def bag_goods(session: Session, *, agent_id: UUID, price_list_id: UUID | None = None) -> tuple[BagGood, ...]:
    """What is in a bag by product, by name, at the prices of this list (else the default one)."""
    lines: dict[UUID, list[BagLineView]] = {}
    for line in bag(session, agent_id=agent_id):
        lines.setdefault(line.product_id, []).append(line)
    codes = _codes(session, list(lines))
    listed = price_list_id or default_price_list(session)
    query = (
        select(Product.id, Product.name, Unit.code, Product.article, Price.price_minor, Product.deleted_at)
        .join(Unit, Unit.id == Product.unit_id)
        .outerjoin(Price, (Price.product_id == Product.id) & (Price.price_list_id == listed))
        .where(Product.id.in_(lines))
        .order_by(Product.name, Product.id)
    )
    return tuple(
        BagGood(
            product_id, name, unit, article, tuple(codes.get(product_id, ())), price_minor,
            sum(line.left_milli for line in lines[product_id]), deleted_at is not None, tuple(lines[product_id]),
        )
        for product_id, name, unit, article, price_minor, deleted_at in session.execute(query)
    )


def _codes(session: Session, product_ids: Sequence[UUID]) -> dict[UUID, list[tuple[str, int]]]:
    query = select(ProductCode.product_id, ProductCode.code, ProductCode.quantity_milli).order_by(ProductCode.id)
    found: dict[UUID, list[tuple[str, int]]] = {}
    for product_id, code, milli in session.execute(
        query.where(ProductCode.product_id.in_(product_ids), ProductCode.deleted_at.is_(None))
    ):
        found.setdefault(product_id, []).append((code, milli))
    return found
