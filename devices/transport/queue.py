"""Print queues of the system: CUPS (raw) and the Windows spooler (RAW). They take a job and say nothing of the paper.

A queue takes a job also while its printer is off, and prints it later: so a till that can should reach its printer itself.
"""

from __future__ import annotations

import shutil
import subprocess
from typing import Any

from app.kernel.errors import DeviceFailed

WRITE_S = 10.0


class CupsLine:
    """A queue of CUPS; each `write` is one job. Refused at the opening: `device.not_there` (no CUPS here)."""

    def __init__(self, queue: str, *, write_s: float = WRITE_S) -> None:
        self.url, self._queue, self._write_s = f"cups:{queue}", queue, write_s
        found = shutil.which("lp")
        if found is None or not queue or queue.startswith("-"):
            raise DeviceFailed("device.not_there", address=self.url)
        self._lp = found

    def write(self, data: bytes) -> None:
        """Hand the job over. Refused: `device.stuck`, `device.gone` (CUPS knows no such queue, or refuses it)."""
        command = [self._lp, "-d", self._queue, "-o", "raw", "-t", "duken", "-"]
        try:
            done = subprocess.run(command, input=data, capture_output=True, timeout=self._write_s, check=False)
        except subprocess.TimeoutExpired as error:
            raise DeviceFailed("device.stuck", address=self.url) from error
        except OSError as error:
            raise DeviceFailed("device.gone", address=self.url) from error
        if done.returncode != 0:
            raise DeviceFailed("device.gone", address=self.url)

    def read(self, wait_s: float) -> bytes:
        """A queue never answers."""
        return b""

    def clear(self) -> None:
        """There is nothing to forget."""

    def close(self) -> None:
        """Every job went by itself."""


class SpoolerLine:
    """A printer of Windows by its name, through the RAW data type of winspool. *Unverified*: written from Microsoft's reference,
    tried on no Windows. Refused at the opening: `device.not_there`."""

    _spool: Any
    _handle: Any

    def __init__(self, name: str) -> None:
        self.url = f"windows:{name}"
        import ctypes

        library: Any = getattr(ctypes, "WinDLL", None)
        if library is None:  # another system
            raise DeviceFailed("device.not_there", address=self.url)
        self._spool = library("winspool.drv")
        self._handle = ctypes.c_void_p()
        if not self._spool.OpenPrinterW(name, ctypes.byref(self._handle), None):
            raise DeviceFailed("device.not_there", address=self.url)

    def write(self, data: bytes) -> None:
        """One document. Refused: `device.gone`, also when the spooler took less than all of it."""
        import ctypes

        class DocInfo(ctypes.Structure):
            _fields_ = (("name", ctypes.c_wchar_p), ("output", ctypes.c_wchar_p), ("kind", ctypes.c_wchar_p))

        document, written = DocInfo("duken", None, "RAW"), ctypes.c_uint32()
        took = (
            self._spool.StartDocPrinterW(self._handle, 1, ctypes.byref(document))
            and self._spool.StartPagePrinter(self._handle)
            and self._spool.WritePrinter(self._handle, data, len(data), ctypes.byref(written))
        )
        self._spool.EndPagePrinter(self._handle)
        self._spool.EndDocPrinter(self._handle)
        if not took or written.value != len(data):
            raise DeviceFailed("device.gone", address=self.url)

    def read(self, wait_s: float) -> bytes:
        """A spooler never answers."""
        return b""

    def clear(self) -> None:
        """There is nothing to forget."""

    def close(self) -> None:
        self._spool.ClosePrinter(self._handle)
