"""The power goes in the stockroom: the screen stands there again, with all that was scanned."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.core.stock.commands.documents import receive
from app.core.stock.commands.orders import order_goods
from app.core.stock.views import StockItem
from tests.shop_floor import OWNER_PIN, ShopFloor
from tests.ui.screens.conftest import Hand, NewHand
from ui.pages.stock_draft.model import StockDraftModel

DRAFTS = {
    "receiving": "receipt", "counting": "count", "writing_off": "write_off", "sending_back": "supplier_return",
    "an_order": "order", "a_transfer": "transfer",
}


def signed_in(new_hand: NewHand, floor: ShopFloor) -> Hand:
    """A new start of the program, and the owner's PIN."""
    made = new_hand(floor)
    made.till.sign_in.choose(floor.owner_id)
    made.till.sign_in.type_in(OWNER_PIN)
    made.till.sign_in.try_it()
    made.settle()
    return made


def after_a_power_cut(hand: Hand, new_hand: NewHand) -> Hand:
    hand.till.resuming.keep_now()
    hand.settle()
    return signed_in(new_hand, hand.floor)


@pytest.mark.parametrize("screen", DRAFTS)
def test_a_draft_stands_there_again_and_is_gone_on_with(new_hand: NewHand, shop: ShopFloor, screen: str):
    shop.open_shift()
    shop.do(receive, items=[StockItem(shop.goods[code], 9000, 900) for code in ("111", "222")])
    hand = signed_in(new_hand, shop)
    hand.till.window.open(screen)
    hand.settle()
    for code in ("111", "222", "111"):
        hand.scan(code)
    hand.settle()
    after = after_a_power_cut(hand, new_hand)
    assert after.till.window.name == screen
    model: StockDraftModel = getattr(after.till.stockroom, screen)
    assert model.kind.kind == DRAFTS[screen]
    assert [(line.name, line.quantity_milli) for line in model.view.lines] == [("Milk", 1000), ("Bread", 2000)]
    after.scan("222")
    after.settle()
    assert [(line.name, line.quantity_milli) for line in model.view.lines] == [("Milk", 2000), ("Bread", 2000)]
    assert len(shop.rows("SELECT id FROM stock_draft")) == 1
    shop.check_books()


@pytest.mark.parametrize("screen", ["stock", "stock_work", "transfers", "ordering", "expiring"])
def test_a_screen_of_the_stockroom_is_come_back_to(new_hand: NewHand, shop: ShopFloor, screen: str):
    shop.open_shift()
    hand = signed_in(new_hand, shop)
    hand.till.window.open(screen)
    hand.settle()
    after = after_a_power_cut(hand, new_hand)
    assert after.till.window.name == screen
    after.press(Qt.Key.Key_Escape)
    assert after.till.window.name in ("menu", "stock_work")


def test_goods_in_for_an_order_stands_there_again_with_its_order(new_hand: NewHand, shop: ShopFloor):
    shop.open_shift()
    shop.do(order_goods, items=[StockItem(shop.goods["222"], 4000, 400)])
    hand = signed_in(new_hand, shop)
    hand.till.window.open("ordering")
    hand.settle()
    hand.press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    hand.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    after = after_a_power_cut(hand, new_hand)
    draft = after.till.stockroom.receiving.view.draft
    assert (after.till.window.name, draft and draft.order) == ("receiving", "A1-Q000001")
