"""The agents' report: handed over, accepted, returned, sold, on hand and owed, by agent, by product and by day; top goods."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.agents.rules import owed_minor
from app.core.agents.views import AgentsReport, AgentsRow
from app.core.staff.access import read_grant
from app.core.staff.queries import check_right
from app.kernel.errors import RuleBroken
from app.kernel.permissions import Right
from db.models.agents import Agent
from db.prepared import driver_of

TOP = 10
_AT_ONCE = 500
_LINES: Mapping[str, tuple[str, str, str, str]] = {
    "handed": ("quantity_milli", "0", "bag_id", "transfer_line INDEXED BY ix_transfer_line_bag WHERE purpose = 'agent'"),
    "accepted": (
        "accepted_milli", "0", "bag_id",
        "transfer_answer_line INDEXED BY ix_transfer_answer_line_bag WHERE bag_id IS NOT NULL",
    ),
    "returned": ("quantity_milli", "0", "bag_id", "transfer_line INDEXED BY ix_transfer_line_bag WHERE purpose = 'return'"),
    "sold": ("quantity_milli", "net_minor", "agent_id", "agent_sale_line INDEXED BY ix_agent_sale_line_bag WHERE true"),
    "back": (
        "-quantity_milli", "-net_minor", "agent_id", "agent_refund_line INDEXED BY ix_agent_refund_line_bag WHERE true",
    ),
}
"""By measure: pieces, money, whose bag, and the lines in the order of bag and product, so that nothing has to be sorted."""
_BY_LINE = """
    SELECT {bag}, product_id, sum(CASE WHEN business_date >= :first THEN {milli} ELSE 0 END),
           sum(CASE WHEN business_date >= :first THEN {minor} ELSE 0 END), sum({milli})
    FROM {source} AND business_date <= :last AND (:agent IS NULL OR {bag} = :agent) GROUP BY 1, 2"""
"""What was in the period, and in all the days up to its last one: that makes the bag."""
_IN_BAG = {"handed": 0, "accepted": 1, "returned": -1, "sold": -1, "back": -1}
"""What a measure does to a bag. What came back is below zero already."""
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
_BY_DAY = """
    SELECT t.business_date, {figures} FROM {source}
    AND t.business_date BETWEEN :first AND :last AND (:agent IS NULL OR {bag} = :agent) GROUP BY 1"""
_AGENTS = """
    SELECT a.id, s.name, a.keeps_commission, a.deleted_at IS NOT NULL FROM agent a JOIN store s ON s.id = a.id
    WHERE :agent IS NULL OR a.id = :agent ORDER BY s.name"""
_MONEY = """
    SELECT agent_id, CASE WHEN day >= :first THEN day END, sum(sold), sum(refunded), sum(commission), sum(paid) FROM (
        SELECT agent_id, business_date AS day, total_minor AS sold, 0 AS refunded, commission_minor AS commission, 0 AS paid
        FROM agent_sale INDEXED BY ix_agent_sale_sums
        UNION ALL SELECT agent_id, business_date, 0, total_minor, -commission_minor, 0
        FROM agent_refund INDEXED BY ix_agent_refund_sums
        UNION ALL SELECT agent_id, business_date, 0, 0, 0, amount_minor FROM agent_payment INDEXED BY ix_agent_payment_sums
    ) WHERE day <= :last AND (:agent IS NULL OR agent_id = :agent) GROUP BY 1, 2"""
"""Money by agent and day; all that was before the period is one day without a name."""


@dataclass(slots=True)
class _Sums:
    """`on_hand` and `debt` of a day are what it has changed, until `_run_on` has made the day's end of them."""

    handed: int = 0
    accepted: int = 0
    returned: int = 0
    sold: int = 0
    sold_minor: int = 0
    on_hand: int = 0
    debt: int = 0

    def add(self, measure: str, milli: int, minor: int, in_bag: int) -> None:
        if measure in ("sold", "back"):
            self.sold += milli
            self.sold_minor += minor
        else:
            setattr(self, measure, getattr(self, measure) + milli)
        self.on_hand += _IN_BAG[measure] * in_bag

    @property
    def is_empty(self) -> bool:
        return not (self.handed or self.accepted or self.returned or self.sold or self.sold_minor or self.on_hand or self.debt)


