"""Before something is sold out of a bag that is not this till's yet, the centre says who has it; without it the sale goes on."""

from __future__ import annotations

from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from app.kernel.context import By
from app.kernel.errors import AppError, RuleBroken
from tests.core.agents_floor import Field, only_agent
from tests.shop_floor import ShopFloor
from tests.ui.screens.agents_till import at_his_till, page_of
from tests.ui.screens.conftest import Hand, NewHand

Key = Qt.Key


@pytest.fixture
def field(shop: ShopFloor) -> Field:
    return only_agent(shop)


@pytest.fixture
def agent(new_hand: NewHand, field: Field) -> Hand:
    return at_his_till(new_hand, field)



@pytest.mark.parametrize(
    ("said", "sales"),
    [(None, 1), (RuleBroken("agents.bag_elsewhere", till="Till 2"), 0), (RuleBroken("centre.refused", detail=""), 1)],
)
def test_before_the_first_sale_the_centre_is_asked_for_the_bag(agent: Hand, field: Field, said: AppError | None, sales: int):
    asked: list[UUID] = []

    def claim(*, agent_id: UUID, by: By) -> None:
        asked.append(agent_id)
        assert by.person_id == field.shop.second_cashier_id
        if said is not None:
            raise said

    agent.till.states.centre.use(lambda: None, claim=claim)
    page = page_of(agent)
    agent.scan("111")
    agent.press(Key.Key_F12)
    agent.qtbot.waitUntil(lambda: not agent.till.own_bag.model.selling.is_busy)
    agent.settle()
    assert asked == [field.agent_id]
    assert field.shop.value("SELECT count(*) FROM agent_sale") == sales
    if sales:
        agent.till.window.open("bag")
        agent.settle()
        agent.scan("111")
        agent.press(Key.Key_F12)
        agent.settle()
        assert asked == [field.agent_id], "the bag is this till's now"
    else:
        assert "Till 2" in agent.faults[-1].sentence
        assert page.part is not None
        assert len(agent.till.own_bag.model.selling.lines) == 1, "the cart is kept"
