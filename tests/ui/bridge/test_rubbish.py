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
    """A screen that was left: nothing but itself knows it."""

    def __init__(self, died_on: list[str]) -> None:
        super().__init__()
        self.itself = self
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
    delivered = threading.Event()
    threads: list[threading.Thread] = []

    def submit(_command: Any) -> Future[Any]:
        """A worker that still holds its work when the answer has long been delivered."""
        future: Future[Any] = Future()

        def work(mine: Future[Any]) -> None:
            told.wait(10)
            mine.set_result(1)
            delivered.wait(10)

        threads.append(threading.Thread(target=work, args=(future,), name="writer"))
        threads[0].start()
        return future

    told = threading.Event()
    runner = Runner(submit, submit)
    screen = Left(died_on)
    screen.itself = None  # type: ignore[assignment]
    runner.run(lambda: 1, done=lambda _answer, screen=screen: delivered.set() if screen.isHidden() else None)  # type: ignore[misc]
    del screen
    told.set()
    qtbot.waitUntil(lambda: runner.under_way == 0)
    assert delivered.is_set()
    threads[0].join()
    assert died_on == [threading.current_thread().name]
