"""Sets with hands: a set is made, goods are put into it, it is sold; and what must not get in."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.core.catalog.commands import remove_product
from app.core.catalog.queries import goods_with_code, parts_of_set, product_card
from app.kernel.permissions import Right
from tests.shop_floor import CASHIER_PIN, ShopFloor
from tests.ui.screens.conftest import Hand, NewHand
from tests.ui.screens.test_stock_resuming import after_a_power_cut, signed_in

BASKET, LOT = "4600000000015", 10**12


def look_into(hand: Hand, code: str = "666") -> Hand:
    """At the parts of a set, as from its form."""
    hand.till.window.open("goods")
    hand.settle()
    hand.till.errands.goods.choose(hand.floor.goods[code])
    hand.settle()
    hand.press(Qt.Key.Key_F4)
    return hand


@pytest.fixture
def inside(hand: Hand) -> Hand:
    """The owner at the parts of the gift box."""
    return look_into(hand)


def typed(hand: Hand, text: str) -> None:
    hand.keys(text)
    hand.scans._letters.clear()


def stored(floor: ShopFloor, code: str = "666") -> dict[str, int]:
    (found,) = floor.ask(goods_with_code, code=code)
    return {part.name: part.quantity_milli for part in floor.ask(parts_of_set, set_id=found.product_id)}


def set_quantity(hand: Hand, text: str) -> None:
    """Return in the empty search line, the figure, Return."""
    hand.press(Qt.Key.Key_Return)
    assert hand.screen.quantity.hasFocus()
    hand.screen.quantity.selectAll()
    typed(hand, text)
    hand.press(Qt.Key.Key_Return)


def test_a_set_is_made_filled_by_scanner_and_sold(hand: Hand):
    hand.till.window.open("goods")
    hand.settle()
    page = hand.screen
    hand.press(Qt.Key.Key_Insert)
    typed(hand, "Basket")
    hand.scan(BASKET)
    assert not page.parts.isVisible(), "it is not stored yet"
    hand.touch(page.kind.keys["set"])
    page.price.setText("900")
    hand.touch(page.save)
    (found,) = hand.floor.ask(goods_with_code, code=BASKET)
    assert hand.floor.ask(product_card, product_id=found.product_id).kind == "set"
    assert not page.kind.isVisible(), "what is stored stays what it is"
    assert "Nothing yet" in page.inside.accessibleName()
    hand.touch(page.parts)
    assert hand.till.window.name == "set_parts"
    for code in ("111", "333", "111"):
        hand.scan(code)
    assert stored(hand.floor, BASKET) == {"Bread": 2000, "Tea": 1000}
    hand.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert hand.till.window.name == "goods"
    assert hand.screen.inside.accessibleName() == "What is in the set; Bread 2 pcs; Tea 1 pcs"
    before = {code: hand.floor.level(code) for code in ("111", "333")}
    hand.floor.sell(BASKET)
    assert {code: before[code] - hand.floor.level(code) for code in before} == {"111": 2000, "333": 1000}
    assert not hand.faults
    hand.floor.check_books()


def test_parts_are_searched_changed_and_taken_out_by_keys(inside: Hand):
    assert [part.name for part in inside.till.errands.set_parts.view.parts] == ["Tea", "Apples"]
    typed(inside, "bre")
    inside.press(Qt.Key.Key_Return)
    set_quantity(inside, "3")
    assert stored(inside.floor) == {"Tea": 1000, "Apples": 500, "Bread": 3000}
    inside.press(Qt.Key.Key_Up)
    set_quantity(inside, "0,25")
    inside.press(Qt.Key.Key_Up)
    inside.press(Qt.Key.Key_Delete)
    assert stored(inside.floor) == {"Apples": 250, "Bread": 3000}
    inside.touch(inside.screen.remove)
    inside.touch(inside.screen.remove)
    assert stored(inside.floor) == {}
    assert not inside.screen.remove.isVisible()
    assert not inside.faults
    inside.press(Qt.Key.Key_Escape)
    assert inside.till.window.name == "goods"


@pytest.mark.parametrize(
    ("text", "code"), [("0", "quantity.not_positive"), ("1,5", "quantity.not_whole"), (str(LOT), "quantity.too_large")]
)
def test_a_quantity_that_cannot_be_is_refused_and_what_is_stored_stands_there(inside: Hand, text: str, code: str):
    set_quantity(inside, text)
    assert [fault.code for fault in inside.faults] == [code]
    assert stored(inside.floor) == {"Tea": 1000, "Apples": 500}
    assert inside.screen.quantity.value() == 1000


@pytest.mark.parametrize("text", ["", "abc", "-"])
def test_what_is_no_quantity_changes_nothing(inside: Hand, text: str):
    inside.press(Qt.Key.Key_Return)
    inside.screen.quantity.clear()
    typed(inside, text)
    inside.press(Qt.Key.Key_Return)
    assert stored(inside.floor) == {"Tea": 1000, "Apples": 500}
    assert inside.screen.quantity.value() == 1000
    assert [fault.sentence for fault in inside.faults] == ["Enter a quantity."]


def test_scans_in_one_breath_are_all_in_the_set(inside: Hand):
    model = inside.till.errands.set_parts
    for code in ("111", "222", "111", "888", "222", "111"):
        model.scan(code)
    inside.settle()
    assert stored(inside.floor) == {"Tea": 1000, "Apples": 500, "Bread": 3000, "Milk": 2000, "Sweet": 1000}
    assert {part.name: part.quantity_milli for part in model.view.parts} == stored(inside.floor)


def test_a_set_is_not_put_into_a_set_and_an_unknown_code_is_told(inside: Hand):
    inside.scan("666")
    assert [fault.code for fault in inside.faults] == ["set.nested"]
    assert [part.name for part in inside.till.errands.set_parts.view.parts] == ["Tea", "Apples"]
    inside.scan("4600000000022")
    assert "4600000000022" in inside.till.window.banner.text
    assert stored(inside.floor) == {"Tea": 1000, "Apples": 500}


def test_a_product_that_is_no_set_has_no_parts(hand: Hand):
    look_into(hand, "111")
    assert hand.till.window.name == "goods"
    assert not hand.screen.parts.isVisible()
    assert not hand.screen.inside.isVisible()


def test_a_set_that_is_deleted_meanwhile_says_so(inside: Hand):
    inside.floor.do(remove_product, product_id=inside.floor.goods["666"])
    inside.scan("111")
    assert [fault.code for fault in inside.faults] == ["not_found"]


def test_who_may_not_change_goods_is_asked_for_a_right_and_nothing_seems_to_be_stored(hand: Hand):
    hand.till.change_person()
    hand.settle()
    hand.sit_down(hand.floor.template.cashier_id, CASHIER_PIN)
    look_into(hand)
    hand.scan("111")
    assert [missing.right for missing in hand.missing] == [Right.EDIT_GOODS]
    assert [part.name for part in hand.till.errands.set_parts.view.parts] == ["Tea", "Apples"]


def test_after_a_power_cut_the_same_set_is_in_front(new_hand: NewHand, shop: ShopFloor):
    shop.open_shift()
    hand = look_into(signed_in(new_hand, shop))
    hand.scan("111")
    after = after_a_power_cut(hand, new_hand)
    assert after.till.window.name == "set_parts"
    assert [part.name for part in after.till.errands.set_parts.view.parts] == ["Tea", "Apples", "Bread"]
    after.press(Qt.Key.Key_Escape)
    assert after.till.errands.goods.view.chosen_id == shop.goods["666"]
