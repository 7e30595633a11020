"""What goes bad soon in the window: the most urgent first, as far ahead as is asked for, and into a write-off with one key."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from app.core.stock.commands.documents import receive
from app.core.stock.commands.stores import add_store
from app.core.stock.views import StockItem
from app.kernel.permissions import Right
from tests.core.agents_floor import make_field
from tests.ui.screens.conftest import Hand
from ui.pages.expiring.model import ExpiringModel
from ui.pages.expiring.page import ExpiringPage

Key = Qt.Key
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def milk(hand: Hand, pieces: int, month: int, day: int) -> StockItem:
    return StockItem(hand.floor.goods["222"], pieces * 1000, pieces * 100, f"L{day}", date(2026, month, day))


def at_expiring(hand: Hand) -> tuple[ExpiringPage, ExpiringModel]:
    """By the menu and its keys, in March 2026."""
    hand.desk.clock = hand.floor.clock
    hand.till.window.open("menu")
    hand.press(Key.Key_F4)
    hand.press(Key.Key_7)
    page = hand.screen
    assert isinstance(page, ExpiringPage)
    return page, hand.till.stockroom.expiring


def said(rows) -> list[str]:
    return [rows.spoken(item).replace("\u00a0", " ") for item in rows.items]


@pytest.fixture
def cellar(hand: Hand) -> UUID:
    """A second store; milk there and here, of four days."""
    made: UUID = hand.floor.do(add_store, name="Cellar")
    hand.floor.do(receive, items=[milk(hand, 2, 3, 1), milk(hand, 4, 3, 20), milk(hand, 5, 5, 20)])
    hand.floor.do(receive, items=[milk(hand, 3, 3, 5)], store_id=made)
    return made


def test_lots_are_listed_as_far_ahead_as_is_asked_and_what_is_past_its_day_is_red(hand: Hand, cellar: UUID):
    page, model = at_expiring(hand)
    rows = said(page.list)
    assert [row.split(", ")[-1] for row in rows] == ["past its day: 1 d.", "days left: 3", "days left: 18"]
    assert "Cellar" in rows[1]
    assert page._row(model.view.lots[0]).below_ink == "bad"
    assert page._sum.text() == "Lots: 3 · past their day: 1"
    hand.press(Key.Key_1, ALT)
    assert len(said(page.list)) == 2
    hand.press(Key.Key_3, ALT)
    assert len(said(page.list)) == 4
    hand.press(Key.Key_Down)
    hand.press(Key.Key_Down)
    assert model.view.lot is not None
    assert model.view.lot.batch == "L20"
    page.take_scan("222")
    hand.settle()
    assert model.view.chosen == 0, "the most urgent lot of it"
    page.take_scan("333")
    hand.settle()
    assert "333" in hand.till.window.banner.text


def test_a_lot_is_written_off_where_it_lies_as_expired(hand: Hand, cellar: UUID):
    _page, model = at_expiring(hand)
    hand.press(Key.Key_Down)
    hand.press(Key.Key_Return)
    assert hand.till.window.name == "writing_off"
    draft = hand.till.stockroom.writing_off.view.draft
    assert draft is not None
    assert (draft.cause, draft.store_id, [line.quantity_milli for line in draft.lines]) == ("expired", cellar, [3000])
    hand.press(Key.Key_P, CTRL)
    assert hand.till.stockroom.writing_off.view.posted == "A1-W000001"
    left = "SELECT on_hand_milli FROM stock_level WHERE store_id = ?"
    assert hand.floor.value(left, cellar) == 0
    _page, model = at_expiring(hand)
    assert [lot.days_left for lot in model.view.lots] == [-1, 18]
    hand.floor.check_books()


def test_a_lot_that_is_asked_for_twice_stands_in_the_write_off_once(hand: Hand, cellar: UUID):
    for _time in range(2):
        at_expiring(hand)
        hand.press(Key.Key_Return)
    assert [(line.batch, line.quantity_milli) for line in hand.till.stockroom.writing_off.view.lines] == [("L1", 2000)]


def test_nothing_goes_bad_is_said_and_who_may_not_write_off_is_asked_for_the_right(hand: Hand):
    page, _model = at_expiring(hand)
    assert page.list.empty == "Nothing goes bad in that time."
    assert not page.write_off.isEnabled()
    hand.floor.do(receive, items=[milk(hand, 2, 3, 1)])
    hand.cashier_without(Right.SELL)
    page, _model = at_expiring(hand)
    assert "2.00" not in page._about.text(), "what goods cost is not shown to everybody"
    hand.touch(page.write_off)
    assert [each.right for each in hand.missing] == [Right.WRITE_OFF_STOCK]
    assert hand.till.window.name == "expiring"


def test_what_lies_in_a_bag_is_listed_and_comes_back_first(hand: Hand):
    hand.floor.do(receive, items=[milk(hand, 2, 3, 1)])
    make_field(hand.floor).bring(("222", 2))
    page, model = at_expiring(hand)
    assert model.view.lot is not None
    assert (model.view.lot.left_milli, model.view.lot.store_kind) == (2000, "agent")
    assert (page._why_not.isVisible(), page.write_off.isEnabled()) == (True, False)
    hand.press(Key.Key_Return)
    assert hand.till.window.name == "expiring"
