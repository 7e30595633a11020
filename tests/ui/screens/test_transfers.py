"""Goods between stores in the window: sent by scanner, received in full or in part, and a difference that is settled."""

from __future__ import annotations

from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from app.core.stock.commands.documents import receive
from app.core.stock.commands.stores import add_store
from app.core.stock.commands.transfers import send_transfer
from app.core.stock.views import Sending, StockItem
from app.kernel.permissions import Right
from db.models.company import Branch
from db.models.stock import Store
from db.uow import Uow
from tests.ui.screens.conftest import Hand
from ui.pages.transfers.model import TransfersModel
from ui.pages.transfers.page import TransfersPage

Key = Qt.Key
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def at_transfers(hand: Hand) -> tuple[TransfersPage, TransfersModel]:
    """By the menu and its keys."""
    hand.till.window.open("menu")
    hand.press(Key.Key_F4)
    hand.press(Key.Key_5)
    page = hand.screen
    assert isinstance(page, TransfersPage)
    return page, hand.till.stockroom.transfers


def said(rows) -> list[str]:
    return [rows.spoken(item).replace("\u00a0", " ") for item in rows.items]


def level(hand: Hand, code: str, store_id: UUID) -> int:
    sql = "SELECT on_hand_milli FROM stock_level WHERE product_id = ? AND store_id = ?"
    rows = hand.floor.rows(sql, hand.floor.goods[code], store_id)
    return int(rows[0]["on_hand_milli"]) if rows else 0


def bring(hand: Hand) -> None:
    items = [StockItem(hand.floor.goods[code], 9000, 900) for code in ("111", "222")]
    hand.floor.do(receive, items=items)


@pytest.fixture
def cellar(hand: Hand) -> UUID:
    """A second store; six bread and two milk are on their way to it."""
    made: UUID = hand.floor.do(add_store, name="Cellar")
    bring(hand)
    items = [Sending(hand.floor.goods["111"], 6000), Sending(hand.floor.goods["222"], 2000)]
    hand.floor.do(send_transfer, to_store_id=made, items=items, note="for the fair")
    return made


def test_goods_are_sent_by_scanner_to_a_store_that_is_new(hand: Hand):
    bring(hand)
    page, model = at_transfers(hand)
    assert page.list.empty == "Nothing is on its way."
    hand.press(Key.Key_Insert)
    assert hand.till.window.name == "a_transfer"
    draft = hand.till.stockroom.a_transfer
    form = hand.screen.form
    hand.scan("111")
    hand.settle()
    hand.press(Key.Key_P, CTRL)
    assert hand.faults[-1].code == "stock.no_target"
    assert (form.target.isVisible(), form.new_store.isVisible()) == (False, True)
    form.new_store.setFocus()
    hand.keys("Cellar")
    hand.press(Key.Key_Return)
    assert (form.target.isVisible(), form.target.currentText()) == (True, "Cellar")
    draft.change(quantity_milli=10_000)
    hand.settle()
    hand.press(Key.Key_P, CTRL)
    assert hand.faults[-1].code == "stock.more_than_on_hand"
    assert "9" in hand.faults[-1].sentence
    draft.change(quantity_milli=4000)
    hand.settle()
    hand.press(Key.Key_P, CTRL)
    assert (draft.view.posted, hand.floor.level("111")) == ("A1-T000001", 5000)
    hand.press(Key.Key_Escape)
    assert hand.till.window.name == "transfers"
    assert [(each.to_store, each.state) for each in model.view.transfers] == [("Cellar", "sent")]


def test_all_of_it_has_arrived_with_one_key(hand: Hand, cellar: UUID):
    page, model = at_transfers(hand)
    assert said(page.lines) == ["Bread, 6 pcs", "Milk, 2 pcs"]
    assert "for the fair" in page._note.text()
    hand.press(Key.Key_P, CTRL)
    assert (level(hand, "111", cellar), level(hand, "222", cellar), model.view.transfers) == (6000, 2000, ())
    hand.press(Key.Key_3, ALT)
    assert [each.state for each in model.view.transfers] == ["answered"]
    assert not page.answer.isEnabled()
    hand.floor.check_books()


def test_less_arrives_line_by_line_and_the_rest_is_back_where_it_came_from(hand: Hand, cellar: UUID):
    page, _model = at_transfers(hand)
    hand.press(Key.Key_Return)
    hand.keys("4")
    hand.press(Key.Key_Return)
    hand.press(Key.Key_Return)
    assert page.hasFocus()
    assert said(page.lines) == ["Bread, has arrived: 4, 6 pcs, missing: 2", "Milk, 2 pcs"]
    hand.press(Key.Key_P, CTRL)
    assert level(hand, "111", cellar) == 0, "somebody must say what becomes of the rest"
    assert page.back.isVisible()
    hand.press(Key.Key_Escape)
    assert (page.back.isVisible(), page.arrived.value()) == (False, None), "looked at once more: at the line of milk"
    hand.press(Key.Key_P, CTRL)
    hand.touch(page.back)
    assert (level(hand, "111", cellar), level(hand, "222", cellar), hand.floor.level("111")) == (4000, 2000, 5000)
    hand.floor.check_books()


