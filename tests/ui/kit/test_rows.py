"""Lists of all kinds: what is painted of very many rows, and what a finger on a row does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.kit.pick_list import PickList, PickRow
from ui.kit.record_list import Column, Record, RecordList
from ui.kit.rows import RowList

LEFT = Qt.MouseButton.LeftButton
TWICE = (QTest.mousePress, QTest.mouseRelease, QTest.mouseDClick, QTest.mouseRelease)


class Told:
    """A list, what it said, and how often a row was put into words."""

    def __init__(self, qtbot: QtBot, made: str) -> None:
        self.words: list[str] = []
        self.signals: list[tuple[str, int]] = []
        columns = (Column("Number"), Column("Sum", 80, right=True, strong=True))
        self.list: RowList = PickList("Goods", self._row) if made == "pick" else RecordList("Receipts", columns, self._record)
        self.list.chosen.connect(self._choose)
        self.list.taken.connect(lambda place: self.signals.append(("taken", place)))
        self.list.model().modelReset.connect(lambda: self.signals.append(("reset", 0)))
        self.list.model().dataChanged.connect(lambda first, _last: self.signals.append(("changed", first.row())))
        qtbot.addWidget(self.list)
        self.list.resize(400, 600)
        self.list.show()
        self.qtbot = qtbot

    def show(self, items: list[str], chosen: int = -1) -> None:
        """And paint it."""
        self.signals.clear()
        self.list.show_items(items, chosen)
        self.list.grab()

    def finger(self, *acts: Callable[..., None], y: int = 20) -> None:
        self.signals.clear()
        for act in acts:
            act(self.list.viewport(), LEFT, pos=QPoint(100, y))

    def _choose(self, place: int) -> None:
        self.signals.append(("chosen", place))
        self.list.show_items(self.list.items, place)

    def _row(self, item: str) -> PickRow:
        self.words.append(item)
        return PickRow(item)

    def _record(self, item: str) -> Record:
        self.words.append(item)
        return Record((item, "1"))


@pytest.fixture(params=["pick", "record"])
def told(request: pytest.FixtureRequest, qtbot: QtBot) -> Told:
    return Told(qtbot, request.param)


def numbered(count: int) -> list[str]:
    return [f"No. {place}" for place in range(count)]


def test_of_a_hundred_thousand_rows_only_those_in_sight_are_put_into_words(told: Told):
    told.show(numbered(100_000), 70_000)
    assert 0 < len(set(told.words)) < 20
    assert "No. 70000" in told.words


def test_a_row_that_says_something_else_is_told_of_alone_and_one_out_of_sight_not_at_all(told: Told):
    items = numbered(500)
    told.show(items)
    told.show([*items[:3], "another", *items[4:400], "far away", *items[401:]])
    assert told.signals == [("changed", 3)]


@pytest.mark.parametrize("change", ["behind", "between", "gone"])
def test_rows_that_come_and_go_leave_the_others_and_the_chosen_one_where_they_are(told: Told, change: str):
    items = numbered(50)
    told.show(items, 7)
    now = {"behind": [*items, "new"], "between": [*items[:3], "new", *items[3:]], "gone": [*items[:3], *items[4:]]}[change]
    told.show(now, now.index("No. 7"))
    assert told.signals == []
    assert (told.list.model().rowCount(), now[told.list.row]) == (len(now), "No. 7")


def test_other_items_begin_anew(told: Told):
    told.show(numbered(5), 2)
    told.show(["a", "b"], 1)
    assert (told.signals, told.list.row) == ([("reset", 0)], 1)


def test_the_chosen_row_comes_in_sight_when_it_says_something_else_and_not_because_others_came(told: Told):
    items = numbered(100)
    told.show(items, 2)
    bar = told.list.verticalScrollBar()
    bar.setValue(bar.maximum())
    told.show([*items, "new"], 2)
    assert bar.value() > 0
    told.show([*items[:2], "more of it", *items[3:], "new"], 2)
    assert told.list.rowAt(0) <= 2


def test_a_finger_that_moves_scrolls_and_touches_nothing(told: Told):
    told.show(numbered(100), 0)
    view = told.list.viewport()
    QTest.mousePress(view, LEFT, pos=QPoint(100, 300))
    QTest.mouseMove(view, QPoint(100, 200))
    QTest.mouseRelease(view, LEFT, pos=QPoint(100, 200))
    assert (told.list.verticalScrollBar().value(), told.list.row, told.signals) == (100, 0, [("reset", 0)])


def test_one_touch_chooses_and_a_second_quick_one_takes(told: Told):
    told.show(numbered(5), 0)
    told.finger(*TWICE, y=told.list.rowViewportPosition(1) + 20)
    assert told.signals == [("chosen", 1), ("taken", 1)]


def test_a_second_slow_touch_takes_only_where_that_leads_nowhere_by_mistake(qtbot: QtBot):
    for made, answer in (("pick", "taken"), ("record", "chosen")):
        told = Told(qtbot, made)
        told.show(numbered(5), 0)
        told.finger(QTest.mouseClick)
        assert told.signals == [(answer, 0)]


def test_the_second_of_two_quick_touches_does_nothing_where_the_first_fell_on_something_else(told: Told):
    told.show(numbered(5), 0)
    told.finger(QTest.mouseDClick, QTest.mouseRelease)
    assert told.signals == []


def test_the_end_of_the_list_asks_for_more(told: Told):
    told.show(numbered(100), 0)
    with told.qtbot.waitSignal(told.list.wanted_more, timeout=1000):
        told.list.step(98)
