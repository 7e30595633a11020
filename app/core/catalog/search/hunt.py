"""One search on its way: asks the index grade by grade, best first, and remembers what is found. Never writes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from app.core.catalog.search.patterns import Grade, Need, Reading, check_sql, match_of, satisfies, short_match_of

MOST_RANKED = 64
"""So few products are put in order here; when there are more, the index is asked grade by grade."""


class Row(NamedTuple):
    """A product that was found; rows sort by the length of the name."""

    entry_id: int
    product: bytes
    text: str


class Hunt:
    """What is found so far, best first; it asks for no more than is still wanted, and keeps each product once."""

    def __init__(self, connection: Connection, limit: int) -> None:
        self.connection, self.limit = connection, limit
        self.found: dict[int, bytes] = {}
        self._taken: set[tuple[Need, ...]] = set()

    @property
    def is_full(self) -> bool:
        return len(self.found) >= self.limit

    def possible(self, readings: Mapping[str, Reading]) -> set[str]:
        """The names of those readings that some product may satisfy, as far as the index can tell."""
        matches = {name: match_of([(reading,)]) for name, reading in readings.items()}
        rows = self.connection.exec_driver_sql(
            "SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM search_gram WHERE search_gram MATCH value)",
            (json.dumps([match for match in matches.values() if match]),),
        ).all()
        known = {match for (match,) in rows} | {""}
        return {name for name, match in matches.items() if match in known}

    def seek(self, grades: Sequence[Grade], *, widest: Grade) -> list[int]:
        """Add the answers of each grade, best first; all of them satisfy `widest`. How many there are after each grade.

        Two letters are asked for grade by grade at once: all that have them anywhere would be many.
        """
        is_pair = not match_of(widest) and bool(short_match_of(widest))
        rows = [] if is_pair or self.is_full else self.ask(widest, MOST_RANKED)
        is_all = not is_pair and len(rows) < MOST_RANKED
        counts = []
        for grade in grades:
            if is_all:
                self.add(row for row in rows if satisfies(row.text, grade))
            else:
                self.take(grade)
            counts.append(len(self.found))
        return counts

    def take(self, grade: Grade) -> None:
        """Add the answers of one grade, shortest names first."""
        if not self.is_full and tuple(grade) not in self._taken:
            self._taken.add(tuple(grade))
            self.add(self.ask(grade, self.limit + len(self.found)))

    def add(self, rows: Iterable[Row]) -> None:
        """Add rows that are already here, in their order."""
        for row in rows:
            if self.is_full:
                return
            self.found.setdefault(row.entry_id, row.product)

    def ask(self, grade: Grade, most: int) -> list[Row]:
        """The first rows that satisfy a grade, shortest names first."""
        if not grade or not all(grade):
            return []
        check, parameters = check_sql(grade)
        match = match_of(grade) or short_match_of(grade)
        if match:
            question = (
                "SELECT e.id, e.product_id, e.text FROM search_gram JOIN search_entry AS e ON e.id = search_gram.rowid"
                f" WHERE search_gram MATCH ? AND {check} ORDER BY search_gram.rowid LIMIT ?"
            )
            parameters.insert(0, match)
        else:
            question = f"SELECT e.id, e.product_id, e.text FROM search_entry AS e WHERE {check} ORDER BY e.id LIMIT ?"
        return [Row._make(row) for row in self.connection.exec_driver_sql(question, (*parameters, most)).all()]
