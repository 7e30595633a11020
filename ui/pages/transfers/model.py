"""Transfers between stores: which wait, what has arrived of one, and what became of a difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.core.catalog.queries import goods_with_code
from app.core.catalog.views import ProductView
from app.core.stock.commands.transfers import answer_transfer, settle_transfer
from app.core.stock.levels import stores_shown
from app.core.stock.shown import StoreView
from app.core.stock.transfer_list import transfers
from app.core.stock.views import TransferLineView, TransferView
from app.kernel.errors import AppError
from ui.bridge.desk import Desk, Fault

PAGE = 100
MOST_AGAIN = 2000
"""After a change elsewhere no more of the list than this is asked for again."""
WAITING, DIFFERENCES, ALL = "waiting", "differences", "all"
_ASKED: Mapping[str, dict[str, Any]] = {WAITING: {"only_waiting": True}, DIFFERENCES: {"only_open": True}, ALL: {}}


@dataclass(frozen=True, slots=True)
class TransfersView:
    """`chosen` is a transfer's id and `spot` the place of one of its lines. `arrived` is what somebody has typed of a line:
    all of it where nothing is typed. `is_short`: less has arrived, and it must be said what becomes of the rest. `is_whole`: no
    older ones are left."""

    part: str = WAITING
    transfers: tuple[TransferView, ...] = ()
    stores: tuple[StoreView, ...] = ()
    chosen: UUID | None = None
    spot: int = 0
    arrived: Mapping[UUID, int] = field(default_factory=dict)
    is_short: bool = False
    is_asked: bool = False
    is_whole: bool = False

    @property
    def place(self) -> int:
        """Where the chosen transfer stands, or −1."""
        return next((at for at, each in enumerate(self.transfers) if each.transfer_id == self.chosen), -1)

    @property
    def transfer(self) -> TransferView | None:
        """The one that is looked at."""
        return self.transfers[self.place] if self.place >= 0 else None

    @property
    def line(self) -> TransferLineView | None:
        """The line of it that is meant."""
        lines = self.transfer.lines if self.transfer is not None else ()
        return lines[self.spot] if 0 <= self.spot < len(lines) else None

    @property
    def can_answer(self) -> bool:
        """Nobody has said yet what arrived, and it goes to a store of this shop."""
        own = {store.store_id for store in self.stores}
        return self.transfer is not None and self.transfer.state == "sent" and self.transfer.to_store_id in own

    @property
    def is_for_another_shop(self) -> bool:
        """It is answered there."""
        return self.transfer is not None and self.transfer.state == "sent" and not self.can_answer

    @property
    def can_settle(self) -> bool:
        """A difference is left."""
        return self.transfer is not None and self.transfer.state == "open"


class TransfersModel(QObject):
    """Asks only while its screen is shown.

    Signals:
        changed: the view is another one.
        unknown: a code (str) that no line of the transfer carries.
        scanned: the place (int) of the line whose goods were scanned.
    """

    changed = Signal()
    unknown = Signal(str)
    scanned = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._is_shown, self._asks, self._scans, self._is_asking_more = desk, False, 0, 0, False
        self.view = TransfersView()
        desk.runner.changed.connect(self._on_news)

    def come(self) -> None:
        """The screen is in front."""
        self._is_shown = True
        self._desk.ask(stores_shown, done=lambda found: self._show(stores=found), branch_id=self._desk.place.branch_id)
        self._ask()

    def go(self) -> None:
        """The screen is gone."""
        self._is_shown = False

    def open_part(self, part: str) -> None:
        """Those that wait, those with a difference, or all."""
        self._show(part=part, transfers=(), is_asked=False, is_whole=False)
        self._ask()

    def more(self) -> None:
        """Older ones."""
        view, asked = self.view, self._asks
        if view.is_whole or not view.transfers or self._is_asking_more:
            return
        self._is_asking_more, last = True, view.transfers[-1]

        def take(found: tuple[TransferView, ...]) -> None:
            self._is_asking_more = False
            if asked == self._asks:
                self._show(transfers=self.view.transfers + found, is_whole=len(found) < PAGE)

        def failed(error: AppError) -> None:
            self._is_asking_more = False
            self._refuse(error)

        self._desk.ask(
            transfers, done=take, failed=failed, purpose="store", before=(last.at, last.transfer_id), limit=PAGE,
            **_ASKED[view.part],
        )

    def choose(self, place: int) -> None:
        """Look at the one that stands there."""
        if 0 <= place < len(self.view.transfers):
            self._look_at(self.view.transfers[place].transfer_id)

    def choose_line(self, spot: int) -> None:
        """This line of it."""
        transfer = self.view.transfer
        if transfer is not None:
            self._show(spot=max(0, min(len(transfer.lines) - 1, spot)))

    def scan(self, code: str) -> None:
        """The line of what carries this code; of two scans in one breath the later one counts."""
        self._scans += 1
        asked = self._scans

        def found(goods: tuple[ProductView, ...]) -> None:
            if asked != self._scans:
                return
            transfer, wanted = self.view.transfer, {each.product_id for each in goods}
            lines = transfer.lines if transfer is not None else ()
            spot = next((at for at, line in enumerate(lines) if line.product_id in wanted), None)
            if spot is None:
                self.unknown.emit(code)
            else:
                self.scanned.emit(spot)

        self._desk.ask(goods_with_code, done=found, code=code)

    def set_arrived(self, milli: int | None) -> None:
        """So much of the chosen line has arrived; None for all of it."""
        line = self.view.line
        if line is None or not self.view.can_answer:
            return
        arrived = {key: value for key, value in self.view.arrived.items() if key != line.line_id}
        if milli is not None:
            arrived[line.line_id] = milli
        if arrived != self.view.arrived:
            self._show(arrived=arrived, is_short=False)

    def answer(self) -> None:
        """It has arrived, as it is typed. Where less has, somebody says first what becomes of the rest."""
        transfer = self.view.transfer
        if transfer is None or not self.view.can_answer:
            return
        if any(self.view.arrived.get(line.line_id, line.sent_milli) < line.sent_milli for line in transfer.lines):
            self._show(is_short=True)
        else:
            self._answer(keep_difference=False)

    def think_again(self) -> None:
        """What was typed of it is looked at once more."""
        self._show(is_short=False)

    def answer_short(self, *, keep_difference: bool) -> None:
        """The rest is back where it came from, or it is looked for."""
        if self.view.is_short:
            self._answer(keep_difference=keep_difference)

    def settle(self, *, is_lost: bool, reason: str) -> None:
        """What became of the difference, and why."""
        transfer = self.view.transfer
        if transfer is not None and self.view.can_settle:
            self._desk.run(
                settle_transfer, done=self._done, failed=self._refuse, transfer_id=transfer.transfer_id, is_lost=is_lost,
                reason=reason,
            )

    # --- inside ---

    def _answer(self, *, keep_difference: bool) -> None:
        transfer = self.view.transfer
        assert transfer is not None, "only what is looked at"
        self._desk.run(
            answer_transfer, done=self._done, failed=self._refuse, transfer_id=transfer.transfer_id,
            accepted=dict(self.view.arrived), keep_difference=keep_difference,
        )

    def _done(self, _id: object) -> None:
        self._show(arrived={}, is_short=False)
        self._ask()

    def _look_at(self, transfer_id: UUID | None) -> None:
        if transfer_id == self.view.chosen:
            return
        self._show(chosen=transfer_id, spot=0, arrived={}, is_short=False)

    def _ask(self) -> None:
        """Two threads answer: what was asked last is what holds."""
        self._asks += 1
        asked, limit = self._asks, max(PAGE, min(len(self.view.transfers), MOST_AGAIN))

        def take(found: tuple[TransferView, ...]) -> None:
            if asked == self._asks:
                self._take(found, is_whole=len(found) < limit)

        self._desk.ask(transfers, done=take, purpose="store", limit=limit, **_ASKED[self.view.part])

    def _take(self, found: tuple[TransferView, ...], *, is_whole: bool) -> None:
        known = {each.transfer_id for each in found}
        self.view = replace(self.view, transfers=found, is_asked=True, is_whole=is_whole)
        if self.view.chosen not in known:
            self._look_at(found[0].transfer_id if found else None)
        self.changed.emit()

    def _on_news(self, topics: frozenset[str]) -> None:
        if self._is_shown and "stock" in topics:
            self._ask()

    def _refuse(self, error: AppError) -> None:
        self._desk.failed.emit(Fault(error.code, self._desk.sentence(error), dict(error.facts)))
        self._show(is_short=False)

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()
