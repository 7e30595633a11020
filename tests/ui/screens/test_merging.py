"""Two cards of one person become one at the customer's screen: which is kept, which goes, a question, and who is found then."""

from __future__ import annotations

from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from app.core.parties.commands import add_customer
from app.core.sales.commands.accounts import grant_points
from app.kernel.permissions import Right
from tests.ui.screens.conftest import Hand
from tests.ui.screens.test_customer import model, shown_names, typed


@pytest.fixture
def pair(hand: Hand) -> tuple[UUID, UUID]:
    """Two cards of Aisha, each with something on it, and somebody else."""
    hand.floor.do(add_customer, name="Marat", phone="0312 45 67 89")
    made = [
        hand.floor.do(add_customer, name=name, phone=phone, credit_limit_minor=50_000)
        for name, phone in (("Aisha", "0555 11 22 33"), ("Aisha Bekova", "0700 44 55 66"))
    ]
    for who in made:
        hand.floor.do(grant_points, customer_id=who, amount_minor=500, reason="birthday")
    hand.press(Qt.Key.Key_F6)
    return made[0], made[1]


def test_the_chosen_one_is_kept_the_other_goes_after_a_yes(hand: Hand, pair: tuple[UUID, UUID]):
    hand.press(Qt.Key.Key_Down)
    hand.press(Qt.Key.Key_F4)
    assert "Aisha Bekova · 0700 44 55 66 is kept" in hand.screen._keeping.text()
    assert not hand.screen.go_on.isEnabled(), "the same card"
    typed(hand, "0555")
    hand.touch(hand.screen.go_on)
    assert hand.questions[-1].sentence.startswith("Aisha, 0555 11 22 33 goes, Aisha Bekova, 0700 44 55 66 is kept")
    hand.questions[-1].yes()
    hand.settle()
    assert shown_names(hand) == ["Aisha Bekova"]
    assert hand.screen._also.text() == "Also: Aisha · 0555 11 22 33"
    assert model(hand).view.customer.points_minor == 1000
    assert model(hand).view.keeping is None
    assert not hand.screen._keeping.isVisible()


def test_nothing_is_merged_without_a_yes_and_escape_goes_back(hand: Hand, pair: tuple[UUID, UUID]):
    hand.press(Qt.Key.Key_F4)
    hand.press(Qt.Key.Key_Down)
    hand.press(Qt.Key.Key_Return)
    assert hand.questions[-1].code == "customer.merge"
    hand.touch(hand.screen.drop)
    assert model(hand).view.keeping is None
    assert hand.till.window.name == "customer"
    assert shown_names(hand) == ["Aisha", "Aisha Bekova", "Marat"]


def test_whoever_may_not_change_customers_is_asked_for_a_right(hand: Hand, pair: tuple[UUID, UUID]):
    hand.cashier_without(Right.EDIT_CUSTOMERS)
    hand.press(Qt.Key.Key_F6)
    hand.press(Qt.Key.Key_F4)
    hand.press(Qt.Key.Key_Down)
    hand.press(Qt.Key.Key_Return)
    assert hand.missing[-1].right == Right.EDIT_CUSTOMERS
    assert not hand.floor.value("SELECT count(*) FROM customer WHERE merged_into_id IS NOT NULL")


def test_a_code_of_the_old_card_on_paper_still_finds_who_it_is(hand: Hand, pair: tuple[UUID, UUID]):
    old = hand.floor.do(add_customer, name="A. B.", code="1234567")
    hand.settle()
    model(hand).search("Bekova")
    hand.settle()
    hand.press(Qt.Key.Key_F4)
    model(hand).search("A. B.")
    hand.settle()
    model(hand).merge()
    hand.settle()
    hand.questions[-1].yes()
    hand.settle()
    hand.scan("1234567")
    hand.press(Qt.Key.Key_Return)
    assert hand.till.window.name == "checkout"
    assert model(hand).view.current.customer_id == pair[1]
    assert old != pair[1]


def test_consent_is_asked_of_somebody_new_and_can_be_taken_back(hand: Hand, pair: tuple[UUID, UUID]):
    hand.press(Qt.Key.Key_Insert)
    typed(hand, "Nurlan")
    hand.screen.agrees.click()
    hand.touch(hand.screen.go_on)
    hand.press(Qt.Key.Key_F6)
    typed(hand, "Nurlan")
    assert hand.screen.agreed.isChecked()
    hand.screen.agreed.click()
    hand.settle()
    assert not model(hand).view.customer.may_be_written_to
    assert not hand.screen.agreed.isChecked()
