"""What to order in the window: the minimum of a product, an order of what runs low, what has come of it, and its end."""

from __future__ import annotations

from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from app.core.stock.commands.documents import receive
from app.core.stock.commands.drafts import open_draft
from app.core.stock.commands.orders import order_goods, set_minimum
from app.core.stock.commands.prepared_drafts import receive_order
from app.core.stock.commands.suppliers import add_supplier
from app.core.stock.draft_list import stock_draft
from app.core.stock.purchases import orders
from app.core.stock.views import StockItem
from app.kernel.permissions import Right
from tests.ui.screens.conftest import Hand
from ui.pages.ordering.model import OrderingModel
from ui.pages.ordering.page import OrderingPage
from ui.pages.stock_draft.page import StockDraftPage

Key = Qt.Key
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def at_ordering(hand: Hand) -> tuple[OrderingPage, OrderingModel]:
    """By the menu and its keys."""
    hand.till.window.open("menu")
    hand.press(Key.Key_F4)
    hand.press(Key.Key_6)
    page = hand.screen
    assert isinstance(page, OrderingPage)
    return page, hand.till.stockroom.ordering


def said(rows) -> list[str]:
    return [rows.spoken(item).replace("\u00a0", " ") for item in rows.items]


def low(hand: Hand) -> None:
    for code, least, up_to in (("111", 5000, 20_000), ("222", 5000, 8000)):
        hand.floor.do(set_minimum, product_id=hand.floor.goods[code], min_milli=least, up_to_milli=up_to)
    hand.floor.do(receive, items=[StockItem(hand.floor.goods["111"], 2000, 10)])


def test_the_least_of_scanned_goods_is_typed_and_they_are_on_the_list(hand: Hand):
    page, model = at_ordering(hand)
    hand.scan("333")
    assert page._title.text() == "Tea"
    hand.press(Key.Key_Return)
    hand.keys("4")
    hand.press(Key.Key_Return)
    hand.keys("10")
    hand.press(Key.Key_Return)
    assert said(page.lines) == ["Tea, there is 0, minimum 4, 10 pcs, to order"]
    hand.press(Key.Key_Return)
    hand.keys("0")
    page.up_to.clear()
    hand.press(Key.Key_S, CTRL)
    assert (said(page.lines), model.view.need and model.view.need.min_milli) == ([], 0)


@pytest.mark.parametrize(("least", "up_to"), [("9", "3"), ("99999999999", ""), ("5", "999999999999")])
def test_a_least_that_cannot_be_is_refused_and_what_is_stored_stands_there_again(hand: Hand, least: str, up_to: str):
    low(hand)
    page, model = at_ordering(hand)
    hand.press(Key.Key_Return)
    hand.keys(least)
    page.up_to.setText(up_to)
    hand.press(Key.Key_S, CTRL)
    assert hand.faults[-1].code == "stock.minimum_wrong"
    assert (page.least.value(), page.up_to.value()) == (5000, 20_000)
    for letters in ("many", "-3"):
        hand.press(Key.Key_Return)
        hand.keys(letters)
    assert model.view.need is not None
    assert model.view.need.min_milli == 5000


