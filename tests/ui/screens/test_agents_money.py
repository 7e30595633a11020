"""Requests, settlement, payments, sales that come back, and who is an agent: in the manager's window."""

from __future__ import annotations

import pytest

from app.core.agents.commands.requests import approve_request, ask_for_goods
from app.core.agents.queries import agents, requests
from tests.core.agents_floor import Field, make_field
from tests.ui.screens.agents_desk import ALT, Key, at_agents, model_of, panel, said, told, typed_quantity
from tests.ui.screens.conftest import Hand


@pytest.fixture
def field(hand: Hand) -> Field:
    return make_field(hand.floor)


def ask(field: Field, *items: tuple[str, int], note: str | None = None) -> None:
    field.shop.do(ask_for_goods, by=field.by, agent_id=field.agent_id, items=field.sendings(items), note=note)


def figures(page) -> dict[str, str]:
    lines = page.settlement.figures.lines
    return {line.words: line.figure.replace("\u00a0", " ") for line in lines if not line.is_title}


def test_a_request_is_approved_in_part_and_what_waits_stands_first(hand: Hand, field: Field):
    ask(field, ("111", 2))
    field.shop.do(approve_request, request_id=field.shop.ask(requests)[0].request_id)
    field.shop.clock.advance(minutes=1)
    ask(field, ("111", 6), ("222", 3), note="for the fair")
    field.shop.clock.advance(minutes=1)
    page = at_agents(hand)
    assert "requests wait: 1" in said(page.list)[0]
    hand.press(Key.Key_3, ALT)
    first, second = said(page.requests.list)
    assert first.startswith("A1-G000002")
    assert first.endswith("for the fair, 9 pcs, waits")
    assert second.endswith("2 pcs, given: 2")
    hand.press(Key.Key_F12)
    assert said(page.pane.list) == ["Bread, asked for: 6, 6 pcs", "Milk, asked for: 3, 3 pcs"]
    typed_quantity(hand, "1,5")
    assert "whole" in told(hand)
    typed_quantity(hand, "7")
    hand.press(Key.Key_F12)
    assert "6 was asked for" in told(hand)
    hand.press(Key.Key_Up)
    typed_quantity(hand, "4")
    hand.keys("0")
    hand.press(Key.Key_Return)
    assert said(page.pane.list) == ["Bread, asked for: 6, 4 pcs", "Milk, asked for: 3, 0 pcs"]
    hand.press(Key.Key_F12)
    assert told(hand) == "Request A1-G000002 is approved: the goods are handed over."
    assert said(page.requests.list)[0].endswith("9 pcs, given: 4")
    hand.press(Key.Key_2, ALT)
    assert said(page.transfers.list)[0].endswith("4 pcs, waits for the agent")
    hand.floor.check_books()


def test_a_request_is_declined_only_with_a_reason_and_answered_once(hand: Hand, field: Field):
    ask(field, ("111", 2))
    page = at_agents(hand)
    hand.press(Key.Key_3, ALT)
    hand.press(Key.Key_F12)
    hand.press(Key.Key_F5)
    assert not page.pane.green.isEnabled(), "nothing at all is not approved but declined"
    hand.press(Key.Key_F8)
    sheet = panel(page)
    hand.press(Key.Key_Return)
    assert sheet.isVisible()
    hand.keys("no bread today")
    hand.press(Key.Key_Return)
    assert told(hand) == "Request A1-G000001 is declined."
    assert said(page.requests.list)[0].endswith("no bread today, 2 pcs, declined")
    hand.press(Key.Key_Return)
    assert page.pane.green.isHidden()
    hand.press(Key.Key_Escape)
    ask(field, ("111", 1))
    hand.settle()
    hand.press(Key.Key_F12)
    (waiting,) = hand.floor.ask(requests, only_waiting=True)
    hand.floor.do(approve_request, request_id=waiting.request_id)
    hand.press(Key.Key_F12)
    assert hand.faults[-1].code == "request.answered"


def test_the_settlement_tells_money_and_goods_and_takes_all_that_is_owed_in_cash(hand: Hand, field: Field):
    field.bring(("111", 5))
    sold = field.sell(("111", 4))
    field.refund(sold.sale_id, 1)
    page = at_agents(hand)
    hand.press(Key.Key_4, ALT)
    assert figures(page) == {
        "Sold": "120.00 KGS", "Given back to customers": "−30.00 KGS", "Commission, 10% now": "−9.00 KGS",
        "Handed in": "0.00 KGS", "Owes": "81.00 KGS", "At price": "60.00 KGS", "At cost": "20.00 KGS",
    }
    hand.press(Key.Key_F12)
    sheet = panel(page)
    assert sheet.sum.value() == 8100
    hand.press(Key.Key_Return)
    assert told(hand) == "Taken from the agent: 81.00 KGS."
    assert figures(page)["Owes"] == "0.00 KGS"
    assert hand.floor.drawer()[-1] == ("cash_in", 8100)
    hand.floor.check_books()


