"""SQLite's faults in the family "nobody here is to blame": disk full, read-only, vanished, damaged, busy."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from app.kernel.errors import AppError, EnvironmentFailed
from db.address import is_on_read_only_disk

_CODES = {
    sqlite3.SQLITE_FULL: "database.disk_full",
    sqlite3.SQLITE_READONLY: "database.read_only",
    sqlite3.SQLITE_CANTOPEN: "database.cannot_open",
    sqlite3.SQLITE_IOERR: "database.disk_failed",
    sqlite3.SQLITE_IOERR_SHMSIZE: "database.disk_full",  # no room for the file that readers and writer share
    sqlite3.SQLITE_CORRUPT: "database.damaged",
    sqlite3.SQLITE_NOTADB: "database.damaged",
    sqlite3.SQLITE_BUSY: "database.busy",
    sqlite3.SQLITE_LOCKED: "database.busy",
    sqlite3.SQLITE_PERM: "database.read_only",
    sqlite3.SQLITE_AUTH: "database.read_only",
}

_NO_TEXT = "Could not decode to UTF-8"
"""How Python's sqlite3 says it, without a code of its own: somebody wrote over a text."""


def translate(error: BaseException, path: str) -> AppError | None:
    """The failure as the person will be told it, or None where it is a bug of ours (a constraint, a wrong statement)."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        whole = getattr(cause, "sqlite_errorcode", 0)
        code = "database.damaged" if _NO_TEXT in str(cause) else _CODES.get(whole, _CODES.get(whole & 0xFF))
        if code == "database.cannot_open" and is_on_read_only_disk(Path(path)):
            code = "database.read_only"  # there was no room for the file that readers and writer share
        return EnvironmentFailed(code, path=path, detail=str(cause)[:200]) if code else None
    if isinstance(cause, UnicodeDecodeError):
        return EnvironmentFailed("database.damaged", path=path, detail="text is not UTF-8")
    return None
