"""The demo day through the real screens: the same story as by commands, told in gestures, with a picture of each step."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.demo.opening import prepare_stage
from app.demo.purse import Purse
from app.demo.window.camera import USUAL
from app.demo.window.day import opened_counter, play_window_day
from app.kernel.errors import EnvironmentFailed, NeedsConfirmation
from tests.shop_floor import refused

TOTALS = {
    "A1-000001": 24_980, "A1-000002": 70_839, "A1-000003": 127_998, "A1-000004": 80_800, "A1-000005": 33_090,
    "A1-000006": 191_123, "A1-000007": 211_204, "A1-000008": 12_300, "A1-000009": 132_500, "A1-000010": 22_000,
    "A1-000011": 99_000, "A1-000012": 42_000,
}
IN_THE_DRAWER = 512_800 + 20_000
"""Both worked out by hand: what each customer buys by the shelf's prices, who handed over what and got what back; and a note of
the agent."""


SHADE = 16
"""Of 255: no eye sees it. The edge of a very large figure is now drawn anew and now from what is kept of it."""


def furthest(one: Path, other: Path) -> int:
    """How far the two pictures are from each other where they are furthest, in shades of a colour; 255 for other sizes."""
    first, second = (QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32) for path in (one, other))
    if first.size() != second.size():
        return 255
    return max(abs(here - there) for here, there in zip(bytes(first.constBits()), bytes(second.constBits()), strict=True))


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("window") / "demo"


@pytest.fixture(scope="module")
def summary(qapp: QApplication, out: Path) -> dict[str, Any]:
    return play_window_day(out, language="ru")


def test_the_drawer_holds_to_the_coin_what_the_books_say(summary: dict[str, Any]):
    z = summary["z"]
    assert summary["purse"]["total_minor"] == z["expected_minor"] == z["counted_minor"] == z["verified_minor"] == IN_THE_DRAWER
    assert z["difference_minor"] == 0
    assert summary["verify"]["clean"], summary["verify"]["findings"]


def test_each_customer_pays_what_the_shelf_says(summary: dict[str, Any], out: Path):
    with closing(sqlite3.connect(out / "shop.db")) as connection:
        sold = connection.execute("SELECT number, total_minor FROM sale WHERE state = 'completed' AND number LIKE 'A1-%'")
        assert dict(sold) == TOTALS
        returned = connection.execute("SELECT number, total_minor FROM sale_return WHERE number LIKE 'A1-%'").fetchall()
    assert returned == [("A1-R000001", 8990), ("A1-R000002", 18_000)]


def test_every_lent_right_is_on_record(summary: dict[str, Any], out: Path):
    with closing(sqlite3.connect(out / "shop.db")) as connection:
        lent = connection.execute(
            "SELECT json_extract(facts, '$.right') FROM audit_entry WHERE action = 'right.lent' ORDER BY seq"
        ).fetchall()
    assert [right for (right,) in lent] == ["discount", "edit_goods", "edit_prices", "sell_over_limit", "see_expected_cash"]


def test_each_step_is_a_picture_and_each_screen_of_the_till_is_on_one(summary: dict[str, Any], out: Path):
    pictures = sorted(path.name for path in out.glob("*.png"))
    assert pictures == summary["pictures"]
    assert len(pictures) > 35
    for name in pictures:
        picture = QImage(str(out / name))
        assert picture.size() == USUAL
        assert picture.colorCount() > 0 or not picture.isGrayscale(), f"{name} is empty"


def test_no_screen_of_the_till_is_without_a_picture(summary: dict[str, Any], qapp: QApplication, tmp_path: Path):
    stage = prepare_stage(tmp_path / "shop.db", tmp_path, language="en")
    with stage.shop, opened_counter(qapp, stage) as at:
        assert summary["screens"] == sorted(at.till.screens)


def test_papers_and_summary_lie_beside_the_pictures(summary: dict[str, Any], out: Path):
    there = sorted(path.relative_to(out).as_posix() for path in (out / "receipts").iterdir())
    assert there == sorted(summary["files"])
    sales, returns, orders, closings = 12, 2, 3, 2  # an order is the agent's; the Z, and its copy with the third figure
    assert len([name for name in there if name.endswith(".txt")]) == sales + returns + orders + closings
    assert summary["blocked_ms_max"] > 0
    assert Path(summary["backup"]).parent == out / "backups"


def test_the_same_day_again_gives_the_same_papers_and_the_same_pictures(
    summary: dict[str, Any], out: Path, tmp_path: Path, qapp: QApplication
):
    again = play_window_day(tmp_path / "demo", language="ru")
    assert again["steps"] == summary["steps"]
    for path in sorted((out / "receipts").glob("*.txt")):
        other = tmp_path / "demo" / path.relative_to(out)
        assert other.read_text().splitlines() == path.read_text().splitlines(), path.name
    for path in sorted(out.glob("*.png")):
        other = tmp_path / "demo" / path.relative_to(out)
        assert other.read_bytes() == path.read_bytes() or furthest(path, other) < SHADE, path.name


def test_pictures_come_in_every_size_that_is_asked_for_or_not_at_all(tmp_path: Path, qapp: QApplication):
    sizes = [(tmp_path / "small", QSize(1024, 768)), (tmp_path / "large", QSize(1920, 1080))]
    stage = prepare_stage(tmp_path / "shop.db", tmp_path, language="en")
    for folder, _size in sizes:
        folder.mkdir()
    with stage.shop, opened_counter(qapp, stage, sizes) as at:
        at.take("sign-in")
    assert [QImage(str(folder / "001-sign-in.png")).size() for folder, _size in sizes] == [size for _folder, size in sizes]
    stage = prepare_stage(tmp_path / "other.db", tmp_path, language="en")
    with stage.shop, opened_counter(qapp, stage) as at:
        at.take("sign-in")
        assert [picture.screen for picture in at.camera.taken] == ["sign_in"]
    assert not list(tmp_path.glob("*.png"))


def test_a_drawer_that_lacks_a_coin_does_not_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication):
    whole = Purse.count
    monkeypatch.setattr(Purse, "count", lambda purse: {worth: number - (worth == 100) for worth, number in whole(purse).items()})
    with refused("shift.difference", NeedsConfirmation):
        play_window_day(tmp_path / "demo", pictures=False)


def test_a_folder_that_is_not_the_demos_is_left_alone(tmp_path: Path, qapp: QApplication):
    (tmp_path / "notes.txt").write_text("mine")
    with refused("demo.folder_not_ours", EnvironmentFailed):
        play_window_day(tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"
