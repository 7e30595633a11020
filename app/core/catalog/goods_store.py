"""Storing a batch of goods as cards, each with its patch, in a few statements; used by the import as a command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from app.core.audit.commands import audit
from app.core.catalog.goods_file import UNITS, GoodsRow, RowNote, unit_words
from app.core.catalog.price_lists import default_price_list
from app.core.catalog.search import Entry, index_products
from app.core.staff.access import require
from app.kernel.errors import RuleBroken
from app.kernel.permissions import Right
from db.models.catalog import Brand, Category, Price, Product, ProductCode, Unit
from db.prepared import Prepared
from db.uow import Uow


@dataclass
class GoodsKnown:
    """What one import has already met, so that it is not looked up for every row; thrown away when the import ends."""

    units: dict[str, UUID] = field(default_factory=dict)
    unit_words: Mapping[str, str] = field(default_factory=lambda: UNITS)
    categories: dict[tuple[UUID | None, str], UUID] = field(default_factory=dict)
    brands: dict[str, UUID] = field(default_factory=dict)
    price_list_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class BatchCount:
    """What became of the rows of one batch; `without_price` have none in the shop either, `refused` were not stored."""

    added: int
    changed: int
    unchanged: int
    without_price: int
    refused: tuple[RowNote, ...] = ()


def learn_goods(uow: Uow, *, known: GoodsKnown) -> None:
    """What an import must know of the shop before it reads its first row: units, folders, brands. It changes nothing."""
    known.price_list_id = default_price_list(uow.session)
    units = uow.session.execute(select(Unit.code, Unit.name, Unit.id)).all()
    known.units = {code: row_id for code, _name, row_id in units}
    known.unit_words = unit_words((code, name) for code, name, _row_id in units)
    categories = select(Category.parent_id, Category.name, Category.id).where(Category.deleted_at.is_(None))
    known.categories = {(parent, name): row_id for parent, name, row_id in uow.session.execute(categories)}
    brands = select(Brand.name, Brand.id).where(Brand.deleted_at.is_(None))
    known.brands = dict(uow.session.execute(brands).all())


def store_goods(uow: Uow, *, rows: Sequence[GoodsRow], known: GoodsKnown, dry_run: bool = False) -> BatchCount:
    """Store a batch: a barcode (or article) that is known changes its product, another is a new one.

    Refused: `right.missing`. With `dry_run` nothing is written, only counted.
    """
    require(uow, Right.IMPORT_GOODS)
    if known.price_list_id is None:
        learn_goods(uow, known=known)
    there = _existing(uow, rows, known)
    refused = _mixed_up(uow, rows, there, known)
    lines = {note.line for note in refused}
    good = [row for row in rows if row.line not in lines] if refused else rows
    fresh = [row for row in good if _key(row) not in there]
    met = [(row, there[_key(row)]) for row in good if _key(row) in there]
    unpriced = sum(row.price_minor is None for row in fresh)
    unpriced += sum(row.price_minor is None and known_as.price_minor is None for row, known_as in met)
    if dry_run:
        changed = sum(_differs(row, known_as, known) for row, known_as in met)
        return BatchCount(len(fresh), changed, len(met) - changed, unpriced, refused)
    changed = sum(_change(uow, row, known_as, known) for row, known_as in met)
    _add(uow, fresh, known)
    uow.touch("catalog")
    audit(uow, "goods.imported", added=len(fresh), changed=changed, first_line=rows[0].line, last_line=rows[-1].line)
    return BatchCount(len(fresh), changed, len(met) - changed, unpriced, refused)


@dataclass(frozen=True, slots=True)
class _There:
    """A product that a row means, as it is now."""

    product_id: UUID
    name: str
    article: str | None
    category_id: UUID | None
    brand_id: UUID | None
    price_minor: int | None


def _there_by(column: Any, *, by_code: bool = False) -> Prepared:
    price = (Price.product_id == Product.id) & (Price.price_list_id == bindparam("price_list_id"))
    columns = (Product.id, Product.name, Product.article, Product.category_id, Product.brand_id, Price.price_minor)
    query = select(*columns, column).outerjoin(Price, price).where(Product.deleted_at.is_(None))
    if by_code:
        query = query.join(ProductCode, ProductCode.product_id == Product.id).where(ProductCode.deleted_at.is_(None))
    return Prepared(query.where(column.in_(bindparam("texts", expanding=True))).order_by(Product.id.desc()))


_THERE = {
    "barcode": _there_by(ProductCode.code, by_code=True), "article": _there_by(Product.article), "name": _there_by(Product.name),
}


def _key(row: GoodsRow) -> tuple[str, str]:
    if row.barcode:
        return "barcode", row.barcode
    return ("article", row.article) if row.article else ("name", row.name)


def _existing(uow: Uow, rows: Sequence[GoodsRow], known: GoodsKnown) -> dict[tuple[str, str], _There]:
    """Products that carry a row's barcode (without one, its article; without that too, its name)."""
    wanted: dict[str, list[str]] = {}
    for row in rows:
        kind, text = _key(row)
        wanted.setdefault(kind, []).append(text)
    uow.flush()
    found: dict[tuple[str, str], _There] = {}
    for kind, texts in wanted.items():
        there = _THERE[kind].rows(uow.driver, price_list_id=known.price_list_id, texts=texts)
        found |= {(kind, text): _There(*rest) for *rest, text in there}
    return found


