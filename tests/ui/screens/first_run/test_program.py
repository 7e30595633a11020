"""`duken run` over a file: which begin with the first run, which are refused as before, and the way from there to the till."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.core.setup.commands import NewShop
from app.first_run import run_first
from app.kernel.errors import EnvironmentFailed
from app.wiring import create_shop, open_shop
from tests.tidy.repository import ROOT
from ui.shell.first_window import FirstWindow
from ui.shell.window import Window

NEW = NewShop(company="Rahat", owner="Ainura", owner_pin="4729")
SCRIPT = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from app.cli.window_verbs import open_window
from app.kernel.errors import AppError
from ui.shell.first_window import FirstWindow

def seen(window):
    print("first run")
    window.show()
    QTimer.singleShot(0, window.leave)

FirstWindow.showMaximized = seen
try:
    print(open_window(Path(sys.argv[1]), "light", 100))
except AppError as error:
    print(error.code)
"""


def said_of(path: Path) -> list[str]:
    """What a program of its own says when it opens this file."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(path)], cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )
    return done.stdout.splitlines()


def make(what: str, path: Path) -> None:
    if what == "empty":
        path.touch()
    elif what == "damaged":
        path.write_bytes(b"SQLite format 3\0" + bytes(9000))
    elif what == "another program's":
        path.write_text("Dear customer")
    elif what == "a folder":
        path.mkdir()


@pytest.mark.parametrize(("what", "said"), [
    ("missing", ["first run", "0"]), ("empty", ["first run", "0"]), ("another program's", ["database.not_ours"]),
    ("a folder", ["database.is_folder"]),
])
def test_only_where_there_is_nothing_a_first_run_begins(tmp_path: Path, what: str, said: list[str]):
    path = tmp_path / "shop.db"
    make(what, path)
    before = path.read_bytes() if path.is_file() else None
    assert said_of(path) == said
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_damaged_shop_is_refused_as_before(tmp_path: Path):
    path = tmp_path / "shop.db"
    shop, _code = create_shop(path, NEW)
    shop.close()
    path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 60_000)
    assert said_of(path) == ["database.damaged"]


def test_from_the_first_run_to_the_sign_in_in_one_process(qapp: QApplication, tmp_path: Path):
    path = tmp_path / "shop.db"
    seen: list[str] = []
    others = set(QApplication.topLevelWidgets())  # what a test before this one has left behind

    def act() -> None:
        for window in set(QApplication.topLevelWidgets()) - others:
            if isinstance(window, FirstWindow) and window.isVisible():
                hurry(window)
            elif isinstance(window, Window) and window.isVisible():
                seen.append(window.name)
                window.close()

    def hurry(window: FirstWindow) -> None:
        model = window._model
        if model.view.step == "welcome":
            for name, value in {"company": "Rahat", "owner": "Ainura", "pin": "4729", "again": "4729"}.items():
                model.fill(name, value)
        model.tick(True)
        model.go_on()

    hand = QTimer()
    hand.timeout.connect(act)
    hand.start(20)
    assert run_first(path, lost=EnvironmentFailed("shop.missing", path=str(path)), language="kk") == 0
    hand.stop()
    assert seen == ["sign_in"]
    with open_shop(path) as shop:
        assert shop.place.language == "kk"
