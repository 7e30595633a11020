"""Goods in hand for an agent when the power goes: they come back, whatever screen was in front, and only to whose hand it was."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.core.agents.commands.handing import hand_over
from tests.core.agents_floor import Field, make_field
from tests.shop_floor import MANAGER_PIN, OWNER_PIN, ShopFloor
from tests.ui.screens.agents_desk import ALT, Key, at_agents, model_of, told
from tests.ui.screens.agents_till import signed_in
from tests.ui.screens.conftest import Hand, NewHand


@pytest.fixture
def field(shop: ShopFloor) -> Field:
    shop.open_shift()
    return make_field(shop)


@pytest.fixture
def in_hand(field: Field, new_hand: NewHand) -> Hand:
    """The owner, with two loaves in hand for the agent, is at another screen."""
    hand = signed_in(new_hand, field.shop, field.shop.owner_id, OWNER_PIN)
    at_agents(hand)
    hand.press(Key.Key_2, ALT)
    for _piece in range(2):
        hand.scan("111")
    hand.press(Key.Key_Escape)
    return hand


@pytest.mark.parametrize("screen", ["checkout", "menu", "stock", "goods"])
def test_goods_in_hand_come_back_though_another_screen_was_in_front(in_hand: Hand, new_hand: NewHand, screen: str):
    in_hand.till.window.open(screen)
    in_hand.settle()
    in_hand.till.resuming.keep_now()
    in_hand.settle()
    after = signed_in(new_hand, in_hand.floor, in_hand.floor.owner_id, OWNER_PIN)
    assert after.till.window.name == screen
    at_agents(after)
    assert model_of(after).in_hand("hand_over") == 2
    if model_of(after).form is None:
        after.press(Key.Key_2, Qt.KeyboardModifier.AltModifier)
        after.press(Key.Key_F12)
    after.press(Key.Key_F12)
    assert told(after) == "Handed over: A1-T000001. The agent accepts it."
    after.press(Key.Key_Escape)
    after.till.window.open(screen)
    after.settle()
    assert after.till.agents.left_off() == {}, "what was handed over is in hand no more"


def test_another_person_does_not_get_them_and_is_told(in_hand: Hand, new_hand: NewHand):
    in_hand.till.window.open("checkout")
    in_hand.settle()
    in_hand.till.resuming.keep_now()
    in_hand.settle()
    after = signed_in(new_hand, in_hand.floor, in_hand.floor.manager_id, MANAGER_PIN)
    assert "somebody else" in told(after)
    at_agents(after)
    assert model_of(after).in_hand("hand_over") == 0


def test_what_the_shop_has_handed_over_meanwhile_is_told_again(in_hand: Hand, field: Field, new_hand: NewHand):
    in_hand.till.window.open("checkout")
    in_hand.settle()
    in_hand.till.resuming.keep_now()
    in_hand.settle()
    field.shop.do(hand_over, agent_id=field.agent_id, items=field.sendings((("111", 19),)))
    after = signed_in(new_hand, in_hand.floor, in_hand.floor.owner_id, OWNER_PIN)
    at_agents(after)
    (line,) = model_of(after).drafts["hand_over"].lines_of(field.agent_id)
    assert (line.milli, line.most_milli) == (2000, 1000)