def _mixed_up(
    uow: Uow, rows: Sequence[GoodsRow], there: Mapping[tuple[str, str], _There], known: GoodsKnown
) -> tuple[RowNote, ...]:
    """Rows whose barcode is one product and whose article is another's: they would rename the first, and two products would
    answer to one article. What rows before them have given or taken away counts.
    """
    pairs = [(row, there.get(_key(row))) for row in rows if row.article]
    wanted = {row.article for row, meant in pairs if meant is not None and row.article != meant.article}
    if not wanted:
        return ()
    owners: dict[str | None, dict[UUID | int, str]] = {}
    for product_id, name, *_rest, article in _THERE["article"].rows(
        uow.driver, price_list_id=known.price_list_id, texts=list(wanted)
    ):
        owners.setdefault(article, {})[product_id] = name
    notes = list[RowNote]()
    for row, meant in pairs:
        having = owners.setdefault(row.article, {})
        if meant is None:
            having[row.line] = row.name
        elif row.article != meant.article:
            other = next((name for owner, name in having.items() if owner != meant.product_id), None)
            if other is not None:
                error = RuleBroken(
                    "goods.two_products", barcode=row.barcode, name=meant.name, article=row.article, other=other
                )
                notes.append(RowNote(row.line, error.code, error.facts))
                continue
            owners.get(meant.article, {}).pop(meant.product_id, None)
            having[meant.product_id] = row.name
    return tuple(notes)


def _new_price(row: GoodsRow, there: _There) -> int | None:
    """The price that a product gets now; one that was only invented never takes the place of a real one."""
    if row.price_minor == there.price_minor or (row.price_is_invented and there.price_minor is not None):
        return None
    return row.price_minor


def _new_fields(row: GoodsRow, there: _There, known: GoodsKnown) -> list[str]:
    """What the file says otherwise; a column that is empty says nothing."""
    category_id, brand_id = _known_category(row.category, known), known.brands.get(row.brand or "")
    says_otherwise = {
        "name": row.name != there.name,
        "article": row.article not in (None, there.article),
        "category_id": bool(row.category) and (category_id is None or category_id != there.category_id),
        "brand_id": row.brand is not None and (brand_id is None or brand_id != there.brand_id),
    }
    return [name for name, is_so in says_otherwise.items() if is_so]


def _differs(row: GoodsRow, there: _There, known: GoodsKnown) -> bool:
    return _new_price(row, there) is not None or bool(_new_fields(row, there, known))


