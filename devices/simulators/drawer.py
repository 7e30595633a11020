"""A cash drawer that is a file: one line for each time it was opened."""

from __future__ import annotations

import os
from pathlib import Path

from app.kernel.errors import DeviceFailed


class FileDrawer:
    """Appends `open` to its file, on the disk before `open` returns. `stuck` refuses."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stuck = False
        path.parent.mkdir(parents=True, exist_ok=True)

    def open(self) -> None:
        """Give the pulse. Refused: `drawer.failed`."""
        if self.stuck:
            raise DeviceFailed("drawer.failed", reason="stuck")
        try:
            with open(self.path, "ab") as file:
                file.write(b"open\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise DeviceFailed("drawer.failed", reason=error.strerror or "disk") from error

    def times_opened(self) -> int:
        """How often it has opened."""
        return self.path.read_bytes().count(b"\n") if self.path.exists() else 0
