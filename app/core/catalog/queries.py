"""What can be asked about goods: by code, by id, by any part of a name."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from app.core.catalog.price_lists import default_price_list
from app.core.catalog.rules import clean_code
from app.core.catalog.search import find
from app.core.catalog.views import (
    CategoryView,
    CodeView,
    GoodsChoices,
    OnScales,
    ProductCard,
    ProductView,
    ScaleTrial,
    Scanned,
    Sellable,
    SetPartView,
    TaxRateView,
    UnitView,
)
from app.kernel.barcode import ScaleCode, has_right_check_digit, is_gtin, layout_fault, read_scale_code
from app.kernel.errors import RuleBroken
from app.kernel.money import minor_digits, parse_minor, round_ratio
from app.kernel.scan import Scan, plain_code, read_code
from app.kernel.text import one_line
from db.models.catalog import Category, Price, Product, ProductCode, ScaleLayout, SetPart, TaxRate, Unit
from db.models.company import Company
from db.prepared import Prepared, driver_of

_price = (Price.product_id == Product.id) & (Price.price_list_id == bindparam("price_list_id"))


def _sellable_columns(*extra: Any) -> Select[*tuple[Any, ...]]:
    columns: tuple[Any, ...] = (Product.id, Product.kind, Product.name, Unit.code, Unit.decimals, TaxRate.ppm, Price.price_minor)
    return (
        select(*columns, *extra)
        .join(Unit, Unit.id == Product.unit_id)
        .outerjoin(TaxRate, TaxRate.id == Product.tax_rate_id)
        .outerjoin(Price, _price)
        .where(Product.deleted_at.is_(None))
    )


_BY_IDS = Prepared(_sellable_columns().where(Product.id.in_(bindparam("product_ids", expanding=True))))
_CATEGORIES, _TOP_CATEGORIES = (
    Prepared(
        select(Category.id, Category.parent_id, Category.name).where(Category.deleted_at.is_(None), *only).order_by(Category.name)
    )
    for only in ((), (Category.parent_id.is_(None),))
)
_BY_SCALE_CODE = Prepared(_sellable_columns().where(Product.scale_code == bindparam("scale_code")).limit(2))
_BY_ARTICLE = Prepared(_sellable_columns().where(Product.article == bindparam("article")).limit(2))
_BY_CODE = Prepared(
    _sellable_columns(ProductCode.quantity_milli)
    .join(ProductCode, ProductCode.product_id == Product.id)
    .where(ProductCode.code == bindparam("code"), ProductCode.deleted_at.is_(None))
    .limit(2)
)

_LAYOUTS = Prepared(
    select(
        ScaleLayout.prefix, ScaleLayout.item_from, ScaleLayout.item_length, ScaleLayout.value_from,
        ScaleLayout.value_length, ScaleLayout.value_kind, ScaleLayout.value_unit,
    ).where(ScaleLayout.deleted_at.is_(None))
)


_CURRENCY = Prepared(select(Company.currency).limit(1))


def sellables(driver: sqlite3.Connection, *, product_ids: Sequence[UUID], price_list_id: UUID) -> dict[UUID, Sellable]:
    """Products by id, with today's price on that list; those that are gone are left out."""
    rows = _BY_IDS.rows(driver, product_ids=list(product_ids), price_list_id=price_list_id)
    return {row[0]: _sellable(row) for row in rows}


def scanned(driver: sqlite3.Connection, *, code: str, price_list_id: UUID) -> Scanned:
    """What a barcode, a scale label, an article or a GS1 code (whole, with its GS) stands for.

    Refused: `sale.unknown_barcode`, `code.wrong_check_digit` (unknown, and misread), `sale.ambiguous_code` (two products
    carry it: the till asks which), `code.empty`, `code.too_long`, `sale.label_without_price` (a price label for a product
    that has no price by weight), `quantity.not_positive` (a price label over nothing).
    """
    said = read_code(code)
    if said.gtin:
        return _scanned_gs1(driver, said, price_list_id)
    clean = clean_code(said.code or code)
    hits = _BY_CODE.rows(driver, code=clean, price_list_id=price_list_id)
    if hits:
        return Scanned(_only(hits, clean), clean, hits[0][7])
    label = _scanned_label(driver, clean, price_list_id)
    if label is not None:
        return label
    hits = _BY_ARTICLE.rows(driver, article=clean, price_list_id=price_list_id)
    if not hits and is_gtin(clean) and not has_right_check_digit(clean):
        raise RuleBroken("code.wrong_check_digit", code=clean)
    if not hits:
        raise RuleBroken("sale.unknown_barcode", barcode=clean)
    return Scanned(_only(hits, clean), clean, 1000)


def search_products(session: Session, *, text: str, limit: int = 30) -> tuple[ProductView, ...]:
    """Products by any part of the name, barcode or article, best first; see `search.find`."""
    return products(session, product_ids=find(session, text, limit=limit))


