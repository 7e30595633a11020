"""Frozen answers about stock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID


class Moved(NamedTuple):
    """One product that moves: + into the store, − out of it; `line_id` is the document's line that says so. What comes in may
    say what it cost altogether, or which outflow (document, movement) it puts back or carries on."""

    product_id: UUID
    quantity_milli: int
    line_id: UUID | None
    cost_minor: int | None = None
    origin: tuple[UUID, UUID] | None = None


@dataclass(frozen=True, slots=True)
class LevelView:
    """How much of a product is in a store, in thousandths of its unit."""

    product_id: UUID
    name: str
    store: str
    on_hand_milli: int


@dataclass(frozen=True, slots=True)
class StockItem:
    """A line of a document that is to be made; always a positive quantity. `cost_minor` is of the whole line, without its share
    of the document's extra costs; `batch` and `expires_on` tell the lot."""

    product_id: UUID
    quantity_milli: int
    cost_minor: int = 0
    batch: str | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Sending:
    """So much of a product that is to go to another store; always a positive quantity."""

    product_id: UUID
    quantity_milli: int


@dataclass(frozen=True, slots=True)
class TransferLineView:
    """One line of a transfer: what was sent, what arrived, what came back; `open_milli` is a difference that is not settled.
    Nothing has arrived or come back (None) as long as nobody has answered."""

    line_id: UUID
    product_id: UUID
    name: str
    unit: str
    sent_milli: int
    accepted_milli: int | None
    back_milli: int | None
    open_milli: int


@dataclass(frozen=True, slots=True)
class TransferView:
    """A transfer with its lines. `state`: sent | answered | open (a difference is to be settled) | lost | back | done."""

    transfer_id: UUID
    number: str
    purpose: str
    state: str
    from_store_id: UUID
    from_store: str
    to_store_id: UUID
    to_store: str
    at: datetime
    person: str
    note: str | None
    lines: tuple[TransferLineView, ...]
