"""A whole day at the window over the real wiring: once by keys alone, once by touches alone; then the books are counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from app.kernel.clock import ManualClock
from tests.shop_floor import CASHIER_PIN, MORNING, OWNER_PIN, Template, open_floor
from tests.stories.conftest import BREAD, TEA, UNKNOWN, OpenWindow
from tests.ui.two_ways import Keys, Touch

FLOAT, MISSING = 100_000, 3000
DRAWER = {
    "float": FLOAT, "two loaves and tea": 31_000, "apples and three loaves at half price": 13_500, "a loaf": 3000,
    "the rest of a mixed payment": 18_000, "sweets": 8500, "a return": -31_000, "the difference of an exchange": 11_500,
    "from the bank": 50_000, "to the bank": -20_000,
}
"""The drawer, as somebody with a pencil counts it beside the program."""
CARD, DEBT = 10_000, 25_000


def test_a_day_by_keys_alone(open_window: OpenWindow, qtbot: QtBot, path: Path, template: Template):
    with open_window() as window:
        hand = Keys(qtbot, window.till, window.scans, window.pace)
        for part in (keys_morning, keys_noon, keys_afternoon, keys_evening):
            hand.settle()
            part(hand)
            assert hand.faults == []
            window.clock.advance(hours=3)
    check_books(path, template)


def test_a_day_by_touches_alone(open_window: OpenWindow, qtbot: QtBot, path: Path, template: Template):
    with open_window() as window:
        hand = Touch(qtbot, window.till, window.scans, window.pace)
        for part in (touch_morning, touch_noon, touch_afternoon, touch_evening):
            hand.settle()
            part(hand)
            assert hand.faults == []
            window.clock.advance(hours=3)
    check_books(path, template)


def test_a_window_closed_in_mid_payment_opens_with_the_cart_and_nothing_paid(open_window: OpenWindow, qtbot: QtBot, path: Path):
    with open_window() as window:
        hand = Keys(qtbot, window.till, window.scans, window.pace)
        hand.settle()
        keys_sign_in(hand, "Chynara", CASHIER_PIN)
        hand.write("1000")
        hand.key("Enter")
        hand.scan(BREAD, TEA)
        hand.key("F12", "Alt+2")
        hand.write("100")
        hand.key("Enter")  # a part by card is taken at once
        hand.write("200")
        assert hand.name == "payment"
    with open_window() as window:
        hand = Keys(qtbot, window.till, window.scans, window.pace)
        hand.settle()
        keys_sign_in(hand, "Chynara", CASHIER_PIN)
        assert [line.name for line in window.till.checkout.lines.values()] == ["Bread", "Tea"]
        hand.key("F12")
        assert window.till.payment.view.offer.left_minor == 28_000 - 10_000
        hand.key("Enter")
        assert hand.name == "paid"


# --- by keys ---


def keys_sign_in(hand: Keys, name: str, pin: str) -> None:
    """Down to the name, the PIN, Enter."""
    model = hand.till.sign_in
    while next(each.name for each in model.view.people if each.person_id == model.view.chosen_id) != name:
        hand.key("Down")
    hand.write(pin)
    hand.key("Enter")


def keys_morning(hand: Keys) -> None:
    """The float; three goods for exact cash; apples by weight and a discount that the owner allows."""
    keys_sign_in(hand, "Chynara", CASHIER_PIN)
    hand.write("1000")
    hand.key("Enter")
    hand.scan(BREAD, BREAD, TEA)
    hand.key("F12", "Enter", "Enter")
    hand.write("apples")
    hand.key("Enter")
    hand.write("0,75")
    hand.key("Enter")
    hand.scan(BREAD)
    hand.key("F4")
    hand.write("3")
    hand.key("Enter", "F8")
    hand.write("50")
    hand.key("Enter")
    hand.write(OWNER_PIN)
    hand.key("Enter", "F12")
    hand.write("200")
    hand.key("Enter")
    assert hand.till.payment.view.done.change_minor == 6500
    hand.key("Enter")


def keys_noon(hand: Keys) -> None:
    """A second cashier: a sale on hold while another is paid, a debt, a payment by card and cash."""
    hand.key("F11")
    keys_sign_in(hand, "Bakyt", "9053")
    hand.scan(TEA)
    hand.key("F9")
    hand.scan(BREAD)
    hand.key("F12", "Enter", "Enter", "F9", "Enter", "F6")
    hand.write("salt")
    hand.key("Enter", "F12", "Alt+4", "Enter", "Enter")
    hand.scan(TEA, BREAD)
    hand.key("F12", "Alt+2")
    hand.write("100")
    hand.key("Enter", "Enter", "Enter")


def keys_afternoon(hand: Keys) -> None:
    """The owner: an unknown code becomes goods, a return, an exchange for something dearer, cash in and out."""
    hand.key("F11")
    keys_sign_in(hand, "Ainura", OWNER_PIN)
    hand.scan(UNKNOWN)
    hand.key("Ctrl+Enter")
    hand.write("Sweets")
    hand.key("Tab")
    hand.write("85")
    hand.key("Enter", "F12", "Enter", "Enter", "F7")
    hand.write("1")
    hand.key("Enter", "a", "Alt+1", "Enter", "Enter", "F7")
    hand.write("2")
    hand.key("Enter", "a", "Alt+3", "F9")
    hand.scan(TEA)
    hand.key("F12", "Enter", "Enter", "F10")
    hand.write("500")
    hand.key("Alt+1", "Enter", "F10", "F3")
    hand.write("200")
    hand.key("Alt+1", "Enter")


def keys_evening(hand: Keys) -> None:
    """X, a blind count that is 30.00 short, its likely cause, Z."""
    hand.key("F3", "3")
    assert hand.till.x.view.report.expected_minor == sum(DRAWER.values())
    hand.key("Escape", "F3", "4")
    for pieces in pieces_of(hand.till, sum(DRAWER.values()) - MISSING).values():
        hand.write(str(pieces))
        hand.key("Enter")
    hand.key("F12")
    assert_short(hand)
    hand.write("a loaf was not paid for")
    hand.key("F12", "F12")
    assert hand.name == "sign_in"


# --- by touches ---


def touch_sign_in(hand: Touch, name: str, pin: str) -> None:
    """The name, the PIN, the green key."""
    hand.tap(name)
    hand.figures(pin)
    hand.tap("Sign in")


def touch_morning(hand: Touch) -> None:
    touch_sign_in(hand, "Chynara", CASHIER_PIN)
    hand.figures("1000")
    hand.tap("Open the shift")
    hand.scan(BREAD, BREAD, TEA)
    hand.tap("Pay", "Take the payment", "Next customer")
    hand.figures("444")
    hand.hit(0)
    hand.figures("0,75")
    hand.tap("Take it")
    hand.scan(BREAD)
    hand.figures("3")
    hand.tap("Quantity")
    hand.figures("50")
    hand.tap("Discount")
    hand.figures(OWNER_PIN)
    hand.tap("Allow this once", "Pay")
    hand.figures("200")
    hand.tap("Take the payment")
    assert hand.till.payment.view.done.change_minor == 6500
    hand.tap("Next customer")


def touch_noon(hand: Touch) -> None:
    hand.tap("Chynara", "Another cashier")
    touch_sign_in(hand, "Bakyt", "9053")
    hand.scan(TEA)
    hand.tap("Hold", "Bread", "Pay", "Take the payment", "Next customer", "On hold: 1", "Go on with it", "Customer")
    hand.row(0)
    hand.tap("Pay", "On debt", "Take the payment", "Next customer")
    hand.scan(TEA)
    hand.tap("Bread", "Pay", "Card")
    hand.figures("100")
    hand.tap("Take the payment", "Take the payment", "Next customer")


def touch_afternoon(hand: Touch) -> None:
    hand.tap("Bakyt", "Another cashier")
    touch_sign_in(hand, "Ainura", OWNER_PIN)
    hand.scan(UNKNOWN)
    hand.tap("Create it")
    hand.write("Sweets")
    hand.on(hand.screen.price)
    hand.write("85")
    hand.tap("Save", "Pay", "Take the payment", "Next customer", "Return")
    hand.row(5)
    hand.tap("Open the receipt", "Whole receipt", "Not fresh", "Give back", "Next customer", "Return")
    hand.row(4)
    hand.tap("Open the receipt", "Whole receipt", "Does not fit", "Exchange")
    hand.scan(TEA)
    hand.tap("To pay", "Exchange", "Next customer", "More…", "Cash in and out, drawer")
    hand.figures("500")
    hand.tap("Change from the bank", "Cash in", "More…", "Cash in and out, drawer", "Cash out")
    hand.figures("200")
    hand.tap("To the bank", "Cash out")


def touch_evening(hand: Touch) -> None:
    hand.tap("More…", "X report")
    assert hand.till.x.view.report.expected_minor == sum(DRAWER.values())
    hand.tap("Back", "More…", "Close the shift")
    for minor, pieces in pieces_of(hand.till, sum(DRAWER.values()) - MISSING).items():
        for _piece in range(pieces):
            hand.on(hand.screen.count.pluses[minor])
    hand.tap("Compare")
    assert_short(hand)
    hand.tap("Close the shift", "Sign out")
    assert hand.name == "sign_in"


# --- the count ---


def pieces_of(till: Any, minor: int) -> dict[int, int]:
    """So many of each note and coin, the largest first."""
    pieces = {}
    for worth in till.close.view.sheet.denominations_minor:
        pieces[worth], minor = divmod(minor, worth)
    assert minor == 0
    return pieces


def assert_short(hand: Keys | Touch) -> None:
    """The comparison says by how much, and which sale it may have been."""
    hand.until(lambda: hand.till.close.view.can_close)
    assert hand.till.close.view.comparison.difference_minor == -MISSING
    assert any(cause.amount_minor == MISSING for cause in hand.till.close.view.causes)


def check_books(path: Path, template: Template) -> None:
    """After the window is closed: `verify` finds nothing, and the books say what the pencil says."""
    floor = open_floor(path, template, ManualClock(MORNING))
    with floor.shop:
        floor.check_books()
        shift_id = floor.value("SELECT id FROM shift")
        assert floor.value("SELECT sum(amount_minor) FROM cash_entry WHERE shift_id = ?", shift_id) == sum(DRAWER.values())
        assert floor.value("SELECT difference_minor FROM shift_closing") == -MISSING
        tenders = {row["tender"]: row["minor"] for row in floor.rows(
            "SELECT tender, sum(amount_minor) AS minor FROM payment GROUP BY tender"
        )}
        assert (tenders["card"], tenders["debt"]) == (CARD, DEBT)
        assert floor.rows("SELECT * FROM print_job WHERE state <> 'sent'") == []
