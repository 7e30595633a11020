"""The floors of `bench sync`: the rows of a push once more, by COPY and by plain INSERT, into tables of the same shape."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from psycopg import sql

Connection = psycopg.Connection[tuple[Any, ...]]
BATCH = 1000
"""Rows of a plain insert that are committed together."""
_NOT_ROWS = (
    "feed", "card", "parking", "quarantine", "conflict", "enrolment", "last_round", "level_change", "level", "account_change",
    "account_sum",
)
"""What the centre keeps for itself beside what a till tells."""
_OF_SALES = ("sale", "sale_line", "payment", "cash_entry", "stock_movement", "account_entry", "audit_entry", "document", "feed")
"""What is multiplied for a centre that holds much."""
_GIVEN = (("feed", "xid"), ("feed", "seq"))
"""Columns that the centre fills itself."""
_IDS = ("id", "stated_by", "transaction_id", "sale_id", "document_id", "line_id", "row_id")
"""Columns that name a sale or a part of it: a copy has its own."""


def counts(dsn: str) -> dict[str, int]:
    """Rows of each table that documents come into, and of the documents."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        return {name: _count(connection, name) for name in _tables(connection)}


def sizes(dsn: str) -> tuple[int, int]:
    """Bytes of all tables with their indexes, and of the log so far."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("VACUUM")
        row = connection.execute(
            "SELECT sum(pg_total_relation_size(c.oid))::bigint, (pg_current_wal_lsn() - '0/0')::bigint FROM pg_class AS c "
            "WHERE c.relnamespace = 'duken'::regnamespace AND c.relkind = 'r'"
        ).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


def floors(dsn: str, names: Sequence[str]) -> dict[str, int]:
    """Rows a second of COPY, and of `INSERT … ON CONFLICT DO NOTHING` in committed batches, with the rows of these tables."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        rows = sum(_count(connection, name) for name in names)
        packed = {name: _copied_out(connection, name) for name in names}
        _make_alike(connection, names)
        copy_s = _timed(_copy_in, connection, packed)
        read = {name: _read(connection, name) for name in names}
        _make_alike(connection, names)
        insert_s = _timed(_insert, connection, read)
        connection.execute("DROP SCHEMA plain CASCADE")
    return {"floor_copy_rows_per_s": round(rows / copy_s), "floor_insert_rows_per_s": round(rows / insert_s)}


def hold(dsn: str, sales: int) -> int:
    """Multiply what the centre holds, with ids of its own for each copy, until it holds so many sales; answers how many."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        times = max(0, -(-sales // _count(connection, "sale")) - 1)
        connection.execute(_EARLIER)
        for name in _OF_SALES:
            _multiply(connection, name, times)
        connection.execute("DROP FUNCTION earlier")
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
        return _count(connection, "sale")


_EARLIER = """
    CREATE FUNCTION earlier(id uuid, copy bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $f$
        SELECT (lpad(to_hex(('x' || left(id::text, 8))::bit(32)::bigint - copy * 64), 8, '0') || substr(id::text, 9))::uuid
    $f$
"""
"""An id begins with its moment, and its first half counts minutes (65.536 s): each copy is an hour older than the one before."""


def _multiply(connection: Connection, name: str, times: int) -> None:
    """All rows of a table so many times more, the oldest first, as they would have come."""
    columns = [column for column in _columns(connection, name) if (name, column) not in _GIVEN]
    told = sql.SQL(", ").join(map(sql.Identifier, columns))
    said = sql.SQL(", ").join(_shifted(name, column) for column in columns)
    connection.execute(
        sql.SQL("INSERT INTO duken.{} ({}) SELECT {} FROM generate_series({}, 1, -1) AS c(copy), duken.{} AS t").format(
            sql.Identifier(name), told, said, sql.Literal(times), sql.Identifier(name)
        )
    )


def _shifted(table: str, column: str) -> sql.Composable:
    name = sql.Identifier("t", column)
    if column in _IDS:
        return sql.SQL("earlier({}, c.copy)").format(name)
    if table == "audit_entry" and column == "seq":
        return sql.SQL("{} - c.copy * 1000000").format(name)
    return name


def _tables(connection: Connection) -> list[str]:
    found = connection.execute(
        "SELECT c.relname FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'company_id' "
        "WHERE c.relnamespace = 'duken'::regnamespace AND c.relkind = 'r' ORDER BY 1"
    )
    return [name for (name,) in found if name not in _NOT_ROWS]


def _columns(connection: Connection, name: str) -> list[str]:
    found = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        (f"duken.{name}",),
    )
    return [column for (column,) in found]


def _count(connection: Connection, name: str) -> int:
    row = connection.execute(sql.SQL("SELECT count(*) FROM duken.{}").format(sql.Identifier(name))).fetchone()
    return int(row[0]) if row else 0


def _read(connection: Connection, name: str) -> list[tuple[Any, ...]]:
    return connection.execute(sql.SQL("SELECT * FROM duken.{}").format(sql.Identifier(name))).fetchall()


def _make_alike(connection: Connection, names: Sequence[str]) -> None:
    """Empty tables with the same columns and keys; no policies, no functions."""
    connection.execute("DROP SCHEMA IF EXISTS plain CASCADE")
    connection.execute("CREATE SCHEMA plain")
    for name in names:
        table = sql.Identifier(name)
        connection.execute(sql.SQL("CREATE TABLE plain.{} (LIKE duken.{} INCLUDING ALL)").format(table, table))


def _copied_out(connection: Connection, name: str) -> list[bytes]:
    query = sql.SQL("COPY duken.{} TO STDOUT (FORMAT binary)").format(sql.Identifier(name))
    with connection.cursor().copy(query) as copy:
        return [bytes(block) for block in copy]


def _copy_in(connection: Connection, packed: dict[str, list[bytes]]) -> None:
    for name, data in packed.items():
        query = sql.SQL("COPY plain.{} FROM STDIN (FORMAT binary)").format(sql.Identifier(name))
        with connection.cursor().copy(query) as copy:
            for block in data:
                copy.write(block)


def _insert(connection: Connection, read: dict[str, list[tuple[Any, ...]]]) -> None:
    for name, rows in read.items():
        places = sql.SQL(", ").join([sql.SQL("%b")] * len(rows[0]))
        query = sql.SQL("INSERT INTO plain.{} VALUES ({}) ON CONFLICT DO NOTHING").format(sql.Identifier(name), places)
        for first in range(0, len(rows), BATCH):
            with connection.transaction():
                connection.cursor().executemany(query, rows[first : first + BATCH])


def _timed(action: Callable[[Connection, Any], None], connection: Connection, rows: Any) -> float:
    began = time.perf_counter()
    action(connection, rows)
    return time.perf_counter() - began
