"""A file of quantities (a supplier's invoice, a count, opening balances) as rows: which column is what, what each row says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.catalog.goods_file import COLUMNS as GOODS_COLUMNS
from app.core.catalog.goods_file import RowNote
from app.core.catalog.price_lists import default_price_list
from app.core.catalog.queries import scanned
from app.core.catalog.rules import check_quantity
from app.core.stock.costs import check_cost, cost_of_line
from app.core.stock.views import StockItem
from app.kernel.errors import RuleBroken
from app.kernel.money import extend_minor, parse_minor
from app.kernel.period import zone_info
from app.kernel.tables import TableFile, refuse_doubled, refuse_formulas, refuse_odd_row
from app.kernel.text import one_line
from db.prepared import driver_of

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "barcode": GOODS_COLUMNS["barcode"],
    "article": GOODS_COLUMNS["article"],
    "quantity": ("quantity", "qty", "counted", "количество", "кол-во", "посчитано", "кількість", "к-сть", "саны", "мөлшері"),
    "cost": (
        "cost", "unit cost", "unit_cost", "cost price", "purchase price", "buying price", "себестоимость", "закупочная цена",
        "цена закупки", "цена закупочная", "закупка", "собівартість", "ціна закупівлі", "закупівельна ціна", "өзіндік құны",
        "сатып алу бағасы", "өздүк наркы", "сатып алуу баасы",
    ),
    "sum": ("sum", "amount", "total", "сумма", "сума", "сомасы", "суммасы"),
    "batch": ("batch", "lot", "партия", "серия", "партія", "серія"),
    "expires": ("expires", "expires_on", "expiry", "best before", "срок годности", "годен до", "термін придатності",
                "жарамдылық мерзімі", "жарактуу мөөнөтү"),
}
_FIELD_OF = {name: field for field, names in COLUMNS.items() for name in names}
_ONLY_FOR_THE_EYE = frozenset(name for kind in ("name", "category", "brand", "unit") for name in GOODS_COLUMNS[kind])
"""What a shop has in its files for whoever reads them: nobody need be told that it is not read here."""
_DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S")


class FileRow(NamedTuple):
    """A row as it is written: the product by a code or an article, and what there is of it."""

    line: int
    barcode: str
    article: str
    quantity_milli: int
    cost_minor: int
    cost_is_of_one: bool
    batch: str | None
    expires_on: date | None


@dataclass
class ReadStock:
    """What a file says: the goods of its good rows, why the others are not, and the columns that nobody understood."""

    rows: int = 0
    unread: tuple[str, ...] = ()
    items: list[StockItem] = field(default_factory=list)
    errors: list[RowNote] = field(default_factory=list)


def read_stock_file(file: TableFile, *, digits: int) -> tuple[ReadStock, list[FileRow]]:
    """How many rows there are, why some cannot be read, and those that can. `digits` are the money's decimals.

    Refused: `stock.no_code_column`, `stock.no_quantity_column`, `file.doubled_column`, `file.no_rows`, and what reading a file
    refuses.
    """
    header, rows = file.headed_rows()
    good: list[FileRow] = []
    bad: list[RowNote] = []
    with closing(rows):
        titles = [one_line(title).lower().lstrip("\ufeff") for title in header]
        refuse_doubled(file.path, (title for title in titles if title in _FIELD_OF))
        places = {_FIELD_OF[title]: index for index, title in reversed(list(enumerate(titles))) if title in _FIELD_OF}
        if not places.keys() & {"barcode", "article"}:
            raise RuleBroken("stock.no_code_column", path=file.path.name, columns=", ".join(header)[:200])
        if "quantity" not in places:
            raise RuleBroken("stock.no_quantity_column", path=file.path.name, columns=", ".join(header)[:200])
        for line, cells in rows:
            try:
                refuse_odd_row(cells, len(header))
                values = {name: cells[index] if index < len(cells) else "" for name, index in places.items()}
                refuse_formulas(values.values())
                good.append(_row(line, values, digits))
            except RuleBroken as error:
                bad.append(RowNote(line, error.code, error.facts))
    if not good and not bad:
        raise RuleBroken("file.no_rows", path=file.path.name)
    unread = tuple(title[:40] for title in titles if title and title not in _FIELD_OF and title not in _ONLY_FOR_THE_EYE)
    return ReadStock(rows=len(good) + len(bad), unread=unread, errors=bad), good


def goods_of_rows(session: Session, *, rows: Sequence[FileRow], counted: bool = False) -> ReadStock:
    """The goods that the rows are about, found by barcode (a box is as many as are in it), else by article. `counted`: a
    quantity of nothing is one. A row about nothing that is known is an answer, not a refusal."""
    price_list_id, read = default_price_list(session), ReadStock()
    for row in rows:
        try:
            read.items.append(_item(session, row, price_list_id, counted=counted))
        except RuleBroken as error:
            read.errors.append(RowNote(row.line, error.code, error.facts))
    return read


def local_moment(text: str, *, zone: str) -> datetime:
    """A day, or a day with its time, as it is typed in the shop. Refused: `stock.date_malformed`."""
    try:
        found = datetime.fromisoformat(one_line(text))
    except ValueError:
        raise RuleBroken("stock.date_malformed", text=text[:40]) from None
    return (found if found.tzinfo is not None else found.replace(tzinfo=zone_info(zone))).astimezone(UTC)


def _row(line: int, values: Mapping[str, str], digits: int) -> FileRow:
    barcode, article = (one_line(values.get(name, "")).replace(" ", "") for name in ("barcode", "article"))
    article = one_line(values.get("article", ""))
    if not barcode and not article:
        raise RuleBroken("stock.row_without_code")
    total = _money(values.get("sum", ""), digits)
    one = _money(values.get("cost", ""), digits)
    cost, is_of_one = (total, False) if total is not None else (one or 0, True)
    milli = _quantity(values.get("quantity", ""))
    if total is not None and one is not None and extend_minor(one, milli) != total:
        raise RuleBroken(
            "stock.cost_and_sum", quantity=values["quantity"][:40], cost=values["cost"][:40], sum=values["sum"][:40]
        )
    batch = one_line(values.get("batch", ""))[:60] or None
    return FileRow(
        line, barcode, article, milli, cost, is_of_one, batch, _day(values.get("expires", "")),
    )


def _quantity(text: str) -> int:
    try:
        milli, finer = parse_minor(one_line(text), digits=3)
    except ValueError:
        raise RuleBroken("quantity.malformed", text=one_line(text)[:40]) from None
    if finer:
        raise RuleBroken("quantity.malformed", text=one_line(text)[:40])
    return milli


def _money(text: str, digits: int) -> int | None:
    plain = one_line(text)
    if not plain:
        return None
    try:
        minor, finer = parse_minor(plain, digits=digits)
    except ValueError:
        raise RuleBroken("amount.malformed", text=plain[:40]) from None
    if finer:
        raise RuleBroken("amount.too_fine", text=plain[:40])
    return minor


def _day(text: str) -> date | None:
    plain = one_line(text)
    if not plain:
        return None
    for form in _DAYS:
        try:
            return datetime.strptime(plain, form).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise RuleBroken("stock.date_malformed", text=plain[:40])


def _item(session: Session, row: FileRow, price_list_id: UUID, *, counted: bool) -> StockItem:
    found = _found(session, row, price_list_id)
    product = found.sellable
    if product.kind != "goods":
        raise RuleBroken("stock.not_goods", name=product.name)
    quantity_milli = extend_minor(row.quantity_milli, found.quantity_milli)
    if counted and quantity_milli < 0:
        raise RuleBroken("quantity.negative")
    if quantity_milli or not counted:
        check_quantity(quantity_milli, decimals=product.decimals, unit=product.unit)
    check_cost(row.cost_minor, name=product.name)
    cost = cost_of_line(row.cost_minor, row.quantity_milli, is_of_one=row.cost_is_of_one)
    check_cost(cost, name=product.name)
    return StockItem(product.product_id, quantity_milli, cost, row.batch, row.expires_on)


def _found(session: Session, row: FileRow, price_list_id: UUID) -> Any:
    """By the barcode, and if nobody knows that, by the article."""
    for code in filter(None, (row.barcode, row.article)):
        try:
            return scanned(driver_of(session), code=code, price_list_id=price_list_id)
        except RuleBroken as error:
            if error.code not in ("sale.unknown_barcode", "code.wrong_check_digit"):
                raise
    raise RuleBroken("stock.unknown_article", article=row.article or row.barcode)
