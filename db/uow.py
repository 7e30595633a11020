"""One business action over one session: what commands get, and all that they may touch."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.orm import Session

from app.kernel.canonical import FORMAT, as_table, canonical, fingerprint
from app.kernel.context import By, Place
from app.kernel.errors import NeedsConfirmation, RuleBroken, Stale
from app.kernel.ids import NewId
from app.kernel.period import business_date
from db.base import Base, Card, Travels
from db.memory import MISSING, Loader, Memory
from db.models.company import NumberSeries
from db.models.outbox import Outbox
from db.models.sync import CardState
from db.prepared import Prepared, exists_in, insert_into
from db.records import Records

Row = TypeVar("Row")
CardRow = TypeVar("CardRow", bound=Card)
NEXT_NUMBER = Prepared(
    update(NumberSeries.__table__)  # type: ignore[arg-type]
    .where(NumberSeries.till_id == bindparam("till"), NumberSeries.kind == bindparam("series"))
    .values(last=NumberSeries.last + 1)
    .returning(NumberSeries.last, NumberSeries.prefix)
)
"""In the same transaction as its document, so that no number is ever left out."""
BASE_VERSION = Prepared(
    select(CardState.ver).where(CardState.table_name == bindparam("table"), CardState.row_id == bindparam("row_id"))
)
_LOCAL_FIELDS = frozenset({"id", "company_id", "version", "pin_hash", "pin_lookup", "folded"})
"""What a patch does not carry: it names its row itself, and a PIN's hashes stay in the shop: ten thousand
PINs are soon tried, and what was once sent cannot be called back."""


class Uow:
    """One transaction, one moment, one actor, one supply of ids; all or nothing.

    `driver` is the driver's own connection inside the transaction, for prepared statements.
    """

    def __init__(
        self, connection: Connection, *, place: Place, by: By, now: datetime, new_id: NewId, memory: Memory
    ) -> None:
        self._connection, self.place, self.by, self.now, self.new_id = connection, place, by, now, new_id
        self._transaction_id: UUID | None = None
        self.topics: set[str] = set()
        self.lent: dict[str, UUID] = {}
        self._memory, self._outbox = memory, []  # type: ignore[var-annotated]
        self._beside: dict[UUID, dict[str, Any]] = {}
        self._audited: list[Mapping[str, Any]] = []
        self._fresh: dict[str, dict[Any, Any]] = {}
        self._stale: set[str] = set()
        self._today: date | None = None
        self.driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
        self._session: Session | None = None
        self._records = Records(self.driver)

    @property
    def session(self) -> Session:
        """The mapper's session inside this transaction; made when it is first asked for, since a scan does without.

        It sees what was done to records (`row`) up to here.
        """
        if self._session is None:
            self._session = Session(self._connection, expire_on_commit=False, join_transaction_mode="rollback_only")
        self._records.save()
        return self._session

    @property
    def transaction_id(self) -> UUID:
        """What all documents of this transaction share; made with the first of them: who tells nothing takes no id, so that a
        day that is played again has the same ids, whenever a printer's job was marked in between."""
        if self._transaction_id is None:
            self._transaction_id = self.new_id()
        return self._transaction_id

    @property
    def person_id(self) -> UUID:
        """Who acts. Refused: `staff.nobody`, when nobody has signed in."""
        if self.by.person_id is None:
            raise RuleBroken("staff.nobody")
        return self.by.person_id

    @property
    def today(self) -> date:
        """The shop's business date at this moment."""
        if self._today is None:
            self._today = business_date(self.now, zone=self.place.zone, day_change_hour=self.place.day_change_hour)
        return self._today

    def get(self, table: type[Row], row_id: UUID) -> Row:
        """One row by its id. Refused: `not_found`."""
        for fresh in self.session.new:  # made by this very transaction: no question to the database
            if type(fresh) is table and fresh.id == row_id:  # type: ignore[attr-defined]
                return fresh
        row = self.session.get(table, row_id)
        if row is None:
            raise RuleBroken("not_found", table=table.__tablename__, id=row_id)  # type: ignore[attr-defined]
        return row

    def row(self, table: type[Row], row_id: UUID) -> Row:
        """One row by its id as a record, past the mapper: for what every scan changes. Refused: `not_found`.

        Change a table's rows either as records or as mapped objects, never both in one command.
        """
        record = self._records.find(table, row_id)  # type: ignore[arg-type]
        if record is None:
            raise RuleBroken("not_found", table=table.__tablename__, id=row_id)  # type: ignore[attr-defined]
        return cast(Row, record)

    def new_row(self, table: type[Row], **values: Any) -> Row:
        """A new record with all its columns; a travelling one gets its company."""
        if issubclass(table, Travels):
            values["company_id"] = self.place.company_id
        return cast(Row, self._records.make(table, values))  # type: ignore[arg-type]

    def must_exist(self, table: type[Base], row_id: UUID) -> None:
        """Only that there is such a row; far cheaper than loading it. Refused: `not_found`."""
        if not exists_in(table).value(self.driver, id=row_id):
            self.get(table, row_id)

    def add(self, row: Row) -> Row:
        """A new row; a travelling one gets its company."""
        if isinstance(row, Travels):
            row.company_id = self.place.company_id
        self.session.add(row)
        return row

    def add_many(self, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
        """Many rows in one statement: the mapper is passed by, so every column stands in the dictionaries."""
        if rows:
            if issubclass(table, Travels):
                for row in rows:
                    row["company_id"] = self.place.company_id
            insert_into(table).run_many(self.driver, rows)

    def add_card(self, row: CardRow) -> CardRow:
        """A new card, version 1, and its first field patch."""
        row.version = 1
        self.add(row)
        fields = {
            column.key: getattr(row, column.key, None)
            for column in row.__mapper__.column_attrs  # type: ignore[attr-defined]
        }
        self._patch(row.__tablename__, fields["id"], fields, is_new=True)  # type: ignore[attr-defined, arg-type]
        return row

    def add_cards(self, table: type[Card], rows: Sequence[dict[str, Any]]) -> None:
        """New cards of a kind, every column of each; their patches travel in one document. For imports."""
        if not rows:
            return
        for row in rows:
            row["version"] = 1
        told = sorted(rows[0].keys() - _LOCAL_FIELDS)
        body = {
            "table": table.__tablename__, "base_version": 0, "changed_at": self.now, "by": self.by.person_id,  # type: ignore[attr-defined]
            "cards": as_table(("id", *told), rows),
        }
        self._tell_centre("cards", rows[0]["id"], body)
        self.add_many(table, rows)  # type: ignore[arg-type]

    def change_card(self, row: Card, **fields: Any) -> list[str]:
        """Change a card field by field; the names of those that really changed. Each change travels as one patch."""
        changed = [name for name, value in fields.items() if getattr(row, name) != value]
        if changed:
            for name in changed:
                setattr(row, name, fields[name])
            row.version += 1
            self._patch(row.__tablename__, row.id, {name: fields[name] for name in changed})  # type: ignore[attr-defined]
        return changed

    def touch(self, *topics: str) -> None:
        """Tell the screens, once this is saved; what was remembered under these topics is read again."""
        self.topics.update(topics)
        self._stale.update(topics)
        for topic in topics:
            self._fresh.pop(topic, None)

    def announce(self, *topics: str) -> None:
        """Tell the screens, once this is saved, of rows that are only new: what is remembered of others stays true."""
        self.topics.update(topics)

    def record(self, topic: str, kind: str, row_id: UUID, body: Mapping[str, Any]) -> bytes:
        """State a fact, with what was told beside it: tell the screens, and the centre by an outbox row that is saved with it.
        Answers its SHA-256."""
        self.touch(topic)
        beside = self._beside.pop(row_id, None)
        return self._tell_centre(kind, row_id, {**body, **beside} if beside else body)

    def tell_beside(self, row_id: UUID, part: str, rows: Mapping[str, Any]) -> None:
        """What the document of this row shall say as well, once it is recorded: rows as `as_table` makes them, which another
        subject has stored for it."""
        known = self._beside.setdefault(row_id, {}).get(part)
        self._beside[row_id][part] = {**rows, "rows": [*known["rows"], *rows["rows"]]} if known else rows

    def tell_audit(self, entry: Mapping[str, Any]) -> None:
        """An entry of the audit that this transaction adds: all of them travel in one document."""
        self._audited.append(entry)

    def confirm(self, code: str, **facts: Any) -> None:
        """Go on only if the person has said yes to this question; else ask it (`NeedsConfirmation`)."""
        if code not in self.by.confirmed:
            raise NeedsConfirmation(code, **facts)

    def expect(self, what: str, found: int, expected: int | None) -> None:
        """Refuse to overwrite what somebody else changed meanwhile. Refused: `stale` (as `Stale`)."""
        if expected is not None and found != expected:
            raise Stale("stale", what=what, found=found, expected=expected)

    def remember(self, topic: str, key: Any, load: Loader) -> Any:
        """A value that changes only when its topic is touched; immutable ones only, they are shared."""
        fresh = self._fresh.get(topic, _NOTHING)
        if key in fresh:
            return fresh[key]
        value = MISSING if topic in self._stale else self._memory.of(topic).get(key, MISSING)
        if value is MISSING:
            value = load()
            self.keep(topic, key, value)
        return value

    def recall(self, topic: str, keys: Iterable[Any]) -> dict[Any, Any]:
        """What is remembered under these keys: for many values, of which the others are loaded together and then kept."""
        fresh = self._fresh.get(topic, _NOTHING)
        known = _NOTHING if topic in self._stale else self._memory.of(topic)
        return {key: value for key in keys if (value := fresh.get(key, known.get(key, MISSING))) is not MISSING}

    def keep(self, topic: str, key: Any, value: Any) -> None:
        """Remember a value that this transaction has just made; forgotten again if it fails."""
        self._fresh.setdefault(topic, {})[key] = value

    def next_number(self, kind: str, prefix: str) -> tuple[int, str]:
        """The next number of a series of this till, without gaps, and how people read it (`A3-000127`). A series keeps the
        prefix that it began with."""
        known = NEXT_NUMBER.rows(self.driver, till=self.place.till_id, series=kind)
        last, prefix = known[0] if known else (1, prefix)
        if not known:
            self.add_many(NumberSeries, [{"till_id": self.place.till_id, "kind": kind, "prefix": prefix, "last": last}])
        return last, f"{self.place.prefix}-{prefix}{last:06d}"

    def flush(self, table: type[Base] | None = None) -> None:
        """Write what was changed through mapped objects, and records (of one table), so that prepared statements see it."""
        if self._session is not None:
            self._session.flush()
        self._records.save(table)

    def finish(self) -> None:
        """Write what was gathered; the writer calls it before it commits."""
        self.flush()
        assert not self._beside, "told beside a document that was never recorded"
        if self._audited:
            told = {"till_id": self.place.till_id, "entries": as_table(_AUDIT_TOLD, self._audited)}
            self._tell_centre("audit", self.transaction_id, told)
            self._audited = []
        if self._outbox:
            insert_into(Outbox).run_many(self.driver, self._outbox)
            self._outbox = []

    def close(self) -> None:
        """Let go of the session, whatever became of the transaction."""
        if self._session is not None:
            self._session.close()

    def settle(self) -> None:
        """After the commit: hand over what was learned."""
        self._memory.settle(self._fresh, self._stale)

    def set_card(self, row: Card, **fields: Any) -> None:
        """State these values of a card, also where they are what it has: a person has looked, and this is what counts."""
        if not self.change_card(row, **fields):
            row.version += 1
            self._patch(row.__tablename__, row.id, fields)  # type: ignore[attr-defined]

    def _patch(self, table: str, row_id: UUID, fields: Mapping[str, Any], *, is_new: bool = False) -> None:
        """Its base is the centre's version that stands here: whoever has set a field since then has done so unseen."""
        told = {name: fields[name] for name in fields.keys() - _LOCAL_FIELDS}
        base = 0 if is_new else BASE_VERSION.value(self.driver, table=table, row_id=row_id) or 0
        body = {
            "id": row_id, "table": table, "base_version": base, "is_new": is_new, "fields": told,
            "changed_at": self.now, "by": self.by.person_id,
        }
        self._tell_centre("card", row_id, body)

    def _tell_centre(self, kind: str, row_id: UUID, body: Mapping[str, Any]) -> bytes:
        document = canonical(body)
        sha256 = fingerprint(document)
        self._outbox.append(
            {
                "seq": None, "id": self.new_id(), "transaction_id": self.transaction_id, "kind": kind, "row_id": row_id,
                "format": FORMAT, "at": self.now, "body": document, "sha256": sha256,
            }
        )
        return sha256


_NOTHING: dict[Any, Any] = {}
_AUDIT_TOLD = ("seq", "at", "person_id", "lender_id", "action", "subject_id", "facts", "previous_hash", "hash")


def plain(value: Any) -> Any:
    """A moment or a day as it stands in a document (ISO 8601, UTC); everything else as it is."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value
