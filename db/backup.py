"""Online backups: a consistent copy while the till goes on selling, opened and checked before it counts as one."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from glob import escape
from itertools import chain, islice
from pathlib import Path
from typing import Any
from uuid import UUID

from app.kernel.errors import EnvironmentFailed
from db.errors import translate
from db.files import copy, opened, remove, to_disk

KEEP = 30
STAMP = "%Y%m%dT%H%M%S%fZ"
_SUFFIX = ".backup.db"


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified copy: where it is, when it was made (UTC), how large."""

    path: Path
    made_at: datetime
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Held:
    """What a file says of itself: whose shop and till it is, its series of numbers, how long its journal is, when the last
    thing was written into that, and the zone and money of the shop."""

    company_id: UUID
    till_id: UUID
    series: str
    entries: int
    ends_at: datetime
    zone: str
    currency: str

    @property
    def of(self) -> tuple[UUID, UUID]:
        """Whose it is: only files of one till can be compared."""
        return self.company_id, self.till_id

    @property
    def reach(self) -> tuple[int, str, int]:
        """How far it has come: a later series is that of a restored file; within one, the longer journal holds more."""
        return len(self.series), self.series, self.entries


def make_backup(database: Path, folder: Path, *, now: datetime, keep: int = KEEP) -> Backup:
    """Copy the database into `folder` and verify the copy by opening it; older ones beyond `keep` are removed.

    SQLite's backup interface reads one consistent state and waits for nobody. Refused: `backup.failed`,
    `database.disk_full`, `database.read_only`, `database.damaged`; then nothing is left in the folder but what was there.
    """
    target = folder / f"{database.stem}-{now.astimezone(UTC).strftime(STAMP)}{_SUFFIX}"
    partial = target.with_suffix(".partial")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        copy(database, partial)
        verify_file(partial)
        to_disk(partial)
        os.replace(partial, target)
        to_disk(folder)
        _forget_old(target, list_backups(folder, stem=database.stem), keep)
        return Backup(target, now, target.stat().st_size)
    except sqlite3.Error as error:
        raise translate(error, str(target)) or failed(target, error) from error
    except OSError as error:
        raise failed(target, error) from error
    finally:
        remove(partial)


def list_backups(folder: Path, *, stem: str) -> list[Backup]:
    """The backups of a database, newest first; a file whose name is not ours is passed over."""
    found = []
    for path in folder.glob(f"{escape(stem)}-*{_SUFFIX}") if folder.is_dir() else ():
        made_at = _moment_in(path.name[len(stem) + 1 : -len(_SUFFIX)])
        if made_at is not None:
            found.append(Backup(path, made_at, path.stat().st_size))
    return sorted(found, key=lambda backup: backup.made_at, reverse=True)


def _moment_in(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


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
    """The backup that holds most of those that really open, in these folders and in the one that was written down."""
    return next(iter(good_backups(database, *folders, most=1)), None)


def good_backups(database: Path, *folders: Path, most: int = 3) -> list[Backup]:
    """The backups that really open, those that hold most first, in these folders and in the one that was written down.

    Behind them the files that a backup has replaced: where all else is lost they are better than nothing.
    """
    places = {folder.resolve(): folder for folder in reversed([*folders, remembered_folder(database) or folders[0]])}
    found = [backup for folder in places.values() for backup in list_backups(folder, stem=database.stem)]
    own = what_it_holds(database) if len(found) > 1 else None
    moments = ((path, _moment_in(path.name.rpartition("-")[2])) for path in replaced_files(database))
    former = [Backup(path, at, path.stat().st_size) for path, at in moments if at is not None]
    ranked = chain.from_iterable(by_what_they_hold(some, own) for some in (found, former))
    return list(islice((backup for backup in ranked if is_good(backup.path)), most))


def replaced_files(database: Path) -> list[Path]:
    """The databases that were set aside when a backup took their place."""
    found = database.parent.glob(f"{escape(database.name)}.replaced-*")
    return sorted(path for path in found if not path.name.endswith(("-wal", "-shm")))


def by_what_they_hold(backups: Iterable[Backup], own: Held | None = None) -> list[Backup]:
    """The furthest first, whatever the clock said when they were made; those of `own` before those of other shops, and last
    what says nothing of itself."""
    said = [(what_it_holds(backup.path), backup) for backup in backups]
    last: dict[tuple[UUID, UUID], datetime] = {}
    for held, _backup in said:
        if held is not None:
            last[held.of] = max(held.ends_at, last.get(held.of, held.ends_at))

    def rank(each: tuple[Held | None, Backup]) -> tuple[Any, ...]:
        held, backup = each
        if held is None:
            return False, False, backup.made_at, backup.path.name
        is_own = own is not None and held.of == own.of
        return True, is_own, last[held.of], str(held.of), held.reach, backup.made_at, backup.path.name

    return [backup for _held, backup in sorted(said, key=rank, reverse=True)]


def _hint(database: Path) -> Path:
    return database.with_name(database.name + ".backups")


def series_of(path: Path) -> str | None:
    """The prefix under which the documents of a file are numbered; None where that cannot be read any more."""
    till = "SELECT till.prefix FROM installation JOIN till ON till.id = installation.till_id"
    try:
        with closing(opened(path)) as connection:
            found = connection.execute(till).fetchone()
    except sqlite3.Error:
        return None
    return str(found[0]) if found else None


def what_it_holds(path: Path) -> Held | None:
    """What a file says of itself, by a few rows; None where it is not there or does not say."""
    try:
        with closing(opened(path)) as connection:
            whose = connection.execute(_WHOSE).fetchone()
            entry = connection.execute("SELECT seq, at FROM audit_entry ORDER BY seq DESC LIMIT 1").fetchone()
        if not whose or not entry:
            return None
        company, till, series, zone, currency = whose
        ends_at = datetime.fromtimestamp(entry[1] / 1_000_000, UTC)
        return Held(UUID(bytes=company), UUID(bytes=till), str(series), int(entry[0]), ends_at, str(zone), str(currency))
    except (sqlite3.Error, ValueError, TypeError, ArithmeticError, OSError):
        return None


_WHOSE = """
SELECT here.company_id, here.till_id, till.prefix, branch.zone, company.currency FROM installation AS here
JOIN till ON till.id = here.till_id JOIN branch ON branch.id = here.branch_id JOIN company ON company.id = here.company_id
"""


def verify_file(path: Path) -> None:
    """Open a database by itself and have SQLite check every page. Refused: `database.damaged`."""
    try:
        with closing(opened(path)) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'installation'").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise EnvironmentFailed("database.damaged", path=str(path), detail=str(error)) from error
    if found != "ok" or not tables:
        raise EnvironmentFailed("database.damaged", path=str(path), detail=found)


def is_good(path: Path) -> bool:
    """Whether a file opens by itself and is whole."""
    try:
        verify_file(path)
    except (EnvironmentFailed, sqlite3.Error):
        return False
    return True


def _forget_old(newest: Path, backups: list[Backup], keep: int) -> None:
    """Those that hold least, and never the one that was just made, whatever stands in the names: clocks go wrong."""
    if len(backups) <= keep:
        return
    for old in by_what_they_hold(backup for backup in backups if backup.path != newest)[max(keep - 1, 0) :]:
        remove(old.path)


def failed(path: Path, error: Exception) -> EnvironmentFailed:
    """`backup.failed`, for what the system said."""
    return EnvironmentFailed("backup.failed", path=str(path), detail=str(error))
