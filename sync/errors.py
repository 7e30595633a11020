"""What PostgreSQL and the network say, as errors with codes: one sentence whether the server, its name or the route is gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from app.kernel.errors import AppError, EnvironmentFailed, RuleBroken

_CODES = {
    "DK001": "centre.not_enrolled", "DK002": "centre.too_much", "DK003": "centre.older_format",
    "DK004": "centre.other_epoch",
}


@contextmanager
def explained() -> Iterator[None]:
    """Refused: `centre.unreachable` (also an answer that never came), `centre.no_right`, `centre.not_enrolled`,
    `centre.too_much`, `centre.older_format`, `centre.other_epoch`, `centre.refused` (anything else, with its words)."""
    try:
        yield
    except AppError:
        raise
    except psycopg.errors.InsufficientPrivilege as error:
        raise RuleBroken("centre.no_right", detail=_words(error)) from error
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise EnvironmentFailed("centre.unreachable", detail=_words(error)) from error
    except psycopg.Error as error:
        code = _CODES.get(error.sqlstate or "", "centre.refused")
        raise RuleBroken(code, detail=_words(error)) from error


def _words(error: psycopg.Error) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
