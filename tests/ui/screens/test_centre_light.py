"""The centre's light in the line at the bottom: none without a centre, then whether all is told, since when not, and why."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.core.jobs.queries import sync_state
from sync.outbox import Answer, connect_to, next_batch, note_answers
from sync.thread import SyncNow
from tests.shop_floor import ShopFloor
from tests.ui.screens.conftest import Hand
from ui.kit.status import State

NOBODY_THERE = "postgresql://till@localhost:1/duken"
LATER = datetime(2026, 3, 2, 9, tzinfo=UTC)
SILENT = SyncNow("waiting", LATER, failed="centre.unreachable", detail="refused", failures=1)


def light(hand: Hand) -> State | None:
    hand.till.states.ask()
    hand.settle()
    return next((state for state in hand.till.states.right if state.name == "centre"), None)


def words(hand: Hand) -> tuple[str, str]:
    """What it says, and in which colour."""
    state = light(hand)
    assert state is not None
    return state.words, state.ink


def hear(hand: Hand, now: SyncNow) -> tuple[str, str]:
    hand.till.states.centre.tell(now)
    hand.settle()
    return words(hand)


def answer_all(floor: ShopFloor, outcome: str = "applied", reason: str | None = None) -> None:
    """The centre has answered all that waits, by this."""
    batch = floor.ask(next_batch)
    said = [Answer(UUID(bytes=each.id), outcome, reason) for each in batch]
    floor.do(note_answers, batch=batch, answers=said)


@pytest.fixture
def told(hand: Hand) -> Hand:
    """A till whose centre has got everything."""
    hand.floor.do(connect_to, address=NOBODY_THERE)
    answer_all(hand.floor)
    hand.till.states.centre.tell(SyncNow("idle"))
    hand.settle()
    return hand


def test_a_shop_without_a_centre_is_told_nothing_of_it(hand: Hand):
    assert light(hand) is None
    assert "entre" not in hand.till.window.status.accessibleName()


def test_it_is_green_when_all_is_told_and_while_it_is_being_told(told: Hand):
    assert words(told) == ("Centre: all is told", "primary")
    told.floor.sell("111")
    state = told.floor.ask(sync_state)
    assert state is not None
    assert state.waiting > 0
    assert words(told) == (f"Centre: telling {state.waiting}…", "primary")
    answer_all(told.floor)
    assert words(told) == ("Centre: all is told", "primary")
    assert "Centre: all is told" in told.till.window.status.accessibleName()


def test_what_fails_is_amber_with_its_count_and_the_moment_of_the_oldest_until_a_round_succeeds(told: Hand):
    told.floor.sell("111")
    state = told.floor.ask(sync_state)
    assert state is not None
    assert state.since is not None
    assert state.since == told.floor.clock.now
    said, ink = hear(told, SILENT)
    assert ink == "warn"
    assert said.startswith(f"Centre: {state.waiting} to tell, since ")
    told.floor.clock.advance(minutes=5)
    told.floor.sell("111")
    assert words(told)[0].endswith(said.split("since ")[1]), "the oldest one is still the same"
    again = SyncNow("working", failed="centre.unreachable", failures=1)
    assert hear(told, again)[1] == "warn", "that it is tried again is no news"
    assert hear(told, SyncNow("idle"))[1] == "primary"


def test_a_centre_that_is_silent_is_told_also_where_nothing_waits(told: Hand):
    assert hear(told, SILENT) == ("Centre: no answer", "warn")
    assert hear(told, SyncNow("waiting", LATER, failed="centre.not_enrolled", failures=1)) == ("Centre: it does not go", "warn")


def test_what_waits_is_amber_while_nobody_tells_it(hand: Hand):
    hand.floor.do(connect_to, address=NOBODY_THERE)
    said, ink = words(hand)
    assert (said[:8], ink) == ("Centre: ", "warn")
    assert " to tell, since " in said


def test_what_the_centre_has_refused_keeps_it_amber_and_what_waits_for_its_parent_does_not(told: Hand):
    told.floor.sell("111")
    answer_all(told.floor, "parked", "DK020")
    assert words(told) == ("Centre: all is told", "primary")
    told.floor.sell("111")
    batch = len(told.floor.ask(next_batch))
    answer_all(told.floor, "rejected", "23514")
    assert words(told) == (f"Centre: {batch} not taken over", "warn")


def test_the_panel_says_why_not_in_a_sentence(told: Hand):
    told.floor.sell("111")
    hear(told, SILENT)
    told.press(Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    panel = told.till.counter.panel
    assert panel is not None
    assert any("The centre does not answer (refused)" in part.text() for part in panel.findChildren(QLabel))
    hear(told, SyncNow("idle"))
    assert not any("does not answer" in part.text() for part in panel.findChildren(QLabel))
