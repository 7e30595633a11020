"""Whether all are of one mind when the network is back: the same facts and cards everywhere, sums that agree, nothing lost and
nothing twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.bench.sim.company import Company, Node
from app.core.parties.queries import customer
from app.core.received.cards import card_tables
from app.core.sales.across import standings
from app.core.sales.views import ReturnStanding
from app.core.verify.queries import verify
from db.base import Base
from db.models.sales import SaleReturn
from db.travelling import STAYS, fact_tables

_ONLY = {
    "sale": "WHERE state = 'completed'",
    "sale_line": "WHERE sale_id IN (SELECT id FROM sale WHERE state = 'completed') AND NOT removed",
}
_SUMS = {
    "sale": "total_minor", "sale_return": "total_minor", "payment": "amount_minor", "cash_entry": "amount_minor",
    "account_entry": "amount_minor", "stock_movement": "quantity_milli", "agent_sale": "total_minor",
}
_NOT_COMPARED = {"audit_entry"}
"""Each till's journal is a chain of its own; its documents are compared."""
_DONE_TWICE = {"not_more_returned_than_sold", "not_more_back_than_agents_sold", "transfers_are_answered_for"}
"""Two tills that cannot hear each other may both take the same goods back, or both answer a transfer: both stand, and `verify`
says it everywhere."""
_LOCAL_CARD_FIELDS = {"version", "company_id", "pin_hash", "pin_lookup", "folded"}


@dataclass
class Verdict:
    """What was found: facts in all, documents that lack somewhere, documents that stand twice, and every other difference."""

    facts: int = 0
    lost: int = 0
    doubled: int = 0
    findings: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """All are of one mind."""
        return not (self.lost or self.doubled or self.findings)


def judge(company: Company) -> Verdict:
    """Look at everything, at every node and at the centre."""
    verdict = Verdict()
    _documents(company, verdict)
    _centre(company, verdict)
    office = next(node for node in company.nodes if node.is_office)
    for node in company.nodes:
        _facts(company, node, office, verdict)
        _cards(company, node, verdict)
        _customers(node, office, verdict)
        _returns(node, office, verdict)
        found = [each for each in node.shop.ask(verify).findings if each.check not in _DONE_TWICE]
        verdict.findings += [f"{node.name}: {finding}" for finding in found[:3]]
        verdict.findings += [f"{node.name}: kept back {row}" for row in
                             node.rows("SELECT kind, state, reason FROM received WHERE state <> 'applied' LIMIT 3")]
        verdict.findings += [f"{node.name}: not applied {row}" for row in node.rows(
            "SELECT o.kind, t.state, t.reason FROM outbox_trouble t JOIN outbox o ON o.seq = t.seq LIMIT 3")]
    return verdict


def _documents(company: Company, verdict: Verdict) -> None:
    """Every document that any till has stated is at the centre once, and at every node that is to hear it."""
    told = {node.name: {bytes(row[0]) for row in node.rows("SELECT id FROM outbox")} for node in company.nodes}
    everything = Counter(id_ for ids in told.values() for id_ in ids)
    there = {row[0].bytes for row in company.rows("SELECT id FROM duken.document")}
    verdict.facts = len(everything)
    verdict.lost += len(everything.keys() - there)
    verdict.doubled += sum(1 for count in everything.values() if count > 1) + len(there - everything.keys())
    branch = {node.name: node.shop.place.branch_id for node in company.nodes}
    for node in company.nodes:
        wanted: set[bytes] = set()
        for other in company.nodes:
            if other is not node and (node.is_office or branch[other.name] == branch[node.name]):
                kinds = "('card', 'cards')" if node.is_office else "('card', 'cards', 'audit')"
                wanted |= {bytes(row[0]) for row in other.rows(f"SELECT id FROM outbox WHERE kind NOT IN {kinds}")}
        if not node.is_office:
            wanted |= _told_to(company, branch[node.name]) - told[node.name]
        heard = {bytes(row[0]) for row in node.rows("SELECT id FROM received WHERE state = 'applied'")}
        verdict.lost += len(wanted - heard)
        verdict.doubled += len(heard & told[node.name]) + len(heard - wanted)


def _told_to(company: Company, branch: UUID) -> set[bytes]:
    """Documents of other branches that concern this one too: returns of its goods, transfers from and to it."""
    query = f"SELECT row_id FROM duken.feed WHERE table_name = 'document' AND branch_id = '{branch}'"
    audits = {row[0] for row in company.rows("SELECT id FROM duken.document WHERE kind = 'audit'")}
    return {row[0].bytes for row in company.rows(query) if row[0] not in audits}


def _centre(company: Company, verdict: Verdict) -> None:
    for what, query in (
        ("not applied", "SELECT kind, state, reason, detail FROM duken.document WHERE state <> 'applied' LIMIT 5"),
        ("quarantined", "SELECT kind FROM duken.quarantine LIMIT 5"),
        ("parked", "SELECT missing_table FROM duken.parking LIMIT 5"),
        ("hole", "SELECT * FROM duken.sync_holes()"),
    ):
        verdict.findings += [f"centre: {what} {row}" for row in company.rows(query)]


