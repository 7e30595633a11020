"""Online backups: a consistent copy while the till goes on selling, opened and checked before it counts as one."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from glob import escape
from itertools import islice
from pathlib import Path
from uuid import UUID

from app.kernel.errors import EnvironmentFailed
from db.address import look_only_uri
from db.errors import translate

KEEP = 30
_SQLITE = b"SQLite format 3\0"
_STAMP = "%Y%m%dT%H%M%S%fZ"
_SUFFIX = ".backup.db"


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified copy: where it is, when it was made (UTC), how large."""

    path: Path
    made_at: datetime
    size_bytes: int


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


def make_backup(database: Path, folder: Path, *, now: datetime, keep: int = KEEP) -> Backup:
    """Copy the database into `folder` and verify the copy by opening it; older ones beyond `keep` are removed.

    SQLite's backup interface reads one consistent state and waits for nobody. Refused: `backup.failed`,
    `database.disk_full`, `database.read_only`, `database.damaged`; then nothing is left in the folder but what was there.
    """
    target = folder / f"{database.stem}-{now.astimezone(UTC).strftime(_STAMP)}{_SUFFIX}"
    partial = target.with_suffix(".partial")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _copy(database, partial)
        verify_file(partial)
        _to_disk(partial)
        os.replace(partial, target)
        _to_disk(folder)
        _forget_old(target, list_backups(folder, stem=database.stem), keep)
        return Backup(target, now, target.stat().st_size)
    except sqlite3.Error as error:
        raise translate(error, str(target)) or _failed(target, error) from error
    except OSError as error:
        raise _failed(target, error) from error
    finally:
        _remove(partial)


def list_backups(folder: Path, *, stem: str) -> list[Backup]:
    """The backups of a database, newest first; a file whose name is not ours is passed over."""
    found = []
    for path in folder.glob(f"{escape(stem)}-*{_SUFFIX}") if folder.is_dir() else ():
        try:
            made_at = datetime.strptime(path.name[len(stem) + 1 : -len(_SUFFIX)], _STAMP).replace(tzinfo=UTC)
        except ValueError:
            continue
        found.append(Backup(path, made_at, path.stat().st_size))
    return sorted(found, key=lambda backup: backup.made_at, reverse=True)


def newest_good_backup(folder: Path, *, stem: str) -> Backup | None:
    """The newest backup that really opens; a damaged one is passed over."""
    return next((backup for backup in list_backups(folder, stem=stem) if _is_good(backup.path)), None)


def remember_folder(database: Path, folder: Path) -> None:
    """Write down beside the database where its backups go: a damaged one can no longer say it. A hint, never needed to work."""
    with suppress(OSError):
        _hint(database).write_text(f"{folder.resolve()}\n", encoding="utf-8")


def remembered_folder(database: Path) -> Path | None:
    """The folder that `remember_folder` wrote down, if it did."""
    try:
        text = _hint(database).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return Path(text) if text and "\0" not in text else None


def newest_of_all(database: Path, *folders: Path) -> Backup | None:
    """The newest backup that really opens, in these folders and in the one that was written down."""
    return next(iter(good_backups(database, *folders, most=1)), None)


def good_backups(database: Path, *folders: Path, most: int = 3) -> list[Backup]:
    """The newest backups that really open, newest first, in these folders and in the one that was written down."""
    places = {*folders, remembered_folder(database) or folders[0]}
    found = [backup for folder in places for backup in list_backups(folder, stem=database.stem)]
    good = (backup for backup in sorted(found, key=lambda backup: backup.made_at, reverse=True) if _is_good(backup.path))
    return list(islice(good, most))


def is_foreign(path: Path) -> bool:
    """Whether a file is something else than a database, and no Duken has ever worked on it: a text, a picture.

    A database that was overwritten is known by what stands beside it.
    """
    traces = (".lock", "-wal", ".backups")
    if any(path.with_name(path.name + trace).exists() for trace in traces):
        return False
    if not path.is_file():
        return True
    try:
        with open(path, "rb") as file:
            start = file.read(len(_SQLITE))
    except OSError:
        return False
    return start not in (b"", _SQLITE)


def _hint(database: Path) -> Path:
    return database.with_name(database.name + ".backups")


