"""The bag as widgets: its goods by line of a transfer, the till that sells them, and the way back into the shop."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button, primary
from ui.kit.parts import column, hairline, holding, label, row, wide
from ui.kit.pick_list import PickList
from ui.kit.theme import px
from ui.kit.tokens import BOLD
from ui.pages.agents.model import TAKE_BACK, AgentsModel
from ui.pages.agents.words import AgentWords


class BagPart(QWidget):
    """`green` begins a draft of what comes back, `to_till` opens a panel."""

    def __init__(self, desk: Desk, model: AgentsModel, words: AgentWords) -> None:
        super().__init__()
        self._desk, self._agents, self._model, self._words = desk, model, model.bag, words
        say = desk.say
        self.list = PickList(say(_("Bag")), words.bag_line)
        self.till = label(ink="muted", wrap=True)
        self._total, self.cost = label(ink="muted", wrap=True), label(weight=BOLD, right=True)
        self.till.setMinimumWidth(px(60))
        self.to_till = wide(Button(say(_("Bag to another till…")), hint="F9", picture="transfer"))
        self.green = wide(primary(say(_("Take goods back")), hint="F12"))
        below = column(row(self._total, self.cost, gap=12, grow=(0,)), self.till, gap=4, margin=(20, 8, 20, 8))
        keys = column(self.to_till, self.green, gap=8, margin=(16, 0, 16, 16))
        self.setLayout(column(self.list, hairline(), holding(below), keys, gap=0, grow=(0,)))
        self.list.chosen.connect(self._model.walk_to)
        self.list.taken.connect(self._model.take)
        self.green.clicked.connect(lambda: model.open_draft(TAKE_BACK))

    def show_view(self) -> None:
        """What the model says now."""
        say, model, glance = self._desk.say, self._model, self._agents.view.glance
        self.list.empty = say(_("The bag is empty. Hand goods over under Transfers."))
        self.list.show_items(model.items, model.spot)
        till = glance.agent.till if glance is not None else None
        sold_here = say(_("Sold from the till “{till}”.")).format(till=till)
        self.till.setText(sold_here if till else say(_("No till has the bag: whichever sells of it first takes it.")))
        self._total.setText(say(_("In the bag: {quantity}")).format(quantity=self._words.quantity(model.pieces_milli)))
        self.cost.setText(self._words.cost(model.cost_minor))
        in_hand = self._agents.in_hand(TAKE_BACK)
        self.green.show_as(detail=str(in_hand) if in_hand else "", enabled=bool(model.items) and not model.busy)
        self.to_till.show_as(enabled=glance is not None and not model.busy)
