"""Transfers and requests as widgets: a list each; what stands in it opens with Enter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button, primary
from ui.kit.parts import column, hairline, wide
from ui.kit.pick_list import PickList, PickRow
from ui.pages.agents.model import HAND_OVER, AgentsModel
from ui.pages.agents.part_model import PartModel
from ui.pages.agents.words import AgentWords


class ListPart(QWidget):
    """`green` is the one action of the part."""

    def __init__(self, model: PartModel, name: str, row: Callable[[Any], PickRow], empty: str, green: Button) -> None:
        super().__init__()
        self._model, self._empty = model, empty
        self.list = PickList(name, row)
        self.green = wide(green)
        self.setLayout(column(self.list, hairline(), column(self.green, gap=0, margin=16), gap=0, grow=(0,)))
        self.list.chosen.connect(model.walk_to)
        self.list.taken.connect(model.take)

    def show_view(self) -> None:
        """What the model says now."""
        self.list.empty = self._empty
        self.list.show_items(self._model.items, self._model.spot)
        self.green.show_as(enabled=self._model.agent_id is not None and not self._model.busy)


class TransfersPart(ListPart):
    """The green key begins a draft of what is handed over."""

    def __init__(self, desk: Desk, model: AgentsModel, words: AgentWords) -> None:
        say = desk.say
        green = primary(say(_("Hand goods over")), hint="F12")
        empty = say(_("Nothing was handed over yet. Scan goods, and they are."))
        super().__init__(model.transfers, say(_("Transfers")), words.transfer, empty, green)
        self._agents = model
        green.clicked.connect(lambda: model.open_draft(HAND_OVER))
        self.list.wanted_more.connect(model.transfers.more)

    def show_view(self) -> None:
        super().show_view()
        in_hand = self._agents.in_hand(HAND_OVER)
        self.green.show_as(detail=str(in_hand) if in_hand else "")


class RequestsPart(ListPart):
    """The green key opens the request that is meant, or the first."""

    def __init__(self, desk: Desk, model: AgentsModel, words: AgentWords) -> None:
        say = desk.say
        green = primary(say(_("Open the request")), hint="F12")
        empty = say(_("This agent has asked for nothing yet."))
        super().__init__(model.requests, say(_("Requests")), words.request, empty, green)
        green.clicked.connect(lambda: model.requests.take(max(0, model.requests.spot)))

    def show_view(self) -> None:
        super().show_view()
        self.green.show_as(enabled=bool(self._model.items) and not self._model.busy)
