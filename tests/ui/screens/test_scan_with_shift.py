"""A scanner that types holds Shift for capitals and Ctrl for GS; its code is one code all the same, and whole."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.catalog.commands import add_product
from tests.ui.screens.conftest import Hand

SHIFTED = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ:")


def test_a_code_with_capitals_and_colons_is_heard_whole(hand: Hand):
    heard: list[str] = []
    hand.scans.scanned.connect(heard.append)
    code = "duken:1:A1-000001:3000"
    widget = QApplication.focusWidget()
    assert widget is not None
    for char in code:
        if char in SHIFTED:
            QTest.keyPress(widget, Qt.Key.Key_Shift)
        QTest.keyClicks(widget, char)
        if char in SHIFTED:
            QTest.keyRelease(widget, Qt.Key.Key_Shift)
    QTest.keyClick(widget, Qt.Key.Key_Return)
    hand.settle()
    assert heard == [code]
    assert hand.screen.box.text() == ""


def test_a_code_that_a_busy_till_hears_late_is_one_code_by_the_instants_of_its_keys(hand: Hand):
    heard: list[str] = []
    hand.scans.scanned.connect(heard.append)
    widget = QApplication.focusWidget()
    assert widget is not None
    for place, char in enumerate("46000017\r"):
        hand.pace.now += 0.3  # so late is each key seen to
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return if char == "\r" else 0, Qt.KeyboardModifier.NoModifier, char)
        event.setTimestamp(50_000 + 2 * place)
        QApplication.sendEvent(widget, event)
    hand.settle()
    assert heard == ["46000017"]


WATER = "4601234567893"
PIECE = "0104601234567893215mwUE9abcdefg\x1d93dGVz"


def type_marked(hand: Hand, code: str, *, gs_key: int, gs_text: str) -> None:
    """As a scanner types it that holds Ctrl for GS."""
    widget = QApplication.focusWidget() or hand.till.window
    for char in code + "\r":
        key, text, held = 0, char, Qt.KeyboardModifier.NoModifier
        if char == "\x1d":
            key, text, held = gs_key, gs_text, Qt.KeyboardModifier.ControlModifier
            QTest.keyPress(widget, Qt.Key.Key_Control)
        elif char == "\r":
            key = Qt.Key.Key_Return
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, key, held, text))
        if char == "\x1d":
            QTest.keyRelease(widget, Qt.Key.Key_Control)
    hand.settle()


@pytest.mark.parametrize(
    ("gs_key", "gs_text"), [(Qt.Key.Key_BracketRight, "\x1d"), (Qt.Key.Key_BracketRight, ""), (0x42A, ""), (0, "\x1d")]
)
@pytest.mark.parametrize("screen", ["checkout", "menu"])
def test_the_gs_of_a_marking_code_comes_through_whatever_key_a_scanner_has_for_it(
    hand: Hand, screen: str, gs_key: int, gs_text: str
):
    heard: list[str] = []
    hand.scans.scanned.connect(heard.append)
    hand.till.window.open(screen)
    hand.settle()
    type_marked(hand, PIECE, gs_key=gs_key, gs_text=gs_text)
    assert heard == [PIECE]
    assert hand.screen.box.text() == "" if screen == "checkout" else f"{WATER} was scanned" in hand.till.window.banner.text


def test_a_hand_that_presses_ctrl_and_the_bracket_types_no_code(hand: Hand):
    heard: list[str] = []
    hand.scans.scanned.connect(heard.append)
    hand.keys("46")
    hand.pace.now += 1
    QTest.keyClick(hand.screen.box, Qt.Key.Key_BracketRight, Qt.KeyboardModifier.ControlModifier)
    hand.keys("00")
    assert (heard, hand.screen.box.text()) == ([], "4600")


def test_a_marked_piece_is_sold_once_and_the_goods_form_gets_the_number_under_the_bars(hand: Hand):
    pieces = hand.floor.template.units["pcs"]
    hand.floor.do(add_product, name="Water", unit_id=pieces, price_minor=3000, barcodes=[WATER])
    hand.till.states.scanners.hear(f"]d2{PIECE}".encode())
    hand.settle()
    assert [(line.name, line.is_marked) for line in hand.checkout.lines.values()] == [("Water", True)]
    hand.till.states.scanners.hear(PIECE.encode())
    hand.settle()
    assert [fault.code for fault in hand.faults] == ["sale.mark_in_receipt"]
    hand.till.window.open("goods")
    hand.settle()
    hand.till.states.scanners.hear(PIECE.encode())
    hand.settle()
    assert hand.screen._model.view.draft.name == "Water"
    assert hand.screen._model.view.draft.codes[0] == WATER


def test_goods_past_their_day_are_asked_about_before_they_stand_in_the_cart(hand: Hand):
    pieces = hand.floor.template.units["pcs"]
    hand.floor.do(add_product, name="Water", unit_id=pieces, price_minor=3000, barcodes=[WATER])
    hand.till.states.scanners.hear(f"]C1010{WATER}17200131".encode())
    hand.settle()
    assert hand.checkout.lines == {}
    (question,) = hand.questions
    assert question.code == "sale.expired"
    question.yes()
    hand.settle()
    assert [line.name for line in hand.checkout.lines.values()] == ["Water"]
