"""Frozen answers about jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PrintJobView:
    """A print job in a list."""

    job_id: UUID
    document_kind: str
    document_id: UUID
    copy: int
    state: str
    problem: str | None
    created_at: datetime
