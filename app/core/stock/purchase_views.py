"""Frozen answers about suppliers, orders, drafts, what runs out and what goes bad."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SupplierView:
    """Somebody from whom goods are bought."""

    supplier_id: UUID
    name: str
    phone: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A product of an order: how much was ordered, how much has come since."""

    product_id: UUID
    name: str
    ordered_milli: int
    received_milli: int
    cost_minor: int | None
    unit: str

    @property
    def open_milli(self) -> int:
        """What is still expected."""
        return max(0, self.ordered_milli - self.received_milli)


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order to a supplier. `state`: open, received (all of it), closed."""

    order_id: UUID
    number: str
    supplier: str | None
    at: datetime
    state: str
    lines: tuple[OrderLine, ...]


@dataclass(frozen=True, slots=True)
class ToOrder:
    """A product that has run low in a store: what is there, what is on its way, and how much to order."""

    product_id: UUID
    name: str
    store_id: UUID
    store: str
    on_hand_milli: int
    min_milli: int
    up_to_milli: int
    ordered_milli: int
    to_order_milli: int
    unit: str


@dataclass(frozen=True, slots=True)
class Expiring:
    """Goods of a lot that are still there and are good until `expires_on`; `days_left` is below zero where they are not."""

    product_id: UUID
    name: str
    store: str
    batch: str | None
    expires_on: date
    days_left: int
    left_milli: int
    left_minor: int
    store_id: UUID
    store_kind: str
    unit: str


@dataclass(frozen=True, slots=True)
class DraftLineView:
    """A line of a draft. Of a count the quantity is what was counted; what the books say is not told: the count is blind."""

    line_id: UUID
    product_id: UUID
    name: str
    unit: str
    decimals: int
    quantity_milli: int
    cost_minor: int | None
    cost_is_of_one: bool
    line_cost_minor: int | None
    batch: str | None
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class DraftView:
    """A stock document that is being written. `lines` are the newest first, `cost_minor` their sum without extra costs."""

    draft_id: UUID
    kind: str
    opened_at: datetime
    person: str
    store: str
    supplier_id: UUID | None
    supplier: str | None
    order_id: UUID | None
    category_id: UUID | None
    category: str | None
    cause: str | None
    reason: str
    extra_minor: int
    happened_at: datetime | None
    store_id: UUID
    order: str | None
    to_store_id: UUID | None
    lines: tuple[DraftLineView, ...]

    @property
    def cost_minor(self) -> int:
        """What all lines cost."""
        return sum(line.line_cost_minor or 0 for line in self.lines)


@dataclass(frozen=True, slots=True)
class NotCounted:
    """Goods of a count's scope that the books have and nobody has counted: how many is not told, one may still count them."""

    product_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class LotLeft:
    """A layer with goods left."""

    arrived_at: datetime
    left_milli: int
    left_minor: int
    batch: str | None
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class OnHand:
    """How much of a product a store has, what it cost, and of which layers it is, oldest first."""

    product_id: UUID
    product: str
    article: str | None
    store_id: UUID
    store: str
    on_hand_milli: int
    cost_minor: int
    layers: tuple[LotLeft, ...]
