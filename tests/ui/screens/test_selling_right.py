"""Who gets a bag and may not sell out of it: the manager is told and offered the role, the agent reads why."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.core.agents.commands.people import make_agent
from app.core.staff.commands import change_role
from app.core.staff.queries import grant, roles
from app.kernel.permissions import Right
from tests.shop_floor import CASHIER_PIN, OWNER_PIN, ShopFloor
from tests.ui.screens.agents_desk import Key, at_agents, panel, told
from tests.ui.screens.agents_till import page_of, signed_in
from tests.ui.screens.conftest import Hand, NewHand


def begin_agent(hand: Hand, name: str) -> None:
    """By the panel for a new one."""
    page = at_agents(hand)
    hand.press(Key.Key_Insert)
    person = panel(page).person
    person.setCurrentIndex(person.findText(name))
    hand.press(Key.Key_Return)


def test_a_new_agent_who_may_not_sell_is_offered_the_role_that_allows_it(hand: Hand):
    begin_agent(hand, "Bakyt")
    (question,) = hand.questions
    assert question.code == "agents.may_not_sell"
    bakyt, branch = hand.floor.second_cashier_id, hand.floor.place.branch_id
    assert not hand.floor.ask(grant, person_id=bakyt, branch_id=branch).allows(Right.SELL_FROM_BAG), "nobody has said yes"
    hand.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert told(hand) == "Bakyt may sell out of the bag from the next sign-in on."
    assert hand.floor.ask(grant, person_id=bakyt, branch_id=branch).allows(Right.SELL_FROM_BAG)


def test_who_may_sell_already_is_not_asked_about(hand: Hand):
    begin_agent(hand, "Ainura")
    assert hand.questions == []
    assert told(hand) == "There is a bag now. Hand goods over to fill it."


def test_where_no_role_gives_the_right_that_is_said(hand: Hand):
    for role in hand.floor.ask(roles):
        rights = {right: limit for right, limit in role.rights.items() if right is not Right.SELL_FROM_BAG}
        hand.floor.do(change_role, role_id=role.role_id, rights=rights)
    begin_agent(hand, "Bakyt")
    assert hand.questions == []
    assert "no role gives that right" in told(hand)


def test_who_has_a_bag_but_not_the_right_reads_that(new_hand: NewHand, shop: ShopFloor):
    shop.open_shift()
    shop.do(make_agent, person_id=shop.cashier_id)
    hand = signed_in(new_hand, shop, shop.cashier_id, CASHIER_PIN)
    hand.till.window.open("bag")
    hand.settle()
    assert page_of(hand)._why.text() == "You may not sell out of your bag yet. Ask the manager for the right, then sign in again."
    assert page_of(hand).part is None
    hand.till.change_person()
    hand.settle()
    hand.sit_down(shop.owner_id, OWNER_PIN)
    hand.till.window.open("bag")
    hand.settle()
    assert "You have no bag" in page_of(hand)._why.text()
