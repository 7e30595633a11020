"""Transfers into a bag and out of it: handing goods over, and answering for the agent."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal

from app.core.agents.commands.handing import accept, hand_over
from app.core.stock.transfer_list import transfers
from app.core.stock.views import Sending, TransferView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.pages.agents.form import ANSWER, FormLine, FormView
from ui.pages.agents.part_model import PartModel

WAITS = "sent"
PAGE = 100
MOST_AGAIN = 2000
"""After a change elsewhere no more of the list than this is asked for again."""


class TransfersModel(PartModel):
    """Signals:
    handed_over: a transfer to this agent (UUID) is on its way.
    """

    handed_over = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.is_whole = False
        self._asks = 0

    def forget(self) -> None:
        self.is_whole = False

    def ask_all(self, agent_id: UUID) -> None:
        self._asks += 1
        limit = max(PAGE, min(len(self.items), MOST_AGAIN))

        def show(found: tuple[TransferView, ...]) -> None:
            self.is_whole = len(found) < limit
            self.show_items(found)

        self.ask(transfers, show, store_id=agent_id, limit=limit)

    def more(self) -> None:
        """Older ones; nothing while those that are shown are asked for again."""
        if self.is_whole or not self.items or self.agent_id is None:
            return
        self.is_whole, asked, last = True, self._asks, self.items[-1]  # until the answer is there nothing more is asked for

        def show(found: tuple[TransferView, ...]) -> None:
            if asked == self._asks:
                self.is_whole = len(found) < PAGE
                self.show_items((*self.items, *found))

        self.ask(transfers, show, store_id=self.agent_id, before=(last.at, last.transfer_id), limit=PAGE)

    def take(self, place: int) -> None:
        """Its lines; while nobody has answered it, how much of each is accepted."""
        if 0 <= place < len(self.items):
            self.spot = place
            self.form_wanted.emit(_form_of(self.items[place]))

    def hand_over(self, agent_id: UUID, lines: tuple[FormLine, ...]) -> None:
        """These goods go to the agent, who answers."""
        def done(transfer_id: UUID) -> None:
            self._desk.ask(transfers, done=lambda found: self._say_handed(found[0]), transfer_ids=[transfer_id])
            self.handed_over.emit(agent_id)

        self.act(hand_over, done, agent_id=agent_id, items=[Sending(each.product_id, each.milli) for each in lines])

    def answer(self, form: FormView) -> None:
        """So much of each line is accepted; the rest is back in the shop."""
        def done(_answer: object) -> None:
            self.told.emit(self._desk.say(_("Transfer {number} is answered.")).format(number=form.number))
            self.form_done.emit()

        self.act(accept, done, transfer_id=form.subject_id, accepted={line.key: line.milli for line in form.lines})

    def _say_handed(self, transfer: TransferView) -> None:
        words = self._desk.say(_("Handed over: {number}. The agent accepts it."))
        self.told.emit(words.format(number=transfer.number))


def _form_of(transfer: TransferView) -> FormView:
    lines = tuple(
        FormLine(
            line.line_id, line.product_id, line.name, line.unit,
            line.sent_milli if line.accepted_milli is None else line.accepted_milli, line.sent_milli,
        )
        for line in transfer.lines
    )
    form = FormView(
        ANSWER, transfer.transfer_id, transfer.number, transfer.at, transfer.person, transfer.note or "", transfer.state,
        transfer.state == WAITS, lines,
    )
    return form.walked_to(0)