@dataclass(slots=True)
class _Found:
    by_agent: defaultdict[bytes, _Sums] = field(default_factory=lambda: defaultdict(_Sums))
    by_product: defaultdict[bytes, _Sums] = field(default_factory=lambda: defaultdict(_Sums))
    by_day: defaultdict[str, _Sums] = field(default_factory=lambda: defaultdict(_Sums))


def agents_report(
    session: Session, *, first: date, last: date, agent_id: UUID | None = None, top: int = TOP
) -> AgentsReport:
    """What agents did from `first` to `last` (both days within), of all or of one, and what they had and owed when `last` was
    over. What was sold is net of what came back, on the day on which that happened. On hand is accepted − returned − sold of
    all days: what the layers hold, less what a bag owes of goods that were sold late. Refused: `period.backwards`."""
    if first > last:
        raise RuleBroken("period.backwards", first=first, last=last)
    driver = driver_of(session)
    told = {"first": first.isoformat(), "last": last.isoformat(), "agent": agent_id.bytes if agent_id is not None else None}
    agents = driver.execute(_AGENTS, told).fetchall()
    found = _Found()
    _add_goods(driver, told, found)
    _add_debts(driver, told, found, {key: bool(keeps) for key, _name, keeps, _is_gone in agents})
    _run_on(found)
    goods = _names(driver, (key for key, sums in found.by_product.items() if not sums.is_empty))
    rows = tuple(_row(key, goods[key], found.by_product[key]) for key in sorted(goods, key=lambda key: (goods[key], key)))
    shown = [(key, name) for key, name, _keeps, is_gone in agents if not is_gone or not found.by_agent[key].is_empty]
    return AgentsReport(
        first, last, agents[0][1] if agent_id is not None and agents else None,
        tuple(_row(key, name, found.by_agent[key], has_debt=True) for key, name in shown),
        rows,
        tuple(_row(key, key, sums, has_debt=True) for key, sums in sorted(found.by_day.items())),
        tuple(sorted((row for row in rows if row.sold_milli > 0), key=lambda row: (-row.sold_minor, row.name))[:top]),
    )


def _add_goods(driver: sqlite3.Connection, told: Mapping[str, object], found: _Found) -> None:
    for measure, (milli_of, minor_of, bag, source) in _LINES.items():
        query = _BY_LINE.format(bag=bag, milli=milli_of, minor=minor_of, source=source)
        for bag_id, product_id, milli, minor, ever_milli in driver.execute(query, told):
            found.by_agent[bag_id].add(measure, milli, minor, ever_milli)
            found.by_product[product_id].add(measure, milli, minor, ever_milli)
    for measure, (figures, bag, source) in _DAYS.items():
        for of_day, milli, minor in driver.execute(_BY_DAY.format(figures=figures, source=source, bag=bag), told):
            found.by_day[of_day].add(measure, milli, minor, milli)


def _add_debts(
    driver: sqlite3.Connection, told: Mapping[str, object], found: _Found, keeps: Mapping[bytes, bool]
) -> None:
    for agent_id, of_day, sold, refunded, commission, paid in driver.execute(_MONEY, told):
        owed = owed_minor(sold=sold, refunded=refunded, commission=commission, paid=paid, keeps_commission=keeps[agent_id])
        found.by_agent[agent_id].debt += owed
        if of_day is not None:
            found.by_day[of_day].debt += owed


def _run_on(found: _Found) -> None:
    """Each day ends with what was there before it and what it has changed; the last one with what all agents have now."""
    on_hand = sum(sums.on_hand for sums in found.by_agent.values())
    debt = sum(sums.debt for sums in found.by_agent.values())
    for _day, sums in sorted(found.by_day.items(), reverse=True):
        changed_milli, changed_minor = sums.on_hand, sums.debt
        sums.on_hand, sums.debt = on_hand, debt
        on_hand, debt = on_hand - changed_milli, debt - changed_minor


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


def _row(key: bytes | str, name: str, sums: _Sums, *, has_debt: bool = False) -> AgentsRow:
    return AgentsRow(
        key if isinstance(key, str) else str(UUID(bytes=key)), name, sums.handed, sums.accepted, sums.returned, sums.sold,
        sums.sold_minor, sums.on_hand, sums.debt if has_debt else None,
    )


def _names(driver: sqlite3.Connection, ids: Iterable[bytes]) -> dict[bytes, str]:
    wanted, found = list(ids), dict[bytes, str]()
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        found.update(driver.execute(f"SELECT id, name FROM product WHERE id IN ({', '.join('?' * len(part))})", part))
    return found
