"""Goods in and the count by scanner: every scan is stored at once, and one key makes a document of all of them."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt

from app.core.stock.commands.documents import receive
from app.core.stock.views import StockItem
from tests.ui.screens.conftest import Hand
from ui.pages.stock_draft.model import StockDraftModel
from ui.pages.stock_draft.page import StockDraftPage


def opened(hand: Hand, screen: str) -> tuple[StockDraftPage, StockDraftModel]:
    hand.sit_down(hand.floor.template.owner_id, "4729")
    hand.till.window.open(screen)
    hand.settle()
    page = hand.screen
    assert isinstance(page, StockDraftPage)
    room = hand.till.stockroom
    return page, room.receiving if screen == "receiving" else room.counting


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
    page.extra.show_value(1000)
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
    page.leave.click()
    hand.settle()
    assert (model.view.posted, hand.floor.level("111"), hand.floor.level("222")) == ("A1-I000001", 7000, 9000)
    hand.floor.check_books()
