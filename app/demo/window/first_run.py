"""The first run before a camera: its five steps, filled in as an owner would, off screen."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
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
MADE_UP = "ABCDE-FGHJK-LMNPQ-RSTUV"
PATIENCE_MS = 20_000


def photograph(sizes: Sequence[tuple[Path, QSize]], *, language: str, first_number: int) -> None:
    """A picture of each step in each size, as `NN-first-run-STEP.png` in its folder. Raises TimeoutError where a step does not
    come."""
    for number, (step, first) in enumerate(steps(language=language), first_number):
        for folder, size in sizes:
            first.window.resize(size)
            _until(first, step)
            first.window.grab().save(str(folder / f"{number:03d}-first-run-{step}.png"))


def steps(*, language: str) -> Iterator[tuple[str, FirstRun]]:
    """Each step as it stands there, filled in. The recovery code is made up, so that the pictures are the same each time. Raises
    TimeoutError where a step does not come."""
    with tempfile.TemporaryDirectory() as place:
        world = World(clock=ManualClock(MORNING), secrets=MemoryStore())
        with opened_first_run(Path(place) / "shop.db", language=language, world=world) as first:
            first.window.show()
            for name, value in ANSWERS.items():
                first.model.fill(name, value)
            for step in STEPS:
                _until(first, step)
                for part in first.window.findChildren(QLabel):
                    _hide_code(part, first.model.view.code)
                yield step, first
                (first.model.start if step == "welcome" else first.model.go_on)()


def _hide_code(part: QLabel, code: str) -> None:
    """The code stands in lines of two groups."""
    text = part.text()
    if len(text) > len(MADE_UP) // 3 and text in code:
        start = code.index(text)
        part.setText(MADE_UP[start : start + len(text)])


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
