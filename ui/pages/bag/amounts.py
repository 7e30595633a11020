"""Lines with an amount each, of which one is chosen: a cart, a transfer, a request, goods that come back. No widgets here."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.kernel.errors import AppError, RuleBroken
from ui.bridge.bag_claim import First, at_once
from ui.bridge.desk import Desk, Fault

PIECE = 1000


@dataclass(frozen=True, slots=True)
class AmountLine:
    """`key` is a product's or a line's id; `of_milli` how much there is of it, where that is known."""

    key: UUID
    name: str
    unit: str
    quantity_milli: int
    of_milli: int | None = None
    price_minor: int | None = None
    list_price_minor: int | None = None
    sum_minor: int | None = None

    @property
    def is_too_much(self) -> bool:
        """More than there is by now."""
        return self.of_milli is not None and self.quantity_milli > self.of_milli


class Amounts(QObject):
    """What each of these has in common; `lines` and `put_amount` are its own.

    Signals:
        changed: something is another now.
    """

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.chosen: UUID | None = None
        self.is_busy = False
        self.first: First = at_once

    @property
    def lines(self) -> tuple[AmountLine, ...]:
        """In the order in which they are shown."""
        raise NotImplementedError

    def put_amount(self, line: AmountLine, milli: int) -> None:
        """So many whole pieces of it from now on; refuses what cannot be."""
        raise NotImplementedError

    def set_price(self, _minor: int | None) -> None:
        """Another price for one of the chosen line, where it has one."""

    @property
    def place(self) -> int:
        """Where the chosen line stands; the first one where none is chosen, −1 where there is none."""
        lines = self.lines
        return next((at for at, line in enumerate(lines) if line.key == self.chosen), 0 if lines else -1)

    @property
    def line(self) -> AmountLine | None:
        """The chosen line."""
        place = self.place
        return self.lines[place] if place >= 0 else None

    def choose(self, place: int) -> None:
        """The line at this place."""
        lines = self.lines
        if 0 <= place < len(lines):
            self.chosen = lines[place].key
            self.changed.emit()

    def walk(self, step: int) -> None:
        """So many lines down, or up."""
        self.choose(max(0, min(len(self.lines) - 1, self.place + step)))

    def step(self, step: int) -> None:
        """A piece more or less of the chosen line."""
        line = self.line
        if line is not None and line.quantity_milli + step * PIECE >= 0:
            self.put_amount(line, line.quantity_milli + step * PIECE)

    def type_amount(self, milli: int | None) -> None:
        """What somebody typed for the chosen line; half a piece is refused."""
        line = self.line
        if line is None or milli is None or milli == line.quantity_milli:
            return
        if milli % PIECE:
            self.refuse(RuleBroken("agents.half_a_piece", name=line.name, asked_milli=milli))
        else:
            self.put_amount(line, milli)

    def refuse(self, error: AppError) -> None:
        """Tell why not; what was typed gives way to what holds."""
        self.is_busy = False
        self._desk.failed.emit(Fault(error.code, self._desk.sentence(error), dict(error.facts)))
        self.changed.emit()

    def unanswered(self) -> None:
        """Somebody is asked, and may never answer."""
        self.is_busy = False
        self.changed.emit()
