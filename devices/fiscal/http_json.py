"""JSON over HTTP by the standard library, with a deadline for connecting and one for all the rest, to the answer's last byte."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

MOST_ANSWER = 1024 * 1024


class NotReached(Exception):
    """Nothing was said: the other side was not there, or its address makes no sense."""


class NoAnswer(Exception):
    """It was told, or perhaps so, and no whole answer came: nobody knows what became of it."""


class HttpJson:
    """One server. Every call opens a connection of its own; `deadline_s` seconds to connect, and as many for the rest."""

    def __init__(self, base_url: str, *, deadline_s: float = 20, headers: Mapping[str, str] | None = None) -> None:
        self._base, self._deadline_s, self._headers = base_url.rstrip("/"), deadline_s, dict(headers or {})

    def post(self, path: str, body: Mapping[str, Any]) -> tuple[int, Any]:
        """Tell it something; the status and the JSON that came back. Raises NotReached, NoAnswer."""
        return self._call("POST", path, json.dumps(body, ensure_ascii=False).encode())

    def get(self, path: str) -> tuple[int, Any]:
        """Ask it something; the same."""
        return self._call("GET", path, None)

    def _call(self, method: str, path: str, body: bytes | None) -> tuple[int, Any]:
        connection = self._connected()
        end = threading.Timer(self._deadline_s, _cut, [connection.sock])  # also where bytes come in drops
        end.daemon = True
        end.start()
        try:
            connection.request(method, self._path + path, body, {"Content-Type": "application/json", **self._headers})
            answer = connection.getresponse()
            said = answer.read(MOST_ANSWER + 1)
            if len(said) > MOST_ANSWER:
                raise NoAnswer("too long")
            return answer.status, json.loads(said)
        except (OSError, http.client.HTTPException, ValueError, RecursionError) as error:
            raise NoAnswer(type(error).__name__) from error
        finally:
            end.cancel()
            connection.close()

    def _connected(self) -> http.client.HTTPConnection:
        try:
            parts = urlsplit(self._base)
            kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
            self._path = parts.path
            connection = kind(parts.hostname or "", parts.port, timeout=self._deadline_s)
            connection.connect()
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise NotReached(type(error).__name__) from error
        return connection


def _cut(wire: socket.socket | None) -> None:
    if wire is not None:
        with contextlib.suppress(OSError):
            wire.shutdown(socket.SHUT_RDWR)
