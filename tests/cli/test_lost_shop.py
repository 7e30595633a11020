"""A shop's file that is gone, or cannot be read: no verb begins a new shop in its place, and each says what helps."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Duken, Till


@pytest.fixture
def lost(duken: Duken, file: Till) -> Path:
    """The shop's newest backup; the file itself was moved away."""
    made = Path(duken("backup", "--db", file.path, "--json").json["path"])
    file.path.rename(file.path.with_name("elsewhere"))
    return made


@pytest.mark.parametrize("words", [["verify"], ["shift", "x"], ["shift", "open"], ["audit"], ["search", "tea"]])
def test_a_lost_shop_is_brought_back_not_set_up(duken: Duken, file: Till, lost: Path, words: list[str]):
    said = duken(*words, "--db", file.path)
    assert (said.code, said.err.splitlines()) == (1, [
        f"The shop's file is gone: {file.path}. Put it back, or restore a backup.",
        f"The newest good backup: {lost}. Bring it back with: duken restore --db {file.path}",
    ])


def test_a_lost_shop_comes_back_with_one_verb(duken: Duken, file: Till, lost: Path):
    said = duken("restore", "--db", file.path)
    assert (said.code, said.lines[0]) == (0, f"Restored from {lost}.")
    assert duken("verify", "--db", file.path).code == 0


def test_no_verb_makes_a_new_shop_in_a_lost_ones_place_unasked(duken: Duken, file: Till, lost: Path, tmp_path: Path):
    goods = tmp_path / "goods.csv"
    goods.write_text("name,price,barcode\nTea,100,4600000000017\n", encoding="utf-8")
    sales = tmp_path / "sales.csv"
    sales.write_text(
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
        "1,A,Tea,1,2010-12-01 08:26:00,2.55,,United Kingdom\n", encoding="utf-8",
    )
    setup = ["setup", "--company", "A", "--owner", "B", "--pin", "4728"]
    for words in (["import", "goods", str(goods)], ["replay", str(sales)], setup):
        said = duken(*words, "--db", file.path, "--json")
        assert (said.code, said.error["code"], said.error["facts"]["backup"]) == (1, "shop.was_here", str(lost)), words
    assert not file.path.exists()
    assert duken(*setup, "--db", file.path).err.splitlines() == [
        f"There was a shop here, and its file is gone: {file.path}. Make a new, empty shop in its place?",
        "To go on, say yes: --yes shop.was_here",
        f"The newest good backup: {lost}. Bring it back with: duken restore --db {file.path}",
    ]
    assert duken("import", "goods", goods, "--dry-run", "--db", file.path).code == 0
    assert duken(*setup, "--db", file.path, "--yes", "shop.was_here").code == 0


def test_over_an_unreadable_file_moments_are_still_the_shops_own(duken: Duken, file: Till):
    made = Path(duken("backup", "--db", file.path, "--json").json["path"])
    file.path.write_bytes(b"\0" * 20_000)
    said = duken("restore", "--db", file.path)
    here = datetime.fromisoformat(duken("restore", "--from", made, "--db", file.path, "--json").json["ends_at"])
    in_bishkek = (here + timedelta(hours=6)).strftime("%I:%M").lstrip("0")
    assert said.lines[-1].replace("\u202f", " ").startswith(f"The backup ends on Mar 2, 2026, {in_bishkek} AM. What came later")
