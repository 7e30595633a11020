"""The file of a real shop's sales as invoices: read twice, so that lines need not be adjacent and memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from app.kernel.errors import RuleBroken
from app.kernel.money import parse_minor
from app.kernel.period import zone_info
from app.kernel.tables import TableFile, is_readable
from app.kernel.text import MAX_NAME, one_line

COLUMNS = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID")
_NO_INVOICE = "?"


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One line: quantity in milli (may be negative), price in minor units, already rounded."""

    line: int
    code: str
    description: str
    quantity_milli: int
    price_minor: int
    was_rounded: bool


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
    """Why an invoice (or a row that has none) is not played, and where it stands."""

    invoice: str
    line: int
    reason: str


@dataclass
class Plan:
    """What the first reading found: where each invoice ends, in which order they are played, what is broken."""

    order: list[str] = field(default_factory=list)
    last_line: dict[str, int] = field(default_factory=dict)
    first: dict[str, tuple[date, int]] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    line_count: int = 0
    start: datetime | None = None


class SalesFile:
    """A sales file and its shop's zone; both readings see the same rows."""

    def __init__(self, path: Path, *, zone: str, digits: int) -> None:
        self._path, self._zone, self._digits = path, zone_info(zone), digits

    def plan(self) -> Plan:
        """The first reading: look at every row, keep only where invoices begin and end.

        Refused: `replay.wrong_columns`, `file.cannot_read`. A file that breaks off is trouble of the invoice it broke in.
        """
        plan, number = Plan(), _NO_INVOICE
        try:
            for line, cells, places in self._rows(TableFile(self._path)):
                plan.line_count += 1
                number = _invoice_number(cells, places)
                self._note(plan, number, line, cells, places)
        except RuleBroken as error:
            if error.code == "replay.wrong_columns":
                raise
            _reject(plan, number, int(error.facts.get("line", 0)) + 1, error.code)
        plan.order = sorted((name for name in plan.first if name not in plan.broken), key=plan.first.__getitem__)
        return plan

    def invoices(self, plan: Plan) -> Iterator[Invoice]:
        """The second reading: whole invoices in the plan's order (by day, then as the file has them)."""
        waiting, done, turn = dict[str, Invoice](), dict[str, Invoice](), iter(plan.order)
        wanted = next(turn, None)
        left = len(plan.order)
        for line, cells, places in self._rows(TableFile(self._path)) if left else ():
            number = _invoice_number(cells, places)
            if number in plan.broken:
                continue
            invoice = waiting.get(number)
            if invoice is None:
                invoice = waiting[number] = self._invoice(number, line, cells, places)
            invoice.lines.append(self._line(line, cells, places))
            if line == plan.last_line[number]:
                done[number] = waiting.pop(number)
            while wanted is not None and wanted in done:
                yield done.pop(wanted)
                left -= 1
                wanted = next(turn, None)
            if not left:
                return  # what comes after is known to be broken

    def _rows(self, file: TableFile) -> Iterator[tuple[int, list[str], dict[str, int]]]:
        rows = file.rows()
        first = next(rows, None)
        header = [one_line(cell).lstrip("\ufeff") for cell in first[1]] if first else []
        missing = [name for name in COLUMNS if name not in header]
        if missing:
            raise RuleBroken("replay.wrong_columns", path=self._path.name, missing=", ".join(missing))
        places = {name: header.index(name) for name in COLUMNS}
        for line, cells in rows:
            yield line, cells, places

    def _note(self, plan: Plan, number: str, line: int, cells: list[str], places: dict[str, int]) -> None:
        try:
            if not is_readable(cells):
                raise RuleBroken("row.unreadable")
            if len(cells) <= max(places.values()) or number == _NO_INVOICE:
                raise RuleBroken("replay.missing_column")
            self._line(line, cells, places)
            moment = _moment(cells[places["InvoiceDate"]], self._zone)
            _customer(cells[places["CustomerID"]])
        except RuleBroken as error:
            _reject(plan, number, line, error.code)
            return
        plan.last_line[number] = line
        if number not in plan.first:
            plan.first[number] = (moment.astimezone(self._zone).date(), line)
        if plan.start is None or moment < plan.start:
            plan.start = moment

    def _invoice(self, number: str, line: int, cells: list[str], places: dict[str, int]) -> Invoice:
        moment = _moment(cells[places["InvoiceDate"]], self._zone)
        return Invoice(number, line, moment, _customer(cells[places["CustomerID"]]))

    def _line(self, line: int, cells: list[str], places: dict[str, int]) -> InvoiceLine:
        code = _clean(cells[places["StockCode"]])
        if not code:
            raise RuleBroken("replay.missing_column")
        quantity, too_fine = _number(cells[places["Quantity"]], 3)
        if too_fine:
            raise RuleBroken("replay.bad_number")
        price, rounded = _number(cells[places["UnitPrice"]], self._digits)
        description = _clean(cells[places["Description"]])[:MAX_NAME]
        return InvoiceLine(line, code, description, quantity, price, rounded)


@lru_cache(maxsize=1024)
def _moment(text: str, zone: ZoneInfo) -> datetime:
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=zone).astimezone(UTC)
    except ValueError:
        raise RuleBroken("replay.bad_date") from None


_clean = lru_cache(maxsize=16_384)(one_line)
"""A shop's file names the same few thousand goods over and over."""


def _reject(plan: Plan, number: str, line: int, reason: str) -> None:
    plan.troubles.append(Trouble(number, line, reason))
    plan.broken.add(number)


def _invoice_number(cells: list[str], places: dict[str, int]) -> str:
    place = places["InvoiceNo"]
    return (_clean(cells[place]) if place < len(cells) else "") or _NO_INVOICE


@lru_cache(maxsize=8192)
def _number(text: str, digits: int) -> tuple[int, bool]:
    try:
        return parse_minor(text, digits=digits)
    except ValueError:
        raise RuleBroken("replay.bad_number") from None


@lru_cache(maxsize=8192)
def _customer(text: str) -> str | None:
    """A customer's number; a table program may have made `17850.0` of it."""
    plain = one_line(text).removesuffix(".0")
    if len(plain) > 60:
        raise RuleBroken("replay.bad_number")
    return plain or None
