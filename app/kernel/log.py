"""The log: JSON lines, rotated, one logger a subject. No names, phones, PINs, tokens or card data ever go in."""

from __future__ import annotations

import logging
import logging.handlers
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

_MEBIBYTE = 1024 * 1024
_SECRET_KEYS = frozenset({"code", "card"})
_SECRET_WORDS = frozenset({"pin", "name", "phone", "token", "password", "secret", "key"})


class Logger:
    """The logger of a subject. structlog is loaded at the first entry: most starts write none, and loading it takes longer
    than a search does.
    """

    def __init__(self, subject: str) -> None:
        self._subject = subject

    def __getattr__(self, method: str) -> Any:
        """`info`, `warning`, `exception`, … as structlog has them."""
        return getattr(_structlog().get_logger(self._subject), method)


def get_logger(subject: str) -> Any:
    """The logger of a subject ("sales", "db", …)."""
    return Logger(subject)


def configure(folder: Path | None, *, level: int = logging.INFO) -> None:
    """Write to `folder`/duken.jsonl (5 files of 4 MiB); without a folder only warnings go to standard error."""
    handler: logging.Handler = logging.StreamHandler()
    if folder is None:
        handler.setLevel(logging.WARNING)
    else:
        folder.mkdir(parents=True, exist_ok=True)
        handler = _Patient(
            folder / "duken.jsonl", maxBytes=4 * _MEBIBYTE, backupCount=4, encoding="utf-8", delay=True
        )
    handler.setFormatter(_Lines())
    root = logging.getLogger()
    for old in [known for known in root.handlers if getattr(known, "is_duken", False)]:
        root.removeHandler(old)
        old.close()
    handler.is_duken = True  # type: ignore[attr-defined]
    root.addHandler(handler)
    root.setLevel(level)


def _mask(_logger: Any, _method: str, event: Any) -> Any:
    """Last line of defence: a secret that was handed in by mistake is not written, nor one inside a dictionary."""
    return _masked(event)


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: "***" if _is_secret(key) else _masked(inner) for key, inner in value.items()}
    return [_masked(inner) for inner in value] if isinstance(value, list | tuple) else value


def _is_secret(key: object) -> bool:
    """`pin`, `new_pin`, `customer_name`; a `code` may be anything, so only the bare word is one."""
    return str(key) in _SECRET_KEYS or not _SECRET_WORDS.isdisjoint(str(key).split("_"))


class _Patient(logging.handlers.RotatingFileHandler):
    """A full disk or a file of somebody else costs the entry, and nothing else: no till stands still for its log."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Without a word: standard error is for what the person asked."""


class _Lines(logging.Formatter):
    """One JSON object a line, also of what a library logs."""

    def format(self, record: logging.LogRecord) -> str:
        return _formatter().format(record)


@cache
def _structlog() -> ModuleType:
    """structlog, set up to go through the standard library's handlers.

    Before `configure` has named a folder, a warning goes to standard error, never into an answer on standard output.
    """
    import structlog

    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_chain(),
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    return structlog


@cache
def _formatter() -> logging.Formatter:
    known = _structlog()
    formatter: logging.Formatter = known.stdlib.ProcessorFormatter(
        processor=known.processors.JSONRenderer(ensure_ascii=False, default=str), foreign_pre_chain=_chain()
    )
    return formatter


def _chain() -> list[Any]:
    import structlog

    return [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _mask,
    ]
