"""What can be done to goods: each writes cards, field by field, and keeps the search in step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.audit.commands import audit
from app.core.catalog.price_lists import default_price_list
from app.core.catalog.rules import KINDS, MAX_SCALE_CODE, check_barcode, check_price, check_quantity, clean_code
from app.core.catalog.search import Entry, index_products, remove_products
from app.core.staff.access import require
from app.kernel.barcode import ScaleCode, layout_fault
from app.kernel.errors import RuleBroken
from app.kernel.keep import KEEP, Keep
from app.kernel.permissions import Right
from app.kernel.text import name_of, note_of
from db.base import Base
from db.models.catalog import (
    Brand,
    Category,
    Price,
    PriceList,
    Product,
    ProductCode,
    ScaleLayout,
    SetPart,
    TaxRate,
    Unit,
)
from db.uow import Uow


@dataclass(frozen=True, slots=True)
class Pack:
    """A barcode of a package: 12 bottles in a box is `Pack("460…", "box", 12_000)`."""

    code: str
    name: str | None = None
    quantity_milli: int = 1000


def add_product(
    uow: Uow, *, name: str, unit_id: UUID, kind: str = "goods", price_minor: int | None = None,
    barcodes: Sequence[str | Pack] = (), article: str | None = None, category_id: UUID | None = None,
    brand_id: UUID | None = None, tax_rate_id: UUID | None = None, scale_code: int | None = None,
) -> UUID:
    """A new product, service or set, with its codes and its price on the default list.

    Refused: `right.missing`, `text.empty`, `text.too_long`, `product.unknown_kind`, `price.negative`, `price.too_large`,
    `code.wrong_check_digit`, `code.taken`, `product.scale_code_taken`, `product.scale_code_out_of_range`, `not_found`.
    """
    require(uow, Right.EDIT_GOODS)
    if price_minor is not None:
        require(uow, Right.EDIT_PRICES)
    if kind not in KINDS:
        raise RuleBroken("product.unknown_kind", kind=kind)
    _check_places(uow, unit_id, category_id, brand_id, tax_rate_id)
    _check_scale_code(uow, scale_code, but=None)
    product = Product(
        id=uow.new_id(), kind=kind, name=name_of(name), article=note_of(article, field="article", most=60),
        category_id=category_id, brand_id=brand_id, unit_id=unit_id, tax_rate_id=tax_rate_id, scale_code=scale_code,
        deleted_at=None,
    )
    uow.add_card(product)
    uow.session.flush()
    for pack in barcodes:
        _store_code(uow, product.id, Pack(pack) if isinstance(pack, str) else pack)
    if price_minor is not None:
        _store_price(uow, product.id, default_price_list(uow.session), price_minor)
    _index(uow, product)
    uow.touch("catalog")
    return product.id


def change_product(
    uow: Uow, *, product_id: UUID, name: str | Keep = KEEP, article: str | Keep | None = KEEP, unit_id: UUID | Keep = KEEP,
    category_id: UUID | Keep | None = KEEP, brand_id: UUID | Keep | None = KEEP, tax_rate_id: UUID | Keep | None = KEEP,
    scale_code: int | Keep | None = KEEP, version: int | None = None,
) -> None:
    """Change what is given; None empties a field that may be empty.

    Refused: as `add_product`, and `stale` when `version` is not the one that was read.
    """
    require(uow, Right.EDIT_GOODS)
    product = _product(uow, product_id)
    uow.expect("product", product.version, version)
    given: dict[str, Any] = {
        "name": name if name is KEEP else name_of(name), "unit_id": unit_id, "category_id": category_id,
        "brand_id": brand_id, "tax_rate_id": tax_rate_id, "scale_code": scale_code,
        "article": article if article is KEEP else note_of(article, field="article", most=60),
    }
    meant = {field: value for field, value in given.items() if value is not KEEP}
    _check_places(uow, *(meant.get(field) for field in ("unit_id", "category_id", "brand_id", "tax_rate_id")))
    _check_scale_code(uow, meant.get("scale_code"), but=product_id)
    changed = uow.change_card(product, **meant)
    if changed:
        _index(uow, product)
        uow.touch("catalog")
        audit(uow, "product.changed", product_id, fields=changed)


def remove_product(uow: Uow, *, product_id: UUID) -> None:
    """The product is no longer offered; what was sold keeps its name. Refused: `right.missing`, `not_found`."""
    require(uow, Right.EDIT_GOODS)
    product = _product(uow, product_id)
    uow.change_card(product, deleted_at=uow.now)
    remove_products(uow.session, [product_id])
    uow.touch("catalog")
    audit(uow, "product.removed", product_id)


def add_code(uow: Uow, *, product_id: UUID, pack: Pack) -> UUID:
    """One more barcode, of a unit or a package. Refused: `right.missing`, `code.wrong_check_digit`, `code.taken`, `not_found`."""
    require(uow, Right.EDIT_GOODS)
    product = _product(uow, product_id)
    code_id = _store_code(uow, product_id, pack)
    _index(uow, product)
    uow.touch("catalog")
    return code_id


def remove_code(uow: Uow, *, product_id: UUID, code_id: UUID) -> None:
    """A barcode is no longer the product's; another may carry it. Refused: `right.missing`, `not_found`."""
    require(uow, Right.EDIT_GOODS)
    product = _product(uow, product_id)
    row = uow.get(ProductCode, code_id)
    if row.product_id != product_id or row.deleted_at is not None:
        raise RuleBroken("not_found", table="product_code", id=code_id)
    uow.change_card(row, deleted_at=uow.now)
    _index(uow, product)
    uow.touch("catalog")


