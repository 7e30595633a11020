"""What people do on a bad day, as a seed says: they sell, take back, receive, price, hand over; clocks jump, tills restart."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.bench.sim.company import YEAR_S, Company, Node
from app.core.agents.commands.handing import accept, hand_over, take_from_agent
from app.core.agents.commands.leases import force_lease, let_go
from app.core.agents.commands.selling import sell_from_bag, take_sold_back
from app.core.agents.views import BagItem
from app.core.cash.commands import close_shift, open_shift, put_cash_in
from app.core.cash.drawer import expected_cash
from app.core.cash.queries import open_shift as shift_of
from app.core.cash.views import ShiftView
from app.core.catalog.commands import change_product, set_price
from app.core.parties.commands import add_customer, change_customer, set_credit_limit
from app.core.parties.merging import merge_customers
from app.core.payments.rules import smallest_coin
from app.core.payments.views import Tender
from app.core.sales.across import unsettled_returns
from app.core.sales.commands.accounts import grant_points, pay_debt
from app.core.sales.commands.answers import confirm_return
from app.core.sales.commands.checkout import complete_sale
from app.core.sales.commands.drafts import add_items, open_sale
from app.core.sales.commands.returns import return_by_receipt
from app.core.sales.views import NewItem, ReturnItem
from app.core.stock.commands.documents import receive, write_off
from app.core.stock.commands.transfers import answer_transfer, send_transfer
from app.core.stock.views import Sending, StockItem
from app.kernel.errors import AppError, NeedsConfirmation
from app.kernel.money import round_cash_minor
from db.models.sales import Sale
from db.uow import Uow

STEPS = {
    "sell": 34, "give_back": 6, "return_confirmed": 1,
    "hear_and_tell": 26, "price": 5, "receive": 4, "write_off": 2, "customer": 4, "name": 2,
    "debt": 2, "points": 1, "shift": 3, "cash_in": 1, "agent_out": 3, "agent_accepts": 3, "agent_sells": 4, "agent_refunds": 1,
    "agent_back": 1, "lease": 1, "transfer": 2, "transfer_answered": 2, "restart": 3, "clock": 1, "merge": 2,
}
"""What happens, and how often beside the others."""


class Story:
    """One thing after the other; what the books refuse does not happen."""

    def __init__(self, company: Company, chance: random.Random) -> None:
        self.company, self.chance = company, chance
        self.refused: dict[str, int] = {}

    def next(self) -> str:
        """Somebody does something; answers what."""
        node = self.chance.choice(self.company.nodes)
        (step,) = self.chance.choices(list(STEPS), list(STEPS.values()))
        self.company.pass_time(self.chance.randint(1, 900))
        try:
            getattr(self, f"_{step}")(node)
        except NeedsConfirmation:
            raise
        except AppError as error:
            self.refused[error.code] = self.refused.get(error.code, 0) + 1
        return f"{node.name}: {step}"

    def end(self) -> None:
        """All shifts are closed."""
        for node in self.company.nodes:
            if self._shift_of(node) is not None:
                self._close(node)

    def _sell(self, node: Node) -> None:
        self._open(node)
        base = self.company.base
        goods = self.chance.sample(base.goods, self.chance.randint(1, 4))
        items = [NewItem(good, self.chance.choice((1000, 1000, 2000, 5000))) for good in goods]
        customer_id = self.chance.choice(base.customers) if self.chance.random() < 0.3 else None
        tender = self.chance.choice(("cash", "cash", "card", "debt" if customer_id else "qr"))
        node.do(_sell, items=items, customer_id=customer_id, tender=tender, coin=smallest_coin(node.shop.place.currency))

    def _give_back(self, node: Node) -> None:
        """Of a sale that is known here, whoever made it, in whatever branch."""
        self._open(node)
        found = self._one_of(node, "SELECT l.id, l.quantity_milli FROM sale_line l JOIN sale s ON s.id = l.sale_id "
                                   "WHERE s.state = 'completed' AND NOT l.removed ORDER BY l.id DESC LIMIT 40")
        if found:
            node.do(return_by_receipt, items=[ReturnItem(UUID(bytes=found[0]), min(found[1], 1000))], reason="not fresh")

    def _return_confirmed(self, node: Node) -> None:
        """Somebody has looked at one that another branch has made of goods of this one."""
        found = [each.return_id for each in node.shop.ask(unsettled_returns) if each.may_answer]
        if found:
            node.do(confirm_return, return_id=self.chance.choice(found))

    def _hear_and_tell(self, node: Node) -> None:
        node.round()

    def _price(self, node: Node) -> None:
        node.do(set_price, product_id=self._good(), price_minor=self.chance.randint(500, 20_000))

    def _name(self, node: Node) -> None:
        node.do(change_product, product_id=self._good(), name=f"Good {self.chance.randint(1, 999)}")

    def _receive(self, node: Node) -> None:
        items = [StockItem(good, self.chance.randint(1, 20) * 1000, self.chance.randint(100, 9000)) for good in self._goods(3)]
        node.do(receive, items=items, reason="delivery")

    def _write_off(self, node: Node) -> None:
        node.do(write_off, items=[StockItem(self._good(), 1000)], cause="broken")

    def _customer(self, node: Node) -> None:
        if self.chance.random() < 0.2:
            node.do(add_customer, name=f"Customer {self.chance.randint(1, 10**6)}")
            return
        customer_id = self.chance.choice(self.company.base.customers)
        if self.chance.random() < 0.4:
            node.do(set_credit_limit, customer_id=customer_id, credit_limit_minor=self.chance.randint(1, 90) * 100_000)
            return
        if self.chance.random() < 0.3:
            node.do(change_customer, customer_id=customer_id, may_be_written_to=self.chance.random() < 0.5)
            return
        node.do(change_customer, customer_id=customer_id, phone=f"+99655{self.chance.randint(10**6, 10**7 - 1)}")

    def _merge(self, node: Node) -> None:
        """Two cards of one person, in whatever direction: others may do the opposite meanwhile."""
        known = [UUID(bytes=row[0]) for row in node.rows("SELECT id FROM customer ORDER BY id")]
        gone, kept = self.chance.sample(known, 2)
        node.do(merge_customers, customer_id=gone, into_id=kept)

    def _debt(self, node: Node) -> None:
        self._open(node)
        customer_id = self.chance.choice(self.company.base.customers)
        node.do(pay_debt, customer_id=customer_id, amount_minor=1000, payments=[Tender("cash", 1000)])

    def _points(self, node: Node) -> None:
        node.do(grant_points, customer_id=self.chance.choice(self.company.base.customers), amount_minor=500, reason="a birthday")

    def _cash_in(self, node: Node) -> None:
        self._open(node)
        node.do(put_cash_in, amount_minor=5000, reason="change")

    def _shift(self, node: Node) -> None:
        if self._shift_of(node) is not None:
            self._close(node)
        else:
            self._open(node)

    def _agent_out(self, node: Node) -> None:
        node.do(hand_over, agent_id=self.company.base.agent_id, items=[Sending(good, 3000) for good in self._goods(2)])

    def _agent_accepts(self, node: Node) -> None:
        found = self._one_of(node, "SELECT t.id FROM transfer t LEFT JOIN transfer_answer a ON a.transfer_id = t.id "
                                   "WHERE t.purpose = 'agent' AND a.id IS NULL ORDER BY t.id LIMIT 5")
        if found:
            node.do(accept, transfer_id=UUID(bytes=found[0]))

    def _agent_sells(self, node: Node) -> None:
        node.do(sell_from_bag, agent_id=self.company.base.agent_id, items=[BagItem(self._good(), 1000, 5000)])

    def _agent_refunds(self, node: Node) -> None:
        found = self._one_of(node, "SELECT s.id, l.id FROM agent_sale s JOIN agent_sale_line l ON l.sale_id = s.id LIMIT 20")
        if found:
            quantities = {UUID(bytes=found[1]): 1000}
            node.do(take_sold_back, sale_id=UUID(bytes=found[0]), quantities=quantities, reason="wrong size")

    def _agent_back(self, node: Node) -> None:
        node.do(take_from_agent, agent_id=self.company.base.agent_id, items=[Sending(self._good(), 1000)])

    def _lease(self, node: Node) -> None:
        agent_id = self.company.base.agent_id
        if self.chance.random() < 0.5:
            node.do(let_go, agent_id=agent_id)
        else:
            node.do(force_lease, agent_id=agent_id, till_id=node.shop.place.till_id, reason="the other is broken")

    def _transfer(self, node: Node) -> None:
        node.do(send_transfer, to_store_id=self.company.base.depot_id, items=[Sending(self._good(), 2000)])

    def _transfer_answered(self, node: Node) -> None:
        found = self._one_of(node, "SELECT t.id FROM transfer t LEFT JOIN transfer_answer a ON a.transfer_id = t.id "
                                   "WHERE t.purpose <> 'agent' AND a.id IS NULL ORDER BY t.id LIMIT 5")
        if found:
            node.do(answer_transfer, transfer_id=UUID(bytes=found[0]))

    def _restart(self, node: Node) -> None:
        node.restart()

    def _clock(self, node: Node) -> None:
        """Somebody sets it wrong, by up to a year."""
        off = timedelta(seconds=self.chance.randint(-YEAR_S, YEAR_S))
        node.clock.now = self.company.now + off

    def _open(self, node: Node) -> None:
        if self._shift_of(node) is None:
            node.do(open_shift, float_minor=50_000)

    def _close(self, node: Node) -> None:
        node.do(_close_as_counted)

    def _shift_of(self, node: Node) -> ShiftView | None:
        found: ShiftView | None = node.shop.ask(shift_of, till_id=node.shop.place.till_id)
        return found

    def _good(self) -> UUID:
        return self.chance.choice(self.company.base.goods)

    def _goods(self, most: int) -> list[UUID]:
        return self.chance.sample(self.company.base.goods, self.chance.randint(1, most))

    def _one_of(self, node: Node, query: str, **values: Any) -> tuple[Any, ...] | None:
        found = node.rows(query, **values)
        return self.chance.choice(found) if found else None


def _sell(uow: Uow, *, items: list[NewItem], customer_id: UUID | None, tender: str, coin: int) -> None:
    sale_id = open_sale(uow, customer_id=customer_id)
    add_items(uow, sale_id=sale_id, items=items)
    total = uow.row(Sale, sale_id).total_minor
    paid = round_cash_minor(total, coin) if tender == "cash" else total
    complete_sale(uow, sale_id=sale_id, payments=[Tender(tender, paid)])


def _close_as_counted(uow: Uow) -> None:
    shift = shift_of(uow.session, till_id=uow.place.till_id)
    assert shift is not None, "looked before"
    close_shift(uow, counted_minor=expected_cash(uow, shift.shift_id))
