"""The first goods from a file, and the demo shop beside the real one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.demo.opening import OWNER, STAFF
from app.first_run import settle_in
from app.keyring_store import MemoryStore
from app.main import opened_till
from app.wiring import World
from tests.ui.screens.first_run.conftest import Newcomer
from ui.pages.first_run.steps.demo import PEOPLE


def test_what_is_no_price_list_is_told_before_the_shop_is_made(newcomer: Newcomer, tmp_path: Path):
    newcomer.fill_in()
    newcomer.go_to("goods")
    photo = tmp_path / "photo.csv"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    newcomer.model.take_goods(photo)
    newcomer.settle()
    assert newcomer.faults[-1].code.startswith("file.")
    assert newcomer.model.view.draft.goods is None
    newcomer.model.take_goods(tmp_path / "gone.csv")
    newcomer.settle()
    assert newcomer.faults[-1].code == "file.cannot_read"


def test_a_price_list_comes_in_right_after_with_the_owner_signed_in(newcomer: Newcomer, tmp_path: Path, qapp: QApplication):
    goods = tmp_path / "goods.csv"
    goods.write_text("name;price\nTea;100\nJuice;80\n")
    newcomer.fill_in()
    newcomer.go_to("goods")
    newcomer.press(Qt.Key.Key_F2)
    newcomer.step.dialog.fileSelected.emit(str(goods))
    newcomer.step.dialog.reject()
    newcomer.settle()
    assert newcomer.model.view.draft.goods == goods
    newcomer.go_to("code")
    newcomer.model.tick(True)
    newcomer.press(Qt.Key.Key_Return)
    begun = newcomer.begun
    with opened_till(qapp, begun.path, language="en", world=World(secrets=MemoryStore())) as till:
        settle_in(till, begun)
        importing = till.errands.goods_import
        newcomer.qtbot.waitUntil(lambda: importing.view.stage == "looked", timeout=20_000)
        assert till.window.name == "import"
        assert till.desk.person is not None
        assert importing.view.report is not None
        assert importing.view.report.added == 2
        till.window.close()


def test_the_demo_shop_stands_beside_and_says_who_works_there(newcomer: Newcomer, qapp: QApplication):
    newcomer.touch(newcomer.step.demo)
    assert newcomer.model.view.is_ready
    newcomer.press(Qt.Key.Key_Return)
    begun = newcomer.begun
    assert begun.path == newcomer.path.with_name("shop-demo") / "shop.db"
    assert not newcomer.path.exists()
    assert [folder.name for folder in newcomer.path.parent.glob("shop-*")] == ["shop-demo"], "nothing half-made is left"
    with opened_till(qapp, begun.path, language="en", world=World(secrets=MemoryStore())) as till:
        settle_in(till, begun)
        assert "6174" in till.window.banner.text
        newcomer.qtbot.waitUntil(lambda: till.states.shift is not None, timeout=10_000)
        till.window.close()


def test_the_demo_shop_is_made_once_and_found_again(newcomer: Newcomer):
    newcomer.model.look_around()
    newcomer.settle()
    made = newcomer.path.with_name("shop-demo") / "shop.db"
    before = made.stat().st_mtime_ns
    newcomer.press(Qt.Key.Key_Escape)
    assert newcomer.model.view.step == "welcome"
    newcomer.model.look_around()
    newcomer.model.look_around()
    newcomer.settle()
    assert (newcomer.model.view.is_ready, made.stat().st_mtime_ns, newcomer.faults) == (True, before, [])


def test_a_folder_of_somebody_elses_is_no_demo(newcomer: Newcomer):
    folder = newcomer.path.with_name("shop-demo")
    folder.mkdir()
    (folder / "photo.jpg").write_bytes(b"mine")
    newcomer.model.look_around()
    newcomer.settle()
    assert newcomer.faults[-1].code == "demo.folder_not_ours"
    assert newcomer.model.view.step == "welcome"
    assert (folder / "photo.jpg").read_bytes() == b"mine"


def test_the_people_of_the_demo_are_those_that_it_hires():
    known = {(name, pin) for name, _role, pin in PEOPLE}
    assert known == {OWNER, STAFF["manager"], STAFF["cashier"]}
