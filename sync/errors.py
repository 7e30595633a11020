"""What PostgreSQL and the network say, as errors with codes: one sentence whether the server, its name or the route is gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from app.kernel.errors import AppError, EnvironmentFailed, RuleBroken

_CODES = {
    "DK001": "centre.not_enrolled", "DK002": "centre.too_much", "DK003": "centre.older_format",
    "DK004": "centre.other_epoch", "DK005": "centre.copy",
}


_SAID = (
    ("certificate verify failed", "centre.untrusted"),
    ("does not match host name", "centre.untrusted"),
    ("root certificate file", "centre.untrusted"),
    ("does not support SSL", "centre.no_tls"),
    ("no encryption", "centre.no_tls"),
    ("no password supplied", "centre.wrong_password"),
    ("for connection option", "centre.bad_address"),
    ("bad value for", "centre.bad_address"),
    ("invalid port number", "centre.bad_address"),
    ("bad: invalid ", "centre.bad_address"),  # a value of any option
    ("weak sslmode", "centre.bad_address"),
    ("could not match", "centre.bad_address"),
    ("configuration parameter", "centre.bad_address"),
    ("value for parameter", "centre.bad_address"),
    ("could not parse network address", "centre.bad_address"),
    ("definition of service", "centre.bad_address"),
    ("does not exist", "centre.no_such_place"),
    ("is not permitted to log in", "centre.not_enrolled"),
)
"""What the driver says of a connection that was not made; it has no codes for it. These words are its own, in English always."""
_PASSWORD_REFUSED = ("password", "парол")
"""How a server says so, in English or in the language of its machine."""


@contextmanager
def explained() -> Iterator[None]:
    """Refused: `centre.unreachable` (also an answer that never came), `centre.untrusted`, `centre.no_tls`,
    `centre.wrong_password`, `centre.bad_address`, `centre.no_such_place`, `centre.no_right`, `centre.not_enrolled`,
    `centre.too_much`, `centre.older_format`, `centre.other_epoch`, `centre.copy`, `centre.refused` (anything else, with its
    words)."""
    try:
        yield
    except AppError:
        raise
    except psycopg.errors.InsufficientPrivilege as error:
        raise RuleBroken("centre.no_right", detail=_words(error)) from error
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise _of_the_line(error) from error
    except psycopg.Error as error:
        code = _CODES.get(error.sqlstate or "") or _said_before_dialling(error) or "centre.refused"
        raise RuleBroken(code, detail=_words(error)) from error


def _of_the_line(error: psycopg.Error) -> AppError:
    """Nobody is there; or somebody, and it is not the centre, or does not believe that this is the till."""
    said = str(error)
    code = _said_of(said)
    if code is None and error.pgconn is not None and error.pgconn.used_password and error.sqlstate is None:
        code = "centre.wrong_password" if any(word in said for word in _PASSWORD_REFUSED) else None
    if code is None:
        return EnvironmentFailed("centre.unreachable", detail=_words(error))
    return RuleBroken(code, detail=_words(error))


def _said_before_dialling(error: psycopg.Error) -> str | None:
    """What the driver itself does not understand has no code; what a server says always has one."""
    return None if error.sqlstate else _said_of(str(error))


def _said_of(said: str) -> str | None:
    return next((code for words, code in _SAID if words in said), None)


def _words(error: psycopg.Error) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
