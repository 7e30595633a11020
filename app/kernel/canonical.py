"""The one form in which a document is hashed and sent: the receiver hashes the very bytes that came."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson

FORMAT = 1


def canonical(body: Mapping[str, Any]) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces; integers, strings, lists and maps only: two machines cannot differ.

    UUIDs become their text, bytes their hexadecimal form, moments and days ISO 8601. A float would be a bug of
    the caller; the tests look for one in every kind of document (`has_float`).
    """
    return orjson.dumps(body, default=_plain, option=orjson.OPT_SORT_KEYS)


def fingerprint(document: bytes) -> bytes:
    """The SHA-256 of a canonical document, 32 bytes."""
    return hashlib.sha256(document).digest()


def has_float(value: Any) -> bool:
    """Whether a float hides anywhere inside; the tests look at every kind of document with it."""
    if isinstance(value, float):
        return True
    if isinstance(value, Mapping):
        return any(has_float(item) for item in value.values())
    return isinstance(value, list | tuple) and any(has_float(item) for item in value)


def _plain(value: Any) -> str:
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"{type(value).__name__} has no place in a document")
