"""Agents, bags, transfers, requests and sales as lines of a list: what stands left, which figure stands right."""

from __future__ import annotations

from datetime import datetime

from app.core.agents.overview import AgentGlance, AgentPaymentView
from app.core.agents.views import AgentSaleView, AllocationView, BagLineView, RequestView
from app.core.catalog.views import ProductView
from app.core.stock.views import TransferView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.formats import short_moment_text
from ui.kit.pick_list import PickRow
from ui.pages.agents.form import ANSWER, APPROVE, HAND_OVER, SOLD_BACK, TAKE_BACK, FormLine, FormView
from ui.wording import DOCUMENTS, TENDERS, worded

JOIN = " · "


class AgentWords:
    """Puts what the queries answer into words of whoever sits here; a cost that is not shown to them has none."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def quantity(self, milli: int, unit: str = "pcs") -> str:
        """With its unit; of goods of several kinds in pieces."""
        return f"{self._desk.quantity(milli)}\u00a0{self._desk.unit(unit)}"

    def cost(self, minor: int | None) -> str:
        """A sum, or nothing."""
        return "" if minor is None else self._desk.money(minor)

    def moment(self, moment: datetime) -> str:
        """Only the time where it was today."""
        desk = self._desk
        return short_moment_text(moment, desk.clock(), desk.language, desk.place.zone)

    def agent(self, each: AgentGlance) -> PickRow:
        """An agent: the bag and what waits, what is owed."""
        say = self._desk.say
        waits = []
        if each.waiting_requests:
            waits.append(say(_("requests wait: {count}")).format(count=each.waiting_requests))
        if each.waiting_transfers:
            waits.append(say(_("not accepted yet: {count}")).format(count=each.waiting_transfers))
        note = JOIN.join((self.quantity(each.goods_milli), *waits))
        owes, ink = (say(_("owes")), "warn") if each.owes_minor > 0 else (say(_("owes nothing")), "muted")
        if each.owes_minor < 0:
            owes = say(_("the shop owes"))
        return PickRow(each.agent.name, note, self._desk.money(abs(each.owes_minor), currency=False), owes, ink)

    def bag_line(self, line: BagLineView) -> PickRow:
        """Goods of one line of a transfer: accepted − returned − sold = left."""
        note = self._desk.say(_("accepted {accepted} − back {returned} − sold {sold}")).format(
            accepted=self._desk.quantity(line.accepted_milli), returned=self._desk.quantity(line.returned_milli),
            sold=self._desk.quantity(line.sold_milli),
        )
        return PickRow(
            line.name, JOIN.join((line.transfer, note)), self.quantity(line.left_milli, line.unit), self.cost(line.left_minor)
        )

    def transfer(self, each: TransferView) -> PickRow:
        """A transfer into the bag or out of it, and what became of it."""
        say = self._desk.say
        kind = say(_("Taken back")) if each.purpose == "return" else say(_("Handed to the agent"))
        words, ink = self.transfer_state(each)
        note = JOIN.join(filter(None, (self.moment(each.at), each.person, each.note)))
        sent = sum(line.sent_milli for line in each.lines)
        return PickRow(JOIN.join((each.number, kind)), note, self.quantity(sent), words, ink)

    def transfer_state(self, each: TransferView) -> tuple[str, str]:
        """What became of a transfer, and the colour of it."""
        say = self._desk.say
        if each.state == "sent":
            return say(_("waits for the agent")), "warn"
        if each.purpose == "return":
            return say(_("in the shop again")), "muted"
        sent, accepted = sum(line.sent_milli for line in each.lines), sum(line.accepted_milli or 0 for line in each.lines)
        if accepted == sent:
            return say(_("accepted")), "muted"
        if not accepted:
            return say(_("refused")), "bad"
        words = say(_("accepted: {accepted}"))
        return words.format(accepted=self._desk.quantity(accepted)), "warn"

    def request(self, each: RequestView) -> PickRow:
        """What was asked for, and what became of it."""
        say = self._desk.say
        note = JOIN.join(filter(None, (self.moment(each.at), each.reason or each.note)))
        asked = self.quantity(sum(line.asked_milli for line in each.lines))
        if each.state == "approved":
            given = self._desk.quantity(sum(line.approved_milli or 0 for line in each.lines))
            return PickRow(each.number, note, asked, say(_("given: {quantity}")).format(quantity=given))
        if each.state == "declined":
            return PickRow(each.number, note, asked, say(_("declined")), "bad")
        return PickRow(each.number, note, asked, say(_("waits")), "warn")

    def sale(self, each: AgentSaleView) -> PickRow:
        """A sale out of the bag; of what came back it says how much."""
        say = self._desk.say
        back = sum(line.back_milli for line in each.lines)
        told = say(_("came back: {quantity}")).format(quantity=self._desk.quantity(back)) if back else ""
        if each.is_late:
            told = JOIN.join(filter(None, (say(_("late")), told)))
        goods = ", ".join(line.name for line in each.lines)
        title = JOIN.join((each.number, worded(DOCUMENTS, "agent_sale", self._desk.language)))
        note = JOIN.join((self.moment(each.at), goods))
        return PickRow(title, note, self._desk.money(each.total_minor), told, "warn" if each.is_late else "muted")

    def payment(self, each: AgentPaymentView) -> PickRow:
        """Money that was handed in."""
        language = self._desk.language
        title = JOIN.join((each.number, worded(DOCUMENTS, "agent_payment", language)))
        note = JOIN.join(filter(None, (self.moment(each.at), each.person, each.note)))
        return PickRow(title, note, self._desk.money(-each.amount_minor), worded(TENDERS, each.tender, language))

    def hit(self, product: ProductView) -> PickRow:
        """A product that was found."""
        return PickRow(product.name, product.codes[0] if product.codes else product.article or "")

    # --- forms ---

    def form_title(self, form: FormView, agent: str) -> str:
        """What is being filled in."""
        words = {
            HAND_OVER: _("Hand over: {agent}"), TAKE_BACK: _("Take back: {agent}"), ANSWER: _("Transfer {number}"),
            APPROVE: _("Request {number}"), SOLD_BACK: _("Sale {number}"),
        }[form.kind]
        return self._desk.say(words).format(agent=agent, number=form.number)

    def form_about(self, form: FormView) -> str:
        """Of when and of whom the document is, and what was said."""
        if form.is_draft:
            return ""
        waits = {ANSWER: _("How much does the agent accept?"), APPROVE: _("How much is given?"), SOLD_BACK: _("What comes back?")}
        asked = self._desk.say(waits[form.kind]) if form.is_open else ""
        return JOIN.join(filter(None, (self.moment(form.at) if form.at else "", form.person, form.note, asked)))

    def form_line(self, line: FormLine, form: FormView) -> PickRow:
        """One line: what there is of it, and how much is meant."""
        say, most = self._desk.say, line.most_milli
        notes = {
            HAND_OVER: _("in the shop: {quantity}"), TAKE_BACK: _("in the bag: {quantity}"), ANSWER: _("sent: {quantity}"),
            APPROVE: _("asked for: {quantity}"), SOLD_BACK: _("sold {quantity}"),
        }
        there = None if most is None else most + line.back_milli
        told = [] if there is None else [say(notes[form.kind]).format(quantity=self._desk.quantity(there))]
        if line.back_milli:
            told.append(say(_("came back: {quantity}")).format(quantity=self._desk.quantity(line.back_milli)))
        if line.taken_of:
            told.append(", ".join(map(self._taken, line.taken_of)))
        note = JOIN.join(told)
        is_too_much = form.is_draft and most is not None and line.milli > most
        below = say(_("more than there is")) if is_too_much else ""
        return PickRow(line.name, note, self.quantity(line.milli, line.unit), below, "bad" if is_too_much else "muted")

    def _taken(self, taken: AllocationView) -> str:
        told = f"{taken.transfer}: {self._desk.quantity(taken.quantity_milli)}"
        return told if taken.cost_minor is None else f"{told} ({self._desk.money(taken.cost_minor)})"
