"""Lots that go bad soon or have gone bad, the most urgent first; a chosen one is written off on its own screen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.catalog.queries import goods_with_code
from app.core.catalog.views import ProductView
from app.core.stock.commands.prepared_drafts import write_off_lot
from app.core.stock.levels import sees_cost
from app.core.stock.purchase_views import Expiring
from app.core.stock.purchases import expiring
from app.kernel.errors import AppError
from app.kernel.period import business_date
from ui.bridge.desk import Desk, Fault

DAYS = (7, 30, 90)
NEWS = frozenset({"stock", "catalog"})


@dataclass(frozen=True, slots=True)
class ExpiringView:
    """Lots that are good for no more than so many `days`; `chosen` is a place among them."""

    days: int = 30
    lots: tuple[Expiring, ...] = ()
    chosen: int = -1
    shows_cost: bool = False
    is_asked: bool = False

    @property
    def lot(self) -> Expiring | None:
        """The one that is meant."""
        return self.lots[self.chosen] if 0 <= self.chosen < len(self.lots) else None

    @property
    def can_write_off(self) -> bool:
        """What lies in an agent's bag comes back first."""
        return self.lot is not None and self.lot.store_kind != "agent"

    @property
    def expired(self) -> int:
        """How many lots are past their day."""
        return sum(1 for lot in self.lots if lot.days_left < 0)


class ExpiringModel(QObject):
    """Asks only while its screen is shown.

    Signals:
        changed: the view is another one.
        unknown: a code (str) of nothing that goes bad in that time.
        draft_wanted: a kind of draft (str) and the draft (UUID) that somebody is to go on with.
    """

    changed = Signal()
    unknown = Signal(str)
    draft_wanted = Signal(str, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._is_shown, self._asks, self._scans = desk, False, 0, 0
        self.view = ExpiringView()
        desk.runner.changed.connect(self._on_news)

    def come(self) -> None:
        """The screen is in front."""
        self._is_shown = True
        person = self._desk.person
        self._show(shows_cost=False)
        if person is not None:
            self._desk.ask(
                sees_cost, done=lambda so: self._show(shows_cost=so), person_id=person.person_id,
                branch_id=self._desk.place.branch_id,
            )
        self._ask()

    def go(self) -> None:
        """The screen is gone."""
        self._is_shown = False

    def within(self, days: int) -> None:
        """Look so many days ahead."""
        self._show(days=days)
        self._ask()

    def choose(self, place: int) -> None:
        """This lot is meant."""
        self._show(chosen=place)

    def scan(self, code: str) -> None:
        """The most urgent lot of what carries this code; of two scans in one breath the later one counts."""
        self._scans += 1
        asked = self._scans

        def found(goods: tuple[ProductView, ...]) -> None:
            if asked != self._scans:
                return
            wanted = {each.product_id for each in goods}
            place = next((at for at, lot in enumerate(self.view.lots) if lot.product_id in wanted), None)
            if place is None:
                self.unknown.emit(code)
            else:
                self.choose(place)

        self._desk.ask(goods_with_code, done=found, code=code)

    def write_off(self) -> None:
        """All that is left of the lot, in the write-off that is begun; it is posted there."""
        lot = self.view.lot
        if lot is not None and self.view.can_write_off:
            self._desk.run(
                write_off_lot, done=lambda draft_id: self.draft_wanted.emit("write_off", draft_id), failed=self._refuse,
                product_id=lot.product_id, quantity_milli=lot.left_milli, batch=lot.batch, expires_on=lot.expires_on,
                store_id=lot.store_id,
            )

    # --- inside ---

    def _ask(self) -> None:
        """Two threads answer: what was asked last is what holds."""
        self._asks += 1
        asked, place = self._asks, self._desk.place
        today = business_date(self._desk.clock(), zone=place.zone, day_change_hour=place.day_change_hour)

        def take(found: tuple[Expiring, ...]) -> None:
            if asked == self._asks:
                self._take(found)

        self._desk.ask(expiring, done=take, today=today, within_days=self.view.days, branch_id=place.branch_id)

    def _take(self, found: tuple[Expiring, ...]) -> None:
        meant = self.view.lot
        same = [at for at, lot in enumerate(found) if meant is not None and _key(lot) == _key(meant)]
        chosen = same[0] if same else min(max(self.view.chosen, 0), len(found) - 1)
        self._show(lots=found, chosen=chosen, is_asked=True)

    def _on_news(self, topics: frozenset[str]) -> None:
        if self._is_shown and topics & NEWS:
            self._ask()

    def _refuse(self, error: AppError) -> None:
        self._desk.failed.emit(Fault(error.code, self._desk.sentence(error), dict(error.facts)))

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()


def _key(lot: Expiring) -> tuple[object, ...]:
    return lot.product_id, lot.store_id, lot.batch, lot.expires_on
