"""Keeps the search in step with products: adds, replaces and removes what can be found. Knows no product table."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.core.catalog.search.hunt import Row
from app.core.catalog.search.patterns import code_of
from app.kernel.folding import fold

_LENGTH_SHIFT = 24  # 16 million names of one length
_BATCH = 500
_WORD = re.compile(r"(?<= )[^ \d.#]{3,}(?= )")  # letters only: a typo in a number cannot be guessed


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be found of a product: its name, article and barcodes."""

    product_id: UUID
    name: str
    article: str | None
    codes: tuple[str, ...]


def index_products(session: Session, entries: Sequence[Entry]) -> None:
    """Make these products findable as they are now, new ones and changed ones; of two entries of one, the last counts."""
    connection = session.connection()
    latest = {entry.product_id.bytes: entry for entry in entries}
    for products in _batches(latest):
        texts = {product: _text(latest[product]) for product in products}
        known = _known(connection, products)
        stale = [row for row in known if row.text != texts[row.product]]
        same = {row.product for row in known if row.text == texts[row.product]}
        _remove(connection, stale)
        _insert(connection, {product: text for product, text in texts.items() if product not in same})


def remove_products(session: Session, product_ids: Sequence[UUID]) -> None:
    """Make these products unfindable; one that never was findable is no mistake."""
    connection = session.connection()
    for products in _batches([product_id.bytes for product_id in product_ids]):
        _remove(connection, _known(connection, products))


def _text(entry: Entry) -> str:
    codes = dict.fromkeys(map(code_of, filter(None, (*entry.codes, entry.article))))
    return f"^ {fold(entry.name)} " + "".join(f"#{code}$" for code in codes if code)


def _name(text: str) -> str:
    return text.partition("#")[0]


def _batches(products: Iterable[bytes]) -> Iterator[list[bytes]]:
    remaining = iter(products)
    while batch := list(islice(remaining, _BATCH)):
        yield batch


def _known(connection: Connection, products: Sequence[bytes]) -> list[Row]:
    places = ", ".join("?" * len(products))
    rows = connection.exec_driver_sql(
        f"SELECT id, product_id, text FROM search_entry WHERE product_id IN ({places})", tuple(products)
    )
    return [Row._make(row) for row in rows.all()]


def _remove(connection: Connection, rows: Sequence[Row]) -> None:
    if not rows:
        return
    grams = sorted((row.entry_id, row.text) for row in rows)
    connection.exec_driver_sql("INSERT INTO search_gram (search_gram, rowid, text) VALUES ('delete', ?, ?)", grams)
    connection.exec_driver_sql("DELETE FROM search_entry WHERE id = ?", [(entry_id,) for entry_id, _ in grams])
    _count_words(connection, (row.text for row in rows), step=-1)


def _insert(connection: Connection, texts: dict[bytes, str]) -> None:
    """The index is written in the order of ids, as it wants them: out of order it would begin a new segment each time."""
    if not texts:
        return
    free = _free_ids(connection, {len(_name(text)) for text in texts.values()})
    rows = []
    for product, text in texts.items():
        length = len(_name(text))
        rows.append((free[length], product, text))
        free[length] += 1
    rows.sort()
    connection.exec_driver_sql("INSERT INTO search_entry (id, product_id, text) VALUES (?, ?, ?)", rows)
    connection.exec_driver_sql("INSERT INTO search_gram (rowid, text) VALUES (?, ?)", [(row[0], row[2]) for row in rows])
    _count_words(connection, texts.values(), step=1)


def _free_ids(connection: Connection, lengths: Collection[int]) -> dict[int, int]:
    rows = connection.exec_driver_sql(
        "SELECT value, (SELECT max(id) FROM search_entry WHERE id >= value << ? AND id < (value + 1) << ?)"
        " FROM json_each(?)",
        (_LENGTH_SHIFT, _LENGTH_SHIFT, json.dumps(sorted(lengths))),
    )
    return {length: (length << _LENGTH_SHIFT) if last is None else last + 1 for length, last in rows}


def _count_words(connection: Connection, texts: Iterable[str], *, step: int) -> None:
    counts = Counter(_WORD.findall(" ".join(texts)))
    if not counts:
        return
    rows = sorted((word, uses * step) for word, uses in counts.items())
    connection.exec_driver_sql(
        "INSERT INTO search_word (word, uses) VALUES (?, ?)"
        " ON CONFLICT (word) DO UPDATE SET uses = uses + excluded.uses",
        rows,
    )
    if step < 0:
        connection.exec_driver_sql("DELETE FROM search_word WHERE word = ? AND uses <= 0", [(word,) for word, _ in rows])