def restore_backup(
    source: Path, database: Path, *, now: datetime, prepare: Callable[[Path], None] = lambda _fresh: None
) -> Path | None:
    """Put a verified backup in the place of the database; the old files are kept beside it. Answers where.

    `prepare` makes another database of the copy before it takes the place: a power cut on the way leaves the old one, or
    a new one that is ready. Refused: `backup.not_found`, `backup.unreadable`, `backup.failed`, and what `prepare` refuses.
    """
    if not source.is_file():
        raise EnvironmentFailed("backup.not_found", path=str(source))
    if not _is_good(source):
        raise EnvironmentFailed("backup.unreadable", path=str(source))
    fresh = database.with_name(f"{database.stem}.restoring{database.suffix}")
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        _copy(source, fresh)
        prepare(fresh)
        _to_disk(fresh)
        kept = _set_aside(database, now)
        os.replace(fresh, database)
        _to_disk(database.parent)
    except sqlite3.Error as error:
        raise translate(error, str(database)) or _failed(database, error) from error
    except OSError as error:
        raise _failed(database, error) from error
    finally:
        _remove(fresh)
    return kept


def replaced_files(database: Path) -> list[Path]:
    """The databases that were set aside when a backup took their place."""
    found = database.parent.glob(f"{escape(database.name)}.replaced-*")
    return sorted(path for path in found if not path.name.endswith(("-wal", "-shm")))


def series_of(path: Path) -> str | None:
    """The prefix under which the documents of a file are numbered; None where that cannot be read any more."""
    till = "SELECT till.prefix FROM installation JOIN till ON till.id = installation.till_id"
    try:
        with closing(_opened(path)) as connection:
            found = connection.execute(till).fetchone()
    except sqlite3.Error:
        return None
    return str(found[0]) if found else None


def what_it_holds(path: Path) -> tuple[UUID, datetime] | None:
    """Whose shop a backup is (the company's id) and when the last thing happened in it; None where it does not say."""
    try:
        with closing(_opened(path)) as connection:
            company = connection.execute("SELECT company_id FROM installation").fetchone()
            last = connection.execute("SELECT max(at) FROM audit_entry").fetchone()
    except sqlite3.Error:
        return None
    if not company or not last or last[0] is None:
        return None
    return UUID(bytes=company[0]), datetime.fromtimestamp(last[0] / 1_000_000, UTC)


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
     AND kind NOT IN ('sale.completed', 'return.completed', 'shift.closed')
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
        with closing(_opened(database)) as connection:
            connection.execute("ATTACH ? AS held", (look_only_uri(backup),))
            found = connection.execute(_NEWER).fetchone()
    except sqlite3.Error:
        return None
    return NewerWork(*found)


def verify_file(path: Path) -> None:
    """Open a database by itself and have SQLite check every page. Refused: `database.damaged`."""
    try:
        with closing(_opened(path)) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'installation'").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise EnvironmentFailed("database.damaged", path=str(path), detail=str(error)) from error
    if found != "ok" or not tables:
        raise EnvironmentFailed("database.damaged", path=str(path), detail=found)


def _is_good(path: Path) -> bool:
    try:
        verify_file(path)
    except (EnvironmentFailed, sqlite3.Error):
        return False
    return True


def _forget_old(newest: Path, backups: list[Backup], keep: int) -> None:
    """Never the one that was just made: a clock that stood in the future has left names that look newer."""
    for old in [backup for backup in backups if backup.path != newest][max(keep - 1, 0) :]:
        _remove(old.path)


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(look_only_uri(path), uri=True)


def _remove(path: Path) -> None:
    """A database with all that SQLite and we put beside it; what cannot be removed now stays, it is in nobody's way."""
    for ending in ("", "-journal", "-wal", "-shm", ".lock"):
        with suppress(OSError):
            path.with_name(path.name + ending).unlink()


def _copy(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    with closing(_opened(source)) as reader, closing(sqlite3.connect(target)) as writer:
        reader.backup(writer)
        writer.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it


def _set_aside(database: Path, now: datetime) -> Path | None:
    if not database.exists():
        return None
    kept = database.with_name(f"{database.name}.replaced-{now.astimezone(UTC).strftime(_STAMP)}")
    for ending in ("", "-wal", "-shm"):
        part = database.with_name(database.name + ending)
        if part.exists():
            os.replace(part, kept.with_name(kept.name + ending))
    return kept


def _to_disk(path: Path) -> None:
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


def _failed(path: Path, error: Exception) -> EnvironmentFailed:
    return EnvironmentFailed("backup.failed", path=str(path), detail=str(error))
