"""What is done with a database as a file: looked into, copied, brought to the disk, removed."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from db.address import look_only_uri, must_be_alone


def opened(path: Path) -> sqlite3.Connection:
    """A connection that looks only; alone, where a full disk does not allow another way."""
    if not must_be_alone(path):
        return sqlite3.connect(look_only_uri(path), uri=True)
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)
    for pragma in ("locking_mode=EXCLUSIVE", "query_only=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def remove(path: Path) -> None:
    """A database with all that SQLite and we put beside it; what cannot be removed now stays, it is in nobody's way."""
    for ending in ("", "-journal", "-wal", "-shm", ".lock"):
        with suppress(OSError):
            path.with_name(path.name + ending).unlink()


def copy(source: Path, target: Path) -> None:
    """One consistent state of a database as one file; the source may be worked on meanwhile."""
    target.unlink(missing_ok=True)
    with closing(opened(source)) as reader, closing(sqlite3.connect(target)) as writer:
        reader.backup(writer)
        writer.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it


def to_disk(path: Path) -> None:
    """A file's bytes, or (where the system can) the names in a folder: what was renamed stays renamed."""
    if path.is_dir():
        with suppress(OSError):  # Windows and network folders have no such thing
            _sync(os.open(path, os.O_RDONLY))
    else:
        _sync(os.open(path, os.O_RDWR))


def _sync(descriptor: int) -> None:
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
