"""The customer picker with hands: before a sale and in it, by name and by telephone, nobody and somebody new."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.core.parties.commands import add_customer
from app.core.staff.commands import add_person, add_role
from app.kernel.permissions import Right
from tests.shop_floor import MANAGER_PIN
from tests.ui.screens.conftest import Hand


@pytest.fixture
def asel(hand: Hand) -> UUID:
    """Two customers; one of them is Asel, who may owe."""
    hand.floor.do(add_customer, name="Marat", phone="0312 45 67 89")
    found: UUID = hand.floor.do(add_customer, name="Asel", phone="+996 555 12-34-56", credit_limit_minor=50_000)
    return found


def model(hand: Hand):
    return hand.till.errands.customer


def checkout(hand: Hand) -> Any:
    """The model of the checkout, which is there since its screen was opened."""
    return hand.till.checkout


def typed(hand: Hand, text: str) -> None:
    """By a person, who is slower than a scanner."""
    hand.keys(text)
    hand.scans._letters.clear()


def whose(hand: Hand) -> UUID | None:
    (row,) = hand.floor.rows("SELECT customer_id FROM sale WHERE state = 'open'")
    return UUID(bytes=row["customer_id"]) if row["customer_id"] else None


def shown_names(hand: Hand) -> list[str]:
    return [who.name for who in model(hand).view.found]


def head_of_cart(hand: Hand) -> str:
    return " ".join(each.text() for each in hand.screen.findChildren(QLabel))


def test_a_customer_is_found_by_telephone_and_chosen_with_enter(hand: Hand, asel: UUID):
    checkout(hand).scan("111")
    hand.settle()
    hand.press(Qt.Key.Key_F6)
    assert shown_names(hand) == ["Asel", "Marat"]
    typed(hand, "55512")
    assert shown_names(hand) == ["Asel"]
    hand.press(Qt.Key.Key_Return)
    assert hand.till.window.name == "checkout"
    assert whose(hand) == asel
    assert "Asel" in head_of_cart(hand)


def test_chosen_before_the_first_scan_the_sale_is_theirs(hand: Hand, asel: UUID):
    hand.press(Qt.Key.Key_F6)
    hand.touch(hand.screen.go_on)
    assert "Asel" in head_of_cart(hand)
    checkout(hand).scan("111")
    checkout(hand).scan("222")
    hand.settle()
    assert whose(hand) == asel
    checkout(hand).clear()
    hand.settle()
    assert "No customer" in head_of_cart(hand), "the next customer is another"
    checkout(hand).scan("111")
    hand.settle()
    assert [row["customer_id"] for row in hand.floor.rows("SELECT customer_id FROM sale ORDER BY id")][1] is None


def test_nobody_again(hand: Hand, asel: UUID):
    checkout(hand).scan("111")
    hand.settle()
    hand.floor.choose_customer(checkout(hand).view.sale_id, asel)
    hand.press(Qt.Key.Key_F6)
    model(hand).follow(None)
    model(hand).follow(checkout(hand).view.sale_id)
    hand.settle()
    hand.press(Qt.Key.Key_Delete)
    assert whose(hand) is None
    assert hand.till.window.name == "checkout"


def test_arrows_and_a_finger_choose(hand: Hand, asel: UUID):
    hand.till.window.open("customer")
    hand.settle()
    hand.press(Qt.Key.Key_Down)
    assert model(hand).view.customer.name == "Marat"
    rows = hand.screen.found
    hand.qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualRect(rows.model().index(0, 0)).center())
    assert model(hand).view.customer.name == "Asel"
    hand.qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualRect(rows.model().index(0, 0)).center())
    hand.settle()
    assert model(hand).view.current.name == "Asel"


def test_somebody_new_is_added_in_place_and_the_sale_is_theirs(hand: Hand):
    checkout(hand).scan("111")
    hand.settle()
    hand.press(Qt.Key.Key_F6)
    typed(hand, "Gulnara")
    hand.press(Qt.Key.Key_Insert)
    assert (hand.screen.name.text(), hand.screen.phone.hasFocus()) == ("Gulnara", True)
    typed(hand, "0700112233")
    hand.press(Qt.Key.Key_Return)
    (row,) = hand.floor.rows("SELECT id, name, phone FROM customer")
    assert (row["name"], row["phone"]) == ("Gulnara", "0700112233")
    assert whose(hand) == UUID(bytes=row["id"])
    assert hand.till.window.name == "checkout"


def test_saving_twice_adds_one(hand: Hand):
    hand.till.window.open("customer")
    model(hand).begin_new()
    model(hand).edit(name="Gulnara")
    model(hand).save()
    model(hand).save()
    hand.settle()
    assert hand.floor.value("SELECT count(*) FROM customer") == 1


def test_a_telephone_that_nobody_has_becomes_the_new_ones(hand: Hand):
    hand.till.window.open("customer")
    hand.settle()
    typed(hand, "+996 700")
    model(hand).begin_new()
    assert (model(hand).view.draft.name, model(hand).view.draft.phone) == ("", "+996 700")
    assert not model(hand).view.can_save, "a name is needed"
    hand.press(Qt.Key.Key_Escape)
    assert model(hand).view.draft is None
    hand.press(Qt.Key.Key_Escape)
    assert hand.till.window.name == "checkout"


@pytest.mark.parametrize("text", ["😀" * 300, "‮مرحبا", "'; DROP TABLE customer", "x" * 1_000_000, "7" * 40])
def test_nothing_typed_breaks_it(hand: Hand, asel: UUID, text: str):
    hand.till.window.open("customer")
    hand.screen.box.setText(text)
    hand.settle()
    assert shown_names(hand) == []
    model(hand).begin_new()
    hand.settle()
    hand.touch(hand.screen.go_on)
    assert hand.till.window.name in ("customer", "checkout")
    assert hand.floor.value("SELECT count(*) FROM customer WHERE length(name) > 500") == 0


def test_a_right_is_lent_for_somebody_new(hand: Hand):
    role_id = hand.floor.do(add_role, name="trainee", rights={Right.SELL: None})
    person_id = hand.floor.do(add_person, name="New", pin="5151", role_id=role_id)
    hand.sit_down(person_id, "5151")
    hand.till.window.open("customer")
    model(hand).begin_new()
    model(hand).edit(name="Gulnara")
    model(hand).save()
    hand.settle()
    assert model(hand).view.can_save
    hand.missing[-1].lend(hand.floor.manager_id, MANAGER_PIN)
    hand.settle()
    assert hand.floor.value("SELECT name FROM customer") == "Gulnara"


def test_a_customer_cannot_change_once_money_is_taken(hand: Hand, asel: UUID):
    from app.core.payments.views import Tender
    from app.core.sales.commands.checkout import take_payment

    checkout(hand).scan("222")
    hand.settle()
    hand.floor.do(take_payment, sale_id=checkout(hand).view.sale_id, tender=Tender("card", 100))
    hand.press(Qt.Key.Key_F6)
    hand.press(Qt.Key.Key_Return)
    assert hand.faults[-1].code == "sale.money_taken"
    assert whose(hand) is None
    assert hand.till.window.name == "customer"


def test_a_scanned_card_is_searched_for(hand: Hand):
    hand.floor.do(add_customer, name="Card holder", code="C-1700")
    hand.till.window.open("customer")
    hand.settle()
    hand.scan("C-1700")
    assert shown_names(hand) == ["Card holder"]
    assert hand.till.window.name == "customer"
