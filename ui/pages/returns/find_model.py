"""Which receipt the goods come back of: by its code or number, or by the day and the sum."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.core.documents.meaning import receipt_meant
from app.core.sales.past import latest_day, sales_of_day
from app.core.sales.queries import sold_sale
from app.core.sales.views import ReceiptRow, SoldSale
from app.core.stock.elsewhere import has_their_books
from app.kernel.errors import AppError, EnvironmentFailed, RuleBroken
from app.kernel.i18n import _
from ui.bridge.centre_signals import CentreSignals, Fetch
from ui.bridge.desk import Desk, Fault
from ui.bridge.long_work import LongWork

MOST_SHOWN = 200
_DAY = re.compile(r"([0-9]{1,2})[./]([0-9]{1,2})(?:[./]([0-9]{4}))?")


@dataclass(frozen=True, slots=True)
class FindView:
    """`day` None: nothing was ever sold. `sum_minor` None: any sum. `is_asking`: the centre is asked for a receipt."""

    day: date | None = None
    sum_minor: int | None = None
    rows: tuple[ReceiptRow, ...] = ()
    chosen: int = 0
    is_asking: bool = False

    @property
    def row(self) -> ReceiptRow | None:
        """The receipt that would be opened."""
        return self.rows[self.chosen] if 0 <= self.chosen < len(self.rows) else None


class FindModel(QObject):
    """Signals:
    changed: the view is another one.
    asking: somebody looks for a receipt by its number or code.
    found: a `SoldSale`, whose goods come back.
    """

    changed = Signal()
    asking = Signal()
    found = Signal(object)

    def __init__(self, desk: Desk, centre: CentreSignals) -> None:
        super().__init__()
        self._desk, self._centre, self._today = desk, centre, date.min
        self.view = FindView()
        self._work, self._named = LongWork(), dict[str, Any]()
        self._work.ended.connect(self._answered)

    def look_anew(self) -> None:
        """From the newest day on, with any sum."""
        self.view = FindView(is_asking=self._work.is_under_way)
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
            self.look_up(number=meant.number, sale_id=meant.sale_id)

    def look_up(self, *, number: str | None = None, sale_id: UUID | None = None) -> None:
        """This receipt. One that is not of this branch is fetched from the centre: nobody else knows what came back of it."""
        named = {"number": number, "sale_id": sale_id}
        self.asking.emit()

        def there(sold: SoldSale) -> None:
            def told(is_known: bool) -> None:
                if is_known or self._centre.fetch is None:
                    self.found.emit(sold)
                else:
                    self._fetch(self._centre.fetch, named)

            if sold.branch_id == self._desk.place.branch_id:
                self.found.emit(sold)
            else:
                self._desk.ask(has_their_books, done=told)

        def not_here(error: AppError) -> None:
            if error.code == "receipt.unknown" and self._centre.fetch is not None:
                self._fetch(self._centre.fetch, named)
            else:
                self._desk.runner.refused.emit(error)

        self._desk.ask(sold_sale, done=there, failed=not_here, **named)

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
            self.look_up(sale_id=self.view.row.document_id)

    def _fetch(self, fetch: Fetch, named: dict[str, Any]) -> None:
        if self._work.is_under_way:
            return
        self._named = named
        self._show(is_asking=True)
        self._work.start(lambda _told, _stopping: fetch(**named), name="receipt")

    def _answered(self, sold: SoldSale | None, error: Exception | None) -> None:
        self._show(is_asking=False)
        if sold is not None:
            self.found.emit(sold)
        elif isinstance(error, EnvironmentFailed):
            self._desk.runner.refused.emit(RuleBroken("receipt.only_centre_knows"))
        elif isinstance(error, AppError):
            alone = error.code == "centre.not_connected"
            unknown = RuleBroken("receipt.unknown", number=self._named["number"] or "")
            self._desk.runner.refused.emit(unknown if alone else error)

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
