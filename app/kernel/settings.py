"""How a setting is declared: once, with its key, kind, default, scope and check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Value = TypeVar("Value", bound=object)
SHOP, SECRET, PERSON = "shop", "secret", "person"


@dataclass(frozen=True, slots=True)
class Setting(Generic[Value]):
    """`scope` shop: a table, it travels; secret: the system's keyring, never in a file or log; person: one
    person's own at this till, it does not travel.
    """

    key: str
    kind: type[Value]
    default: Value
    scope: str = SHOP
    accepts: Callable[[Any], bool] = lambda _value: True
