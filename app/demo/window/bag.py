"""The agent at the window: he accepts what was handed over, sells out of his bag, takes something back and asks for more."""

from __future__ import annotations

from app.core.agents.commands.handing import hand_over
from app.core.agents.commands.people import make_agent
from app.core.agents.queries import agents
from app.core.staff.commands import add_person
from app.core.staff.queries import roles
from app.core.stock.transfer_list import transfers
from app.core.stock.views import Sending
from app.demo.bag import AGENT, SHARE_PPM
from app.demo.stage import Somebody
from app.demo.window.counter import Counter, Key
from app.kernel.i18n import _
from ui.pages.bag.model import BagModel
from ui.pages.bag.selling import SellModel

PACKED = (("chocolate", 6), ("tea", 4), ("juice", 3))


def agent_at_work(at: Counter) -> None:
    """No shift is asked for: he signs in at the till, and it is his own. Whoever sat there sits there again when he goes."""
    sat_here = _who_sits_here(at)
    _bag_waits(at)
    at.wait(minutes=2)
    at.press(Key.Key_F11)
    at.sign_in("agent")
    at.hand.until(lambda: at.till.own_bag.is_agent, what="the agent's own bag")
    model = at.till.own_bag.model
    _accepts(at, model)
    _sells(at, model.selling)
    _takes_back(at, model)
    _asks(at, model)
    at.press(Key.Key_F11)
    at.sign_in(sat_here)


def _who_sits_here(at: Counter) -> str:
    person = at.hand.desk.person
    assert person is not None, "somebody works here"
    return next(key for key, each in at.stage.people.items() if each.person_id == person.person_id)


def _bag_waits(at: Counter) -> None:
    """Somebody is the agent, and goods wait for him, if the office has not seen to that yet."""
    name, pin = AGENT
    if "agent" not in at.stage.people:
        role_id = next(role.role_id for role in at.stage.shop.ask(roles) if role.name == "agent")
        person_id = at.in_the_office(add_person, by="owner", name=name, pin=pin, role_id=role_id)
        at.stage.people["agent"] = Somebody(name, pin, person_id)
        at.in_the_office(make_agent, by="manager", person_id=person_id, commission_ppm=SHARE_PPM)
    agent_id = next(each.agent_id for each in at.stage.shop.ask(agents) if each.name == name)
    if not at.stage.shop.ask(transfers, store_id=agent_id, only_waiting=True):
        items = [Sending(at.stage.goods[key], pieces * 1000) for key, pieces in PACKED]
        at.in_the_office(hand_over, by="manager", agent_id=agent_id, items=items, note="Ярмарка")


def _accepts(at: Counter, model: BagModel) -> None:
    """One piece of the last line stays in the shop."""
    at.press(Key.Key_3, at.alt)
    at.hand.until(lambda: bool(model.accepting.lines), what="the goods that wait")
    at.press(Key.Key_Down, times=len(model.accepting.lines) - 1)
    at.press(Key.Key_Minus)
    at.take("bag-accept")
    number, (taken, sent) = model.accepting.waiting[0].number, model.accepting.pieces
    at.press(Key.Key_F12)
    at.hand.until(lambda: bool(model.view.goods), what="the goods in the bag")
    at.stage.tell(
        _("{agent} signs in at the till and accepts {taken} of {sent} pieces of transfer {number}; the rest is back in the "
          "shop."),
        agent=AGENT[0], taken=taken // 1000, sent=sent // 1000, number=number,
    )


def _sells(at: Counter, model: SellModel) -> None:
    """By scanner, by letters and by a figure; the cash is his to hand in."""
    at.press(Key.Key_1, at.alt)
    first, second = model.goods[0], model.goods[1]
    for good in (first, first, second):
        at.scan(good.codes[0][0])
    at.take("bag-sell")
    total = at.stage.money(model.total_minor)
    at.press(Key.Key_F12)
    at.hand.until(lambda: at.window.name == "bag_sold", what="the sale out of the bag")
    at.take("bag-sold")
    at.press(Key.Key_Return)
    at.stage.tell(_("Out of the bag he sells for {total}: no shift and no drawer, the money is his to hand in."), total=total)


def _takes_back(at: Counter, model: BagModel) -> None:
    """One of the pieces comes back into the very transfer."""
    at.wait(minutes=1)
    at.press(Key.Key_F7)
    at.hand.until(lambda: bool(model.back.lines), what="the sale")
    at.press(Key.Key_Plus)
    at.press(Key.Key_4, at.alt)
    at.take("bag-return")
    at.press(Key.Key_F12)
    at.hand.until(lambda: at.window.name == "bag_given_back", what="the return into the bag")
    at.take("bag-given-back")
    at.press(Key.Key_Return)
    at.press(Key.Key_2, at.alt)
    at.hand.until(lambda: model.view.stands is not None and model.view.stands.refunded_minor > 0, what="what he owes")
    stands = model.view.stands
    assert stands is not None
    at.take("bag-inside")
    at.stage.tell(
        _("A customer changes their mind: {back} go back out of his pocket, and the goods into the bag. He has {owes} to hand "
          "in, and keeps {commission}."),
        back=at.stage.money(stands.refunded_minor), owes=at.stage.money(stands.owes_minor),
        commission=at.stage.money(stands.commission_minor),
    )


def _asks(at: Counter, model: BagModel) -> None:
    """What sells well is asked for."""
    at.press(Key.Key_4, at.alt)
    for good in ("honey", "chocolate"):
        at.scan(good)
    at.keys("4")
    at.press(Key.Key_F4)
    at.hand.touch(at.screen.part.note)
    at.keys("На завтра")
    at.take("bag-ask")
    at.press(Key.Key_F12)
    at.hand.until(lambda: bool(model.asking.requests), what="the request")
    at.stage.tell(
        _("He asks for honey and chocolate for tomorrow: request {number} waits for the manager."),
        number=model.asking.requests[0].number,
    )
