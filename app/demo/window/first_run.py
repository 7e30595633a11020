"""The first run before a camera: its five steps, filled in as an owner would, off screen."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSize, QTimer
from PySide6.QtWidgets import QApplication

from app.first_run import FirstRun, opened_first_run
from app.keyring_store import MemoryStore
from app.wiring import World
from app.demo.opening import MORNING
from app.kernel.clock import ManualClock

STEPS = ("welcome", "shop", "owner", "goods", "code")
ANSWERS = {
    "shop": {"company": "Дүкөн Береке", "address": "Бишкек ш., Чүй пр. 125", "currency": "KGS", "zone": "Asia/Bishkek"},
    "owner": {"owner": "Асель Жумабекова", "pin": "4729", "pin_again": "4729"},
}


def photograph(application: QApplication, sizes: Sequence[tuple[Path, QSize]], *, language: str) -> None:
    """A picture of each step in each size, as `first-run-STEP.png` in its folder."""
    with tempfile.TemporaryDirectory() as place:
        world = World(clock=ManualClock(MORNING), secrets=MemoryStore())
        with opened_first_run(Path(place) / "shop.db", language=language, world=world) as first:
            first.window.show()
            _settle(first)
            for step in STEPS:
                _take(first, sizes, step)
                for name, value in ANSWERS.get(step, {}).items():
                    first.model.fill(name, value)
                if step != STEPS[-1]:
                    (first.model.start if step == STEPS[0] else first.model.go_on)()
                    _settle(first)
