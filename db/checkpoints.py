"""The writer copies its log into the database's file between two commands, when nobody waits, and not inside one (ADR 0027)."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable

CHANGED_ROWS = 700
"""As many as two dozen sales of five lines change, 5 MiB of log: pages that each of them touches are written back once, and
the copy takes no longer than any other hold of the writer."""


class Checkpoints:
    """When the log is due, and how long copying it took. Only the writer's thread may call it, with its own connection: two
    connections that write or copy at the same time can damage the file (SQLite before 3.51.3, sqlite.org/wal.html)."""

    def __init__(self) -> None:
        self.changed_rows = CHANGED_ROWS
        self.on_copied: Callable[[float], None] = lambda _took_ms: None
        self._seen = 0

    def copy_if_due(self, driver: sqlite3.Connection) -> None:
        """Outside of any transaction. It never waits for a reader; what a reader still needs is copied the next time. Raises what
        SQLite says of a disk that takes nothing: nothing is lost, what was committed is on the disk in the log."""
        changes = driver.total_changes
        if 0 <= changes - self._seen < self.changed_rows:  # a new connection counts from 0
            return
        self._seen = changes
        began = time.perf_counter()
        try:
            driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        finally:
            self.on_copied((time.perf_counter() - began) * 1000)
