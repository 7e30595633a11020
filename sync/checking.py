"""Whether this till and the centre have the same: day by day by their sums, and where those differ row by row, each difference
with its cause. Nothing is changed, and no transaction is open here while the centre is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Integer, LargeBinary

from db.types import Id, Moment
from sync.centre import Centre, Hole, RowThere
from sync.compared import NOTHING, Compared, Sums, compared, not_compared, rows_here, sums_here
from sync.rounds import Stopped, Store
from sync.standing import Here, Of, Standing, Untold, documents_of, fetched_here, here, standing, twins_here, untold

MOST_LISTED = 200
AT_ONCE = 300
UNDER_WAY = frozenset({"unsent", "parked", "not_heard_yet", "twin", "fetched"})
"""Causes that end by themselves, or are meant so."""
CAUSES = (
    "unsent", "parked", "rejected", "quarantined", "not_heard_yet", "kept_back", "twin", "fetched", "differs", "only_here",
    "only_there",
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NO_SUMS = Sums(0, (), 0)


@dataclass(frozen=True, slots=True)
class Column:
    """What a column says on both sides; None where it says nothing."""

    name: str
    here: Any
    there: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not the same, and why: `cause` is one of `CAUSES`, `detail` says more of what was kept back."""

    table: str
    day: str | None
    id: str
    cause: str
    detail: str | None = None
    document: Of | None = None
    columns: tuple[Column, ...] = ()

    @property
    def is_under_way(self) -> bool:
        """It ends by itself, and nobody need do anything."""
        return self.cause in UNDER_WAY or (self.cause == "kept_back" and self.detail == "waiting")


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a table that is not the same, with what each side has of it."""

    day: str | None
    here: Sums
    there: Sums


@dataclass(frozen=True, slots=True)
class TableChecked:
    """A table: how many rows each side has, of how many days, the columns that were added up, and the days that differ."""

    table: str
    here: int
    there: int
    days: int
    sums: tuple[str, ...]
    differing: tuple[Day, ...]


@dataclass
class Agreement:
    """What a check has found. `differences` are the first; `causes` counts all of them."""

    tables: list[TableChecked] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    causes: Counter[str] = field(default_factory=Counter)
    not_explained: int = 0
    not_compared: tuple[str, ...] = ()
    holes: tuple[Hole, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whatever differs is under way."""
        return not self.not_explained

    def note(self, found: Difference) -> None:
        """One more; those that nothing explains are listed before the others."""
        self.causes[found.cause] += 1
        self.not_explained += not found.is_under_way
        if len(self.differences) < MOST_LISTED:
            self.differences.append(found)
        elif not found.is_under_way:
            place = next((place for place, each in enumerate(self.differences) if each.is_under_way), None)
            if place is not None:
                self.differences[place] = found


def check(
    store: Store, centre: Centre, *, since: date | None = None, until: date | None = None, stopped: Stopped = lambda: False,
    told: Callable[[str], None] | None = None,
) -> Agreement:
    """Compare everything, or what is of these days (cards have none and are always compared). `told` hears each table's name.

    Refused: `centre.not_connected`, and what `Centre.sums` refuses.
    """
    walk = _Walk(store, centre)
    known = centre.columns()
    walk.found.not_compared = tuple(not_compared(known))
    for of in compared(known):
        if stopped():
            break
        if told is not None:
            told(of.table)
        walk.table(of, since, until)
    walk.found.holes = tuple(centre.holes())
    return walk.found


