"""The demo shop to look around in: as in the morning of the demo day, with the shift open and nothing sold yet."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from app.demo.folder import DATABASE, MARK, RECEIPTS, make_folder
from app.demo.opening import READY_AFTER_MINUTES, open_stage
from app.kernel.errors import EnvironmentFailed


def demo_shop(folder: Path, *, language: str, now: datetime) -> Path:
    """The file of the demo shop in a folder of its own. It is made if it is not there yet: beside its place, and moved there
    when it is whole. Refused: `demo.folder_not_ours`, `program.running`, `file.cannot_write`, and what making a shop refuses.
    """
    path = folder / DATABASE
    if (folder / MARK).is_file() and path.is_file():
        return path
    fresh = folder.with_name(f"{folder.name}.partial")
    make_folder(fresh)
    morning = now - timedelta(minutes=READY_AFTER_MINUTES + 1)
    with open_stage(fresh / DATABASE, fresh, language=language, morning=morning).shop:
        pass
    try:
        _clear_place(folder)
        os.replace(fresh, folder)
    except OSError as error:
        raise EnvironmentFailed("file.cannot_write", path=str(folder), detail=str(error)) from error
    return path


def _clear_place(folder: Path) -> None:
    if folder.exists():
        make_folder(folder)  # refuses what no demo has made; else only its mark and an empty folder are left
        (folder / MARK).unlink()
        (folder / RECEIPTS).rmdir()
        folder.rmdir()
