"""Brings a database to this program's version, after a backup; refuses one that a newer program has written."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from app.kernel.errors import EnvironmentFailed
from db.backup import Backup, make_backup
from db.errors import translate
from db.files import opened
from db.migrations import HEAD, REVISIONS

FOLDER = Path(__file__).parent / "migrations"


def revision_of(path: Path) -> str | None:
    """The migration that the file stands at; None for a new or empty file. Refused: `database.damaged`, …"""
    if not path.exists() or path.stat().st_size == 0:
        return None
    try:
        with closing(opened(path)) as connection:
            known = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not known:
                return None
            if not known >= {"alembic_version", "installation"}:  # other programs use Alembic too
                raise EnvironmentFailed("database.not_ours", path=str(path))
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            return row[0] if row else None
    except sqlite3.Error as error:
        raise translate(error, str(path)) or error from error


def known_revision(path: Path) -> str | None:
    """The same, if it is one of ours. Refused: `database.newer` (the file is not touched), `database.not_ours`, …"""
    revision = revision_of(path)
    if revision is not None and revision not in REVISIONS:
        raise EnvironmentFailed("database.newer", path=str(path), found=revision, known=HEAD)
    return revision


def upgrade(path: Path, *, backups: Path, now: datetime) -> Backup | None:
    """Run the migrations that are missing, each file in one transaction. Answers the backup made before, if one was.

    Refused: `database.newer` (the file is not touched), `database.not_ours`, `database.upgrade_failed` (as it was before),
    and what `make_backup` refuses: no upgrade without a backup.
    """
    revision = known_revision(path)
    if revision == HEAD:
        return None
    backup = make_backup(path, backups, now=now) if revision is not None else None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _run(path)
    except (sqlite3.Error, OSError) as error:
        raise translate(error, str(path)) or _failed(path, error) from error
    except Exception as error:
        raise translate(error, str(path)) or _failed(path, error) from error
    return backup


def _run(path: Path) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["database"] = path
    command.upgrade(config, "head")


def _failed(path: Path, error: Exception) -> EnvironmentFailed:
    return EnvironmentFailed("database.upgrade_failed", path=str(path), detail=str(error))
