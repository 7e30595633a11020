"""The floor of hearing in `bench sync`: what a till has stored of others' sales once more, by plain INSERT into tables of
the same shape, in as many transactions, each safe on the disk."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

FILLED = (
    "received", "sale", "sale_line", "payment", "cash_entry", "stock_movement", "stock_layer", "stock_portion", "stock_debt",
)
"""The tables that grow where sales are heard; levels and balances change in place, and are left out."""
Rows = dict[str, list[tuple[Any, ...]]]


def insert_floor(database: Path, *, transactions: int) -> float:
    """Seconds for the rows of this database's sales in a new file beside it, without foreign keys, triggers and reading."""
    rows, shape = _told(database)
    plain = database.with_name("plain.db")
    with closing(sqlite3.connect(plain, isolation_level=None)) as connection:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=4000"):
            connection.execute(f"PRAGMA {pragma}")
        for statement in shape:
            connection.execute(statement)
        began = time.perf_counter()
        for piece in _pieces(rows, transactions):
            connection.execute("BEGIN IMMEDIATE")
            for table, part in piece.items():
                connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(part[0]))})", part)
            connection.execute("COMMIT")
        return time.perf_counter() - began


def _told(database: Path) -> tuple[Rows, list[str]]:
    with closing(sqlite3.connect(database.as_uri() + "?mode=ro", uri=True)) as connection:
        rows = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in FILLED}
        marks = ", ".join("?" * len(FILLED))
        shape = connection.execute(
            f"SELECT sql FROM sqlite_master WHERE type IN ('table', 'index') AND tbl_name IN ({marks}) AND sql IS NOT NULL "
            "ORDER BY type DESC", FILLED,
        ).fetchall()
    return {table: found for table, found in rows.items() if found}, [row[0] for row in shape]


def _pieces(rows: Rows, count: int) -> Iterator[Rows]:
    """Parts of each table, in its order, as many as there are transactions."""
    for number in range(count):
        cuts = {table: (len(found) * number // count, len(found) * (number + 1) // count) for table, found in rows.items()}
        yield {table: rows[table][begin:end] for table, (begin, end) in cuts.items() if end > begin}