def products(session: Session, *, product_ids: Sequence[UUID]) -> tuple[ProductView, ...]:
    """Product views in the order of the ids; those that are gone are left out."""
    if not product_ids:
        return ()
    found = {"product_ids": list(product_ids), "price_list_id": default_price_list(session)}
    rows = {row[0]: row for row in session.execute(_VIEWS, found)}
    codes: dict[UUID, list[str]] = {}
    for product_id, code in session.execute(_CODES, {"product_ids": list(product_ids)}):
        codes.setdefault(product_id, []).append(code)
    return tuple(
        ProductView(row[0], row[2], row[7], row[3], row[4], row[6], tuple(codes.get(row[0], ())))
        for row in (rows[wanted] for wanted in product_ids if wanted in rows)
    )


_VIEWS = _sellable_columns(Product.article).where(Product.id.in_(bindparam("product_ids", expanding=True)))
_CODES = (
    select(ProductCode.product_id, ProductCode.code)
    .where(ProductCode.product_id.in_(bindparam("product_ids", expanding=True)), ProductCode.deleted_at.is_(None))
    .order_by(ProductCode.id)
)


def categories(session: Session) -> tuple[CategoryView, ...]:
    """The category tree as a flat list, parents before their children's names are sorted."""
    return tuple(CategoryView(*row) for row in _CATEGORIES.rows(driver_of(session)))


def top_categories(session: Session) -> tuple[CategoryView, ...]:
    """Those that are in no other one, by name."""
    return tuple(CategoryView(*row) for row in _TOP_CATEGORIES.rows(driver_of(session)))


def goods_in_category(session: Session, *, category_id: UUID, limit: int = 1000) -> tuple[ProductView, ...]:
    """Goods of a category and of all under it, by name."""
    under = select(Category.id).where(Category.id == category_id).cte(recursive=True)
    under = under.union(select(Category.id).join(under, Category.parent_id == under.c.id))
    query = select(Product.id).where(Product.deleted_at.is_(None), Product.category_id.in_(select(under.c.id)))
    return products(session, product_ids=list(session.scalars(query.order_by(Product.name, Product.id).limit(limit))))


def goods_without_price(session: Session, *, limit: int = 30) -> tuple[ProductView, ...]:
    """Goods whose price the till asks for (a bouquet, *other goods*), by name."""
    listed = default_price_list(session)
    priced = select(Price.product_id).where(Price.price_list_id == listed)
    query = (
        select(Product.id).where(Product.deleted_at.is_(None), Product.id.not_in(priced)).order_by(Product.name).limit(limit)
    )
    return products(session, product_ids=list(session.scalars(query)))


def goods_page(session: Session, *, after: UUID | None = None, limit: int = 100) -> tuple[ProductView, ...]:
    """A page of all goods, the newest first; `after` is the last one of the page before. Costs the same on every page."""
    query = select(Product.id).where(Product.deleted_at.is_(None))
    if after is not None:
        query = query.where(Product.id < after)
    return products(session, product_ids=list(session.scalars(query.order_by(Product.id.desc()).limit(limit))))


def goods_with_code(session: Session, *, code: str) -> tuple[ProductView, ...]:
    """The goods that carry this very barcode or article; refuses nothing, and what is no code belongs to none."""
    plain = one_line(plain_code(code)).replace(" ", "")
    carried = select(ProductCode.product_id).where(ProductCode.code == plain, ProductCode.deleted_at.is_(None))
    found = list(session.scalars(carried.limit(10))) or list(session.scalars(_ids_of_article(plain)))
    return products(session, product_ids=list(dict.fromkeys(found)))


def goods_on_scales(session: Session) -> tuple[OnScales, ...]:
    """All goods that have a number for scales, by that number, at the prices of the default list. Refused:
    `catalog.no_price_list`."""
    query = _sellable_columns(Product.scale_code).where(Product.scale_code.is_not(None)).order_by(Product.scale_code, Product.id)
    rows = session.execute(query, {"price_list_id": default_price_list(session)})
    return tuple(OnScales(row[7], row[2], row[4], row[6]) for row in rows)


def code_stands_for(session: Session, *, code: str) -> Scanned:
    """What a code stands for at the prices of the default list: for labels, and for who only looks. Refused: as `scanned`."""
    return scanned(driver_of(session), code=code, price_list_id=default_price_list(session))


def product_card(session: Session, *, product_id: UUID) -> ProductCard:
    """One product as a form edits it. Refused: `not_found`."""
    row = session.get(Product, product_id)
    if row is None or row.deleted_at is not None:
        raise RuleBroken("not_found", table="product", id=product_id)
    codes = select(ProductCode).where(ProductCode.product_id == product_id, ProductCode.deleted_at.is_(None))
    price = select(Price.price_minor).where(
        Price.product_id == product_id, Price.price_list_id == default_price_list(session)
    )
    return ProductCard(
        row.id, row.version, row.kind, row.name, row.article,
        tuple(
            CodeView(code.id, code.code, code.package_name, code.quantity_milli)
            for code in session.scalars(codes.order_by(ProductCode.id))
        ),
        row.category_id, row.unit_id, row.tax_rate_id, row.scale_code, session.scalar(price),
    )


