"""Opens the panels over the agents, and hands on what was said in them."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.sheet import Sheet
from ui.pages.agents.model import AgentsModel
from ui.pages.agents.settlement_model import Paying
from ui.pages.agents.sheets import AgentSheet, PaymentSheet, ReasonSheet, TillSheet


class Panels(QObject):
    """`sheet` is the panel that was opened last."""

    def __init__(self, desk: Desk, model: AgentsModel, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._model, self._page = desk, model, page
        self.sheet: Sheet | None = None

    def ask_reason(self, is_declined: bool) -> None:
        """Why a request is declined, or why goods come back."""
        say = self._desk.say
        words = say(_("Decline the request") if is_declined else _("Take it back"))
        note = say(_("The agent reads the reason.") if is_declined else _("The goods go into the bag again, and the money back."))
        sheet = ReasonSheet(self._page.window(), self._desk, words, note=note, words=words)
        sheet.told.connect(self._model.post_because)
        self.sheet = sheet

    def ask_payment(self) -> None:
        """How much, and in which way: all that is owed, if nothing was typed yet."""
        stand, paying = self._model.settlement.stand, self._model.settlement.paying
        if stand is None:
            return
        if paying.amount_minor is None and stand.owes_minor > 0:
            paying = replace(paying, amount_minor=stand.owes_minor)
        title = self._desk.say(_("Payment: {agent}")).format(agent=stand.agent)
        sheet = PaymentSheet(self._page.window(), self._desk, title, paying)
        sheet.given.connect(self._pay)
        self.sheet = sheet

    def ask_till(self) -> None:
        """Which till sells of the bag."""
        glance = self._model.view.glance
        if glance is not None:
            title = self._desk.say(_("The bag of {agent}")).format(agent=glance.agent.name)
            sheet = TillSheet(self._page.window(), self._desk, title, glance.agent, self._model.bag.tills)
            is_here = glance.agent.till_id == self._desk.place.till_id
            sheet.moved.connect(lambda till_id: self._model.bag.move(till_id, from_here=is_here))
            sheet.forced.connect(self._model.bag.force)
            self.sheet = sheet

    def ask_new(self) -> None:
        """Who becomes an agent."""
        def found() -> None:
            sheet = AgentSheet(self._page.window(), self._desk, self._desk.say(_("New agent")), people=self._model.view.people)
            sheet.told.connect(self._make)
            self.sheet = sheet

        self._model.ask_people(found)

    def ask_commission(self) -> None:
        """Another commission."""
        glance = self._model.view.glance
        if glance is not None:
            sheet = AgentSheet(self._page.window(), self._desk, glance.agent.name, agent=glance.agent)
            sheet.told.connect(self._change)
            self.sheet = sheet

    def _pay(self, paying: Paying) -> None:
        self._model.settlement.pay(paying)

    def _make(self, person_id: UUID, ppm: int, keeps: bool) -> None:
        self._model.make_agent(person_id, ppm, keeps)

    def _change(self, _person_id: object, ppm: int, keeps: bool) -> None:
        self._model.change_agent(ppm, keeps)
