"""Keeps the search in step with products: adds, replaces and removes what can be found. Knows no product table."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.catalog.search.hunt import Row
from app.core.catalog.search.patterns import code_of
from app.kernel.folding import fold
from db.prepared import driver_of

_LENGTH_SHIFT = 24  # 16 million names of one length
_BATCH = 500
_SELDOM, _OFTEN = 16, 4
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
    index_texts(driver_of(session), {entry.product_id.bytes: text_of(entry) for entry in entries})


def index_texts(driver: sqlite3.Connection, texts: Mapping[bytes, str]) -> None:
    """Make these products, by the bytes of their ids, findable by these texts (`text_of`), past the mapper."""
    for products in _batches(texts):
        known = _known(driver, products)
        same = {row.product for row in known if row.text == texts[row.product]}
        _remove(driver, [row for row in known if row.product not in same])
        _insert(driver, {product: texts[product] for product in products if product not in same})


def many_to_come(driver: sqlite3.Connection, *, are: bool) -> None:
    """While a whole shop's goods are made findable piece by piece, the index is merged less often; what is found is the same.
    The figures are FTS5's `automerge` (https://www.sqlite.org/fts5.html#the_automerge_configuration_option)."""
    driver.execute("INSERT INTO search_gram (search_gram, rank) VALUES ('automerge', ?)", (_SELDOM if are else _OFTEN,))


def remove_products(session: Session, product_ids: Sequence[UUID]) -> None:
    """Make these products unfindable; one that never was findable is no mistake."""
    remove_texts(driver_of(session), [product_id.bytes for product_id in product_ids])


def remove_texts(driver: sqlite3.Connection, products: Sequence[bytes]) -> None:
    """As `remove_products`, by the bytes of their ids and past the mapper."""
    for part in _batches(products):
        _remove(driver, _known(driver, part))


def text_of(entry: Entry) -> str:
    """What a product is found by."""
    codes = dict.fromkeys(map(code_of, filter(None, (*entry.codes, entry.article))))
    return f"^ {fold(entry.name)} " + "".join(f"#{code}$" for code in codes if code)


def _name(text: str) -> str:
    return text.partition("#")[0]


def _batches(products: Iterable[bytes]) -> Iterator[list[bytes]]:
    remaining = iter(products)
    while batch := list(islice(remaining, _BATCH)):
        yield batch


def _known(driver: sqlite3.Connection, products: Sequence[bytes]) -> list[Row]:
    places = ", ".join("?" * len(products))
    rows = driver.execute(
        f"SELECT id, product_id, text FROM search_entry WHERE product_id IN ({places})", tuple(products)
    )
    return [Row._make(row) for row in rows]


def _remove(driver: sqlite3.Connection, rows: Sequence[Row]) -> None:
    if not rows:
        return
    grams = sorted((row.entry_id, row.text) for row in rows)
    driver.executemany("INSERT INTO search_gram (search_gram, rowid, text) VALUES ('delete', ?, ?)", grams)
    driver.executemany("DELETE FROM search_entry WHERE id = ?", [(entry_id,) for entry_id, _ in grams])
    _count_words(driver, (row.text for row in rows), step=-1)


def _insert(driver: sqlite3.Connection, texts: dict[bytes, str]) -> None:
    """The index is written in the order of ids, as it wants them: out of order it would begin a new segment each time."""
    if not texts:
        return
    free = _free_ids(driver, {len(_name(text)) for text in texts.values()})
    rows = []
    for product, text in texts.items():
        length = len(_name(text))
        rows.append((free[length], product, text))
        free[length] += 1
    rows.sort()
    driver.executemany("INSERT INTO search_entry (id, product_id, text) VALUES (?, ?, ?)", rows)
    driver.executemany("INSERT INTO search_gram (rowid, text) VALUES (?, ?)", [(row[0], row[2]) for row in rows])
    _count_words(driver, texts.values(), step=1)


def _free_ids(driver: sqlite3.Connection, lengths: Collection[int]) -> dict[int, int]:
    rows = driver.execute(
        "SELECT value, (SELECT max(id) FROM search_entry WHERE id >= value << ? AND id < (value + 1) << ?)"
        " FROM json_each(?)",
        (_LENGTH_SHIFT, _LENGTH_SHIFT, json.dumps(sorted(lengths))),
    )
    return {length: (length << _LENGTH_SHIFT) if last is None else last + 1 for length, last in rows}


def _count_words(driver: sqlite3.Connection, texts: Iterable[str], *, step: int) -> None:
    counts = Counter(_WORD.findall(" ".join(texts)))
    if not counts:
        return
    rows = sorted((word, uses * step) for word, uses in counts.items())
    driver.executemany(
        "INSERT INTO search_word (word, uses) VALUES (?, ?)"
        " ON CONFLICT (word) DO UPDATE SET uses = uses + excluded.uses",
        rows,
    )
    if step < 0:
        driver.executemany("DELETE FROM search_word WHERE word = ? AND uses <= 0", [(word,) for word, _ in rows])
