"""What is done to the chosen line, and to the receipt as a whole, by a figure or a key."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from app.core.sales.commands.drafts import (
    change_price,
    change_quantity,
    discount_line,
    discount_receipt,
    remove_line,
    restore_line,
)
from app.core.sales.views import LineView
from app.kernel.money import minor_digits, parse_minor
from ui.bridge.desk import Desk

PERCENT_DIGITS, MILLI_DIGITS = 4, 3
DISCOUNTS = ("discount", "discount_sum", "receipt_discount", "receipt_discount_sum")
"""What F8 asks for, and asks for next when it is pressed once more: a share or a sum, of the line or of the whole receipt."""
IN_MONEY = ("price", "asked_price", "discount_sum", "receipt_discount_sum")
ENTRIES = ("quantity", "price", *DISCOUNTS, "asked_price")
"""What the scan line can be asked for besides a code: the next Return sets it, Escape forgets it.

`asked_price` is the price of goods that have none; they go into the cart with it."""


class ChosenLine:
    """Verbs on the line that is meant; where there is none they do nothing. `removed` hears of a line that went."""

    def __init__(self, desk: Desk, line: Callable[[], LineView | None], removed: Callable[[LineView], None]) -> None:
        self._desk, self._line, self._removed = desk, line, removed

    def add(self, step_milli: int) -> None:
        """One piece more or less; the last one goes with the line. What is weighed has no pieces."""
        line = self._line()
        if line is None or line.decimals:
            return
        if line.quantity_milli + step_milli <= 0:
            self.remove()
        else:
            self.set_quantity(line.quantity_milli + step_milli)

    def set_quantity(self, quantity_milli: int) -> None:
        """How much of it."""
        if (line := self._line()) is not None:
            self._desk.run(change_quantity, line_id=line.line_id, quantity_milli=quantity_milli)

    def discount(self, *, ppm: int = 0, fixed_minor: int = 0) -> None:
        """Less for this line, as a share or a sum."""
        if (line := self._line()) is not None:
            self._desk.run(discount_line, line_id=line.line_id, ppm=ppm, fixed_minor=fixed_minor)

    def remove(self) -> None:
        """Out of the cart."""
        if (line := self._line()) is not None:
            self._desk.run(remove_line, done=lambda _answer: self._removed(line), line_id=line.line_id)

    def bring_back(self, line: LineView) -> None:
        """A line that was taken out stands where it stood."""
        self._desk.run(restore_line, line_id=line.line_id)

    def set_figure(self, entry: str, figure: int, sale_id: UUID | None) -> None:
        """What was typed for an entry."""
        line, run = self._line(), self._desk.run
        if entry.startswith("receipt") and sale_id is not None:
            fixed = entry == "receipt_discount_sum"
            run(discount_receipt, sale_id=sale_id, ppm=0 if fixed else figure, fixed_minor=figure if fixed else 0)
        elif entry == "quantity":
            self.set_quantity(figure)
        elif entry == "price" and line is not None:
            run(change_price, line_id=line.line_id, price_minor=figure)
        elif entry == "discount_sum":
            self.discount(fixed_minor=figure)
        elif entry == "discount":
            self.discount(ppm=figure)


def next_discount(entry: str) -> str:
    """F8 once more means the next kind of discount."""
    return DISCOUNTS[(DISCOUNTS.index(entry) + 1) % len(DISCOUNTS)] if entry in DISCOUNTS else DISCOUNTS[0]


def said(entry: str, text: str) -> str:
    """`10%` is a share, whatever was asked for."""
    return entry.removesuffix("_sum") if text.strip().endswith("%") else entry


def figure_of(entry: str, text: str, currency: str) -> int | None:
    """What was typed, in the smallest units of what is asked for; None for what is no figure."""
    digits = MILLI_DIGITS
    if entry in IN_MONEY:
        digits = minor_digits(currency)
    elif entry in DISCOUNTS:
        digits = PERCENT_DIGITS
    try:
        figure, _finer = parse_minor(text.strip().rstrip("%").strip(), digits=digits)
    except ValueError:
        return None
    return figure
