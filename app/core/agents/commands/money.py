"""Money of agents: what they hand in of what they have taken."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.agents.bags import agent_of
from app.core.agents.settling import settlements
from app.core.audit.commands import audit
from app.core.cash.commands import put_cash_in
from app.core.cash.rules import check_amount
from app.core.staff.access import require
from app.core.stock.transferring import told_of
from app.kernel.errors import RuleBroken
from app.kernel.permissions import Right
from app.kernel.text import note_of
from db.models.agents import AgentPayment
from db.models.stock import Store
from db.uow import Uow

TENDERS = ("cash", "card", "qr")


def take_agent_payment(uow: Uow, *, agent_id: UUID, amount_minor: int, tender: str = "cash", note: str | None = None) -> UUID:
    """An agent hands money in. Cash goes into the drawer of this till's open shift, as a cash order; by card or QR no shift is
    asked for.

    Refused: `right.missing`, `agents.other_branch`, `payment.unknown_tender`, `cash.not_positive`, `cash.too_large`,
    `shift.none_open` (cash), `text.too_long`, `not_found`; asks `agents.more_than_owed`, with the figure.
    """
    lender_id = require(uow, Right.SETTLE_AGENTS)
    agent = agent_of(uow, agent_id)
    if tender not in TENDERS:
        raise RuleBroken("payment.unknown_tender", tender=tender)
    check_amount(amount_minor)
    (stand,) = settlements(uow.session, agent_ids=[agent_id])
    if amount_minor > stand.owes_minor:
        uow.confirm("agents.more_than_owed", owes_minor=stand.owes_minor, amount_minor=amount_minor)
    _number, text = uow.next_number("agent_payment", "D")
    cash_id = None
    if tender == "cash":
        cash_id = put_cash_in(uow, amount_minor=amount_minor, reason=f"{text} {uow.get(Store, agent.id).name}"[:200])
    row: dict[str, Any] = {
        "id": uow.new_id(), "number": text, "agent_id": agent_id, "tender": tender, "amount_minor": amount_minor,
        "note": note_of(note, field="note"), "cash_id": cash_id, "person_id": uow.person_id, "at": uow.now,
        "business_date": uow.today,
    }
    uow.add_many(AgentPayment, [row])
    sha256 = uow.record("agents", "agent_payment.taken", row["id"], told_of(row))
    audit(
        uow, "agent_payment.taken", row["id"], lender_id=lender_id, number=text, amount_minor=amount_minor, tender=tender,
        sha256=sha256,
    )
    payment_id: UUID = row["id"]
    return payment_id
