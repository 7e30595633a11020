"""Keeps backups while a till works: after each Z and each hour in which something was written. Never in a sale's way."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.settings.queries import read_setting
from app.core.settings.rules import BACKUP_FOLDER
from app.core.settings.views import Kept
from app.core.staff.queries import check_right
from app.kernel.errors import EnvironmentFailed
from app.kernel.log import get_logger
from app.kernel.paths import log_folder
from app.kernel.permissions import Right
from app.shop import Shop
from db.backup import Backup, list_backups, make_backup, remember_folder

EVERY = timedelta(hours=1)
log = get_logger("backup")


class BackupKeeper(threading.Thread):
    """A thread beside the writer. `failed` holds the last fault until a backup succeeds, for the status bar."""

    def __init__(
        self, shop: Shop, *, on_backup: Callable[[Backup], None] = lambda _backup: None,
        on_failure: Callable[[EnvironmentFailed], None] = lambda _error: None,
    ) -> None:
        super().__init__(name="backup", daemon=True)
        self._shop, self._on_backup, self._on_failure = shop, on_backup, on_failure
        self._wake, self._stopping = threading.Event(), False
        self._dirty = self._after_closing = False
        self._last = shop.clock()
        self.failed: EnvironmentFailed | None = None
        shop.listeners.append(self._on_commit)

    def _on_commit(self, topics: frozenset[str]) -> None:
        self._dirty = True
        if "closing" in topics:
            self._after_closing = True
            self._wake.set()

    def is_due(self, now: datetime) -> bool:
        """Whether there is something to save, and a Z or an hour has passed (or the clock was moved back so far)."""
        return self._dirty and (self._after_closing or abs(now - self._last) >= EVERY)

    def run(self) -> None:
        while not self._stopping:
            self._wake.wait(timeout=60)
            self._wake.clear()
            if self.is_due(self._shop.clock()):
                self.back_up()

    def back_up(self) -> Backup | None:
        """One backup now; a fault is kept and logged, the till goes on."""
        self._dirty = self._after_closing = False
        self._last = self._shop.clock()
        try:
            backup = back_up(self._shop)
        except EnvironmentFailed as error:
            self.failed, self._dirty = error, True
            log.error("backup_failed", reason=error.code)
            self._on_failure(error)
            return None
        self.failed = None
        log.info("backed_up", file=backup.path.name, size_bytes=backup.size_bytes)
        self._on_backup(backup)
        return backup

    def stop(self) -> None:
        """Finish what is due, then end."""
        self._stopping = True
        self._wake.set()
        if self.is_alive():
            self.join()
        if self.is_due(self._shop.clock()):
            self.back_up()


def back_up(shop: Shop, folder: Path | None = None) -> Backup:
    """A verified copy in the folder that the shop has chosen (or the one given). Refused: `backup.failed`, `database.*`."""
    made = make_backup(shop.path, folder or backup_folder(shop), now=shop.clock())
    if folder is None:
        remember_folder(shop.path, made.path.parent)
    return made


def backup_folder(shop: Shop) -> Path:
    """Where this till's backups go: its own part of the folder that the shop chose (it may be another disk), else beside
    the database. Tills that share a folder must not clear away each other's.
    """
    chosen = shop.ask(read_setting, setting=BACKUP_FOLDER, branch_id=shop.place.branch_id)
    return Path(chosen) / f"till-{shop.place.till_id.hex[-12:]}" if chosen else shop.backups


class Keeping:
    """What the screens may know of the file, and a backup by hand. Both look at the disk: for an ask thread."""

    def __init__(self, shop: Shop, *, version: str) -> None:
        self._shop, self._version = shop, version

    def look(self, _session: Session) -> Kept:
        """Where everything lies, and when it was last saved."""
        folder = backup_folder(self._shop)
        newest = next(iter(list_backups(folder, stem=self._shop.path.stem)), None)
        made_at = newest.made_at if newest else None
        return Kept(self._version, str(self._shop.path), str(log_folder()), str(folder), made_at)

    def back_up(self, session: Session, *, person_id: UUID) -> Kept:
        """One now. Refused: `right.missing`, and as `back_up`."""
        check_right(session, person_id=person_id, branch_id=self._shop.place.branch_id, right=Right.BACK_UP)
        back_up(self._shop)
        return self.look(session)
