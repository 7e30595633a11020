"""Frozen answers about jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PrintJobView:
    """A print job in a list. `number` is that of a receipt or a return; other documents have none here."""

    job_id: UUID
    document_kind: str
    document_id: UUID
    copy: int
    state: str
    problem: str | None
    created_at: datetime
    number: str | None = None
