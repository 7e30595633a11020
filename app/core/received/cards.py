"""Cards as they stand at the centre: stored where they are newer than what is here, never over a change of this till that the
centre has not answered yet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from app.core.parties.commands import folded_of
from app.core.received.parents import Places, missing_of, pointed_at
from app.core.received.values import defaults_of, id_of, read, readers_of
from app.core.received.views import CardNow
from db.base import Base, Card
from db.models.accounts import Customer
from db.models.outbox import Outbox
from db.models.sync import CardState
from db.prepared import Prepared
from db.uow import Uow

TWINS: Mapping[str, tuple[str, ...]] = {"price": ("product_id", "price_list_id"), "setting": ("key", "branch_id")}
"""Cards of which two programs may each have made one of the same thing while they could not hear each other: the one with the
smaller id (the older) stands everywhere."""
TOPICS: Mapping[str, tuple[str, ...]] = {
    "price": ("catalog", "price"), "customer": ("customer",), "supplier": ("supplier",), "person": ("staff",), "role": ("staff",),
    "person_role": ("staff",), "setting": ("settings",), "store": ("stock",), "stock_minimum": ("stock",), "agent": ("agents",),
    "bag_lease": ("agents",), "tile_page": ("tiles",), "company": ("settings",), "branch": ("settings",), "till": ("settings",),
}
_OTHERWISE = ("catalog",)
_state: Any = CardState.__table__
_VERSIONS = Prepared(
    select(_state.c.row_id, _state.c.ver)
    .where(_state.c.table_name == bindparam("table"), _state.c.row_id.in_(bindparam("ids", expanding=True)))
)
_put = insert(_state)
_PUT_VERSION = Prepared(
    _put.on_conflict_do_update(index_elements=["table_name", "row_id"], set_={"ver": _put.excluded.ver})
)
_ANY_OWN = Prepared(select(Outbox.seq).where(Outbox.seq > bindparam("after"), Outbox.kind == "card").limit(1))
_OWN_PATCHES = Prepared(
    select(Outbox.row_id, Outbox.body).where(
        Outbox.seq > bindparam("after"), Outbox.kind == "card", Outbox.row_id.in_(bindparam("ids", expanding=True))
    )
)
_TOLD_PRODUCTS = ("product", "product_code")
"""Tables of which the search is made."""


@cache
def card_tables() -> Mapping[str, type[Base]]:
    """The tables whose rows are cards, by name; parents first."""
    known: list[Any] = [mapper.class_ for mapper in Base.registry.mappers]
    found: dict[str, type[Base]] = {table.__tablename__: table for table in known if issubclass(table, Card)}
    return {table.name: found[table.name] for table in Base.metadata.sorted_tables if table.name in found}


CardKey = tuple[str, UUID, int]
"""A card as it was told once: its table, its id and its `ver`."""


class ReadCard(NamedTuple):
    """A card with its fields as the columns take them, as a whole row, and the names that this program does not know."""

    card: CardNow
    fields: dict[str, Any]
    row: dict[str, Any]
    unknown: tuple[str, ...]


Newer = dict[UUID, ReadCard]


def read_card(card: CardNow) -> ReadCard | None:
    """What a card says, read before the writer is asked for; None: a table that this program does not know.
    Refused (ValueError, TypeError): values of another kind."""
    table = card_tables().get(card.table)
    if table is None:
        return None
    readers = readers_of(table)
    unknown = tuple(sorted(card.fields.keys() - readers.keys()))
    told = {name: value for name, value in card.fields.items() if name in readers} if unknown else card.fields
    fields = read(table, told)
    return ReadCard(card, fields, {**defaults_of(table), **fields, "id": card.id, "version": 1}, unknown)


class Cards:
    """The cards of one transaction: `store` says which could not be stored yet, and why. `was_read`: those that were read before
    the transaction."""

    def __init__(self, uow: Uow, *, answered_seq: int, was_read: Mapping[CardKey, ReadCard]) -> None:
        self._uow, self._answered, self._was_read = uow, answered_seq, was_read
        self.changed = 0
        self.products: set[UUID] = set()
        self.kept_back: list[tuple[CardNow, str, str]] = []
        """Cards that were not stored whole, with their state and why: `waiting`, `newer`."""

    def store(self, cards: Iterable[CardNow]) -> None:
        """Store what is newer. Of several of one card the last counts."""
        by_table: dict[str, dict[UUID, CardNow]] = {}
        for card in cards:
            by_table.setdefault(card.table, {})[card.id] = card
        tables = card_tables()
        rows = {name: self._newer(tables[name], list(found.values())) for name, found in by_table.items() if name in tables}
        self.kept_back += [
            (card, "newer", name) for name, found in by_table.items() if name not in tables for card in found.values()
        ]
        self._leave_out_orphans(rows)
        for name in sorted(rows, key=list(tables).index):
            self._store_table(tables[name], rows[name])

    def _newer(self, table: type[Base], cards: Sequence[CardNow]) -> Newer:
        """Those that are newer than what is here, with their fields as the columns take them."""
        rows = _VERSIONS.rows(self._uow.driver, table=table.__tablename__, ids=[card.id for card in cards])
        versions: dict[UUID, int] = {row[0]: row[1] for row in rows}
        found: Newer = {}
        for card in cards:
            if versions.get(card.id, 0) >= card.ver:
                continue
            known = self._was_read.get((card.table, card.id, card.ver)) or read_card(card)
            assert known is not None, "its table is known"
            if known.unknown:
                self.kept_back.append((card, "newer", ", ".join(known.unknown)))
            found[card.id] = known
        return found

    def _leave_out_orphans(self, rows: dict[str, Newer]) -> None:
        """Cards whose parents are neither here nor among them wait, and so does what points at those."""
        tables = card_tables()
        while True:
            stated = [(tables[name], [each.row for each in found.values()]) for name, found in rows.items()]
            missing: Places = missing_of(self._uow, pointed_at(stated))
            if not missing:
                return
            for table, whole in stated:
                for row in whole:
                    lacks = pointed_at([(table, [row])]) & missing
                    if lacks:
                        self.kept_back.append((rows[table.__tablename__].pop(row["id"]).card, "waiting", next(iter(lacks))[0]))

    def _store_table(self, table: type[Base], rows: Newer) -> None:
        if not rows:
            return
        name, ids = table.__tablename__, list(rows)
        there = self._there(table, ids)
        self._uow.add_many(table, self._without_twins(table, [each.row for row_id, each in rows.items() if row_id not in there]))
        if there:
            self._change_those(table, there, rows)
        if table is Customer:
            self._fold(ids)
        states = [{"table_name": name, "row_id": row_id, "ver": each.card.ver} for row_id, each in rows.items()]
        _PUT_VERSION.run_many(self._uow.driver, states)
        if name in _TOLD_PRODUCTS:
            self.products |= {each.fields.get("product_id", row_id) for row_id, each in rows.items()}
        self.changed += len(rows)
        self._uow.touch(*TOPICS.get(name, _OTHERWISE))

    def _change_those(self, table: type[Base], there: set[UUID], rows: Newer) -> None:
        own = self._own_patches(table.__tablename__, list(there))
        for row_id, each in rows.items():
            kept = own.get(row_id, frozenset())
            if row_id in there and (told := {key: value for key, value in each.fields.items() if key not in kept}):
                _change(table, frozenset(told)).run(self._uow.driver, wanted=row_id, **{f"new_{key}": told[key] for key in told})

    def _there(self, table: type[Base], ids: list[UUID]) -> set[UUID]:
        return {row[0] for row in _ids_in(table).rows(self._uow.driver, ids=ids)}

    def _own_patches(self, name: str, ids: list[UUID]) -> dict[UUID, frozenset[str]]:
        """Which fields of these rows this till has changed and the centre has not answered yet."""
        found: dict[UUID, frozenset[str]] = {}
        if _ANY_OWN.value(self._uow.driver, after=self._answered) is None:
            return found
        for row_id, body in _OWN_PATCHES.rows(self._uow.driver, after=self._answered, ids=ids):
            told = json.loads(body)
            if told["table"] == name:
                found[row_id] = found.get(row_id, frozenset()) | told["fields"].keys()
        return found

    def _without_twins(self, table: type[Base], fresh: list[dict[str, Any]]) -> list[dict[str, Any]]:
        key = TWINS.get(table.__tablename__)
        if key is None or not fresh:
            return fresh
        there = {tuple(row[1:]): row[0] for row in _twins_in(table).rows(self._uow.driver, known={row[key[0]] for row in fresh})}
        kept: dict[tuple[Any, ...], dict[str, Any]] = {}
        for row in sorted(fresh, key=lambda row: row["id"].int):
            same = tuple(row[name] for name in key)
            twin = there.get(same)
            if twin is not None and twin.int < row["id"].int:
                continue
            if twin is not None:
                _drop(table).run(self._uow.driver, wanted=twin)
            kept.setdefault(same, row)
        return list(kept.values())

    def _fold(self, ids: list[UUID]) -> None:
        """What customers are searched by is made here, of what was told of them."""
        for row_id, name, phone in _NAMES.rows(self._uow.driver, ids=ids):
            _change(Customer, frozenset({"folded"})).run(
                self._uow.driver, wanted=row_id, new_folded=folded_of(name, phone)
            )


_NAMES = Prepared(
    select(Customer.id, Customer.name, Customer.phone).where(Customer.id.in_(bindparam("ids", expanding=True)))
)


@cache
def _ids_in(table: type[Base]) -> Prepared:
    column = table.__table__.c.id
    return Prepared(select(column).where(column.in_(bindparam("ids", expanding=True))))


@cache
def _change(table: type[Base], names: frozenset[str]) -> Prepared:
    """Sets these columns of one row; its version goes up, so that a screen that is open on it finds out."""
    found: Any = table.__table__
    values = {name: bindparam(f"new_{name}", type_=found.c[name].type) for name in sorted(names)}
    return Prepared(update(found).where(found.c.id == bindparam("wanted")).values(version=found.c.version + 1, **values))


@cache
def _twins_in(table: type[Base]) -> Prepared:
    """Those that are here and share the first column of the key."""
    found: Any = table.__table__
    columns = [found.c[name] for name in TWINS[table.__tablename__]]
    return Prepared(select(found.c.id, *columns).where(columns[0].in_(bindparam("known", expanding=True))))


@cache
def _drop(table: type[Base]) -> Prepared:
    return Prepared(delete(table.__table__).where(table.__table__.c.id == bindparam("wanted")))  # type: ignore[arg-type]


def card_in(body: bytes, *, cursor: Any) -> CardNow:
    """A card that was kept back, out of what was kept."""
    told = json.loads(body)
    return CardNow(cursor, told["table"], id_of(told["id"]), told["ver"], told["fields"])
