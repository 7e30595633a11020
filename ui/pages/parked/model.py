"""Sales on hold: choosing one to go on with, or to give up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.sales.commands.drafts import void_sale
from app.core.sales.queries import parked_sales
from app.core.sales.views import ParkedView
from app.kernel.i18n import _
from ui.bridge.desk import Desk, Question


@dataclass(frozen=True, slots=True)
class OnHoldView:
    """What is on hold, and the place of the one that is meant."""

    sales: tuple[ParkedView, ...] = ()
    chosen: int = -1

    @property
    def sale(self) -> ParkedView | None:
        """The one that is meant."""
        return self.sales[self.chosen] if 0 <= self.chosen < len(self.sales) else None


class ParkedModel(QObject):
    """Signals:
    changed: the view is another one.
    taken: the id of the sale to go on with.
    given_up: a sale was given up; whoever counts them counts again.
    """

    changed = Signal()
    taken = Signal(object)
    given_up = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._is_shown = self._is_taken = False
        self.view = OnHoldView()
        desk.runner.changed.connect(self._on_news)

    def come(self) -> None:
        """The screen is in front."""
        self._is_shown, self._is_taken = True, False
        self._ask()

    def go(self) -> None:
        """The screen is gone."""
        self._is_shown = False

    def choose(self, place: int) -> None:
        """This one is meant."""
        self._show(chosen=place)

    def take(self) -> None:
        """Go on with the one that is meant. Once a visit: a second press means nothing."""
        if self.view.sale is not None and not self._is_taken:
            self._is_taken = True
            self.taken.emit(self.view.sale.sale_id)

    def give_up(self) -> None:
        """Void the one that is meant, after a question."""
        sale = self.view.sale
        if sale is None:
            return

        def yes() -> None:
            self._desk.run(void_sale, done=lambda _answer: self.given_up.emit(), sale_id=sale.sale_id)

        words = self._desk.say(_("Delete this receipt for {sum}? Its goods are not sold."))
        self._desk.asked.emit(Question("sale.void", words.format(sum=self._desk.money(sale.total_minor)), yes))

    def _ask(self) -> None:
        self._desk.ask(parked_sales, done=self._show_sales, till_id=self._desk.place.till_id)

    def _show_sales(self, found: tuple[ParkedView, ...]) -> None:
        meant = self.view.sale.sale_id if self.view.sale is not None else None
        places = [place for place, sale in enumerate(found) if sale.sale_id == meant]
        last = min(max(self.view.chosen, 0), len(found) - 1)
        self._show(sales=found, chosen=places[0] if places else last)

    def _on_news(self, topics: frozenset[str]) -> None:
        if self._is_shown and "sale" in topics:
            self._ask()

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()
