"""Stock in the window: levels and the layers behind each figure by keyboard, movements, documents; a sale is seen at once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.core.stock.commands.documents import receive, write_off
from app.core.stock.commands.stores import add_store
from app.core.stock.views import StockItem
from app.kernel.permissions import Right
from tests.ui.screens.conftest import Hand
from ui.kit.pick_list import PickList
from ui.pages.stock.model import StockModel, StockView
from ui.pages.stock.page import StockPage

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


def bring(hand: Hand, code: str, milli: int, cost: int) -> None:
    hand.floor.do(receive, items=[StockItem(hand.floor.goods[code], milli, cost)], reason="supplier")


def model_of(hand: Hand) -> StockModel:
    return hand.till.errands.stock


def view_of(hand: Hand) -> StockView:
    return model_of(hand).view


def at_stock(hand: Hand) -> StockPage:
    """By the menu and its key."""
    hand.till.window.open("menu")
    hand.settle()
    hand.press(Key.Key_F5)
    hand.settle()
    page = hand.screen
    assert isinstance(page, StockPage)
    return page


def said(rows: PickList) -> list[str]:
    return [rows.spoken(item).replace("\u00a0", " ") for item in rows.items]


@pytest.fixture
def stocked(hand: Hand) -> Hand:
    """Bread in two layers, half of the first one sold; tea below zero."""
    bring(hand, "111", 4000, 4000)
    bring(hand, "111", 6000, 9000)
    hand.floor.sell(("111", 2000), ("333", 3000))
    return hand


def test_levels_and_the_layers_behind_a_figure_by_keyboard(stocked: Hand):
    page = at_stock(stocked)
    assert said(page.list) == ["Bread, 8 pcs, 110.00 KGS", "Tea, −3 pcs, below zero"]
    assert view_of(stocked).place == 0
    assert [line.split(", ")[0] for line in said(page.detail)] == ["A1-P000001 · Goods received", "A1-P000002 · Goods received"]
    assert said(page.detail)[0].endswith("2 pcs, 20.00 KGS")
    assert "of 4 at 10.00 KGS" in said(page.detail)[0]
    assert page.figure.text().replace("\u00a0", " ") == "8 pcs"
    stocked.press(Key.Key_Down)
    assert page.name.text() == "Tea"
    assert page.warning.isVisible()
    assert "3" in page.warning.text()
    assert "owed" in said(page.detail)[0]
    assert "A1-000001 · Receipt" in said(page.detail)[0]


def test_enter_leads_into_the_layers_and_to_who_took_of_one_and_escape_back_step_by_step(stocked: Hand):
    page = at_stock(stocked)
    stocked.press(Key.Key_Return)
    assert view_of(stocked).spot == 0
    stocked.press(Key.Key_Down)
    stocked.press(Key.Key_Up)
    stocked.press(Key.Key_Return)
    assert said(page.detail)[0].startswith("A1-000001 · Receipt")
    assert said(page.detail)[0].endswith("2 pcs, 20.00 KGS")
    stocked.press(Key.Key_Escape)
    assert (view_of(stocked).layer, view_of(stocked).spot) == (None, 0)
    stocked.press(Key.Key_Escape)
    assert view_of(stocked).spot == -1
    stocked.keys("te")
    assert said(page.list) == ["Tea, −3 pcs, below zero"]
    stocked.press(Key.Key_Escape)
    assert len(page.list.items) == 2
    stocked.press(Key.Key_Escape)
    assert stocked.till.window.name == "menu"


def test_movements_tell_the_level_after_each_and_a_cost_that_was_corrected(stocked: Hand):
    bring(stocked, "333", 5000, 500)
    page = at_stock(stocked)
    stocked.press(Key.Key_Down)
    stocked.press(Key.Key_F3)
    came, sold = said(page.detail)
    assert came.startswith("A1-P000003 · Goods received, then 2")
    assert "+5 pcs" in came
    assert sold.startswith("A1-000001 · Receipt, then −3")
    assert sold.endswith("−3 pcs, 3.00 KGS, booked 0.00 KGS")
    stocked.press(Key.Key_F3)
    assert len(page.detail.items) == 1


def test_filters_go_round_by_one_key_and_by_choice(stocked: Hand):
    cellar = stocked.floor.do(add_store, name="Cellar")
    page = at_stock(stocked)
    stocked.press(Key.Key_F4)
    assert [line.split(",")[0] for line in said(page.list)] == ["Tea"]
    stocked.press(Key.Key_F4, times=2)
    assert len(page.list.items) == 2
    page.store.picked.emit(cellar)
    stocked.settle()
    assert page.list.items == ()
    assert page.store.isVisible()


def test_documents_with_their_lines(stocked: Hand):
    stocked.floor.do(write_off, items=[StockItem(stocked.floor.goods["111"], 1000)], reason="stale")
    page = at_stock(stocked)
    stocked.press(Key.Key_2, ALT)
    assert [line.split(",")[0] for line in said(page.list)] == [
        "A1-W000001 · Write-off", "A1-P000002 · Goods received", "A1-P000001 · Goods received",
    ]
    assert said(page.detail) == ["Bread, −1 pcs, 10.00 KGS"]
    stocked.press(Key.Key_Down)
    assert said(page.detail) == ["Bread, +6 pcs, 90.00 KGS"]
    assert "supplier" in page.note.text()
    page.kind.picked.emit("write_off")
    stocked.settle()
    assert len(page.list.items) == 1
    stocked.press(Key.Key_1, ALT)
    assert page.name.text() == "Bread"


def test_a_sale_that_is_made_meanwhile_is_seen_at_once(stocked: Hand):
    page = at_stock(stocked)
    stocked.floor.sell(("111", 1000))
    stocked.settle()
    assert said(page.list)[0] == "Bread, 7 pcs, 100.00 KGS"
    assert said(page.detail)[0].endswith("1 pcs, 10.00 KGS")


def test_a_scanned_code_opens_its_product_and_an_unknown_one_is_told(stocked: Hand):
    page = at_stock(stocked)
    stocked.scan("333")
    assert page.name.text() == "Tea"
    stocked.scan("4600000000001")
    assert "4600000000001" in stocked.till.window.banner.text


def test_who_may_not_see_costs_is_shown_none(stocked: Hand):
    stocked.cashier_without(Right.REPRINT)
    page = at_stock(stocked)
    assert said(page.list)[0] == "Bread, 8 pcs"
    assert not any("KGS" in line for line in said(page.detail))
    assert (page.sum.text(), page.worth.text()) == ("", "")
    stocked.press(Key.Key_2, ALT)
    assert not any("KGS" in line for line in [*said(page.list), *said(page.detail)])


def test_an_empty_shop_says_so(hand: Hand):
    page = at_stock(hand)
    assert page.list.empty == "Nothing has come in yet."
    hand.press(Key.Key_Return)
    hand.press(Key.Key_F3)
    hand.press(Key.Key_2, ALT)
    assert page.list.empty == "There are no documents yet."


def test_a_products_card_shows_where_each_piece_is_and_what_it_cost(stocked: Hand):
    stocked.till.window.open("goods")
    stocked.settle()
    stocked.keys("bread")
    stocked.press(Key.Key_Return)
    stocked.settle()
    places = stocked.screen.places
    lines = [(line.words, line.figure.replace("\u00a0", " ")) for line in places.lines if not line.is_title]
    assert [figure for _words, figure in lines] == ["8 pcs · 110.00 KGS", "2 pcs · 20.00 KGS", "6 pcs · 90.00 KGS"]
    stocked.floor.sell(("111", 9000))
    stocked.settle()
    lines = [(line.words, line.figure.replace("\u00a0", " ")) for line in places.lines if not line.is_title]
    assert lines[1:] == [("Sold before it came in", "1 pcs")]
    stocked.press(Key.Key_Escape)
    stocked.press(Key.Key_Escape)
    stocked.cashier_without(Right.REPRINT)
    stocked.till.window.open("goods")
    stocked.settle()
    stocked.keys("tea")
    stocked.press(Key.Key_Return)
    stocked.settle()
    assert not any("KGS" in line.figure + line.note for line in stocked.screen.places.lines)


def test_a_document_is_taken_back_at_the_second_press_and_labels_are_made_of_a_receipt(stocked: Hand):
    stocked.sit_down(stocked.floor.template.owner_id, "4729")
    page = at_stock(stocked)
    stocked.press(Key.Key_2, ALT)
    stocked.press(Key.Key_F6)
    stocked.settle()
    assert stocked.till.window.name == "labels"
    page = at_stock(stocked)
    paper = view_of(stocked).paper
    assert paper is not None
    number = paper.number
    stocked.press(Key.Key_F8)
    assert stocked.floor.value("SELECT count(*) FROM stock_document WHERE kind = 'undo'") == 0
    assert "go out again" in page.undo.text()
    stocked.press(Key.Key_F8)
    stocked.settle()
    assert stocked.floor.value("SELECT count(*) FROM stock_document WHERE kind = 'undo'") == 1
    taken = next(paper for paper in view_of(stocked).papers if paper.number == number)
    assert (taken.taken_back_by, taken.may_be_taken_back) == ("A1-U000001", False)
    model_of(stocked).choose_place(view_of(stocked).papers.index(taken))
    stocked.settle()
    assert page.undo.isHidden()
    assert "A1-U000001" in page.warning.text()
    stocked.floor.check_books()
