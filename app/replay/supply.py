"""What a replay with stock receives: of each product what the year takes, in twelve parts on the firsts of twelve months.

Each unit costs 60 % of the product's first price above zero, rounded half up; else nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.core.stock.commands.documents import receive
from app.core.stock.views import StockItem
from app.kernel.money import extend_minor, share_minor
from app.replay.rows import Invoice, InvoiceLine
from app.replay.stock_cards import Cards, cards_for
from db.uow import Uow

PARTS = 12
COST_PPM = 600_000
MOST_LINES = 1000
"""A receipt of so many lines at most: the till's other work comes between."""


@dataclass
class Demand:
    """What the year takes of each product, and what it first cost: by the file's own codes, in the order of first sight."""

    taken_milli: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    prices_minor: dict[str, int] = field(default_factory=dict)
    start: datetime | None = None

    def see(self, invoice: Invoice, *, takes: bool) -> None:
        """Count an invoice that will be played; `takes` where its goods leave the store."""
        self.start = self.start or invoice.moment
        names, prices, taken = self.names, self.prices_minor, self.taken_milli
        for line in invoice.lines:
            code = line.code
            if code not in names:
                names[code] = line.description
            if line.price_minor > 0 and code not in prices:
                prices[code] = line.price_minor
            if takes:
                taken[code] = taken.get(code, 0) + abs(line.quantity_milli)

    def part_milli(self, code: str, number: int) -> int:
        """The `number`-th of twelve parts: ⌊n·k/12⌋ − ⌊n·(k−1)/12⌋ whole units, or thousandths where the year takes such."""
        step = 1000 if self.taken_milli[code] % 1000 == 0 else 1
        units = self.taken_milli[code] // step
        return (units * number // PARTS - units * (number - 1) // PARTS) * step

    def cost_minor(self, code: str) -> int:
        """What one unit costs."""
        return share_minor(self.prices_minor.get(code, 0), COST_PPM)


@dataclass(frozen=True)
class Delivery:
    """One receipt: when it comes, and its goods as lines with quantity and cost of one unit."""

    number: str
    moment: datetime
    goods: Invoice


def deliveries(demand: Demand, zone: ZoneInfo) -> Iterator[Delivery]:
    """All receipts in their order: the first on the first of the month in which the file begins, at 00:00 of the shop."""
    if demand.start is None:
        return
    first = demand.start.astimezone(zone)
    for part in range(1, PARTS + 1):
        month = first.month - 1 + part - 1
        moment = datetime(first.year + month // 12, month % 12 + 1, 1, tzinfo=zone).astimezone(UTC)
        lines = [
            InvoiceLine(0, code, demand.names[code], milli, demand.cost_minor(code), "")
            for code in demand.taken_milli
            if (milli := demand.part_milli(code, part))
        ]
        for begin in range(0, len(lines), MOST_LINES):
            number = f"{moment:%Y-%m}/{begin // MOST_LINES + 1}"
            yield Delivery(number, moment, Invoice(number, 0, moment, None, lines[begin : begin + MOST_LINES]))


def bring(uow: Uow, *, invoice: Invoice, cards: Cards) -> tuple[int, Cards]:
    """Receive a delivery."""
    made = cards_for(uow, invoice, cards)
    items = [
        StockItem(made.products[line.code], line.quantity_milli, extend_minor(line.price_minor, line.quantity_milli))
        for line in invoice.lines
    ]
    receive(uow, items=items, reason=f"delivery {invoice.number}")
    return 0, made
