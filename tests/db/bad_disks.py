"""Disks that are full, read-only or gone, made with the system's own means; a test that cannot have one is skipped."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

NOBODY_ID = 65534


def _run(*words: str) -> bool:
    try:
        return subprocess.run(words, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@contextmanager
def small_disk(folder: Path, *, kibibytes: int) -> Iterator[Path]:
    """A disk of its own that holds so much and no more."""
    folder.mkdir()
    if not _run("mount", "-t", "tmpfs", "-o", f"size={kibibytes}k", "none", str(folder)):
        pytest.skip("only who may mount can have a small disk")
    try:
        yield folder
    finally:
        _run("umount", "-l", str(folder))


def fill(folder: Path) -> Path:
    """Take all the room that is left."""
    stuffing = folder / "stuffing"
    with open(stuffing, "ab", buffering=0) as file:
        for size in (65536, 4096, 512, 1):
            with suppress(OSError):
                while file.write(b"x" * size) == size:
                    pass
    return stuffing


def make_read_only(disk: Path) -> bool:
    """Turn a small disk into one that takes nothing any more; it must not be in use."""
    return _run("mount", "-o", "remount,ro", str(disk))


@contextmanager
def frozen(*files: Path) -> Iterator[None]:
    """Files that nobody can change, also who has them open already (as a disk that failed and was remounted)."""
    if not _run("chattr", "+i", *map(str, files)):
        pytest.skip("only who may set attributes can freeze a file")
    try:
        yield
    finally:
        _run("chattr", "-i", *map(str, files))


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder that an ordinary person can reach (those of pytest are closed to others); removed with all in it."""
    folder = Path(tempfile.mkdtemp(prefix="duken-test-"))
    try:
        yield folder
    finally:
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o777)
        shutil.rmtree(folder)


@contextmanager
def ordinary_person(folder: Path) -> Iterator[None]:
    """The rights of somebody who is not root and owns this folder: the modes of files mean something."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if is_root:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY_ID, NOBODY_ID)
        os.setegid(NOBODY_ID)
        os.seteuid(NOBODY_ID)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
            os.setegid(0)
