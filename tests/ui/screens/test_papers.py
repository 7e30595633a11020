"""The paper of what was just done: a copy, or a PDF to send; both are on record, and both ask for the right."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.kernel.permissions import Right
from tests.ui.screens.conftest import Hand
from ui.bridge.copies import Copies

Key = Qt.Key
COPIES = "SELECT count(*) FROM print_job WHERE copy > 0"
RECORDED = "SELECT count(*) FROM audit_entry WHERE action = 'print.again'"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a person's documents lie."""
    monkeypatch.setattr("ui.bridge.pdf.documents_folder", lambda: tmp_path / "Duken")
    return tmp_path / "Duken"


def sell(hand: Hand) -> None:
    hand.checkout.scan("111")
    hand.settle()
    hand.press(Key.Key_F12)
    hand.press(Key.Key_Return)
    assert hand.till.window.name == "paid"


@pytest.mark.parametrize("by_touch", [True, False])
def test_after_a_sale_the_receipt_is_saved_as_a_pdf_and_that_is_on_record(hand: Hand, folder: Path, by_touch: bool):
    sell(hand)
    if by_touch:
        hand.touch(hand.screen.pdf)
    else:
        hand.press(Key.Key_S)
    (saved,) = folder.iterdir()
    assert saved.read_bytes().startswith(b"%PDF")
    assert str(saved) in hand.till.window.banner.text
    assert (hand.floor.value(COPIES), hand.floor.value(RECORDED)) == (1, 1)
    assert hand.till.window.name == "paid"


def test_who_may_not_print_again_saves_nothing_either(hand: Hand, folder: Path):
    hand.cashier_without(Right.REPRINT)
    sell(hand)
    hand.press(Key.Key_S)
    assert [missing.right for missing in hand.missing] == [Right.REPRINT]
    assert not folder.exists()
    assert hand.floor.value(COPIES) == 0


def test_five_quick_presses_are_one_copy_on_paper_and_one_file(hand: Hand, folder: Path):
    sell(hand)
    for _press in range(5):
        hand.press(Key.Key_P)
        hand.press(Key.Key_S)
    assert (hand.floor.value(COPIES), len(list(folder.iterdir()))) == (2, 1)


@pytest.mark.parametrize("screen", ["receipts", "given_back"])
def test_five_quick_presses_are_one_copy_of_each_document(hand: Hand, screen: str):
    sold = hand.floor.sell("111")
    if screen == "receipts":
        hand.till.window.open("receipts")
    else:
        hand.press(Key.Key_F7)
        hand.screen.box.setText(sold.number)
        hand.press(Key.Key_Return)
        hand.press(Key.Key_A)
        hand.press(Key.Key_3, Qt.KeyboardModifier.AltModifier)
        hand.press(Key.Key_F9)
        hand.checkout.scan("222")
        hand.settle()
        hand.press(Key.Key_F12)
        hand.press(Key.Key_Return)
        assert hand.till.window.name == "given_back"
    hand.settle()
    for _press in range(5):
        hand.press(Key.Key_P)
    assert hand.floor.value(COPIES) == (1 if screen == "receipts" else 2)


def test_a_press_after_a_second_is_another_copy_and_one_that_is_under_way_is_none(hand: Hand, folder: Path):
    sold, now = hand.floor.sell("111"), [0.0]
    copies = Copies(hand.desk, clock=lambda: now[0])

    def press() -> None:
        copies.print_again(kind="sale", document_id=sold.sale_id, done=lambda: None)
        copies.save(kind="sale", document_id=sold.sale_id, done=lambda _path: None)

    press()
    now[0] = 60.0
    press()
    hand.settle()
    assert hand.floor.value(COPIES) == 2
    now[0] += 1.0
    press()
    hand.settle()
    assert hand.floor.value(COPIES) == 4


def test_after_a_file_that_cannot_be_written_the_key_works_again(hand: Hand, folder: Path):
    sold, now = hand.floor.sell("111"), [0.0]
    copies = Copies(hand.desk, clock=lambda: now[0])
    folder.parent.joinpath("Duken").write_text("a file where a folder should be")
    for _press in range(2):
        copies.save(kind="sale", document_id=sold.sale_id, done=lambda _path: None)
        hand.settle()
        now[0] += 1.0
    assert [fault.code for fault in hand.faults] == ["file.cannot_write"] * 2


def test_a_return_is_saved_too(hand: Hand, folder: Path):
    hand.floor.sell("111")
    hand.till.window.open("receipts")
    hand.settle()
    hand.press(Key.Key_Return)
    hand.press(Key.Key_A)
    hand.press(Key.Key_1, Qt.KeyboardModifier.AltModifier)
    hand.press(Key.Key_Return)
    assert hand.till.window.name == "given_back"
    hand.press(Key.Key_S)
    assert len(list(folder.iterdir())) == 1
