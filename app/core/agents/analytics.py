"""The agents' report: handed over, accepted, returned, sold, on hand and owed, by agent, by product and by day; top goods."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.agents.settling import settlements
from app.core.agents.views import AgentsReport, AgentsRow
from db.prepared import driver_of

TOP = 10
_AT_ONCE = 500
_HEADER = "t.business_date BETWEEN :first AND :last AND (:agent IS NULL OR {bag} = :agent)"
_LINE = "l.business_date BETWEEN :first AND :last AND (:agent IS NULL OR l.agent_id = :agent)"
_MEASURES: Mapping[str, tuple[str, str, str, str]] = {
    "handed": (
        "sum(l.quantity_milli), 0", "t.to_store_id", "t.business_date",
        "transfer t CROSS JOIN transfer_line l ON l.transfer_id = t.id WHERE t.purpose = 'agent' AND "
        + _HEADER.format(bag="t.to_store_id"),
    ),
    "accepted": (
        "sum(l.accepted_milli), 0", "s.to_store_id", "t.business_date",
        "transfer_answer t JOIN transfer s ON s.id = t.transfer_id AND s.purpose = 'agent' "
        "CROSS JOIN transfer_answer_line l ON l.answer_id = t.id WHERE "
        + _HEADER.format(bag="s.to_store_id"),
    ),
    "returned": (
        "sum(l.quantity_milli), 0", "t.from_store_id", "t.business_date",
        "transfer t CROSS JOIN transfer_line l ON l.transfer_id = t.id WHERE t.purpose = 'return' AND "
        + _HEADER.format(bag="t.from_store_id"),
    ),
    "sold": (
        "sum(l.quantity_milli), sum(l.net_minor)", "l.agent_id", "l.business_date", f"agent_sale_line l WHERE {_LINE}",
    ),
    "back": (
        "-sum(l.quantity_milli), -sum(l.net_minor)", "l.agent_id", "l.business_date", f"agent_refund_line l WHERE {_LINE}",
    ),
}
"""By measure: the figures, whose bag, which day, and where they stand."""
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
    was sold is net of what came back, on the day on which that happened."""
    driver = driver_of(session)
    told = {"first": first.isoformat(), "last": last.isoformat(), "agent": agent_id.bytes if agent_id is not None else None}
    by_agent: dict[bytes, _Sums] = {}
    by_product: dict[bytes, _Sums] = {}
    by_day: dict[str, _Sums] = {}
    for measure, (figures, bag, day, source) in _MEASURES.items():
        both = f"SELECT {bag}, l.product_id, {figures} FROM {source} GROUP BY 1, 2"
        for bag_id, product_id, milli, minor in driver.execute(both, told):
            by_agent.setdefault(bag_id, _Sums()).add(measure, milli, minor)
            by_product.setdefault(product_id, _Sums()).add(measure, milli, minor)
        for of_day, milli, minor in driver.execute(f"SELECT {day}, {figures} FROM {source} GROUP BY 1", told):
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
