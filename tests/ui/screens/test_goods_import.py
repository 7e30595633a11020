"""A price list with hands: a look, storing, cancelling, and what is told of bad rows."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from db.writer import PRIORITY_JOB
from tests.shop_floor import CASHIER_PIN
from tests.ui.screens.conftest import Hand
from ui.bridge.runner import BEHIND_THE_TILL

HEAD = "name;barcode;price;unit\n"


@pytest.fixture
def page(hand: Hand) -> Hand:
    """The owner, about to bring a price list in."""
    hand.till.window.open("import")
    hand.settle()
    return hand


def model(hand: Hand):
    return hand.till.errands.goods_import


def listed(path: Path, *rows: str) -> Path:
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows))
    return path


def finish(hand: Hand) -> None:
    """Until the thread is done."""
    hand.qtbot.waitUntil(lambda: not model(hand).view.is_under_way, timeout=20_000)
    hand.settle()


def goods_count(hand: Hand) -> int:
    return int(hand.floor.value("SELECT count(*) FROM product"))


def look(hand: Hand, path: Path) -> None:
    model(hand).look(path)
    finish(hand)


def test_its_commands_stand_behind_the_till():
    assert BEHIND_THE_TILL == PRIORITY_JOB


def test_a_look_stores_nothing_and_the_green_key_stores(page: Hand, tmp_path: Path):
    before = goods_count(page)
    look(page, listed(tmp_path / "list.csv", "Juice;;80;pcs", "Nectar;;90;pcs", "Bread;111;35;pcs", "Milk;222;99,90;pcs"))
    report = model(page).view.report
    assert (report.rows, report.added, report.changed, report.unchanged) == (4, 2, 1, 1)
    assert goods_count(page) == before
    assert page.screen.go_on.detail == "3"
    page.touch(page.screen.go_on)
    finish(page)
    assert model(page).view.stage == "done"
    assert goods_count(page) == before + 2
    page.touch(page.screen.go_on)
    assert page.till.window.name == "goods"


def test_bad_rows_are_named_with_line_and_sentence_and_can_be_copied(page: Hand, tmp_path: Path):
    look(page, listed(tmp_path / "list.csv", "Juice;;eighty;pcs", ";;1;pcs", "Tea leaf;4600000000016;5;pcs", "Good;;1;pcs"))
    page.touch(page.screen.copy)
    text = QGuiApplication.clipboard().text()
    first, second, heading, odd = text.splitlines()
    assert first.startswith("Line 2: “eighty”")
    assert second.startswith("Line 3: ")
    assert heading.startswith("Good enough")
    assert "4600000000016" in odd
    page.desk.speak("ru")
    page.settle()
    assert "eighty" in page.screen.list.toPlainText()
    assert "Цена" in page.screen.list.toPlainText() or "цена" in page.screen.list.toPlainText(), "in the language spoken now"


def test_cancelling_keeps_what_is_stored_and_says_so(page: Hand, tmp_path: Path):
    look(page, listed(tmp_path / "list.csv", *(f"Juice {number};;80;pcs" for number in range(4000))))
    before, goes_on = goods_count(page), threading.Event()

    def hold_the_writer(topics: frozenset[str]) -> None:
        """Behind the first batch, until somebody has cancelled."""
        if "catalog" in topics:
            goes_on.wait(20)

    page.floor.shop.listeners.append(hold_the_writer)
    model(page).store()
    page.qtbot.waitUntil(lambda: model(page).view.rows > 0, timeout=10_000)
    assert page.screen.cancel.isVisible()
    page.screen.cancel.click()
    goes_on.set()
    finish(page)
    report = model(page).view.report
    assert report.cancelled
    assert 0 < goods_count(page) - before < 4000
    assert report.added == goods_count(page) - before


def test_storing_twice_is_storing_once(page: Hand, tmp_path: Path):
    before = goods_count(page)
    look(page, listed(tmp_path / "list.csv", "Juice;;80;pcs"))
    model(page).store()
    model(page).store()
    model(page).look(tmp_path / "list.csv")
    finish(page)
    assert goods_count(page) == before + 1


def test_the_till_sells_meanwhile_and_the_list_goes_on(page: Hand, tmp_path: Path):
    look(page, listed(tmp_path / "list.csv", *(f"Juice {number};;80;pcs" for number in range(1500))))
    model(page).store()
    page.press(Qt.Key.Key_Escape)
    page.till.window.open("checkout")
    page.screen._model.scan("111")
    page.settle()
    assert [line.name for line in page.screen._model.lines.values()] == ["Bread"]
    finish(page)
    page.till.window.open("import")
    page.settle()
    assert model(page).view.stage == "done"
    assert page.screen.go_on.text() == "To the goods"


@pytest.mark.parametrize(("name", "content", "code"), [
    ("empty.csv", b"", "file.empty"), ("head.csv", b"name;price\n", "file.no_rows"),
    ("other.csv", b"a;b\n1;2\n", "goods.no_name_column"), ("photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(200), "file."),
    ("book.xlsx", b"no book", "file."),
])
def test_what_is_no_price_list_is_told_and_another_can_be_chosen(
    page: Hand, tmp_path: Path, name: str, content: bytes, code: str
):
    path = tmp_path / name
    path.write_bytes(content)
    look(page, path)
    assert page.faults[-1].code.startswith(code)
    assert model(page).view.stage == "choose"
    assert page.screen.go_on.isEnabled()


def test_a_file_that_is_gone_is_told(page: Hand, tmp_path: Path):
    look(page, tmp_path / "gone.csv")
    assert page.faults[-1].code == "file.cannot_read"


def test_without_the_right_nothing_is_read(page: Hand, tmp_path: Path):
    page.sit_down(page.floor.cashier_id, CASHIER_PIN)
    look(page, listed(tmp_path / "list.csv", "Juice;;80;pcs"))
    assert page.faults[-1].code == "right.missing"
    assert model(page).view.stage == "choose"


def test_a_scan_here_sells_nothing_and_says_so(page: Hand):
    page.scan("111222")
    assert "111222" in page.till.window.banner.text


def test_the_file_dialog_is_our_own_and_its_choice_is_looked_at(page: Hand, tmp_path: Path):
    path = listed(tmp_path / "list.csv", "Juice;;80;pcs")
    page.touch(page.screen.go_on)
    assert page.screen.dialog.isVisible()
    page.screen.dialog.fileSelected.emit(str(path))
    page.screen.dialog.reject()
    finish(page)
    assert model(page).view.report.added == 1