def test_more_than_is_owed_is_asked_and_cash_needs_a_shift(hand: Hand, field: Field):
    field.bring(("111", 5))
    field.sell(("111", 1))
    page = at_agents(hand)
    hand.press(Key.Key_4, ALT)
    hand.press(Key.Key_F12)
    hand.keys("100")
    hand.press(Key.Key_Return)
    assert [question.code for question in hand.questions] == ["agents.more_than_owed"]
    assert not model_of(hand).is_busy
    hand.press(Key.Key_F12)
    assert panel(page).sum.value() == 10_000, "what was typed stands there again"
    hand.press(Key.Key_Escape)
    hand.questions[-1].yes()
    hand.settle()
    assert figures(page)["The shop owes"] == "73.00 KGS"
    hand.floor.close_shift()
    hand.settle()
    hand.press(Key.Key_F12)
    hand.keys("1")
    hand.press(Key.Key_Return)
    hand.questions[-1].yes()
    hand.settle()
    assert hand.faults[-1].code == "shift.none_open"
    hand.press(Key.Key_F12)
    hand.touch(panel(page).tenders.keys["qr"])
    hand.press(Key.Key_Return)
    hand.questions[-1].yes()
    hand.settle()
    assert figures(page)["The shop owes"] == "74.00 KGS"
    hand.press(Key.Key_Return)
    assert [line.split(", ")[0] for line in said(page.settlement.list)] == [
        "A1-D000002 · Payment of an agent", "A1-D000001 · Payment of an agent", "A1-S000001 · Sale of an agent",
    ]
    hand.floor.check_books()


@pytest.mark.parametrize("text", ["0", "abc", "-5", "999999999999999"])
def test_sums_that_cannot_be_are_not_taken(hand: Hand, field: Field, text: str):
    page = at_agents(hand)
    hand.press(Key.Key_4, ALT)
    hand.press(Key.Key_F12)
    panel(page).sum.clear()
    hand.keys(text)
    hand.press(Key.Key_Return)
    if text in ("0", "abc"):
        assert panel(page).isVisible()
    assert hand.floor.rows("SELECT * FROM agent_payment") == []


def test_what_was_sold_comes_back_into_the_very_transfers_with_a_reason(hand: Hand, field: Field):
    field.bring(("111", 2))
    field.bring(("111", 3))
    field.sell(("111", 4))
    page = at_agents(hand)
    hand.press(Key.Key_4, ALT)
    hand.press(Key.Key_Return)
    hand.press(Key.Key_Return)
    assert said(page.pane.list) == [
        "Bread, sold 4 · A1-T000001: 2 (20.00 KGS), A1-T000002: 2 (20.00 KGS), 0 pcs"
    ]
    assert not page.pane.green.isEnabled()
    typed_quantity(hand, "5")
    hand.press(Key.Key_F12)
    hand.keys("stale")
    hand.press(Key.Key_Return)
    assert hand.faults[-1].code == "return.more_than_left"
    typed_quantity(hand, "3")
    hand.press(Key.Key_F12)
    hand.keys("stale")
    hand.press(Key.Key_Return)
    assert told(hand) == "Back in the bag, of sale A1-S000001."
    assert field.left() == {"A1-T000001": 1, "A1-T000002": 3}
    assert said(page.settlement.list)[0].endswith("came back: 3")
    hand.press(Key.Key_Return)
    hand.press(Key.Key_F5)
    hand.press(Key.Key_F12)
    hand.keys("all of it")
    hand.press(Key.Key_Return)
    assert field.left() == {"A1-T000001": 2, "A1-T000002": 3}
    hand.press(Key.Key_Return)
    assert page.pane.green.isHidden(), "all of it came back already"
    hand.press(Key.Key_Escape)
    hand.press(Key.Key_Escape)
    assert not model_of(hand).settlement.is_listing
    hand.floor.check_books()


def test_a_person_becomes_an_agent_and_gets_another_commission(hand: Hand):
    page = at_agents(hand)
    hand.press(Key.Key_Insert)
    sheet = panel(page)
    assert [sheet.person.itemText(place) for place in range(sheet.person.count())] == ["Ainura", "Bakyt", "Chynara", "Marat"]
    sheet.person.setCurrentIndex(1)
    hand.keys("12,5")
    hand.press(Key.Key_Return)
    assert "Bakyt has a bag now, but may not sell out of it yet. Give Bakyt the role “Agent”" in told(hand)
    (made,) = hand.floor.ask(agents)
    assert (made.name, made.commission_ppm, made.keeps_commission) == ("Bakyt", 125_000, True)
    assert said(page.list) == ["Bakyt, 0 pcs, 0.00, owes nothing"]
    hand.press(Key.Key_F6)
    sheet = panel(page)
    assert sheet.commission.value() == 125_000
    hand.keys("101")
    hand.press(Key.Key_Return)
    assert "from 0 to 100" in told(hand)
    hand.press(Key.Key_F6)
    hand.keys("8")
    hand.touch(panel(page).keeps.keys[False])
    hand.touch(panel(page).go_on)
    (made,) = hand.floor.ask(agents)
    assert (made.commission_ppm, made.keeps_commission) == (80_000, False)
    hand.press(Key.Key_Insert)
    assert panel(page).person.count() == 3, "an agent cannot become one again"
    hand.press(Key.Key_Escape)


def test_one_key_leads_to_the_report_and_escape_back(hand: Hand, field: Field):
    at_agents(hand)
    hand.press(Key.Key_F3)
    assert hand.till.window.name == "agents_report"
    hand.press(Key.Key_Escape)
    assert hand.till.window.name == "agents"
