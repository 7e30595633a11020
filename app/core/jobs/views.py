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


@dataclass(frozen=True, slots=True)
class TroubleView:
    """A document that the centre has not applied, as it was answered: `parked`, `rejected` or `quarantined`. `number` is its
    own, where it has one; `table` says what a card is of."""

    seq: int
    kind: str
    row_id: UUID
    state: str
    reason: str | None
    at: datetime
    number: str | None = None
    table: str | None = None


@dataclass(frozen=True, slots=True)
class SyncState:
    """How far a target was told: how many documents wait and since when the oldest of them, how many were refused for good,
    what was not applied, when it last answered; and the code of what the last attempt was refused with, with its words, and since
    when that is so (empty: it went)."""

    address: str
    waiting: int
    since: datetime | None
    refused: int
    troubles: tuple[TroubleView, ...]
    succeeded_at: datetime | None
    failed: str = ""
    failed_detail: str = ""
    failed_at: datetime | None = None
