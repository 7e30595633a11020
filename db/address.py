"""How a file is named to SQLite for looking only. It opens nothing."""

from __future__ import annotations

import os
from pathlib import Path

_SHARED_BYTES = 32_768
"""How large SQLite makes the file that the readers of a log share."""


def look_only(path: Path) -> dict[str, str]:
    """The parameters of SQLite's address. On a disk that cannot be written or is full, SQLite cannot make the file that readers
    share; there nothing can change under us, so it is told that it need not. Sales that are still in a log are never passed
    over.
    """
    frozen = (is_on_read_only_disk(path) or is_without_room(path)) and not _has_log(path)
    return {"mode": "ro", "immutable": "1"} if frozen else {"mode": "ro"}


def look_only_uri(path: Path) -> str:
    """The same as an address for `sqlite3.connect(…, uri=True)`."""
    return f"{path.resolve().as_uri()}?" + "&".join(f"{name}={value}" for name, value in look_only(path).items())


def is_on_read_only_disk(path: Path) -> bool:
    """Whether the disk itself takes nothing (a card with its switch set, a disk that failed and was mounted so)."""
    try:
        return bool(os.statvfs(path).f_flag & os.ST_RDONLY)
    except (OSError, AttributeError):  # gone, or Windows
        return False


def is_without_room(path: Path) -> bool:
    """Whether the disk is so full that the file that readers share cannot be made; while a till runs it is there already."""
    try:
        if path.with_name(path.name + "-shm").stat().st_size >= _SHARED_BYTES:
            return False
    except OSError:
        pass
    try:
        disk = os.statvfs(path)
        return disk.f_bavail * disk.f_frsize < 2 * _SHARED_BYTES
    except (OSError, AttributeError):  # gone, or Windows
        return False


def must_be_alone(path: Path) -> bool:
    """Whether a file can only be looked at by one program at a time: the disk is full, and there are sales in its log."""
    return is_without_room(path) and not is_on_read_only_disk(path) and _has_log(path)


def _has_log(path: Path) -> bool:
    try:
        return path.with_name(path.name + "-wal").stat().st_size > 0
    except OSError:
        return False
