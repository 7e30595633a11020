"""Frozen answers about goods."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.kernel.scan import Scan


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
    said: Scan | None = None
    """What a GS1 code says besides: serial number, batch, expiry."""


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
class OnScales:
    """What a scale that prints labels sells: `scale_code` is its number there; weighed (or measured) where the unit has
    decimals, else counted. The price is for that unit."""

    scale_code: int
    name: str
    decimals: int
    price_minor: int | None


@dataclass(frozen=True, slots=True)
class CodeView:
    """A barcode of a product; of a package, if `quantity_milli` is not 1000."""

    code_id: UUID
    code: str
    package_name: str | None
    quantity_milli: int


@dataclass(frozen=True, slots=True)
class ProductCard:
    """All that a form edits of a product; `version` is what a change must name, `price_minor` is on the default list."""

    product_id: UUID
    version: int
    kind: str
    name: str
    article: str | None
    codes: tuple[CodeView, ...]
    category_id: UUID | None
    unit_id: UUID
    tax_rate_id: UUID | None
    scale_code: int | None
    price_minor: int | None


@dataclass(frozen=True, slots=True)
class SetPartView:
    """What one of a set holds of this product."""

    product_id: UUID
    name: str
    unit: str
    decimals: int
    quantity_milli: int


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit of measure; with `decimals` goods are weighed (or measured), without they are counted."""

    unit_id: UUID
    code: str
    name: str
    decimals: int


@dataclass(frozen=True, slots=True)
class TaxRateView:
    """A VAT rate, in parts per million."""

    tax_rate_id: UUID
    name: str
    ppm: int


@dataclass(frozen=True, slots=True)
class GoodsChoices:
    """What a product may point at; `categories` as in `queries.categories`."""

    units: tuple[UnitView, ...]
    categories: tuple[CategoryView, ...]
    tax_rates: tuple[TaxRateView, ...]


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
