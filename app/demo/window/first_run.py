"""The first run before a camera: its five steps, filled in as an owner would, off screen."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSize, QTimer
from PySide6.QtWidgets import QApplication, QLabel

from app.demo.opening import MORNING
from app.first_run import FirstRun, opened_first_run
from app.kernel.clock import ManualClock
from app.keyring_store import MemoryStore
from app.wiring import World

STEPS = ("welcome", "shop", "owner", "goods", "code")
ANSWERS = {
    "company": "Дүкөн Береке", "address": "Бишкек ш., Чүй пр. 125", "currency": "KGS", "zone": "Asia/Bishkek",
    "owner": "Асель Жумабекова", "pin": "4729", "again": "4729",
}
MADE_UP = "ABCDE-FGHK-LMNP-QRST"
PATIENCE_MS = 20_000


def photograph(sizes: Sequence[tuple[Path, QSize]], *, language: str, first_number: int) -> None:
    """A picture of each step in each size, as `NN-first-run-STEP.png` in its folder. The recovery code is made up, so that the
    pictures are the same each time. Raises TimeoutError where a step does not come."""
    with tempfile.TemporaryDirectory() as place:
        world = World(clock=ManualClock(MORNING), secrets=MemoryStore())
        with opened_first_run(Path(place) / "shop.db", language=language, world=world) as first:
            first.window.show()
            for name, value in ANSWERS.items():
                first.model.fill(name, value)
            for number, step in enumerate(STEPS, first_number):
                _until(first, step)
                for part in first.window.findChildren(QLabel):
                    if first.model.view.code and _letters(part.text()) == _letters(first.model.view.code):
                        part.setText(MADE_UP)
                for folder, size in sizes:
                    first.window.resize(size)
                    _until(first, step)
                    first.window.grab().save(str(folder / f"{number:02d}-first-run-{step}.png"))
                (first.model.start if step == "welcome" else first.model.go_on)()


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _until(first: FirstRun, step: str) -> None:
    """Until the step is there and nothing is under way."""
    loop, calm = QEventLoop(), 0

    def look() -> None:
        nonlocal calm
        runner = first.model._desk.runner
        calm = calm + 1 if first.model.view.step == step and not first.model.view.busy and runner.under_way == 0 else 0
        if calm > 5:
            loop.quit()

    timer = QTimer(interval=5)
    timer.timeout.connect(look)
    timer.start()
    QTimer.singleShot(PATIENCE_MS, loop.quit)
    loop.exec()
    timer.stop()
    QApplication.processEvents()
    if calm <= 5:
        raise TimeoutError(f"the first run never came to {step!r}")
