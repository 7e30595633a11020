"""Goods in and the count by scanner: every scan is stored at once, and one key makes a document of all of them."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from app.core.catalog.commands import Pack, add_category, add_code
from app.core.stock.commands.documents import receive
from app.core.stock.commands.drafts import add_draft_line, change_draft, open_draft
from app.core.stock.commands.stores import add_store
from app.core.stock.commands.suppliers import add_supplier
from app.core.stock.views import StockItem
from app.kernel.errors import RuleBroken
from tests.shop_floor import refused
from tests.ui.screens.conftest import Hand
from ui.pages.stock_draft.model import StockDraftModel
from ui.pages.stock_draft.page import StockDraftPage


def opened(hand: Hand, screen: str) -> tuple[StockDraftPage, StockDraftModel]:
    hand.sit_down(hand.floor.template.owner_id, "4729")
    hand.till.window.open(screen)
    hand.settle()
    page = hand.screen
    assert isinstance(page, StockDraftPage)
    model: StockDraftModel = getattr(hand.till.stockroom, screen)
    return page, model


@pytest.mark.parametrize(
    ("screen", "title", "way"),
    [
        ("receiving", "Goods received", "Dairy → Rahat"), ("sending_back", "Return to the supplier", "Rahat → Dairy"),
        ("an_order", "Order to the supplier", "Dairy → Rahat"), ("writing_off", "Write-off", "Rahat"),
        ("a_transfer", "Transfer", "Rahat → Cellar"), ("counting", "Stock count", "Rahat · Drinks"),
    ],
)
def test_a_screen_says_which_document_it_is_and_of_whom(hand: Hand, screen: str, title: str, way: str):
    floor = hand.floor
    head = {
        "supplier_id": floor.do(add_supplier, name="Dairy"), "to_store_id": floor.do(add_store, name="Cellar"),
        "category_id": floor.do(add_category, name="Drinks"), "cause": "broken",
    }
    page, model = opened(hand, screen)
    empty = {
        "a_transfer": "Rahat → where to is not chosen", "writing_off": "Rahat", "counting": "Rahat · The whole store",
        "sending_back": "Rahat → supplier not named",
    }.get(screen, "supplier not named → Rahat")
    assert heading(page) == [title, empty]
    named = {"counting": "category_id", "a_transfer": "to_store_id", "writing_off": "cause"}.get(screen, "supplier_id")
    model.set_head(**{named: head[named]})
    hand.settle()
    assert heading(page) == [title, way]


def heading(page: StockDraftPage) -> list[str]:
    """What stands above the list."""
    return [each.text() for each in (page._title, page._where) if each.isVisible()]


def lines(model: StockDraftModel) -> list[tuple[str, int]]:
    return [(line.name, line.quantity_milli) for line in model.view.lines]


def test_goods_come_in_by_scanner_with_cost_lot_and_supplier(hand: Hand):
    page, model = opened(hand, "receiving")
    for code in ("111", "222", "111"):
        hand.scan(code)
    hand.settle()
    assert lines(model) == [("Milk", 1000), ("Bread", 2000)]
    model.choose(0)
    page.quantity.show_value(12_000)
    page.cost.show_value(8050)
    page.batch.setText("L7")
    page.expires.setText("20.03.2026")
    page.quantity.editingFinished.emit()
    hand.settle()
    line = model.view.line
    assert line is not None
    assert (line.quantity_milli, line.line_cost_minor, line.batch, line.expires_on) == (12_000, 96_600, "L7", date(2026, 3, 20))
    model.add_supplier("Dairy")
    hand.settle()
    page.form.extra.show_value(1000)
    page.post.click()
    hand.settle()
    assert [question.code for question in hand.questions] == ["stock.no_cost"], "bread has no cost"
    hand.questions[-1].yes()
    hand.settle()
    assert (model.view.draft, model.view.posted) == (None, "A1-P000001")
    assert hand.floor.value("SELECT sum(cost_minor) FROM stock_line") == 97_600
    assert hand.floor.value("SELECT count(*) FROM stock_document WHERE supplier_id IS NOT NULL") == 1
    page.labels.click()
    hand.settle()
    wanted = {each.product.name: each.copies for each in hand.till.labelling.labels.view.goods}
    assert wanted == {"Milk": 12, "Bread": 2}
    hand.floor.check_books()


def test_what_was_scanned_waits_for_whoever_comes_back(hand: Hand):
    page, model = opened(hand, "receiving")
    hand.scan("111")
    hand.settle()
    page.go_back()
    hand.settle()
    assert hand.till.window.name == "stock_work"
    hand.press(Qt.Key.Key_Escape)
    assert hand.till.window.name == "menu"
    hand.press(Qt.Key.Key_F4)
    hand.press(Qt.Key.Key_1)
    hand.settle()
    assert lines(model) == [("Bread", 1000)]
    hand.press(Qt.Key.Key_Delete)
    hand.settle()
    assert lines(model) == []
    hand.scan("4600000000017")
    hand.settle()
    assert hand.faults, "nobody knows that code"
    model.drop()
    hand.settle()
    assert hand.floor.rows("SELECT * FROM stock_draft") == []


def test_an_empty_quantity_is_told_and_what_was_scanned_stands_there_again(hand: Hand):
    page, model = opened(hand, "receiving")
    hand.scan("111")
    hand.press(Qt.Key.Key_Return)
    page.quantity.clear()
    hand.press(Qt.Key.Key_Return)
    assert [fault.sentence for fault in hand.faults] == ["Enter a quantity."]
    assert (lines(model), page.quantity.value()) == ([("Bread", 1000)], 1000)


def test_a_count_is_blind_and_asks_about_the_rest(hand: Hand):
    hand.floor.do(receive, items=[StockItem(hand.floor.goods[code], 9000, 900) for code in ("111", "222")])
    page, model = opened(hand, "counting")
    hand.scan("111")
    hand.settle()
    page.quantity.show_value(7000)
    page.quantity.editingFinished.emit()
    hand.settle()
    page.post.click()
    hand.settle()
    assert model.view.uncounted == 1
    assert page.leave.isVisible()
    assert heading(page) == ["Not counted", "The books have these too. Goods: 1"]
    assert page.lines.spoken(page.lines.items[0]) == "Milk", "not how many: one may still count it"
    page.leave.click()
    hand.settle()
    assert (model.view.posted, hand.floor.level("111"), hand.floor.level("222")) == ("A1-I000001", 7000, 9000)
    hand.floor.check_books()


def test_what_was_not_counted_is_seen_and_can_still_be_counted(hand: Hand):
    hand.floor.do(receive, items=[StockItem(hand.floor.goods[code], 9000, 900) for code in ("111", "222", "333")])
    page, model = opened(hand, "counting")
    hand.scan("111")
    hand.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert [page.lines.spoken(each) for each in page.lines.items] == ["Milk", "Tea"]
    hand.press(Qt.Key.Key_Down)
    hand.press(Qt.Key.Key_Down)
    assert (page.lines.row, page.quantity.isVisible(), page.post.isEnabled()) == (1, False, False)
    hand.press(Qt.Key.Key_Delete)
    hand.press(Qt.Key.Key_Return)
    assert lines(model) == [("Bread", 1000)], "these are no lines of the count"
    hand.press(Qt.Key.Key_Escape)
    assert (hand.till.window.name, heading(page)[0]) == ("counting", "Stock count")
    hand.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    hand.scan("222")
    assert (heading(page)[0], lines(model)) == ("Stock count", [("Milk", 1000), ("Bread", 1000)])
    hand.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert [page.lines.spoken(each) for each in page.lines.items] == ["Tea"]
    hand.touch(page.nought)
    hand.questions[-1].yes()
    hand.settle()
    assert [hand.floor.level(code) for code in ("111", "222", "333")] == [1000, 1000, 0]
    assert not page.leave.isVisible()
    assert not hand.faults
    hand.floor.check_books()


def test_goods_are_written_off_for_a_reason_and_more_than_there_is_only_with_a_yes(hand: Hand):
    hand.floor.do(receive, items=[StockItem(hand.floor.goods["111"], 3000, 900)])
    page, model = opened(hand, "writing_off")
    hand.touch(page.form.cause.keys["other"])
    hand.scan("111")
    hand.settle()
    assert (lines(model), model.view.draft and model.view.draft.cause) == ([("Bread", 1000)], "other")
    hand.press(Qt.Key.Key_Return)
    assert page.quantity.hasFocus()
    hand.keys("4")
    hand.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert hand.faults[-1].code == "text.empty", "another reason is told in words"
    page.form.reason.setText("fell down")
    hand.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert [question.code for question in hand.questions] == ["stock.more_than_there"]
    assert ("3" in hand.questions[0].sentence, "4" in hand.questions[0].sentence) == (True, True)
    assert hand.floor.level("111") == 3000, "nobody has said yes"
    hand.questions[-1].yes()
    hand.settle()
    assert (model.view.posted, hand.floor.level("111")) == ("A1-W000001", -1000)
    row = hand.floor.rows("SELECT cause, reason FROM stock_document WHERE kind = 'write_off'")
    assert row == [{"cause": "other", "reason": "fell down"}]
    assert not page.labels.isVisible()
    hand.floor.check_books()


def test_goods_go_back_to_a_supplier_who_may_be_new(hand: Hand):
    hand.floor.do(receive, items=[StockItem(hand.floor.goods["222"], 3000, 900)])
    page, model = opened(hand, "sending_back")
    hand.scan("222")
    page.form.new_supplier.setFocus()
    hand.keys("Dairy")
    hand.press(Qt.Key.Key_Return)
    assert model.view.draft is not None
    assert model.view.draft.supplier == "Dairy"
    hand.touch(page.post)
    assert (model.view.posted, hand.floor.level("222")) == ("A1-B000001", 2000)
    assert hand.floor.value("SELECT count(*) FROM stock_document WHERE supplier_id IS NOT NULL") == 1
    hand.floor.check_books()


def test_what_is_typed_about_a_line_is_of_that_line_whatever_is_scanned_next(hand: Hand):
    hand.floor.do(add_code, product_id=hand.floor.goods["222"], pack=Pack("4600000000015"))
    page, model = opened(hand, "writing_off")
    hand.scan("111")
    hand.press(Qt.Key.Key_Return)
    hand.keys("5")
    hand.scan("4600000000015")
    hand.settle()
    assert lines(model) == [("Milk", 1000), ("Bread", 5000)]
    hand.press(Qt.Key.Key_Return)
    hand.keys("7")
    hand.touch_row(page.lines, 1)
    assert lines(model) == [("Milk", 7000), ("Bread", 5000)]
    assert page.quantity.value() == 5000


@pytest.mark.parametrize("screen", ["receiving", "writing_off", "sending_back"])
def test_figures_that_cannot_be_are_refused_with_a_sentence_and_the_line_stays(hand: Hand, screen: str):
    page, model = opened(hand, screen)
    hand.scan("111")
    hand.settle()
    for typed, code in (("0", "quantity.not_positive"), ("0,5", "quantity.not_whole"), ("999999999999", "quantity.too_large")):
        hand.press(Qt.Key.Key_Return)
        hand.keys(typed)
        page.box.setFocus()
        hand.settle()
        assert (hand.faults[-1].code, lines(model)) == (code, [("Bread", 1000)]), typed
        assert page.quantity.value() == 1000, "what is stored stands there again"
    for typed in ("letters", "-", ""):
        hand.press(Qt.Key.Key_Return)
        hand.keys(typed)
        page.box.setFocus()
        hand.settle()
    assert lines(model) == [("Bread", 1000)]
    if screen == "receiving":
        malformed = "stock.date_malformed"
        for text, code in (("soon", malformed), ("01.01.2999", "stock.in_the_future"), ("01.01.0001", malformed)):
            page.form.came.setText(text)
            page.form.came.editingFinished.emit()
            hand.settle()
            assert (hand.faults[-1].code, page.form.came.text()) == (code, "")


def test_goods_that_came_yesterday_are_booked_on_yesterday(hand: Hand):
    page, model = opened(hand, "receiving")
    hand.scan("111")
    hand.settle()
    model.change(cost_minor=500)
    hand.settle()
    page.form.came.setText("1.3.2026")
    page.form.came.editingFinished.emit()
    hand.settle()
    assert page.form.came.text() == "01.03.2026"
    hand.touch(page.post)
    assert model.view.posted == "A1-P000001"
    assert hand.floor.value("SELECT business_date FROM stock_document") == "2026-03-01"
    assert hand.floor.value("SELECT at < posted_at FROM stock_document") == 1


def test_goods_are_written_off_in_another_store_that_is_chosen_before_the_first_scan(hand: Hand):
    cellar = hand.floor.do(add_store, name="Cellar")
    hand.floor.do(receive, items=[StockItem(hand.floor.goods["111"], 3000, 900)], store_id=cellar)
    page, model = opened(hand, "writing_off")
    assert page.form.store.isVisible()
    page.form.store.picked.emit(cellar)
    hand.settle()
    hand.scan("111")
    hand.settle()
    assert not page.form.store.isEnabled()
    page.form.cause.picked.emit("lost")
    hand.settle()
    hand.touch(page.post)
    assert (model.view.posted, hand.questions) == ("A1-W000001", [])
    left = "SELECT on_hand_milli FROM stock_level WHERE store_id = ?"
    assert hand.floor.value(left, cellar) == 2000


def test_what_is_begun_stays_with_its_store(hand: Hand):
    draft_id = hand.floor.do(open_draft, kind="count")
    hand.floor.do(add_draft_line, draft_id=draft_id, code="111")
    for what in ({"store_id": hand.floor.shop.place.store_id}, {"category_id": None}):
        with refused("stock.draft_begun", RuleBroken):
            hand.floor.do(change_draft, draft_id=draft_id, **what)
