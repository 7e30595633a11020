"""The agents' report: handed over, accepted, returned, sold, on hand and owed, by agent, by product and by day; top goods."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.agents.settling import settlements
from app.core.agents.views import AgentsReport, AgentsRow
from app.core.staff.access import read_grant
from app.core.staff.queries import check_right
from app.kernel.errors import RuleBroken
from app.kernel.permissions import Right
from db.models.agents import Agent
from db.prepared import driver_of

TOP = 10
_AT_ONCE = 500
_OF_BAG = "{day} BETWEEN :first AND :last AND (:agent IS NULL OR {bag} = :agent)"
_LINES: Mapping[str, tuple[str, str, str]] = {
    "handed": ("sum(quantity_milli), 0", "bag_id", "transfer_line INDEXED BY ix_transfer_line_bag WHERE purpose = 'agent'"),
    "accepted": (
        "sum(accepted_milli), 0", "bag_id",
        "transfer_answer_line INDEXED BY ix_transfer_answer_line_bag WHERE bag_id IS NOT NULL",
    ),
    "returned": ("sum(quantity_milli), 0", "bag_id", "transfer_line INDEXED BY ix_transfer_line_bag WHERE purpose = 'return'"),
    "sold": ("sum(quantity_milli), sum(net_minor)", "agent_id", "agent_sale_line INDEXED BY ix_agent_sale_line_bag WHERE true"),
    "back": (
        "-sum(quantity_milli), -sum(net_minor)", "agent_id",
        "agent_refund_line INDEXED BY ix_agent_refund_line_bag WHERE true",
    ),
}
"""By measure: the figures, whose bag, and the lines in the order of bag and product, so that nothing has to be sorted."""
_SENT = "(SELECT sum(l.quantity_milli) FROM transfer_line l WHERE l.transfer_id = t.id)"
_DAYS: Mapping[str, tuple[str, str, str]] = {
    "handed": (f"sum({_SENT}), 0", "t.to_store_id", "transfer t WHERE t.purpose = 'agent'"),
    "accepted": (
        "sum((SELECT sum(l.accepted_milli) FROM transfer_answer_line l WHERE l.answer_id = t.id)), 0", "s.to_store_id",
        "transfer_answer t JOIN transfer s ON s.id = t.transfer_id WHERE s.purpose = 'agent'",
    ),
    "returned": (f"sum({_SENT}), 0", "t.from_store_id", "transfer t WHERE t.purpose = 'return'"),
    "sold": (
        "sum(t.quantity_milli), sum(t.net_minor)", "t.agent_id",
        "agent_sale_line t INDEXED BY ix_agent_sale_line_report WHERE true",
    ),
    "back": (
        "-sum(t.quantity_milli), -sum(t.net_minor)", "t.agent_id",
        "agent_refund_line t INDEXED BY ix_agent_refund_line_report WHERE true",
    ),
}
"""The same by day: of transfers by their headers, which are few; of sales in the order of the days."""
_ON_HAND = """SELECT store_id, product_id, sum(left_milli) FROM stock_layer
              WHERE left_milli > 0 AND store_id IN (SELECT id FROM agent) GROUP BY 1, 2"""


@dataclass(slots=True)
class _Sums:
    handed: int = 0
    accepted: int = 0
    returned: int = 0
    sold: int = 0
    sold_minor: int = 0
    on_hand: int = 0

    def add(self, measure: str, milli: int, minor: int) -> None:
        if measure in ("sold", "back"):
            self.sold += milli
            self.sold_minor += minor
        else:
            setattr(self, measure, getattr(self, measure) + milli)


def agents_report(
    session: Session, *, first: date, last: date, agent_id: UUID | None = None, top: int = TOP
) -> AgentsReport:
    """What agents did from `first` to `last` (both days within), of all or of one. What is on hand and owed is as of now; what
    was sold is net of what came back, on the day on which that happened. Refused: `period.backwards`."""
    if first > last:
        raise RuleBroken("period.backwards", first=first, last=last)
    driver = driver_of(session)
    told = {"first": first.isoformat(), "last": last.isoformat(), "agent": agent_id.bytes if agent_id is not None else None}
    by_agent: dict[bytes, _Sums] = {}
    by_product: dict[bytes, _Sums] = {}
    by_day: dict[str, _Sums] = {}
    for measure, (figures, bag, source) in _LINES.items():
        query = f"SELECT {bag}, product_id, {figures} FROM {source} AND {_OF_BAG.format(day='business_date', bag=bag)}"
        for bag_id, product_id, milli, minor in driver.execute(f"{query} GROUP BY 1, 2", told):
            by_agent.setdefault(bag_id, _Sums()).add(measure, milli, minor)
            by_product.setdefault(product_id, _Sums()).add(measure, milli, minor)
    for measure, (figures, bag, source) in _DAYS.items():
        query = f"SELECT t.business_date, {figures} FROM {source} AND {_OF_BAG.format(day='t.business_date', bag=bag)}"
        for of_day, milli, minor in driver.execute(f"{query} GROUP BY 1", told):
            by_day.setdefault(of_day, _Sums()).add(measure, milli, minor)
    for bag_id, product_id, milli in driver.execute(_ON_HAND):
        if told["agent"] in (None, bag_id):
            by_agent.setdefault(bag_id, _Sums()).on_hand += milli
            by_product.setdefault(product_id, _Sums()).on_hand += milli
    stand = {each.agent_id.bytes: each for each in settlements(session, agent_ids=None if agent_id is None else [agent_id])}
    goods = _names(driver, by_product)
    products = sorted(by_product.items(), key=lambda item: (goods.get(item[0], ""), item[0]))
    rows = tuple(_row(key, goods.get(key, ""), sums, None) for key, sums in products)
    return AgentsReport(
        first, last, stand[told["agent"]].agent if told["agent"] in stand else None,
        tuple(_row(key, each.agent, by_agent.get(key, _Sums()), each.owes_minor) for key, each in stand.items()),
        rows,
        tuple(_row(key, key, by_day[key], None, is_day=True) for key in sorted(by_day)),
        tuple(sorted((row for row in rows if row.sold_milli > 0), key=lambda row: (-row.sold_minor, row.name))[:top]),
    )


def agents_report_for(
    session: Session, *, person_id: UUID, branch_id: UUID, first: date, last: date, agent_id: UUID | None = None
) -> AgentsReport:
    """The same for a person: of all agents for who may see reports, else an agent's own. Refused: `right.missing`."""
    if not read_grant(session, person_id=person_id, branch_id=branch_id).allows(Right.SEE_REPORTS):
        own = session.scalar(select(Agent.id).where(Agent.person_id == person_id, Agent.deleted_at.is_(None)))
        if own is None:
            check_right(session, person_id=person_id, branch_id=branch_id, right=Right.SEE_REPORTS)
        agent_id = own
    return agents_report(session, first=first, last=last, agent_id=agent_id)


def _row(key: bytes | str, name: str, sums: _Sums, debt_minor: int | None, *, is_day: bool = False) -> AgentsRow:
    shown = key if isinstance(key, str) else str(UUID(bytes=key))
    return AgentsRow(
        shown, name, sums.handed, sums.accepted, sums.returned, sums.sold, sums.sold_minor,
        None if is_day else sums.on_hand, debt_minor,
    )


def _names(driver: sqlite3.Connection, ids: Iterable[bytes]) -> dict[bytes, str]:
    wanted, found = list(ids), dict[bytes, str]()
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        found.update(driver.execute(f"SELECT id, name FROM product WHERE id IN ({', '.join('?' * len(part))})", part))
    return found
