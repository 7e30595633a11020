"""After the Z a backup is made beside the window, and the last page of the closing says so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kernel.clock import ManualClock
from app.main import opened_till
from app.wiring import World
from tests.shop_floor import MORNING, Template, open_floor
from tests.ui.screens.tills_to_kill import settle, sign_in


@pytest.mark.parametrize("can_write", [True, False])
def test_the_last_page_says_whether_there_is_a_backup(
    template: Template, tmp_path: Path, qtbot: QtBot, qapp: QApplication, can_write: bool
):
    path = tmp_path / "duken.db"
    shutil.copy(template.path, path)
    clock = ManualClock(MORNING)
    floor = open_floor(path, template, clock)
    with floor.shop:
        floor.open_shift()
        if not can_write:
            (tmp_path / "a file").touch()
            floor.setting("backup.folder", str(tmp_path / "a file" / "inside"))
    with opened_till(qapp, path, world=World(clock=clock)) as till:
        sign_in(till)
        till.window.open("close")
        settle(till)
        till.close.set_pieces(50_000, 2)
        till.close.compare()
        settle(till)
        qtbot.waitUntil(lambda: till.close.view.ready, timeout=5000)
        till.close.close()
        settle(till)
        assert till.close.view.step == "done"
        qtbot.waitUntil(lambda: bool(till.close.view.backup), timeout=20_000)
        assert till.close.view.backup_failed is not can_write
        words = till.window.screen_shown.done.backup.text()  # type: ignore[attr-defined]
        assert till.close.view.backup in words
        assert (till.close.view.backup.endswith(".db") or not can_write), words
