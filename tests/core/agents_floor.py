"""Short words for agents, on the floor of a real shop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.core.agents.commands.handing import accept, hand_over, take_from_agent
from app.core.agents.commands.money import take_agent_payment
from app.core.agents.commands.people import make_agent
from app.core.agents.commands.requests import approve_request, ask_for_goods
from app.core.agents.commands.selling import sell_from_bag, take_sold_back
from app.core.agents.queries import bag
from app.core.agents.settling import settlements
from app.core.agents.views import AgentRefunded, AgentSold, BagItem, BagLineView, Settlement
from app.core.staff.commands import give_role, take_role
from app.core.stock.commands.documents import receive
from app.core.stock.commands.stores import add_store
from app.core.stock.commands.transfers import answer_transfer, send_transfer, settle_transfer
from app.core.stock.transfer_list import transfers
from app.core.stock.views import Sending, StockItem
from app.kernel.context import By
from tests.shop_floor import ShopFloor


@dataclass
class Field:
    """A shop with bread (20 in two layers) and milk (10), and an agent: the second cashier, with 10 % that he keeps."""

    shop: ShopFloor
    agent_id: UUID

    @property
    def by(self) -> By:
        return By(self.shop.second_cashier_id)

    def hand(self, *items: tuple[str, int], **more: Any) -> UUID:
        """Hand so many pieces over; answers the transfer."""
        return self.shop.do(hand_over, agent_id=self.agent_id, items=self.sendings(items), **more)

    def take(self, transfer_id: UUID, *pieces: int, by: By | None = None) -> None:
        """The agent accepts: all, or so many of each line."""
        (view,) = self.shop.ask(transfers, transfer_ids=[transfer_id])
        accepted = {line.line_id: count * 1000 for line, count in zip(view.lines, pieces, strict=False)}
        self.shop.do(accept, by=by or self.by, transfer_id=transfer_id, accepted=accepted)

    def bring(self, *items: tuple[str, int]) -> UUID:
        """Hand over and accept all."""
        transfer_id = self.hand(*items)
        self.take(transfer_id)
        return transfer_id

    def back(self, *items: tuple[str, int]) -> UUID:
        """So many pieces come out of the bag into the shop."""
        return self.shop.do(take_from_agent, agent_id=self.agent_id, items=self.sendings(items))

    def sell(self, *items: tuple[str, int] | BagItem, by: By | None = None) -> AgentSold:
        """The agent sells so many pieces."""
        told = [item if isinstance(item, BagItem) else BagItem(self.shop.goods[item[0]], item[1] * 1000) for item in items]
        return self.shop.do(sell_from_bag, by=by or self.by, agent_id=self.agent_id, items=told)

    def refund(self, sale_id: UUID, *pieces: int) -> AgentRefunded:
        """So many pieces of each line of a sale come back to the agent."""
        rows = self.shop.rows("SELECT id FROM agent_sale_line WHERE sale_id = ? ORDER BY position", sale_id)
        quantities = {UUID(bytes=row["id"]): count * 1000 for row, count in zip(rows, pieces, strict=False) if count}
        inputs: dict[str, Any] = {"sale_id": sale_id, "quantities": quantities, "reason": "not fresh"}
        return self.shop.do(take_sold_back, by=self.by, **inputs)

    def sendings(self, items: Sequence[tuple[str, int]]) -> list[Sending]:
        return [Sending(self.shop.goods[code], count * 1000) for code, count in items]

    def bag(self, **more: Any) -> list[BagLineView]:
        return list(self.shop.ask(bag, agent_id=self.agent_id, **more))

    def left(self) -> dict[str, int]:
        """Pieces in the bag by transfer."""
        return {line.transfer: line.left_milli // 1000 for line in self.bag(also_empty=True)}

    def stands(self) -> Settlement:
        (found,) = self.shop.ask(settlements, agent_ids=[self.agent_id])
        return found


def make_field(shop: ShopFloor) -> Field:
    """The goods, the agent and the agent's role."""
    shop.do(receive, items=[StockItem(shop.goods["111"], 10_000, 10_000)], reason="bakery")
    shop.do(receive, items=[StockItem(shop.goods["111"], 10_000, 15_001)], reason="bakery")
    shop.do(receive, items=[StockItem(shop.goods["222"], 10_000, 50_000)], reason="dairy")
    role = UUID(bytes=shop.value("SELECT id FROM role WHERE name = 'agent'"))
    shop.do(give_role, person_id=shop.second_cashier_id, role_id=role)
    agent_id = shop.do(make_agent, person_id=shop.second_cashier_id, commission_ppm=100_000)
    return Field(shop, agent_id)


def only_agent(shop: ShopFloor) -> Field:
    """The same, but the agent may do nothing else in the shop: he sells at no counter."""
    field = make_field(shop)
    role = UUID(bytes=shop.value("SELECT id FROM role WHERE name = 'cashier'"))
    shop.do(take_role, person_id=shop.second_cashier_id, role_id=role)
    return field


def agents_day(shop: ShopFloor) -> Field:
    """Something of all that happens with agents and transfers; a shift is open. Two bread are left in the bag."""
    field = make_field(shop)
    depot = shop.do(add_store, name="Depot")
    sent = shop.do(send_transfer, to_store_id=depot, items=field.sendings([("222", 3)]))
    (line,) = shop.ask(transfers, transfer_ids=[sent])[0].lines
    shop.do(answer_transfer, transfer_id=sent, accepted={line.line_id: 2000}, keep_difference=True)
    shop.do(settle_transfer, transfer_id=sent, is_lost=True, reason="fell off the lorry")
    field.take(field.hand(("111", 5), ("222", 2)), 4, 2)
    sold = field.sell(("111", 2), ("222", 1))
    field.refund(sold.sale_id, 1)
    field.back(("111", 1), ("222", 1))
    asked = shop.do(ask_for_goods, by=field.by, agent_id=field.agent_id, items=field.sendings([("111", 2)]))
    shop.do(approve_request, request_id=asked)
    shop.do(take_agent_payment, agent_id=field.agent_id, amount_minor=5000)
    return field
