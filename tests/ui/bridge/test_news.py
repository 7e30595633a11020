"""What comes from the centre piece by piece is told to the screens together, and less often the longer it goes on."""

from __future__ import annotations

from concurrent.futures import Future

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.bridge import runner as runner_module
from ui.bridge.runner import Runner


class Hours:
    """A clock that stands until it is moved."""

    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
def runner(qtbot: QtBot, hours: Hours, monkeypatch: pytest.MonkeyPatch) -> Runner:
    monkeypatch.setattr(runner_module, "GATHER_MS", 40)
    monkeypatch.setattr(runner_module, "LONGEST_MS", 160)
    return Runner(lambda *_args, **_options: Future(), lambda *_args, **_options: Future(), now=hours)


def test_pieces_are_told_together_and_what_the_till_does_at_once(runner: Runner, qtbot: QtBot):
    heard = list[frozenset[str]]()
    runner.changed.connect(heard.append)
    for topic in ("price", "catalog", "price"):
        runner.hear(frozenset({"sync", topic}))
    runner.hear(frozenset({"sale"}))
    assert heard == [frozenset({"sale"})]
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard[1] == frozenset({"sync", "price", "catalog"})


def test_news_without_an_end_are_told_less_often_and_then_soon_again(runner: Runner, hours: Hours, qtbot: QtBot):
    rests = list[float]()
    for _time in range(4):
        runner.hear(frozenset({"sync"}))
        QTest.qWait(0)
        rests.append(runner.gather_ms)
        with qtbot.waitSignal(runner.changed):
            pass
    assert rests == [40, 80, 160, 160]
    hours.now_s += 1
    runner.hear(frozenset({"sync"}))
    QTest.qWait(0)
    assert runner.gather_ms == 40
