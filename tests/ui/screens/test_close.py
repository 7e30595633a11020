"""Closing the shift with hands: a blind count, the comparison, the Z; nothing is told before it is counted."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from tests.shop_floor import CASHIER_PIN, MANAGER_PIN, OWNER_PIN, ShopFloor
from tests.ui.screens.conftest import Hand, NewHand
from ui.kit.figures import Figures
from ui.kit.paper import Paper

EXACT = {50_000: 2}
"""The float of the morning: 1000,00."""


@pytest.fixture
def cashier(new_hand: NewHand, shop: ShopFloor) -> Hand:
    """A cashier, who may not see what is expected, about to close their own shift."""
    shop.open_shift(by=shop.cashier)
    return sat_down(new_hand, shop, shop.template.cashier_id, CASHIER_PIN)


@pytest.fixture
def owner(new_hand: NewHand, shop: ShopFloor) -> Hand:
    shop.open_shift()
    return sat_down(new_hand, shop, shop.owner_id, OWNER_PIN)


def sat_down(new_hand: NewHand, shop: ShopFloor, person_id: object, pin: str) -> Hand:
    hand = new_hand(shop)
    hand.till.states.ask()
    hand.settle()
    hand.sit_down(person_id, pin)
    hand.till.window.open("close")
    hand.settle()
    return hand


def ready(hand: Hand) -> None:
    """The keys of step 2 work."""
    hand.settle()
    hand.qtbot.waitUntil(lambda: hand.till.close.view.can_close, timeout=5000)


def shown(hand: Hand) -> str:
    """Every word and figure that can be seen on the screen."""
    labels = [part.text() for part in hand.screen.findChildren(QLabel) if part.isVisible()]
    lines = [part.accessibleName() for part in hand.screen.findChildren(Figures) if part.isVisible()]
    return "\n".join([*labels, *lines])


def state(hand: Hand) -> str:
    return str(hand.floor.value("SELECT state FROM shift"))


def test_a_day_is_counted_and_closed_by_keyboard(owner: Hand):
    owner.press(Qt.Key.Key_Return)
    owner.press(Qt.Key.Key_Return)
    owner.press(Qt.Key.Key_Tab)
    owner.keys("2")
    assert owner.till.close.view.counts == EXACT
    owner.press(Qt.Key.Key_F12)
    assert owner.till.close.view.step == "compare"
    ready(owner)
    owner.press(Qt.Key.Key_F12)
    assert (state(owner), owner.till.close.view.step) == ("closed", "done")
    assert owner.till.close.view.paper
    owner.press(Qt.Key.Key_F12)
    assert owner.till.window.name == "sign_in"


def test_a_day_is_counted_and_closed_by_touch(owner: Hand):
    count = owner.screen.count
    for _touch in range(3):
        owner.touch(count.pluses[50_000])
    owner.touch(count.minuses[50_000])
    assert owner.till.close.view.counted_minor == 100_000
    owner.touch(count.compare)
    ready(owner)
    owner.touch(owner.screen.comparing.close_shift)
    assert state(owner) == "closed"
    owner.touch(owner.screen.done.again)
    assert owner.floor.value("SELECT max(copy) FROM print_job WHERE document_kind = 'z'") == 1
    owner.touch(owner.screen.done.sign_out)
    assert owner.till.window.name == "sign_in"


def test_nothing_of_what_is_expected_is_seen_before_the_count_or_after_it_by_who_may_not(cashier: Hand):
    cashier.floor.sell("222", cash=10_000, by=cashier.floor.cashier)
    cashier.till.close.set_pieces(50_000, 1)
    cashier.settle()
    assert "1,099" not in shown(cashier)
    cashier.touch(cashier.screen.count.compare)
    told = cashier.till.close.view.comparison
    assert told is not None
    assert (told.difference_minor, told.tenders, told.report.expected_minor) == (None, (), None)
    seen = shown(cashier)
    assert "does not agree" in seen
    assert "1,099" not in seen
    assert "599" not in seen
    assert "Likely causes" not in seen
    assert [json.loads(row["facts"])["counted_minor"] for row in cashier.floor.audit("shift.counted")] == [50_000]


def test_a_manager_who_is_called_shows_the_difference_by_pin_and_it_may_be_counted_again(cashier: Hand):
    cashier.till.close.set_pieces(50_000, 1)
    cashier.press(Qt.Key.Key_F12)
    ready(cashier)
    cashier.touch(cashier.screen.comparing.call)
    assert cashier.missing[-1].right == "see_expected_cash"
    sheet = cashier.till.window.sheet
    assert sheet is not None
    sheet.close_it()
    cashier.missing[-1].lend(cashier.floor.template.manager_id, MANAGER_PIN)
    cashier.settle()
    assert "500.00 is missing" in shown(cashier).replace("\xa0KGS", "")
    assert cashier.till.close.view.causes
    cashier.press(Qt.Key.Key_F4)
    assert (cashier.till.close.view.step, cashier.till.close.view.comparison) == ("count", None)
    assert cashier.till.close.view.counts == {50_000: 1}


def test_a_difference_is_closed_with_its_reason_and_asked_about_no_more(cashier: Hand):
    cashier.till.close.set_pieces(50_000, 1)
    cashier.press(Qt.Key.Key_F12)
    ready(cashier)
    cashier.keys("lost")
    cashier.press(Qt.Key.Key_F12)
    assert cashier.questions == []
    row = cashier.floor.rows("SELECT difference_minor, reason FROM shift_closing")[0]
    assert row == {"difference_minor": -50_000, "reason": "lost"}


def test_another_person_does_not_find_what_the_one_before_saw(owner: Hand):
    owner.till.close.set_pieces(50_000, 1)
    owner.press(Qt.Key.Key_F12)
    seen = owner.till.close.view
    assert seen.comparison is not None
    owner.till.change_person()
    owner.settle()
    after = owner.till.close.view
    assert (after.step, after.comparison) == ("count", None)


def test_a_second_touch_of_compare_does_not_close_the_shift(owner: Hand):
    owner.till.close.set_pieces(50_000, 2)
    owner.till.close.compare()
    owner.till.close.compare()
    owner.settle()
    owner.till.close.close()
    owner.settle()
    assert state(owner) == "open"
    assert len(owner.floor.audit("shift.counted")) == 1


def test_close_pressed_twice_is_one_closing(owner: Hand):
    owner.till.close.set_pieces(50_000, 2)
    owner.till.close.compare()
    ready(owner)
    owner.till.close.close()
    owner.till.close.close()
    owner.settle()
    assert owner.floor.value("SELECT count(*) FROM shift_closing") == 1
    assert owner.faults == []


def test_an_empty_drawer_is_a_count_too_but_nothing_typed_is_none(owner: Hand):
    assert not owner.screen.count.compare.isEnabled()
    owner.keys("0")
    assert owner.till.close.view.counted_minor == 0
    assert owner.screen.count.compare.isEnabled()


def test_letters_and_forty_digits_do_not_get_into_a_count(owner: Hand):
    owner.keys("a-x")
    assert owner.till.close.view.counts in ({}, {500_000: 0})
    field = owner.screen.count.fields[500_000]
    field.setText("9" * 40)
    owner.settle()
    assert (field.text(), owner.till.close.view.counts in ({}, {500_000: 0})) == ("", True)
    owner.keys("9" * 40)
    assert (field.text(), owner.till.close.view.counts[500_000]) == ("99999", 99_999)


def test_where_the_shop_counts_one_sum_there_is_one_field(new_hand: NewHand, shop: ShopFloor):
    shop.setting("cash.count_by_pieces", False)
    shop.open_shift()
    hand = sat_down(new_hand, shop, shop.owner_id, OWNER_PIN)
    assert hand.screen.count.fields == {}
    hand.keys("1000,00")
    hand.press(Qt.Key.Key_F12)
    assert hand.till.close.view.comparison is not None
    assert hand.till.close.view.comparison.agrees


def test_what_waits_is_said_and_closing_is_possible_all_the_same(owner: Hand):
    owner.floor.cart("111")
    owner.till.close.set_pieces(50_000, 2)
    owner.press(Qt.Key.Key_F12)
    ready(owner)
    lines = {line.words: line.figure for line in owner.screen.comparing.before.lines}
    assert lines["Open sales"] == "1"
    owner.touch(owner.screen.comparing.close_shift)
    assert state(owner) == "closed"


def test_a_likely_cause_opens_its_document(owner: Hand):
    sold = owner.floor.sell("333")
    owner.till.close.set_pieces(50_000, 2)
    owner.press(Qt.Key.Key_F12)
    ready(owner)
    assert sold.number in shown(owner)
    owner.touch(owner.screen.comparing.causes[0])
    assert "Tea" in owner.screen.sheet.findChild(Paper).accessibleDescription()


def test_the_language_may_change_in_the_middle_of_a_count(owner: Hand):
    owner.till.close.set_pieces(50_000, 2)
    owner.desk.speak("ru")
    owner.settle()
    assert owner.till.window.name == "close"
    assert owner.screen.count.fields[50_000].text() == "2"
    owner.touch(owner.screen.count.compare)
    assert owner.till.close.view.step == "compare"


def test_without_a_shift_there_is_nothing_to_close(new_hand: NewHand, shop: ShopFloor):
    hand = sat_down(new_hand, shop, shop.owner_id, OWNER_PIN)
    assert "nothing to close" in shown(hand)
    hand.press(Qt.Key.Key_F12)
    assert hand.faults == []


def test_escape_leaves_the_count_and_keeps_it(owner: Hand):
    owner.till.close.set_pieces(50_000, 2)
    owner.press(Qt.Key.Key_Escape)
    assert owner.till.window.name == "checkout"
    owner.till.window.open("close")
    owner.settle()
    assert owner.till.close.view.counts == EXACT
    assert QApplication.focusWidget() is not None
