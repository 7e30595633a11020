"""Whose bag it is, from which till it is sold, and what is left in it, by transfer. Used inside commands of agents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select

from app.core.agents.rules import PIECE, check_whole
from app.core.audit.commands import audit
from app.core.staff.access import require
from app.kernel.errors import RuleBroken
from app.kernel.permissions import Right
from db.models.agents import Agent, BagLease
from db.models.catalog import Product
from db.models.company import Till
from db.models.stock import StockLayer, StockMovement
from db.models.transfers import Transfer, TransferLine
from db.prepared import Prepared
from db.uow import Uow

_IN_BAG = Prepared(
    select(StockLayer.product_id, Transfer.number, func.sum(StockLayer.left_milli))
    .join(
        StockMovement,
        (StockMovement.document_id == StockLayer.document_id) & (StockMovement.id == StockLayer.movement_id),
    )
    .outerjoin(TransferLine, TransferLine.id == StockMovement.line_id)
    .outerjoin(Transfer, Transfer.id == TransferLine.transfer_id)
    .where(
        StockLayer.product_id.in_(bindparam("product_ids", expanding=True)), StockLayer.store_id == bindparam("bag"),
        StockLayer.left_milli > 0,
    )
    .group_by(StockLayer.product_id, Transfer.number)
    .order_by(func.min(StockLayer.arrived_at))
)


def agent_of(uow: Uow, agent_id: UUID) -> Agent:
    """Refused: `not_found`, `agents.other_branch`."""
    agent = uow.get(Agent, agent_id)
    if agent.deleted_at is not None:
        raise RuleBroken("not_found", table="agent", id=agent_id)
    if agent.branch_id != uow.place.branch_id:
        raise RuleBroken("agents.other_branch")
    return agent


def check_acts(uow: Uow, agent: Agent) -> None:
    """One's own bag, or the right to act for others. Refused: `right.missing`."""
    require(uow, Right.SELL_FROM_BAG if uow.person_id == agent.person_id else Right.ACT_FOR_AGENTS)


def check_pieces(uow: Uow, quantities: Iterable[tuple[UUID, int]]) -> None:
    """A bag holds whole pieces. Refused: `agents.half_a_piece`, with the product's name."""
    for product_id, milli in quantities:
        if milli % PIECE:
            check_whole(milli, uow.session.scalar(select(Product.name).where(Product.id == product_id)) or "")


def check_in_bag(uow: Uow, agent: Agent, lines: Sequence[Mapping[str, Any]]) -> None:
    """No more of anything than is left in the bag. Refused: `agents.more_than_in_bag`, with the figure of each transfer."""
    wanted: dict[UUID, int] = {}
    for line in lines:
        wanted[line["product_id"]] = wanted.get(line["product_id"], 0) + line["quantity_milli"]
    left: dict[UUID, list[tuple[str, int]]] = {}
    for product_id, number, milli in _IN_BAG.rows(uow.driver, product_ids=list(wanted), bag=agent.id):
        left.setdefault(product_id, []).append((number or "", milli))
    for line in lines:
        parts = left.get(line["product_id"], [])
        there, asked = sum(milli for _number, milli in parts), wanted[line["product_id"]]
        if asked > there:
            raise RuleBroken(
                "agents.more_than_in_bag", name=line["name"], left_milli=there, asked_milli=asked,
                transfers=", ".join(f"{number}: {milli // PIECE}" for number, milli in parts) or "0",
                by_transfer=[{"transfer": number, "left_milli": milli} for number, milli in parts],
            )


def check_lease(uow: Uow, agent: Agent) -> None:
    """This till has the bag, or takes it where nobody has. Refused: `agents.bag_elsewhere`, with the till's name."""
    lease = uow.session.get(BagLease, agent.id)
    if lease is None or lease.till_id is None:
        give_lease(uow, agent, uow.place.till_id)
        audit(uow, "agents.bag_taken", agent.id)
    elif lease.till_id != uow.place.till_id:
        raise RuleBroken("agents.bag_elsewhere", till=till_name(uow, lease.till_id))


def give_lease(uow: Uow, agent: Agent, till_id: UUID | None) -> None:
    """From now on the bag is that till's, or nobody's."""
    lease = uow.session.get(BagLease, agent.id)
    if lease is None:
        uow.add_card(BagLease(id=agent.id, till_id=till_id, taken_at=uow.now))
    else:
        uow.change_card(lease, till_id=till_id, taken_at=uow.now)
    uow.touch("agents")


def till_name(uow: Uow, till_id: UUID) -> str:
    """What a till is called."""
    return uow.session.scalar(select(Till.name).where(Till.id == till_id)) or ""
