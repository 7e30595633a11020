"""Goods into a bag and out of it: handed over, accepted by the agent, taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.core.agents.bags import agent_of, check_acts, check_in_bag, check_pieces
from app.core.staff.access import require
from app.core.stock.transferring import answer, check_on_hand, lines_of, send, store_here
from app.core.stock.views import Sending
from app.kernel.errors import RuleBroken
from app.kernel.permissions import Right
from db.models.staff import Person
from db.models.stock import Store
from db.models.transfers import Transfer, TransferLine
from db.uow import Uow


def hand_over(
    uow: Uow, *, agent_id: UUID, items: Sequence[Sending], from_store_id: UUID | None = None, note: str | None = None
) -> UUID:
    """Goods of a store (else this till's own) are handed to an agent: a transfer that the agent answers.

    Refused: `right.missing`, `agents.other_branch`, `agents.person_gone` (removed meanwhile; goods still come back),
    `agents.half_a_piece`, `stock.more_than_on_hand` (with the figure), `stock.product_gone`, `stock.not_goods`,
    `stock.nothing`, `stock.is_a_bag`, `quantity.*`, `text.too_long`, `not_found`.
    """
    require(uow, Right.SEND_TO_AGENTS)
    return hand_goods_over(uow, agent_id=agent_id, items=items, from_store_id=from_store_id, note=note)


def hand_goods_over(
    uow: Uow, *, agent_id: UUID, items: Sequence[Sending], from_store_id: UUID | None, note: str | None,
    request_id: UUID | None = None,
) -> UUID:
    """The part of `hand_over` that an approved request shares; it asks for no right. Refused: the same."""
    agent = agent_of(uow, agent_id)
    if (person := uow.get(Person, agent.person_id)).deleted_at is not None:
        raise RuleBroken("agents.person_gone", name=person.name)
    from_store = _shop_store(uow, from_store_id)
    check_pieces(uow, [(item.product_id, item.quantity_milli) for item in items])
    lines = lines_of(uow, items)
    check_on_hand(uow, from_store.id, lines)
    bag = store_here(uow, agent.id)
    transfer_id = send(
        uow, from_store=from_store, to_store=bag, lines=lines, purpose="agent", note=note, request_id=request_id
    )
    uow.touch("agents")
    return transfer_id


def accept(uow: Uow, *, transfer_id: UUID, accepted: Mapping[UUID, int] | None = None) -> UUID:
    """The agent takes what was handed over: by line in milli, all of a line that is not named; what is refused comes back into
    the very layers that it was taken from.

    Refused: `right.missing` (it is another's bag), `transfer.answered`, `transfer.more_than_sent` (with the figure),
    `transfer.other_line`, `agents.not_for_a_bag`, `agents.half_a_piece`, `agents.other_branch`, `quantity.*`, `not_found`.
    """
    transfer = uow.get(Transfer, transfer_id)
    if transfer.purpose != "agent":
        raise RuleBroken("agents.not_for_a_bag", number=transfer.number)
    check_acts(uow, agent_of(uow, transfer.to_store_id))
    wanted = accepted or {}
    lines = {line_id: uow.session.get(TransferLine, line_id) for line_id in wanted}
    check_pieces(uow, [(line.product_id, wanted[line_id]) for line_id, line in lines.items() if line is not None])
    answer_id = answer(uow, transfer, wanted, keep_difference=False)
    uow.touch("agents")
    return answer_id


def take_from_agent(
    uow: Uow, *, agent_id: UUID, items: Sequence[Sending], to_store_id: UUID | None = None, note: str | None = None
) -> UUID:
    """Goods come out of a bag into a store (else this till's own), the oldest first; they are there at once. Also goods that
    were removed from the list meanwhile.

    Refused: `right.missing`, `agents.other_branch`, `agents.half_a_piece`, `agents.more_than_in_bag` (with the figure of each
    transfer), `stock.nothing`, `stock.not_goods`, `stock.is_a_bag`, `quantity.*`, `text.too_long`, `not_found`.
    """
    require(uow, Right.SEND_TO_AGENTS)
    agent = agent_of(uow, agent_id)
    check_pieces(uow, [(item.product_id, item.quantity_milli) for item in items])
    lines = lines_of(uow, items, also_gone=True)
    check_in_bag(uow, agent, lines)
    to_store = _shop_store(uow, to_store_id)
    transfer_id = send(
        uow, from_store=store_here(uow, agent.id), to_store=to_store, lines=lines, purpose="return", note=note
    )
    uow.touch("agents")
    return transfer_id


def _shop_store(uow: Uow, store_id: UUID | None) -> Store:
    """A store of this branch that is nobody's bag."""
    store = store_here(uow, store_id or uow.place.store_id)
    if store.branch_id != uow.place.branch_id:
        raise RuleBroken("agents.other_branch")
    if store.kind == "agent":
        raise RuleBroken("stock.is_a_bag", name=store.name)
    return store
