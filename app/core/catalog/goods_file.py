"""A price list as rows of goods: which column is what, what a row must have, what is only a warning. Pure but for reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from app.core.catalog.rules import check_price
from app.kernel.barcode import has_right_check_digit, is_gtin
from app.kernel.errors import RuleBroken
from app.kernel.money import parse_minor
from app.kernel.tables import TableFile, refuse_formulas, refuse_odd_row
from app.kernel.text import name_of, one_line

COLUMNS = {
    "barcode": ("barcode", "ean", "ean13", "gtin", "штрихкод", "штрих-код", "штрихкоды", "сызықтық код"),
    "name": ("name", "title", "product", "description", "наименование", "название", "товар", "назва", "атауы", "аталышы"),
    "article": ("article", "sku", "code", "артикул", "код"),
    "category": ("category", "group", "категория", "группа", "категорія", "санат"),
    "brand": ("brand", "бренд", "марка", "торговая марка"),
    "unit": ("unit", "ед", "ед.", "ед. изм.", "единица", "одиниця", "бірлік"),
    "price": ("price", "цена", "ціна", "баға", "баасы", "розничная цена", "цена розничная"),
}
UNITS = {
    "шт": "pcs", "шт.": "pcs", "pcs": "pcs", "piece": "pcs", "дана": "pcs", "кг": "kg", "kg": "kg", "л": "l", "l": "l",
    "м": "m", "m": "m", "": "pcs",
}


class GoodsRow(NamedTuple):
    """A row that can be stored."""

    line: int
    name: str
    barcode: str | None
    article: str | None
    category: tuple[str, ...]
    brand: str | None
    unit: str
    price_minor: int | None
    price_is_invented: bool = False


@dataclass(frozen=True, slots=True)
class RowNote:
    """What is wrong (or odd) with a row: an error's code and facts, like any other refusal."""

    line: int
    code: str
    facts: dict[str, Any]


class ReadRow(NamedTuple):
    """What became of one row of the file: goods, or an error; and what was odd about it."""

    goods: GoodsRow | None
    notes: tuple[RowNote, ...]


def read_goods(file: TableFile, *, digits: int) -> Iterator[ReadRow]:
    """The rows of a price list. The first row names the columns.

    Refused: `goods.no_name_column`, `file.no_rows`, and what reading a file refuses. A bad row is an answer, not a refusal.
    """
    header, rows = file.headed_rows()
    places = _places(header)
    if "name" not in places:
        raise RuleBroken("goods.no_name_column", path=file.path.name, columns=", ".join(header)[:200])
    seen, line = _Seen(), 0
    for line, cells in rows:
        yield _read_row(line, cells, places, len(header), seen, digits)
    if not line:
        raise RuleBroken("file.no_rows", path=file.path.name)


class _Seen:
    """Which goods the file has named already, and in which line: by barcode, else by article, else by name."""

    def __init__(self) -> None:
        self._lines: dict[int, int] = {}  # by hash: a long list is not kept in memory for this

    def check(self, line: int, barcode: str | None, article: str | None, name: str) -> None:
        """Refused: `goods.duplicate_barcode`, `goods.duplicate_row` (no barcode, and the article or name of another row)."""
        by_name, by_article = self._first("name", name, line), self._first("article", article, line)
        if barcode is not None:
            first = self._first("barcode", barcode, line)
            if first != line:
                raise RuleBroken("goods.duplicate_barcode", barcode=barcode, first_line=first)
        elif (first := by_article if article else by_name) != line:
            raise RuleBroken("goods.duplicate_row", name=article or name, first_line=first)

    def _first(self, kind: str, text: str | None, line: int) -> int:
        return self._lines.setdefault(hash((kind, text)), line) if text else line


def _places(header: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for index, title in enumerate(header):
        plain = one_line(title).lower().lstrip("\ufeff")
        for field, names in COLUMNS.items():
            if plain in names and field not in places:
                places[field] = index
                break
    return places


def _read_row(
    line: int, cells: list[str], places: dict[str, int], width: int, seen: _Seen, digits: int
) -> ReadRow:
    notes: list[RowNote] = []
    try:
        refuse_odd_row(cells, width)
        if len(cells) < width:
            raise RuleBroken("goods.missing_column", found=len(cells), expected=width)
        values = {field: cells[index] for field, index in places.items()}
        refuse_formulas(values.values())
        goods = _goods(line, values, seen, digits, notes)
    except RuleBroken as error:
        return ReadRow(None, (*notes, RowNote(line, error.code, error.facts)))
    return ReadRow(goods, tuple(notes))


def _goods(
    line: int, values: dict[str, str], seen: _Seen, digits: int, notes: list[RowNote]
) -> GoodsRow:
    name = name_of(values.get("name", ""))
    price_minor = _price(values.get("price", ""), digits)
    unit = UNITS.get(one_line(values.get("unit", "")).lower())
    if unit is None:
        raise RuleBroken("goods.unknown_unit", unit=values["unit"][:40])
    article = one_line(values.get("article", ""))[:60] or None
    barcode, article = _code(line, values.get("barcode", ""), article, notes)
    seen.check(line, barcode, article, name)
    category = _category(values.get("category", ""))
    brand = one_line(values.get("brand", ""))[:200] or None
    return GoodsRow(line, name, barcode, article, category, brand, unit, price_minor)


def _code(line: int, text: str, article: str | None, notes: list[RowNote]) -> tuple[str | None, str | None]:
    """A wrong check digit is a warning: the code cannot be scanned, but it may still be typed, so it becomes an article."""
    code = one_line(text).replace(" ", "")
    if not code:
        return None, article
    if len(code) > 128:
        raise RuleBroken("code.too_long", length=len(code), most=128)
    if is_gtin(code) and not has_right_check_digit(code):
        error = RuleBroken("goods.code_left_out" if article else "code.wrong_check_digit", code=code, article=article or code)
        notes.append(RowNote(line, error.code, error.facts))
        return None, article or code
    return code, article


def _price(text: str, digits: int) -> int | None:
    plain = one_line(text)
    if not plain:
        return None
    try:
        price_minor, finer = parse_minor(plain, digits=digits)
    except ValueError:
        raise RuleBroken("price.malformed", text=plain[:40]) from None
    if finer:
        raise RuleBroken("price.too_fine", text=plain[:40])
    check_price(price_minor)
    return price_minor


@lru_cache(maxsize=4096)
def _category(text: str) -> tuple[str, ...]:
    """The folders of a category, outermost first; public price lists mark folders in the name itself."""
    folders = (one_line(part).removesuffix("(folder)").strip()[:200] for part in text.split("/"))
    return tuple(folder for folder in folders if folder)
