"""An agent's own till: its screens and the ways there. Who sells only out of a bag begins here, and needs no shift."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from app.core.agents.views import AgentRefunded, AgentSold
from app.kernel.i18n import _
from app.kernel.permissions import Right
from ui.bridge.bag_claim import BagClaim, Go, Refused
from ui.kit.screen import Screen
from ui.pages.bag.back_page import BackPage
from ui.pages.bag.model import BagModel
from ui.pages.bag.page import BagPage
from ui.pages.payment.outcome import OutcomePage

if TYPE_CHECKING:
    from ui.shell.till import Till

LESS = _("Some of the goods in your cart are no longer in the bag. Look at the quantities.")


class OwnBag(QObject):
    """Holds the models of these screens, made when somebody who may sell out of a bag sits down."""

    def __init__(self, till: Till) -> None:
        super().__init__()
        self._till, self._desk = till, till.desk
        self._sold: AgentSold | None = None
        self._given: AgentRefunded | None = None
        self._is_made = False
        self.screens: dict[str, Callable[[], Screen]] = {
            "bag": self._bag_page, "bag_sold": self._sold_page, "bag_return": self._back_page, "bag_given_back": self._given_page,
        }
        self._desk.person_changed.connect(self._seated)
        self._seated()

    @cached_property
    def model(self) -> BagModel:
        """The bag of whoever sits here."""
        model = BagModel(self._desk)
        claim = BagClaim(self._desk, self._till.states.centre)

        def first(go: Go, refused: Refused) -> None:
            agent = model.view.agent
            if agent is None:
                go()
            else:
                claim.first(agent.agent_id, agent.till_id, go, refused)

        model.selling.first = model.back.first = first
        model.told.connect(lambda words: self._till.window.say(words, kind="primary"))
        model.not_whole.connect(lambda: self._till.window.say(self._desk.say(LESS), kind="warn"))
        model.selling.sold.connect(self._show_sold)
        model.back.given.connect(self._show_given)
        for part in (model.selling, model.accepting, model.asking, model.back):
            part.unknown.connect(self._tell_unknown)
        self._is_made = True
        return model

    @property
    def is_home(self) -> bool:
        """Whoever sits here sells out of a bag, and not at the counter."""
        return self._desk.allows(Right.SELL_FROM_BAG) and not self._desk.allows(Right.SELL)

    @property
    def is_agent(self) -> bool:
        """Whoever sits here has a bag."""
        return self._is_made and self.model.view.agent is not None

    def left_off(self) -> dict[str, Any]:
        """The cart in hand, on whatever screen the till is."""
        return self.model.selling.left_off() if self._is_made else {}

    def go_on_from(self, facts: Mapping[str, Any]) -> None:
        """Take up a cart again that was in hand when the program ended."""
        self.model.selling.go_on_from(facts)
        self.model.look()

    def _seated(self) -> None:
        if self._desk.allows(Right.SELL_FROM_BAG):
            self.model  # noqa: B018 — from now on it asks whose bag it is

    # --- screens ---

    def _bag_page(self) -> BagPage:
        page = BagPage(self._desk, self.model)
        page.left.connect(self._leave)
        page.more_wanted.connect(lambda: self._till.window.open("menu"))
        page.return_wanted.connect(lambda: self._till.window.open("bag_return"))
        page.signed_out.connect(self._till.change_person)
        return page

    def _back_page(self) -> BackPage:
        page = BackPage(self._desk, self.model.back)
        page.left.connect(self._open)
        return page

    def _show_sold(self, sold: AgentSold) -> None:
        self._sold = sold
        self._till.window.open("bag_sold")

    def _show_given(self, given: AgentRefunded) -> None:
        self._given = given
        self._till.window.open("bag_given_back")

    def _sold_page(self) -> OutcomePage:
        desk, sold = self._desk, self._sold
        assert sold is not None
        page = OutcomePage(
            desk, title=desk.say(_("Sold")), words=desk.say(_("Paid")), figure_minor=sold.total_minor,
            numbers=self._told(sold.number, sold.commission_minor), is_printed=False,
        )
        self._till.papers.offer(page, ("agent_sale", sold.sale_id), is_printed=False)
        page.next_customer.connect(self._next)
        return page

    def _given_page(self) -> OutcomePage:
        desk, given = self._desk, self._given
        assert given is not None
        page = OutcomePage(
            desk, title=desk.say(_("Return")), words=desk.say(_("Give back")), figure_minor=given.total_minor,
            numbers=self._told(given.number, -given.commission_minor), has_papers=False,
        )
        page.next_customer.connect(self._next)
        return page

    def _told(self, number: str, commission_minor: int) -> tuple[str, ...]:
        words = self._desk.say(_("your commission {sum}")).format(sum=self._desk.money(commission_minor))
        return (number, words) if commission_minor else (number,)

    # --- ways ---

    def _open(self) -> None:
        self._till.window.open("bag")

    def _next(self, code: str) -> None:
        self._open()
        if code:
            self.model.selling.scan(code)

    def _leave(self) -> None:
        """An agent is at home here; who came by the menu goes back there."""
        if not self.is_home:
            self._till.window.open("menu")

    def _tell_unknown(self, code: str) -> None:
        words = self._desk.say(_("Nothing here has the code {code}.")).format(code=code[:40])
        self._till.window.say(words, kind="warn")
