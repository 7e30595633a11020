"""Frozen answers about devices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

KINDS = ("printer", "label_printer", "scale", "label_scale", "drawer", "display", "scanner", "card_terminal", "fiscal_register")
"""What can stand on a counter or behind it."""
ONE_OF_A_KIND = frozenset({"printer", "scale", "drawer", "display", "card_terminal", "fiscal_register"})
"""A till works with one of each: a second one would have to be chosen at every sale."""


@dataclass(frozen=True, slots=True)
class DeviceView:
    """`kind` is one of `KINDS`; `driver` how one speaks to it, `address` where it is, `options` what its driver asks for."""

    device_id: UUID
    kind: str
    name: str
    driver: str
    address: str
    options: Mapping[str, str] = field(default_factory=dict)