def _change(uow: Uow, row: GoodsRow, there: _There, known: GoodsKnown) -> bool:
    fields, price_minor = _new_fields(row, there, known), _new_price(row, there)
    if fields:
        _change_product(uow, row, there, fields, known)
    if price_minor is not None:
        found = select(Price).where(Price.product_id == there.product_id, Price.price_list_id == known.price_list_id)
        price = uow.session.scalar(found)
        if price is None:
            uow.add_cards(Price, [_price_row(uow, there.product_id, price_minor, known)])
        else:
            uow.change_card(price, price_minor=price_minor)
    return bool(fields) or price_minor is not None


def _change_product(uow: Uow, row: GoodsRow, there: _There, fields: Sequence[str], known: GoodsKnown) -> None:
    product = uow.get(Product, there.product_id)
    categories: list[dict[str, Any]] = []
    brands: list[dict[str, Any]] = []
    told = _product_row(uow, row, known, categories, brands)
    uow.add_cards(Category, categories)
    uow.add_cards(Brand, brands)
    uow.change_card(product, **{name: told[name] for name in fields})
    if {"name", "article"} & set(fields):
        codes = select(ProductCode.code).where(ProductCode.product_id == product.id, ProductCode.deleted_at.is_(None))
        entry = Entry(product.id, product.name, product.article, tuple(uow.session.scalars(codes)))
        index_products(uow.session, [entry])


def _add(uow: Uow, rows: Sequence[GoodsRow], known: GoodsKnown) -> None:
    products, codes, prices, entries = [], [], [], []
    categories: list[dict[str, Any]] = []
    brands: list[dict[str, Any]] = []
    for row in rows:
        product = _product_row(uow, row, known, categories, brands)
        products.append(product)
        if row.barcode:
            codes.append(
                {
                    "id": uow.new_id(), "product_id": product["id"], "code": row.barcode, "package_name": None,
                    "quantity_milli": 1000, "deleted_at": None,
                }
            )
        if row.price_minor is not None:
            prices.append(_price_row(uow, product["id"], row.price_minor, known))
        entries.append(Entry(product["id"], row.name, row.article, (row.barcode,) if row.barcode else ()))
    uow.add_cards(Category, categories)
    uow.add_cards(Brand, brands)
    uow.add_cards(Product, products)
    uow.add_cards(ProductCode, codes)
    uow.add_cards(Price, prices)
    index_products(uow.session, entries)


def _product_row(
    uow: Uow, row: GoodsRow, known: GoodsKnown, categories: list[dict[str, Any]], brands: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "id": uow.new_id(), "kind": "goods", "name": row.name, "article": row.article,
        "category_id": _category(uow, row.category, known, categories),
        "brand_id": _brand(uow, row.brand, known, brands),
        "unit_id": known.units[row.unit], "tax_rate_id": None, "scale_code": None, "deleted_at": None,
    }


def _price_row(uow: Uow, product_id: UUID, price_minor: int, known: GoodsKnown) -> dict[str, Any]:
    return {
        "id": uow.new_id(), "product_id": product_id, "price_list_id": known.price_list_id, "price_minor": price_minor
    }


def _known_category(path: Sequence[str], known: GoodsKnown) -> UUID | None:
    parent: UUID | None = None
    for name in path:
        parent = known.categories.get((parent, name))
        if parent is None:
            return None
    return parent


def _category(uow: Uow, path: Sequence[str], known: GoodsKnown, made: list[dict[str, Any]]) -> UUID | None:
    parent: UUID | None = None
    for name in path:
        found = known.categories.get((parent, name))
        if found is None:
            found = uow.new_id()
            made.append({"id": found, "parent_id": parent, "name": name, "deleted_at": None})
            known.categories[parent, name] = found
        parent = found
    return parent


def _brand(uow: Uow, name: str | None, known: GoodsKnown, made: list[dict[str, Any]]) -> UUID | None:
    if name is None:
        return None
    found = known.brands.get(name)
    if found is None:
        found = uow.new_id()
        made.append({"id": found, "name": name, "deleted_at": None})
        known.brands[name] = found
    return found
