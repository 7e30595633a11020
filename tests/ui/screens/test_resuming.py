"""The program ends and begins again: the till stands where it was, nothing is taken by itself, nothing is another's."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.core.catalog.commands import remove_product
from app.core.payments.views import Tender
from app.core.sales.commands.checkout import complete_sale, take_payment
from app.core.sales.commands.drafts import void_sale
from tests.core.agents_floor import make_field
from tests.shop_floor import CASHIER_PIN, MANAGER_PIN, OWNER_PIN, Item, ShopFloor
from tests.ui.screens.conftest import Hand, NewHand


def signed_in(new_hand: NewHand, floor: ShopFloor, person_id: UUID, pin: str) -> Hand:
    """A new start of the program, and a PIN at its sign-in."""
    made = new_hand(floor)
    made.till.sign_in.choose(person_id)
    made.till.sign_in.type_in(pin)
    made.till.sign_in.try_it()
    made.settle()
    return made


@pytest.fixture
def owner(new_hand: NewHand, shop: ShopFloor) -> Hand:
    """The owner at the checkout, after their PIN."""
    shop.open_shift()
    return signed_in(new_hand, shop, shop.owner_id, OWNER_PIN)


@pytest.fixture
def again(new_hand: NewHand):
    """The program ends where `hand` is, begins again, and somebody signs in: the same person, if nobody else is named."""

    def begin(hand: Hand, person_id: UUID | None = None, pin: str = OWNER_PIN) -> Hand:
        hand.till.resuming.keep_now()
        hand.settle()
        return signed_in(new_hand, hand.floor, person_id or hand.floor.owner_id, pin)

    return begin


def open_at(hand: Hand, screen: str) -> None:
    hand.till.window.open(screen)
    hand.settle()


def paying(hand: Hand, *codes: str) -> UUID:
    for code in codes:
        hand.checkout.scan(code)
        hand.settle()
    hand.press(Qt.Key.Key_F12)
    assert hand.till.window.name == "payment"
    return hand.payment.sale_id


def returning(hand: Hand, *codes: Item) -> Any:
    sold = hand.floor.sell(*codes, cash=100_000)
    hand.till.returns.find.enter(sold.number)
    hand.settle()
    assert hand.till.window.name == "return_lines"
    return sold


def kept(hand: Hand) -> tuple[str, dict[str, Any]]:
    (row,) = hand.floor.rows("SELECT screen, facts FROM left_off")
    return row["screen"], json.loads(row["facts"])


def told(hand: Hand) -> str:
    return hand.till.window.banner.text if not hand.till.window.banner.isHidden() else ""


def test_a_payment_stands_there_again_with_its_tender_and_sum_and_nothing_is_taken(owner: Hand, again):
    sale_id = paying(owner, "111", "222")
    owner.keys("500")
    after = again(owner)
    assert (after.till.window.name, after.payment.sale_id) == ("payment", sale_id)
    assert after.screen.handed.text() == "500"
    assert any("370.10" in each.text() for each in after.screen.findChildren(QLabel))
    assert after.floor.value("SELECT state FROM sale") == "open"
    assert after.floor.value("SELECT count(*) FROM payment") == 0
    after.press(Qt.Key.Key_Return)
    assert after.floor.value("SELECT state FROM sale") == "completed"
    assert after.till.window.name == "paid"


def test_money_taken_in_part_is_said_and_only_the_rest_is_asked_for(owner: Hand, again):
    sale_id = paying(owner, "222")
    owner.payment.choose("card")
    owner.payment.hand(5000)
    owner.payment.take()
    owner.settle()
    owner.till.window.close()
    after = again(owner)
    assert (after.till.window.name, after.payment.sale_id) == ("payment", sale_id)
    words = [each.text() for each in after.screen.findChildren(QLabel)]
    assert "Taken already: Card" in words
    assert any("50.00" in each for each in words)
    assert after.payment.view.due_minor == 4990
    after.press(Qt.Key.Key_Return)
    assert sorted(after.floor.paid(sale_id)) == [("card", 5000), ("cash", 4990)]


def test_a_cart_with_money_taken_says_so_to_whoever_signs_in_next(owner: Hand, again):
    sale_id = paying(owner, "222")
    owner.floor.do(take_payment, sale_id=sale_id, tender=Tender("card", 5000))
    after = again(owner, owner.floor.template.manager_id, MANAGER_PIN)
    assert after.till.window.name == "checkout"
    assert after.checkout.view.sale_id == sale_id
    assert "50.00" in told(after)


def test_a_sale_that_was_paid_as_the_power_went_shows_its_change(owner: Hand, again):
    sale_id = paying(owner, "222")
    owner.till.resuming.keep_now()
    owner.settle()
    owner.floor.do(complete_sale, sale_id=sale_id, payments=[Tender("cash", 10_000)])
    after = again(owner)
    assert after.till.window.name == "paid"
    assert "0.10" in after.screen.figure.text()
    after.press(Qt.Key.Key_Return)
    assert (after.till.window.name, after.checkout.view.sale_id) == ("checkout", None)


def test_a_sale_that_is_void_by_now_is_said_to_be_gone(owner: Hand, again):
    sale_id = paying(owner, "222")
    owner.till.resuming.keep_now()
    owner.settle()
    owner.floor.do(void_sale, sale_id=sale_id)
    after = again(owner)
    assert after.till.window.name == "checkout"
    assert "no longer" in told(after)


def test_a_half_made_return_stands_there_as_it_was_chosen(owner: Hand, again):
    sold = returning(owner, "111", ("222", 3000))
    model = owner.till.returns.model
    model.choose(1)
    model.step(1)
    model.step(1)
    model.turn_stock()
    model.give_reason("Not fresh")
    model.choose_tender("card")
    owner.settle()
    before = model.view
    after = again(owner)
    view = after.till.returns.model.view
    assert after.till.window.name == "return_lines"
    assert view.sold_id == sold.sale_id
    assert (view.lines, view.chosen, view.reason, view.tender) == (before.lines, 1, "Not fresh", "card")
    assert view.quote == before.quote
    assert after.floor.value("SELECT count(*) FROM sale_return") == 0


def test_goods_that_came_back_meanwhile_do_not_come_back_twice(owner: Hand, again):
    sold = returning(owner, ("222", 3000))
    owner.till.returns.model.take_all()
    owner.till.returns.model.give_reason("Not fresh")
    owner.till.resuming.keep_now()
    owner.settle()
    owner.floor.give_back(sold.sale_id, 2000)
    after = again(owner)
    assert [line.taken_milli for line in after.till.returns.model.view.lines] == [1000]
    assert "Look at the quantities" in told(after)


def test_a_return_without_a_receipt_keeps_its_goods_and_prices(owner: Hand, again):
    owner.till.returns._begin_without()
    model = owner.till.returns.model
    model.scan("333")
    owner.settle()
    model.set_figure("price", "99")
    model.scan("111")
    owner.settle()
    after = again(owner)
    lines = after.till.returns.model.view.lines
    assert [(line.name, line.taken_milli, line.price_minor) for line in lines] == [("Tea", 1000, 9900), ("Bread", 1000, 3000)]


def test_goods_in_hand_for_an_exchange_are_in_hand_again_and_so_is_the_cart(owner: Hand, again):
    returning(owner, "222")
    model = owner.till.returns.model
    model.take_all()
    model.give_reason("Does not fit")
    owner.settle()
    owner.screen.exchanged.emit()
    owner.settle()
    owner.checkout.scan("333")
    owner.settle()
    at_counter = again(owner)
    assert at_counter.till.window.name == "checkout"
    assert [line.name for line in at_counter.checkout.lines.values()] == ["Tea"]
    at_counter.press(Qt.Key.Key_F12)
    assert at_counter.till.window.name == "exchange"
    at_counter.keys("200")
    paid = again(at_counter)
    assert paid.till.window.name == "exchange"
    assert paid.screen.handed.text() == "200"
    assert paid.floor.value("SELECT count(*) FROM sale_return") == 0
    paid.press(Qt.Key.Key_Return)
    assert paid.floor.value("SELECT count(*) FROM sale_return") == 1


def test_a_count_is_there_again_and_compared_again_without_another_count_in_the_audit(owner: Hand, again):
    open_at(owner, "close")
    owner.till.close.set_pieces(50_000, 1)
    counting = again(owner)
    assert (counting.till.window.name, counting.till.close.view.step) == ("close", "count")
    assert counting.screen.count.fields[50_000].text() == "1"
    counting.till.close.compare()
    counting.settle()
    counting.till.close.set_reason("lost")
    compared = again(counting)
    view = compared.till.close.view
    assert (view.step, view.counted_minor, view.reason) == ("compare", 50_000, "lost")
    assert view.comparison is not None
    assert view.comparison.difference_minor == -50_000
    assert len(compared.floor.audit("shift.counted")) == 1
    assert compared.floor.value("SELECT state FROM shift") == "open"


def test_a_blind_count_is_as_blind_after_a_restart(new_hand: NewHand, shop: ShopFloor, again):
    shop.open_shift(by=shop.cashier)
    hand = signed_in(new_hand, shop, shop.template.cashier_id, CASHIER_PIN)
    open_at(hand, "close")
    hand.till.close.set_pieces(50_000, 1)
    hand.till.close.compare()
    hand.settle()
    after = again(hand, shop.template.cashier_id, CASHIER_PIN)
    view = after.till.close.view
    assert (view.step, view.is_hidden) == ("compare", True)
    assert "expected" not in json.dumps(kept(after))


def test_after_the_shift_is_closed_a_half_typed_form_is_gone_and_that_is_said(owner: Hand, again):
    open_at(owner, "cash")
    owner.keys("500")
    owner.till.resuming.keep_now()
    owner.settle()
    owner.floor.close_shift()
    after = again(owner)
    assert after.till.window.name == "shift"
    assert "shift was closed" in told(after)


def test_cash_that_was_half_typed_is_typed_again_and_not_put_in(owner: Hand, again):
    open_at(owner, "cash")
    owner.keys("500")
    owner.till.cash.choose("cash_out")
    owner.till.cash.set_reason("for the bank")
    after = again(owner)
    assert after.till.window.name == "cash"
    assert (after.screen.sum.text(), after.screen.reason.text()) == ("500", "for the bank")
    assert after.till.cash.view.kind == "cash_out"
    assert after.floor.value("SELECT count(*) FROM cash_operation") == 0


def test_what_one_had_half_typed_is_not_anothers(owner: Hand, again):
    open_at(owner, "cash")
    owner.keys("500")
    after = again(owner, owner.floor.template.manager_id, MANAGER_PIN)
    assert after.till.window.name == "checkout"
    assert "half typed" in told(after)
    assert after.till.cash.view.amount_minor is None
    after.till.resuming.keep_now()
    after.settle()
    assert kept(after) == ("checkout", {})


def test_the_same_holds_for_the_next_person_at_a_till_that_runs_on(owner: Hand):
    open_at(owner, "cash")
    owner.keys("500")
    owner.till.change_person()
    owner.till.sign_in.choose(owner.floor.template.manager_id)
    owner.till.sign_in.type_in(MANAGER_PIN)
    owner.till.sign_in.try_it()
    owner.settle()
    assert owner.till.cash.view.amount_minor is None
    assert "half typed" in told(owner)


def test_a_product_that_is_being_changed_and_one_that_is_new_keep_their_form(owner: Hand, again):
    open_at(owner, "goods")
    owner.till.errands.goods.choose(owner.floor.goods["333"])
    owner.settle()
    owner.till.errands.goods.edit(name="Green tea", price_minor=26_000)
    after = again(owner)
    view = after.till.errands.goods.view
    assert after.till.window.name == "goods"
    assert (view.draft.name, view.draft.price_minor, view.base.name, view.is_changed) == ("Green tea", 26_000, "Tea", True)
    after.till.errands.goods.save()
    after.settle()
    after.till.errands.goods.begin_new()
    after.till.errands.goods.edit(name="Jam", codes=("4600000000017",))
    fresh = again(after)
    view = fresh.till.errands.goods.view
    assert (view.is_new, view.draft.name, view.draft.codes) == (True, "Jam", ("4600000000017",))
    assert fresh.floor.value("SELECT name FROM product WHERE name LIKE '%tea%'") == "Green tea"


def test_a_product_that_is_gone_by_now_is_said_to_be_gone(owner: Hand, again):
    open_at(owner, "goods")
    owner.till.errands.goods.choose(owner.floor.goods["333"])
    owner.settle()
    owner.till.errands.goods.edit(name="Green tea")
    owner.till.resuming.keep_now()
    owner.settle()
    owner.floor.do(remove_product, product_id=owner.floor.goods["333"])
    after = again(owner)
    assert after.till.window.name == "checkout"
    assert "no longer" in told(after)


def test_a_customer_chosen_before_the_first_scan_waits_again_without_a_name_in_the_file(owner: Hand, again):
    customer_id = owner.floor.customer("Aidana")
    open_at(owner, "customer")
    owner.till.errands.customer.search("Aidana")
    owner.settle()
    owner.till.errands.customer.pick()
    owner.settle()
    after = again(owner)
    assert kept(after) == ("checkout", {"customer_id": str(customer_id)})
    after.checkout.scan("111")
    after.settle()
    assert UUID(bytes=after.floor.value("SELECT customer_id FROM sale")) == customer_id
    after.checkout.park()
    after.settle()
    after.till.resuming.keep_now()
    after.settle()
    assert kept(after) == ("checkout", {}), "the next customer is another"


def test_the_receipt_that_was_looked_at_is_looked_at_again(owner: Hand, again):
    first = owner.floor.sell("111", cash=3000)
    owner.floor.sell("222", cash=10_000)
    open_at(owner, "receipts")
    assert owner.till.returns.receipts is not None
    owner.till.returns.receipts.choose(1)
    owner.settle()
    after = again(owner)
    assert after.till.window.name == "receipts"
    assert after.till.returns.receipts.view.row.document_id == first.sale_id


def test_goods_in_hand_for_an_agent_are_in_hand_again(owner: Hand, again):
    field = make_field(owner.floor)
    open_at(owner, "agents")
    owner.press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    for code in ("111", "222", "111"):
        owner.scan(code)
    after = again(owner)
    model = after.till.agents.model
    assert (after.till.window.name, model.view.agent_id, model.view.part) == ("agents", field.agent_id, "transfers")
    assert model.form is model.drafts["hand_over"]
    assert sorted((line.name, line.milli, line.most_milli) for line in model.form.view.lines) == [
        ("Bread", 2000, 20_000), ("Milk", 1000, 10_000),
    ]
    after.press(Qt.Key.Key_F12)
    assert after.floor.value("SELECT count(*) FROM transfer") == 1
    assert again(after).till.agents.model.in_hand("hand_over") == 0


@pytest.mark.parametrize("screen", ["x", "menu", "parked", "return", "customer"])
def test_a_screen_that_stands_by_itself_is_open_again(owner: Hand, again, screen):
    open_at(owner, screen)
    assert again(owner).till.window.name == screen


def test_who_closes_the_window_at_the_sign_in_before_any_pin_leaves_the_place_alone(owner: Hand, new_hand, again):
    open_at(owner, "cash")
    owner.keys("77")
    owner.till.resuming.keep_now()
    owner.settle()
    nobody = new_hand(owner.floor)
    nobody.till.window.close()
    nobody.settle()
    assert again(owner).screen.sum.text() == "77"
