"""Agents as a manager looks at them: those of a branch at a glance; of one the bag, the settlement and what was paid. Costs are
left out for whoever may not see them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.core.agents.queries import agents, allocations, bag
from app.core.agents.settling import settlements
from app.core.agents.views import AgentView, AllocationView, BagLineView, Settlement
from app.core.staff.access import read_grant
from app.kernel.permissions import Right
from db.models.agents import AgentPayment, AgentRequest, AgentRequestAnswer
from db.models.company import Till
from db.models.staff import Person
from db.models.stock import StockLevel
from db.models.transfers import Transfer, TransferAnswer


@dataclass(frozen=True, slots=True)
class AgentGlance:
    """An agent in a list: pieces in the bag, what is owed (below zero: by the shop), what waits for an answer."""

    agent: AgentView
    goods_milli: int
    owes_minor: int
    waiting_transfers: int
    waiting_requests: int


@dataclass(frozen=True, slots=True)
class AgentPaymentView:
    """Money that an agent has handed in, and to whom."""

    payment_id: UUID
    number: str
    tender: str
    amount_minor: int
    note: str | None
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BagTill:
    """A till that a bag may be sold from."""

    till_id: UUID
    name: str


def agents_at_a_glance(session: Session, *, branch_id: UUID) -> tuple[AgentGlance, ...]:
    """The agents of a branch, by name."""
    found = agents(session, branch_id=branch_id)
    stands = {each.agent_id: each for each in settlements(session, agent_ids=[each.agent_id for each in found])}
    sent = (
        select(Transfer.to_store_id, func.count())
        .outerjoin(TransferAnswer, TransferAnswer.transfer_id == Transfer.id)
        .where(Transfer.purpose == "agent", TransferAnswer.id.is_(None))
        .group_by(Transfer.to_store_id)
    )
    asked = (
        select(AgentRequest.agent_id, func.count())
        .outerjoin(AgentRequestAnswer, AgentRequestAnswer.request_id == AgentRequest.id)
        .where(AgentRequestAnswer.id.is_(None))
        .group_by(AgentRequest.agent_id)
    )
    transfers, requests = _counts(session, sent), _counts(session, asked)
    return tuple(
        AgentGlance(
            each, stands[each.agent_id].goods_milli, stands[each.agent_id].owes_minor, transfers.get(each.agent_id, 0),
            requests.get(each.agent_id, 0),
        )
        for each in found
    )


def bag_seen(session: Session, *, agent_id: UUID, person_id: UUID, branch_id: UUID) -> tuple[BagLineView, ...]:
    """What is in a bag by line of a transfer, as `bag` says it, for whoever looks."""
    lines = bag(session, agent_id=agent_id)
    return lines if _sees_cost(session, person_id, branch_id) else tuple(replace(line, left_minor=None) for line in lines)


def settlement_seen(session: Session, *, agent_id: UUID, person_id: UUID, branch_id: UUID) -> Settlement | None:
    """Where one agent and the shop stand, for whoever looks; None for an agent who is gone."""
    found = next(iter(settlements(session, agent_ids=[agent_id])), None)
    if found is None or _sees_cost(session, person_id, branch_id):
        return found
    return replace(found, goods_cost_minor=None)


def allocations_seen(session: Session, *, sale_id: UUID, person_id: UUID, branch_id: UUID) -> tuple[AllocationView, ...]:
    """Which transfers a sale took of, for whoever looks."""
    found = allocations(session, sale_id=sale_id)
    return found if _sees_cost(session, person_id, branch_id) else tuple(replace(each, cost_minor=None) for each in found)


def agent_payments(session: Session, *, agent_id: UUID, limit: int = 100) -> tuple[AgentPaymentView, ...]:
    """What an agent has handed in, newest first."""
    query = (
        select(AgentPayment, Person.name).join(Person, Person.id == AgentPayment.person_id)
        .where(AgentPayment.agent_id == agent_id).order_by(AgentPayment.at.desc(), AgentPayment.id.desc()).limit(limit)
    )
    return tuple(
        AgentPaymentView(row.id, row.number, row.tender, row.amount_minor, row.note, person, row.at)
        for row, person in session.execute(query)
    )


def bag_tills(session: Session, *, branch_id: UUID) -> tuple[BagTill, ...]:
    """The tills of a branch, by name."""
    query = select(Till.id, Till.name).where(Till.branch_id == branch_id).order_by(Till.name)
    return tuple(BagTill(*row) for row in session.execute(query))


def on_shelf(session: Session, *, store_id: UUID, product_ids: list[UUID]) -> dict[UUID, int]:
    """How much of these goods the books have in a store; nothing of what was never there."""
    query = select(StockLevel.product_id, StockLevel.on_hand_milli)
    rows = session.execute(query.where(StockLevel.store_id == store_id, StockLevel.product_id.in_(product_ids)))
    return {row[0]: row[1] for row in rows}


def _counts(session: Session, query: Select[UUID, int]) -> dict[UUID, int]:
    return {row[0]: row[1] for row in session.execute(query)}


def _sees_cost(session: Session, person_id: UUID, branch_id: UUID) -> bool:
    return read_grant(session, person_id=person_id, branch_id=branch_id).allows(Right.SEE_COST)
