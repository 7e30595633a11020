"""Somebody who has never seen the program, before a file that is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.first_run import FirstRun, opened_first_run
from app.kernel.errors import EnvironmentFailed
from app.keyring_store import MemoryStore
from app.wiring import World
from ui.bridge.desk import Fault, Question
from ui.kit.theme import THEME, load_fonts
from ui.kit.tokens import LIGHT
from ui.pages.first_run.model import Begun


@dataclass
class Newcomer:
    """Somebody who has never seen the program."""

    qtbot: QtBot
    path: Path
    first: FirstRun
    faults: list[Fault] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    @property
    def model(self) -> Any:
        return self.first.model

    @property
    def page(self) -> Any:
        return self.first.window.page

    @property
    def begun(self) -> Begun:
        """What came of it."""
        assert self.first.begun is not None
        return self.first.begun

    @property
    def step(self) -> Any:
        """The step's widget."""
        return self.page.step

    @property
    def desk(self) -> Any:
        return self.first.window._desk

    def settle(self) -> None:
        """Until everything that was asked for has been answered."""
        def is_quiet() -> bool:
            QApplication.processEvents()
            return bool(self.desk.runner.under_way == 0)

        for _round in range(3):
            self.qtbot.waitUntil(is_quiet, timeout=30_000)

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.page, key)
        self.settle()

    def type(self, text: str) -> None:
        """Letters into whatever has the focus."""
        for letter in text:
            event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(QApplication.focusWidget() or self.page, event)
        self.settle()

    def touch(self, widget: Any) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.settle()

    def wrong(self, name: str) -> str:
        """The sentence below a field."""
        return str(self.step.entries[name].wrong)

    def fill_in(self, **what: Any) -> None:
        """As if all this had been typed, up to the goods."""
        good = {"company": "Bereke", "owner": "Asel", "pin": "4729", "again": "4729"}
        for name, value in (good | what).items():
            self.model.fill(name, value)
        self.settle()

    def go_to(self, step: str) -> None:
        """On to this step."""
        for _place in range(5):
            if self.model.view.step != step:
                self.model.go_on()
                self.settle()
        assert self.model.view.step == step


NewNewcomer = Callable[..., Newcomer]


@pytest.fixture
def newcomer_at(qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[NewNewcomer]:
    """Opens the first run over a file that is not there."""
    for name in ("LC_ALL", "LC_MONETARY", "LANG"):
        monkeypatch.setenv(name, "en_KG.UTF-8")
    load_fonts()
    THEME.use(qapp, colours=LIGHT)
    with ExitStack() as opened:
        def make(path: Path, *, lost: EnvironmentFailed | None = None, language: str = "en") -> Newcomer:
            world = World(secrets=MemoryStore())
            first = opened.enter_context(opened_first_run(path, language=language, lost=lost, world=world))
            made = Newcomer(qtbot, path, first)
            made.desk.failed.connect(made.faults.append)
            made.desk.asked.connect(made.questions.append)
            made.desk.runner.crashed.connect(lambda error: pytest.fail(repr(error)))
            qtbot.addWidget(first.window)
            first.window.resize(1024, 768)
            first.window.show()
            first.window.activateWindow()
            first.window.page.shown()
            made.settle()
            return made

        yield make


@pytest.fixture
def newcomer(newcomer_at: NewNewcomer, tmp_path: Path) -> Newcomer:
    return newcomer_at(tmp_path / "shop.db")


@pytest.fixture(autouse=True)
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a person looks for what they have saved."""
    monkeypatch.setattr("platformdirs.user_documents_dir", lambda: str(tmp_path / "documents"))
    return tmp_path / "documents" / "Duken"
