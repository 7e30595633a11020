"""Compares what was promised with what is stored: lost, doubled, or simply wrong. Reads the file itself, past all our code.

The connection is read-only, so that the next life finds the log as the kill has left it.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.bench.crash.promises import Atom, Doing, Promises

MOST_FINDINGS = 100
_SALES = "SELECT hex(id), number, total_minor FROM sale WHERE state = 'completed'"
_RETURNS = "SELECT hex(id), number, total_minor FROM sale_return"
_ORDERS = "SELECT hex(id), amount_minor FROM cash_operation"
_SHIFTS = "SELECT hex(id), state FROM shift"
_PAID = "SELECT hex(document_id), tender, sum(amount_minor) FROM payment WHERE document_kind = 'sale' GROUP BY 1, 2"
_DRAFTS = """
    SELECT hex(id), state, receipt_discount_ppm, customer_id IS NOT NULL FROM sale WHERE state IN ('open', 'parked')"""
_DRAFT_LINES = """
    SELECT hex(l.sale_id), hex(l.id), l.quantity_milli, l.discount_ppm FROM sale_line l JOIN sale s ON s.id = l.sale_id
    WHERE NOT l.removed AND s.state IN ('open', 'parked')"""
_TAKEN = "SELECT hex(sale_id), hex(id), amount_minor FROM pending_payment"
_DOUBLES = {
    "sale without a print job": """
        SELECT hex(s.id) FROM sale s WHERE s.state = 'completed'
        AND NOT EXISTS (SELECT 1 FROM print_job j WHERE j.document_id = s.id)""",
    "document with two first prints": """
        SELECT hex(document_id) FROM print_job WHERE copy = 0 GROUP BY document_id HAVING count(*) > 1""",
    "sale in the outbox twice, or not": """
        SELECT hex(s.id) FROM sale s LEFT JOIN outbox o ON o.row_id = s.id AND o.kind = 'sale.completed'
        WHERE s.state = 'completed' GROUP BY s.id HAVING count(o.seq) <> 1""",
    "cart open beside another": "SELECT count(*) FROM sale WHERE state = 'open' HAVING count(*) > 1",
}


@dataclass(slots=True)
class Tally:
    """What was found so far; `findings` says each thing once, in words for whoever looks for the reason."""

    lost: int = 0
    doubled: int = 0
    doubled_prints: int = 0
    unrecorded_prints: int = 0
    findings: list[str] = field(default_factory=list)

    def say(self, finding: str) -> None:
        """Keep a finding; after a hundred only their count matters."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(finding)

    def lose(self, finding: str) -> None:
        """Something promised is not there."""
        self.lost += 1
        self.say(f"lost: {finding}")

    def double(self, finding: str) -> None:
        """Something is there that nobody has done, or that was done once and is there twice."""
        self.doubled += 1
        self.say(f"doubled: {finding}")


