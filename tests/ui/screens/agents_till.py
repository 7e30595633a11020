"""An agent at his own till, with bread and milk in the bag: short words for what he does and reads."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.core.agents_floor import Field
from tests.shop_floor import ShopFloor
from tests.ui.screens.conftest import Hand, NewHand
from ui.kit.pick_list import PickList
from ui.pages.bag.page import BagPage

AGENT_PIN = "9053"
CODE = "4600000000008"
"""A barcode that is long enough for a scanner's; the others are as good as typed."""


def signed_in(new_hand: NewHand, floor: ShopFloor, person_id: UUID, pin: str) -> Hand:
    """A new start of the program, and a PIN at its sign-in."""
    made = new_hand(floor)
    come(made, person_id, pin)
    return made


def come(hand: Hand, person_id: UUID, pin: str) -> None:
    hand.till.sign_in.choose(person_id)
    hand.till.sign_in.type_in(pin)
    hand.till.sign_in.try_it()
    hand.settle()


def at_his_till(new_hand: NewHand, field: Field) -> Hand:
    """With 4 and 3 bread of two transfers and 2 milk in the bag; no shift is open."""
    field.bring(("111", 4))
    field.bring(("111", 3), ("222", 2))
    return signed_in(new_hand, field.shop, field.shop.second_cashier_id, AGENT_PIN)


def page_of(hand: Hand) -> Any:
    page = hand.screen
    assert isinstance(page, BagPage), hand.till.window.name
    return page


def said(rows: PickList) -> list[str]:
    return [rows.spoken(item).replace("\u00a0", " ") for item in rows.items]


def told(hand: Hand) -> str:
    banner = hand.till.window.banner
    return "" if banner.isHidden() else banner.text.replace("\u00a0", " ")


def codes(hand: Hand) -> list[str]:
    return [fault.code for fault in hand.faults]
