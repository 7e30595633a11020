"""The file of a real shop's sales as invoices: read twice, so that lines need not be adjacent and memory stays flat."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from app.kernel.errors import RuleBroken
from app.kernel.money import parse_minor
from app.kernel.period import zone_info
from app.kernel.tables import TableFile, refuse_doubled, refuse_formulas, refuse_odd_row
from app.kernel.text import MAX_NAME, one_line

COLUMNS = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID")
_NO_INVOICE = "?"
MOST_KNOWN = 8192


class InvoiceLine(NamedTuple):
    """One line: quantity in milli (may be negative), price in minor units; `finer_price` is the text it was rounded from."""

    line: int
    code: str
    description: str
    quantity_milli: int
    price_minor: int
    finer_price: str


@dataclass(slots=True)
class Invoice:
    """All lines of one number; moment and customer are those of its first line."""

    number: str
    first_line: int
    moment: datetime
    customer: str | None
    lines: list[InvoiceLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an invoice (`?` where a row has none) is not played: a line of the file, an error's code and its facts."""

    invoice: str
    line: int
    reason: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass
class Plan:
    """What the first reading found: where each invoice ends, in which order they are played, what is broken.

    `stopped` says where the reading had to stop: `line` is the last good one.
    """

    order: list[str] = field(default_factory=list)
    last_line: dict[str, int] = field(default_factory=dict)
    first: dict[str, tuple[date, int]] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    line_count: int = 0
    start: datetime | None = None
    stopped: Trouble | None = None


class Known(dict[str, Any]):
    """What texts mean that were met before: a shop's file names the same few thousand goods and prices over and over."""

    def __init__(self, meaning: Callable[[str], Any]) -> None:
        super().__init__()
        self._meaning = meaning

    def __missing__(self, text: str) -> Any:
        if len(self) >= MOST_KNOWN:
            self.clear()  # memory stays flat, whatever the file holds
        known = self[text] = self._meaning(text)
        return known


class _Columns(NamedTuple):
    """Where the seven cells of a row stand, and how many there may be."""

    pick: Callable[[list[str]], tuple[str, ...]]
    number_at: int
    width: int


