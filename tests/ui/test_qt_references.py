"""A version of Qt for Python that miscounts references ends the till after some hours; none such may be installed."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

TIMES = 200


class Bell(QObject):
    rung = Signal()


def lost(keeper: object, call: Callable[[], object]) -> int:
    call()
    before = sys.getrefcount(keeper)
    for _time in range(TIMES):
        call()
    return before - sys.getrefcount(keeper)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None, True and False live for ever there")
def test_neither_a_call_nor_a_signal_of_qt_takes_a_reference_that_is_not_its_own(qtbot: QtBot):
    widget, bell = QWidget(), Bell()
    qtbot.addWidget(widget)
    assert lost(None, widget.update) < TIMES // 2
    assert lost(True, bell.rung.emit) < TIMES // 2
