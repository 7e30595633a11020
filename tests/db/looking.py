"""Looking at a database past all our code: what its tables hold, as plain rows."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

Rows = list[tuple[Any, ...]]


def tables_of(path: Path) -> dict[str, Rows]:
    """Every table of a file with all its rows in order; two files that say the same give the same."""
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = bytes
        names = "SELECT CAST(name AS BLOB) FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        found = [name.decode() for (name,) in connection.execute(names + " ORDER BY name")]
        return {name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for name in found}


def run_sql(path: Path, *statements: str | tuple[str, tuple[Any, ...]]) -> None:
    """Write into a file behind the program's back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            sql, values = (statement, ()) if isinstance(statement, str) else statement
            connection.execute(sql, values)


def rows_of(path: Path, sql: str, *values: Any) -> Rows:
    """The answer of one question."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql, values).fetchall()


def sha256_of(path: Path) -> str:
    """The file byte for byte."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
