"""Transfers that wait for the agent: each is accepted in full, or by line in part. No widgets here."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal

from app.core.agents.commands.handing import accept
from app.core.catalog.queries import goods_with_code
from app.core.catalog.views import ProductView
from app.core.stock.views import TransferView
from app.kernel.errors import RuleBroken
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.pages.bag.amounts import PIECE, AmountLine, Amounts


class AcceptModel(Amounts):
    """Signals:
    told: a sentence (str): what was accepted.
    unknown: a code (str) that nothing of the transfer carries.
    """

    told = Signal(str)
    unknown = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.waiting: tuple[TransferView, ...] = ()
        self.transfer_id: UUID | None = None
        self._less: dict[UUID, int] = {}

    def take(self, waiting: Sequence[TransferView]) -> None:
        """What waits now, the oldest first."""
        self.waiting = tuple(waiting)
        if self.transfer is None:
            self.transfer_id = self.waiting[0].transfer_id if self.waiting else None
            self.chosen = None
        self.changed.emit()

    @property
    def transfer(self) -> TransferView | None:
        """The one that is looked at."""
        return next((each for each in self.waiting if each.transfer_id == self.transfer_id), None)

    @property
    def at(self) -> int:
        """Where it stands, or −1."""
        return next((at for at, each in enumerate(self.waiting) if each.transfer_id == self.transfer_id), -1)

    @property
    def lines(self) -> tuple[AmountLine, ...]:
        transfer = self.transfer
        return () if transfer is None else tuple(
            AmountLine(line.line_id, line.name, line.unit, self._less.get(line.line_id, line.sent_milli), line.sent_milli)
            for line in transfer.lines
        )

    @property
    def pieces(self) -> tuple[int, int]:
        """Accepted, and sent."""
        lines = self.lines
        return sum(line.quantity_milli for line in lines), sum(line.of_milli or 0 for line in lines)

    def pick(self, at: int) -> None:
        """Another transfer."""
        if 0 <= at < len(self.waiting):
            self.transfer_id, self.chosen = self.waiting[at].transfer_id, None
            self.changed.emit()

    def turn(self, step: int) -> None:
        """The next transfer, or the one before."""
        self.pick(max(0, min(len(self.waiting) - 1, self.at + step)))

    def put_amount(self, line: AmountLine, milli: int) -> None:
        if milli > (line.of_milli or 0):
            self.refuse(
                RuleBroken("transfer.more_than_sent", name=line.name, sent_milli=line.of_milli or 0, asked_milli=milli)
            )
        else:
            self._less[line.key] = milli
            self.changed.emit()

    def scan(self, code: str) -> None:
        """To the line of what carries this code."""
        transfer = self.transfer

        def found(goods: tuple[ProductView, ...]) -> None:
            ids = {each.product_id for each in goods}
            lines = transfer.lines if transfer is not None else ()
            place = next((at for at, line in enumerate(lines) if line.product_id in ids), -1)
            if place >= 0:
                self.choose(place)
            else:
                self.unknown.emit(code)

        self._desk.ask(goods_with_code, done=found, code=code)

    def accept(self) -> None:
        """The goods are in the bag; what was refused is back in the shop."""
        transfer = self.transfer
        if transfer is None or self.is_busy:
            return
        self.is_busy = True
        (taken, sent), lines = self.pieces, self.lines

        def done(_answer: object) -> None:
            self.is_busy = False
            self._less = {}
            if taken < sent:
                words = _("{number}: accepted {taken} of {sent}; the rest is back in the shop.")
            else:
                words = _("{number}: all is accepted, {taken} pcs.")
            told = self._desk.say(words).format(number=transfer.number, taken=taken // PIECE, sent=sent // PIECE)
            self.changed.emit()
            self.told.emit(told)

        accepted = {line.key: line.quantity_milli for line in lines}
        self._desk.run(
            accept, done=done, failed=self.refuse, unanswered=self.unanswered, transfer_id=transfer.transfer_id,
            accepted=accepted,
        )
        self.changed.emit()
