"""The request cart: an agent asks for goods, the manager approves all or part of it, and that makes the transfer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from app.core.agents.bags import agent_of, check_acts, check_pieces
from app.core.agents.commands.handing import hand_goods_over
from app.core.audit.commands import audit
from app.core.staff.access import require
from app.core.stock.transferring import LINE_TOLD, lines_of, told_of
from app.core.stock.views import Sending
from app.kernel.canonical import as_table
from app.kernel.errors import RuleBroken
from app.kernel.permissions import Right
from app.kernel.text import name_of, note_of
from db.models.agents import AgentCartLine, AgentRequest, AgentRequestAnswer, AgentRequestLine
from db.uow import Uow


def put_in_cart(uow: Uow, *, agent_id: UUID, product_id: UUID, quantity_milli: int) -> None:
    """So much of a product stands in the agent's cart from now on; nothing takes it out. A draft: nobody has asked yet.

    Refused: `right.missing`, `agents.half_a_piece`, `agents.other_branch`, `stock.product_gone`, `stock.not_goods`,
    `quantity.*`, `not_found`.
    """
    check_acts(uow, agent_of(uow, agent_id))
    row = uow.session.get(AgentCartLine, (agent_id, product_id))
    if quantity_milli == 0:
        if row is not None:
            uow.session.delete(row)
        uow.touch("agents")
        return
    check_pieces(uow, [(product_id, quantity_milli)])
    lines_of(uow, [Sending(product_id, quantity_milli)])
    if row is None:
        uow.add(AgentCartLine(agent_id=agent_id, product_id=product_id, quantity_milli=quantity_milli))
    else:
        row.quantity_milli = quantity_milli
    uow.touch("agents")


def ask_for_goods(uow: Uow, *, agent_id: UUID, items: Sequence[Sending] = (), note: str | None = None) -> UUID:
    """The agent asks for what stands in the cart (which is empty then), or for these items. Answers the request's id.

    Refused: `right.missing`, `stock.nothing`, and what `put_in_cart` refuses; `text.too_long`.
    """
    agent = agent_of(uow, agent_id)
    check_acts(uow, agent)
    if not items:
        cart = select(AgentCartLine).where(AgentCartLine.agent_id == agent_id)
        items = [Sending(row.product_id, row.quantity_milli) for row in uow.session.scalars(cart)]
        uow.session.execute(delete(AgentCartLine).where(AgentCartLine.agent_id == agent_id))
    check_pieces(uow, [(item.product_id, item.quantity_milli) for item in items])
    lines = lines_of(uow, items)
    _number, text = uow.next_number("agent_request", "G")
    header: dict[str, Any] = {
        "id": uow.new_id(), "number": text, "agent_id": agent_id, "note": note_of(note, field="note"),
        "line_count": len(lines), "person_id": uow.person_id, "at": uow.now, "business_date": uow.today,
    }
    uow.add_many(AgentRequest, [header])
    uow.add_many(AgentRequestLine, [{**line, "request_id": header["id"]} for line in lines])
    sha256 = uow.record("agents", "agent_request.asked", header["id"], {**told_of(header), "lines": as_table(LINE_TOLD, lines)})
    audit(uow, "agent_request.asked", header["id"], number=text, sha256=sha256)
    request_id: UUID = header["id"]
    return request_id


def approve_request(
    uow: Uow, *, request_id: UUID, approved: Mapping[UUID, int] | None = None, from_store_id: UUID | None = None
) -> UUID:
    """The agent gets what was asked for, or of some products (by id, in milli; 0 for none) less: a transfer is made. Answers
    its id.

    Refused: `right.missing`, `request.answered`, `request.more_than_asked` (with the figure), `request.other_product`, and
    what `hand_over` refuses.
    """
    require(uow, Right.APPROVE_REQUESTS)
    request = _unanswered(uow, request_id)
    query = select(AgentRequestLine).where(AgentRequestLine.request_id == request_id).order_by(AgentRequestLine.position)
    lines, wanted = list(uow.session.scalars(query)), approved or {}
    if not wanted.keys() <= {line.product_id for line in lines}:
        raise RuleBroken("request.other_product", number=request.number)
    items = []
    for line in lines:
        milli = wanted.get(line.product_id, line.quantity_milli)
        if milli > line.quantity_milli:
            raise RuleBroken("request.more_than_asked", name=line.name, asked_milli=line.quantity_milli, given_milli=milli)
        if milli:
            items.append(Sending(line.product_id, milli))
    transfer_id = hand_goods_over(
        uow, agent_id=request.agent_id, items=items, from_store_id=from_store_id, note=request.number, request_id=request_id
    )
    _answer(uow, request, "approved", transfer_id=transfer_id)
    return transfer_id


def decline_request(uow: Uow, *, request_id: UUID, reason: str) -> None:
    """The agent gets nothing of it, and is told why. Refused: `right.missing`, `request.answered`, `text.*`, `not_found`."""
    require(uow, Right.APPROVE_REQUESTS)
    _answer(uow, _unanswered(uow, request_id), "declined", reason=name_of(reason, field="reason"))


def _unanswered(uow: Uow, request_id: UUID) -> AgentRequest:
    request = uow.get(AgentRequest, request_id)
    if uow.session.scalar(select(AgentRequestAnswer.id).where(AgentRequestAnswer.request_id == request_id)) is not None:
        raise RuleBroken("request.answered", number=request.number)
    agent_of(uow, request.agent_id)
    return request


def _answer(
    uow: Uow, request: AgentRequest, outcome: str, *, transfer_id: UUID | None = None, reason: str | None = None
) -> None:
    row: dict[str, Any] = {
        "id": uow.new_id(), "request_id": request.id, "outcome": outcome, "transfer_id": transfer_id, "reason": reason,
        "person_id": uow.person_id, "at": uow.now, "business_date": uow.today,
    }
    uow.add_many(AgentRequestAnswer, [row])
    sha256 = uow.record("agents", "agent_request.answered", row["id"], {**told_of(row), "number": request.number})
    if outcome == "approved":
        audit(uow, "agent_request.approved", row["id"], number=request.number, sha256=sha256)
    else:
        audit(uow, "agent_request.declined", row["id"], number=request.number, reason=reason, sha256=sha256)
