"""The demo day: its drawer is counted coin by coin beside the books, its papers are all there, and it is the same every time."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.demo.day import play_day
from app.demo.goods import GOODS
from app.demo.purse import Purse
from app.kernel.barcode import has_right_check_digit, is_gtin
from app.kernel.errors import EnvironmentFailed, NeedsConfirmation
from db.lock import ProgramLock
from tests.shop_floor import refused

# Worked out by hand from the shelf prices; the drawer's 6,603.00 from who handed over what and got what back.
TOTALS = {
    "A1-000001": 24_980, "A1-000002": 70_839, "A1-000003": 127_998, "A1-000004": 80_800, "A1-000005": 33_090,
    "A1-000006": 191_123, "A1-000007": 211_204, "A1-000008": 9800, "A1-000009": 132_500, "A1-000010": 22_000,
    "A1-000011": 99_000, "A1-000012": 42_000,
}
IN_THE_DRAWER = 660_300


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "out" / "demo"


@pytest.fixture(scope="module")
def summary(out: Path) -> dict[str, Any]:
    return play_day(out, language="ru")


def test_the_drawer_holds_what_the_books_say_to_the_coin(summary: dict[str, Any]):
    z = summary["z"]
    assert summary["purse"]["total_minor"] == z["expected_minor"] == z["counted_minor"] == z["verified_minor"] == IN_THE_DRAWER
    assert z["difference_minor"] == 0
    assert sum(int(worth) * number for worth, number in summary["purse"]["pieces"].items()) == IN_THE_DRAWER


def test_the_story_tells_what_was_handed_over_and_what_came_back(summary: dict[str, Any]):
    steps = [step["what"] for step in reversed(summary["steps"])]  # of one that comes up again later, the first
    told = {number: step for step in steps for number in TOTALS if number in step}
    for number, tendered, change in (("A1-000001", "500,00", "250,00"), ("A1-000005", "350,00", "19,00")):
        assert f"{tendered}\u00a0KGS" in told[number]
        assert f"{change}\u00a0KGS" in told[number]


def test_each_customer_pays_what_the_shelf_says(summary: dict[str, Any], out: Path):
    with closing(sqlite3.connect(out / "shop.db")) as connection:
        sold = connection.execute("SELECT number, total_minor FROM sale WHERE state = 'completed' AND number LIKE 'A1-%'")
        assert dict(sold) == TOTALS
    assert summary["z"]["document"]["report"]["sales_minor"] == sum(TOTALS.values())


def test_every_way_of_paying_is_seen_and_adds_up(summary: dict[str, Any]):
    tenders = {name: sums["net_minor"] for name, sums in summary["tenders"].items()}
    assert tenders == {
        "cash": 462_300, "card": 127_998 + 150_000 + 22_000, "qr": 80_800, "debt": 211_204 + 99_000, "points": 15_000,
        "gift_card": 100_000, "exchange": 0,
    }
    report = summary["z"]["document"]["report"]
    account_payments = 100_000 + 150_000  # the gift card that was sold, the debt that was paid off
    assert sum(tenders.values()) == report["sales_minor"] - report["returns_minor"] + report["rounding_minor"] + account_payments


def test_the_books_agree_and_a_backup_is_there(summary: dict[str, Any], out: Path):
    assert summary["verify"]["clean"], summary["verify"]["findings"]
    assert summary["verify"]["checked"]["sale_is_paid"] == 12
    assert Path(summary["backup"]).parent == out / "backups"
    assert Path(summary["backup"]).stat().st_size > 0


def test_the_agents_bag_holds_what_he_took_less_what_he_sold_and_gave_back(summary: dict[str, Any], out: Path):
    with closing(sqlite3.connect(out / "shop.db")) as connection:
        left = connection.execute(
            "SELECT p.name, sum(y.left_milli) FROM stock_layer y JOIN agent a ON a.id = y.store_id"
            " JOIN product p ON p.id = y.product_id GROUP BY 1 HAVING sum(y.left_milli) > 0"
        ).fetchall()
        (sold,) = connection.execute("SELECT count(*) FROM agent_sale").fetchone()
    assert dict(left) == {GOODS[key].name: milli for key, milli in (("chocolate", 1000), ("tea", 1000), ("juice", 2000))}
    assert (sold, summary["verify"]["checked"]["bags_are_whole"]) == (2, 5)


def test_each_document_is_on_paper_once_as_text_and_as_pdf(summary: dict[str, Any], out: Path):
    there = sorted(path.relative_to(out).as_posix() for path in (out / "receipts").iterdir())
    assert there == sorted(summary["files"])
    numbers = [name.split("-", 1)[1].removesuffix(".txt") for name in there if name.endswith(".txt")]
    orders = ["A1-A000001", "A1-A000003", "A1-K000001", "A1-K000002", "A1-R000001", "A1-R000002"]
    copies = ["A1-000010-copy1", "Z-1-copy1"]
    assert sorted(numbers) == sorted([*TOTALS, *orders, *copies, "X-1", "Z-1"])
    for name in there:
        body = (out / name).read_bytes()
        assert body.startswith(b"%PDF-") if name.endswith(".pdf") else "Дүкөн Береке" in body.decode()


def test_what_was_printed_is_what_the_journal_says(summary: dict[str, Any], out: Path):
    sheets = {path.read_bytes() for path in (out / "receipts").glob("*.txt") if "-X-" not in path.name}
    with closing(sqlite3.connect(out / "shop.db")) as connection:
        jobs = connection.execute("SELECT body, state FROM print_job").fetchall()
        (drawer_jobs,) = connection.execute("SELECT count(*) FROM drawer_job WHERE state = 'sent'").fetchone()
    assert sorted(sheets) == sorted(body for body, _state in jobs)
    assert {state for _body, state in jobs} == {"sent"}
    assert summary["drawer_openings"] == drawer_jobs > 10


def test_what_was_lent_and_corrected_is_on_record_with_both_names(summary: dict[str, Any], out: Path):
    with closing(sqlite3.connect(out / "shop.db")) as connection:
        lent = connection.execute(
            "SELECT p.name, l.name, json_extract(facts, '$.right') FROM audit_entry a JOIN person p ON p.id = a.person_id"
            " JOIN person l ON l.id = a.lender_id WHERE action = 'right.lent' ORDER BY seq"
        ).fetchall()
    borrowed = {"discount": "Гүлнара Ысмаилова", "issue_gift_card": "Гүлнара Ысмаилова", "correct_tender": "Бакыт Төлөгөнов"}
    assert lent == [(name, "Нурлан Өмүрбеков", right) for right, name in borrowed.items()]
    report = summary["z"]["document"]["report"]
    assert (report["corrections"], report["removed_lines"], report["drawer_openings"], report["voids"]) == (1, 1, 1, 0)


def test_a_cashiers_x_keeps_the_drawer_to_itself(summary: dict[str, Any], out: Path):
    (x,) = (out / "receipts").glob("*-X-1.txt")
    (z,) = (out / "receipts").glob("*-Z-1.txt")
    assert "6 603,00" in z.read_text(encoding="utf-8")
    assert "6 603,00" not in x.read_text(encoding="utf-8")


def test_the_summary_lies_beside_the_papers(summary: dict[str, Any], out: Path):
    assert json.loads((out / "summary.json").read_text(encoding="utf-8")) == summary
    assert [step["at"] for step in summary["steps"]] == sorted(step["at"] for step in summary["steps"])
    for number in range(1, 11):
        assert any(step["what"].startswith(f"{number}. ") for step in summary["steps"]), f"customer {number} came"


def test_the_same_day_again_gives_the_same_papers_and_takes_the_old_ones_place(
    summary: dict[str, Any], out: Path, tmp_path: Path
):
    again = tmp_path / "demo"
    shutil.copytree(out, again)
    (again / "receipts" / "0099-A1-999999.txt").write_text("of an older demo")
    other = play_day(again, language="ru")
    papers = [{path.name: path.read_bytes() for path in (folder / "receipts").iterdir()} for folder in (out, again)]
    assert papers[0] == papers[1]
    assert len(list((again / "backups").iterdir())) == 1
    assert other["steps"] == summary["steps"]


def test_a_database_elsewhere_stays_elsewhere_and_is_never_overwritten(tmp_path: Path):
    path = tmp_path / "shops" / "mine.db"
    summary = play_day(tmp_path / "demo", database=path, language="ky")
    assert summary["z"]["difference_minor"] == 0
    assert not (tmp_path / "demo" / "shop.db").exists()
    stored = path.read_bytes()
    with refused("shop.exists", EnvironmentFailed):
        play_day(tmp_path / "demo", database=path)
    assert path.read_bytes() == stored
    assert (tmp_path / "demo" / "summary.json").exists()


@pytest.mark.parametrize("place", ["notes.txt", "receipts/notes.txt", "receipts/0001/deep.txt", "backups/other.db"])
def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path, place: str):
    (tmp_path / "receipts").mkdir()
    for name in (".duken-demo", "summary.json", "receipts/0001-A1-000001.txt", place):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("mine")
    with refused("demo.folder_not_ours", EnvironmentFailed, path=str(tmp_path)):
        play_day(tmp_path)
    assert (tmp_path / place).read_text() == "mine"
    assert (tmp_path / "summary.json").read_text() == "mine"


def test_a_folder_without_the_demos_mark_is_left_alone_whatever_its_files_are_called(tmp_path: Path):
    (tmp_path / "shop.db").write_text("a real shop")
    with refused("demo.folder_not_ours", EnvironmentFailed):
        play_day(tmp_path)
    (tmp_path / "a file").write_text("no folder")
    with refused("demo.folder_not_ours", EnvironmentFailed):
        play_day(tmp_path / "a file")
    assert (tmp_path / "shop.db").read_text() == "a real shop"


def test_a_link_in_an_old_demo_is_not_followed(tmp_path: Path):
    (tmp_path / "demo" / "receipts").mkdir(parents=True)
    (tmp_path / "demo" / ".duken-demo").touch()
    (tmp_path / "elsewhere").write_text("mine")
    (tmp_path / "demo" / "receipts" / "0001-A1-000001.txt").symlink_to(tmp_path / "elsewhere")
    with refused("demo.folder_not_ours", EnvironmentFailed):
        play_day(tmp_path / "demo")
    assert (tmp_path / "elsewhere").read_text() == "mine"


def test_an_old_demo_that_somebody_has_open_is_left_alone(tmp_path: Path):
    (tmp_path / ".duken-demo").touch()
    (tmp_path / "shop.db").write_text("open")
    with ProgramLock(tmp_path / "shop.db"), refused("program.running", EnvironmentFailed):
        play_day(tmp_path)
    assert (tmp_path / "shop.db").read_text() == "open"


def test_a_drawer_that_lacks_one_coin_does_not_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    whole = Purse.count
    monkeypatch.setattr(Purse, "count", lambda purse: {worth: number - (worth == 300) for worth, number in whole(purse).items()})
    with refused("shift.difference", NeedsConfirmation):
        play_day(tmp_path / "demo")


def test_the_goods_have_valid_and_different_codes():
    codes = [good.code for good in GOODS.values()] + [good.box[0] for good in GOODS.values() if good.box]
    assert len(set(codes)) == len(codes) > 25
    assert all(is_gtin(code) and has_right_check_digit(code) for code in codes)
    names = "".join(good.name for good in GOODS.values())
    assert set("ңөүқұғ") & set(names.lower()) >= set("ңөүқғ")


def test_a_purse_pays_from_its_own_pieces_or_not_at_all():
    purse = Purse({1000: 1, 300: 3, 100: 1, 500: 1})
    assert purse.hand_out(900) == {500: 1, 300: 1, 100: 1}  # back a step: 500 + 300 leaves 100
    assert purse.hand_out(600) == {300: 2}
    for impossible in (500, 100, 2000):
        with pytest.raises(ValueError, match="the drawer"):
            purse.hand_out(impossible)
    with pytest.raises(ValueError, match="the drawer"):
        purse.take({300: 1})
    assert (purse.total_minor, purse.count()) == (1000, {1000: 1})
