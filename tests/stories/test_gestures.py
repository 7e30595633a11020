"""The table of gestures in docs/SCREENS.md is what hands really need: each row is done at the window and counted."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import UUID

from pytestqt.qtbot import QtBot

from app.core.documents.qr import qr_text
from tests.shop_floor import OWNER_PIN
from tests.stories.conftest import BREAD, TEA, UNKNOWN, OpenWindow
from tests.ui.two_ways import Gestures, Keys, Touch, Way

PAGE = Path(__file__).parents[2] / "docs" / "SCREENS.md"
SIGN_IN, SALE, BY_CODE = "Sign in, one's name chosen", "Three scanned goods, exact cash", "Return of a receipt, its code scanned"
OTHER, BY_NUMBER = "Another cashier", "Return of a receipt, its number typed"
Rows = dict[str, Callable[[], object]]
"""What the page calls it, in an order in which one leads to the next, and how it is done."""


def by_keys(hand: Keys, shop_file: Path) -> Rows:
    return {
        SIGN_IN: lambda: (hand.write(OWNER_PIN), hand.key("Enter")),
        "Open the shift": lambda: (hand.write("1000"), hand.key("Enter")),
        SALE: lambda: (hand.scan(BREAD, TEA, BREAD), hand.key("F12", "Enter")),
        "One scanned good, change from 500": lambda: (hand.scan(BREAD), hand.key("F12"), hand.write("500"), hand.key("Enter")),
        "Three pieces of a scanned good": lambda: (hand.scan(BREAD), hand.write("3"), hand.key("F4")),
        "Discount on the line": lambda: (hand.write("10"), hand.key("F8")),
        "Weighed good, found by typing": lambda: (
            hand.write("app"), hand.key("Enter"), hand.write("0,75"), hand.key("Enter")
        ),
        "Take the last line back": lambda: hand.key("Ctrl+Z"),
        "Put on hold": lambda: hand.key("F9"),
        "Go on with what is on hold": lambda: hand.key("F9", "Enter"),
        "Choose the customer and sell on debt": lambda: (
            hand.key("F6"), hand.write("salt"), hand.key("Enter", "F12", "Alt+4", "Enter")
        ),
        "Part by card, rest in cash": lambda: (
            hand.scan(TEA), hand.key("F12", "Alt+2"), hand.write("100"), hand.key("Enter", "Enter")
        ),
        "Unknown barcode: make the product, sell it": lambda: (
            hand.scan(UNKNOWN), hand.key("Ctrl+Enter"), hand.write("Sweets"), hand.key("Tab"), hand.write("85"),
            hand.key("Enter", "F12", "Enter"),
        ),
        BY_CODE: lambda: (hand.scan(code_of(shop_file, 1)), hand.key("a", "Alt+1", "Enter")),
        BY_NUMBER: lambda: (hand.key("F7"), hand.write("2"), hand.key("Enter", "a", "Alt+1", "Enter")),
        "Exchange, the receipt scanned": lambda: (
            hand.scan(code_of(shop_file, 4)), hand.key("a", "Alt+3", "F9"), hand.scan(BREAD), hand.key("F12", "Enter")
        ),
        "Cash out": lambda: (hand.key("F10", "F3"), hand.write("200"), hand.key("Alt+1", "Enter")),
        OTHER: lambda: (hand.key("F11", "Down"), hand.write("9053"), hand.key("Enter")),
        "X report": lambda: hand.key("F3", "3"),
        "Count one kind of note, close the shift (Z)": lambda: (
            hand.key("F3", "4"), hand.write("3"), hand.key("F12"), ready(hand), hand.key("F12")
        ),
    }


def by_touch(hand: Touch, shop_file: Path) -> Rows:
    return {
        SIGN_IN: lambda: (hand.figures(OWNER_PIN), hand.tap("Sign in")),
        "Open the shift": lambda: (hand.figures("1000"), hand.tap("Open the shift")),
        SALE: lambda: (hand.scan(BREAD, TEA, BREAD), hand.tap("Pay", "Take the payment")),
        "One scanned good, change from 500": lambda: (
            hand.scan(BREAD), hand.tap("Pay"), hand.figures("500"), hand.tap("Take the payment")
        ),
        "Three pieces of a scanned good": lambda: (hand.scan(BREAD), hand.figures("3"), hand.tap("Quantity")),
        "Discount on the line": lambda: (hand.figures("10"), hand.tap("Discount")),
        "Weighed good, found by typing": lambda: (
            hand.figures("444"), hand.hit(0), hand.figures("0,75"), hand.tap("Weight")
        ),
        "Take the last line back": lambda: hand.tap("Delete"),
        "Put on hold": lambda: hand.tap("Hold"),
        "Go on with what is on hold": lambda: hand.tap("On hold: 1", "Go on with it"),
        "Choose the customer and sell on debt": lambda: (
            hand.tap("Customer"), hand.row(0), hand.tap("Pay", "On debt", "Take the payment")
        ),
        "Part by card, rest in cash": lambda: (
            hand.scan(TEA), hand.tap("Pay", "Card"), hand.figures("100"), hand.tap("Take the payment", "Take the payment")
        ),
        "Unknown barcode: make the product, sell it": lambda: (
            hand.scan(UNKNOWN), hand.tap("Create it"), hand.write("Sweets"), hand.on(hand.screen.price), hand.write("85"),
            hand.tap("Save", "Pay", "Take the payment"),
        ),
        BY_CODE: lambda: (hand.scan(code_of(shop_file, 1)), hand.tap("Whole receipt", "Not fresh", "Give back")),
        BY_NUMBER: lambda: (
            hand.tap("Return"), hand.figures("2"), hand.tap("Open the receipt", "Whole receipt", "Not fresh", "Give back")
        ),
        "Exchange, the receipt scanned": lambda: (
            hand.scan(code_of(shop_file, 4)), hand.tap("Whole receipt", "Does not fit", "Exchange"), hand.scan(BREAD),
            hand.tap("Pay", "Exchange"),
        ),
        "Cash out": lambda: (
            hand.tap("More…", "Cash in and out, drawer", "Cash out"), hand.figures("200"), hand.tap("To the bank", "Cash out")
        ),
        OTHER: lambda: (hand.tap("Ainura", "Bakyt"), hand.figures("9053"), hand.tap("Sign in")),
        "X report": lambda: hand.tap("More…", "X report"),
        "Count one kind of note, close the shift (Z)": lambda: (
            hand.tap("More…", "Close the shift"), hand.figures("3"), hand.tap("Compare"), ready(hand), hand.tap("Close the shift")
        ),
    }


def test_the_page_says_how_many_gestures_each_thing_takes(open_window: OpenWindow, qtbot: QtBot, path: Path):
    with open_window() as window:
        hand = Keys(qtbot, window.till, window.scans, window.pace)
        counted = counts(hand, by_keys(hand, path))
    assert {name: said(made, "key") for name, made in counted.items()} == column(1)
    check_promises(counted)


def test_the_page_says_how_many_touches_each_thing_takes(open_window: OpenWindow, qtbot: QtBot, path: Path):
    with open_window() as window:
        hand = Touch(qtbot, window.till, window.scans, window.pace)
        counted = counts(hand, by_touch(hand, path))
    assert {name: said(made, "touch") for name, made in counted.items()} == column(2)
    check_promises(counted)


def check_promises(counted: dict[str, Gestures]) -> None:
    """What a till must not take more of than this, whatever the page says."""
    assert counted[SIGN_IN] == Gestures(presses=1, typed=len(OWNER_PIN))
    assert counted[SALE] == Gestures(scans=3, presses=2)
    assert counted[BY_CODE].scans + counted[BY_CODE].presses <= 5
    assert counted[BY_NUMBER].presses <= 5


def counts(hand: Way, rows: Rows) -> dict[str, Gestures]:
    """Do everything once; the way back to the cart between two rows is not counted."""
    counted = {}
    hand.settle()
    for name, do in rows.items():
        hand.gestures, person = Gestures(), hand.till.desk.person
        do()
        counted[name] = hand.gestures
        assert hand.faults == [], name
        if name == OTHER:
            hand.till.desk.sit_down(person)
        if hand.name not in ("checkout", "shift", "close"):
            hand.screen.go_back()
            hand.settle()
    assert hand.till.close.view.step == "done"
    return counted


def ready(hand: Way) -> None:
    hand.until(lambda: hand.till.close.view.can_close)


def code_of(shop_file: Path, number: int) -> str:
    """The code on a receipt, as a scanner reads it."""
    with closing(sqlite3.connect(shop_file)) as connection:
        row = connection.execute("SELECT id, number, total_minor FROM sale WHERE number LIKE ?", (f"%-{number:06}",)).fetchone()
    return qr_text(sale_id=UUID(bytes=row[0]), number=row[1], total_minor=row[2])


def said(made: Gestures, one: str) -> str:
    """`3 scans, 2 keys, 4 typed`; what there is none of is not said."""
    plural = {"key": "keys", "touch": "touches", "scan": "scans"}
    parts = [(made.scans, "scan"), (made.presses, one)]
    words = [f"{count} {name if count == 1 else plural[name]}" for count, name in parts if count]
    return ", ".join([*words, *([f"{made.typed} typed"] if made.typed else [])])


def column(place: int) -> dict[str, str]:
    """A column of the page's table, by the name of the row."""
    lines = PAGE.read_text("utf-8").partition("## Gestures")[2].partition("\n## ")[0].splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return {row[0]: row[place] for row in cells[2:]}
