"""How a file is named to SQLite for looking only. It opens nothing."""

from __future__ import annotations

import os
from pathlib import Path


def look_only(path: Path) -> dict[str, str]:
    """The parameters of SQLite's address. On a disk that cannot be written, SQLite may not make the file that readers share;
    there nothing can change under us, so it is told that it need not. Sales that are still in a log are never passed over.
    """
    frozen = is_on_read_only_disk(path) and not _has_log(path)
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


def _has_log(path: Path) -> bool:
    try:
        return path.with_name(path.name + "-wal").stat().st_size > 0
    except OSError:
        return False
