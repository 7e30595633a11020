"""A simulated device on the network: a socket on this computer only, one client at a time, as printers have it."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable

from app.kernel.errors import DeviceFailed

Answer = Callable[[bytes, Callable[[bytes], None]], None]


class TcpDevice:
    """Hands what comes to `heard(data, reply)`. `takes_bytes`: after so many bytes it hangs up (a cable, a host that died);
    `stalls` True: it accepts and takes nothing. Refused: `device.busy` (somebody has that port)."""

    def __init__(self, heard: Answer, *, port: int = 0) -> None:
        self._heard, self.takes_bytes, self.stalls = heard, -1, False
        try:
            self._server = socket.create_server(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise DeviceFailed("device.busy", address=f"tcp://127.0.0.1:{port}") from error
        self._server.settimeout(0.05)
        self.port: int = self._server.getsockname()[1]
        self._stopping = threading.Event()
        self._served, self._news = 0, threading.Condition()
        self._thread = threading.Thread(target=self._serve, name="simulated-device", daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """Where it is."""
        return f"tcp://127.0.0.1:{self.port}"

    def wait_until_served(self, clients: int = 1, seconds: float = 5) -> bool:
        """Whether so many clients have come, been heard to the end, and gone."""
        with self._news:
            return self._news.wait_for(lambda: self._served >= clients, seconds)

    def stop(self) -> None:
        """Off the network."""
        self._stopping.set()
        self._thread.join(5)
        self._server.close()

    def _serve(self) -> None:
        while not self._stopping.is_set():
            try:
                client, _address = self._server.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            with client, contextlib.suppress(OSError):
                self._talk(client)
            with self._news:
                self._served += 1
                self._news.notify_all()

    def _talk(self, client: socket.socket) -> None:
        client.settimeout(0.05)
        while not self._stopping.is_set():
            if self.stalls:
                self._stopping.wait(0.05)
                if not _is_open(client):
                    return
                continue
            try:
                data = client.recv(4096)
            except TimeoutError:
                continue
            if not data:
                return
            if self.takes_bytes >= 0:
                data, self.takes_bytes = data[: self.takes_bytes], self.takes_bytes - len(data)
                self._heard(data, client.sendall)
                if self.takes_bytes < 0:
                    self.takes_bytes = -1
                    return
            else:
                self._heard(data, client.sendall)


def _is_open(client: socket.socket) -> bool:
    try:
        return bool(client.recv(1, socket.MSG_PEEK))
    except TimeoutError:
        return True
    except OSError:
        return False
