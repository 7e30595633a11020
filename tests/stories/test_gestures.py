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
        SIGN_IN: lambda: hand.write(OWNER_PIN).key("Enter"),
        "Open the shift": lambda: hand.write("1000").key("Enter"),
        SALE: lambda: hand.scan(BREAD, TEA, BREAD).key("F12", "Enter"),
        "One scanned good, change from 500": lambda: hand.scan(BREAD).key("F12").write("500").key("Enter"),
        "Three pieces of a scanned good": lambda: hand.scan(BREAD).write("3").key("F4"),
        "Discount on the line": lambda: hand.write("10").key("F8"),
        "Weighed good, found by typing": lambda: hand.write("app").key("Enter").write("0,75").key("Enter"),
        "Take the last line back": lambda: hand.key("Ctrl+Z"),
        "Put on hold": lambda: hand.key("F9"),
        "Go on with what is on hold": lambda: hand.key("F9", "Enter"),
        "Choose the customer and sell on debt": lambda: hand.key("F6").write("salt").key("Enter", "F12", "Alt+4", "Enter"),
        "Part by card, rest in cash": lambda: hand.scan(TEA).key("F12", "Alt+2").write("100").key("Enter", "Enter"),
        "Unknown barcode: make the product, sell it": lambda: (
            hand.scan(UNKNOWN).key("Ctrl+Enter").write("Sweets").key("Tab").write("85")
            .key("Enter", "F12", "Enter")
        ),
        BY_CODE: lambda: hand.scan(code_of(shop_file, 1)).key("a", "Alt+1", "Enter"),
        BY_NUMBER: lambda: hand.key("F7").write("2").key("Enter", "a", "Alt+1", "Enter"),
        "Exchange, the receipt scanned": lambda: (
            hand.scan(code_of(shop_file, 4)).key("a", "Alt+3", "F9").scan(BREAD)
            .key("F12", "Enter")
        ),
        "Cash out": lambda: hand.key("F10", "F3").write("200").key("Alt+1", "Enter"),
        OTHER: lambda: hand.key("F11", "Down").write("9053").key("Enter"),
        "X report": lambda: hand.key("F3", "3"),
        "Count one kind of note, close the shift (Z)": lambda: (
            hand.key("F3", "4").write("3").key("F12").until(can_close(hand))
            .key("F12")
        ),
    }


def by_touch(hand: Touch, shop_file: Path) -> Rows:
    return {
        SIGN_IN: lambda: hand.figures(OWNER_PIN).tap("Sign in"),
        "Open the shift": lambda: hand.figures("1000").tap("Open the shift"),
        SALE: lambda: hand.scan(BREAD, TEA, BREAD).tap("Pay", "Take the payment"),
        "One scanned good, change from 500": lambda: hand.scan(BREAD).tap("Pay").figures("500").tap("Take the payment"),
        "Three pieces of a scanned good": lambda: hand.scan(BREAD).figures("3").tap("Quantity"),
        "Discount on the line": lambda: hand.figures("10").tap("Discount"),
        "Weighed good, found by typing": lambda: hand.figures("444").hit(0).figures("0,75").tap("Take it"),
        "Take the last line back": lambda: hand.tap("Delete"),
        "Put on hold": lambda: hand.tap("Hold"),
        "Go on with what is on hold": lambda: hand.tap("On hold: 1", "Go on with it"),
        "Choose the customer and sell on debt": lambda: (
            hand.tap("Customer").row(0)
            .tap("Pay", "On debt", "Take the payment")
        ),
        "Part by card, rest in cash": lambda: (
            hand.scan(TEA).tap("Pay", "Card").figures("100")
            .tap("Take the payment", "Take the payment")
        ),
        "Unknown barcode: make the product, sell it": lambda: (
            hand.scan(UNKNOWN).tap("Create it").write("Sweets").on(hand.screen.price).write("85")
            .tap("Save", "Pay", "Take the payment")
        ),
        BY_CODE: lambda: hand.scan(code_of(shop_file, 1)).tap("Whole receipt", "Not fresh", "Give back"),
        BY_NUMBER: lambda: (
            hand.tap("Return").figures("2")
            .tap("Open the receipt", "Whole receipt", "Not fresh", "Give back")
        ),
        "Exchange, the receipt scanned": lambda: (
            hand.scan(code_of(shop_file, 4)).tap("Whole receipt", "Does not fit", "Exchange").scan(BREAD)
            .tap("Give back", "Exchange")
        ),
        "Cash out": lambda: (
            hand.tap("More…", "Cash in and out, drawer", "Cash out").figures("200")
            .tap("To the bank", "Cash out")
        ),
        OTHER: lambda: hand.tap("Ainura", "Another cashier", "Bakyt").figures("9053").tap("Sign in"),
        "X report": lambda: hand.tap("More…", "X report"),
        "Count one kind of note, close the shift (Z)": lambda: (
            hand.tap("More…", "Close the shift").figures("3").tap("Compare").until(can_close(hand))
            .tap("Close the shift")
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
        hand.till.window.banner.close_it()  # a sentence that goes by itself lies over the first row while it is there
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


def can_close(hand: Way) -> Callable[[], bool]:
    """The keys of two steps lie in one place, so that the second sleeps for a moment."""
    return lambda: hand.till.close.view.can_close


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
