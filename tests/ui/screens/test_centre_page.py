"""The centre's page: what waits, since when, why not now, what was not taken over and why; Enter tells it now."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.core.catalog.commands import add_product
from app.core.jobs.views import TroubleView
from app.core.received.commands import keep_back
from app.core.received.views import Cursor, Told
from app.kernel.permissions import Right
from db.travelling import KINDS as TRAVELLING
from sync.centre import Conflict
from sync.outbox import Answer, connect_to, next_batch, note_answers
from sync.thread import SyncNow
from tests.shop_floor import MANAGER_PIN, ShopFloor
from tests.ui.screens.conftest import Hand
from ui.centre_words import MEANINGS, REASONS, STATES, reason_text, what_text

Key = Qt.Key
LATER = datetime(2026, 3, 2, 9, tzinfo=UTC)
SILENT = SyncNow("waiting", LATER, failed="centre.unreachable", detail="refused", failures=1)


def answer_all(floor: ShopFloor, **outcomes: tuple[str, str]) -> None:
    """The centre has applied all that waits, but for the first document of a kind (`_` for its dot) that is named."""
    batch = floor.ask(next_batch)
    answers = []
    for each in batch:
        said = outcomes.pop(each.kind.replace(".", "_"), ("applied", None))
        answers.append(Answer(UUID(bytes=each.id), *said))
    assert not outcomes, "all of them were there"
    floor.do(note_answers, batch=batch, answers=answers)


def read(hand: Hand) -> str:
    """All that can be read on the right."""
    return "\n".join(part.text() for part in hand.screen.findChildren(QLabel) if part.isVisible())


@pytest.fixture
def page(hand: Hand) -> Hand:
    """The page of a till whose centre has got everything."""
    hand.floor.do(connect_to, address="postgresql://till@localhost:1/duken")
    answer_all(hand.floor)
    hand.till.states.centre.tell(SyncNow("idle"))
    hand.settle()
    hand.till.window.open("menu")
    hand.press(Key.Key_F12)
    hand.settle()
    assert hand.till.window.name == "centre"
    return hand


def test_without_a_centre_it_says_that_the_shop_works_by_itself_and_hurries_nobody(hand: Hand):
    wanted: list[str] = []
    hand.till.states.centre.use(lambda: wanted.append("now"))
    hand.till.window.open("menu")
    hand.settle()
    assert "centre" not in hand.screen.keys
    hand.till.window.open("centre")
    hand.settle()
    assert "This shop tells no centre." in read(hand)
    assert not hand.screen.now.isEnabled()
    hand.press(Key.Key_Return)
    assert wanted == []


def test_it_follows_what_is_sold_and_what_is_answered(page: Hand):
    assert "To tell: 0" in read(page)
    assert "Centre: all is told" in read(page)
    page.floor.sell("111")
    page.settle()
    waiting = page.floor.value("SELECT max(seq) - (SELECT answered_seq FROM sync_target) FROM outbox")
    assert waiting > 0
    assert f"To tell: {waiting}" in read(page)
    assert f"The oldest: {page.desk.moment(page.floor.clock.now)}" in read(page)
    answer_all(page.floor)
    page.settle()
    assert "To tell: 0" in read(page)
    assert "The oldest" not in read(page)


def test_it_says_why_not_now_and_when_it_is_tried_again(page: Hand):
    page.till.states.centre.tell(SILENT)
    page.settle()
    assert "The centre does not answer (refused)" in read(page)
    assert f"Tried again: {page.desk.moment(LATER)}" in read(page)
    page.till.states.centre.tell(SyncNow("idle", succeeded_at=LATER))
    page.settle()
    assert "does not answer" not in read(page)
    assert f"It last answered: {page.desk.moment(LATER)}" in read(page)


def test_enter_and_the_key_tell_it_now_but_not_while_it_is_being_told(page: Hand):
    wanted: list[str] = []
    page.till.states.centre.use(lambda: wanted.append("now"))
    page.press(Key.Key_Return)
    page.touch(page.screen.now)
    assert wanted == ["now", "now"]
    page.till.states.centre.tell(SyncNow("working"))
    page.settle()
    page.press(Key.Key_Return)
    assert wanted == ["now", "now"]
    assert not page.screen.now.isEnabled()


def test_what_was_not_taken_over_stands_in_words_with_its_number_and_its_reason(page: Hand):
    pieces = page.floor.template.units["pcs"]
    page.floor.do(add_product, name="Soap", unit_id=pieces, price_minor=10_000)
    page.floor.sell("111")
    answer_all(page.floor, sale_completed=("rejected", "23514"), card=("parked", "DK020"))
    page.settle()
    number = page.floor.value("SELECT number FROM sale")
    rows = [page.screen.list.spoken(item) for item in page.screen.list.items]
    assert any(row.startswith("Changed: ") and row.endswith("waits") for row in rows)
    assert any(row.startswith(f"Receipt {number}, ") and row.endswith("not taken over") for row in rows)
    page.press(Key.Key_Down)
    page.press(Key.Key_Down)
    assert f"Receipt {number}" in read(page)
    assert "It does not fit what the centre has (23514)." in read(page)
    page.press(Key.Key_Up)
    assert REASONS["DK020"] in read(page)
    assert page.screen.list.accessibleName() == "To look at"


def test_every_kind_that_travels_and_every_answer_has_words():
    for kind in (*TRAVELLING, "card", "cards"):
        trouble = TroubleView(1, kind, UUID(int=1), "rejected", "DK011", LATER, table="product")
        assert what_text(trouble, "en") != kind, kind
        assert reason_text(trouble, "en") == REASONS["DK011"]
    assert set(STATES) == set(MEANINGS) == {"parked", "rejected", "quarantined"}


def disagree(page: Hand, *, name: str = "Baton") -> Conflict:
    """Another till has called the bread otherwise, and lost."""
    return Conflict(
        uuid4(), "product", page.floor.goods["111"], "name", "person", "Bread", name, page.floor.shop.place.till_id, 2, LATER
    )


def hear(page: Hand, *conflicts: Conflict) -> None:
    page.till.states.centre.tell(SyncNow("idle", succeeded_at=LATER, conflicts=conflicts, moved=12, took_s=0.42))
    page.settle()


def test_what_tills_have_set_differently_is_told_and_f2_uses_the_other_value(page: Hand):
    assert "What tills have set differently is known once the centre answers." in read(page)
    hear(page, found := disagree(page))
    assert "Last told and heard: 12 in 0.4 s" in read(page)
    assert [page.screen.list.spoken(item).partition(",")[0] for item in page.screen.list.items] == ["Bread: Name"]
    told = read(page)
    assert "What counts: Bread" in told
    assert f"Till “{page.floor.value('SELECT name FROM till')}” has entered: Baton" in told
    assert "What reached the centre first counts, until somebody decides." in told
    page.press(Key.Key_F2)
    page.settle()
    assert page.floor.value("SELECT name FROM product WHERE id = ?", found.row_id.bytes) == "Baton"
    assert not page.screen.list.items
    assert not page.screen.use.isVisible()
    hear(page, found)
    assert not page.screen.list.items, "the centre has not heard of it yet"


def test_a_cashier_borrows_the_right_to_decide_it(page: Hand):
    page.cashier_without(Right.EDIT_GOODS)
    page.till.window.open("centre")
    hear(page, disagree(page))
    page.press(Key.Key_F2)
    page.settle()
    assert page.floor.value("SELECT name FROM product WHERE id = ?", page.floor.goods["111"].bytes) == "Bread"
    page.missing[-1].lend(page.floor.template.manager_id, MANAGER_PIN)
    page.settle()
    assert page.floor.value("SELECT name FROM product WHERE id = ?", page.floor.goods["111"].bytes) == "Baton"
    assert not page.screen.list.items


def test_leaving_it_as_it_is_decides_it_too_and_a_new_word_of_the_centre_counts(page: Hand):
    hear(page, first := disagree(page), disagree(page, name="Loaf"))
    page.press(Key.Key_Delete)
    page.settle()
    assert len(page.screen.list.items) == 1
    assert page.floor.value("SELECT name FROM product WHERE id = ?", first.row_id.bytes) == "Bread"
    hear(page, first)
    assert len(page.screen.list.items) == 1, "it was not decided there"


def test_what_came_and_could_not_be_stored_stands_in_the_list(page: Hand):
    told = Told(Cursor(uuid4(), 1, 1), uuid4(), uuid4(), uuid4(), "sale.completed", uuid4(), 1, b"{}", b"")
    page.floor.do(keep_back, item=told, reason="it does not fit")
    page.settle()
    (row,) = [page.screen.list.spoken(item) for item in page.screen.list.items]
    assert row.startswith("Receipt, ")
    assert row.endswith("does not fit here")
    assert "could not be stored here" in read(page)
    assert not page.screen.use.isVisible()
