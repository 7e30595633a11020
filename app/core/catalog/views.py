"""Frozen answers about goods."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Sellable:
    """All that a sale needs to know of a product; `price_minor` None means that the till asks."""

    product_id: UUID
    kind: str
    name: str
    unit: str
    decimals: int
    tax_ppm: int
    price_minor: int | None


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a code stands for: a product, how much of it, and (from a price label) for how much."""

    sellable: Sellable
    code: str
    quantity_milli: int
    label_price_minor: int | None = None
    weight_source: str | None = None


@dataclass(frozen=True, slots=True)
class ProductView:
    """A product in a list of hits."""

    product_id: UUID
    name: str
    article: str | None
    unit: str
    decimals: int
    price_minor: int | None
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CategoryView:
    """A branch of the category tree."""

    category_id: UUID
    parent_id: UUID | None
    name: str


@dataclass(frozen=True, slots=True)
class ScaleTrial:
    """What the tester of a scale layout shows: what the code would mean, or why it means nothing."""

    fault: str | None
    scale_code: int | None = None
    quantity_milli: int | None = None
    price_minor: int | None = None
    product: str | None = None
