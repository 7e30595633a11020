"""Waits in tests for what another thread does."""

from __future__ import annotations

import threading
from collections.abc import Callable

from devices.line import Deadline

PATIENCE_S = 10


def until(is_so: Callable[[], bool]) -> None:
    """Until it is so; it fails where that never comes."""
    deadline, pause = Deadline(PATIENCE_S), threading.Event()
    while not is_so():
        assert deadline.left_s, "it never came"
        pause.wait(0.005)
