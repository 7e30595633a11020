"""SIGKILL to a program whose tills stand at every screen that has something to lose; a new start and a PIN shows the same."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.kernel.clock import ManualClock
from tests.shop_floor import MORNING, Template, open_floor
from tests.ui.screens.tills_to_kill import WAYS

ROOT = Path(__file__).parents[3]


def prepare(template: Template, folder: Path) -> None:
    """A morning: a shift, a receipt of two goods, a customer; one copy for each till."""
    first = folder / "first.db"
    shutil.copy(template.path, first)
    floor = open_floor(first, template, ManualClock(MORNING))
    with floor.shop:
        floor.open_shift()
        floor.sell("111", ("222", 3000), cash=100_000)
        floor.customer("Gulnara")
    for name in WAYS:
        (folder / name).mkdir()
        shutil.copy(first, folder / name / "duken.db")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has neither fork nor SIGKILL")
def test_a_killed_till_stands_where_it_stood(template: Template, tmp_path: Path):
    prepare(template, tmp_path)
    command = [sys.executable, "-m", "tests.ui.screens.tills_to_kill", str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=110)
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout.splitlines()[-1])
    assert set(told) == set(WAYS)
    assert {each["ended"] for each in told.values()} == {signal.SIGKILL}
    assert {name: each["after"] for name, each in told.items()} == {name: each["before"] for name, each in told.items()}
    screens = {name: each["after"]["screen"].strip("'") for name, each in told.items()}
    assert screens == {
        "cart": "checkout", "payment": "payment", "card_in_part": "payment", "return": "return_lines", "exchange": "checkout",
        "count": "close", "compare": "close", "cash": "cash", "goods": "goods", "customer": "checkout",
    }
