"""Where a shop has been it is offered back, and no new one takes its place unasked."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.core.setup.queries import names_here
from app.kernel.clock import system_clock
from app.kernel.errors import EnvironmentFailed
from app.wiring import World, create_shop, open_shop
from db.backup import make_backup
from tests.shop_floor import refused
from tests.ui.screens.first_run.conftest import Newcomer, NewNewcomer
from ui.pages.first_run.draft import Draft


def lost_shop(path: Path) -> EnvironmentFailed:
    """A shop with a backup, whose file is gone."""
    newcomer = Draft(company="Old", owner="Asel", pin="4729")
    shop, _code = create_shop(path, newcomer.new_shop("en"), world=World())
    shop.close()
    make_backup(path, path.parent / "backups", now=system_clock())
    path.unlink()
    with pytest.raises(EnvironmentFailed) as caught:
        open_shop(path)
    return caught.value


def test_a_lost_shop_is_offered_back_and_comes_with_one_key(newcomer_at: NewNewcomer, tmp_path: Path):
    path = tmp_path / "shop.db"
    newcomer = newcomer_at(path, lost=lost_shop(path))
    assert newcomer.step.restore.look == "primary"
    newcomer.press(Qt.Key.Key_Return)
    assert newcomer.faults == []
    assert newcomer.begun.path == path
    with open_shop(path) as shop:
        assert shop.ask(names_here)[0] == "Old"


def test_no_new_shop_takes_a_lost_ones_place_unasked(newcomer_at: NewNewcomer, tmp_path: Path):
    path = tmp_path / "shop.db"
    newcomer = newcomer_at(path, lost=lost_shop(path))
    newcomer.press(Qt.Key.Key_F4)
    newcomer.fill_in(company="New")
    newcomer.go_to("goods")
    newcomer.press(Qt.Key.Key_Return)
    assert [question.code for question in newcomer.questions] == ["shop.was_here"]
    assert not path.exists()
    assert newcomer.model.view.can_go_on
    newcomer.model.say_yes(newcomer.questions[0])
    newcomer.model.say_yes(newcomer.questions[0])
    newcomer.settle()
    assert (newcomer.model.view.step, newcomer.faults) == ("code", [])


def test_a_file_that_is_no_backup_is_told(newcomer: Newcomer, tmp_path: Path):
    other = tmp_path / "letter.db"
    other.write_text("Dear customer")
    newcomer.model.bring_back(other)
    newcomer.settle()
    assert newcomer.faults[-1].code == "backup.unreadable"
    assert newcomer.model.view.step == "welcome"
    assert not newcomer.path.exists()


def test_an_empty_file_is_a_first_run_too(newcomer_at: NewNewcomer, tmp_path: Path):
    path = tmp_path / "shop.db"
    path.touch()
    with refused("shop.missing", EnvironmentFailed):
        open_shop(path)
    newcomer = newcomer_at(path)
    newcomer.fill_in()
    newcomer.go_to("code")
    with open_shop(path) as shop:
        assert shop.ask(names_here)[0] == "Bereke"
