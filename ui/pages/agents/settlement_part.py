"""The settlement as widgets: its figures, or behind them the list of sales and payments."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.core.agents.overview import AgentPaymentView
from app.core.agents.views import Settlement
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.formats import percent_text
from ui.kit.buttons import Button, primary
from ui.kit.figures import Figures, scrolled
from ui.kit.parts import column, hairline, holding, wide
from ui.kit.pick_list import PickList, PickRow
from ui.pages.agents.model import AgentsModel
from ui.pages.agents.words import AgentWords


class SettlementPart(QWidget):
    """`green` opens the panel for a payment, `entries` turns from the figures to the list and back."""

    def __init__(self, desk: Desk, model: AgentsModel, words: AgentWords) -> None:
        super().__init__()
        self._desk, self._agents, self._model, self._words = desk, model, model.settlement, words
        say = desk.say
        self.figures = Figures()
        self._page = scrolled(holding(column(self.figures, 1, gap=0, margin=(20, 12, 20, 12))))
        self.list = PickList(say(_("Sales and payments")), self._row)
        self.entries = wide(Button(picture="receipt"))
        self.green = wide(primary(say(_("Take a payment")), hint="F12"))
        keys = column(self.entries, self.green, gap=8, margin=16)
        self.setLayout(column(self._page, self.list, hairline(), keys, gap=0, grow=(0, 1)))
        self.list.chosen.connect(self._model.walk_to)
        self.list.taken.connect(self._model.take)
        self.entries.clicked.connect(self._turn)

    def show_view(self) -> None:
        """What the model says now."""
        say, model = self._desk.say, self._model
        self._page.setVisible(not model.is_listing)
        self.list.setVisible(model.is_listing)
        self.list.empty = say(_("Nothing was sold or paid yet."))
        self.list.show_items(model.items, model.spot)
        self.entries.hint = "" if model.is_listing else "Enter"
        self.entries.show_as(text=say(_("Back to the figures") if model.is_listing else _("Sales and payments")))
        self.green.show_as(enabled=model.stand is not None and not model.busy)
        self.figures.clear()
        if model.stand is not None:
            self._show_stand(model.stand)

    def _show_stand(self, stand: Settlement) -> None:
        say, money, figures = self._desk.say, self._desk.money, self.figures
        figures.line(say(_("Sold")), money(stand.sold_minor))
        if stand.refunded_minor:
            figures.line(say(_("Given back to customers")), money(-stand.refunded_minor))
        glance = self._agents.view.glance
        rate = percent_text(glance.agent.commission_ppm, self._desk.language) if glance is not None else ""
        commission = say(_("Commission, {rate} now")).format(rate=rate)
        if stand.keeps_commission:
            figures.line(commission, money(-stand.commission_minor))
        else:
            figures.line(commission, money(stand.commission_minor), note=say(_("The shop pays it out by itself.")))
        figures.line(say(_("Handed in")), money(-stand.paid_minor))
        owes = say(_("Owes")) if stand.owes_minor >= 0 else say(_("The shop owes"))
        figures.line(owes, money(abs(stand.owes_minor)), strong=True, ink="warn" if stand.owes_minor > 0 else "text")
        figures.title(say(_("Goods in the bag: {quantity}")).format(quantity=self._words.quantity(stand.goods_milli)))
        figures.line(say(_("At price")), money(stand.goods_price_minor))
        if stand.goods_cost_minor is not None:
            figures.line(say(_("At cost")), money(stand.goods_cost_minor))

    def _turn(self) -> None:
        if self._model.is_listing:
            self._model.step_back()
        else:
            self._model.walk_to(0)

    def _row(self, item: Any) -> PickRow:
        return self._words.payment(item) if isinstance(item, AgentPaymentView) else self._words.sale(item)
