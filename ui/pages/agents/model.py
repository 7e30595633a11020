"""Agents of the branch: who is looked at, what is told of them, what is in hand for them. No widgets here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.core.agents.commands.people import change_agent, make_agent
from app.core.agents.overview import AgentGlance, agents_at_a_glance, on_shelf
from app.core.agents.views import BagLineView
from app.core.staff.queries import people
from app.core.staff.views import PersonView
from app.kernel.errors import AppError
from app.kernel.i18n import _
from app.kernel.permissions import Right
from ui.bridge.desk import Desk
from ui.pages.agents.bag_model import BagModel
from ui.pages.agents.form import ANSWER, APPROVE, DRAFTS, HAND_OVER, PIECE, SOLD_BACK, TAKE_BACK, FormView
from ui.pages.agents.form_model import DraftModel, FormModel, Told, as_kept
from ui.pages.agents.part_model import PartModel
from ui.pages.agents.requests_model import RequestsModel
from ui.pages.agents.selling_right import SellingRight
from ui.pages.agents.settlement_model import SettlementModel
from ui.pages.agents.transfers_model import TransfersModel

BAG, TRANSFERS, REQUESTS, SETTLEMENT = "bag", "transfers", "requests", "settlement"
PARTS = (BAG, TRANSFERS, REQUESTS, SETTLEMENT)
LOOKERS = frozenset({
    Right.EDIT_AGENTS, Right.SEND_TO_AGENTS, Right.ACT_FOR_AGENTS, Right.APPROVE_REQUESTS, Right.SETTLE_AGENTS, Right.MOVE_BAG,
})
"""Whoever has one of these looks after agents; to others their money is none of their business."""
__all__ = [
    "BAG", "HAND_OVER", "PARTS", "REQUESTS", "SETTLEMENT", "TAKE_BACK", "TRANSFERS", "AgentsModel", "AgentsView",
]
NEWS = frozenset({"agents", "stock", "staff", "cash"})


@dataclass(frozen=True, slots=True)
class AgentsView:
    """`found` are the agents that fit what is typed. `people` could become agents."""

    agents: tuple[AgentGlance, ...] = ()
    searching: str = ""
    agent_id: UUID | None = None
    part: str = BAG
    is_asked: bool = False
    people: tuple[PersonView, ...] = ()

    @property
    def found(self) -> tuple[AgentGlance, ...]:
        """Those whose name has what is typed."""
        text = self.searching.casefold()
        return tuple(each for each in self.agents if text in each.agent.name.casefold())

    @property
    def place(self) -> int:
        """Where the one who is looked at stands among them, or −1."""
        return next((at for at, each in enumerate(self.found) if each.agent.agent_id == self.agent_id), -1)

    @property
    def glance(self) -> AgentGlance | None:
        """Who is looked at."""
        return next((each for each in self.agents if each.agent.agent_id == self.agent_id), None)


class AgentsModel(QObject):
    """Asks only while its screen is shown. `form` is what is being filled in: a draft of goods, or the lines of a document.

    Signals:
        changed: something is another now, in whatever part.
        told: what was done, as a sentence.
    """

    changed = Signal()
    told = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._is_shown = False
        self.view = AgentsView()
        self.bag, self.transfers = BagModel(desk), TransfersModel(desk)
        self.requests, self.settlement = RequestsModel(desk), SettlementModel(desk)
        self.parts: dict[str, PartModel] = {
            BAG: self.bag, TRANSFERS: self.transfers, REQUESTS: self.requests, SETTLEMENT: self.settlement,
        }
        self.drafts = {
            HAND_OVER: DraftModel(desk, HAND_OVER, self._ask_shop), TAKE_BACK: DraftModel(desk, TAKE_BACK, self._ask_bag),
        }
        self.form: FormModel | None = None
        self._selling_right = SellingRight(desk)
        self._selling_right.told.connect(self.told)
        for part in self.parts.values():
            part.changed.connect(self.changed)
            part.told.connect(self.told)
            part.form_wanted.connect(self._open_lines)
            part.form_done.connect(self.close_form)
        for draft in self.drafts.values():
            draft.changed.connect(self.changed)
        self.bag.line_taken.connect(self._take_line)
        self.bag.given_back.connect(lambda agent_id: self._done_with(TAKE_BACK, agent_id))
        self.transfers.handed_over.connect(lambda agent_id: self._done_with(HAND_OVER, agent_id))
        desk.runner.changed.connect(self._on_news)
        desk.person_changed.connect(self.forget)

    @property
    def may_look(self) -> bool:
        """Whether who sits here looks after agents at all."""
        return any(self._desk.allows(right) for right in LOOKERS)

    @property
    def part(self) -> PartModel:
        """What is told on the right."""
        return self.parts[self.view.part]

    @property
    def is_busy(self) -> bool:
        """Something is under way."""
        return any(part.busy for part in self.parts.values())

    # --- coming and going ---

    def come(self) -> None:
        """The screen is in front: look at what there is now."""
        self._is_shown = True
        self._look()

    def go(self) -> None:
        """The screen is gone; what is in hand stays."""
        self._is_shown = False

    def forget(self) -> None:
        """Another person sits here, who may see more or less, and has nothing in hand yet."""
        self.form = None
        self.view = AgentsView()
        for part in self.parts.values():
            part.look_at(None)
        for draft in self.drafts.values():
            draft.look_at(None)
        self.changed.emit()

    # --- whom, and what of them ---

    def search(self, text: str) -> None:
        """While a form is open goods are looked for, else agents by name."""
        if isinstance(self.form, DraftModel):
            self.form.search(text)
        elif self.form is None:
            self._show(searching=text.strip())
            if self.view.found and self.view.place < 0:
                self.choose_place(0)

    def choose_place(self, place: int) -> None:
        """Look at the agent who stands there."""
        if 0 <= place < len(self.view.found):
            self.choose(self.view.found[place].agent.agent_id)

    def choose(self, agent_id: UUID) -> None:
        """Look at this agent; what was in hand for another waits."""
        if agent_id != self.view.agent_id:
            self.form = None
            self.view = replace(self.view, agent_id=agent_id)
            for draft in self.drafts.values():
                draft.look_at(agent_id)
        self.part.look_at(agent_id)
        self.changed.emit()

    def move(self, step: int) -> None:
        """Arrow keys: in a form, else among the agents."""
        if self.form is not None:
            self.form.move(step)
        elif self.view.found:
            self.choose_place(max(0, min(len(self.view.found) - 1, self.view.place + step)))

    def open_part(self, part: str) -> None:
        """Bag, transfers, requests or settlement."""
        self.form = None
        self.part.step_back()
        self._show(part=part)
        self.part.look_at(self.view.agent_id)

    def into_list(self) -> None:
        """Walk in the list on the right."""
        if self.part.items or self.view.part == SETTLEMENT:
            self.part.walk_to(0)

    def step_back(self) -> bool:
        """Out of the form, out of the list; False where there is nothing to leave."""
        if self.form is not None:
            self.close_form()
            return True
        return self.part.step_back()

    # --- forms ---

    def open_draft(self, kind: str) -> None:
        """Goods for this agent, or from him."""
        if self.view.agent_id is None:
            return
        part = TRANSFERS if kind == HAND_OVER else BAG
        if self.view.part != part:
            self.open_part(part)
        self.form = draft = self.drafts[kind]
        draft.look_anew()
        self._show(searching="")

    def open_green(self) -> None:
        """What the green key of a part leads to: goods back, or goods over."""
        kinds = {BAG: TAKE_BACK, TRANSFERS: HAND_OVER}
        if self.view.part in kinds:
            self.open_draft(kinds[self.view.part])

    def close_form(self) -> None:
        """Back to the list; a draft waits, what was typed about a document does not."""
        if isinstance(self.form, DraftModel):
            self.form.search("")
        self.form = None
        self.part.read()
        self.changed.emit()

    def scan(self, code: str) -> bool:
        """Into the draft that is open, or into that of the part; False where goods have no place."""
        if self.form is None:
            self.open_green()
        if not isinstance(self.form, DraftModel):
            return False
        self.form.scan(code)
        return True

    def post(self) -> None:
        """Do what the form is for; `sold_back` needs a reason (`post_because`)."""
        if self.form is None or self.view.agent_id is None:
            return
        form = self.form.view
        if form.kind == HAND_OVER:
            self.transfers.hand_over(self.view.agent_id, form.lines)
        elif form.kind == TAKE_BACK:
            self.bag.take_back(self.view.agent_id, form.lines)
        elif form.kind == ANSWER:
            self.transfers.answer(form)
        elif form.kind == APPROVE:
            self.requests.approve(form)

    def post_because(self, reason: str) -> None:
        """The same where a reason belongs to it: what was sold comes back, a request is declined."""
        form = self.form.view if self.form is not None else None
        if form is not None and form.kind == SOLD_BACK:
            self.settlement.take_sold_back(form, reason)
        elif form is not None and form.kind == APPROVE:
            self.requests.decline(form, reason)

    def in_hand(self, kind: str) -> int:
        """How many pieces are in a draft for who is looked at."""
        agent_id = self.view.agent_id
        return sum(line.milli for line in self.drafts[kind].lines_of(agent_id)) // PIECE if agent_id is not None else 0

    def drop_draft(self) -> None:
        """What is in hand is given up."""
        if isinstance(self.form, DraftModel):
            self.form.drop()

    # --- who is an agent ---

    def ask_people(self, done: Callable[[], None]) -> None:
        """Who could become an agent."""
        known = {each.agent.person_id for each in self.view.agents}

        def told(found: tuple[PersonView, ...]) -> None:
            self._show(people=tuple(each for each in found if each.person_id not in known))
            if self._is_shown:
                done()

        self._desk.ask(people, done=told)

    def make_agent(self, person_id: UUID, commission_ppm: int, keeps_commission: bool) -> None:
        """This person gets a bag."""
        def done(agent_id: UUID) -> None:
            self.told.emit(self._desk.say(_("There is a bag now. Hand goods over to fill it.")))
            self.view = replace(self.view, agent_id=agent_id, searching="")
            for draft in self.drafts.values():
                draft.look_at(agent_id)
            self._look()
            name = next((each.name for each in self.view.people if each.person_id == person_id), "")
            self._selling_right.check(person_id, name)

        self.part.act(
            make_agent, done, person_id=person_id, commission_ppm=commission_ppm, keeps_commission=keeps_commission
        )

    def change_agent(self, commission_ppm: int, keeps_commission: bool) -> None:
        """Another commission from now on."""
        def done(_answer: object) -> None:
            self.told.emit(self._desk.say(_("Stored. Sales that were made keep their commission.")))

        self.part.act(
            change_agent, done, agent_id=self.view.agent_id, commission_ppm=commission_ppm, keeps_commission=keeps_commission
        )

    # --- for a power cut ---

    def left_off(self) -> dict[str, Any]:
        """Who is looked at, and what is in hand for them."""
        agent_id = self.view.agent_id
        if agent_id is None:
            return {}
        facts: dict[str, Any] = {"agent_id": str(agent_id), "part": self.view.part}
        in_hand = {kind: as_kept(self.drafts[kind].lines_of(agent_id)) for kind in DRAFTS}
        if any(in_hand.values()):
            is_open = self.form.view.kind if isinstance(self.form, DraftModel) else ""
            facts["typed"] = {**{kind: lines for kind, lines in in_hand.items() if lines}, "open": is_open}
        return facts

    def go_on_from(self, facts: Mapping[str, Any]) -> None:
        """Stand there again. What cannot be read is a KeyError, TypeError or ValueError."""
        if "agent_id" not in facts:
            return
        agent_id, typed, part = UUID(str(facts["agent_id"])), dict(facts.get("typed", {})), str(facts["part"])
        in_hand = {kind: [(UUID(str(key)), int(milli)) for key, milli in typed.get(kind, ())] for kind in DRAFTS}
        self._show(agent_id=agent_id, part=part if part in PARTS else BAG)
        for kind, lines in in_hand.items():
            self.drafts[kind].look_at(agent_id)
            if lines:
                self.drafts[kind].go_on_from(agent_id, lines)
        if typed.get("open") in DRAFTS:
            self.open_draft(str(typed["open"]))

    # --- inside ---

    def _look(self) -> None:
        if self.may_look:
            self._desk.ask(
                agents_at_a_glance, done=self._show_agents, failed=self._failed, branch_id=self._desk.place.branch_id
            )
        else:
            self._show(is_asked=True)

    def _failed(self, error: AppError) -> None:
        self._desk.runner.refused.emit(error)

    def _show_agents(self, found: tuple[AgentGlance, ...]) -> None:
        self._show(agents=found, is_asked=True)
        known = [each.agent.agent_id for each in found]
        if self.view.agent_id in known:
            self.part.look_at(self.view.agent_id)
        elif known:
            self.choose(known[0])

    def _open_lines(self, form: FormView) -> None:
        self.form = FormModel(self._desk, form)
        self.form.changed.connect(self.changed)
        self._show(searching="")

    def _take_line(self, line: BagLineView) -> None:
        self.open_draft(TAKE_BACK)
        if isinstance(self.form, DraftModel):
            self.form.put_line(line.product_id, line.name, line.unit)

    def _done_with(self, kind: str, agent_id: UUID) -> None:
        draft = self.drafts[kind]
        draft.drop(agent_id)
        if self.form is draft:
            self.close_form()

    def _ask_shop(self, _agent_id: UUID, product_ids: Sequence[UUID], told: Told) -> None:
        self._desk.ask(on_shelf, done=told, store_id=self._desk.place.store_id, product_ids=list(product_ids))

    def _ask_bag(self, agent_id: UUID, product_ids: Sequence[UUID], told: Told) -> None:
        self._desk.ask(on_shelf, done=told, store_id=agent_id, product_ids=list(product_ids))

    def _on_news(self, topics: frozenset[str]) -> None:
        if self._is_shown and topics & NEWS:
            self._look()

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()
