"""Screens die on the UI thread, whoever works meanwhile."""

from __future__ import annotations

import gc
import threading
import weakref
from concurrent.futures import Future
from typing import Any

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.bridge.rubbish import Rubbish, collected_here
from ui.bridge.runner import Runner


class Left(QWidget):
    """A screen that was left. One that `knows_itself` is rubbish only for a collector, any other dies with its last name."""

    def __init__(self, died_on: list[str], *, knows_itself: bool = True) -> None:
        super().__init__()
        self.itself = self if knows_itself else None
        weakref.finalize(self, lambda: died_on.append(threading.current_thread().name))


def work_hard() -> None:
    """So many objects that the collector would have come several times."""
    thread = threading.Thread(target=lambda: [[{}] for _each in range(300_000)], name="writer")
    thread.start()
    thread.join()


def test_a_thread_that_works_hard_does_not_collect_screens(qtbot: QtBot):
    died_on: list[str] = []
    gc.enable()  # as in a program that has no window yet
    with collected_here():
        Left(died_on)
        work_hard()
        assert died_on == []
        _enough = [[each] for each in range(2 * gc.get_threshold()[0])]
        qtbot.waitUntil(lambda: died_on != [])
    assert died_on == [threading.current_thread().name]
    assert not gc.isenabled(), "what is left of a window is still rubbish afterwards"


def test_the_oldest_generation_that_is_due_is_collected_and_no_older(qtbot: QtBot):
    died_on: list[str] = []
    usual = gc.get_threshold()
    rubbish = Rubbish()
    gc.collect()
    Left(died_on)
    try:
        gc.set_threshold(10**9, 10**9, 10**9)
        rubbish.look()
        assert died_on == []
        gc.set_threshold(1, 10**9, 10**9)
        rubbish.look()
        assert len(died_on) == 1
    finally:
        gc.set_threshold(*usual)


def test_who_waits_for_an_answer_is_forgotten_on_the_ui_thread(qtbot: QtBot):
    died_on: list[str] = []
    delivered, may_end = threading.Event(), threading.Event()
    threads: list[threading.Thread] = []

    def submit(_command: Any) -> Future[Any]:
        """A worker that still holds its work when the answer has long been delivered."""
        future: Future[Any] = Future()

        def work(mine: Future[Any]) -> None:
            told.wait(10)
            mine.set_result(1)
            may_end.wait(10)

        threads.append(threading.Thread(target=work, args=(future,), name="writer"))
        threads[0].start()
        return future

    told = threading.Event()
    runner = Runner(submit, submit)

    def ask() -> None:
        """The screen's only name from here on is the function that waits for the answer."""
        screen = Left(died_on, knows_itself=False)

        def done(_answer: object) -> None:
            if screen.isHidden():
                delivered.set()

        runner.run(lambda: 1, done=done)

    ask()
    told.set()
    qtbot.waitUntil(lambda: runner.under_way == 0)
    assert delivered.is_set()
    may_end.set()
    threads[0].join()
    assert died_on == [threading.current_thread().name]
