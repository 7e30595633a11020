"""Goods with hands: searching, editing field by field, adding for an unknown barcode, deleting; and what must not get in."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt

from app.core.catalog.commands import add_product, change_product
from app.core.catalog.queries import goods_with_code, product_card, search_products
from app.kernel.permissions import Right
from tests.shop_floor import CASHIER_PIN, MANAGER_PIN
from tests.ui.screens.conftest import Hand
from ui.kit.buttons import Button
from ui.pages.goods.model import PAGE

EAN, SECOND_EAN = "4600000000015", "4600000000022"


@pytest.fixture
def goods(hand: Hand) -> Hand:
    """The owner at the list of goods."""
    hand.till.window.open("goods")
    hand.settle()
    return hand


def model(hand: Hand):
    return hand.till.errands.goods


def checkout(hand: Hand) -> Any:
    """The model of the checkout, which is there since its screen was opened."""
    return hand.till.checkout


def typed(hand: Hand, text: str) -> None:
    """By a person, who is slower than a scanner."""
    hand.keys(text)
    hand.scans._letters.clear()


def shown(hand: Hand) -> list[str]:
    return [product.name for product in model(hand).view.goods]


def card(hand: Hand, code: str):
    (found,) = hand.floor.ask(goods_with_code, code=code)
    return hand.floor.ask(product_card, product_id=found.product_id)


def test_all_goods_are_listed_and_typing_finds_one(goods: Hand):
    assert len(shown(goods)) == 8
    typed(goods, "bre")
    assert shown(goods) == ["Bread"]
    goods.press(Qt.Key.Key_Escape)
    assert (goods.screen.box.text(), len(shown(goods))) == ("", 8)


def test_a_price_is_changed_with_keys_alone(goods: Hand):
    typed(goods, "bread")
    goods.press(Qt.Key.Key_Return)
    goods.press(Qt.Key.Key_Tab)
    goods.screen.price.selectAll()
    typed(goods, "35,5")
    goods.press(Qt.Key.Key_Return)
    assert card(goods, "111").price_minor == 3550
    assert goods.screen.box.hasFocus()
    assert not goods.faults


def test_every_field_is_stored_by_touch(goods: Hand):
    page, floor = goods.screen, goods.floor
    model(goods).choose(floor.goods["777"])
    goods.settle()
    page.name.setText("Magnet")
    page.article.setText("M-1")
    page.price.setText("12,30")
    page.tax.picked.emit(floor.tax_id)
    page.unit.picked.emit(floor.units["l"])
    page.code.setText(EAN)
    goods.touch(page.save)
    found = card(goods, EAN)
    assert (found.name, found.article, found.price_minor) == ("Magnet", "M-1", 1230)
    assert (found.tax_rate_id, found.unit_id) == (floor.tax_id, floor.units["l"])
    assert [code.code for code in found.codes] == ["777", EAN]
    assert not goods.faults
    assert not page.save.isEnabled(), "all of it is stored"


def test_a_product_becomes_weighed_and_gets_its_number(goods: Hand):
    page = goods.screen
    model(goods).choose(goods.floor.goods["333"])
    goods.settle()
    assert not page.scale_code.isEnabled()
    goods.touch(page.weighed)
    page.scale_code.setText("77")
    goods.touch(page.save)
    found = card(goods, "333")
    assert (found.unit_id, found.scale_code) == (goods.floor.units["kg"], 77)
    goods.touch(page.weighed)
    goods.touch(page.save)
    assert card(goods, "333").unit_id == goods.floor.units["pcs"]


def test_a_barcode_is_taken_away_and_another_comes_by_scanner(goods: Hand):
    model(goods).begin_new()
    goods.screen.name.setText("Juice")
    goods.screen.name.setFocus()
    goods.scan(EAN)
    goods.scan(SECOND_EAN)
    assert goods.screen.name.text() == "Juice", "nothing of a scan stays in the field"
    model(goods).drop_code(EAN)
    goods.touch(goods.screen.save)
    assert [code.code for code in card(goods, SECOND_EAN).codes] == [SECOND_EAN]
    model(goods).drop_code(SECOND_EAN)
    model(goods).add_code(EAN)
    goods.touch(goods.screen.save)
    assert [code.code for code in card(goods, EAN).codes] == [EAN]


def test_an_unknown_barcode_is_created_and_sold(hand: Hand):
    hand.scan(EAN)
    buttons = {button.text(): button for button in hand.till.window.banner.findChildren(Button)}
    hand.touch(buttons["Create it"])
    assert hand.till.window.name == "goods"
    typed(hand, "Juice")
    hand.press(Qt.Key.Key_Tab)
    typed(hand, "80")
    hand.press(Qt.Key.Key_Return)
    assert hand.till.window.name == "checkout"
    assert [(line.name, line.price_minor) for line in checkout(hand).lines.values()] == [("Juice", 8000)]
    assert not hand.faults


def test_a_barcode_that_is_scanned_here_opens_its_product(goods: Hand):
    goods.scan("2222")
    assert "2222" in goods.till.window.banner.text
    goods.floor.do(add_product, name="Juice", unit_id=goods.floor.units["pcs"], barcodes=[EAN])
    goods.settle()
    goods.scan(EAN)
    assert goods.screen.name.text() == "Juice"


def test_an_unknown_barcode_scanned_here_is_added_or_begins_a_new_product(goods: Hand):
    model(goods).choose(goods.floor.goods["111"])
    goods.settle()
    goods.scan(EAN)
    buttons = {button.text(): button for button in goods.till.window.banner.findChildren(Button)}
    goods.touch(buttons["Add to this one"])
    assert model(goods).view.draft.codes == ("111", EAN)
    goods.touch(goods.screen.save)
    assert card(goods, EAN).name == "Bread"


def test_deleting_asks_first(goods: Hand):
    model(goods).choose(goods.floor.goods["111"])
    goods.settle()
    goods.touch(goods.screen.delete)
    assert goods.floor.ask(search_products, text="bread"), "nothing is gone before the answer"
    goods.questions[-1].yes()
    goods.settle()
    assert not goods.floor.ask(search_products, text="bread")
    assert model(goods).view.draft is None
    assert "Bread" not in shown(goods)


def test_what_is_typed_is_not_lost_without_a_question(goods: Hand):
    model(goods).choose(goods.floor.goods["111"])
    goods.settle()
    goods.screen.name.setText("Bun")
    model(goods).choose(goods.floor.goods["222"])
    goods.settle()
    assert goods.screen.name.text() == "Bun"
    goods.press(Qt.Key.Key_Escape)
    assert goods.till.window.name == "goods"
    goods.questions[-1].yes()
    goods.settle()
    assert goods.till.window.name == "checkout"
    assert card(goods, "111").name == "Bread"


def test_a_language_that_changes_leaves_the_form_as_it_was(goods: Hand):
    model(goods).choose(goods.floor.goods["111"])
    goods.settle()
    goods.screen.name.setText("Bun")
    goods.desk.speak("ru")
    goods.settle()
    assert goods.screen.name.text() == "Bun"
    goods.floor.do(change_product, product_id=goods.floor.goods["222"], name="Cream")
    goods.settle()
    assert "Cream" in shown(goods), "and the list still hears news"


@pytest.mark.parametrize("text", ["abc", "😀", "مرحبا", "--", "1" * 40])
def test_letters_do_not_get_into_a_price(goods: Hand, text: str):
    model(goods).choose(goods.floor.goods["777"])
    goods.settle()
    goods.screen.price.insert(text)
    assert len(goods.screen.price.text()) <= 15
    assert all(char.isdigit() or char == "," for char in goods.screen.price.text())
    goods.screen.name.setText("x" * 1_000_000)
    assert len(goods.screen.name.text()) == 500
    goods.touch(goods.screen.save)
    assert goods.floor.value("SELECT name FROM product WHERE id = ?", goods.floor.goods["777"]) == "Souvenir"


@pytest.mark.parametrize(("code", "word"), [("4600000000016", "4600000000016"), ("222", "222"), ("7" * 200, "128")])
def test_a_barcode_that_is_refused_leaves_the_form_and_says_why(goods: Hand, code: str, word: str):
    model(goods).begin_new(barcode=code)
    goods.screen.name.setText("Juice")
    goods.touch(goods.screen.save)
    assert word in goods.faults[-1].sentence
    assert goods.screen.code.property("wrong") is True
    assert goods.screen.name.text() == "Juice"
    model(goods).drop_code(code)
    goods.touch(goods.screen.save)
    assert goods.floor.ask(search_products, text="juice")
    assert goods.till.window.name == "checkout", "the checkout has waited for it; there is nothing to scan now"


def test_saving_twice_makes_one_product(goods: Hand):
    model(goods).begin_new()
    model(goods).edit(name="Juice")
    model(goods).save()
    model(goods).save()
    goods.settle()
    assert goods.floor.value("SELECT count(*) FROM product WHERE name = 'Juice'") == 1
    assert not goods.faults


def test_somebody_elses_change_is_not_overwritten(goods: Hand):
    model(goods).choose(goods.floor.goods["111"])
    goods.settle()
    goods.screen.name.setText("Bun")
    goods.floor.do(change_product, product_id=goods.floor.goods["111"], article="B-1")
    goods.touch(goods.screen.save)
    assert goods.faults[-1].code == "stale"
    assert goods.screen.name.text() == "Bun"
    goods.settle()
    goods.touch(goods.screen.save)
    assert card(goods, "111").name == "Bun"


def test_a_cashier_creates_with_a_managers_pin_for_each_right(goods: Hand):
    goods.sit_down(goods.floor.cashier_id, CASHIER_PIN)
    model(goods).begin_new(barcode=EAN)
    model(goods).edit(name="Juice", price_minor=8000)
    goods.touch(goods.screen.save)
    goods.missing[-1].lend(goods.floor.manager_id, MANAGER_PIN)
    goods.settle()
    goods.missing[-1].lend(goods.floor.manager_id, MANAGER_PIN)
    goods.settle()
    assert [missing.right for missing in goods.missing] == [Right.EDIT_GOODS, Right.EDIT_PRICES]
    assert card(goods, EAN).price_minor == 8000
    assert [line.name for line in checkout(goods).lines.values()] == ["Juice"]
    assert not goods.faults


def test_a_lent_right_that_is_not_given_leaves_the_key_working(goods: Hand):
    goods.sit_down(goods.floor.cashier_id, CASHIER_PIN)
    model(goods).begin_new()
    model(goods).edit(name="Juice")
    goods.touch(goods.screen.save)
    sheet = goods.till.window.sheet
    assert sheet is not None
    sheet.close_it()
    assert model(goods).view.can_save
    assert goods.floor.value("SELECT count(*) FROM product WHERE name = 'Juice'") == 0


def test_a_price_is_not_taken_away_in_silence(goods: Hand):
    model(goods).choose(goods.floor.goods["111"])
    goods.settle()
    goods.screen.price.clear()
    goods.touch(goods.screen.save)
    assert goods.faults[-1].code == "price.missing"
    assert card(goods, "111").price_minor == 3000


def test_a_long_list_comes_page_by_page(goods: Hand):
    for number in range(PAGE + 20):
        goods.floor.do(add_product, name=f"Juice {number}", unit_id=goods.floor.units["pcs"])
    goods.settle()
    assert len(shown(goods)) == PAGE
    bar = goods.screen.goods.verticalScrollBar()
    bar.setValue(bar.maximum())
    goods.settle()
    assert len(shown(goods)) == PAGE + 28
    assert model(goods).view.is_whole
    goods.screen.goods.step(1)
    goods.settle()
    assert goods.screen.name.text() == f"Juice {PAGE + 19}"


def test_a_product_that_is_gone_meanwhile_is_told(goods: Hand):
    model(goods).choose(uuid4())
    goods.settle()
    assert goods.faults[-1].code == "not_found"
