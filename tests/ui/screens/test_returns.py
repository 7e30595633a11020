"""Receipts, returns and exchanges with hands: by keyboard, by touch, with codes, nonsense, and without the right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView

from app.core.documents.queries import receipt
from tests.shop_floor import CASHIER_PIN, MANAGER_PIN, ShopFloor
from tests.ui.screens.conftest import Hand, NewHand
from ui.pages.returns.lines import stepper_of

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


def model(hand: Hand) -> Any:
    return hand.till.returns.model


def checkout(hand: Hand) -> Any:
    return hand.till.checkout


def exchanging(hand: Hand) -> Any:
    return hand.till.returns.exchange


def shift_receipts(hand: Hand) -> Any:
    return hand.till.returns.receipts


def returns(hand: Hand) -> int:
    return int(hand.floor.value("SELECT count(*) FROM sale_return"))


def typed_by_hand(hand: Hand, text: str) -> None:
    """Fingers, not a scanner: what was typed before is no part of the next code."""
    hand.keys(text)
    hand.scans._letters.clear()


def letters(hand: Hand, text: str) -> None:
    """Letters of any alphabet, as a keyboard sends them to the screen."""
    for char in text:
        QApplication.sendEvent(hand.screen, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, char))
    hand.settle()


def touch_line(hand: Hand, place: int, *, at: str) -> None:
    """A finger on a line: its `box`, its `name`, `minus` or `plus`."""
    view = hand.screen.list
    box = view.visualRect(view.model().index(place, 0))
    stepper = stepper_of(box)
    middle = box.center().y()
    places = {"box": QPoint(box.left() + 30, middle), "name": QPoint(box.left() + 100, middle)}
    places |= {"minus": stepper.minus.center(), "plus": stepper.plus.center()}
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=places[at])
    hand.settle()


def touch_twice(rows: QTableView) -> None:
    """Two quick touches of the first row, as Qt tells of them."""
    view = rows.viewport()
    for touch in (QTest.mousePress, QTest.mouseRelease, QTest.mouseDClick, QTest.mouseRelease):
        touch(view, Qt.MouseButton.LeftButton, pos=QPoint(60, 20))


def open_receipt(hand: Hand, number: str) -> None:
    hand.press(Key.Key_F7)
    hand.screen.box.setText(number)
    hand.press(Key.Key_Return)


def test_a_return_by_a_scanned_receipt_is_five_gestures(hand: Hand):
    sold = hand.floor.sell("111", "222", cash=20_000)
    code = hand.floor.ask(receipt, sale_id=sold.sale_id).qr
    hand.press(Key.Key_F7)
    hand.scan(code)
    hand.press(Key.Key_A)
    hand.press(Key.Key_1, ALT)
    hand.press(Key.Key_Return)
    assert hand.till.window.name == "given_back"
    assert hand.floor.paid(model(hand).view.done.return_id) == [("cash", -12_990)]
    assert hand.floor.value("SELECT reason FROM sale_return") == "Not fresh"
    assert not hand.faults
    hand.press(Key.Key_Return)
    assert hand.till.window.name == "checkout"


def test_a_return_by_touch_takes_one_piece_of_two_and_leaves_it_off_the_shelf(hand: Hand):
    sold = hand.floor.sell("111", "111", "222", card=15_990)
    hand.press(Key.Key_F7)
    touch_twice(hand.screen.list)
    hand.settle()
    assert model(hand).view.number == sold.number
    touch_line(hand, 0, at="box")
    touch_line(hand, 0, at="minus")
    hand.touch(hand.screen.shelf)
    touch_line(hand, 1, at="name")
    hand.touch(hand.screen.reasons[1])
    hand.touch(hand.screen.give)
    rows = hand.floor.rows("SELECT name, quantity_milli, to_stock FROM return_line")
    assert [tuple(row.values()) for row in rows] == [("Bread", 1000, 0)]
    assert hand.floor.value("SELECT reason FROM sale_return") == "Broken or faulty"
    hand.touch(hand.screen.go_on)
    assert hand.till.window.name == "checkout"


@pytest.mark.parametrize("typed", ["1", "A1-000001", "а1 1"])
def test_a_receipt_is_found_by_its_number_however_it_is_typed(hand: Hand, typed: str):
    sold = hand.floor.sell("111")
    open_receipt(hand, typed)
    assert (hand.till.window.name, model(hand).view.sold_id) == ("return_lines", sold.sale_id)


@pytest.mark.parametrize("typed", ["milk", "4" * 40, "🧾", "‏12", "99", "x" * 1_000_000])
def test_nonsense_for_a_number_is_told_and_finds_nothing(hand: Hand, typed: str):
    hand.floor.sell("111")
    open_receipt(hand, typed)
    assert hand.till.window.name == "return"
    assert len(hand.faults) == 1
    assert hand.faults[0].code in ("receipt.malformed", "receipt.unknown")


def test_a_receipt_is_found_by_the_day_and_the_sum(hand: Hand):
    hand.floor.sell("111")
    wanted = hand.floor.sell("222")
    hand.press(Key.Key_F7)
    hand.screen.sum.setFocus()
    typed_by_hand(hand, "99,9letters")
    assert [row.number for row in hand.till.returns.find.view.rows] == [wanted.number]
    hand.press(Key.Key_Return)
    assert model(hand).view.sold_id == wanted.sale_id


def test_days_are_walked_through_and_typed(hand: Hand):
    hand.floor.sell("111")
    hand.press(Key.Key_F7)
    find: Any = hand.till.returns.find
    day = find.view.day
    assert len(find.view.rows) == 1
    hand.press(Key.Key_Left, ALT)
    assert (find.view.rows, (day - find.view.day).days) == ((), 1)
    hand.touch(hand.screen.later)
    hand.touch(hand.screen.later)
    assert find.view.day == day
    for typed in ("1.3", "31.12"):
        hand.screen.box.setText(typed)
        hand.press(Key.Key_Return)
    assert (find.view.day.year, find.view.day.month, find.view.day.day) == (day.year - 1, 12, 31)


def test_quantities_are_typed_and_no_more_than_is_left(hand: Hand):
    sold = hand.floor.sell(("444", 1250), ("111", 3000))
    hand.floor.give_back(sold.sale_id, None, 1000)
    open_receipt(hand, sold.number)
    typed_by_hand(hand, "0,75")
    hand.press(Key.Key_Down)
    typed_by_hand(hand, "5")
    assert [fault.code for fault in hand.faults] == ["return.more_than_left"]
    typed_by_hand(hand, "2,5")
    assert [line.taken_milli for line in model(hand).view.lines] == [750, 2000]
    hand.press(Key.Key_Plus)
    hand.press(Key.Key_Minus)
    assert [line.taken_milli for line in model(hand).view.lines] == [750, 1000]
    assert model(hand).view.quote.total_minor == sum(line.sum_minor for line in model(hand).view.lines) == 12_000


def test_all_the_letters_of_the_keyboard_and_forty_figures_change_nothing(hand: Hand):
    sold = hand.floor.sell("111")
    open_receipt(hand, sold.number)
    letters(hand, "qwerty юникод 🧾" + "9" * 40)
    assert model(hand).view.lines[0].taken_milli in (0, 1000)
    assert returns(hand) == 0


def test_without_a_reason_nothing_is_given_back_and_one_is_asked_for(hand: Hand):
    sold = hand.floor.sell("111")
    open_receipt(hand, sold.number)
    hand.press(Key.Key_A)
    hand.press(Key.Key_Return)
    assert (returns(hand), [fault.code for fault in hand.faults]) == (0, ["return.no_reason"])
    hand.press(Key.Key_5, ALT)
    typed_by_hand(hand, "smells of paint")
    hand.press(Key.Key_Return)
    assert hand.floor.value("SELECT reason FROM sale_return") == "smells of paint"


def test_give_back_pressed_twice_is_one_return(hand: Hand):
    sold = hand.floor.sell("111", "111")
    open_receipt(hand, sold.number)
    hand.press(Key.Key_Plus)
    hand.press(Key.Key_1, ALT)
    model(hand).give_back()
    model(hand).give_back()
    hand.settle()
    assert (returns(hand), hand.faults) == (1, [])


def test_a_scan_of_goods_counts_them_and_what_was_not_sold_is_told(hand: Hand):
    sold = hand.floor.sell("111", "111", "222")
    open_receipt(hand, sold.number)
    for code in ("111", "111", "111", "333"):
        model(hand).scan(code)
        hand.settle()
    assert [line.taken_milli for line in model(hand).view.lines] == [2000, 0]
    assert [fault.code for fault in hand.faults] == ["return.not_on_receipt"]


def test_the_money_goes_another_way_if_it_is_chosen(hand: Hand):
    sold = hand.floor.sell("111", cash=3000)
    open_receipt(hand, sold.number)
    hand.press(Key.Key_A)
    hand.press(Key.Key_3, ALT)
    for _each in ("cash", "card"):
        hand.press(Key.Key_F8)
    assert model(hand).view.quote.parts == (("card", 3000),)
    hand.press(Key.Key_Return)
    assert hand.floor.paid(model(hand).view.done.return_id) == [("card", -3000)]


@pytest.fixture
def cashier(new_hand: NewHand, shop: ShopFloor) -> Hand:
    """A cashier at the checkout, who may return by receipt and not without one."""
    shop.open_shift()
    made = new_hand(shop)
    made.sit_down(shop.cashier_id, CASHIER_PIN)
    made.till.window.open("checkout")
    made.settle()
    return made


def test_without_a_receipt_goods_are_scanned_and_somebody_with_the_right_allows_it(cashier: Hand):
    hand = cashier
    hand.press(Key.Key_F7)
    hand.press(Key.Key_F9)
    hand.screen.take_scan("222")
    hand.settle()
    hand.screen.box.setText("2")
    hand.press(Key.Key_F4)
    hand.screen.box.setText("50,5")
    hand.press(Key.Key_F6)
    assert model(hand).view.quote.given_minor == 10_100
    hand.press(Key.Key_2, ALT)
    hand.press(Key.Key_Return)
    assert (returns(hand), len(hand.missing)) == (0, 1)
    hand.missing[0].lend(hand.floor.manager_id, MANAGER_PIN)
    hand.settle()
    assert hand.till.window.name == "given_back"
    (row,) = hand.floor.rows("SELECT with_receipt, total_minor FROM sale_return")
    assert tuple(row.values()) == (0, 10_100)


def test_without_a_receipt_goods_are_found_by_name_and_nonsense_for_a_price_is_told(hand: Hand):
    hand.press(Key.Key_F7)
    hand.touch(hand.screen.no_receipt)
    typed_by_hand(hand, "Brea")
    hand.press(Key.Key_Return)
    assert [line.name for line in model(hand).view.lines] == ["Bread"]
    for nonsense in ("letters", "4" * 40, "-5", "1,999"):
        hand.screen.box.setText(nonsense)
        hand.touch(hand.screen.price)
    assert {fault.code for fault in hand.faults} == {"figure.malformed"}
    assert model(hand).view.lines[0].price_minor == 3000
    hand.screen.box.clear()
    hand.press(Key.Key_Minus)
    assert model(hand).view.lines == ()


def test_a_receipts_code_that_is_scanned_at_the_checkout_begins_its_return(hand: Hand):
    sold = hand.floor.sell("111")
    hand.scan(hand.floor.ask(receipt, sale_id=sold.sale_id).qr)
    assert (hand.till.window.name, model(hand).view.number) == ("return_lines", sold.number)


def test_receipts_of_the_shift_are_walked_through_printed_and_saved(
    hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("ui.bridge.pdf.documents_folder", lambda: tmp_path / "Duken")
    first, last = hand.floor.sell("111"), hand.floor.sell("222", card=9990)
    hand.till.window.open("receipts")
    hand.settle()
    view = shift_receipts(hand).view
    assert [row.number for row in view.rows] == [last.number, first.number]
    assert view.shown.document_id == last.sale_id
    hand.press(Key.Key_Down)
    assert shift_receipts(hand).view.shown.document_id == first.sale_id
    waiting = hand.floor.value("SELECT count(*) FROM print_job")
    hand.press(Key.Key_P)
    assert hand.floor.value("SELECT count(*) FROM print_job") == waiting + 1
    hand.touch(hand.screen.pdf)
    (saved,) = (tmp_path / "Duken").iterdir()
    assert saved.read_bytes().startswith(b"%PDF")
    assert str(saved) in hand.till.window.banner.text
    hand.press(Key.Key_Return)
    assert (hand.till.window.name, model(hand).view.number) == ("return_lines", first.number)
    hand.press(Key.Key_Escape)
    assert hand.till.window.name == "receipts"


def test_a_folder_that_cannot_be_written_is_told(hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr("ui.bridge.pdf.documents_folder", lambda: tmp_path / "file" / "Duken")
    hand.floor.sell("111")
    hand.till.window.open("receipts")
    hand.settle()
    hand.press(Key.Key_S)
    assert [fault.code for fault in hand.faults] == ["file.cannot_write"]


def test_a_return_stands_among_the_receipts_and_is_not_returned_again(hand: Hand):
    sold = hand.floor.sell("111")
    hand.floor.give_back(sold.sale_id)
    hand.till.window.open("receipts")
    hand.settle()
    assert [row.kind for row in shift_receipts(hand).view.rows] == ["return", "sale"]
    assert not hand.screen.give_back.isEnabled()
    hand.press(Key.Key_Return)
    assert hand.till.window.name == "receipts"


def test_the_language_changes_in_the_middle_of_a_return_and_nothing_is_lost(hand: Hand):
    sold = hand.floor.sell("111", "222")
    open_receipt(hand, sold.number)
    hand.press(Key.Key_Space)
    hand.desk.speak("ru")
    hand.settle()
    assert hand.till.window.name == "return_lines"
    assert [line.taken_milli for line in model(hand).view.lines] == [1000, 0]
    letters(hand, "ф")
    assert model(hand).view.is_whole  # the key of A on a Russian keyboard
