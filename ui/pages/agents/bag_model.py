"""The bag: what is in it by line of a transfer, which till sells it, goods that come back into the shop."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal

from app.core.agents.commands.handing import take_from_agent
from app.core.agents.commands.leases import force_lease, let_go, move_lease
from app.core.agents.overview import BagTill, bag_seen, bag_tills
from app.core.agents.views import BagLineView
from app.core.stock.transfer_list import transfers
from app.core.stock.views import Sending
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.pages.agents.form import FormLine
from ui.pages.agents.part_model import PartModel


class BagModel(PartModel):
    """Signals:
    line_taken: a `BagLineView` that shall come back.
    given_back: goods of this agent (UUID) are in the shop again.
    """

    line_taken = Signal(object)
    given_back = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.tills: tuple[BagTill, ...] = ()

    @property
    def lines(self) -> tuple[BagLineView, ...]:
        """What is in the bag."""
        return tuple(self.items)

    @property
    def pieces_milli(self) -> int:
        """All of it."""
        return sum(line.left_milli for line in self.lines)

    @property
    def cost_minor(self) -> int | None:
        """What all of it cost, for whoever may see it."""
        costs = [line.left_minor for line in self.lines if line.left_minor is not None]
        return sum(costs) if costs else None

    def ask_all(self, agent_id: UUID) -> None:
        self.ask(bag_seen, self.show_items, agent_id=agent_id, **self.seen_by())
        self.ask(bag_tills, self._show_tills, branch_id=self._desk.place.branch_id)

    def take(self, place: int) -> None:
        """One piece of what stands there goes into the draft of what comes back."""
        if 0 <= place < len(self.items):
            self.line_taken.emit(self.items[place])

    def take_back(self, agent_id: UUID, lines: tuple[FormLine, ...]) -> None:
        """These goods come out of the bag into the shop."""
        def done(transfer_id: UUID) -> None:
            self._desk.ask(transfers, done=lambda found: self._say_back(found[0].number), transfer_ids=[transfer_id])
            self.given_back.emit(agent_id)

        self.act(take_from_agent, done, agent_id=agent_id, items=[Sending(each.product_id, each.milli) for each in lines])

    def move(self, till_id: UUID | None, *, from_here: bool) -> None:
        """Another till sells the bag from now on (None: whichever sells of it next). Where this one has it, it lets go first."""
        agent_id = self.agent_id

        def on(_answer: Any = None) -> None:
            self.act(move_lease, self._moved, agent_id=agent_id, till_id=till_id)

        if from_here or till_id is None:
            self.act(let_go, self._moved if till_id is None else on, agent_id=agent_id)
        else:
            on()

    def force(self, till_id: UUID | None, reason: str) -> None:
        """The bag is taken from a till that cannot let it go."""
        if till_id is not None:
            self.act(force_lease, self._moved, agent_id=self.agent_id, till_id=till_id, reason=reason)

    def _moved(self, _answer: Any) -> None:
        self.told.emit(self._desk.say(_("Another till may sell out of the bag now.")))

    def _say_back(self, number: str) -> None:
        self.told.emit(self._desk.say(_("Taken back into the shop: {number}.")).format(number=number))

    def _show_tills(self, found: tuple[BagTill, ...]) -> None:
        self.tills = found
        self.changed.emit()
