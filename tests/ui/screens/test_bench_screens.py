"""The benchmark of the screens, small: it comes to an end and says what it was asked for. How quick, no test says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.bench.made_up import made_up_goods
from app.bench.screens import OWNER_PIN
from app.bench.screens.processes import Processes
from app.bench.screens.shop import make_shop
from app.bench.screens.window import measure_window


@pytest.fixture
def shop_file(tmp_path: Path) -> Path:
    """A shop with a few goods."""
    path = tmp_path / "shop.db"
    make_shop(path, made_up_goods(tmp_path / "goods.tsv", 400), OWNER_PIN)
    return path


def test_the_window_is_measured_with_keys(qapp: QApplication, shop_file: Path):
    found = measure_window(shop_file, pin=OWNER_PIN, rounds=8, lines=8)
    assert set(found) >= {"scan_ms", "search_ms", "pay_ms", "peak_rss_mib"}
    assert all(set(found[name]) >= {"p50", "p95"} for name in ("scan_ms", "search_ms", "pay_ms"))
    assert set(found["cart_ratio_p50"]) == set(found["cart_large"]) == {"edit", "move", "scan"}
    assert found["products"] == 400
    json.dumps(found)


def test_a_start_and_its_floor_are_measured_from_outside(shop_file: Path):
    found = Processes(shop_file, OWNER_PIN).measure_start(1)
    assert min(found["start_ms"], found["qt_floor_ms"]) > 0


def test_a_till_that_was_killed_comes_back_with_its_cart(shop_file: Path):
    assert Processes(shop_file, OWNER_PIN).measure_restart(1)["restart_ms"] > 0