class _Walk:
    def __init__(self, store: Store, centre: Centre) -> None:
        self._store, self._centre = store, centre
        self._begun: Standing = store.ask(standing)
        self._untold: Untold | None = None
        self.found = Agreement()

    def table(self, of: Compared, since: date | None, until: date | None) -> None:
        ours: dict[str | None, Sums] = self._store.ask(sums_here, of=of, since=since, until=until)
        theirs = self._centre.sums(of, since, until)
        days = sorted(ours.keys() | theirs.keys(), key=lambda day: day or "")
        differing = [day for day in days if ours.get(day) != theirs.get(day)]
        self.found.tables.append(TableChecked(
            of.table, sum(each.count for each in ours.values()), sum(each.count for each in theirs.values()), len(days), of.sums,
            tuple(Day(day, ours.get(day, _NO_SUMS), theirs.get(day, _NO_SUMS)) for day in differing),
        ))
        seen = set[str]()
        for day in differing:
            for difference in self._day(of, day, seen):
                self.found.note(difference)

    def _day(self, of: Compared, day: str | None, seen: set[str]) -> Iterator[Difference]:
        """Ours first: what is told meanwhile is then there, and what was not told is known as such from the beginning."""
        ours: dict[str, int] = self._store.ask(rows_here, of=of, day=day)
        theirs = self._centre.rows(of, day)
        keys = [key for key in sorted(ours.keys() | theirs.keys()) if key not in theirs or ours.get(key) != theirs[key].hash]
        if keys and self._untold is None:
            self._untold = self._store.ask(untold, after=self._begun.answered_seq)
        own = (self._untold or {}).get(of.table, {})
        left = []
        for key in keys:
            if key in own:
                yield Difference(of.table, day, _named(of, key), own[key].state, document=own[key])
            elif key not in seen:
                left.append(key)
        seen |= set(left)
        for start in range(0, len(left), AT_ONCE):
            yield from self._explained(of, day, left[start : start + AT_ONCE], theirs)

    def _explained(self, of: Compared, day: str | None, keys: list[str], theirs: Mapping[str, RowThere]) -> Iterator[Difference]:
        """Both sides say once more what stands there, column by column: what has come or changed its day meanwhile is seen."""
        said = self._centre.texts(of, keys)
        now: Here = self._store.ask(
            here, of=of, keys=keys, documents=[theirs[key].document_id for key in keys if key in theirs]
        )
        lone = {key: now.texts[key] for key in keys if key in now.texts and key not in theirs}
        documents: dict[str, Of] = self._store.ask(documents_of, of=of, rows=lone) if lone else {}
        fetched: set[UUID] = self._store.ask(fetched_here, documents=[each.id for each in documents.values()]) if lone else set()
        missing = {key: said[key] for key in keys if key in said and key not in now.texts}
        twins: set[str] = self._store.ask(twins_here, of=of, rows=missing) if missing else set()
        for key in keys:
            here_, there_ = now.texts.get(key), said.get(key)
            if (here_ is None and there_ is None) or (here_ is not None and there_ is not None and list(here_) == list(there_)):
                continue
            row = theirs.get(key)
            document = documents.get(key) if row is None else now.documents.get(row.document_id)
            cause, detail = ("twin", None) if key in twins else _cause(of, row, now, document, here_, there_)
            if cause == "only_here" and document is not None and document.id in fetched:
                cause = "fetched"
            columns = _columns(of, here_, there_) if cause == "differs" else ()
            if document is None and row is not None and not of.is_card:
                document = Of(row.document_id, "", None, "")
            yield Difference(of.table, day, _named(of, key), cause, detail, document, columns)


def _cause(
    of: Compared, row: RowThere | None, now: Here, document: Of | None, here_: Sequence[str] | None, there_: Sequence[str] | None
) -> tuple[str, str | None]:
    if there_ is None:
        return "only_here", None
    if row is not None and document is not None and document.state != "applied":
        return "kept_back", document.state
    is_stated = document is not None if not of.is_card else row is not None and now.versions.get(row.document_id, 0) >= row.ver
    is_behind = row is not None and row.place is not None and row.place > now.standing.place
    if not is_stated and (is_behind or not now.standing.is_loaded):
        return "not_heard_yet", None
    return ("only_there" if here_ is None else "differs"), None


def _columns(of: Compared, here_: Sequence[str] | None, there_: Sequence[str] | None) -> tuple[Column, ...]:
    if here_ is None or there_ is None:
        return ()
    return tuple(
        Column(name, _readable(kind, ours), _readable(kind, theirs))
        for (name, (kind, _filled)), ours, theirs in zip(of.columns.items(), here_, there_, strict=True) if ours != theirs
    )


def _readable(kind: Any, text: str) -> Any:
    """A text that was compared, as a person reads it."""
    if text == NOTHING:
        return None
    if isinstance(kind, Boolean):
        return text == "1"
    if isinstance(kind, Moment):
        return (_EPOCH + timedelta(microseconds=int(text))).isoformat()
    if isinstance(kind, Id):
        return str(UUID(text))
    return int(text) if isinstance(kind, Integer) else text[:200] if isinstance(kind, LargeBinary) else text


def _named(of: Compared, key: str) -> str:
    return str(UUID(key)) if "id" in of.columns else key