@pytest.mark.parametrize(("key", "state", "left"), [("lost", "lost", 3000), ("found", "back", 4000)])
def test_a_difference_is_kept_and_settled_for_a_reason(hand: Hand, cellar: UUID, key: str, state: str, left: int):
    page, model = at_transfers(hand)
    page.take_scan("222")
    page.take_scan("111")
    hand.settle()
    assert page.arrived.hasFocus()
    hand.keys("5")
    hand.press(Key.Key_P, CTRL)
    hand.touch(page.look)
    hand.press(Key.Key_2, ALT)
    assert said(page.lines)[0] == "Bread, has arrived: 5, 6 pcs, missing: 1"
    hand.touch(getattr(page, key))
    assert hand.faults[-1].code == "text.empty"
    page.reason.setFocus()
    hand.keys("the driver knows")
    hand.touch(getattr(page, key))
    assert not model.view.transfers
    hand.press(Key.Key_3, ALT)
    assert ([each.state for each in model.view.transfers], hand.floor.level("111")) == ([state], left)
    hand.floor.check_books()


def test_what_cannot_have_arrived_is_refused_with_the_figure(hand: Hand, cellar: UUID):
    page, model = at_transfers(hand)
    too_many = "transfer.more_than_sent"
    for typed, code in (("7", too_many), ("0,5", "quantity.not_whole"), ("99999999999", too_many)):
        hand.press(Key.Key_Return)
        hand.keys(typed)
        hand.press(Key.Key_P, CTRL)
        if page.back.isVisible():
            hand.touch(page.back)
        assert hand.faults[-1].code == code, typed
        assert model.view.can_answer
    for letters in ("none", "-"):
        hand.press(Key.Key_Return)
        page.arrived.clear()
        hand.keys(letters)
        assert model.view.arrived == {}
        hand.press(Key.Key_Escape)
    assert level(hand, "111", cellar) == 0
    page.take_scan("333")
    hand.settle()
    assert "333" in hand.till.window.banner.text, "no line of it is tea"


def test_who_may_not_send_is_asked_for_a_right(hand: Hand, cellar: UUID):
    hand.cashier_without(Right.SELL)
    page, _model = at_transfers(hand)
    hand.touch(page.answer)
    assert [each.right for each in hand.missing] == [Right.TRANSFER_STOCK]
    assert level(hand, "111", cellar) == 0


def shop_in_osh(uow: Uow, *, store_id: UUID) -> None:
    """This store is another branch's."""
    branch_id = uow.new_id()
    uow.add_card(Branch(id=branch_id, name="Osh", address=None, zone="Asia/Bishkek", day_change_hour=0, language="en"))
    uow.change_card(uow.get(Store, store_id), branch_id=branch_id)


def test_what_goes_to_another_shop_is_answered_there(hand: Hand, cellar: UUID):
    hand.floor.do(shop_in_osh, store_id=cellar)
    page, model = at_transfers(hand)
    assert [each.state for each in model.view.transfers] == ["sent"]
    assert "The other shop" in page._note.text()
    hand.press(Key.Key_P, CTRL)
    assert (page.answer.isEnabled(), page._of_line.isVisible(), level(hand, "111", cellar)) == (False, False, 0)
    hand.press(Key.Key_Insert)
    hand.scan("111")
    hand.settle()
    assert hand.screen.form.target.key() is None
    hand.screen.form.target.picked.emit(cellar)
    hand.settle()
    hand.press(Key.Key_P, CTRL)
    assert hand.till.stockroom.a_transfer.view.posted == "A1-T000002", "goods may be sent to any shop"


def test_older_transfers_come_as_somebody_walks_down(hand: Hand, cellar: UUID, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ui.pages.transfers.model.PAGE", 3)
    for _more in range(7):  # two of them in the same moment: they are told apart by their ids
        hand.floor.do(send_transfer, to_store_id=cellar, items=[Sending(hand.floor.goods["222"], 1000)])
        if _more % 2:
            hand.floor.clock.advance(minutes=1)
    _page, model = at_transfers(hand)
    numbers = [f"A1-T{number:06}" for number in range(8, 0, -1)]
    seen = [each.number for each in model.view.transfers]
    assert seen == numbers[: len(seen)]
    hand.press(Key.Key_Down, times=10)
    assert [each.number for each in model.view.transfers] == numbers
    assert model.view.transfer is not None
    assert (model.view.transfer.number, model.view.is_whole) == (numbers[-1], True)
    hand.press(Key.Key_P, CTRL)
    assert model.view.is_whole or len(model.view.transfers) == 7
    assert [each.number for each in model.view.transfers] == numbers[:-1], "the answered one is gone, the others are still there"
