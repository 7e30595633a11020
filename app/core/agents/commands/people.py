"""Who is an agent: a person with a bag, a commission and perhaps a price list."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.core.agents.bags import agent_of
from app.core.agents.rules import check_commission
from app.core.audit.commands import audit
from app.core.staff.access import require
from app.kernel.errors import RuleBroken
from app.kernel.keep import KEEP, Keep
from app.kernel.permissions import Right
from db.models.agents import Agent
from db.models.catalog import PriceList
from db.models.staff import Person
from db.models.stock import Store
from db.uow import Uow


def make_agent(
    uow: Uow, *, person_id: UUID, commission_ppm: int = 0, keeps_commission: bool = True, price_list_id: UUID | None = None
) -> UUID:
    """A person gets a bag in this branch; answers the agent's id, which is the bag's. `keeps_commission`: it is taken off what
    is owed.

    Refused: `right.missing`, `staff.unknown`, `agents.known`, `agents.commission`, `not_found`.
    """
    lender_id = require(uow, Right.EDIT_AGENTS)
    check_commission(commission_ppm)
    person = uow.session.get(Person, person_id)
    if person is None or person.deleted_at is not None:
        raise RuleBroken("staff.unknown")
    if uow.session.scalar(select(Agent.id).where(Agent.person_id == person_id)) is not None:
        raise RuleBroken("agents.known", name=person.name)
    if price_list_id is not None:
        uow.must_exist(PriceList, price_list_id)
    agent_id, branch_id = uow.new_id(), uow.place.branch_id
    uow.add_card(
        Store(id=agent_id, branch_id=branch_id, name=person.name, kind="agent", person_id=person_id, deleted_at=None)
    )
    uow.session.flush()
    uow.add_card(
        Agent(
            id=agent_id, branch_id=branch_id, person_id=person_id, commission_ppm=commission_ppm,
            keeps_commission=keeps_commission, price_list_id=price_list_id, deleted_at=None,
        )
    )
    audit(uow, "agents.added", person_id, lender_id=lender_id, ppm=commission_ppm)
    uow.touch("agents", "stock")
    return agent_id


def change_agent(
    uow: Uow, *, agent_id: UUID, commission_ppm: int | Keep = KEEP, keeps_commission: bool | Keep = KEEP,
    price_list_id: UUID | Keep | None = KEEP,
) -> None:
    """Change what is given; sales that were made keep the rate that they were made at.

    Refused: `right.missing`, `agents.commission`, `agents.other_branch`, `not_found`.
    """
    lender_id = require(uow, Right.EDIT_AGENTS)
    agent = agent_of(uow, agent_id)
    if not isinstance(commission_ppm, Keep):
        check_commission(commission_ppm)
    if isinstance(price_list_id, UUID):
        uow.must_exist(PriceList, price_list_id)
    given = {"commission_ppm": commission_ppm, "keeps_commission": keeps_commission, "price_list_id": price_list_id}
    meant = {name: value for name, value in given.items() if value is not KEEP}
    if uow.change_card(agent, **meant):
        audit(uow, "agents.changed", agent.person_id, lender_id=lender_id, ppm=agent.commission_ppm)
        uow.touch("agents")
