"""Goods: products and their codes, prices, categories, units, taxes, sets, and how scale barcodes are read."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Card, points_to


class Category(Card, Base):
    """A branch of the category tree."""

    __tablename__ = "category"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    parent_id: Mapped[UUID | None] = mapped_column(points_to("category.id"), index=True)
    name: Mapped[str]
    deleted_at: Mapped[datetime | None]


class Brand(Card, Base):
    """Who makes it."""

    __tablename__ = "brand"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    deleted_at: Mapped[datetime | None]


class Unit(Card, Base):
    """What a quantity counts; `decimals` 0 means whole pieces only."""

    __tablename__ = "unit"
    __table_args__ = (CheckConstraint("decimals BETWEEN 0 AND 3", name="decimals"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    decimals: Mapped[int]


class TaxRate(Card, Base):
    """A VAT rate that the price includes."""

    __tablename__ = "tax_rate"
    __table_args__ = (CheckConstraint("ppm BETWEEN 0 AND 1000000", name="ppm"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    ppm: Mapped[int]


class Product(Card, Base):
    """Something that is sold. `kind`: goods | service | set; `scale_code` is its number in scale barcodes."""

    __tablename__ = "product"
    __table_args__ = (
        CheckConstraint("kind IN ('goods', 'service', 'set')", name="kind"),
        Index("ix_product_article", "article", sqlite_where=text("article IS NOT NULL")),
        Index("ix_product_category", "category_id", "name", sqlite_where=text("category_id IS NOT NULL AND deleted_at IS NULL")),
        Index("ix_product_name", "name", "id", sqlite_where=text("kind = 'goods'")),
        Index("ix_product_scale_code", "scale_code", sqlite_where=text("scale_code IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    article: Mapped[str | None]
    category_id: Mapped[UUID | None] = mapped_column(points_to("category.id"))
    brand_id: Mapped[UUID | None] = mapped_column(points_to("brand.id"))
    unit_id: Mapped[UUID] = mapped_column(points_to("unit.id"))
    tax_rate_id: Mapped[UUID | None] = mapped_column(points_to("tax_rate.id"))
    scale_code: Mapped[int | None]
    deleted_at: Mapped[datetime | None]


class ProductCode(Card, Base):
    """A barcode: of one unit, or of a package of `quantity_milli`. Two products may meet in one code: the till asks."""

    __tablename__ = "product_code"
    __table_args__ = (CheckConstraint("quantity_milli > 0", name="quantity_positive"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    product_id: Mapped[UUID] = mapped_column(points_to("product.id"), index=True)
    code: Mapped[str] = mapped_column(index=True)
    package_name: Mapped[str | None]
    quantity_milli: Mapped[int]
    deleted_at: Mapped[datetime | None]


class PriceList(Card, Base):
    """A set of prices; a till sells from the default one."""

    __tablename__ = "price_list"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    is_default: Mapped[bool]
    deleted_at: Mapped[datetime | None]


class Price(Card, Base):
    """What one unit costs on a price list; no row means that the till asks."""

    __tablename__ = "price"
    __table_args__ = (
        Index("uq_price_product", "product_id", "price_list_id", unique=True),
        CheckConstraint("price_minor >= 0", name="not_negative"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    product_id: Mapped[UUID] = mapped_column(points_to("product.id"))
    price_list_id: Mapped[UUID] = mapped_column(points_to("price_list.id"))
    price_minor: Mapped[int]


class SetPart(Card, Base):
    """One unit of the set takes this much of a part from stock."""

    __tablename__ = "set_part"
    __table_args__ = (CheckConstraint("quantity_milli > 0", name="quantity_positive"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    set_id: Mapped[UUID] = mapped_column(points_to("product.id"), index=True)
    product_id: Mapped[UUID] = mapped_column(points_to("product.id"))
    quantity_milli: Mapped[int]
    deleted_at: Mapped[datetime | None]


class ScaleLayout(Card, Base):
    """How an in-store EAN-13 (prefix 20–29) is read: where the item and the value stand, and what the value is."""

    __tablename__ = "scale_layout"
    __table_args__ = (CheckConstraint("value_kind IN ('weight', 'price', 'count')", name="value_kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    prefix: Mapped[str]
    item_from: Mapped[int]
    item_length: Mapped[int]
    value_from: Mapped[int]
    value_length: Mapped[int]
    value_kind: Mapped[str]
    value_unit: Mapped[int]
    deleted_at: Mapped[datetime | None]