@contextmanager
def read_only(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that changes nothing and, when it goes, leaves the log where it is."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30)
    try:
        yield connection
    finally:
        connection.close()


def check_promises(connection: sqlite3.Connection, promised: Promises, tally: Tally, *, thoroughly: bool = False) -> None:
    """Everything that was promised is there once, and nothing else but what was under way; then that counts as known too."""
    found = read_promises(connection)
    doing = promised.doing
    for name, actions in (("sales", ("sell",)), ("returns", ("back",)), ("orders", ("cash",)), ("shifts", ("open", "close"))):
        _compare(name, getattr(promised, name), getattr(found, name), doing, actions, tally)
    _compare_carts(promised, found, tally)
    _compare_payments(connection, promised, tally)
    if thoroughly:
        for what, sql in _DOUBLES.items():
            for (subject,) in connection.execute(sql):
                tally.double(f"{what}: {subject}")
    for name in ("carts", "sales", "returns", "orders", "shifts"):
        setattr(promised, name, getattr(found, name))
    promised.paid.clear()
    promised.doing = None


def read_promises(connection: sqlite3.Connection) -> Promises:
    """What the file says, in the same form."""
    found = Promises(
        sales=_facts(connection, _SALES), returns=_facts(connection, _RETURNS), orders=_facts(connection, _ORDERS),
        shifts=_facts(connection, _SHIFTS),
    )
    for sale, state, ppm, has_customer in connection.execute(_DRAFTS):
        cart: set[Atom] = {("state", state)}
        cart |= {("discount", None, ppm)} if ppm else set()
        cart |= {("customer",)} if has_customer else set()
        found.carts[sale.lower()] = cart
    for sale, line, milli, ppm in connection.execute(_DRAFT_LINES):
        found.carts[sale.lower()].add(("line", line.lower(), milli))
        if ppm:
            found.carts[sale.lower()].add(("discount", line.lower(), ppm))
    for sale, payment, amount in connection.execute(_TAKEN):
        found.carts.setdefault(sale.lower(), set()).add(("taken", payment.lower(), amount))
    return found


def _facts(connection: sqlite3.Connection, sql: str) -> dict[str, Atom]:
    return {row[0].lower(): tuple(row[1:]) for row in connection.execute(sql)}


def _compare(
    name: str, promised: dict[str, Atom], found: dict[str, Atom], doing: Doing | None, actions: tuple[str, ...], tally: Tally
) -> None:
    under_way = doing is not None and doing.action in actions
    for subject, fact in promised.items():
        stored = found.get(subject)
        if stored != fact and not (under_way and (fact, stored) == (("open",), ("closed",))):
            tally.lose(f"{name} {subject}: {fact} was promised, {stored} is there")
    for number, subject in enumerate(sorted(found.keys() - promised.keys())):
        named = doing is not None and doing.sale in (None, subject)
        if not (under_way and named and number == 0):
            tally.double(f"{name} {subject}: {found[subject]}, which nobody has promised")


def _compare_carts(promised: Promises, found: Promises, tally: Tally) -> None:
    doing = promised.doing
    for sale, cart in promised.carts.items():
        stored, touched = found.carts.get(sale), doing is not None and doing.sale == sale
        if stored is None:
            if not (touched and doing is not None and doing.action in ("sell", "void")):
                tally.lose(f"cart {sale}")
        elif stored != cart and not (touched and doing is not None and _is_lawful(doing.action, cart - stored, stored - cart)):
            for atom in sorted(cart - stored, key=str):
                tally.lose(f"cart {sale}: {atom}, while doing {doing}")
            for atom in sorted(stored - cart, key=str):
                tally.double(f"cart {sale}: {atom}, while doing {doing}")
    for sale in sorted(found.carts.keys() - promised.carts.keys()):
        kinds = sorted(str(atom[0]) for atom in found.carts[sale])
        fresh = {"begin": ["state"], "scan": ["line", "state"]}.get(doing.action if doing and doing.sale is None else "")
        if kinds != fresh:
            tally.double(f"cart {sale}: {kinds}, while doing {doing}")


def _is_lawful(action: str, missing: set[Atom], added: set[Atom]) -> bool:
    """Whether this action, done as a whole, makes that difference to a cart."""
    changes: dict[str, Callable[[], bool]] = {
        "scan": lambda: _kinds(added) == ["line"] and all(_grows(old, new) for old in missing for new in added),
        "remove": lambda: not added and _kinds(missing) in (["line"], ["discount", "line"]) and len({a[1] for a in missing}) == 1,
        "discount": lambda: _kinds(added) == ["discount"] and all(old[:2] == new[:2] for old in missing for new in added),
        "take": lambda: not missing and _kinds(added) == ["taken"],
        "customer": lambda: not missing and _kinds(added) == ["customer"],
        "park": lambda: (missing, added) == ({("state", "open")}, {("state", "parked")}),
        "resume": lambda: (missing, added) == ({("state", "parked")}, {("state", "open")}),
    }
    return action in changes and changes[action]()


def _kinds(atoms: set[Atom]) -> list[str]:
    return sorted(str(atom[0]) for atom in atoms)


def _grows(old: Atom, new: Atom) -> bool:
    """The same line with more of it."""
    return old[:2] == new[:2] and isinstance(old[2], int) and isinstance(new[2], int) and old[2] < new[2]


def _compare_payments(connection: sqlite3.Connection, promised: Promises, tally: Tally) -> None:
    """Each sale that was promised since the last look is paid by the tenders that were promised."""
    if not promised.paid:
        return
    booked: dict[str, Counter[str]] = {}
    for sale, tender, amount in connection.execute(_PAID):
        booked.setdefault(sale.lower(), Counter())[tender] = amount
    for sale, tenders in promised.paid.items():
        if booked.get(sale) != tenders:
            tally.lose(f"payment of {sale}: {dict(tenders)} was promised, {dict(booked.get(sale, {}))} is there")
