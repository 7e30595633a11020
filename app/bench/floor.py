"""The floor: raw sqlite3 writing the very rows that a completed sale writes, with the same durability and nothing else."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Column
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.schema import CreateIndex, CreateTable

import db.facts
import db.models
from db.base import Base
from db.engine import CACHE_KIB

WAL_PAGES = 4000
"""The floor's log is copied by its commits only; 16 MiB are what serves it best."""
DECLARED = (db.facts, db.models)
_COUNTS = {"payment": 1, "cash_entry": 1, "outbox": 1, "audit_entry": 1, "print_job": 1, "drawer_job": 1}
"""Rows a completed cash sale adds besides one movement and one level a line, its own update and its number's."""


class Floor:
    """A database with our tables (no triggers, no search) and prepared rows of the real sizes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", f"cache_size=-{CACHE_KIB}", f"wal_autocheckpoint={WAL_PAGES}"):
            self._db.execute(f"PRAGMA {pragma}")
        kind = dialect()
        for name in (*_COUNTS, "stock_movement", "stock_level", "sale", "number_series"):
            table = Base.metadata.tables[name]
            self._db.execute(str(CreateTable(table, include_foreign_key_constraints=[]).compile(dialect=kind)))
            for index in table.indexes:
                self._db.execute(str(CreateIndex(index).compile(dialect=kind)))
        self._sale = os.urandom(16)
        self._db.execute(*_insert("number_series", self._sale, 1))
        self._db.execute(*_insert("sale", self._sale, 1))
        self._number = 1

    def write(self, lines: int, rounds: int) -> list[float]:
        """Milliseconds of each of `rounds` durable transactions with the rows of a sale of so many lines."""
        products = [os.urandom(16) for _product in range(2000)]
        return [self._one(lines, products, round_) for round_ in range(rounds)]

    def close(self) -> None:
        """Close and remove the file."""
        self._db.close()
        for ending in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)

    def _one(self, lines: int, products: list[bytes], round_: int) -> float:
        rows = [
            _insert(name, os.urandom(16), self._number, body=350 + 500 * lines if name == "outbox" else 120)
            for name in _COUNTS
        ]
        rows += [_insert("stock_movement", os.urandom(16), self._number) for _line in range(lines)]
        store, picked = products[0], [products[(round_ * 7 + line) % len(products)] for line in range(lines)]
        self._number += 1
        started = time.perf_counter()
        self._db.execute("BEGIN IMMEDIATE")
        for sql, values in rows:
            self._db.execute(sql, values)
        self._db.executemany(
            "INSERT INTO stock_level VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET on_hand_milli = on_hand_milli + 1",
            [(product, store) for product in picked],
        )
        own = (lines, str(lines), self._sale)
        self._db.execute("UPDATE sale SET state = 'open', total_minor = ?, number = ? WHERE id = ?", own)
        self._db.execute("UPDATE number_series SET last = last + 1")
        self._db.execute("COMMIT")
        return (time.perf_counter() - started) * 1000


def _insert(name: str, row_id: bytes, number: int, *, body: int = 120) -> tuple[str, list[object]]:
    columns = Base.metadata.tables[name].columns
    values = [_sample(name, column, row_id, number, body) for column in columns]
    return f"INSERT INTO {name} VALUES ({', '.join('?' * len(values))})", values


def _sample(table: str, column: Column[Any], row_id: bytes, number: int, body: int) -> object:
    """A value of the right kind and about the right size."""
    name, kind = column.key, type(column.type).__name__
    words = {"kind": "tendered", "tender": "cash", "state": "queued", "number": f"A1-{number:06d}", "facts": "x" * 60}
    if table == "sale" and name == "state":
        return "open"
    if name in words:
        return words[name]
    if kind == "LargeBinary":
        return os.urandom(32) if name in ("sha256", "hash", "previous_hash") else os.urandom(body)
    if kind == "Id":
        return row_id
    return "text" if kind in ("String", "DateText") else number