def set_price(uow: Uow, *, product_id: UUID, price_minor: int, price_list_id: UUID | None = None) -> None:
    """What one unit costs from now on. Refused: `right.missing`, `price.negative`, `price.too_large`, `not_found`."""
    require(uow, Right.EDIT_PRICES)
    _product(uow, product_id)
    if price_list_id is not None:
        uow.must_exist(PriceList, price_list_id)
    _store_price(uow, product_id, price_list_id or default_price_list(uow.session), price_minor)
    uow.touch("catalog", "price")
    audit(uow, "price.changed", product_id, price_minor=price_minor)


def add_price_list(uow: Uow, *, name: str) -> UUID:
    """A further price list (wholesale, evening …). Refused: `right.missing`, `text.empty`, `text.too_long`."""
    require(uow, Right.EDIT_PRICES)
    row = uow.add_card(PriceList(id=uow.new_id(), name=name_of(name), is_default=False, deleted_at=None))
    uow.touch("catalog", "price_list")
    return row.id


def add_category(uow: Uow, *, name: str, parent_id: UUID | None = None) -> UUID:
    """A branch of the category tree. Refused: `right.missing`, `text.empty`, `text.too_long`, `not_found`."""
    require(uow, Right.EDIT_GOODS)
    if parent_id is not None:
        uow.get(Category, parent_id)
    row = uow.add_card(Category(id=uow.new_id(), parent_id=parent_id, name=name_of(name), deleted_at=None))
    uow.touch("catalog")
    return row.id


def add_brand(uow: Uow, *, name: str) -> UUID:
    """A brand. Refused: `right.missing`, `text.empty`, `text.too_long`."""
    require(uow, Right.EDIT_GOODS)
    row = uow.add_card(Brand(id=uow.new_id(), name=name_of(name), deleted_at=None))
    uow.touch("catalog")
    return row.id


def add_unit(uow: Uow, *, code: str, name: str, decimals: int) -> UUID:
    """A unit of measure; `decimals` 0 to 3. Refused: `right.missing`, `unit.decimals`, `text.empty`, `text.too_long`."""
    require(uow, Right.EDIT_GOODS)
    return store_unit(uow, code=code, name=name, decimals=decimals)


def store_unit(uow: Uow, *, code: str, name: str, decimals: int) -> UUID:
    """The part of `add_unit` that needs no right: first run makes pieces and kilograms with it."""
    if not 0 <= decimals <= 3:
        raise RuleBroken("unit.decimals", decimals=decimals)
    row = Unit(id=uow.new_id(), code=name_of(code, field="code", most=12), name=name_of(name), decimals=decimals)
    uow.add_card(row)
    uow.touch("catalog", "unit")
    return row.id


def add_tax_rate(uow: Uow, *, name: str, ppm: int) -> UUID:
    """A VAT rate that prices include; 12 % is 120,000 ppm. Refused: `right.missing`, `tax.out_of_range`."""
    require(uow, Right.EDIT_PRICES)
    if not 0 <= ppm <= 1_000_000:
        raise RuleBroken("tax.out_of_range", ppm=ppm)
    row = uow.add_card(TaxRate(id=uow.new_id(), name=name_of(name), ppm=ppm))
    uow.touch("catalog")
    return row.id


def set_parts(uow: Uow, *, set_id: UUID, parts: Sequence[tuple[UUID, int]]) -> None:
    """What one set holds: (product, quantity in milli). Goods in it leave the stock; services may be in it, and move nothing.

    Sets do not nest. A part that is named twice counts twice; one that was in the set before may stay as it is, though it is
    sold no longer.

    Refused: `right.missing`, `set.not_a_set`, `set.nested`, `quantity.not_positive`, `quantity.not_whole`, `not_found`.
    """
    require(uow, Right.EDIT_GOODS)
    if _product(uow, set_id).kind != "set":
        raise RuleBroken("set.not_a_set")
    wanted: dict[UUID, int] = {}
    for product_id, quantity_milli in parts:
        wanted[product_id] = wanted.get(product_id, 0) + quantity_milli
    rows = uow.session.scalars(select(SetPart).where(SetPart.set_id == set_id, SetPart.deleted_at.is_(None)))
    there = {row.product_id: row for row in rows}
    changed = [product_id for product_id, row in there.items() if product_id not in wanted]
    for product_id in changed:
        uow.change_card(there[product_id], deleted_at=uow.now)
    for product_id, quantity_milli in wanted.items():
        row = there.get(product_id)
        if row is None or row.quantity_milli != quantity_milli:
            _store_part(uow, set_id, product_id, quantity_milli, row)
            changed.append(product_id)
    if changed:
        uow.touch("catalog")
        audit(uow, "product.changed", set_id, fields=["parts"])


