"""An agent's own till in the window: selling by scanner and keys, without a shift; the cart survives; refusals are sentences."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from app.core.agents.commands.handing import accept, take_from_agent
from app.core.agents.commands.leases import move_lease
from app.core.agents.commands.people import make_agent
from app.core.agents.commands.selling import sell_from_bag
from app.core.agents.queries import agent_sales
from app.core.agents.views import BagItem
from app.core.catalog.commands import Pack, add_code, remove_product
from app.core.stock.commands.documents import receive
from app.core.stock.views import Sending, StockItem
from app.kernel.permissions import Right
from tests.core.agents_floor import Field, make_field, only_agent
from tests.core.test_agents import second_till, to_another_branch
from tests.shop_floor import CASHIER_PIN, MANAGER_PIN, OWNER_PIN, ShopFloor
from tests.ui.screens.agents_till import AGENT_PIN, CODE, at_his_till, codes, come, page_of, said, signed_in, told
from tests.ui.screens.conftest import Hand, NewHand
from ui.pages.payment.outcome import OutcomePage

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def field(shop: ShopFloor) -> Field:
    return only_agent(shop)


@pytest.fixture
def agent(new_hand: NewHand, field: Field) -> Hand:
    return at_his_till(new_hand, field)


# --- who comes here ---


def test_who_sells_only_out_of_a_bag_begins_at_his_own_till_and_needs_no_shift(agent: Hand):
    assert agent.till.window.name == "bag"
    assert agent.till.states.shift is None
    assert said(page_of(agent).part.list) == ["Bread, 111, 7 pcs, 30.00 KGS", "Milk, 222, 2 pcs, 99.90 KGS"]
    agent.press(Key.Key_Escape)
    assert agent.till.window.name == "bag"
    agent.press(Key.Key_F3)
    assert agent.till.window.name == "menu"
    agent.press(Key.Key_Escape)
    assert agent.till.window.name == "bag"
    agent.press(Key.Key_F11)
    assert agent.till.window.name == "sign_in"


def test_only_an_agent_is_offered_a_bag_and_who_has_none_reads_why(new_hand: NewHand, field: Field, shop: ShopFloor):
    hand = signed_in(new_hand, shop, shop.owner_id, OWNER_PIN)
    hand.till.window.open("menu")
    hand.settle()
    assert "bag" not in hand.screen.keys
    hand.till.window.open("bag")
    hand.settle()
    assert page_of(hand).part is None
    assert "You have no bag" in page_of(hand)._why.text()
    for key in (Key.Key_F4, Key.Key_F7, Key.Key_F12, Key.Key_Plus):
        hand.press(key)
    hand.scan("111")
    hand.press(Key.Key_Escape)
    assert hand.till.window.name == "menu"


def test_an_agent_who_also_sells_at_the_counter_finds_the_bag_in_the_menu(new_hand: NewHand, shop: ShopFloor):
    field = make_field(shop)
    field.bring(("111", 2))
    shop.open_shift()
    hand = signed_in(new_hand, shop, shop.second_cashier_id, AGENT_PIN)
    assert hand.till.window.name == "checkout"
    hand.till.window.open("menu")
    hand.settle()
    hand.press(Key.Key_F2)
    assert said(page_of(hand).part.list) == ["Bread, 111, 2 pcs, 30.00 KGS"]


def test_a_bag_of_another_branch_says_where_it_is_sold(new_hand: NewHand, field: Field):
    field.shop.do(to_another_branch, agent_id=field.agent_id)
    hand = signed_in(new_hand, field.shop, field.shop.second_cashier_id, AGENT_PIN)
    assert "another shop" in page_of(hand)._why.text()


# --- selling ---


def test_goods_are_sold_by_scanner_with_one_green_key_and_enter_for_the_next(agent: Hand, field: Field):
    for code in ("111", "222", "111"):
        agent.scan(code)
    page = page_of(agent)
    assert said(page.part.pane.lines) == [
        "Milk, 99.90 KGS per pc, 99.90, 1 pcs", "Bread, 30.00 KGS per pc, 60.00, 2 pcs",
    ]
    assert page.part.pane.total.text().replace("\u00a0", " ") == "159.90 KGS"
    agent.press(Key.Key_F12)
    outcome = agent.screen
    assert isinstance(outcome, OutcomePage)
    assert "159.90" in outcome.figure.text()
    (sale,) = field.shop.ask(agent_sales)
    assert (sale.total_minor, [(line.name, line.quantity_milli) for line in sale.lines]) == (
        15_990, [("Bread", 2000), ("Milk", 1000)]
    )
    agent.press(Key.Key_Return)
    assert agent.till.window.name == "bag"
    assert said(page_of(agent).part.pane.lines) == []
    assert said(page_of(agent).part.list)[0] == "Bread, 111, 5 pcs, 30.00 KGS"
    field.shop.check_books()


def test_a_scan_after_a_sale_begins_the_next_one(agent: Hand, field: Field):
    field.shop.do(add_code, product_id=field.shop.goods["222"], pack=Pack(CODE))
    agent.settle()
    agent.scan("111")
    agent.press(Key.Key_F12)
    agent.scan(CODE)
    assert [line.name for line in page_of(agent).part._amounts.lines] == ["Milk"]


def test_goods_are_found_by_letters_in_any_layout_and_hits_say_how_many_are_left(agent: Hand):
    agent.keys("ьшдл")  # milk, on a Russian keyboard
    assert said(page_of(agent).part.list) == ["Milk, 222, 2 pcs, 99.90 KGS"]
    agent.press(Key.Key_Return)
    assert [line.name for line in page_of(agent).part._amounts.lines] == ["Milk"]
    agent.keys("e")
    agent.press(Key.Key_Escape)
    agent.keys("tea")
    assert page_of(agent).part.list.items == ()
    agent.press(Key.Key_Return)
    assert "tea" in told(agent)


def test_pieces_by_plus_minus_a_figure_and_the_field(agent: Hand):
    agent.scan("111")
    model = page_of(agent).part._amounts
    agent.press(Key.Key_Plus, times=2)
    agent.press(Key.Key_Minus)
    assert model.line.quantity_milli == 2000
    agent.keys("5")
    agent.press(Key.Key_F4)
    assert model.line.quantity_milli == 5000
    agent.press(Key.Key_F4)
    agent.keys("3")
    agent.press(Key.Key_Return)
    assert model.line.quantity_milli == 3000
    agent.scan("222")
    agent.press(Key.Key_Down)
    assert model.line.name == "Bread"
    agent.press(Key.Key_Delete)
    assert [line.name for line in model.lines] == ["Milk"]
    agent.press(Key.Key_Minus)
    assert model.lines == ()


def test_a_finger_does_it_all(agent: Hand, field: Field):
    page = page_of(agent)
    agent.touch_row(page.part.list, 0)
    agent.touch_row(page.part.list, 0)
    agent.touch_row(page.part.list, 1)
    agent.touch(page.part.pane.more)
    agent.touch(page.part.pane.less)
    agent.touch(page.part.pane.go_on)
    (sale,) = field.shop.ask(agent_sales)
    assert [(line.name, line.quantity_milli) for line in sale.lines] == [("Bread", 2000), ("Milk", 1000)]


def test_a_box_is_as_many_as_are_in_it(agent: Hand, field: Field):
    shop = field.shop
    shop.do(add_code, product_id=shop.goods["111"], pack=Pack(CODE, "Box", 3000))
    agent.settle()
    agent.scan(CODE)
    assert page_of(agent).part._amounts.line.quantity_milli == 3000


def test_more_than_is_in_the_bag_is_refused_with_the_figure_of_each_transfer(agent: Hand):
    agent.scan("222")
    agent.scan("222")
    agent.scan("222")
    assert codes(agent) == ["agents.more_than_in_bag"]
    assert "A1-T000002: 2" in told(agent)
    agent.scan("111")
    agent.keys("8")
    agent.press(Key.Key_F4)
    assert "A1-T000001: 4, A1-T000002: 3" in told(agent)
    agent.scan("333")
    assert "Tea" in told(agent)
    assert [(line.name, line.quantity_milli) for line in page_of(agent).part._amounts.lines] == [
        ("Bread", 1000), ("Milk", 2000)
    ]


@pytest.mark.parametrize(("typed", "code"), [
    ("0,5", "agents.half_a_piece"), ("1.5", "agents.half_a_piece"), ("1000000000000", "agents.more_than_in_bag"),
])
def test_amounts_that_cannot_be_are_refused_and_nothing_is_sold(agent: Hand, field: Field, typed: str, code: str):
    agent.scan("111")
    agent.press(Key.Key_F4)
    agent.keys(typed)
    agent.press(Key.Key_F12)
    assert codes(agent) == [code]
    assert page_of(agent).part._amounts.line.quantity_milli == 1000
    assert field.shop.ask(agent_sales) == ()


def test_letters_a_minus_and_nothing_are_no_amount(agent: Hand):
    agent.scan("111")
    agent.press(Key.Key_F4)
    agent.keys("-abc")
    agent.press(Key.Key_Return)
    assert page_of(agent).part._amounts.line.quantity_milli == 1000
    agent.press(Key.Key_F4)
    agent.keys("7")
    agent.press(Key.Key_Escape)
    assert page_of(agent).part.pane.quantity.text() == "1"
    assert codes(agent) == []


def test_another_price_asks_for_its_right_and_is_sold_at_it(agent: Hand, field: Field):
    agent.scan("111")
    agent.press(Key.Key_F4, SHIFT)
    agent.keys("25")
    agent.press(Key.Key_F12)
    assert [missing.right for missing in agent.missing] == [Right.CHANGE_PRICE]
    assert field.shop.ask(agent_sales) == ()
    agent.missing[0].lend(field.shop.manager_id, MANAGER_PIN)
    agent.settle()
    (sale,) = field.shop.ask(agent_sales)
    assert sale.total_minor == 2500
    assert agent.till.window.name == "bag_sold"


def test_a_removed_product_and_one_without_a_price_are_refused_with_a_sentence(new_hand: NewHand, field: Field):
    shop = field.shop
    shop.do(receive, items=[StockItem(shop.goods["777"], 2000, 100)], reason="x")
    field.bring(("111", 1), ("777", 1))
    shop.do(remove_product, product_id=shop.goods["111"])
    hand = signed_in(new_hand, shop, shop.second_cashier_id, AGENT_PIN)
    assert "removed" in said(page_of(hand).part.list)[0]
    hand.scan("111")
    hand.touch_row(page_of(hand).part.list, 0)
    assert "stock.product_gone" in codes(hand)
    hand.scan("777")
    hand.press(Key.Key_F12)
    assert codes(hand)[-1] == "sale.price_needed"
    assert "Souvenir" in told(hand)


def test_the_bag_at_another_till_is_told_and_the_cart_stays(agent: Hand, field: Field):
    shop = field.shop
    till_id = shop.do(second_till)
    shop.do(move_lease, agent_id=field.agent_id, till_id=till_id)
    agent.scan("111")
    agent.press(Key.Key_F12)
    assert codes(agent) == ["agents.bag_elsewhere"]
    assert "Van" in told(agent)
    assert len(page_of(agent).part._amounts.lines) == 1
    agent.press(Key.Key_2, ALT)
    assert "Van" in page_of(agent).part._till.text()


def test_goods_that_went_meanwhile_are_seen_in_the_cart_and_refused(agent: Hand, field: Field):
    agent.scan("222")
    agent.scan("222")
    field.shop.do(take_from_agent, agent_id=field.agent_id, items=[Sending(field.shop.goods["222"], 1000)])
    agent.settle()
    assert "only 1 pcs in the bag" in said(page_of(agent).part.pane.lines)[0]
    agent.press(Key.Key_F12)
    assert codes(agent) == ["agents.more_than_in_bag"]
    assert field.shop.ask(agent_sales) == ()


def test_two_presses_at_once_sell_once(agent: Hand, field: Field):
    agent.scan("111")
    page = page_of(agent)
    page.part.act()
    page.part.act()
    agent.settle()
    assert len(field.shop.ask(agent_sales)) == 1


# --- the cart survives ---


def test_the_cart_survives_another_screen_and_another_person(agent: Hand, field: Field):
    agent.scan("111")
    agent.press(Key.Key_F7)
    agent.press(Key.Key_Escape)
    agent.press(Key.Key_3, ALT)
    agent.press(Key.Key_F3)
    agent.press(Key.Key_Escape)
    agent.press(Key.Key_1, ALT)
    assert len(page_of(agent).part._amounts.lines) == 1
    agent.press(Key.Key_F11)
    come(agent, field.shop.cashier_id, CASHIER_PIN)
    assert agent.till.window.name == "shift"
    agent.till.change_person()
    come(agent, field.shop.second_cashier_id, AGENT_PIN)
    assert [line.name for line in page_of(agent).part._amounts.lines] == ["Bread"]


def test_two_agents_at_one_till_have_a_cart_each(agent: Hand, field: Field):
    shop = field.shop
    other_id = shop.do(make_agent, person_id=shop.owner_id)
    other = Field(shop, other_id)
    shop.do(accept, transfer_id=other.hand(("111", 2)))
    agent.scan("222")
    agent.press(Key.Key_F11)
    come(agent, shop.owner_id, OWNER_PIN)
    agent.till.window.open("bag")
    agent.settle()
    assert page_of(agent).part._amounts.lines == ()
    agent.scan("111")
    agent.press(Key.Key_F12)
    agent.till.change_person()
    come(agent, shop.second_cashier_id, AGENT_PIN)
    assert [line.name for line in page_of(agent).part._amounts.lines] == ["Milk"]


@pytest.mark.parametrize("at_menu", [False, True])
def test_the_cart_survives_a_power_cut(agent: Hand, field: Field, new_hand: NewHand, at_menu: bool):
    agent.scan("111")
    agent.scan("111")
    agent.scan("222")
    if at_menu:
        agent.press(Key.Key_F3)
    agent.till.resuming.keep_now()
    agent.settle()
    field.shop.do(take_from_agent, agent_id=field.agent_id, items=[Sending(field.shop.goods["222"], 2000)])
    after = signed_in(new_hand, field.shop, field.shop.second_cashier_id, AGENT_PIN)
    assert after.till.window.name == ("menu" if at_menu else "bag")
    assert [(line.name, line.quantity_milli) for line in after.till.own_bag.model.selling.lines] == [("Bread", 2000)]
    assert "no longer in the bag" in told(after)


def test_a_kept_cart_is_not_another_persons(agent: Hand, field: Field, new_hand: NewHand):
    agent.scan("111")
    agent.till.resuming.keep_now()
    agent.settle()
    after = signed_in(new_hand, field.shop, field.shop.owner_id, OWNER_PIN)
    assert after.till.window.name == "shift"
    assert after.till.own_bag.left_off() == {}


def test_what_was_kept_by_another_version_harms_nothing(agent: Hand):
    for facts in ({}, {"agent_id": "x", "goods": []}, {"agent_id": str(UUID(int=1)), "goods": [[1]]}):
        with pytest.raises((KeyError, TypeError, ValueError)):
            agent.till.own_bag.go_on_from(facts)
    agent.till.own_bag.go_on_from({"agent_id": str(UUID(int=1)), "goods": []})
    agent.settle()
    assert agent.till.own_bag.left_off() == {}


# --- papers ---


def test_after_a_sale_its_paper_is_printed_or_saved(
    agent: Hand, field: Field, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("ui.bridge.pdf.documents_folder", lambda: tmp_path / "Duken")
    agent.scan("111")
    agent.press(Key.Key_F12)
    assert agent.screen.again.text() == "Print"
    agent.press(Key.Key_P)
    assert field.shop.value("SELECT document_kind FROM print_job") == "agent_sale"
    assert agent.missing == []
    agent.press(Key.Key_S)
    assert [missing.right for missing in agent.missing] == [Right.REPRINT]
    agent.missing[0].lend(field.shop.manager_id, MANAGER_PIN)
    agent.settle()
    (saved,) = (tmp_path / "Duken").iterdir()
    assert saved.read_bytes().startswith(b"%PDF")


def test_two_sales_of_the_last_pieces_at_once_are_one_and_a_refusal(agent: Hand, field: Field):
    shop = field.shop
    agent.scan("222")
    agent.scan("222")
    model = page_of(agent).part._model
    other = shop.submit(sell_from_bag, by=field.by, agent_id=field.agent_id, items=[BagItem(shop.goods["222"], 1000)])
    model.sell()
    agent.settle()
    assert other.result().total_minor == 9990
    assert codes(agent) == ["agents.more_than_in_bag"]
    assert len(shop.ask(agent_sales)) == 1
    shop.check_books()
