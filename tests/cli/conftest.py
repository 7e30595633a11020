"""A person at the command line: calls the program's own verbs in this process, and reads what they print."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app import wiring
from app.cli.calling import call
from app.kernel.clock import ManualClock
from app.wiring import World
from tests.shop_floor import MORNING, ShopFloor, Template, open_floor


@dataclass(frozen=True, slots=True)
class Said:
    """What came of a call: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """What stands on standard output, line by line."""
        return self.out.splitlines()

    @property
    def json(self) -> Any:
        """The answer as data."""
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        """The error in JSON."""
        return self.json["error"]


Duken = Callable[..., Said]


@dataclass
class Till:
    """A shop's file that is closed, and the clock that verbs see; `with opened():` looks into it."""

    path: Path
    template: Template
    clock: ManualClock

    def opened(self) -> ShopFloor:
        """The shop, open; the caller closes it."""
        return open_floor(self.path, self.template, self.clock)


@pytest.fixture(autouse=True)
def a_machine_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log_as_it_was: None) -> None:
    """English, a home of its own, and the log as it was before."""
    for name in ("LC_ALL", "LC_MESSAGES", "DUKEN_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))


@pytest.fixture
def duken(capfd: pytest.CaptureFixture[str]) -> Duken:
    """`duken("search", "tea")`: what the program answers."""

    def say(*words: object) -> Said:
        capfd.readouterr()
        code = call([str(word) for word in words])
        shown = capfd.readouterr()
        return Said(code, shown.out, shown.err)

    return say


@pytest.fixture
def file(template: Template, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Till:
    """A shop's file as the evening has left it: people and goods are there, no shift is open."""
    path = tmp_path / "shop" / "duken.db"
    path.parent.mkdir()
    shutil.copy(template.path, path)
    clock = ManualClock(MORNING + timedelta(hours=1))
    monkeypatch.setattr(wiring, "REAL_WORLD", World(clock=clock))
    return Till(path, template, clock)
