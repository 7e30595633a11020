"""Frozen answers about devices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

KINDS = ("printer", "label_printer", "scale", "label_scale", "drawer", "display", "scanner", "card_terminal", "fiscal_register")
"""What can stand on a counter or behind it."""
ONE_OF_A_KIND = frozenset({"printer", "scale", "drawer", "card_terminal", "fiscal_register"})
"""A till works with one of each: a second one would have to be chosen at every sale. Scanners are all heard, and
all displays show the same."""


@dataclass(frozen=True, slots=True)
class DeviceView:
    """`kind` is one of `KINDS`; `driver` how one speaks to it, `address` where it is, `options` what its driver asks for."""

    device_id: UUID
    kind: str
    name: str
    driver: str
    address: str
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OptionView:
    """What a driver asks for: one of `choices` (the first is usual), or free text. A secret is never shown."""

    name: str
    usual: str = ""
    choices: tuple[str, ...] = ()
    is_secret: bool = False


@dataclass(frozen=True, slots=True)
class DriverView:
    """How one speaks to a device; `title` is what people know it by. Not `is_verified`: nobody has tried it with a real one."""

    name: str
    title: str
    options: tuple[OptionView, ...] = ()
    is_verified: bool = True
    needs_address: bool = True


@dataclass(frozen=True, slots=True)
class FoundView:
    """What is plugged in: its address, the name on its box, and how (serial, usb, queue)."""

    address: str
    title: str
    way: str


@dataclass(frozen=True, slots=True)
class DeviceTrial:
    """A device to be tried as it is typed. `device_id` where it is declared: its secrets are kept under it."""

    kind: str
    driver: str
    address: str
    options: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    language: str = "ru"
    device_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class TrialStep:
    """One thing that a trial has found, as a code with facts; `mark` is wait, well, doubt or bad. It takes the place of the one
    before it with the same `place`. `picks`: options to choose by what was seen."""

    code: str
    mark: str = "well"
    facts: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""
    picks: tuple[tuple[str, Mapping[str, str]], ...] = ()
