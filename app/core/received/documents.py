"""Documents of other tills: their rows, and the sums that follow them (levels, layers, balances)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select, update

from app.core.agents.late import flag_late
from app.core.catalog.price_lists import default_price_list
from app.core.parties.ledger import add_to_balances
from app.core.received.facts import ReadDocument, read_document
from app.core.received.own import complete_drafts, count_on
from app.core.received.parents import Places, missing_of
from app.core.received.views import Told
from app.core.stock.moves import store_movements
from app.kernel.errors import RuleBroken
from db.base import Base
from db.models.accounts import AccountEntry
from db.models.agents import AgentSale
from db.models.cash import Shift, ShiftClosing
from db.models.outbox import Outbox
from db.models.sales import Sale
from db.models.stock import StockMovement
from db.models.sync import Received
from db.prepared import Prepared
from db.uow import Uow

_HERE = Prepared(select(Received.id).where(Received.id.in_(bindparam("ids", expanding=True))))
_OWN = Prepared(select(Outbox.id).where(Outbox.id.in_(bindparam("ids", expanding=True))))
_shift: Any = Shift.__table__
_CLOSE = Prepared(update(_shift).where(_shift.c.id == bindparam("wanted")).values(state="closed"))
_LAST_SHIFT = Prepared(select(func.max(_shift.c.number)).where(_shift.c.till_id == bindparam("till")))
_CLOSE_UP_TO = Prepared(
    update(_shift).where(_shift.c.till_id == bindparam("till"), _shift.c.state == "open", _shift.c.number <= bindparam("last"))
    .values(state="closed")
)
_TOPICS = {"agent": "agents", "stock": "stock", "account": "customer", "return": "sale"}


class Documents:
    """The documents of one transaction. `was_read`: those that were read before it."""

    def __init__(self, uow: Uow, *, was_read: Mapping[UUID, ReadDocument]) -> None:
        self._uow, self._was_read = uow, was_read
        self.applied: list[Told] = []
        self.kept_back: list[tuple[Told, str, str]] = []
        """Documents that were not applied, with their state and why: `waiting`, `newer`, `refused`."""
        self.rows = 0

    def fresh(self, told: Sequence[Told]) -> list[Told]:
        """Those that are neither here already nor this till's own."""
        ids = [each.id for each in told]
        known = {row[0] for found in (_HERE, _OWN) for row in found.rows(self._uow.driver, ids=ids)}
        return [each for each in told if each.id not in known]

    def store(self, told: Sequence[Told]) -> None:
        """Apply what can be applied, all of it in its order; the rest is kept back."""
        stated = {each.id: found for each in told if (found := self._read(each)) is not None}
        self._leave_out_orphans(told, stated)
        whole: dict[type[Base], list[dict[str, Any]]] = {}
        for each in told:
            if each.id in stated:
                self.applied.append(each)
                self._uow.touch(_topic_of(each.kind))
                for table, rows in stated[each.id].stated:
                    whole.setdefault(table, []).extend(rows)
        self._store_rows(whole)

    def _read(self, told: Told) -> ReadDocument | None:
        found = self._was_read.get(told.id) or read_document(told)
        if found.trouble is not None:
            self.kept_back.append((told, *found.trouble))
            return None
        for table, rows in found.stated:
            if table is Sale:
                price_list_id = self._price_list()
                if price_list_id is None:
                    self.kept_back.append((told, "waiting", "price_list"))
                    return None
                for row in rows:
                    row["price_list_id"] = price_list_id
                    found.needs[0].add(("price_list", price_list_id))
        return found

    def _price_list(self) -> UUID | None:
        """None: no till sells from any just now."""
        try:
            found: UUID = self._uow.remember("catalog", "default_list", lambda: default_price_list(self._uow.session))
        except RuleBroken:
            return None
        return found

    def _leave_out_orphans(self, told: Sequence[Told], stated: dict[UUID, ReadDocument]) -> None:
        while True:
            wanted: Places = set().union(*(found.needs[0] for found in stated.values()))
            for found in stated.values():
                wanted -= found.needs[1]
            missing = missing_of(self._uow, wanted)
            if not missing:
                return
            for each in told:
                lacks = stated[each.id].needs[0] & missing if each.id in stated else set()
                if lacks:
                    del stated[each.id]
                    self.kept_back.append((each, "waiting", next(iter(lacks))[0]))

    def _store_rows(self, whole: dict[type[Base], list[dict[str, Any]]]) -> None:
        uow = self._uow
        if AgentSale in whole:
            flag_late(uow, whole[AgentSale])
        _close_shifts(uow, whole)
        if Sale in whole:
            complete_drafts(uow, whole)
        if Shift in whole:
            count_on(uow, whole[Shift])
        for table, rows in whole.items():
            self.rows += len(rows)
            if table is StockMovement:
                continue
            uow.add_many(table, rows)
            if table is AccountEntry:
                add_to_balances(uow, rows)
        store_movements(uow, whole.get(StockMovement, []), from_elsewhere=True)


def _close_shifts(uow: Uow, whole: dict[type[Base], list[dict[str, Any]]]) -> None:
    """Before the next one is opened: a till has one open shift at a time."""
    closed = {row["shift_id"] for row in whole.get(ShiftClosing, ())}
    for row in whole.get(Shift, ()):
        if row["id"] in closed:
            row["state"] = "closed"
    for shift_id in closed:
        _CLOSE.run(uow.driver, wanted=shift_id)
    _leave_the_last_open(uow, whole.get(Shift, ()))


def _leave_the_last_open(uow: Uow, shifts: Sequence[dict[str, Any]]) -> None:
    """Of a till of another branch only those shifts come here in which something happened to a receipt of two branches, in any
    order and without their closings: when a later one was opened, the earlier one was over."""
    for till_id in {row["till_id"] for row in shifts}:
        coming = [row for row in shifts if row["till_id"] == till_id]
        last, here = max(row["number"] for row in coming), _LAST_SHIFT.value(uow.driver, till=till_id) or 0
        for row in coming:
            if row["number"] < max(last, here):
                row["state"] = "closed"
        if last >= here:
            _CLOSE_UP_TO.run(uow.driver, till=till_id, last=last)


def _topic_of(kind: str) -> str:
    first = kind.partition(".")[0].partition("_")[0]
    return _TOPICS.get(first, first)
