"""An agent's own till: what comes back, what is inside, what is accepted and asked for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.core.agents.commands.handing import accept
from app.core.agents.commands.leases import let_go
from app.core.agents.commands.requests import approve_request, decline_request
from app.core.agents.queries import cart, requests
from tests.core.agents_floor import Field, only_agent
from tests.shop_floor import ShopFloor
from tests.ui.screens.agents_till import AGENT_PIN, at_his_till, codes, page_of, said, signed_in, told
from tests.ui.screens.conftest import Hand, NewHand
from tests.ui.screens.test_help import real
from tests.ui.screens.test_help import told as known
from ui.kit.buttons import Button
from ui.pages.bag.back_page import BackPage
from ui.pages.bag.model import ACCEPT, ASK, INSIDE
from ui.pages.payment.outcome import OutcomePage

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def field(shop: ShopFloor) -> Field:
    return only_agent(shop)


@pytest.fixture
def agent(new_hand: NewHand, field: Field) -> Hand:
    return at_his_till(new_hand, field)


# --- what comes back ---


def test_a_sold_thing_comes_back_by_sale_line_and_reason(agent: Hand, field: Field):
    field.sell(("222", 1))
    sold = field.sell(("111", 3), ("222", 1))
    agent.press(Key.Key_F7)
    page = agent.screen
    assert isinstance(page, BackPage)
    assert [row.split(",")[0] for row in said(page.back.list)] == [sold.number, "A1-S000001"]
    assert not page.back.pane.go_on.isEnabled()
    agent.press(Key.Key_Plus, times=2)
    agent.press(Key.Key_4, ALT)
    assert page.back.pane.go_on.detail.replace("\u00a0", " ") == "60.00 KGS"
    agent.press(Key.Key_F12)
    assert isinstance(agent.screen, OutcomePage)
    assert not agent.screen.again.isVisible()
    assert "60.00" in agent.screen.figure.text()
    row = field.shop.rows("SELECT total_minor, reason FROM agent_refund")[0]
    assert (row["total_minor"], row["reason"]) == (6000, "Changed their mind")
    agent.press(Key.Key_P)
    agent.press(Key.Key_Return)
    assert said(page_of(agent).part.list)[0] == "Bread, 111, 6 pcs, 30.00 KGS"
    field.shop.check_books()


def test_what_comes_back_is_found_by_scan_and_no_more_than_was_sold(agent: Hand, field: Field):
    field.sell(("222", 1))
    sold = field.sell(("111", 3))
    field.refund(sold.sale_id, 1)
    agent.press(Key.Key_F7)
    page = agent.screen
    agent.scan("222")
    assert page.back._model.sale.number == "A1-S000001"
    agent.keys("bread")
    assert [row.split(",")[0] for row in said(page.back.list)] == [sold.number]
    agent.press(Key.Key_Escape)
    agent.press(Key.Key_PageDown)
    agent.press(Key.Key_PageUp)
    agent.keys("3")
    agent.press(Key.Key_F4)
    assert codes(agent) == ["return.more_than_left"]
    agent.press(Key.Key_F4)
    agent.keys("0,5")
    agent.press(Key.Key_Return)
    assert codes(agent)[-1] == "agents.half_a_piece"
    agent.scan("333")
    assert "333" in told(agent)
    agent.press(Key.Key_Escape)
    assert agent.till.window.name == "bag"


def test_help_and_another_language_keep_what_was_counted(agent: Hand, field: Field):
    field.sell(("111", 3))
    agent.press(Key.Key_F7)
    agent.press(Key.Key_Plus)
    agent.press(Key.Key_1, ALT)
    agent.keys("nothing of that name")
    agent.press(Key.Key_F1)
    agent.press(Key.Key_Escape)
    agent.desk.speak("ru")
    agent.settle()
    agent.press(Key.Key_Escape)
    agent.desk.speak("en")
    agent.settle()
    model = agent.screen.back._model
    assert [(line.name, line.quantity_milli) for line in model.lines] == [("Bread", 1000)]
    assert model.reason == "Not fresh"


def test_what_was_looked_for_is_forgotten_with_the_screen(agent: Hand):
    agent.keys("milk")
    agent.press(Key.Key_F3)
    agent.press(Key.Key_Escape)
    assert len(page_of(agent).part.list.items) == 2


def test_a_reason_of_ones_own(agent: Hand, field: Field):
    field.sell(("111", 1))
    agent.press(Key.Key_F7)
    agent.press(Key.Key_Plus)
    agent.press(Key.Key_5, ALT)
    assert not agent.screen.back.pane.go_on.isEnabled()
    agent.keys("A torn bag")
    agent.press(Key.Key_F12)
    assert field.shop.value("SELECT reason FROM agent_refund") == "A torn bag"


# --- inside ---


def test_inside_stands_what_is_left_of_each_transfer_and_what_is_owed(agent: Hand, field: Field):
    field.sell(("111", 5))
    agent.settle()
    agent.press(Key.Key_2, ALT)
    part = page_of(agent).part
    assert agent.till.own_bag.model.view.part == INSIDE
    assert said(part.behind) == ["A1-T000002, accepted 3 · back 0 · sold 1, 2 pcs"]
    figures = {line.words: line.figure.replace("\u00a0", " ") for line in part.stands.lines}
    assert figures["To hand in"] == "135.00 KGS"
    assert figures["Commission, kept"] == "15.00 KGS"
    agent.press(Key.Key_Down)
    assert part.name.text() == "Milk"
    agent.scan("111")
    assert part.name.text() == "Bread"
    agent.keys("mi")
    assert len(part.list.items) == 1
    agent.press(Key.Key_Escape)
    assert len(part.list.items) == 2


def test_the_bag_is_let_go_and_taken_by_the_next_sale(agent: Hand, field: Field):
    field.sell(("111", 1))
    agent.press(Key.Key_2, ALT)
    part = page_of(agent).part
    agent.touch(part.release)
    assert "let the bag go" in told(agent)
    assert not part.release.isVisible()
    assert field.shop.value("SELECT till_id FROM bag_lease") is None
    agent.press(Key.Key_1, ALT)
    agent.scan("111")
    agent.press(Key.Key_F12)
    assert field.shop.value("SELECT till_id FROM bag_lease") is not None
    with pytest.raises(Exception, match="right"):
        field.shop.do(let_go, by=field.shop.cashier, agent_id=field.agent_id)


# --- accepting ---


def test_a_transfer_is_accepted_in_part_by_line_and_the_rest_goes_back(agent: Hand, field: Field):
    field.hand(("111", 5), ("222", 2))
    agent.settle()
    agent.press(Key.Key_3, ALT)
    page = page_of(agent)
    assert agent.till.own_bag.model.view.part == ACCEPT
    assert page.parts.keys[ACCEPT].text() == "To accept · 1"
    agent.press(Key.Key_Minus, times=2)
    agent.scan("222")
    assert page.part._amounts.line.name == "Milk"
    agent.press(Key.Key_Delete)
    assert said(page.part.pane.lines) == [
        "Bread, handed over: 5 pcs, 3 pcs, back: 2", "Milk, handed over: 2 pcs, 0 pcs, back: 2",
    ]
    agent.press(Key.Key_F12)
    assert "accepted 3 of 7" in told(agent)
    assert page.part.list.items == ()
    assert field.left()["A1-T000003"] == 3
    field.shop.check_books()


def test_accepting_more_half_or_twice_is_refused_with_a_sentence(agent: Hand, field: Field):
    first, second = field.hand(("111", 5)), field.hand(("222", 1))
    agent.settle()
    agent.press(Key.Key_3, ALT)
    agent.press(Key.Key_Plus)
    assert codes(agent) == ["transfer.more_than_sent"]
    agent.press(Key.Key_F4)
    agent.keys("2,5")
    agent.press(Key.Key_Return)
    assert codes(agent)[-1] == "agents.half_a_piece"
    agent.press(Key.Key_PageDown)
    assert page_of(agent).part._model.transfer.transfer_id == second
    agent.press(Key.Key_PageUp)
    model = page_of(agent).part._model
    agent.desk.runner.changed.disconnect(agent.till.own_bag.model._on_news)  # the news has not come here yet
    field.shop.do(accept, by=field.by, transfer_id=first)
    model.accept()
    agent.settle()
    assert codes(agent)[-1] == "transfer.answered"
    assert "A1-T000003" in told(agent)
    agent.till.own_bag.model.look()
    agent.settle()
    assert [each.transfer_id for each in model.waiting] == [second]


# --- asking ---


def test_goods_are_asked_for_with_a_word_and_what_became_of_it_is_seen(agent: Hand, field: Field):
    shop = field.shop
    agent.press(Key.Key_4, ALT)
    page = page_of(agent)
    assert agent.till.own_bag.model.view.part == ASK
    agent.scan("333")
    agent.scan("333")
    agent.keys("milk")
    agent.press(Key.Key_Return)
    agent.keys("4")
    agent.press(Key.Key_F4)
    assert [(line.name, line.quantity_milli) for line in shop.ask(cart, agent_id=field.agent_id)] == [
        ("Milk", 4000), ("Tea", 2000)
    ]
    page.part.note.setText("For the fair")
    agent.press(Key.Key_F12)
    (request,) = shop.ask(requests)
    assert (request.note, sorted((line.name, line.asked_milli) for line in request.lines)) == (
        "For the fair", [("Milk", 4000), ("Tea", 2000)]
    )
    assert request.number in told(agent)
    assert page.part.note.text() == ""
    assert said(page.part.list)[0].startswith("A1-G000001")
    shop.do(approve_request, request_id=request.request_id, approved={shop.goods["333"]: 0, shop.goods["222"]: 1000})
    agent.settle()
    assert "1 of 6 pcs, approved" in said(page.part.list)[0]
    agent.scan("111")
    agent.press(Key.Key_F12)
    second = shop.ask(requests)[0]
    shop.do(decline_request, request_id=second.request_id, reason="none left")
    agent.settle()
    assert "none left" in said(page.part.list)[0]
    assert said(page.part.list)[0].endswith("declined")


def test_a_request_of_half_a_piece_of_a_service_or_of_nothing_is_refused(agent: Hand, field: Field):
    agent.press(Key.Key_4, ALT)
    agent.press(Key.Key_F12)
    agent.scan("555")
    assert codes(agent) == ["stock.not_goods"]
    agent.scan("444")
    agent.keys("0,5")
    agent.press(Key.Key_F4)
    assert codes(agent)[-1] == "agents.half_a_piece"
    agent.press(Key.Key_F4)
    agent.keys("1000000000000")
    agent.press(Key.Key_F12)
    assert codes(agent)[-1].startswith("quantity.")
    assert field.shop.ask(requests) == ()
    assert [line.quantity_milli for line in page_of(agent).part._amounts.lines] == [1000]
    agent.press(Key.Key_Escape)
    agent.press(Key.Key_Delete)
    assert field.shop.ask(cart, agent_id=field.agent_id) == ()
    agent.scan("999999")
    assert "999999" in told(agent)


def test_the_request_cart_survives_a_power_cut(agent: Hand, field: Field, new_hand: NewHand):
    agent.press(Key.Key_4, ALT)
    agent.scan("333")
    after = signed_in(new_hand, field.shop, field.shop.second_cashier_id, AGENT_PIN)
    after.press(Key.Key_4, ALT)
    assert [line.name for line in page_of(after).part._amounts.lines] == ["Tea"]


# --- all of it ---


def test_every_key_of_the_bag_stands_in_the_help(agent: Hand, field: Field):
    field.sell(("111", 1))
    for part in (Key.Key_1, Key.Key_2, Key.Key_3, Key.Key_4):
        agent.press(part, ALT)
        assert real(agent) - known("bag") == set()
    agent.press(Key.Key_F7)
    assert real(agent) - known("bag_return") == set()
    agent.press(Key.Key_Escape)
    agent.press(Key.Key_1, ALT)
    agent.scan("111")
    agent.press(Key.Key_F12)
    assert real(agent) - known("bag_sold") == set()


def test_another_language_keeps_the_part_and_the_cart(agent: Hand):
    agent.scan("111")
    agent.desk.speak("ru")
    agent.settle()
    assert len(page_of(agent).part._amounts.lines) == 1
    assert all(key.text() for key in page_of(agent).findChildren(Button) if key.isVisible())
