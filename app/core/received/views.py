"""What comes out of the centre's feed, piece by piece."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID


class Cursor(NamedTuple):
    """How far the feed was read. `epoch` is the centre's: after it was restored elsewhere its numbers mean nothing any more."""

    epoch: UUID | None = None
    xid: int = 0
    seq: int = 0


class Told(NamedTuple):
    """A document of another till, as it was sent; `cursor` is the feed's place behind it."""

    cursor: Cursor
    id: UUID
    till_id: UUID
    transaction_id: UUID
    kind: str
    row_id: UUID
    format: int
    body: bytes
    sha256: bytes


class CardNow(NamedTuple):
    """A card as it stands at the centre: `ver` counts its changes there. `cursor` is the feed's place behind it."""

    cursor: Cursor
    table: str
    id: UUID
    ver: int
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of what came: rows of cards that changed, documents that were applied, and what could not be stored yet."""

    cards: int = 0
    documents: int = 0
    rows: int = 0
    kept_back: int = 0

    def plus(self, other: TakenIn) -> TakenIn:
        """Both together."""
        return TakenIn(
            self.cards + other.cards, self.documents + other.documents, self.rows + other.rows, self.kept_back + other.kept_back
        )


@dataclass(frozen=True, slots=True)
class OpenView:
    """A piece that came and does not stand in the tables: waiting, newer or refused, and why."""

    id: UUID
    kind: str
    state: str
    reason: str | None
    till_id: UUID
    at: datetime
