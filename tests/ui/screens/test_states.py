"""The line at the bottom of the window tells what waits, and stops telling it once it is done."""

from __future__ import annotations

from pathlib import Path

from app.printing import print_waiting
from devices.simulators.drawer import FileDrawer
from devices.simulators.printer import FilePrinter
from tests.ui.screens.conftest import Hand


def printer(hand: Hand) -> str:
    return next(state.words for state in hand.till.states.right if state.name == "printer")


def test_a_receipt_that_waits_is_told_until_it_is_printed(hand: Hand, tmp_path: Path):
    hand.floor.sell("111", cash=3000)
    hand.settle()
    assert printer(hand) == "Printer: 1 waiting"
    (job,) = hand.till.states.prints
    assert job.number == hand.floor.value("SELECT number FROM sale")
    print_waiting(hand.floor.shop, FilePrinter(tmp_path), FileDrawer(tmp_path / "drawer"), columns=42, language="en")
    hand.settle()
    assert printer(hand) == "Printer"
