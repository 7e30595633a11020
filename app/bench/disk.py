"""What a disk holds of three files at any position of a recording: the durable bytes, and what chance adds to them.

The model, harsher than most disks. What was written before a file's last sync is there. Of each later write any part
may be there or not, in any order: whole, cut short, or torn at sectors that hold the new bytes, the old ones, zeros or
garbage. A name made or deleted is durable once its folder was synced; before, a power cut undoes the last of them.
Bytes outside a write are never harmed by it (SQLite's SQLITE_IOCAP_POWERSAFE_OVERWRITE, sqlite.org/psow.html).
"""

from __future__ import annotations

import os
import random
import shutil
import struct
import tempfile
from dataclasses import dataclass, field
from enum import Enum, IntEnum, StrEnum, auto
from pathlib import Path
from typing import BinaryIO, NamedTuple

SECTOR_BYTES = 512
RECORD = struct.Struct("<BBqI")  # kind, which file, offset or size, how many bytes follow


class Weather(StrEnum):
    """What became of the writes that no sync had confirmed."""

    NOTHING = auto()  # all are lost
    EVERYTHING = auto()  # all arrived
    CUT = auto()  # they arrived in order, up to some byte
    TORN = auto()  # they arrived in order, but the last few are torn
    SHUFFLED = auto()  # some arrived, whole, short or torn, and others did not


class Kind(IntEnum):
    """What one record of the log says."""

    MADE, WROTE, TRUNCATED, SYNCED, DELETED, FOLDER_SYNCED = range(6)


class _Fate(Enum):
    WHOLE, SHORT, TORN, LOST = range(4)


class _Change(NamedTuple):
    """A write or a truncation; the bytes of a write lie in the log, at `start`."""

    kind: Kind
    number: int  # the offset of a write, the new size of a truncation
    start: int
    length: int


@dataclass(slots=True)
class _Content:
    """One file without its name: its durable bytes at `path`, and the changes that no sync has confirmed."""

    path: Path
    unsynced: list[_Change] = field(default_factory=list)


class Replay:
    """Follows the log, and knows at each position what is durable and what is not. Goes forward only."""

    def __init__(self, log: Path, start: Path) -> None:
        """`log` is a file of RECORDs, `start` a folder with the files, named by number, as they were before it."""
        self.position = 0
        self._log, self._next = log, 0
        self._folder = Path(tempfile.mkdtemp(dir=log.parent))
        self._durable = {int(file.name): self._content(file) for file in sorted(start.iterdir())}
        self._live = dict(self._durable)
        self._names: list[tuple[int, _Content | None]] = []  # made or deleted since the folder was last synced

    def discard(self) -> None:
        shutil.rmtree(self._folder)

    def advance(self, at: int) -> None:
        """Go on to position `at`: so many records have been followed."""
        with self._log.open("rb") as log:
            log.seek(self._next)
            while self.position < at:
                kind, file, number, length = RECORD.unpack(log.read(RECORD.size))
                start = log.tell()
                self._follow(_Change(Kind(kind), number, start, length), file, log)
                self._next = log.seek(start + length)
                self.position += 1

    def write_image(self, paths: dict[int, Path], rng: random.Random, weather: Weather) -> None:
        """Write what a power cut here leaves; `paths` says where each file goes. One that is lost is not written."""
        names = dict(self._durable)
        for file, content in self._names[: _how_many(len(self._names), rng, weather)]:
            _rename(names, file, content)
        with self._log.open("rb") as log:
            for file, content in sorted(names.items()):
                shutil.copyfile(content.path, paths[file])
                with paths[file].open("r+b") as image:
                    _leave_behind(image, content.unsynced, log, rng, weather)

    def _follow(self, change: _Change, file: int, log: BinaryIO) -> None:
        if change.kind is Kind.MADE:
            self._name(file, self._content(None))
        elif change.kind is Kind.DELETED:
            self._name(file, None)
        elif change.kind is Kind.SYNCED:
            self._sync(self._live[file], log)
        elif change.kind is Kind.FOLDER_SYNCED:
            for name, content in self._names:
                _rename(self._durable, name, content)
            self._names.clear()
        else:
            self._live[file].unsynced.append(change)

    def _name(self, file: int, content: _Content | None) -> None:
        self._names.append((file, content))
        _rename(self._live, file, content)

    def _sync(self, content: _Content, log: BinaryIO) -> None:
        with content.path.open("r+b") as durable:
            for change in content.unsynced:
                _apply(durable, change, _bytes_of(change, log))
        content.unsynced.clear()

    def _content(self, source: Path | None) -> _Content:
        number, path = tempfile.mkstemp(dir=self._folder)
        os.close(number)
        if source:
            shutil.copyfile(source, path)
        return _Content(Path(path))


def _rename(names: dict[int, _Content], file: int, content: _Content | None) -> None:
    if content is None:
        names.pop(file, None)
    else:
        names[file] = content


def _leave_behind(
    image: BinaryIO, changes: list[_Change], log: BinaryIO, rng: random.Random, weather: Weather
) -> None:
    """Put onto the durable bytes what this weather lets through of the unsynced changes."""
    for change, fate in zip(changes, _fates(len(changes), rng, weather), strict=True):
        if fate is _Fate.LOST:
            continue
        if change.kind is Kind.TRUNCATED:
            if fate is _Fate.WHOLE or rng.random() < 0.5:
                _apply(image, change, b"")
            continue
        data = _bytes_of(change, log)
        if fate is _Fate.SHORT:
            data = data[: rng.randrange(len(data))]
        if fate is _Fate.TORN:
            _tear(image, change.number, data, rng)
        else:
            _apply(image, change, data)


def _fates(count: int, rng: random.Random, weather: Weather) -> list[_Fate]:
    """What becomes of each of `count` unsynced changes of one file."""
    if weather is Weather.SHUFFLED:
        return rng.choices(list(_Fate), weights=(4, 1, 2, 4), k=count)
    whole = _how_many(count, rng, weather)
    rest = {Weather.CUT: _Fate.SHORT, Weather.TORN: _Fate.TORN}.get(weather, _Fate.LOST)
    if weather is Weather.CUT:  # only the first of the rest was on its way
        return [_Fate.WHOLE] * whole + [rest] * (whole < count) + [_Fate.LOST] * (count - whole - 1)
    return [_Fate.WHOLE] * whole + [rest] * (count - whole)


def _how_many(count: int, rng: random.Random, weather: Weather) -> int:
    """How many of `count` changes arrived whole, from the first on."""
    if weather is Weather.NOTHING:
        return 0
    if weather is Weather.EVERYTHING:
        return count
    if weather is Weather.TORN:
        return max(0, count - rng.randint(1, 4))
    return rng.randint(0, count)


def _tear(image: BinaryIO, offset: int, data: bytes, rng: random.Random) -> None:
    """Each sector of the write has the new bytes, the old ones, zeros or garbage."""
    done = 0
    while done < len(data):
        size = min(SECTOR_BYTES - (offset + done) % SECTOR_BYTES, len(data) - done)
        found = rng.choice((data[done : done + size], None, bytes(size), rng.randbytes(size)))
        if found is not None:
            image.seek(offset + done)
            image.write(found)
        done += size


def _apply(file: BinaryIO, change: _Change, data: bytes) -> None:
    if change.kind is Kind.TRUNCATED:
        file.truncate(change.number)
    elif data:
        file.seek(change.number)
        file.write(data)


def _bytes_of(change: _Change, log: BinaryIO) -> bytes:
    log.seek(change.start)
    return log.read(change.length)
