"""People in the settings, with hands: hired, given roles and PINs, let go; and what still lies in their bag."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.core.staff.commands import sign_in
from tests.core.agents_floor import make_field
from tests.shop_floor import MANAGER_PIN
from tests.ui.screens.conftest import Hand
from tests.ui.screens.test_close import shown
from tests.ui.screens.test_settings import open_part, seated

__all__ = ["seated"]


def hire(hand: Hand, name: str, pin: str) -> None:
    hand.touch(hand.screen.part.new)
    hand.keys(name)
    hand.press(Qt.Key.Key_Return)
    hand.keys(pin)
    hand.press(Qt.Key.Key_Return)
    hand.keys(pin)
    hand.press(Qt.Key.Key_Return)


def test_a_manager_hires_a_cashier_who_signs_in(seated):
    hand = seated("manager", MANAGER_PIN)
    open_part(hand, "people")
    hire(hand, "Айгүл", "2580")
    assert "Айгүл can sign in now." in shown(hand)
    person = hand.till.house.people.view.chosen
    assert person is not None
    assert person.roles == ("cashier",)
    assert hand.floor.do(sign_in, person_id=person.person_id, pin="2580").name == "Айгүл"


def test_a_simple_pin_is_refused_beside_the_form_and_what_was_typed_stays(hand: Hand):
    open_part(hand, "people")
    hire(hand, "Aida", "1234")
    assert "easy to guess" in shown(hand)
    assert hand.screen.part.name.text() == "Aida"
    assert hand.floor.value("SELECT count(*) FROM person") == 4


def roles_of(hand: Hand, name: str) -> tuple[str, ...]:
    return next(person.roles for person in hand.till.house.people.view.people if person.name == name)


def test_roles_are_given_and_taken_by_touch(hand: Hand):
    open_part(hand, "people")
    model = hand.till.house.people
    model.choose([person.name for person in model.view.people].index("Chynara"))
    keys = {button.text(): button for button in hand.screen.part.roles.keys.values()}
    hand.touch(keys["Manager"])
    assert roles_of(hand, "Chynara") == ("cashier", "manager")
    hand.touch(keys["Cashier"])
    assert roles_of(hand, "Chynara") == ("manager",)


def test_somebody_who_forgot_gets_a_new_pin(seated):
    hand = seated("manager", MANAGER_PIN)
    open_part(hand, "people")
    model = hand.till.house.people
    model.choose([person.name for person in model.view.people].index("Bakyt"))
    hand.touch(hand.screen.part.pin)
    for _twice in range(2):
        hand.keys("2580")
        hand.press(Qt.Key.Key_Return)
    assert not hand.till.window.is_asking
    assert "Bakyt has a new PIN." in shown(hand)
    hand.floor.do(sign_in, person_id=hand.floor.second_cashier_id, pin="2580")


def test_who_leaves_is_asked_about_once_and_gone(hand: Hand):
    open_part(hand, "people")
    model = hand.till.house.people
    model.choose([person.name for person in model.view.people].index("Bakyt"))
    hand.touch(hand.screen.part.remove)
    hand.settle()
    assert hand.questions[-1].sentence == "Shall Bakyt no longer sign in here?"
    assert hand.floor.value("SELECT count(*) FROM person WHERE deleted_at IS NOT NULL") == 0
    hand.questions[-1].yes()
    hand.settle()
    assert [person.name for person in model.view.people] == ["Ainura", "Chynara", "Marat"]


def test_whose_bag_holds_goods_or_money_is_not_let_go_without_a_word_of_it(hand: Hand):
    field = make_field(hand.floor)
    field.bring(("111", 5))
    field.sell(("111", 2))
    open_part(hand, "people")
    model = hand.till.house.people
    model.choose([person.name for person in model.view.people].index("Bakyt"))
    hand.touch(hand.screen.part.remove)
    hand.settle()
    told = hand.questions[-1].sentence.replace("\u00a0", " ")
    assert told.startswith("In the bag of Bakyt: 3. Bakyt owes the shop ")
    assert told.endswith(" Shall Bakyt no longer sign in here?")


def test_an_owner_is_out_of_a_managers_reach_and_it_is_said(seated):
    hand = seated("manager", MANAGER_PIN)
    open_part(hand, "people")
    hand.till.house.people.choose(0)
    hand.settle()
    assert not hand.screen.part.pin.isVisible()
    assert "Only an owner changes this person." in shown(hand)


def test_a_refusal_that_nobody_can_lend_is_told_and_asks_for_no_pin(seated):
    hand = seated("manager", MANAGER_PIN)
    open_part(hand, "people")
    hand.till.house.people.choose(0)
    hand.till.house.people.give_pin("2580")
    hand.settle()
    assert hand.missing == []
    assert hand.till.house.people.view.wrong != ""
