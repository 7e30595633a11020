"""Long work tells how far it is, how it ended and what went wrong; one piece at a time, and it can be stopped."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from ui.bridge.long_work import LongWork, Stopping, Told

Ended = tuple[Any, Any]


@pytest.fixture
def work() -> LongWork:
    return LongWork()


def followed(work: LongWork) -> tuple[list[Any], list[Ended]]:
    moved: list[Any] = []
    ended: list[Ended] = []
    work.moved.connect(moved.append)
    work.ended.connect(lambda answer, error: ended.append((answer, error)))
    return moved, ended


def test_what_it_tells_comes_in_order_and_then_its_answer(work: LongWork, qtbot: QtBot):
    moved, ended = followed(work)

    def act(told: Told, _stopping: Stopping) -> str:
        for step in range(3):
            told(step)
        return "well"

    work.start(act, name="steps")
    assert work.is_under_way
    qtbot.waitUntil(lambda: bool(ended))
    assert (moved, ended, work.is_under_way) == ([0, 1, 2], [("well", None)], False)


@pytest.mark.parametrize("error", [RuntimeError("a bug"), ValueError("another"), OSError("the world")])
def test_whatever_it_raises_is_told(work: LongWork, qtbot: QtBot, error: Exception):
    _moved, ended = followed(work)

    def act(_told: Told, _stopping: Stopping) -> None:
        raise error

    work.start(act, name="broken")
    qtbot.waitUntil(lambda: bool(ended))
    assert ended == [(None, error)]


def test_it_hears_that_it_is_to_stop_and_the_next_one_does_not(work: LongWork, qtbot: QtBot):
    _moved, ended = followed(work)
    begun, rest = threading.Event(), threading.Event()

    def act(_told: Told, stopping: Stopping) -> str:
        begun.set()
        while not stopping():
            rest.wait(0.001)
        return "stopped"

    work.start(act, name="long")
    assert begun.wait(10)
    work.start(lambda _told, _stopping: "another", name="beside")
    work.stop()
    qtbot.waitUntil(lambda: bool(ended))
    assert ended == [("stopped", None)], "one piece at a time"
    work.start(lambda _told, stopping: stopping(), name="next")
    qtbot.waitUntil(lambda: len(ended) == 2)
    assert ended[1] == (False, None)


def test_a_window_that_is_gone_meanwhile_is_no_trouble(work: LongWork):
    goes_on = threading.Event()

    def act(told: Told, _stopping: Stopping) -> None:
        goes_on.wait(10)
        told("nobody hears this")

    work.start(act, name="left")
    thread = next(each for each in threading.enumerate() if each.name == "left")
    shiboken6.delete(work)
    goes_on.set()
    thread.join(10)
    assert not thread.is_alive()