def test_what_runs_low_is_ordered_from_a_supplier_and_received_as_it_comes(hand: Hand):
    low(hand)
    page, _model = at_ordering(hand)
    assert said(page.lines) == [
        "Bread, there is 2, minimum 5, 18 pcs, to order", "Milk, there is 0, minimum 5, 8 pcs, to order",
    ]
    hand.press(Key.Key_P, CTRL)
    draft_page, order = hand.screen, hand.till.stockroom.an_order
    assert isinstance(draft_page, StockDraftPage)
    assert hand.till.window.name == "an_order"
    assert sorted((line.name, line.quantity_milli) for line in order.view.lines) == [("Bread", 18_000), ("Milk", 8000)]
    draft_page.form.new_supplier.setFocus()
    hand.keys("Dairy")
    hand.press(Key.Key_Return)
    hand.press(Key.Key_P, CTRL)
    assert order.view.posted == "A1-Q000001"
    hand.press(Key.Key_Escape)
    assert (hand.till.window.name, said(hand.screen.lines)) == ("ordering", [])
    hand.press(Key.Key_2, ALT)
    page = hand.screen
    assert page._title.text() == "A1-Q000001"
    assert said(page.order_lines) == [
        "Bread, ordered 18, has come 0, 18 pcs, still to come", "Milk, ordered 8, has come 0, 8 pcs, still to come",
    ]
    hand.press(Key.Key_P, CTRL)
    room = hand.till.stockroom
    assert hand.till.window.name == "receiving"
    draft = room.receiving.view.draft
    assert draft is not None
    assert (draft.supplier, draft.order, hand.screen.form.order.currentText()) == ("Dairy", "A1-Q000001", "A1-Q000001 · Dairy")
    room.receiving.choose(next(at for at, line in enumerate(room.receiving.view.lines) if line.name == "Milk"))
    room.receiving.change(quantity_milli=3000)
    hand.settle()
    hand.press(Key.Key_P, CTRL)
    hand.questions[-1].yes()
    hand.settle()
    assert room.receiving.view.posted == "A1-P000002"
    at_ordering(hand)
    assert said(hand.screen.order_lines) == [
        "Bread, ordered 18, has come 18, all has come", "Milk, ordered 8, has come 3, 5 pcs, still to come",
    ]
    hand.touch(hand.screen.close_key)
    assert hand.floor.ask(orders)[0].state == "open", "asked once more"
    hand.touch(hand.screen.close_key)
    assert hand.floor.ask(orders)[0].state == "closed"
    assert not hand.screen.receive.isEnabled()
    hand.floor.check_books()


def test_one_product_goes_into_the_order_that_is_begun(hand: Hand):
    page, _model = at_ordering(hand)
    hand.press(Key.Key_P, CTRL)
    assert (hand.till.window.name, hand.till.stockroom.an_order.view.lines) == ("an_order", ())
    hand.press(Key.Key_Escape)
    page = hand.screen
    hand.scan("333")
    hand.touch(page.one)
    assert [(line.name, line.quantity_milli) for line in hand.till.stockroom.an_order.view.lines] == [("Tea", 1000)]
    assert len(hand.floor.rows("SELECT id FROM stock_draft")) == 1


def test_an_open_order_is_chosen_in_goods_in(hand: Hand):
    supplier_id = hand.floor.do(add_supplier, name="Dairy")
    order_id = hand.floor.do(order_goods, items=[StockItem(hand.floor.goods["222"], 4000, 400)], supplier_id=supplier_id)
    hand.till.window.open("receiving")
    hand.settle()
    form, model = hand.screen.form, hand.till.stockroom.receiving
    form.order.picked.emit(order_id)
    hand.settle()
    assert model.view.draft is not None
    assert ([line.name for line in model.view.lines], model.view.draft.supplier) == (["Milk"], "Dairy")
    hand.press(Key.Key_P, CTRL)
    assert hand.floor.ask(orders)[0].state == "received"
    form.order.picked.emit(None)
    hand.settle()
    assert not form.order.isVisible(), "no order is open any more"


def test_who_may_not_buy_is_asked_for_a_right(hand: Hand):
    low(hand)
    hand.cashier_without(Right.SELL)
    page, _model = at_ordering(hand)
    hand.touch(page.all)
    assert [each.right for each in hand.missing] == [Right.RECEIVE_STOCK]
    assert hand.till.window.name == "ordering"


def test_an_order_that_is_half_received_is_gone_on_with_though_a_newer_draft_waits(hand: Hand):
    order_id = hand.floor.do(order_goods, items=[StockItem(hand.floor.goods["222"], 4000, 400)])
    begun = hand.floor.do(receive_order, order_id=order_id)
    newer = hand.floor.do(open_draft, kind="receipt")
    model = hand.till.stockroom.receiving

    def shown() -> UUID | None:
        return model.view.draft.draft_id if model.view.draft is not None else None

    model.come()  # it asks which drafts there are, and is told so before it may know better
    model.go_on_with(begun)
    hand.settle()
    assert shown() == begun
    model._take(hand.floor.ask(stock_draft, draft_id=newer))
    assert shown() == begun, "an answer about another draft came too late"
    model.drop()
    hand.settle()
    hand.till.window.open("receiving")
    hand.settle()
    assert shown() == newer, "what is left is shown to who comes back"
