"""The manager looks after an agent at the window: he is made one, gets goods by scanner, and settles in the afternoon."""

from __future__ import annotations

from uuid import UUID

from app.core.agents.commands.handing import accept
from app.core.agents.commands.requests import ask_for_goods
from app.core.agents.commands.selling import sell_from_bag
from app.core.agents.queries import agent_sales, agents, bag, requests
from app.core.agents.views import BagItem
from app.core.staff.commands import add_person
from app.core.staff.queries import roles
from app.core.stock.transfer_list import transfers
from app.core.stock.views import Sending
from app.demo.bag import AGENT
from app.demo.stage import Somebody
from app.demo.window.counter import Counter, Key
from app.kernel.i18n import _
from ui.pages.agents.model import AgentsModel
from ui.pages.agents.sheets import AgentSheet, PaymentSheet

PACKED = (("chocolate", 6), ("tea", 4), ("juice", 3))
IN_CASH = {20_000: 1}
"""What he has in notes of what he owes; the rest comes by QR transfer."""


def bag_is_packed(at: Counter) -> None:
    """Somebody new goes to the fair: he becomes an agent, and goods are scanned into his bag."""
    at.wait(minutes=5)
    _hire(at)
    model = _at_agents(at)
    _make_agent(at)
    at.press(Key.Key_2, at.alt)
    at.press(Key.Key_F12)
    for place, (good, pieces) in enumerate(PACKED, 1):
        at.scan(good)
        at.hand.until(lambda place=place: _lines(model) == place, what="the line of what was scanned")  # type: ignore[misc]
        at.press(Key.Key_F4)
        at.keys(str(pieces))
        at.press(Key.Key_Return)
    at.take("agents-hand-over")
    at.press(Key.Key_F12)
    at.hand.until(lambda: bool(model.transfers.items), what="the transfer")
    at.press(Key.Key_Return)
    at.take("agents-transfers")
    at.press(Key.Key_Return)
    at.take("agents-answer")
    number = model.transfers.items[0].number
    at.stage.tell(
        _("{agent} becomes an agent and gets goods for the fair by scanner: transfer {number}, {pieces} pieces."),
        agent=AGENT[0], number=number, pieces=sum(pieces for _good, pieces in PACKED),
    )
    _leave(at)


def agent_settles(at: Counter) -> None:
    """Back from the fair: what he asks for is given in part, goods come back, money comes in."""
    _meanwhile(at)
    at.wait(minutes=15)
    manager = at.stage.people["manager"]
    person = at.hand.desk.person
    if person is None or person.person_id != manager.person_id:
        at.press(Key.Key_F11)
        at.sign_in("manager")
    model = _at_agents(at)
    _approve(at, model)
    _take_back(at, model)
    _settle(at, model)
    _leave(at)


# --- the morning ---


def _hire(at: Counter) -> None:
    name, pin = AGENT
    role_id = next(role.role_id for role in at.stage.shop.ask(roles) if role.name == "agent")
    person_id = at.in_the_office(add_person, by="owner", name=name, pin=pin, role_id=role_id)
    at.stage.people["agent"] = Somebody(name, pin, person_id)


def _make_agent(at: Counter) -> None:
    """By the panel: who, and ten percent of what he sells."""
    at.press(Key.Key_Insert)
    sheet = at.screen.panels.sheet
    assert isinstance(sheet, AgentSheet), "the panel for a new agent"
    sheet.person.setFocus()
    for _step in range(sheet.person.count()):
        if sheet.person.currentText() == AGENT[0]:
            break
        at.press(Key.Key_Down)
    sheet.commission.setFocus()
    at.keys("10")
    at.take("agents-new")
    at.press(Key.Key_Return)


# --- the afternoon ---


def _meanwhile(at: Counter) -> None:
    """What he does at his own till, where he has not done it there: he accepts, sells and asks for more."""
    agent_id, goods = _agent_id(at), at.stage.goods
    _accept_all(at)
    if not at.stage.shop.ask(agent_sales, agent_id=agent_id):
        at.wait(minutes=20)
        items = [BagItem(goods["chocolate"], 5000), BagItem(goods["tea"], 3000)]
        at.in_the_office(sell_from_bag, by="agent", agent_id=agent_id, items=items)
    if not at.stage.shop.ask(requests, agent_id=agent_id):
        at.wait(minutes=3)
        at.in_the_office(ask_for_goods, by="agent", agent_id=agent_id, items=[Sending(goods["chocolate"], 4000)])


def _accept_all(at: Counter) -> None:
    """What was handed over is in the bag."""
    for waiting in at.stage.shop.ask(transfers, store_id=_agent_id(at), only_waiting=True):
        at.wait(minutes=5)
        at.in_the_office(accept, by="agent", transfer_id=waiting.transfer_id)


