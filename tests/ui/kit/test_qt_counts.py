"""Qt gives back every reference that it takes: a till that loses one at each key ends in the middle of a morning."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, QTimer, Signal

TIMES = 500
SLACK = 50


class Bell(QObject):
    rung = Signal(object)


def set_a_timer(_bell: Bell) -> None:
    QTimer().setInterval(5)


@pytest.mark.parametrize("act", [lambda bell: bell.rung.emit(1), set_a_timer], ids=["a signal", "a call"])
def test_none_and_true_are_not_used_up(act: Callable[[Bell], object]):
    bell = Bell()
    bell.rung.connect(lambda _answer: None)
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _time in range(TIMES):
        act(bell)
    after = sys.getrefcount(None), sys.getrefcount(True)
    assert all(now > then - SLACK for now, then in zip(after, before, strict=True))
