"""Pictures of goods in their form: chosen, pasted, taken away; whatever the file holds, what is stored is small and square."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage

from app.core.tiles.commands import set_picture
from app.core.tiles.queries import pictures
from app.core.tiles.rules import MOST_PICTURE_BYTES, check_picture
from app.kernel.errors import RuleBroken
from tests.shop_floor import CASHIER_PIN, MANAGER_PIN, refused
from tests.ui.screens.conftest import Hand
from ui.bridge import pictures as making
from ui.bridge.pictures import SIDE, picture_from_file, small_picture
from ui.pages.goods.draft import Draft


def drawn(width: int, height: int, ink: str = "#C0392B") -> QImage:
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(QColor(ink))
    return image


@pytest.fixture
def goods(hand: Hand) -> Hand:
    """The owner with the bread in the form."""
    hand.till.window.open("goods")
    hand.settle()
    hand.till.errands.goods.choose(hand.floor.goods["111"])
    hand.settle()
    return hand


def draft(hand: Hand) -> Draft:
    found = hand.till.errands.goods.view.draft
    assert found is not None
    return found


def stored(hand: Hand) -> bytes | None:
    found: dict[Any, bytes] = hand.floor.ask(pictures, product_ids=[hand.floor.goods["111"]])
    return found.get(hand.floor.goods["111"])


def chosen(hand: Hand, path: Path) -> None:
    """By the file dialog."""
    hand.touch(hand.screen.picture)
    hand.touch(hand.screen.picture.panel.choose)
    hand.screen.picture.dialog.fileSelected.emit(str(path))
    hand.screen.picture.dialog.reject()
    hand.till.window.activateWindow()
    hand.settle()


@pytest.mark.parametrize("ending", ["png", "jpg", "bmp"])
def test_a_file_becomes_the_picture_when_the_form_is_saved(goods: Hand, tmp_path: Path, ending: str):
    path = tmp_path / f"bread.{ending}"
    assert drawn(1200, 700).save(str(path))
    chosen(goods, path)
    assert (stored(goods), goods.till.errands.goods.view.is_changed) == (None, True)
    goods.press(Qt.Key.Key_Escape)
    assert goods.screen.picture.panel is None
    goods.touch(goods.screen.save)
    image = QImage.fromData(stored(goods) or b"")
    assert (image.width(), image.height()) == (SIDE, SIDE)
    assert not goods.till.errands.goods.view.is_changed


def test_a_picture_is_taken_away(goods: Hand, tmp_path: Path):
    goods.floor.do(set_picture, product_id=goods.floor.goods["111"], image=small_picture(None, image=drawn(9, 9)))
    goods.till.errands.goods.choose(goods.floor.goods["222"])
    goods.settle()
    goods.till.errands.goods.choose(goods.floor.goods["111"])
    goods.settle()
    goods.touch(goods.screen.picture)
    goods.touch(goods.screen.picture.panel.drop)
    goods.touch(goods.screen.picture.panel.done)
    goods.touch(goods.screen.save)
    assert stored(goods) is None


def test_what_was_copied_is_pasted_and_nothing_is_said_so(goods: Hand):
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("no picture")
    goods.touch(goods.screen.picture)
    goods.touch(goods.screen.picture.panel.paste)
    assert [fault.code for fault in goods.faults] == ["picture.nothing_copied"]
    clipboard.setImage(drawn(40, 90))
    goods.touch(goods.screen.picture.panel.paste)
    assert draft(goods).picture


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n broken", b"\xff\xd8\xff" + bytes(5000), None])
def test_what_is_no_picture_is_told_by_a_sentence(goods: Hand, tmp_path: Path, content: bytes | None):
    path = tmp_path / "bread.png"
    if content is not None:
        path.write_bytes(content)
    chosen(goods, path)
    assert [fault.code for fault in goods.faults] == ["picture.unreadable"]
    assert "JPEG" in goods.till.window.banner.text
    assert draft(goods).picture is None


def test_a_new_product_gets_its_picture_with_all_the_rest(goods: Hand, tmp_path: Path):
    path = tmp_path / "new.png"
    drawn(300, 300).save(str(path))
    goods.touch(goods.screen.new)
    goods.keys("Halva")
    chosen(goods, path)
    goods.touch(goods.screen.picture.panel.done)
    goods.touch(goods.screen.save)
    assert goods.floor.value("SELECT count(*) FROM product_picture") == 1
    assert not goods.till.errands.goods.view.is_changed


def test_a_cashier_needs_a_lent_right(goods: Hand, tmp_path: Path):
    goods.sit_down(goods.floor.cashier_id, CASHIER_PIN)
    goods.till.errands.goods.take_picture(drawn(30, 30))
    goods.settle()
    goods.touch(goods.screen.save)
    assert (stored(goods), len(goods.missing)) == (None, 1)
    goods.missing[0].lend(goods.floor.manager_id, MANAGER_PIN)
    goods.settle()
    assert stored(goods)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 700), st.integers(1, 700), st.integers(0, 9))
def test_whatever_its_shape_it_is_stored_small_and_square(width: int, height: int, seed: int):
    noise = QImage(Random(seed).randbytes(width * height * 4), width, height, width * 4, QImage.Format.Format_RGB32)
    made = small_picture(None, image=noise)
    check_picture(made)
    assert QImage.fromData(made).size().toTuple() == (SIDE, SIDE)


def test_what_is_transparent_becomes_white():
    made = QImage.fromData(small_picture(None, image=drawn(50, 50, "#00000000")))
    assert made.pixelColor(100, 100).lightness() > 250


def test_a_very_long_picture_is_cut_and_not_blown_up(tmp_path: Path):
    path = tmp_path / "long.png"
    drawn(4, 20_000).save(str(path))
    assert QImage.fromData(picture_from_file(None, path=path)).width() == SIDE


def test_a_huge_file_is_not_even_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "film.jpg"
    path.write_bytes(b"\xff\xd8\xff" + bytes(100))
    monkeypatch.setattr(making, "LARGEST_FILE", 50)
    with refused("picture.unreadable", RuleBroken):
        picture_from_file(None, path=path)


def test_screens_and_shop_agree_how_large_a_picture_may_be():
    assert making.MOST_BYTES == MOST_PICTURE_BYTES
