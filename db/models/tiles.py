"""Quick goods at the checkout: which product stands where, and its picture."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Card, points_to


class TilePage(Card, Base):
    """The tiles of one tab of a branch, in their order. Without a category: the first tab.

    `product_ids` is a JSON list; an id behind a minus is kept off the page.
    """

    __tablename__ = "tile_page"
    __table_args__ = (Index("uq_tile_page_tab", "branch_id", "category_id", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    branch_id: Mapped[UUID] = mapped_column(points_to("branch.id"))
    category_id: Mapped[UUID | None] = mapped_column(points_to("category.id"))
    product_ids: Mapped[str]


class ProductPicture(Base):
    """A small picture of a product, as the bytes of a JPEG or PNG. Local: pictures do not travel (ADR 0018)."""

    __tablename__ = "product_picture"

    product_id: Mapped[UUID] = mapped_column(points_to("product.id"), primary_key=True)
    image: Mapped[bytes]
    changed_at: Mapped[datetime]
