"""The whole program opened over a real file, for stories that are told at its window."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.core.catalog.commands import Pack, add_code
from app.core.parties.commands import add_customer
from app.kernel.barcode import check_digit
from app.kernel.clock import ManualClock
from app.main import opened_till
from app.wiring import World
from tests.shop_floor import MORNING, Template, open_floor
from tests.ui.two_ways import Pace
from ui.kit.scan_filter import ScanFilter

BREAD, TEA, UNKNOWN = (code + check_digit(code) for code in ("460000000001", "460000000002", "460000000003"))
"""Codes that a scanner reads: of two goods, and of something that the shop does not know yet."""


@dataclass
class Window:
    """The open `Till`, and what tests move: the clock and the pace of hands."""

    till: Any
    clock: ManualClock
    scans: ScanFilter
    pace: Pace


OpenWindow = Callable[[], AbstractContextManager[Window]]


@pytest.fixture
def path(template: Template, tmp_path: Path) -> Path:
    """The file of a shop in the morning; its goods have codes that a scanner reads."""
    made = tmp_path / "duken.db"
    shutil.copy(template.path, made)
    floor = open_floor(made, template, ManualClock(MORNING))
    with floor.shop:
        floor.do(add_customer, name="Saltanat", credit_limit_minor=100_000)
        for good, code in (("111", BREAD), ("333", TEA)):
            floor.do(add_code, product_id=template.goods[good], pack=Pack(code))
    return made


@pytest.fixture
def open_window(qapp: QApplication, path: Path, monkeypatch: pytest.MonkeyPatch) -> OpenWindow:
    """The program as it starts: real file, real writer, the printer's thread, the keeper of backups."""
    clock, pace, chance = ManualClock(MORNING), Pace(), random.Random(7)

    @contextmanager
    def opened() -> Iterator[Window]:
        scans = ScanFilter(pace)
        monkeypatch.setattr("app.window.ScanFilter", lambda: scans)
        with opened_till(qapp, path, world=World(clock=clock, random_bytes=chance.randbytes)) as till:
            till.desk.runner.crashed.connect(lambda error: pytest.fail(repr(error)))
            till.window.resize(1366, 768)
            till.window.show()
            till.window.activateWindow()
            yield Window(till, clock, scans, pace)
            till.window.close()

    return opened
