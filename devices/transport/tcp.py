"""A device on the network: printers at port 9100, scales at 5001. Connects, writes and reads with deadlines."""

from __future__ import annotations

import contextlib
import select
import socket
import time

from app.kernel.errors import DeviceFailed

CONNECT_S, WRITE_S = 2.5, 4.0
_MOST = 4096


class TcpLine:
    """Refused at the opening: `device.not_there`, `device.address`."""

    def __init__(self, host: str, port: int, *, connect_s: float = CONNECT_S, write_s: float = WRITE_S) -> None:
        self.url, self._write_s = f"tcp://{host}:{port}", write_s
        try:
            self._socket = socket.create_connection((host, port), timeout=connect_s)
        except (UnicodeError, OverflowError) as error:
            raise DeviceFailed("device.address", address=self.url) from error
        except OSError as error:
            raise DeviceFailed("device.not_there", address=self.url) from error
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setblocking(False)

    def write(self, data: bytes) -> None:
        """All of it. Refused: `device.stuck` with the number of bytes that went, `device.gone`."""
        end, sent = time.monotonic() + self._write_s, 0
        while sent < len(data):
            left = end - time.monotonic()
            try:
                _readable, writable, _failed = select.select([], [self._socket], [], max(0.0, left))
                if not writable:
                    raise DeviceFailed("device.stuck", address=self.url, sent=sent)
                sent += self._socket.send(data[sent : sent + _MOST])
            except (OSError, ValueError) as error:
                raise self._gone() from error

    def read(self, wait_s: float) -> bytes:
        """What has come. Refused: `device.gone`, also when the other side has hung up."""
        try:
            readable, _writable, _failed = select.select([self._socket], [], [], max(0.0, wait_s))
            if not readable:
                return b""
            came = self._socket.recv(_MOST)
        except (OSError, ValueError) as error:
            raise self._gone() from error
        if not came:
            raise self._gone()
        return came

    def clear(self) -> None:
        """Refused: `device.gone`."""
        while self.read(0):
            pass

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.close()

    def _gone(self) -> DeviceFailed:
        self.close()
        return DeviceFailed("device.gone", address=self.url)
