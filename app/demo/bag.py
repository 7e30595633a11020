"""An agent's morning: he takes goods of the shop along, sells out of the bag, takes something back, and settles."""

from __future__ import annotations

from uuid import UUID

from app.core.agents.commands.handing import accept, hand_over, take_from_agent
from app.core.agents.commands.money import take_agent_payment
from app.core.agents.commands.people import make_agent
from app.core.agents.commands.requests import approve_request, ask_for_goods
from app.core.agents.commands.selling import sell_from_bag, take_sold_back
from app.core.agents.queries import agent_sales, allocations
from app.core.agents.settling import settlements
from app.core.agents.views import AgentSold, BagItem
from app.core.staff.commands import add_person
from app.core.staff.queries import roles
from app.core.stock.transfer_list import transfers
from app.core.stock.views import Sending, TransferView
from app.demo.stage import Somebody, Stage
from app.kernel.i18n import _

AGENT = ("Эркин Садыков", "5283")
SHARE_PPM = 100_000


def an_agents_morning(stage: Stage) -> None:
    """Goods over, a sale, a return, a request, goods back and money; `verify` proves the bag in the evening."""
    agent_id = _hire(stage)
    _takes_along(stage, agent_id)
    _sells(stage, agent_id)
    _settles(stage, agent_id)


def _hire(stage: Stage) -> UUID:
    role_id = next(role.role_id for role in stage.shop.ask(roles) if role.name == "agent")
    name, pin = AGENT
    person_id = stage.do(add_person, by="owner", name=name, pin=pin, role_id=role_id)
    stage.people["agent"] = Somebody(name, pin, person_id)
    agent_id: UUID = stage.do(make_agent, by="manager", person_id=person_id, commission_ppm=SHARE_PPM)
    return agent_id


def _takes_along(stage: Stage, agent_id: UUID) -> None:
    stage.wait(minutes=4)
    goods = _goods(stage, ("chocolate", 6), ("tea", 4), ("juice", 3))
    transfer_id = stage.do(hand_over, by="manager", agent_id=agent_id, items=goods, note="Ярмарка")
    view = _transfer(stage, transfer_id)
    stage.do(accept, by="agent", transfer_id=transfer_id, accepted={view.lines[2].line_id: 2000})
    stage.tell(
        _("{agent} goes to the fair with a bag: transfer {number}, {sent} pieces. "
          "He accepts {taken}; one bottle stays in the shop."),
        agent=AGENT[0], number=view.number, sent=13, taken=12,
    )


def _sells(stage: Stage, agent_id: UUID) -> None:
    stage.wait(minutes=20)
    sold: AgentSold = stage.do(sell_from_bag, by="agent", agent_id=agent_id, items=_items(stage, ("chocolate", 5), ("tea", 3)))
    stage.wait(minutes=3)
    (view,) = stage.shop.ask(agent_sales, sale_ids=[sold.sale_id])
    line_id = next(line.line_id for line in view.lines if line.product_id == stage.goods["tea"])
    back = stage.do(take_sold_back, by="agent", sale_id=sold.sale_id, quantities={line_id: 1000}, reason="Передумали")
    asked = stage.do(ask_for_goods, by="agent", agent_id=agent_id, items=_goods(stage, ("chocolate", 4)))
    stage.wait(minutes=2)
    given = stage.do(approve_request, by="manager", request_id=asked, approved={stage.goods["chocolate"]: 2000})
    stage.do(accept, by="agent", transfer_id=given)
    again: AgentSold = stage.do(sell_from_bag, by="agent", agent_id=agent_id, items=_items(stage, ("chocolate", 2)))
    taken = [each.transfer for each in stage.shop.ask(allocations, sale_id=again.sale_id)]
    stage.tell(
        _("Out of the bag he sells for {sum} and takes one packet of tea back for {back}. He asks for four bars of chocolate and "
          "gets two; the next two that he sells are of {first} and {second}."),
        sum=stage.money(sold.total_minor + again.total_minor), back=stage.money(back.total_minor), first=taken[0],
        second=taken[-1],
    )


def _settles(stage: Stage, agent_id: UUID) -> None:
    stage.wait(minutes=15)
    number = _transfer(stage, stage.do(take_from_agent, by="manager", agent_id=agent_id, items=_goods(stage, ("tea", 1)))).number
    (stands,) = stage.shop.ask(settlements, agent_ids=[agent_id])
    stage.do(take_agent_payment, by="manager", agent_id=agent_id, amount_minor=stands.owes_minor, tender="qr")
    stage.tell(
        _("He gives one packet of tea back ({number}), keeps his commission of {commission} and hands {paid} in by QR transfer. "
          "Goods for {left} stay in the bag."),
        number=number, commission=stage.money(stands.commission_minor), paid=stage.money(stands.owes_minor),
        left=stage.money(stands.goods_price_minor),
    )


def _transfer(stage: Stage, transfer_id: UUID) -> TransferView:
    view: TransferView = stage.shop.ask(transfers, transfer_ids=[transfer_id])[0]
    return view


def _goods(stage: Stage, *wares: tuple[str, int]) -> list[Sending]:
    return [Sending(stage.goods[key], pieces * 1000) for key, pieces in wares]


def _items(stage: Stage, *wares: tuple[str, int]) -> list[BagItem]:
    return [BagItem(stage.goods[key], pieces * 1000) for key, pieces in wares]
