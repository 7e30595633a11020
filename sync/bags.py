"""Whose bag it is, when a till is about to sell out of one: the centre decides, so that two tills never both have it."""

from __future__ import annotations

from uuid import UUID

from app.core.agents.commands.leases import take_bag
from app.kernel.context import By
from app.kernel.errors import RuleBroken
from sync.centre import Centre
from sync.rounds import Store


def claim_bag(store: Store, centre: Centre, *, agent_id: UUID, by: By) -> None:
    """This till takes the bag, there and here. One that the centre does not know yet stays as it is.

    Refused: `agents.bag_elsewhere`, with the till that has it; what `Centre.take_bag` and `take_bag` refuse.
    """
    said = centre.take_bag(agent_id, at=store.clock())
    if said is None:
        return
    if not said.is_mine:
        raise RuleBroken("agents.bag_elsewhere", till=said.till)
    store.do(take_bag, by=by, agent_id=agent_id)
