"""`duken run` over a file: which begin with the first run, which are refused as before, and the way from there to the till."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.setup.commands import NewShop
from app.wiring import create_shop, open_shop
from tests.ui.screens.own_program import program_says

NEW = NewShop(company="Rahat", owner="Ainura", owner_pin="4729")
SCRIPT = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from app.cli.window_verbs import open_window
from app.kernel.errors import AppError
from ui.shell.first_window import FirstWindow
from ui.shell.refusal import Refusal

def seen(window):
    print("first run")
    window.show()
    QTimer.singleShot(0, window.leave)

def told(window):
    window.setVisible(True)
    print("told" if "shop.db" in window.sentence.text() else window.sentence.text())
    QTimer.singleShot(0, window.key.click)

FirstWindow.showMaximized = seen
Refusal.show = told
try:
    print(open_window(Path(sys.argv[1]), "light", 100))
except AppError as error:
    print(error.code)
"""

QUICK = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.first_run import run_first
from app.kernel.errors import EnvironmentFailed
from ui.shell.first_window import FirstWindow

def act():
    for window in QApplication.topLevelWidgets():
        if isinstance(window, FirstWindow) and window.isVisible():
            hurry(window._model)
        elif getattr(window, "name", "") and window.isVisible():
            print(window.name)
            window.close()

def hurry(model):
    if model.view.step == "welcome":
        for name, value in {"company": "Rahat", "owner": "Ainura", "pin": "4729", "again": "4729"}.items():
            model.fill(name, value)
    model.tick(True)
    model.go_on()

application = QApplication([])
hand = QTimer()
hand.timeout.connect(act)
hand.start(20)
print(run_first(Path(sys.argv[1]), lost=EnvironmentFailed("shop.missing", path=sys.argv[1]), language="kk"))
"""


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
    ("missing", ["first run", "0"]), ("empty", ["first run", "0"]), ("another program's", ["told", "database.not_ours"]),
    ("a folder", ["told", "database.is_folder"]),
])
def test_only_where_there_is_nothing_a_first_run_begins(tmp_path: Path, what: str, said: list[str]):
    path = tmp_path / "shop.db"
    make(what, path)
    before = path.read_bytes() if path.is_file() else None
    assert program_says(SCRIPT, path) == said
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_damaged_shop_is_refused_as_before(tmp_path: Path):
    path = tmp_path / "shop.db"
    shop, _code = create_shop(path, NEW)
    shop.close()
    path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 60_000)
    assert program_says(SCRIPT, path) == ["told", "database.damaged"]


def test_from_the_first_run_to_the_sign_in_in_one_process(tmp_path: Path):
    path = tmp_path / "shop.db"
    assert program_says(QUICK, path) == ["sign_in", "0"]
    with open_shop(path) as shop:
        assert shop.place.language == "kk"
