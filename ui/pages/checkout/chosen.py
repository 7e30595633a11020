"""What is done to the chosen line, and to the receipt as a whole, by a figure or a key."""

from __future__ import annotations

from collections.abc import Callable

from app.core.sales.commands.drafts import change_price, change_quantity, discount_line, remove_line
from app.core.sales.views import LineView
from app.kernel.money import minor_digits, parse_minor
from ui.bridge.desk import Desk

PERCENT_DIGITS, MILLI_DIGITS = 4, 3


class ChosenLine:
    """Verbs on the line that is meant; where there is none they do nothing."""

    def __init__(self, desk: Desk, line: Callable[[], LineView | None]) -> None:
        self._desk, self._line = desk, line

    def add(self, step_milli: int) -> None:
        """More or less of it; the last one goes with the line."""
        line = self._line()
        if line is None:
            return
        if line.quantity_milli + step_milli <= 0:
            self.remove()
        else:
            self.set_quantity(line.quantity_milli + step_milli)

    def set_quantity(self, quantity_milli: int) -> None:
        """How much of it."""
        if (line := self._line()) is not None:
            self._desk.run(change_quantity, line_id=line.line_id, quantity_milli=quantity_milli)

    def set_price(self, price_minor: int) -> None:
        """What one of it costs."""
        if (line := self._line()) is not None:
            self._desk.run(change_price, line_id=line.line_id, price_minor=price_minor)

    def discount(self, *, ppm: int = 0, fixed_minor: int = 0) -> None:
        """Less for this line, as a share or a sum."""
        if (line := self._line()) is not None:
            self._desk.run(discount_line, line_id=line.line_id, ppm=ppm, fixed_minor=fixed_minor)

    def remove(self) -> None:
        """Out of the cart."""
        if (line := self._line()) is not None:
            self._desk.run(remove_line, line_id=line.line_id)


def figure_of(entry: str, text: str, currency: str) -> int | None:
    """What was typed, in the smallest units of what is asked for; None for what is no figure."""
    digits = {"price": minor_digits(currency), "discount": PERCENT_DIGITS, "receipt_discount": PERCENT_DIGITS}
    try:
        figure, _finer = parse_minor(text.strip().rstrip("%").strip(), digits=digits.get(entry, MILLI_DIGITS))
    except ValueError:
        return None
    return figure
