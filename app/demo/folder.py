"""The demo's own folder: made anew each time, and never if there is anything in it that is not the demo's."""

from __future__ import annotations

import re
from pathlib import Path

from app.kernel.errors import EnvironmentFailed
from db.lock import ProgramLock

MARK = ".duken-demo"
RECEIPTS, SUMMARY, DATABASE, DRAWER, BACKUPS = "receipts", "summary.json", "shop.db", "drawer.txt", "backups"
LABELS = "labels"
SECOND_FILE, OFFICE_FILE, BRANCH_FILE = "till-2.db", "office.db", "osh.db"
PRICE_LIST = "price-list.csv"
_OURS = re.compile(
    rf"{re.escape(MARK)}|{SUMMARY}|{DRAWER}|{PRICE_LIST}|[0-9]{{2,}}-[a-z-]+\.png|({DATABASE}|{re.escape(SECOND_FILE)}|{re.escape(OFFICE_FILE)}|{re.escape(BRANCH_FILE)})(-wal|-shm|\.lock|\.backups)?|{RECEIPTS}|{BACKUPS}"
    rf"|{RECEIPTS}/\.?[0-9]{{4,}}[^/]*\.(txt|pdf|partial)|{BACKUPS}/shop-[0-9TZ]+\.backup\.(db|partial)"
    rf"|{LABELS}(/labels-[0-9-]+\.pdf(\.partial)?)?|shop-cas-[0-9a-f]{{8}}\.json(\.partial)?"
)


def make_place(out: Path, database: Path | None) -> Path:
    """The folder of a new demo, and where its shop's file will be. Refused: `shop.exists` (at another place than the demo's
    own), and what `make_folder` refuses."""
    path = database or out / DATABASE
    if path.resolve() != (out / DATABASE).resolve() and path.exists() and path.stat().st_size:
        raise EnvironmentFailed("shop.exists", path=str(path))
    make_folder(out)
    return path


def make_folder(folder: Path) -> None:
    """An empty folder with the demo's mark in it; an old demo is removed.

    Refused: `demo.folder_not_ours` (it is a file, or holds something that no demo has made), `program.running` (another
    program has the old demo's shop open), `file.cannot_write`.
    """
    try:
        if folder.exists():
            _clear(folder)
        (folder / RECEIPTS).mkdir(parents=True, exist_ok=True)
        (folder / MARK).touch()
    except OSError as error:
        raise EnvironmentFailed("file.cannot_write", path=str(folder), detail=str(error)) from error


def _clear(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        return
    there = sorted(folder.rglob("*")) if (folder / MARK).is_file() else []
    if not there or not all(_is_ours(path, folder) for path in there):
        raise EnvironmentFailed("demo.folder_not_ours", path=str(folder))
    if (folder / DATABASE).exists():
        with ProgramLock(folder / DATABASE):
            pass
    for path in reversed(there):  # what is inside goes before its folder
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()


def _is_ours(path: Path, folder: Path) -> bool:
    return not path.is_symlink() and _OURS.fullmatch(path.relative_to(folder).as_posix()) is not None