class SalesFile:
    """A sales file and its shop's zone; both readings see the same rows."""

    def __init__(self, path: Path, *, zone: str, digits: int) -> None:
        self._path, self._zone = path, zone_info(zone)
        self._text, self._name = Known(one_line), Known(lambda text: one_line(text)[:MAX_NAME])
        self._quantity, self._price = Known(_quantity), Known(partial(_price, digits))
        self._moment, self._customer = Known(partial(_moment, self._zone)), Known(_customer)

    def plan(self) -> Plan:
        """The first reading: check every row, keep only where invoices begin and end.

        Refused: `replay.wrong_columns`, `file.doubled_column`, and what reading a file refuses before its first row. A file
        that breaks off is trouble of the invoice it broke in.
        """
        plan, table = Plan(), self._table()
        header, rows = table.headed_rows()
        with closing(rows):
            columns = self._columns(header)
            try:
                self._check_rows(plan, rows, columns)
            except RuleBroken as error:
                _stop(plan, table, columns, error)
        plan.order = sorted((name for name in plan.first if name not in plan.broken), key=plan.first.__getitem__)
        return plan

    def invoices(self, plan: Plan) -> Iterator[Invoice]:
        """The second reading: whole invoices in the plan's order (by day, then as the file has them)."""
        waiting, done, turn = dict[str, Invoice](), dict[str, Invoice](), iter(plan.order)
        wanted = next(turn, None)
        if wanted is None:
            return
        for invoice in self._whole_invoices(plan, waiting):
            done[invoice.number] = waiting.pop(invoice.number)
            while wanted in done:
                yield done.pop(wanted)
                wanted = next(turn, None)
            if wanted is None:
                return  # what comes after is known to be broken

    def _whole_invoices(self, plan: Plan, waiting: dict[str, Invoice]) -> Iterator[Invoice]:
        """Each good invoice with its last line. Rows of one invoice mostly stand together: only a new number is looked up."""
        header, rows = self._table().headed_rows()
        ends, broken, pick = plan.last_line, plan.broken, self._columns(header).pick
        text, names, quantities, prices = self._text, self._name, self._quantity, self._price
        invoice: Invoice | None = None
        before, end = "", 0
        for line, cells in rows:
            try:
                number_text, code, description, quantity, moment, price, customer = pick(cells)
            except IndexError:
                continue  # the plan knows
            if number_text != before:
                before, number = number_text, text[number_text] or _NO_INVOICE
                invoice, end = waiting.get(number), ends.get(number, 0)
                if invoice is None and number not in broken:
                    invoice = waiting[number] = Invoice(number, line, self._moment[moment], self._customer[customer])
            if invoice is not None:
                told = InvoiceLine(line, text[code], names[description], quantities[quantity], *prices[price])
                invoice.lines.append(told)
                if line == end:
                    yield invoice

    def _table(self) -> TableFile:
        """Such a file is a Western shop's, in UTF-8. One row of other bytes is a broken row, and no guess makes a name of it
        under which something would be sold; only a file that is full of Russian words is taken for Windows-1251."""
        return TableFile(self._path, mostly_latin=True)

    def _columns(self, cells: list[str]) -> _Columns:
        header = [one_line(cell).lstrip("\ufeff") for cell in cells]
        refuse_doubled(self._path, (cell for cell in header if cell in COLUMNS))
        missing = [name for name in COLUMNS if name not in header]
        if missing:
            raise RuleBroken("replay.wrong_columns", path=self._path.name, missing=", ".join(missing))
        places = [header.index(name) for name in COLUMNS]
        return _Columns(itemgetter(*places), places[0], len(header))

    def _check_rows(self, plan: Plan, rows: Iterator[tuple[int, list[str]]], columns: _Columns) -> None:
        """Builds nothing for a row that is as it should be: half a million of them are looked at twice."""
        pick, _number_at, width = columns
        text, quantities, prices, ends = self._text, self._quantity, self._price, plan.last_line
        is_workbook = self._path.suffix.lower() == ".xlsx"
        number, head = "", ("", "", "")
        for line, cells in rows:
            plan.line_count += 1
            try:
                if len(cells) > width or not "".join(cells).isascii():
                    refuse_odd_row(cells, width)
                number_text, code, _description, quantity, moment, price, customer = pick(cells)
                if is_workbook:
                    refuse_formulas(pick(cells))
                if not text[code]:
                    raise RuleBroken("replay.missing_column")
                _known = quantities[quantity], prices[price]
                if head != (number_text, moment, customer):
                    number = self._check_head(plan, line, number_text, moment, customer)
                    head = (number_text, moment, customer)
                ends[number] = line
            except RuleBroken as error:
                _reject(plan, _invoice_number(cells, columns), line, error)
            except IndexError:
                _reject(plan, _invoice_number(cells, columns), line, RuleBroken("replay.missing_column"))

    def _check_head(self, plan: Plan, line: int, number_text: str, moment_text: str, customer: str) -> str:
        number: str = self._text[number_text]
        if not number:
            raise RuleBroken("replay.missing_column")
        moment, _known = self._moment[moment_text], self._customer[customer]
        if number not in plan.first:
            plan.first[number] = (moment.astimezone(self._zone).date(), line)
            plan.start = moment if plan.start is None else min(plan.start, moment)
        return number


def _stop(plan: Plan, table: TableFile, columns: _Columns, error: RuleBroken) -> None:
    """The file cannot be read on. The row it broke in may still say whose it was; else the last invoice may not be whole."""
    line = int(error.facts.get("line", 0))
    number = _invoice_number(table.broken, columns)
    plan.stopped = Trouble(number, line, error.code, error.facts)
    _reject(plan, number, line + 1, error)
    last = max(plan.last_line, key=plan.last_line.__getitem__, default=number)
    if number == _NO_INVOICE and last not in plan.broken:
        _reject(plan, last, plan.last_line[last], RuleBroken("replay.perhaps_not_whole"))


def _reject(plan: Plan, number: str, line: int, error: RuleBroken) -> None:
    plan.troubles.append(Trouble(number, line, error.code, error.facts))
    plan.broken.add(number)


def _invoice_number(cells: Sequence[str], columns: _Columns) -> str:
    return (one_line(cells[columns.number_at]) if columns.number_at < len(cells) else "") or _NO_INVOICE


def _number(text: str, digits: int) -> tuple[int, bool]:
    try:
        return parse_minor(text, digits=digits)
    except ValueError:
        raise RuleBroken("replay.bad_number") from None


def _quantity(text: str) -> int:
    milli, too_fine = _number(text, 3)
    if too_fine:
        raise RuleBroken("replay.bad_number")
    return milli


def _price(digits: int, text: str) -> tuple[int, str]:
    """Minor units, and the text if it was finer than one."""
    minor, was_finer = _number(text, digits)
    return minor, one_line(text)[:40] if was_finer else ""


def _moment(zone: ZoneInfo, text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=zone).astimezone(UTC)
    except ValueError:
        raise RuleBroken("replay.bad_date") from None


def _customer(text: str) -> str | None:
    """A customer's number; a table program may have made `17850.0` of it."""
    plain = one_line(text).removesuffix(".0")
    if len(plain) > 60:
        raise RuleBroken("replay.bad_number")
    return plain or None
