"""One program a database: a lock file that the operating system lets go when the process dies, however it dies."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO

from app.kernel.errors import EnvironmentFailed


class ProgramLock:
    """Held for as long as the program runs. Refused: `program.running`, with the process id of who holds it."""

    def __init__(self, database: Path) -> None:
        real = database.resolve()  # one file, one lock, by whatever link it is reached
        self.path = real.with_name(real.name + ".lock")
        self._database = database
        self._file: IO[str] | None = None

    def acquire(self) -> None:
        """Take the lock or say who has it. Refused: `program.running`, `database.cannot_open`, `database.read_only`."""
        try:
            file = open(self.path, "a+", encoding="ascii", errors="replace")  # noqa: SIM115
        except PermissionError as error:
            raise EnvironmentFailed("database.read_only", path=str(self._database), detail=str(error)) from error
        except OSError as error:
            raise self._refused(error) from error
        if not _try_lock(file):
            file.seek(0)
            holder = file.read(20).strip() or "?"
            file.close()
            raise EnvironmentFailed("program.running", path=str(self.path), process=holder)
        with suppress(OSError):  # a full disk: locked all the same, only nobody can read by whom
            os.ftruncate(file.fileno(), 0)
            os.write(file.fileno(), str(os.getpid()).encode())
        self._file = file

    def _refused(self, error: OSError) -> EnvironmentFailed:
        facts = {"path": str(self._database), "detail": str(error)}
        if error.errno == errno.EROFS:
            return EnvironmentFailed("database.read_only", **facts)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return EnvironmentFailed("database.disk_full", **facts)
        return EnvironmentFailed("database.cannot_open", **facts)

    def release(self) -> None:
        """Let go; the file stays, since removing it would race with the next program."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> ProgramLock:
        self.acquire()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.release()


def _try_lock(file: IO[str]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0, os.SEEK_END)
            file.seek(1024)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