def _approve(at: Counter, model: AgentsModel) -> None:
    """Half of what he asks for."""
    at.press(Key.Key_3, at.alt)
    at.hand.until(lambda: bool(model.requests.items), what="the requests")
    if model.requests.items[0].state != "asked":
        return
    at.press(Key.Key_F12)
    at.hand.until(lambda: model.form is not None, what="the request")
    assert model.form is not None
    line = model.form.view.line
    assert line is not None, "something is asked for"
    at.keys(str(max(1, line.milli // 2000)))
    at.press(Key.Key_Return)
    at.take("agents-requests")
    number = model.form.view.number
    at.press(Key.Key_F12)
    at.hand.until(lambda: model.form is None, what="the answer to the request")
    _accept_all(at)
    at.stage.tell(_("His request {number} is approved in part."), number=number)


def _take_back(at: Counter, model: AgentsModel) -> None:
    """One piece of what is left goes back to the shelf."""
    at.press(Key.Key_1, at.alt)
    at.hand.until(lambda: bool(model.bag.items), what="the bag")
    at.press(Key.Key_Return)
    at.take("agents-bag")
    at.press(Key.Key_F9)
    at.take("agents-till")
    at.press(Key.Key_Escape)
    left = at.stage.shop.ask(bag, agent_id=_agent_id(at))
    key = next(key for key, product_id in at.stage.goods.items() if product_id == left[-1].product_id)
    at.scan(key)
    at.hand.until(lambda: _lines(model) == 1, what="what comes back")
    at.press(Key.Key_F12)
    at.hand.until(lambda: model.form is None, what="the goods in the shop")


def _settle(at: Counter, model: AgentsModel) -> None:
    """A sale is looked at, then the money comes in: a note in cash, the rest by QR."""
    at.press(Key.Key_4, at.alt)
    at.hand.until(lambda: model.settlement.stand is not None, what="the settlement")
    at.take("agents-settlement")
    stand = model.settlement.stand
    assert stand is not None
    at.press(Key.Key_Return)
    at.take("agents-sales")
    at.press(Key.Key_Return)
    at.hand.until(lambda: model.form is not None, what="the lines of a sale")
    at.take("agents-sale")
    at.press(Key.Key_Escape)
    at.press(Key.Key_Escape)
    at.press(Key.Key_F12)
    in_cash = sum(worth * count for worth, count in IN_CASH.items())
    at.keys(at.typed(in_cash))
    at.take("agents-payment")
    at.press(Key.Key_Return)
    at.stage.purse.put(IN_CASH)
    at.hand.until(lambda: _owes(model) == stand.owes_minor - in_cash, what="the cash in the drawer")
    at.wait(minutes=1)  # its order is printed
    at.press(Key.Key_F12)
    sheet = at.screen.panels.sheet
    assert isinstance(sheet, PaymentSheet), "the panel for a payment"
    at.hand.touch(sheet.tenders.keys["qr"])
    at.press(Key.Key_Return)
    at.hand.until(lambda: _owes(model) == 0, what="the transfer by QR")
    at.stage.tell(
        _("{agent} is back: he keeps {commission} and hands in {paid}, of it {cash} in cash. Goods for {left} stay in the bag."),
        agent=AGENT[0], commission=at.stage.money(stand.commission_minor), paid=at.stage.money(stand.owes_minor),
        cash=at.stage.money(in_cash), left=at.stage.money(stand.goods_price_minor),
    )
    _look_at_the_report(at)


def _look_at_the_report(at: Counter) -> None:
    """By product, with its plot; F3 leads there."""
    at.press(Key.Key_F3)
    report = at.till.reports.agents
    at.hand.until(lambda: bool(report.view.rows), what="the agents' report")
    at.press(Key.Key_2, at.alt)
    at.take("agents-report")
    at.press(Key.Key_3, at.alt)
    at.press(Key.Key_Escape)


# --- ways, and what the model says ---


def _at_agents(at: Counter) -> AgentsModel:
    at.open_menu()
    at.press(Key.Key_F8)
    model = at.till.agents.model
    at.hand.until(lambda: model.view.is_asked, what="the agents")
    return model


def _leave(at: Counter) -> None:
    while at.window.name != "checkout":
        at.press(Key.Key_Escape)


def _agent_id(at: Counter) -> UUID:
    person_id = at.stage.people["agent"].person_id
    found: UUID = next(each.agent_id for each in at.stage.shop.ask(agents) if each.person_id == person_id)
    return found


def _lines(model: AgentsModel) -> int:
    return len(model.form.view.lines) if model.form is not None else -1


def _owes(model: AgentsModel) -> int:
    return model.settlement.stand.owes_minor if model.settlement.stand is not None else -1
