"""What is done to the chosen line, and to the receipt as a whole, by a figure or a key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from app.core.sales.commands.drafts import (
    add_to_line,
    change_price,
    change_quantity,
    discount_line,
    discount_receipt,
    remove_line,
    restore_line,
)
from app.core.sales.views import LineView
from app.kernel.errors import AppError
from app.kernel.money import minor_digits, parse_minor
from ui.pages.checkout.turns import Turns

PERCENT_DIGITS, MILLI_DIGITS = 4, 3
DISCOUNTS = ("discount", "discount_sum", "receipt_discount", "receipt_discount_sum")
"""What F8 asks for, and asks for next when it is pressed once more: a share or a sum, of the line or of the whole receipt."""
IN_MONEY = ("price", "asked_price", "discount_sum", "receipt_discount_sum")
ENTRIES = ("quantity", "price", *DISCOUNTS, "asked_price")
"""What the scan line can be asked for besides a code: the next Return sets it, Escape forgets it.

`asked_price` is the price of goods that have none; they go into the cart with it."""


class ChosenLine:
    """Verbs on the line that is chosen when their turn comes; where there is none they do nothing.

    `removed` hears of a line that went.
    """

    def __init__(self, turns: Turns, line: Callable[[], LineView | None], removed: Callable[[LineView], None]) -> None:
        self._turns, self._line, self._removed = turns, line, removed
        self._held: UUID | None = None

    def add(self, step_milli: int, *, touched: LineView | None = None, is_held: bool = False) -> None:
        """So much more or less; the last piece goes with the line. What is weighed has no pieces.

        `touched` is the line under the finger, else it is the chosen one. A key that `is_held` down counts each time, but on no
        other line than the first time: all that wait are one step, and the next line is safe from a finger that rests.
        """
        last = self._turns.last_waiting
        if is_held and isinstance(last, Steps) and last.is_held and (last.step_milli > 0) == (step_milli > 0):
            last.step_milli += step_milli
        else:
            steps = Steps(self, step_milli, touched, is_held)
            self._turns.add(steps, stands_alone=touched is not None, dropped=self._forget_held)

    def take_step(self, step_milli: int, touched: LineView | None, *, is_held: bool) -> None:
        """Its turn has come."""
        line = touched or self._line()
        if line is None or line.decimals or (is_held and line.line_id != self._held):
            return

        def done(is_gone: bool) -> None:
            if is_gone:
                self._removed(line)

        self._held = line.line_id
        self._turns.run(add_to_line, done=done, line_id=line.line_id, step_milli=step_milli)

    def remove(self) -> None:
        """Out of the cart."""
        self._turns.add(lambda: self.take_out(self._removed))

    def take_out(self, removed: Callable[[LineView], None]) -> None:
        """Within a turn: out of the cart."""
        if (line := self._line()) is not None:
            self._turns.run(remove_line, done=lambda _answer: removed(line), line_id=line.line_id)

    def put_back(self, line: LineView) -> None:
        """Within a turn: a line that was taken out stands where it stood."""
        self._turns.run(restore_line, line_id=line.line_id)

    def set_figure(
        self, entry: str, figure: int, sale_id: UUID | None, line: LineView | None, failed: Callable[[AppError], None]
    ) -> None:
        """Within a turn: what was typed for an entry of this sale, or of this line."""
        run = partial(self._turns.run, failed=failed)
        if entry.startswith("receipt"):
            fixed = entry == "receipt_discount_sum"
            if sale_id is not None:
                run(discount_receipt, sale_id=sale_id, ppm=0 if fixed else figure, fixed_minor=figure if fixed else 0)
        elif line is None:
            return
        elif entry == "quantity":
            run(change_quantity, line_id=line.line_id, quantity_milli=figure)
        elif entry == "price":
            run(change_price, line_id=line.line_id, price_minor=figure)
        elif entry == "discount_sum":
            run(discount_line, line_id=line.line_id, ppm=0, fixed_minor=figure)
        elif entry == "discount":
            run(discount_line, line_id=line.line_id, ppm=figure, fixed_minor=0)

    def _forget_held(self) -> None:
        self._held = None


@dataclass(slots=True)
class Steps:
    """A press of + or −, or all the presses of a key that is held down while they wait."""

    on: ChosenLine
    step_milli: int
    touched: LineView | None
    is_held: bool

    def __call__(self) -> None:
        self.on.take_step(self.step_milli, self.touched, is_held=self.is_held)


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
