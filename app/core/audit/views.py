"""Frozen answers about the audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry, with the names that belong to its ids."""

    seq: int
    at: datetime
    person: str | None
    lender: str | None
    till: str
    action: str
    subject_id: UUID | None
    facts: dict[str, Any]
