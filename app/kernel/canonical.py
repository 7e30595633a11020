"""The one form in which a document is hashed and sent: the receiver hashes the very bytes that came."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any

import orjson

FORMAT = 1


def canonical(body: Mapping[str, Any]) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces; integers, strings, lists and maps only: two machines cannot differ.

    UUIDs become their text, bytes their hexadecimal form, moments and days ISO 8601. A float (or anything else) is a bug of
    the caller and raises TypeError.
    """
    if has_float(dict(body)):
        raise TypeError("a float has no place in a document")
    return orjson.dumps(body, default=_plain, option=orjson.OPT_SORT_KEYS)


def told_in(document: bytes) -> Any:
    """What a document says, as it came. Refused (ValueError): it is no JSON."""
    return orjson.loads(document)


def fingerprint(document: bytes) -> bytes:
    """The SHA-256 of a canonical document, 32 bytes."""
    return hashlib.sha256(document).digest()


def as_table(keys: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Rows as they stand in a document: the names of two or more columns once, then the values of each row.

    A receipt of twenty lines is half as long as with the names in every line, and sooner written.
    """
    return {"keys": keys, "rows": list(map(itemgetter(*keys), rows))}


def from_table(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of a document's table by column."""
    return [dict(zip(told["keys"], row, strict=True)) for row in told["rows"]]


def has_float(value: Any) -> bool:
    """Whether a float hides anywhere inside; looks at the kinds of a whole row at once, since a sale has twenty of them."""
    if type(value) not in _CONTAINERS:
        return type(value) is float
    values = value.values() if type(value) is dict else value
    kinds = set(map(type, values))
    if float in kinds:
        return True
    if kinds == {tuple}:  # the rows of a table: looked at all together
        kinds = set(map(type, chain.from_iterable(values)))
        if float in kinds:
            return True
    return not _CONTAINERS.isdisjoint(kinds) and any(has_float(item) for item in values if type(item) in _CONTAINERS)


_CONTAINERS = frozenset({dict, list, tuple})


def _plain(value: Any) -> str:
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"{type(value).__name__} has no place in a document")
