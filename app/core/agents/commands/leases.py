"""From which till a bag is sold: from one at a time. It is let go, moved, or (with a reason) taken away."""

from __future__ import annotations

from uuid import UUID

from app.core.agents.bags import agent_of, check_acts, give_lease, till_name
from app.core.audit.commands import audit
from app.core.staff.access import require
from app.kernel.errors import RuleBroken
from app.kernel.permissions import Right
from app.kernel.text import name_of
from db.models.agents import BagLease
from db.models.company import Till
from db.uow import Uow


def let_go(uow: Uow, *, agent_id: UUID) -> None:
    """This till lets the bag go: another may take it, or be given it.

    Refused: `right.missing`, `agents.bag_elsewhere` (with the till that has it), `agents.other_branch`, `not_found`.
    """
    agent = agent_of(uow, agent_id)
    check_acts(uow, agent)
    lease = uow.session.get(BagLease, agent_id)
    if lease is None or lease.till_id is None:
        return
    if lease.till_id != uow.place.till_id:
        raise RuleBroken("agents.bag_elsewhere", till=till_name(uow, lease.till_id))
    give_lease(uow, agent, None)
    audit(uow, "agents.bag_let_go", agent.person_id)


def take_bag(uow: Uow, *, agent_id: UUID) -> None:
    """The centre has said that the bag is this till's from now on, whatever was known here.

    Refused: `right.missing`, `agents.other_branch`, `not_found`.
    """
    agent = agent_of(uow, agent_id)
    check_acts(uow, agent)
    lease = uow.session.get(BagLease, agent_id)
    if lease is None or lease.till_id != uow.place.till_id:
        give_lease(uow, agent, uow.place.till_id)
        audit(uow, "agents.bag_taken", agent.id)


def move_lease(uow: Uow, *, agent_id: UUID, till_id: UUID) -> None:
    """Another till sells the bag from now on; the old one has let it go before.

    Refused: `right.missing`, `agents.bag_not_let_go` (with the till that has it), `agents.other_branch`, `not_found`.
    """
    lender_id = require(uow, Right.MOVE_BAG)
    agent = agent_of(uow, agent_id)
    uow.must_exist(Till, till_id)
    lease = uow.session.get(BagLease, agent_id)
    if lease is not None and lease.till_id not in (None, till_id):
        raise RuleBroken("agents.bag_not_let_go", till=till_name(uow, lease.till_id))
    give_lease(uow, agent, till_id)
    audit(uow, "agents.bag_moved", agent.person_id, lender_id=lender_id)


def force_lease(uow: Uow, *, agent_id: UUID, till_id: UUID, reason: str) -> None:
    """The bag is taken from a till that cannot let it go (it is broken, or gone). What that till still sells stands, and is
    flagged as late when it arrives here.

    Refused: `right.missing`, `agents.other_branch`, `text.*`, `not_found`.
    """
    lender_id = require(uow, Right.MOVE_BAG)
    agent = agent_of(uow, agent_id)
    uow.must_exist(Till, till_id)
    why = name_of(reason, field="reason")
    give_lease(uow, agent, till_id)
    audit(uow, "agents.bag_forced", agent.person_id, lender_id=lender_id, reason=why)
