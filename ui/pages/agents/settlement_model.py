"""Where an agent and the shop stand: money in and out, payments, and the agent's sales with what comes back of them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.core.agents.commands.money import take_agent_payment
from app.core.agents.commands.selling import take_sold_back
from app.core.agents.overview import AgentPaymentView, agent_payments, allocations_seen, settlement_seen
from app.core.agents.queries import agent_sales
from app.core.agents.views import AgentSaleView, AllocationView, Settlement
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.pages.agents.form import SOLD_BACK, FormLine, FormView
from ui.pages.agents.part_model import PartModel

TENDERS = ("cash", "card", "qr")
Entry = AgentSaleView | AgentPaymentView


@dataclass(frozen=True, slots=True)
class Paying:
    """A payment as it is typed; it stays until it is taken. None: all that is owed."""

    amount_minor: int | None = None
    tender: str = TENDERS[0]
    note: str = ""


class SettlementModel(PartModel):
    """Figures first; the list of sales and payments behind them (`is_listing`)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.stand: Settlement | None = None
        self.paying = Paying()
        self.is_listing = False
        self._sales: tuple[AgentSaleView, ...] = ()
        self._payments: tuple[AgentPaymentView, ...] = ()

    def forget(self) -> None:
        self.stand, self.paying, self.is_listing = None, Paying(), False
        self._sales, self._payments = (), ()

    def ask_all(self, agent_id: UUID) -> None:
        self.ask(settlement_seen, self._show_stand, agent_id=agent_id, **self.seen_by())
        self.ask(agent_sales, self._show_sales, agent_id=agent_id)
        self.ask(agent_payments, self._show_payments, agent_id=agent_id)

    def walk_to(self, place: int) -> None:
        self.is_listing = self.is_listing or place >= 0
        super().walk_to(place)

    def step_back(self) -> bool:
        """Out of the list, back to the figures."""
        was, self.is_listing = self.is_listing, False
        return super().step_back() or was

    def take(self, place: int) -> None:
        """The lines of a sale, and which transfers they took of."""
        if not self.is_listing:
            self.walk_to(0)
            return
        entry = self.items[place] if 0 <= place < len(self.items) else None
        if isinstance(entry, AgentSaleView):
            self.spot = place
            self.ask(
                allocations_seen, lambda found: self.form_wanted.emit(_form_of(entry, found)), sale_id=entry.sale_id,
                **self.seen_by(),
            )

    def pay(self, paying: Paying) -> None:
        """The agent hands money in."""
        self.paying = paying
        if paying.amount_minor is None:
            return
        told = self._desk.money(paying.amount_minor)

        def done(_payment_id: object) -> None:
            self.paying = Paying()
            self.told.emit(self._desk.say(_("Taken from the agent: {sum}.")).format(sum=told))
            self.read()

        self.act(
            take_agent_payment, done, agent_id=self.agent_id, amount_minor=paying.amount_minor, tender=paying.tender,
            note=paying.note,
        )

    def take_sold_back(self, form: FormView, reason: str) -> None:
        """What was sold is in the bag again, in the very transfers that it was taken of."""
        def done(_refunded: object) -> None:
            self.told.emit(self._desk.say(_("Back in the bag, of sale {number}.")).format(number=form.number))
            self.form_done.emit()

        wanted = {line.key: line.milli for line in form.lines if line.milli}
        self.act(take_sold_back, done, sale_id=form.subject_id, quantities=wanted, reason=reason)

    def _show_stand(self, found: Settlement | None) -> None:
        self.stand = found
        self.changed.emit()

    def _show_sales(self, found: tuple[AgentSaleView, ...]) -> None:
        self._sales = found
        self._show_entries()

    def _show_payments(self, found: tuple[AgentPaymentView, ...]) -> None:
        self._payments = found
        self._show_entries()

    def _show_entries(self) -> None:
        entries: list[Entry] = [*self._payments, *self._sales]
        self.show_items(tuple(sorted(entries, key=lambda each: each.at, reverse=True)))


def _form_of(sale: AgentSaleView, taken: tuple[AllocationView, ...]) -> FormView:
    lines = tuple(
        FormLine(
            line.line_id, line.product_id, line.name, line.unit, 0, line.quantity_milli - line.back_milli, line.back_milli,
            tuple(each for each in taken if each.line_id == line.line_id),
        )
        for line in sale.lines
    )
    is_open = any(line.most_milli for line in lines)
    form = FormView(SOLD_BACK, sale.sale_id, sale.number, sale.at, "", "", "late" if sale.is_late else "", is_open, lines)
    return form.walked_to(0)
