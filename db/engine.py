"""How the one SQLite file is opened: once to write, many times to read; never without WAL and foreign keys."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from db.address import is_on_read_only_disk, is_without_room, look_only, must_be_alone

_nothing: dict[None, None] = {}
sqlite3.register_adapter(bytes, bytes)
sqlite3.register_adapter(type(None), _nothing.get)  # None for None, without a step of Python
"""Ids and empty cells are passed as they are. Without a word the driver asks each such value whether it can adapt itself,
by an attribute that it lacks: a sixth of the time that writing a receipt's lines takes."""
WAL_PAGES = 10_000
"""40 MiB of log before a commit has to copy it: the writer does so between two commands long before (`db/checkpoints.py`)."""
CACHE_KIB = 16_384


def open_writer(path: Path, *, may_create: bool = False) -> Engine:
    """The writer locks at BEGIN, so that a second writer waits instead of failing half-way.

    `synchronous=FULL` in WAL mode: a commit returns only when the log is on the disk (sqlite.org/pragma.html).
    `recursive_triggers`: what a REPLACE takes away is refused like any other delete of a fact. Only a migration
    `may_create` the file: a connection that made an empty one where a disk had gone would throw away the log beside it.
    """
    pragmas = ("journal_mode=WAL", "synchronous=FULL", "recursive_triggers=ON")
    return _open(path, begin="BEGIN IMMEDIATE", pragmas=pragmas, mode="rwc" if may_create else "rw")


def open_reader(path: Path, *, beside_writer: bool = False) -> Engine:
    """Readers see the last commit, wait for nobody, and are refused any write.

    Also on a disk that takes nothing, unless it is `beside_writer`: there the refusal is the writer's to make.
    """
    if beside_writer:
        return _open(path, begin="BEGIN", pragmas=("query_only=ON",), mode="rw")
    if must_be_alone(path):  # nothing is shared then, and no file is needed for it
        return _open(path, begin="BEGIN", pragmas=("locking_mode=EXCLUSIVE", "query_only=ON"), mode="rw")
    where = look_only(path) if is_on_read_only_disk(path) or is_without_room(path) else {"mode": "rw"}
    return _open(path, begin="BEGIN", pragmas=("query_only=ON",), **where)


def _open(path: Path, *, begin: str, pragmas: tuple[str, ...], **where: str) -> Engine:
    address = URL.create("sqlite", database=path.resolve().as_uri(), query={**where, "uri": "true"})
    engine = create_engine(
        address, connect_args={"timeout": 5, "check_same_thread": False}, poolclass=QueuePool,
        pool_size=4, max_overflow=4, pool_reset_on_return="rollback", query_cache_size=1200, hide_parameters=True,
        pool_use_lifo=True,  # the one used last has its pages at hand; in turn all four would fill their caches
    )
    common = ("foreign_keys=ON", f"cache_size=-{CACHE_KIB}", f"wal_autocheckpoint={WAL_PAGES}", "temp_store=MEMORY")

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (*pragmas, *common):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        driver.execute(begin)  # past the statement machinery: it is said before every command

    return engine
