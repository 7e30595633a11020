"""A backup takes the database's place, and what would be missed is counted before; the old file is never lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.kernel.errors import EnvironmentFailed
from db.address import look_only_uri
from db.backup import STAMP, failed, is_good, replaced_files
from db.errors import translate
from db.files import copy, opened, remove, to_disk

_SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class NewerWork:
    """What a database holds and a backup does not: paid receipts and returns with their sums, closed shifts, and how many other
    documents, changes of cards and open receipts."""

    sales: int = 0
    sold_minor: int = 0
    returns: int = 0
    returned_minor: int = 0
    closings: int = 0
    others: int = 0

    @property
    def is_any(self) -> bool:
        """Whether anything would be missed."""
        return bool(self.sales or self.returns or self.closings or self.others)


def restore_backup(
    source: Path, database: Path, *, now: datetime, prepare: Callable[[Path], None] = lambda _fresh: None
) -> Path | None:
    """Put a verified backup in the place of the database; the old file is kept beside it. Answers where.

    `prepare` makes another database of the copy, and the old one gets its second name, before the copy takes the place in
    one rename: a power cut at any moment leaves a shop there, the old one or a new one that is ready. Refused:
    `backup.not_found`, `backup.unreadable`, `backup.failed`, and what `prepare` refuses.
    """
    if not source.is_file():
        raise EnvironmentFailed("backup.not_found", path=str(source))
    if not is_good(source):
        raise EnvironmentFailed("backup.unreadable", path=str(source))
    fresh = database.with_name(f"{database.stem}.restoring{database.suffix}")
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        copy(source, fresh)
        prepare(fresh)
        to_disk(fresh)
        kept = set_aside(database, now)
        os.replace(fresh, database)
        to_disk(database.parent)
    except sqlite3.Error as error:
        raise translate(error, str(database)) or failed(database, error) from error
    except OSError as error:
        raise failed(database, error) from error
    finally:
        remove(fresh)
    return kept


def set_aside(database: Path, now: datetime) -> Path | None:
    """Give a database a second name, and its log; it stays where it is, but whoever takes its place finds no log there.

    What stands in the log is first written into the file, so that it lacks nothing without it. A log whose database is gone
    is kept too: a new file must never be taken for the one that it belongs to. Answers the second name, if there was a file.
    """
    kept = database.with_name(f"{database.name}.replaced-{now.astimezone(UTC).strftime(STAMP)}")
    is_there, log = database.exists(), database.with_name(database.name + "-wal")
    if is_there:
        _empty_log(database, log)
        _second_name(database, kept)
    if _has_content(log):
        _second_name(log, kept.with_name(kept.name + "-wal"))
    to_disk(database.parent)
    for ending in ("-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
    return kept if is_there else None


def _empty_log(database: Path, log: Path) -> None:
    if _has_content(log):
        with suppress(sqlite3.Error), closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=rw", uri=True)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _has_content(file: Path) -> bool:
    return file.exists() and file.stat().st_size > 0


def _second_name(file: Path, name: Path) -> None:
    try:
        os.link(file.resolve(), name)
    except OSError:  # a disk without such names (FAT), or a link to another disk
        shutil.copy2(file, name)
        to_disk(name)


def is_foreign(path: Path) -> bool:
    """Whether a file is something that no Duken has ever worked on: a text, a picture, another program's database.

    A database of ours that was overwritten is known by what stands beside it.
    """
    is_known = any(path.with_name(path.name + trace).exists() for trace in (".lock", ".backups"))
    has_log = path.with_name(path.name + "-wal").exists()
    if not path.is_file():
        return not (is_known or has_log)
    try:
        with open(path, "rb") as file:
            start = file.read(len(_SQLITE))
    except OSError:
        return False
    if start == _SQLITE:
        return not is_known and _is_of_another_program(path, has_log=has_log)
    return start != b"" and not (is_known or has_log)


def _is_of_another_program(path: Path, *, has_log: bool) -> bool:
    """Without a log nothing can be missed by looking at the file alone, and SQLite lays nothing beside it."""
    try:
        address = f"{path.resolve().as_uri()}?mode=ro" + ("" if has_log else "&immutable=1")
        with closing(sqlite3.connect(address, uri=True)) as connection:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.Error:  # a damaged one may be ours
        return False
    return bool(tables) and not tables >= {"alembic_version", "installation"}


def was_here(path: Path) -> bool:
    """Whether a shop has been in a file that is not there now: a log, an earlier file or the word on its backups is left."""
    beside = (path.with_name(path.name + ending) for ending in ("-wal", ".backups"))
    return any(trace.exists() for trace in beside) or bool(replaced_files(path))


_NEWER = """
SELECT
  (SELECT count(*) FROM main.sale WHERE state = 'completed'
     AND id NOT IN (SELECT id FROM held.sale WHERE state = 'completed')),
  (SELECT coalesce(sum(total_minor), 0) FROM main.sale WHERE state = 'completed'
     AND id NOT IN (SELECT id FROM held.sale WHERE state = 'completed')),
  (SELECT count(*) FROM main.sale_return WHERE id NOT IN (SELECT id FROM held.sale_return)),
  (SELECT coalesce(sum(total_minor), 0) FROM main.sale_return WHERE id NOT IN (SELECT id FROM held.sale_return)),
  (SELECT count(*) FROM main.shift_closing WHERE id NOT IN (SELECT id FROM held.shift_closing)),
  (SELECT count(*) FROM main.outbox WHERE id NOT IN (SELECT id FROM held.outbox)
     AND kind NOT IN ('sale.completed', 'return.completed', 'shift.closed', 'audit')
     AND row_id NOT IN (SELECT till_id FROM main.installation))
  + (SELECT count(*) FROM main.sale WHERE state IN ('open', 'parked') AND line_count > 0
     AND (id, revision) NOT IN (SELECT id, revision FROM held.sale))
"""
"""The till's own card is left out: a restore itself changes its prefix."""


def newer_work(database: Path, backup: Path) -> NewerWork | None:
    """What would be missed if the backup took the database's place; None where one of the two cannot be read.

    By the ids of documents, so that neither clocks nor numbers matter; of another shop's backup it is all that there is.
    """
    try:
        with closing(opened(database)) as connection:
            connection.execute("ATTACH ? AS held", (look_only_uri(backup),))
            found = connection.execute(_NEWER).fetchone()
    except sqlite3.Error:
        return None
    return NewerWork(*found)
