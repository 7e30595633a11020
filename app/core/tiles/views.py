"""Frozen answers about quick goods."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.core.catalog.views import ProductView


@dataclass(frozen=True, slots=True)
class TileView:
    """A product on a page; `category_id` is the topmost category above it, which gives the tile its colour."""

    product: ProductView
    category_id: UUID | None = None

    @property
    def product_id(self) -> UUID:
        """Whose tile it is."""
        return self.product.product_id


@dataclass(frozen=True, slots=True)
class TilePageView:
    """A tab's tiles in their order: the first `arranged` stand where somebody put them, the others came by themselves.

    `off_ids` are products that somebody took off this page.
    """

    category_id: UUID | None
    tiles: tuple[TileView, ...] = ()
    arranged: int = 0
    off_ids: tuple[UUID, ...] = ()
