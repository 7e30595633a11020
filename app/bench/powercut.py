"""A power cut, simulated: records what SQLite does to one database, and makes what a cut at any instant may have left.

The model of the disk stands in `app/bench/disk.py`. The shared memory file (-shm) is never synced and is rebuilt by
whoever opens the database, and so is in no image. It never changes the database that it records.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import threading
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.bench.disk import RECORD, Kind, Replay, Weather
from app.bench.vfs import watching

_SUFFIXES = ("", "-wal", "-journal")
_MAIN = 0


class Recorder:
    """All that SQLite did to one database since it was made, on disk, with positions between any two operations."""

    def __init__(self, path: Path, folder: Path) -> None:
        real = Path(os.path.realpath(path))
        self._name = path.name
        self._files = {f"{real}{suffix}": number for number, suffix in enumerate(_SUFFIXES)}
        self._folder = folder
        self._start = folder / "start"
        self._start.mkdir()
        self._inodes: dict[str, int] = {}
        for full, number in self._files.items():
            if os.path.exists(full):
                shutil.copyfile(full, self._start / str(number))
                self._inodes[full] = os.stat(full).st_ino
        self._log = (folder / "log").open("wb")
        self._count = 0
        self._main_is_dirty = False
        self._amid_checkpoint = array("Q")
        self._acknowledged: list[tuple[int, Any]] = []
        self._lock = threading.Lock()
        self._failure: BaseException | None = None
        self._replay: Replay | None = None

    def mark(self) -> int:
        """The position behind everything done so far. Raises what went wrong while recording, if anything did."""
        if self._failure:
            raise self._failure
        return self._count

    def acknowledge(self, fact: Any) -> None:
        """`fact` has just been promised: every image from this position on must have it. From any thread."""
        with self._lock:
            self._acknowledged.append((self.mark(), fact))

    def acknowledged(self, at: int | None = None) -> list[Any]:
        """What had been promised at position `at` (none: by now), in order."""
        with self._lock:
            facts = list(self._acknowledged)
        return [fact for position, fact in facts if at is None or position <= at]

    def crash_image(
        self, folder: Path, *, rng: random.Random, at: int | None = None, weather: Weather | None = None
    ) -> Path:
        """Write into `folder` (made anew) what a power cut at position `at` may have left; answers the database's path.

        `at` none: now; `weather` none: chosen by `rng`. There may be no database at `folder` if it was being created.
        Quickest when `at` never goes back from call to call.
        """
        at = self.mark() if at is None else at
        assert 0 <= at <= self._count, "a power cut lies within the recording"
        self._log.flush()
        if self._replay is not None and self._replay.position > at:
            self._replay.discard()
            self._replay = None
        if self._replay is None:
            self._replay = Replay(self._folder / "log", self._start)
        self._replay.advance(at)
        folder.mkdir(parents=True)
        paths = {number: folder / f"{self._name}{suffix}" for number, suffix in enumerate(_SUFFIXES)}
        self._replay.write_image(paths, rng, weather or rng.choice(list(Weather)))
        return paths[_MAIN]

    def draw_positions(self, count: int, rng: random.Random) -> list[int]:
        """`count` positions in order: a third just after a promise, a third amid a checkpoint, the rest anywhere."""
        promises = [position for position, _ in self._acknowledged]
        kinds = [kind for kind in (promises, self._amid_checkpoint, range(self.mark() + 1)) if kind]
        return sorted(rng.choice(kinds[number % len(kinds)]) for number in range(count))

    def is_amid_checkpoint(self, at: int) -> bool:
        """Was the main file being written, and not yet synced, at this position?"""
        after = bisect_right(self._amid_checkpoint, at)
        return after > 0 and self._amid_checkpoint[after - 1] == at

    def close(self) -> None:
        self._log.close()

    def knows(self, path: str) -> bool:
        return path in self._files

    def opened(self, path: str) -> None:
        inode = os.stat(path).st_ino
        if path not in self._inodes:
            self._inodes[path] = inode
            self._append(Kind.MADE, path)
        elif self._inodes[path] != inode:
            raise RuntimeError(f"{path} was replaced behind SQLite's back: the recording has not seen it")

    def wrote(self, path: str, offset: int, data: bytes) -> None:
        self._append(Kind.WROTE, path, offset, data)

    def truncated(self, path: str, size: int) -> None:
        self._append(Kind.TRUNCATED, path, size)

    def synced(self, path: str, *, folder_too: bool) -> None:
        self._append(Kind.SYNCED, path)
        if folder_too:
            self._append(Kind.FOLDER_SYNCED, path)

    def deleted(self, path: str, *, folder_too: bool) -> None:
        del self._inodes[path]
        self._append(Kind.DELETED, path)
        if folder_too:
            self._append(Kind.FOLDER_SYNCED, path)

    def failed(self, error: BaseException) -> None:
        self._failure = self._failure or error

    def _append(self, kind: Kind, path: str, number: int = 0, data: bytes = b"") -> None:
        file = self._files[path]
        self._log.write(RECORD.pack(kind, file, number, len(data)) + data)
        self._count += 1
        if file == _MAIN and kind in (Kind.WROTE, Kind.TRUNCATED, Kind.SYNCED):
            self._main_is_dirty = kind is not Kind.SYNCED
        if self._main_is_dirty:
            self._amid_checkpoint.append(self._count)


@contextmanager
def recording(path: Path) -> Iterator[Recorder]:
    """Record every connection that this process opens on `path` while inside; what is there already counts as synced.

    Begin before the database is opened, make the images before leaving. Afterwards a connection that is still open
    works on, unseen. Refuses: bench.powercut_unsupported (see `app/bench/vfs.py`).
    """
    with _recorder(path) as disk, watching(disk):
        yield disk


@contextmanager
def _recorder(path: Path) -> Iterator[Recorder]:
    with tempfile.TemporaryDirectory(prefix="powercut-") as folder:
        disk = Recorder(path, Path(folder))
        try:
            yield disk
        finally:
            disk.close()


@dataclass(frozen=True, slots=True)
class Loss:
    """A power cut that the store did not survive: where, how, and what the check said. The image is kept."""

    at: int
    weather: Weather
    amid_checkpoint: bool
    image: Path
    reason: str


@dataclass(frozen=True, slots=True)
class PowercutReport:
    """What a trial did and found; `losses` is empty when every image opened with every promise kept."""

    cuts: int
    seed: int
    operations: int
    acknowledged: int
    amid_checkpoint: int  # how many of the cuts fell there
    losses: tuple[Loss, ...]


def trial(
    path: Path, run: Callable[[Recorder], None], check: Callable[[Path, list[Any]], None],
    *, folder: Path, cuts: int, seed: int,
) -> PowercutReport:
    """Let `run` work on the database at `path`, then cut the power `cuts` times at seeded positions of what it did.

    `run` opens the store itself and calls `disk.acknowledge(fact)` after each commit. `check` gets an image and the
    facts promised before that cut, and raises when one is missing or the image is damaged; it runs when the recording
    has ended, and closes what it opens. Images are made in `folder` (new or empty); those that failed stay.
    Refuses: bench.powercut_unsupported.
    """
    rng = random.Random(seed)
    losses = []
    with _recorder(path) as disk:
        with watching(disk):
            run(disk)
        positions = disk.draw_positions(cuts, rng)
        for number, at in enumerate(positions):
            weather = rng.choice(list(Weather))
            image = disk.crash_image(folder / f"cut-{number:05}", rng=rng, at=at, weather=weather)
            try:
                check(image, disk.acknowledged(at))
            except Exception as error:
                reason = f"{type(error).__name__}: {error}"
                losses.append(Loss(at, weather, disk.is_amid_checkpoint(at), image, reason))
            else:
                shutil.rmtree(image.parent)
        amid = sum(map(disk.is_amid_checkpoint, positions))
        return PowercutReport(cuts, seed, disk.mark(), len(disk.acknowledged()), amid, tuple(losses))
