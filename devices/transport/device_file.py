"""A printer that the system shows as a file (`/dev/usb/lp0`, `/dev/lp0`): written and read with deadlines. POSIX."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import stat
import time

from app.kernel.errors import DeviceFailed

WRITE_S = 4.0


class FileLine:
    """Refused at the opening: `device.address` (it is no device: nothing is ever written into somebody's file),
    `device.not_there`, `device.busy`, `device.no_permission`."""

    def __init__(self, path: str, *, write_s: float = WRITE_S) -> None:
        self.url, self._write_s = f"file://{path}", write_s
        flags = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
        try:
            mode = os.stat(path).st_mode
            if not (stat.S_ISCHR(mode) or stat.S_ISFIFO(mode)):
                raise DeviceFailed("device.address", address=self.url)
            try:
                self._handle = os.open(path, os.O_RDWR | flags)
            except PermissionError:
                raise
            except OSError:
                self._handle = os.open(path, os.O_WRONLY | flags)  # some printers only listen
        except PermissionError as error:
            raise DeviceFailed("device.no_permission", address=self.url) from error
        except (OSError, ValueError) as error:  # a path with a nought in it is a ValueError
            is_taken = getattr(error, "errno", None) == errno.EBUSY
            raise DeviceFailed("device.busy" if is_taken else "device.not_there", address=self.url) from error

    def write(self, data: bytes) -> None:
        """All of it. Refused: `device.stuck` with the number of bytes that went, `device.gone`."""
        end, sent = time.monotonic() + self._write_s, 0
        while sent < len(data):
            try:
                _readable, writable, _failed = select.select([], [self._handle], [], max(0.0, end - time.monotonic()))
                if not writable:
                    raise DeviceFailed("device.stuck", address=self.url, sent=sent)
                sent += os.write(self._handle, data[sent : sent + 4096])
            except BlockingIOError:
                continue
            except (OSError, ValueError) as error:
                raise self._gone() from error

    def read(self, wait_s: float) -> bytes:
        """What has come; a printer that only listens says nothing. Refused: `device.gone`."""
        try:
            readable, _writable, _failed = select.select([self._handle], [], [], max(0.0, wait_s))
            return os.read(self._handle, 4096) if readable else b""
        except BlockingIOError:
            return b""
        except OSError as error:
            if error.errno in (1, 9, 22):  # opened for writing only
                time.sleep(wait_s)
                return b""
            raise self._gone() from error

    def clear(self) -> None:
        """Refused: `device.gone`."""
        while self.read(0):
            pass

    def close(self) -> None:
        with contextlib.suppress(OSError):
            os.close(self._handle)

    def _gone(self) -> DeviceFailed:
        self.close()
        return DeviceFailed("device.gone", address=self.url)
