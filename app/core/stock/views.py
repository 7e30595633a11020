"""Frozen answers about stock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID


class Moved(NamedTuple):
    """One product that moves: + into the store, − out of it; `line_id` is the document's line that says so."""

    product_id: UUID
    quantity_milli: int
    line_id: UUID | None


@dataclass(frozen=True, slots=True)
class LevelView:
    """How much of a product is in a store, in thousandths of its unit."""

    product_id: UUID
    name: str
    store: str
    on_hand_milli: int


@dataclass(frozen=True, slots=True)
class StockItem:
    """A line of a receipt, a write-off or a find; always a positive quantity."""

    product_id: UUID
    quantity_milli: int
