"""The agents' report in the window: tables and a plot by keyboard, days as they are typed, papers; each agent sees his own."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest

from app.core.agents.commands.handing import hand_over
from app.core.agents.commands.people import make_agent
from tests.core.agents_floor import Field, make_field
from tests.shop_floor import CASHIER_PIN
from tests.ui.screens.conftest import Hand
from ui.pages.agents_report.page import AgentsReportPage

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def field(hand: Hand) -> Field:
    """Yesterday six loaves and two bottles went over and five loaves were sold; today both bottles are sold."""
    hand.desk.clock = hand.floor.clock
    field = make_field(hand.floor)
    hand.floor.clock.now -= timedelta(days=1)
    field.bring(("111", 6), ("222", 2))
    field.sell(("111", 5))
    hand.floor.clock.now += timedelta(days=1)
    field.sell(("222", 2))
    return field


def at_report(hand: Hand) -> AgentsReportPage:
    hand.till.window.open("agents_report")
    hand.settle()
    page = hand.screen
    assert isinstance(page, AgentsReportPage)
    return page


def rows(page: AgentsReportPage) -> list[str]:
    return [page.list.spoken(item).replace("\u00a0", " ") for item in page.list.items]


def heads(page: AgentsReportPage) -> list[str]:
    return [column.title for column, _box in page.list.boxes(QRect(0, 0, 2000, 40))]


def test_tables_by_agent_product_and_day_by_keyboard(hand: Hand, field: Field):
    hand.sit_down(hand.floor.template.owner_id, "4729")
    page = at_report(hand)
    owes = hand.desk.money(field.stands().owes_minor, currency=False).replace("\u00a0", " ")
    assert rows(page) == [f"Bakyt · 8 · 8 · 0 · 7 · 349.80 · 1 · {owes}"]
    assert heads(page)[-2:] == ["On hand", "Debt"]
    hand.press(Key.Key_2, ALT)
    assert heads(page)[-2:] == ["Sold for", "On hand"]
    assert rows(page) == ["Bread · 6 · 6 · 0 · 5 · 150.00 · 1", "Milk · 2 · 2 · 0 · 2 · 199.80 · 0"]
    hand.press(Key.Key_3, ALT)
    assert [row.partition(" · ")[2] for row in rows(page)] == [
        "8 · 8 · 0 · 5 · 150.00 · 3 · 135.00", f"0 · 0 · 0 · 2 · 199.80 · 1 · {owes}",
    ]
    hand.press(Key.Key_4, ALT)
    assert [row.partition(" ")[0] for row in rows(page)] == ["Milk", "Bread"]
    hand.press(Key.Key_Down)
    assert hand.till.reports.agents.view.chosen == 1
    assert page.bars.accessibleDescription().startswith("Bread: 150")


def test_days_are_typed_and_what_is_no_day_is_refused(hand: Hand, field: Field):
    hand.sit_down(hand.floor.template.owner_id, "4729")
    page = at_report(hand)
    model = hand.till.reports.agents
    day = model.today.strftime("%d.%m.%Y")
    hand.press(Key.Key_F2)
    page.first.setText(day)
    hand.press(Key.Key_Return)
    assert (model.view.span, model.view.first) == ("days", model.today)
    assert rows(page)[0].startswith("Bakyt · 0 · 0 · 0 · 2 · 199.80")
    for wrong, code in (("31.02.2026", "period.malformed"), ("soon", "period.malformed"), ("", "period.malformed"),
                        ((model.today + timedelta(days=3)).strftime("%d.%m.%Y"), "period.backwards")):
        hand.faults.clear()
        page.first.setFocus()
        page.first.setText(wrong)
        hand.press(Key.Key_Return)
        assert [fault.code for fault in hand.faults] == [code], wrong
        assert model.view.first == model.today
    page.list.setFocus()
    hand.settle()
    assert page.first.text() == day


def test_a_touch_on_a_bar_chooses_its_row_and_one_key_plots_another_figure(hand: Hand, field: Field):
    hand.sit_down(hand.floor.template.owner_id, "4729")
    page = at_report(hand)
    model = hand.till.reports.agents
    hand.press(Key.Key_2, ALT)
    places = {page.bars.place_at(x) for x in range(page.bars.width())}
    assert places == {-1, 0, 1}
    x = next(x for x in range(page.bars.width()) if page.bars.place_at(x) == 1)
    QTest.mouseClick(page.bars, Qt.MouseButton.LeftButton, pos=QPoint(x + 2, 60))
    assert model.view.chosen == 1
    seen = []
    for _figure in model.view.figures:
        hand.press(Key.Key_F3)
        seen.append(model.view.figure)
    assert sorted(seen) == sorted(model.view.figures)
    assert "debt_minor" not in seen
    hand.press(Key.Key_1, ALT)
    assert "debt_minor" in model.view.figures


def test_the_report_is_saved_as_a_workbook_and_as_pdf(hand: Hand, field: Field, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ui.pages.agents_report.model.documents_folder", lambda: tmp_path / "papers")
    hand.sit_down(hand.floor.template.owner_id, "4729")
    at_report(hand)
    model = hand.till.reports.agents
    saved: list[Path] = []
    model.saved.connect(saved.append)
    for key in (Key.Key_F8, Key.Key_F9):
        hand.press(key)
        hand.until(lambda: not model.view.is_writing)
    book, paper = saved
    assert load_workbook(book).worksheets[0]["A3"].value == "Bakyt"
    assert paper.read_bytes().startswith(b"%PDF")
    (tmp_path / "nofolder").write_text("in the way")
    monkeypatch.setattr("ui.pages.agents_report.model.documents_folder", lambda: tmp_path / "nofolder")
    hand.press(Key.Key_F8)
    hand.until(lambda: not model.view.is_writing)
    assert [fault.code for fault in hand.faults] == ["file.cannot_write"]


def test_who_may_not_see_reports_sees_his_own_bag_or_is_told_why_not(hand: Hand, field: Field):
    floor = hand.floor
    hand.sit_down(floor.cashier_id, CASHIER_PIN)
    page = at_report(hand)
    assert rows(page) == []
    assert "See reports" in page.hint.text()
    assert not page.book.isEnabled()
    someone = floor.do(make_agent, person_id=floor.manager_id)
    floor.do(hand_over, agent_id=someone, items=field.sendings([("111", 1)]))
    hand.sit_down(floor.template.second_cashier_id, "9053")
    assert [row.partition(" ")[0] for row in rows(page)] == ["Bakyt"]
