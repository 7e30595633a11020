"""A printer whose paper is a folder: one file a job, exactly the bytes that were sent, in order. It can be made to fail."""

from __future__ import annotations

import re
from pathlib import Path

from app.kernel.errors import DeviceFailed
from devices.simulators.durable import write_whole

_SHEET = re.compile(r"^(\d{4,})\.(?:txt|torn)$")


class FilePrinter:
    """Each job becomes `NNNN.txt`, whole and on the disk before `send` returns; the numbers go on after a restart.

    `out_of_paper` and `fail_next` refuse before anything is printed; `die_at` prints that many bytes of the next job
    (they stand in `NNNN.torn`) and falls silent, as a printer does whose cable is pulled.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.out_of_paper = False
        self.fail_next = 0
        self.die_at: int | None = None
        folder.mkdir(parents=True, exist_ok=True)
        self._last = max((int(found[1]) for path in folder.iterdir() if (found := _SHEET.match(path.name))), default=0)

    def send(self, job: bytes) -> None:
        """Print the bytes of one job. Refused: `printer.failed` (nothing came out), `printer.unknown` (part of it may have)."""
        if self.out_of_paper:
            raise DeviceFailed("printer.failed", reason="paper_out")
        if self.fail_next:
            self.fail_next -= 1
            raise DeviceFailed("printer.failed", reason="no_answer")
        if self.die_at is not None:
            self._die(job[: self.die_at])
        self._write("txt", job)

    def is_ready(self) -> bool:
        """Whether it would print now."""
        return not self.out_of_paper and not self.fail_next

    def paper(self) -> list[bytes]:
        """All jobs that came out whole, oldest first."""
        names = sorted((path for path in self.folder.glob("*.txt") if _SHEET.match(path.name)), key=lambda path: int(path.stem))
        return [path.read_bytes() for path in names]

    def _die(self, part: bytes) -> None:
        self.die_at = None
        if part:
            self._write("torn", part)
        raise DeviceFailed("printer.unknown", reason="silent")

    def _write(self, ending: str, body: bytes) -> None:
        """A disk that fails cannot tell whether the file has got its name: that is the printer that fell silent."""
        self._last += 1
        try:
            write_whole(self.folder / f"{self._last:04d}.{ending}", body)
        except OSError as error:
            raise DeviceFailed("printer.unknown", reason=error.strerror or "disk") from error