def parts_of_set(session: Session, *, set_id: UUID) -> tuple[SetPartView, ...]:
    """What one of the set holds, in the order in which it was put in; nothing for a product that is no set."""
    query = (
        select(SetPart.product_id, Product.name, Unit.code, Unit.decimals, SetPart.quantity_milli)
        .join(Product, Product.id == SetPart.product_id)
        .join(Unit, Unit.id == Product.unit_id)
        .where(SetPart.set_id == set_id, SetPart.deleted_at.is_(None))
        .order_by(SetPart.id)
    )
    return tuple(SetPartView(*row) for row in session.execute(query))


def goods_choices(session: Session) -> GoodsChoices:
    """Units in the order in which they were made, categories by name, VAT rates by their height."""
    units = session.scalars(select(Unit).order_by(Unit.id))
    rates = session.scalars(select(TaxRate).order_by(TaxRate.ppm, TaxRate.id))
    return GoodsChoices(
        tuple(UnitView(row.id, row.code, row.name, row.decimals) for row in units), categories(session),
        tuple(TaxRateView(row.id, row.name, row.ppm) for row in rates),
    )


def scale_layouts(session: Session) -> tuple[ScaleCode, ...]:
    """How this company's scale labels are read."""
    return _layouts(driver_of(session))


def try_scale_layout(session: Session, *, layout: ScaleCode, code: str) -> ScaleTrial:
    """The tester: what a label would mean under a layout that need not be stored yet."""
    fault = layout_fault(layout)
    reading = None if fault else read_scale_code(code, [layout])
    if reading is None:
        return ScaleTrial(fault or "code")
    name = session.scalar(
        select(Product.name).where(Product.scale_code == reading.scale_code, Product.deleted_at.is_(None)).limit(1)
    )
    return ScaleTrial(None, reading.scale_code, reading.quantity_milli, reading.price_minor, name)


def _scanned_label(driver: sqlite3.Connection, code: str, price_list_id: UUID) -> Scanned | None:
    if len(code) != 13 or code[0] != "2":
        return None
    reading = read_scale_code(code, _layouts(driver))
    if reading is None:
        return None
    found = {"scale_code": reading.scale_code, "price_list_id": price_list_id}
    hits = _BY_SCALE_CODE.rows(driver, **found)
    if not hits:
        return None
    sellable = _only(hits, code)
    if reading.quantity_milli is not None:
        return Scanned(sellable, code, reading.quantity_milli, weight_source="label")
    return _sold_for(sellable, code, reading.price_minor or 0)


def _scanned_gs1(driver: sqlite3.Connection, said: Scan, price_list_id: UUID) -> Scanned:
    """Of goods that are weighed the code says how much there is, and for how much, where this shop reads prices off labels at
    all; goods by the piece are sold at their own price, whatever the code says."""
    hits = next(filter(None, (_BY_CODE.rows(driver, code=form, price_list_id=price_list_id) for form in said.shelf_codes)), ())
    if not hits:
        raise RuleBroken("sale.unknown_barcode", barcode=said.code)
    sellable, quantity = _only(hits, said.code), hits[0][7]
    if not sellable.decimals:
        return Scanned(sellable, said.code, quantity, said=said)
    if said.price is not None and any(layout.value_kind == "price" for layout in _layouts(driver)):
        price = _minor(driver, said.price)
        return _sold_for(sellable, said.code, price, quantity_milli=said.weight_milli, said=said)
    if said.weight_milli is None:
        return Scanned(sellable, said.code, quantity, said=said)
    return Scanned(sellable, said.code, said.weight_milli, weight_source="label", said=said)


def _sold_for(
    sellable: Sellable, code: str, label_price_minor: int, *, quantity_milli: int | None = None, said: Scan | None = None
) -> Scanned:
    """A price label; where it does not say how much there is, the price by weight does."""
    if not sellable.price_minor:
        raise RuleBroken("sale.label_without_price", name=sellable.name)
    if not label_price_minor:
        raise RuleBroken("quantity.not_positive")
    if quantity_milli is None:
        quantity_milli = max(1, round_ratio(label_price_minor * 1000, sellable.price_minor))
    return Scanned(sellable, code, quantity_milli, label_price_minor=label_price_minor, weight_source="price_label", said=said)


def _minor(driver: sqlite3.Connection, price: Decimal) -> int:
    """In minor units of this company's money."""
    return parse_minor(str(price), digits=minor_digits(_CURRENCY.value(driver)))[0]


def _ids_of_article(article: str) -> Select[UUID]:
    return select(Product.id).where(Product.article == article, Product.deleted_at.is_(None)).limit(10)


def _layouts(driver: sqlite3.Connection) -> tuple[ScaleCode, ...]:
    return tuple(ScaleCode(*row) for row in _LAYOUTS.rows(driver))


def _only(hits: Sequence[Sequence[Any]], code: str) -> Sellable:
    if len({hit[0] for hit in hits}) > 1:
        raise RuleBroken("sale.ambiguous_code", barcode=code, products=[hit[0] for hit in hits])
    return _sellable(hits[0])


def _sellable(row: Sequence[Any]) -> Sellable:
    product_id, kind, name, unit, decimals, tax_ppm, price_minor = row[:7]
    return Sellable(product_id, kind, name, unit, decimals, tax_ppm or 0, price_minor)
