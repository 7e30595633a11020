"""Which receipt the goods come back of: by its code or number, or by the day and the sum."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.documents.meaning import receipt_meant
from app.core.sales.past import latest_day, sales_of_day
from app.core.sales.queries import sold_sale
from app.core.sales.views import ReceiptRow
from app.kernel.i18n import _
from ui.bridge.desk import Desk, Fault

MOST_SHOWN = 200
_DAY = re.compile(r"([0-9]{1,2})[./]([0-9]{1,2})(?:[./]([0-9]{4}))?")


@dataclass(frozen=True, slots=True)
class FindView:
    """`day` None: nothing was ever sold. `sum_minor` None: any sum."""

    day: date | None = None
    sum_minor: int | None = None
    rows: tuple[ReceiptRow, ...] = ()
    chosen: int = 0

    @property
    def row(self) -> ReceiptRow | None:
        """The receipt that would be opened."""
        return self.rows[self.chosen] if 0 <= self.chosen < len(self.rows) else None


class FindModel(QObject):
    """Signals:
    changed: the view is another one.
    found: a `SoldSale`, whose goods come back.
    """

    changed = Signal()
    found = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._today = desk, date.min
        self.view = FindView()

    def look_anew(self) -> None:
        """From the newest day on, with any sum."""
        self.view = FindView()
        self._desk.ask(latest_day, done=self._show_latest)

    def enter(self, text: str) -> None:
        """What was typed or scanned: a receipt's number or code, a day (21.11); nothing opens the chosen one."""
        text = text.strip()
        if not text:
            self.open_chosen()
            return
        day = self._day_of(text)
        if day is not None:
            self._look(day=day)
            return
        meant = receipt_meant(text, prefix=self._desk.place.prefix)
        if meant is None:
            words = _("This is no number of a receipt. Type it as it stands on the receipt, or only its last figures.")
            self._desk.failed.emit(Fault("receipt.malformed", self._desk.say(words), {}))
        else:
            self._desk.ask(sold_sale, done=self.found.emit, number=meant.number, sale_id=meant.sale_id)

    def knows(self, code: str) -> bool:
        """Whether a scanned code is one of a receipt; figures alone are the barcode of goods."""
        return not code.strip().isdigit() and receipt_meant(code, prefix=self._desk.place.prefix) is not None

    def step_day(self, step: int) -> None:
        """A day earlier or later."""
        if self.view.day is not None and abs(step) <= (self.view.day - date.min).days:
            self._look(day=min(self._today, self.view.day + timedelta(days=step)))

    def look_for_sum(self, minor: int | None) -> None:
        """Only receipts of this sum."""
        if minor != self.view.sum_minor:
            self._look(sum_minor=minor)

    def choose(self, place: int) -> None:
        """This one is meant."""
        if 0 <= place < len(self.view.rows):
            self._show(chosen=place)

    def move(self, step: int) -> None:
        """Arrow keys, while the focus is in a field."""
        self.choose(max(0, min(len(self.view.rows) - 1, self.view.chosen + step)))

    def open_chosen(self) -> None:
        """The chosen receipt."""
        if self.view.row is not None:
            self._desk.ask(sold_sale, done=self.found.emit, sale_id=self.view.row.document_id)

    def _day_of(self, text: str) -> date | None:
        typed = _DAY.fullmatch(text)
        if typed is None or self.view.day is None:
            return None
        try:
            found = date(int(typed[3] or self._today.year), int(typed[2]), int(typed[1]))
        except ValueError:
            return None
        return found if typed[3] or found <= self._today else found.replace(year=found.year - 1)

    def _show_latest(self, day: date | None) -> None:
        if day is not None:
            self._today = day
            self._look(day=day)
        else:
            self._show()

    def _look(self, **what: Any) -> None:
        self._show(**what, chosen=0)
        asked = (self.view.day, self.view.sum_minor)
        if asked[0] is None:
            return  # nothing was ever sold
        self._desk.ask(
            sales_of_day, done=lambda rows: self._show_rows(asked, rows), day=asked[0], total_minor=asked[1], limit=MOST_SHOWN
        )

    def _show_rows(self, asked: tuple[date | None, int | None], rows: tuple[ReceiptRow, ...]) -> None:
        if asked == (self.view.day, self.view.sum_minor):
            self._show(rows=rows)

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()
