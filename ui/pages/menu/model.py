"""What the till can do, and under which key: only what there are screens for is offered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.kernel.i18n import _


@dataclass(frozen=True, slots=True)
class Function:
    """One large key: the screen that it opens, what it says, its picture and the key that does the same."""

    screen: str
    words: str
    picture: str
    keys: str
    needs_shift: bool = False


SIGN_OUT = "sign_in"
FUNCTIONS = (
    Function("receipts", _("Receipts"), "receipt", "1"),
    Function("goods", _("Goods"), "goods", "2"),
    Function("x", _("X report"), "report", "3", needs_shift=True),
    Function("close", _("Close the shift"), "lock", "4", needs_shift=True),
    Function("closings", _("Closed shifts"), "archive", "5"),
    Function("settings", _("Settings"), "settings", "6"),
    Function("labels", _("Labels"), "label", "7"),
    Function("scale_goods", _("Goods into scales"), "scale", "8"),
    Function("in_doubt", _("In doubt"), "doubt", "9"),
    Function("help", _("Help and keys"), "help", "F1"),
    Function("bag", _("My bag"), "my_bag", "F2"),
    Function("stock_work", _("Work in the stockroom"), "work", "F4"),
    Function("stock", _("Stock"), "stock", "F5"),
    Function("customer", _("Customers"), "people", "F6", needs_shift=True),
    Function("return", _("Return"), "return", "F7", needs_shift=True),
    Function("agents", _("Agents"), "bag", "F8"),
    Function("parked", _("Sales on hold"), "park", "F9", needs_shift=True),
    Function("cash", _("Cash in and out, drawer"), "drawer", "F10", needs_shift=True),
    Function(SIGN_OUT, _("Sign out"), "leave", "F11"),
    Function("centre", _("Centre"), "sync", "F12"),
)
"""In the order in which a page is read, by their keys: those of the checkout, and figures where it has none."""
STOCK_WORK = (
    Function("receiving", _("Goods in"), "receive", "1"),
    Function("counting", _("Count goods"), "scanner", "2"),
    Function("writing_off", _("Write off"), "write_off", "3"),
    Function("sending_back", _("Back to the supplier"), "send_back", "4"),
    Function("transfers", _("Between stores"), "transfer", "5"),
    Function("ordering", _("What to order"), "order", "6"),
    Function("expiring", _("Best before"), "expiry", "7"),
)
"""What is done with goods behind the counter: a page of its own."""


class MenuModel(QObject):
    """Signals:
    chosen: the name of a screen.
    """

    chosen = Signal(str)

    def __init__(
        self, title: str, listed: Sequence[Function], there_is: Callable[[str], bool], has_shift: Callable[[], bool]
    ) -> None:
        super().__init__()
        self.title, self._listed = title, listed
        self._there_is, self._has_shift = there_is, has_shift

    def functions(self) -> tuple[tuple[Function, bool], ...]:
        """Those that have a screen here, each with whether it can be used now."""
        has_shift = self._has_shift()
        return tuple((each, has_shift or not each.needs_shift) for each in self._listed if self._there_is(each.screen))

    def choose(self, screen: str) -> None:
        """Open it."""
        self.chosen.emit(screen)
