"""Agents in the manager's window: the bag, goods over by scanner, answers for the agent, goods back; what cannot be is told."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.core.agents.commands.handing import accept
from app.core.agents.commands.leases import force_lease
from app.core.agents.commands.people import make_agent
from app.core.catalog.commands import remove_product
from app.core.staff.commands import change_role
from app.core.stock.transfer_list import transfers
from app.kernel.permissions import CASHIER, Right
from tests.core.agents_floor import Field, make_field
from tests.core.test_agents import second_till
from tests.shop_floor import CASHIER_PIN, OWNER_PIN
from tests.ui.screens.agents_desk import ALT, Key, at_agents, model_of, panel, said, told, typed_quantity
from tests.ui.screens.conftest import Hand


@pytest.fixture
def field(hand: Hand) -> Field:
    return make_field(hand.floor)


def test_a_shop_without_agents_says_what_to_do(hand: Hand):
    page = at_agents(hand)
    assert page.list.empty == "There are no agents yet."
    assert "New agent" in page._hint.text()
    for key in (Key.Key_Return, Key.Key_F12, Key.Key_F9, Key.Key_F6, Key.Key_F5, Key.Key_F8, Key.Key_Delete, Key.Key_Down):
        hand.press(key)
    hand.press(Key.Key_Escape)
    assert hand.till.window.name == "menu"


def test_each_agent_stands_there_with_the_bag_and_what_is_owed(hand: Hand, field: Field):
    field.bring(("111", 4), ("222", 2))
    field.hand(("111", 1))
    field.sell(("111", 3))
    page = at_agents(hand)
    assert said(page.list) == ["Bakyt, 3 pcs · not accepted yet: 1, 81.00, owes"]
    assert said(page.bag.list) == [
        "Bread, A1-T000001 · accepted 4 − back 0 − sold 3, 1 pcs, 10.00 KGS",
        "Milk, A1-T000001 · accepted 2 − back 0 − sold 0, 2 pcs, 100.00 KGS",
    ]
    assert page.bag.cost.text().replace("\u00a0", " ") == "110.00 KGS"
    assert "“1”" in page.bag.till.text()
    field.sell(("222", 1))
    hand.settle()
    assert said(page.list) == ["Bakyt, 2 pcs · not accepted yet: 1, 170.91, owes"]


def test_costs_and_debts_are_not_for_everybody(hand: Hand, field: Field):
    field.bring(("111", 4))
    hand.cashier_without(Right.REPRINT)
    page = at_agents(hand)
    assert said(page.list) == []
    assert page.list.empty.startswith("Only who hands goods over to agents")
    assert model_of(hand).view.agents == ()


def test_goods_are_handed_over_by_scanner_and_the_agent_accepts_a_part(hand: Hand, field: Field):
    page = at_agents(hand)
    hand.press(Key.Key_2, ALT)
    hand.press(Key.Key_F12)
    for code in ("111", "222", "111"):
        hand.scan(code)
    assert said(page.pane.list) == ["Milk, in the shop: 10, 1 pcs", "Bread, in the shop: 20, 2 pcs"]
    typed_quantity(hand, "6")
    assert said(page.pane.list)[1] == "Bread, in the shop: 20, 6 pcs"
    hand.press(Key.Key_F12)
    assert told(hand) == "Handed over: A1-T000001. The agent accepts it."
    (line,) = said(page.transfers.list)
    assert line.startswith("A1-T000001 · Handed to the agent, Mar 2, 2026")
    assert line.endswith("· Ainura, 7 pcs, waits for the agent")
    assert model_of(hand).in_hand("hand_over") == 0
    hand.press(Key.Key_Return)
    hand.press(Key.Key_Return)
    assert page.pane.green.text() == "Accept for the agent"
    assert said(page.pane.list) == ["Milk, sent: 1, 1 pcs", "Bread, sent: 6, 6 pcs"]
    hand.press(Key.Key_Down)
    typed_quantity(hand, "4")
    hand.press(Key.Key_F12)
    assert told(hand) == "Transfer A1-T000001 is answered."
    assert said(page.transfers.list)[0].endswith("7 pcs, accepted: 5")
    assert [(line.name, line.left_milli) for line in field.bag()] == [("Bread", 4000), ("Milk", 1000)]
    assert hand.floor.level("111") == 16_000
    hand.floor.check_books()


def test_half_a_piece_nothing_and_letters_typed_by_hand_are_refused_and_nothing_is_stored(hand: Hand, field: Field):
    page = at_agents(hand)
    hand.press(Key.Key_2, ALT)
    hand.scan("111")
    assert model_of(hand).form is model_of(hand).drafts["hand_over"], "a scan under Transfers begins it"
    for text in ("1,5", "0,25"):
        typed_quantity(hand, text)
        assert "whole" in told(hand)
        assert said(page.pane.list) == ["Bread, in the shop: 20, 1 pcs"]
        assert page.pane.quantity.text() == "1"
    hand.press(Key.Key_F4)
    hand.keys("2,5")
    hand.press(Key.Key_F12)
    assert hand.floor.rows("SELECT * FROM transfer") == [], "half a piece in the field goes nowhere"
    hand.press(Key.Key_F4)
    page.pane.quantity.clear()
    hand.press(Key.Key_F12)
    assert hand.floor.rows("SELECT * FROM transfer") == [], "nothing in the field is no quantity"
    assert told(hand) == "Enter a quantity."
    for text in ("abc", "-3"):
        typed_quantity(hand, text)
    assert said(page.pane.list) == ["Bread, in the shop: 20, 3 pcs"], "letters and a minus do not get in"


def test_more_than_is_on_hand_and_absurd_quantities_are_told_with_the_figure(hand: Hand, field: Field):
    page = at_agents(hand)
    hand.press(Key.Key_2, ALT)
    hand.scan("111")
    typed_quantity(hand, "21")
    assert said(page.pane.list) == ["Bread, in the shop: 20, 21 pcs, more than there is"]
    hand.press(Key.Key_F12)
    assert "21 is asked for, and 20 is on hand" in told(hand)
    typed_quantity(hand, "1000000000000")
    hand.press(Key.Key_F12)
    assert hand.faults[-1].sentence
    assert hand.floor.rows("SELECT * FROM transfer") == []
    typed_quantity(hand, "20")
    hand.press(Key.Key_F12)
    assert hand.floor.level("111") == 0
    hand.floor.check_books()


@pytest.mark.parametrize("code", ["555", "666", "4600000000017", "2201010007505"])
def test_what_is_no_goods_or_not_known_is_told(hand: Hand, field: Field, code: str):
    page = at_agents(hand)
    hand.press(Key.Key_2, ALT)
    hand.scan(code)
    assert hand.faults
    assert told(hand)
    assert said(page.pane.list) == []


def test_goods_are_found_by_a_part_of_their_name(hand: Hand, field: Field):
    page = at_agents(hand)
    hand.press(Key.Key_2, ALT)
    hand.press(Key.Key_F12)
    hand.keys("mil")
    assert [line.split(",")[0] for line in said(page.pane.list)] == ["Milk"]
    hand.press(Key.Key_Return)
    assert said(page.pane.list) == ["Milk, in the shop: 10, 1 pcs"]
    hand.press(Key.Key_Plus)
    hand.press(Key.Key_Plus)
    hand.press(Key.Key_Minus)
    assert said(page.pane.list) == ["Milk, in the shop: 10, 2 pcs"]
    hand.press(Key.Key_Delete)
    assert said(page.pane.list) == []
    hand.keys("zzz")
    hand.press(Key.Key_Return)
    assert told(hand)


def test_what_is_in_hand_waits_for_whoever_comes_back_and_is_nobody_elses(hand: Hand, field: Field):
    at_agents(hand)
    hand.press(Key.Key_2, ALT)
    hand.scan("111")
    hand.scan("222")
    hand.till.window.open("checkout")
    hand.settle()
    page = at_agents(hand)
    assert [line.split(",")[0] for line in said(page.pane.list)] == ["Milk", "Bread"]
    hand.press(Key.Key_Escape)
    assert page.transfers.green.detail == "2"
    hand.till.change_person()
    hand.settle()
    hand.sit_down(hand.floor.template.manager_id, "8305")
    page = at_agents(hand)
    hand.press(Key.Key_2, ALT)
    hand.press(Key.Key_F12)
    assert said(page.pane.list) == []
    hand.till.change_person()
    hand.settle()
    hand.sit_down(hand.floor.owner_id, OWNER_PIN)
    page = at_agents(hand)
    hand.press(Key.Key_2, ALT)
    hand.press(Key.Key_F12)
    assert len(said(page.pane.list)) == 2
    hand.press(Key.Key_F8)
    assert said(page.pane.list) == []


def test_each_agent_has_goods_in_hand_of_his_own(hand: Hand, field: Field):
    hand.floor.do(make_agent, person_id=hand.floor.template.cashier_id)
    page = at_agents(hand)
    assert [line.split(",")[0] for line in said(page.list)] == ["Bakyt", "Chynara"]
    hand.press(Key.Key_2, ALT)
    hand.scan("111")
    hand.press(Key.Key_Escape)
    hand.press(Key.Key_Down)
    assert model_of(hand).view.glance.agent.name == "Chynara"  # type: ignore[union-attr]
    assert model_of(hand).in_hand("hand_over") == 0
    hand.keys("bak")
    assert [line.split(",")[0] for line in said(page.list)] == ["Bakyt"]
    assert model_of(hand).in_hand("hand_over") == 1
    hand.press(Key.Key_Escape)
    assert len(page.list.items) == 2


def test_accepting_twice_is_told(hand: Hand, field: Field):
    transfer_id = field.hand(("111", 2))
    page = at_agents(hand)
    hand.press(Key.Key_2, ALT)
    hand.press(Key.Key_Return)
    hand.press(Key.Key_Return)
    hand.floor.do(accept, by=field.by, transfer_id=transfer_id)
    hand.press(Key.Key_F12)
    assert hand.faults[-1].code == "transfer.answered"
    assert "A1-T000001" in told(hand)
    hand.press(Key.Key_Escape)
    hand.press(Key.Key_Return)
    assert page.pane.green.isHidden(), "what is answered is only looked at"
    assert page.pane.quantity.isVisible() is False
    hand.press(Key.Key_F12)
    assert len(hand.floor.rows("SELECT * FROM transfer_answer")) == 1


def test_more_than_was_sent_is_told_and_nothing_at_all_is_refusing_it(hand: Hand, field: Field):
    field.hand(("111", 2))
    at_agents(hand)
    hand.press(Key.Key_2, ALT)
    hand.press(Key.Key_Return)
    hand.press(Key.Key_Return)
    typed_quantity(hand, "3")
    hand.press(Key.Key_F12)
    assert "2 was sent" in told(hand)
    hand.press(Key.Key_F5)
    assert model_of(hand).form.view.pieces == 2  # type: ignore[union-attr]
    hand.press(Key.Key_F5)
    assert model_of(hand).form.view.pieces == 0  # type: ignore[union-attr]
    hand.press(Key.Key_F12)
    assert hand.floor.level("111") == 20_000
    assert said(hand.screen.transfers.list)[0].endswith("refused")
    hand.floor.check_books()


def test_who_may_not_act_for_agents_asks_a_manager_and_goes_on(hand: Hand, field: Field):
    field.hand(("111", 2))
    let_the_cashier(hand, Right.SEND_TO_AGENTS)
    at_agents(hand)
    hand.press(Key.Key_2, ALT)
    hand.press(Key.Key_Return)
    hand.press(Key.Key_Return)
    hand.press(Key.Key_F12)
    assert [missing.right for missing in hand.missing] == [Right.ACT_FOR_AGENTS]
    hand.missing[-1].lend(hand.floor.template.manager_id, "8305")
    hand.settle()
    assert field.left() == {"A1-T000001": 2}
    assert not model_of(hand).is_busy


def test_goods_come_back_by_scanner_and_no_more_than_there_are(hand: Hand, field: Field):
    field.bring(("111", 2))
    field.bring(("111", 3))
    page = at_agents(hand)
    hand.scan("111")
    assert said(page.pane.list) == ["Bread, in the bag: 5, 1 pcs"]
    typed_quantity(hand, "6")
    hand.press(Key.Key_F12)
    assert "5 is left in the bag (by transfer: A1-T000001: 2, A1-T000002: 3)" in told(hand)
    typed_quantity(hand, "4")
    hand.press(Key.Key_F12)
    assert told(hand) == "Taken back into the shop: A1-T000003."
    assert said(page.bag.list) == ["Bread, A1-T000002 · accepted 3 − back 2 − sold 0, 1 pcs, 10.00 KGS"]
    assert model_of(hand).form is None
    hand.floor.check_books()


def test_goods_that_were_removed_from_the_list_come_back_by_the_line_of_the_bag(hand: Hand, field: Field):
    field.bring(("222", 2))
    hand.floor.do(remove_product, product_id=hand.floor.goods["222"])
    page = at_agents(hand)
    hand.press(Key.Key_Return)
    hand.press(Key.Key_Return)
    assert said(page.pane.list) == ["Milk, in the bag: 2, 1 pcs"]
    hand.press(Key.Key_F12)
    assert field.left() == {"A1-T000001": 1}
    hand.floor.check_books()


def test_the_bag_moves_to_another_till_or_is_taken_by_force_with_a_reason(hand: Hand, field: Field):
    van = hand.floor.do(second_till)
    field.bring(("111", 2))
    field.sell(("111", 1))
    page = at_agents(hand)
    hand.press(Key.Key_F9)
    sheet = panel(page)
    assert [sheet.till.itemText(place) for place in range(sheet.till.count())] == ["Van", "whichever sells of it first"]
    sheet.go_on.click()
    hand.settle()
    assert "“Van”" in page.bag.till.text()
    hand.floor.do(force_lease, agent_id=field.agent_id, till_id=van, reason="the van")
    hand.press(Key.Key_F9)
    sheet = panel(page)
    assert sheet.till.currentText() == "1"
    sheet.go_on.click()
    hand.settle()
    assert "The till “Van” still has the bag" in told(hand)
    hand.press(Key.Key_F9)
    sheet = panel(page)
    assert not sheet.force.isEnabled()
    sheet.reason.setText("fell into the river")
    hand.touch(sheet.force)
    hand.settle()
    assert "“1”" in page.bag.till.text()
    (entry,) = hand.floor.rows("SELECT facts FROM audit_entry WHERE action = 'agents.bag_forced' ORDER BY seq DESC LIMIT 1")
    assert "river" in entry["facts"]


def test_escape_leads_back_step_by_step(hand: Hand, field: Field):
    field.hand(("111", 2))
    page = at_agents(hand)
    hand.press(Key.Key_2, ALT)
    hand.press(Key.Key_Return)
    hand.press(Key.Key_Return)
    hand.press(Key.Key_Escape)
    assert model_of(hand).form is None
    assert page.transfers.isVisible()
    hand.press(Key.Key_Escape)
    assert model_of(hand).transfers.spot == -1
    assert page.box.hasFocus()
    hand.press(Key.Key_Escape)
    assert hand.till.window.name == "menu"


def test_a_transfer_keeps_its_number_whatever_is_pressed_twice(hand: Hand, field: Field):
    at_agents(hand)
    hand.press(Key.Key_2, ALT)
    hand.scan("111")
    model = model_of(hand)
    model.post()
    model.post()
    hand.settle()
    assert len(hand.floor.ask(transfers, store_id=field.agent_id)) == 1


def let_the_cashier(hand: Hand, *rights: Right) -> None:
    role_id = UUID(bytes=hand.floor.value("SELECT id FROM role WHERE name = 'cashier'"))
    hand.floor.do(change_role, role_id=role_id, rights={**CASHIER, **dict.fromkeys(rights)})
    hand.till.change_person()
    hand.settle()
    hand.sit_down(hand.floor.template.cashier_id, CASHIER_PIN)


def test_older_transfers_come_as_somebody_walks_down(hand: Hand, field: Field, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ui.pages.agents.transfers_model.PAGE", 3)
    for _more in range(8):
        field.hand(("111", 1))
    page = at_agents(hand)
    hand.press(Key.Key_2, ALT)
    hand.press(Key.Key_Return)
    page.transfers.list.step(1)
    hand.settle()
    for _more in range(10):
        page.transfers.list.step(1)
        hand.settle()
    assert [each.number for each in model_of(hand).transfers.items] == [f"A1-T{number:06}" for number in range(8, 0, -1)]
    assert model_of(hand).transfers.spot == 7
