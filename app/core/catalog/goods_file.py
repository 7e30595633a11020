"""A price list as rows of goods: which column is what, what a row must have, what is only a warning. Pure but for reading."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from app.core.catalog.rules import check_price
from app.kernel.barcode import has_right_check_digit, is_gtin
from app.kernel.errors import RuleBroken
from app.kernel.money import parse_minor
from app.kernel.tables import TableFile, refuse_doubled, refuse_formulas, refuse_odd_row
from app.kernel.text import MAX_NAME, name_of, one_line

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
"""What the units of a new shop are called in price lists; a shop's own are known by their code and name."""
MOST_ARTICLE = 60
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+\d{1,2}|\d[.,]\d+E\d{1,2}", re.IGNORECASE)
"""`4.6E+12`: what a spreadsheet makes of a long number, whose last digits are gone then."""


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


def unit_words(own: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The words by which a price list may call a unit, each with the unit's code; `own` are the shop's (code, name)."""
    units = list(own)
    words = dict(UNITS)
    for code, name in units:
        words[_unit_word(name)] = code
    for code, _name in units:  # a code outdoes another unit's name
        words[_unit_word(code)] = code
    return words


def read_goods(file: TableFile, *, digits: int, units: Mapping[str, str] = UNITS) -> Generator[ReadRow, None, None]:
    """The rows of a price list. The first row names the columns; `units` are the words for units, each with its code.

    Refused: `goods.no_name_column`, `file.doubled_column`, `file.no_rows`, and what reading a file refuses. A bad row is an
    answer, not a refusal. What is odd about the header is told with the first row.
    """
    header, rows = file.headed_rows()
    with closing(rows):
        titles = [one_line(title).lower().lstrip("\ufeff") for title in header]
        refuse_doubled(file.path, (title for title in titles if title in _FIELD_OF))
        places = _places(titles)
        if "name" not in places:
            raise RuleBroken("goods.no_name_column", path=file.path.name, columns=", ".join(header)[:200])
        reading, line, told = _Reading(_Seen(), digits, units), 0, _passed_over(titles, places)
        for line, cells in rows:
            read = _read_row(line, cells, places, len(header), reading)
            yield ReadRow(read.goods, (*told, *read.notes)) if told else read
            told = ()
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


_FIELD_OF = {name: field for field, names in COLUMNS.items() for name in names}


def _places(titles: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for index, title in enumerate(titles):
        if title in _FIELD_OF:
            places.setdefault(_FIELD_OF[title], index)
    return places


def _passed_over(titles: Sequence[str], places: Mapping[str, int]) -> tuple[RowNote, ...]:
    """Of two columns that mean the same (“name”, “description”) the first is taken, and the other is told of."""
    return tuple(
        _note(1, RuleBroken("goods.column_passed_over", taken=titles[places[_FIELD_OF[title]]], passed=title))
        for index, title in enumerate(titles)
        if title in _FIELD_OF and places[_FIELD_OF[title]] != index
    )


def _unit_word(text: str) -> str:
    return one_line(text).lower().rstrip(".")


class _Reading(NamedTuple):
    """What the reading of one file knows: the rows before, the money's decimals, the words for units."""

    seen: _Seen
    digits: int
    units: Mapping[str, str]


def _read_row(line: int, cells: list[str], places: dict[str, int], width: int, reading: _Reading) -> ReadRow:
    notes: list[RowNote] = []
    try:
        refuse_odd_row(cells, width)
        if len(cells) < width:
            raise RuleBroken("goods.missing_column", found=len(cells), expected=width)
        values = {field: cells[index] for field, index in places.items()}
        refuse_formulas(values.values())
        goods = _goods(line, values, reading, notes)
    except RuleBroken as error:
        return ReadRow(None, (*notes, _note(line, error)))
    return ReadRow(goods, tuple(notes))


def _goods(line: int, values: dict[str, str], reading: _Reading, notes: list[RowNote]) -> GoodsRow:
    name = name_of(values.get("name", ""))
    price_minor = _price(values.get("price", ""), reading.digits)
    unit = reading.units.get(_unit_word(values.get("unit", "")))
    if unit is None:
        raise RuleBroken("goods.unknown_unit", unit=values["unit"][:40])
    article = _cut(line, "article", values.get("article", ""), MOST_ARTICLE, notes)
    barcode, article = _code(line, values.get("barcode", ""), article, notes)
    reading.seen.check(line, barcode, article, name)
    category = _category(values.get("category", ""))
    if any(len(folder) > MAX_NAME for folder in category):
        category = tuple(_cut(line, "category", folder, MAX_NAME, notes) or "" for folder in category)
    brand = _cut(line, "brand", values.get("brand", ""), MAX_NAME, notes)
    return GoodsRow(line, name, barcode, article, category, brand, unit, price_minor)


def _note(line: int, error: RuleBroken) -> RowNote:
    return RowNote(line, error.code, error.facts)


def _cut(line: int, field: str, text: str, most: int, notes: list[RowNote]) -> str | None:
    """A text of at most so many characters, or None. What was cut off is told of."""
    plain = one_line(text)
    if len(plain) > most:
        notes.append(_note(line, RuleBroken("text.cut", field=field, length=len(plain), most=most)))
    return plain[:most].rstrip() or None


def _code(line: int, text: str, article: str | None, notes: list[RowNote]) -> tuple[str | None, str | None]:
    """A wrong check digit is a warning: the code becomes an article. Where there is an article, the goods are found by both."""
    code = one_line(text).replace(" ", "")
    if not code:
        return None, article
    if _SHORTENED.fullmatch(code):
        notes.append(_note(line, RuleBroken("goods.code_shortened", code=code)))
        return None, article
    if len(code) > 128:
        raise RuleBroken("code.too_long", length=len(code), most=128)
    if is_gtin(code) and not has_right_check_digit(code):
        is_beside = article not in (None, code)
        error = "goods.code_kept" if is_beside else "code.wrong_check_digit"
        notes.append(_note(line, RuleBroken(error, code=code, article=article or code)))
        return (code, article) if is_beside else (None, code)
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
    folders = (one_line(part).removesuffix("(folder)").strip() for part in text.split("/"))
    return tuple(folder for folder in folders if folder)
