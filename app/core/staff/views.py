"""Frozen answers about people and their rights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.kernel.permissions import Right


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who has just signed in, with what they may do; `limits` in ppm for rights that carry one; `comfort` as `comfort_chosen`."""

    person_id: UUID
    name: str
    language: str | None
    rights: frozenset[Right]
    limits: Mapping[Right, int]
    comfort: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody who works or worked here."""

    person_id: UUID
    name: str
    is_owner: bool
    is_deleted: bool
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Door:
    """Who may come in: everybody by name, who came in last, and whether names are shown at all."""

    people: tuple[PersonView, ...]
    last_id: UUID | None
    with_names: bool


@dataclass(frozen=True, slots=True)
class RoleView:
    """A role and what it allows."""

    role_id: UUID
    name: str
    rights: Mapping[Right, int | None]


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person may do here: every right they have, with its limit in ppm or None for no limit."""

    rights: Mapping[Right, int | None]

    def allows(self, right: Right) -> bool:
        """Whether the right is there at all."""
        return right in self.rights

    def reaches(self, right: Right, limit_ppm: int | None) -> bool:
        """Whether it is there and goes so far (ppm); None asks for no limit at all."""
        limit = self.rights.get(right, -1)
        return limit is None or (limit_ppm is not None and limit_ppm <= limit)
