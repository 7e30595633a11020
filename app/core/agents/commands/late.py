"""Sales out of a bag that were made at another till, as their documents arrive: they stand, whatever has become of the bag."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.core.agents.commands.selling import LINE_TOLD, SALE_TOLD
from app.core.audit.commands import audit
from app.core.stock.moves import store_movements
from app.kernel.canonical import from_table
from db.models.agents import Agent, AgentSale, AgentSaleLine, BagLease
from db.uow import Uow

_IDS = ("id", "agent_id", "till_id", "person_id", "product_id", "store_id", "line_id")


def take_in_sale(uow: Uow, *, body: Mapping[str, Any]) -> bool:
    """Store a sale that another till has made, by its document; answers False for one that is here already. It stands also
    where the bag was taken from that till before: it is flagged then, and what the bag had not is owed by it. No right is
    asked for: who sold had it.

    Refused: `not_found` (the agent is not known here).
    """
    told = {name: _value(name, body[name]) for name in SALE_TOLD}
    if uow.session.get(AgentSale, told["id"]) is not None:
        return False
    uow.must_exist(Agent, told["agent_id"])
    lease = uow.session.get(BagLease, told["agent_id"])
    is_late = lease is not None and lease.till_id != told["till_id"] and lease.taken_at <= told["at"]
    uow.add_many(AgentSale, [{**told, "is_late": is_late}])
    also = {"sale_id": told["id"], "agent_id": told["agent_id"], "business_date": told["business_date"]}
    lines = [{name: _value(name, line[name]) for name in LINE_TOLD} for line in from_table(body["lines"])]
    uow.add_many(AgentSaleLine, [{**line, **also} for line in lines])
    rows = [
        {
            **{name: _value(name, value) for name, value in row.items()}, "document_kind": "agent_sale",
            "document_id": told["id"], "occurred_at": told["at"], "business_date": told["business_date"], "cost_minor": None,
            "origin_document_id": None, "origin_id": None, "booked_minor": 0,
        }
        for row in from_table(body["movements"])
    ]
    store_movements(uow, rows, from_elsewhere=True)
    sha256 = uow.record("agents", "agent_sale.completed", told["id"], body)
    if is_late:
        audit(uow, "agent_sale.late", told["id"], number=told["number"], total_minor=told["total_minor"], sha256=sha256)
    else:
        audit(uow, "agent_sale.arrived", told["id"], number=told["number"], total_minor=told["total_minor"], sha256=sha256)
    return True


def _value(name: str, told: Any) -> Any:
    """A value of a document as its column takes it."""
    if told is None:
        return None
    if name in _IDS:
        return UUID(told)
    if name == "at":
        return datetime.fromisoformat(told)
    return date.fromisoformat(told) if name == "business_date" else told