def _facts(company: Company, node: Node, office: Node, verdict: Verdict) -> None:
    """The same rows as the office, of its own branch; the office the same as the centre."""
    branch = node.shop.place.branch_id
    for name, table in fact_tables().items():
        if name in _NOT_COMPARED:
            continue
        if node.is_office:
            _like_the_centre(company, node, name, table, verdict)
            continue
        here, there = (set(_rows(each, name, table)) for each in (node, office))
        there &= _of_branch(company, there, name, branch)
        if here != there:
            some = sorted(here ^ there, key=repr)[:2]
            verdict.findings.append(f"{node.name}: {name} lacks {len(there - here)}, has {len(here - there)} more: {some}")


def _rows(node: Node, name: str, table: type[Base]) -> list[tuple[Any, ...]]:
    left_out = STAYS.get(name, {})
    columns: Any = table.__table__.columns
    names = [column.name for column in columns if column.name not in left_out]
    names.sort(key=lambda each: each != "id")
    return [tuple(row) for row in node.rows(f"SELECT {', '.join(names)} FROM {name} {_ONLY.get(name, '')}")]


def _of_branch(company: Company, rows: set[tuple[Any, ...]], name: str, branch: UUID) -> set[tuple[Any, ...]]:
    """Those whose document this branch has stated, or was told of."""
    told = "JOIN duken.feed AS d ON d.company_id = f.company_id AND d.row_id = f.stated_by AND d.table_name = 'document'"
    query = f"SELECT f.id FROM duken.{name} AS f {told} WHERE d.branch_id = '{branch}'"
    own = {row[0].bytes for row in company.rows(query)}
    return {row for row in rows if row[0] in own}


def _like_the_centre(company: Company, node: Node, name: str, table: type[Base], verdict: Verdict) -> None:
    ids = {row[0].bytes for row in company.rows(f"SELECT id FROM duken.{name}")}
    here = {row[0] for row in _rows(node, name, table)}
    if ids != here:
        verdict.findings.append(f"office: {name} lacks {len(ids - here)}, has {len(here - ids)} more than the centre")
    if name in _SUMS:
        (there,), = company.rows(f"SELECT coalesce(sum({_SUMS[name]}), 0)::bigint FROM duken.{name}")
        sum_here = node.value(f"SELECT coalesce(sum({_SUMS[name]}), 0) FROM {name} {_ONLY.get(name, '')}")
        if there != sum_here:
            verdict.findings.append(f"office: {_SUMS[name]} of {name} is {sum_here}, at the centre {there}")


def _returns(node: Node, office: Node, verdict: Verdict) -> None:
    """No return of another branch's goods waits any more, and whoever knows of one agrees on how it stands."""
    here, there = (each.shop.ask(_standings) for each in (node, office))
    verdict.findings += [f"{node.name}: return {each.number} still waits" for each in here.values() if each.state == "pending"]
    verdict.findings += [
        f"{node.name}: return {each.number} is {each.state}, at the office {there[return_id].state}"
        for return_id, each in here.items() if return_id in there and there[return_id].state != each.state
    ]


def _standings(session: Session) -> dict[UUID, ReturnStanding]:
    return standings(session, return_ids=session.scalars(select(SaleReturn.id)).all())


def _cards(company: Company, node: Node, verdict: Verdict) -> None:
    """Each card is what it was settled to at the centre."""
    first = company.nodes[0]
    for name, table in card_tables().items():
        columns: Any = table.__table__.columns
        names = [column.name for column in columns if column.name not in _LOCAL_CARD_FIELDS]
        query = f"SELECT {', '.join(names)} FROM {name} ORDER BY id"
        here, there = (node.shop.ask(_all, query=query), first.shop.ask(_all, query=query))
        if here != there:
            some = [pair for pair in zip(here, there, strict=False) if pair[0] != pair[1]][:2]
            verdict.findings.append(f"{node.name}: {name} differs from {first.name}'s ({len(here)}, {len(there)}): {some}")


def _customers(node: Node, office: Node, verdict: Verdict) -> None:
    """Everybody knows the same of whom a card is of now, and what stands on the accounts of all cards of one person together."""
    for (raw,) in office.rows("SELECT id FROM customer ORDER BY id"):
        here, there = (each.shop.ask(customer, customer_id=UUID(bytes=raw)) for each in (node, office))
        sums = [(who.customer_id, who.debt_minor, who.points_minor, who.prepayment_minor, who.also) for who in (here, there)]
        if sums[0] != sums[1]:
            verdict.findings.append(f"{node.name}: customer {UUID(bytes=raw)} is {sums[0]}, at the office {sums[1]}")


def _all(session: Any, *, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.execute(text(query)).all()]
