"""Writing a file so that it is there as a whole or not at all, also after a power cut. Knows nothing of printers."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, body: bytes) -> None:
    """Put `body` into a new file: written aside, forced to the disk, then given its name in one step. Raises OSError."""
    aside = path.with_name(f".{path.name}.partial")
    with open(aside, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, path)
    keep_names(path.parent)


def keep_names(folder: Path) -> None:
    """Force a folder's own list of names to the disk; Windows keeps it by itself and cannot be asked."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
