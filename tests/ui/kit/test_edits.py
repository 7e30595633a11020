"""Fields: whatever is typed or pasted, only what they are for gets in, and a scan leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.formats import money_text
from ui.kit.buttons import Button
from ui.kit.edits import LONGEST_FIGURE, FigureEdit, SearchBox, TextEdit
from ui.kit.keypad import BACK, Keypad
from ui.kit.parts import column
from ui.kit.scan_filter import ScanFilter
from ui.kit.theme import THEME


@pytest.fixture(scope="module", autouse=True)
def comma() -> Iterator[None]:
    """As in every language but English."""
    THEME.decimal_mark = ","
    yield
    THEME.decimal_mark = ","


class Clock:
    """Time that only a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@given(text=st.text(max_size=40), decimals=st.integers(0, 3))
def test_whatever_is_pasted_into_a_figure_is_a_figure_or_nothing(qapp: QApplication, text: str, decimals: int):
    field = FigureEdit(decimals=decimals)
    field.insert(text)
    shown = field.text()
    assert set(shown) <= set("0123456789,")
    assert len(shown) <= LONGEST_FIGURE
    assert len(shown.partition(",")[2]) <= decimals
    value = field.value()
    assert value is None or value >= 0


UNCLEAR = [
    "-5", "−5", "1,5,5", "1.2.3", "1,234", "1 2", "12 3456", "9" * 40, "9" * 16, "5" * 1_000_000, "12,505", "two hundred",
    "5 of 12", "١٢", "1e3", "0x10", "#5", ",,", "1,234,56", "\u202e12",
]


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_is_pasted_and_could_be_another_figure_changes_nothing_and_is_told(qapp: QApplication, text: str):
    field = FigureEdit(decimals=2)
    field.show_value(700)
    field.selectAll()
    field.insert(text)
    assert (field.text(), field.property("wrong")) == ("7", True)
    field.type_in("1")
    assert (field.text(), field.property("wrong")) == ("71", False)


@pytest.mark.parametrize(("text", "minor"), [
    ("1 234,50 сом", 123450), ("1\u00a0234.50", 123450), ("1.234,56", 123456), ("1,234.56", 123456), ("1.234.567", 123456700),
    ("₸ 500", 50000), ("KGS 500.5", 50050), ("12,5\n", 1250), ("\t12", 1200), ("500 тг.", 50000), ("1'234.5", 123450), (".5", 50),
])
def test_a_figure_is_pasted_as_it_was_written_elsewhere(qapp: QApplication, text: str, minor: int):
    field = FigureEdit(decimals=2)
    field.insert(text)
    assert (field.value(), bool(field.property("wrong"))) == (minor, False)


def test_grams_have_three_places_and_pieces_none(qapp: QApplication):
    weight, pieces = FigureEdit(decimals=3), FigureEdit(decimals=0)
    weight.insert("1.234")
    pieces.insert("12.50")
    assert (weight.value(), pieces.text()) == (1234, "")
    pieces.insert("1 200")
    assert pieces.value() == 1200


@given(minor=st.integers(0, 10**11), language=st.sampled_from(["ru", "en", "uk", "kk", "ky"]))
def test_what_the_program_shows_can_be_copied_back(qapp: QApplication, minor: int, language: str):
    field = FigureEdit(decimals=2)
    field.insert(money_text(minor, "KGS", language))
    assert field.value() == minor


def test_two_noughts_in_one_key_fill_the_room_that_is_left(qapp: QApplication):
    field = FigureEdit(decimals=2)
    for key in ("5", ",", "5", "00"):
        field.type_in(key)
    assert field.text() == "5,50"


def test_a_figure_ends_where_it_is_long_enough(qapp: QApplication):
    field = FigureEdit(decimals=2)
    for _ in range(LONGEST_FIGURE + 3):
        field.type_in("9")
    assert field.text() == "9" * LONGEST_FIGURE


@given(minor=st.integers(0, 10**11))
def test_a_value_that_is_shown_is_read_again(qapp: QApplication, minor: int):
    field = FigureEdit(decimals=2)
    field.show_value(minor)
    assert field.value() == minor


def test_a_megabyte_is_cut(qapp: QApplication):
    field = TextEdit()
    field.insert("я" * 1_000_000)
    assert len(field.text()) == field.longest


def test_a_keypad_types_and_takes_back(qapp: QApplication):
    field = FigureEdit(decimals=2)
    for key in ("1", "2", ",", "5", BACK, "7"):
        field.type_in(key)
    assert (field.text(), field.value()) == ("12,7", 1270)


def test_in_english_keypad_and_field_have_a_point(qapp: QApplication, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(THEME, "decimal_mark", ".")
    field = FigureEdit(decimals=2)
    assert [key.text() for key in Keypad().findChildren(Button) if key.text() in (".", ",")] == ["."]
    for key in ("1", "2", ".", "5"):
        field.type_in(key)
    assert (field.text(), field.value()) == ("12.5", 1250)
    field.setText("3,75")
    assert (field.text(), field.value()) == ("3.75", 375)
    field.show_value(1050)
    assert field.text() == "10.5"


class Desk(QWidget):
    """Two fields, a filter and a clock."""

    def __init__(self, qtbot: QtBot, qapp: QApplication) -> None:
        super().__init__()
        self.clock = Clock()
        self.scans, self.codes = ScanFilter(self.clock), list[str]()
        self.scans.scanned.connect(self.codes.append)
        self.box, self.other = SearchBox("scan"), FigureEdit()
        self.entered: list[str] = []
        self.box.entered.connect(self.entered.append)
        self.setLayout(column(self.box, self.other))
        qapp.installEventFilter(self.scans)
        qtbot.addWidget(self, before_close_func=lambda _widget: qapp.removeEventFilter(self.scans))
        self.show()

    def type_in(self, text: str, *, gap: float, into: QWidget | None = None) -> None:
        field = into or self.box
        field.setFocus()
        for letter in text:
            self.clock.now += gap
            if letter == "\n":
                QTest.keyClick(field, Qt.Key.Key_Return)
            else:  # QTest.keyClicks knows no Cyrillic
                QApplication.sendEvent(field, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter))


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication) -> Desk:
    return Desk(qtbot, qapp)


def test_a_scanner_is_told_from_a_hand_by_its_pace(desk: Desk):
    desk.type_in("4600000000015\n", gap=0.004)
    assert desk.codes == ["4600000000015"]
    assert (desk.box.text(), desk.entered) == ("", [])
    desk.type_in("4600\n", gap=0.12)
    assert desk.codes == ["4600000000015"]
    assert desk.entered == ["4600"]


def test_what_was_typed_before_a_scan_is_still_there_after_it(desk: Desk):
    desk.type_in("12", gap=0.12, into=desk.other)
    desk.clock.now += 1
    desk.type_in("4600000000015\n", gap=0.004, into=desk.other)
    assert desk.codes == ["4600000000015"]
    assert desk.other.text() == "12"


def test_two_scans_in_twenty_milliseconds_are_two(desk: Desk):
    desk.type_in("4600000000015\n4600000000022\n", gap=0.0007)
    assert desk.codes == ["4600000000015", "4600000000022"]


def test_a_quick_word_without_return_is_no_scan(desk: Desk):
    desk.type_in("молоко", gap=0.01)
    assert (desk.codes, desk.box.text()) == ([], "молоко")
