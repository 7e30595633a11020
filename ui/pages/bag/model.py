"""An agent's own till: whose bag it is, which part of the screen is open, and what stands behind each part. No widgets here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.core.agents.commands.leases import let_go
from app.core.agents.own_till import BagGood, OwnBag, own_bag
from app.core.agents.views import AgentView, Settlement
from app.kernel.i18n import _
from app.kernel.permissions import Right
from ui.bridge.desk import Desk
from ui.pages.bag.accepting import AcceptModel
from ui.pages.bag.asking import AskModel
from ui.pages.bag.selling import SellModel, matches
from ui.pages.bag.taking_back import BackModel

SELL, INSIDE, ACCEPT, ASK = "sell", "inside", "accept", "ask"
PARTS = (SELL, INSIDE, ACCEPT, ASK)


@dataclass(frozen=True, slots=True)
class BagView:
    """`is_known`: it was asked whether whoever sits here has a bag; `lacks_right`: there is one, of which they may not sell.
    `product_id` is the one that is looked at inside."""

    is_known: bool = False
    lacks_right: bool = False
    part: str = SELL
    agent: AgentView | None = None
    stands: Settlement | None = None
    goods: tuple[BagGood, ...] = ()
    waiting: int = 0
    product_id: UUID | None = None
    searching: str = ""

    @property
    def listed(self) -> tuple[BagGood, ...]:
        """What of the bag has the typed words."""
        return tuple(good for good in self.goods if matches(good, self.searching))

    @property
    def place(self) -> int:
        """Where the product that is looked at stands, or −1."""
        return next((at for at, good in enumerate(self.listed) if good.product_id == self.product_id), -1)

    @property
    def good(self) -> BagGood | None:
        """The product that is looked at."""
        return self.listed[self.place] if self.place >= 0 else None


class BagModel(QObject):
    """Signals:
    changed: the view is another one.
    told: a sentence (str): what was done.
    not_whole: a cart that was kept has more than there is by now.
    """

    changed = Signal()
    told = Signal(str)
    not_whole = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._is_shown, self._asked = False, 0
        self.view = BagView()
        self.selling, self.accepting, self.asking, self.back = SellModel(desk), AcceptModel(desk), AskModel(desk), BackModel(desk)
        for part in (self.accepting, self.asking):
            part.told.connect(self.told)
        desk.runner.changed.connect(self._on_news)
        desk.person_changed.connect(self.look)
        self.look()

    @property
    def is_other_branch(self) -> bool:
        """The bag belongs to another shop of the company."""
        agent = self.view.agent
        return agent is not None and agent.branch_id != self._desk.place.branch_id

    def come(self) -> None:
        """The screen is in front: look at what there is now."""
        self._is_shown = True
        self.look()

    def go(self) -> None:
        """The screen is gone."""
        self._is_shown = False

    def look(self) -> None:
        """Whose bag is it, and what is in it?"""
        person = self._desk.person
        self._asked += 1
        asked = self._asked
        if person is None or Right.SELL_FROM_BAG not in person.rights:
            self._take(None)
            if person is not None and self._is_shown:
                self._show(is_known=False)
                self._desk.ask(
                    own_bag, done=lambda found: self._tell_why(found) if asked == self._asked else None,
                    person_id=person.person_id,
                )
            return
        self._desk.ask(
            own_bag, done=lambda found: self._take(found) if asked == self._asked else None, person_id=person.person_id
        )

    def open_part(self, part: str) -> None:
        """Another part of the screen."""
        if part != self.view.part:
            self.selling.search("")
            self.asking.search("")
            self._show(part=part, searching="")

    def search(self, text: str) -> None:
        """What is inside the bag by any part of its name, article or code."""
        if text.strip() != self.view.searching:
            self._show(searching=text.strip())
            if self.view.place < 0:
                self.look_at(0)

    def scan(self, code: str) -> None:
        """To the product of the bag that carries this code."""
        carrying = self.selling.carrying(code)
        if carrying is not None:
            self._show(searching="", product_id=carrying[0].product_id)
        else:
            self.selling.unknown.emit(code)

    def look_at(self, place: int) -> None:
        """What stands behind the product at this place of the bag."""
        if 0 <= place < len(self.view.listed):
            self._show(product_id=self.view.listed[place].product_id)

    def walk(self, step: int) -> None:
        """Arrow keys inside the bag."""
        self.look_at(max(0, min(len(self.view.listed) - 1, self.view.place + step)))

    def let_go(self) -> None:
        """This till lets the bag go: the agent sells from another one."""
        if self.view.agent is not None:
            self._desk.run(let_go, done=lambda _none: self._let_go(), agent_id=self.view.agent.agent_id)

    def _let_go(self) -> None:
        self.told.emit(self._desk.say(_("This till has let the bag go. The till that sells from it next takes it.")))

    def _tell_why(self, found: OwnBag | None) -> None:
        self._show(is_known=True, lacks_right=found is not None)

    def _take(self, found: OwnBag | None) -> None:
        agent = found.agent if found is not None else None
        goods = found.goods if found is not None else ()
        agent_id = agent.agent_id if agent is not None else None
        if agent_id != (self.view.agent.agent_id if self.view.agent is not None else None):
            self.view = BagView()
        self.accepting.take(found.waiting if found is not None else ())
        self.back.take(agent_id)
        if self._is_shown or agent_id is None:
            self.asking.take(agent_id)
        is_whole = self.selling.take(agent_id, goods)
        self._show(
            is_known=True, lacks_right=False, agent=agent, stands=found.stands if found is not None else None, goods=goods,
            waiting=len(found.waiting) if found is not None else 0,
        )
        if self.view.place < 0:
            self.look_at(0)
        if not is_whole:
            self.not_whole.emit()

    def _on_news(self, topics: frozenset[str]) -> None:
        if topics & {"agents"} or (self._is_shown and topics & {"stock", "catalog"}):
            self.look()

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()