def add_scale_layout(uow: Uow, *, layout: ScaleCode) -> UUID:
    """How labels with that prefix are read. Refused: `right.missing`, `scale.layout_wrong`, `scale.prefix_taken`."""
    require(uow, Right.EDIT_GOODS)
    fault = layout_fault(layout)
    if fault:
        raise RuleBroken("scale.layout_wrong", field=fault)
    taken = select(ScaleLayout.id).where(ScaleLayout.prefix == layout.prefix, ScaleLayout.deleted_at.is_(None))
    if uow.session.scalar(taken) is not None:
        raise RuleBroken("scale.prefix_taken", prefix=layout.prefix)
    row = ScaleLayout(
        id=uow.new_id(), prefix=layout.prefix, item_from=layout.item_from, item_length=layout.item_length,
        value_from=layout.value_from, value_length=layout.value_length, value_kind=layout.value_kind,
        value_unit=layout.value_unit, deleted_at=None,
    )
    uow.add_card(row)
    uow.touch("catalog")
    return row.id


def _product(uow: Uow, product_id: UUID) -> Product:
    """A product that is still there. Refused: `not_found`."""
    product = uow.get(Product, product_id)
    if product.deleted_at is not None:
        raise RuleBroken("not_found", table="product", id=product_id)
    return product


def _check_places(
    uow: Uow, unit_id: UUID | None, category_id: UUID | None, brand_id: UUID | None, tax_rate_id: UUID | None
) -> None:
    """Everything that a product points at must be there. Refused: `not_found`."""
    pointed_at: tuple[tuple[type[Base], UUID | None], ...] = (
        (Unit, unit_id), (Category, category_id), (Brand, brand_id), (TaxRate, tax_rate_id),
    )
    for table, row_id in pointed_at:
        if row_id is not None:
            uow.must_exist(table, row_id)


def _store_part(uow: Uow, set_id: UUID, product_id: UUID, quantity_milli: int, row: SetPart | None) -> None:
    part = _product(uow, product_id)
    if part.kind == "set":
        raise RuleBroken("set.nested", name=part.name)
    unit = uow.get(Unit, part.unit_id)
    check_quantity(quantity_milli, decimals=unit.decimals, unit=unit.code)
    if row is not None:
        uow.change_card(row, quantity_milli=quantity_milli)
    else:
        uow.add_card(
            SetPart(id=uow.new_id(), set_id=set_id, product_id=product_id, quantity_milli=quantity_milli, deleted_at=None)
        )


def _store_code(uow: Uow, product_id: UUID, pack: Pack) -> UUID:
    code = clean_code(pack.code)
    check_barcode(code)
    check_quantity(pack.quantity_milli, decimals=3, unit="")
    carried = select(ProductCode.product_id).join(Product, Product.id == ProductCode.product_id)
    taken = carried.where(ProductCode.code == code, ProductCode.deleted_at.is_(None), Product.deleted_at.is_(None))
    if uow.session.scalar(taken) is not None:
        raise RuleBroken("code.taken", code=code)
    row = ProductCode(
        id=uow.new_id(), product_id=product_id, code=code, package_name=note_of(pack.name, field="package", most=60),
        quantity_milli=pack.quantity_milli, deleted_at=None,
    )
    return uow.add_card(row).id


def _store_price(uow: Uow, product_id: UUID, price_list_id: UUID, price_minor: int) -> None:
    check_price(price_minor)
    found = select(Price).where(Price.product_id == product_id, Price.price_list_id == price_list_id)
    row = uow.session.scalar(found)
    if row is None:
        uow.add_card(Price(id=uow.new_id(), product_id=product_id, price_list_id=price_list_id, price_minor=price_minor))
    else:
        uow.change_card(row, price_minor=price_minor)


def _check_scale_code(uow: Uow, scale_code: int | None, *, but: UUID | None) -> None:
    if scale_code is None:
        return
    if not 1 <= scale_code <= MAX_SCALE_CODE:
        raise RuleBroken("product.scale_code_out_of_range", most=MAX_SCALE_CODE)
    taken = select(Product.id).where(Product.scale_code == scale_code, Product.deleted_at.is_(None), Product.id != but)
    if uow.session.scalar(taken) is not None:
        raise RuleBroken("product.scale_code_taken", scale_code=scale_code)


def _index(uow: Uow, product: Product) -> None:
    uow.session.flush()
    codes = select(ProductCode.code).where(ProductCode.product_id == product.id, ProductCode.deleted_at.is_(None))
    entry = Entry(product.id, product.name, product.article, tuple(uow.session.scalars(codes)))
    index_products(uow.session, [entry])
