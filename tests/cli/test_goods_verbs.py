"""What a person and a program read from `duken import goods` and `duken replay`: every fault, the counts, the new shop."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from babel.numbers import get_decimal_symbol

from app.cli import frame
from app.kernel.barcode import check_digit
from app.kernel.i18n import LANGUAGES
from app.kernel.money import parse_minor
from tests.cli.conftest import Duken
from tests.shop_floor import ShopFloor
from ui.messages import sentence_of

HEAD = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
DAY = "2010-12-01 08:26:00"


Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Lays a file of that name and content beside the shop."""

    def lay(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return lay


GOODS = (
    "barcode,name,price\n"
    "4600000000015,Good,10\n"
    "4600000000016,Wrong digit,10\n"
    ",Milk, 3.2%,99\n"
    ",Exponent,1e9\n"
    ",No price,\n"
)


def test_errors_and_warnings_stand_in_one_list_and_the_counts_at_its_end(duken: Duken, write: Write, shop: ShopFloor):
    shop.shop.close()
    answer = duken("import", "goods", write("goods.csv", GOODS), "--db", shop.path)
    assert answer.code == 0
    assert [line.split(":")[0] for line in answer.lines[:3]] == ["Line 3, warning", "Line 4, error", "Line 5, error"]
    assert answer.lines[0].endswith("It was kept as an article: it can be typed in, but not scanned.")
    assert "4 cells" in answer.lines[1]
    assert "“1e9” is not a price. Write it in figures, for example 12.50." in answer.lines[2]
    assert answer.lines[3].endswith("3 new, 0 changed, 0 unchanged, 2 bad, 1 with a warning.")
    assert answer.lines[4:] == ["1 without a price: the till will ask for it."]


def test_the_same_as_data(duken: Duken, write: Write, shop: ShopFloor):
    shop.shop.close()
    data = duken("import", "goods", write("goods.csv", GOODS), "--db", shop.path, "--json").json
    assert [(row["line"], row["reason"]) for row in data["errors"]] == [(4, "row.surplus_cells"), (5, "price.malformed")]
    assert [(row["line"], row["reason"]) for row in data["warnings"]] == [(3, "code.wrong_check_digit")]
    assert (data["rows"], data["added"], data["without_price"], data["stopped"]) == (5, 3, 1, None)
    assert (data["new_shop"], data["database"], data["recovery_code"]) == (False, str(shop.path), None)


def test_where_there_are_too_many_faults_warnings_give_way_to_errors(duken: Duken, write: Write, shop: ShopFloor):
    shop.shop.close()
    rows = "".join(f"4600000{number:05}{10 - number % 10},Tea {number},1\n" for number in range(200))
    bad = "".join(f",Tea {number},ten\n" for number in range(30))
    answer = duken("import", "goods", write("goods.csv", "barcode,name,price\n" + rows + bad), "--db", shop.path)
    assert sum(", error:" in line for line in answer.lines) == 30
    assert sum(", warning:" in line for line in answer.lines) == 20
    assert answer.lines[50].startswith("… and ")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_whatever_is_wrong_with_a_list_a_person_reads_a_screen_and_a_program_all_of_it(
    duken: Duken, write: Write, tmp_path: Path, language: str
):
    codes = [f"4600000{number:05}" for number in range(300)]
    odd = "".join(f"{code}{(int(check_digit(code)) + 1) % 10},{'n' * 150} {code},1\n" for code in codes)
    bad = "".join(f",{'n' * 190} {number},{'ten' * 100}\n" for number in range(400))
    for rows, errors, warnings in ((odd, 0, 300), (bad, 400, 0), (odd + bad, 400, 300)):
        file = write("goods.csv", "barcode,name,price\n" + rows)
        answer = duken("import", "goods", file, "--db", tmp_path / "no.db", "--dry-run", "--lang", language)
        assert len(answer.lines) == 50 + 3
        assert "--json" in answer.lines[50]
        assert max(map(len, answer.lines)) < 300
        data = duken("import", "goods", file, "--db", tmp_path / "no.db", "--dry-run", "--json", "--lang", language).json
        assert (len(data["errors"]), len(data["warnings"])) == (errors, warnings)
        assert all(row["sentence"] for row in data["errors"] + data["warnings"])


def test_refused_invoices_and_rounded_prices_are_each_cut_and_all_are_in_the_data(duken: Duken, write: Write, tmp_path: Path):
    bad = [f"A{number},a,Tea,1,DAY,1,,UK" for number in range(45)]
    rounded = [f"{number},a,Tea,1,DAY,1.00{number % 9 + 1},,UK" for number in range(1000, 1050)]
    file = write("year.csv", sales([*bad, *rounded]))
    answer = duken("replay", file, "--db", tmp_path / "year.db")
    assert [line for line in answer.lines if "--json" in line] == [
        "  … and 25 more; --json has them all.", "  … and 30 more; --json has them all.",
    ]
    assert len([line for line in answer.lines if line.startswith("  Line")]) == 40
    data = duken("replay", file, "--db", tmp_path / "again.db", "--json").json
    assert (len(data["rejected"]), len(data["rounded"])) == (45, 50)


def test_a_long_answer_in_json_is_written_without_ever_being_whole(capfd: pytest.CaptureFixture[str]):
    told = 0

    def tell(_row: object) -> dict[str, Any]:
        nonlocal told
        told += 1
        return {"line": told, "sentence": "n" * 200}

    frame.listen(["--json"])
    capfd.readouterr()
    tracemalloc.start()
    try:
        frame.answer({"errors": frame.Rows([None] * 30_000, tell), "none": frame.Rows([], tell)}, "")
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        frame.listen([])
    data = json.loads(capfd.readouterr().out)
    assert (len(data["errors"]), data["errors"][-1]["line"], data["none"]) == (30_000, 30_000, [])
    assert peak < 3_000_000


def test_a_shop_that_is_made_is_in_the_answer_with_its_recovery_code(duken: Duken, write: Write, tmp_path: Path):
    file, path = write("goods.csv", GOODS), tmp_path / "new.db"
    data = duken("import", "goods", file, "--db", path, "--json").json
    assert (data["new_shop"], data["database"], data["added"]) == (True, str(path), 3)
    code = data["recovery_code"]
    again = duken("import", "goods", file, "--db", path, "--json").json
    assert (again["new_shop"], again["recovery_code"], again["unchanged"]) == (False, None, 3)
    assert duken("recover", "--code", code, "--pin", "739152", "--db", path).code == 0
    text = duken("import", "goods", file, "--db", tmp_path / "newer.db").lines[-1]
    assert text.startswith(f"A new shop was made in {tmp_path / 'newer.db'}. The owner's recovery code, shown once: ")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("goods.xlsx", b"name;price\nTea;5\n", "file.wrong_kind"), ("goods.csv.gz", b"name;price\nTea;5\n", "file.wrong_kind"),
        ("goods.csv", b"\x89PNG\r\n\x1a\n\0\0", "file.not_a_table"), ("goods.csv", b"price\n5\n", "goods.no_name_column"),
        ("goods.csv", b"", "file.empty"), ("goods.csv", b"name;price\n", "file.no_rows"),
        ("goods.xlsx", b"PK\x03\x04 and no end", "file.truncated"),
    ],
)  # fmt: skip
def test_what_is_no_price_list_is_refused_and_makes_no_shop(
    duken: Duken, write: Write, tmp_path: Path, name: str, content: bytes, code: str
):
    answer = duken("import", "goods", write(name, content), "--db", tmp_path / "new.db", "--json")
    assert answer.error["code"] == code
    assert " 0" not in answer.error["sentence"]
    assert answer.code == 1
    assert not (tmp_path / "new.db").exists()


def test_a_trial_run_makes_no_shop(duken: Duken, write: Write, tmp_path: Path):
    answer = duken("import", "goods", write("goods.csv", GOODS), "--db", tmp_path / "new.db", "--dry-run")
    assert answer.lines[-1] == "Nothing was stored (--dry-run)."
    assert not (tmp_path / "new.db").exists()


def test_an_import_that_cannot_go_on_ends_with_1_and_says_where(duken: Duken, write: Write, shop: ShopFloor):
    shop.shop.close()
    answer = duken("import", "goods", write("goods.csv", 'name,price\nTea,5\n"Cup,6\n'), "--db", shop.path)
    assert answer.code == 1
    assert answer.lines[0].startswith("The rest could not be read: The file goods.csv cannot be read after line 2.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_of_a_price_is_written_as_the_language_does(language: str):
    example = f"12{get_decimal_symbol(language)}50"
    assert f" {example}." in sentence_of("price.malformed", {"text": "1e9"}, language)
    assert parse_minor(example, digits=2) == (1250, False)


def sales(rows: Sequence[str]) -> str:
    return HEAD + "".join(row.replace("DAY", DAY) + "\n" for row in rows)


YEAR = sales(
    ["1,a,Tea,2,DAY,2.50,17850.0,UK", "2,b,Cup,1,DAY,1.005,,UK", "C3,a,Tea,-1,DAY,2.50,,UK", "A4,B,Bad debt,1,DAY,9,,UK",
     "5,a,Tea,1.5,DAY,1,,UK", "6,a,broken,-1,DAY,0,,UK", "7,a,,3,DAY,0,,UK"]
)  # fmt: skip


def test_a_replay_tells_a_person_all_that_it_did(duken: Duken, write: Write, tmp_path: Path):
    answer = duken("replay", write("year.csv", YEAR), "--db", tmp_path / "year.db")
    assert answer.code == 0
    assert answer.lines[:-1] == [
        "Refused: 2",
        "  Line 5, invoice A4: This is a correction of a bad debt, not a sale of goods.",
        "  Line 6, invoice 5: This is sold only in whole units (pcs). Enter a whole number.",
        "",
        "Prices rounded: 1",
        "  Line 3, invoice 2: The price 1.005 was rounded to £1.01.",
        "",
        "Sales: 2, lines: 2, sum: £6.01",
        "Returns: 1, lines: 1, sum: £2.50",
        "Taken, less what was given back: cash -£1.49, card £5.00",
        "Written off: 1, found: 1, shifts: 1",
    ]
    assert answer.lines[-1].startswith("7 lines in ")


def test_a_replay_tells_a_program_each_refused_invoice(duken: Duken, write: Write, tmp_path: Path):
    data = duken("replay", write("year.csv", YEAR), "--db", tmp_path / "year.db", "--json").json
    assert [{key: row[key] for key in ("invoice", "line", "reason")} for row in data["rejected"]] == [
        {"invoice": "A4", "line": 5, "reason": "replay.bad_debt"}, {"invoice": "5", "line": 6, "reason": "quantity.not_whole"},
    ]  # fmt: skip
    assert [(row["invoice"], row["line"], row["reason"]) for row in data["rounded"]] == [("2", 3, "price.rounded")]
    assert data["stopped"] is None
    assert {
        "sales", "sale_lines", "returns", "return_lines", "write_offs", "found", "sales_minor", "returns_minor", "cash_minor",
        "card_minor", "shifts", "seconds", "lines_per_second", "peak_rss_mib",
    } <= set(data)  # fmt: skip


def test_a_long_list_is_cut_and_says_so(duken: Duken, write: Write, tmp_path: Path):
    rows = [f"{number},a,Tea,x,DAY,1,,UK" for number in range(45)]
    answer = duken("replay", write("year.csv", sales(["a,a,Tea,1,DAY,1,,UK", *rows])), "--db", tmp_path / "year.db")
    assert answer.lines[0] == "Refused: 45"
    assert [line for line in answer.lines if line.startswith("  Line")][-1].startswith("  Line 22, invoice 19:")
    assert answer.lines[21] == "  … and 25 more; --json has them all."


def test_a_replay_that_stops_plays_what_is_good_and_ends_with_1(duken: Duken, write: Write, tmp_path: Path):
    file = write("year.csv", sales(["1,a,Tea,1,DAY,1,,UK", '2,a,"Tea,1,DAY,1,,UK', "3,a,Tea,1,DAY,1,,UK"]))
    answer = duken("replay", file, "--db", tmp_path / "year.db", "--json")
    assert answer.code == 1
    stopped = answer.json["stopped"]
    assert (stopped["line"], stopped["reason"]) == (2, "file.malformed")
    assert stopped["sentence"].startswith("The file year.csv cannot be read after line 2.")
    assert [(row["invoice"], row["line"], row["reason"]) for row in answer.json["rejected"]] == [("2", 3, "file.malformed")]
    assert answer.json["sales"] == 1
    assert duken("verify", "--db", tmp_path / "year.db").code == 0
    text = duken("replay", file, "--db", tmp_path / "again.db")
    assert text.code == 1
    assert text.lines[-1] == "All good invoices before it were played and stored."


def test_a_file_of_nothing_but_faults_lists_them(duken: Duken, write: Write, tmp_path: Path):
    data = duken("replay", write("year.csv", sales(["1,a,Tea,x,DAY,1,,UK"])), "--db", tmp_path / "a.db", "--json").json
    assert [(row["invoice"], row["line"], row["reason"]) for row in data["rejected"]] == [("1", 2, "replay.bad_number")]
    assert data["sales"] == 0


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("year.csv", b"\n\n", "file.empty"), ("year.csv", HEAD.encode(), "file.no_rows"),
        ("year.csv.gz", HEAD.encode(), "file.wrong_kind"),
        ("year.csv", gzip.compress(b"x", mtime=0), "file.not_a_table"), ("year.csv", b"a,b\n1,2\n", "replay.wrong_columns"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_sales_is_refused_and_makes_no_shop(
    duken: Duken, write: Write, tmp_path: Path, name: str, content: bytes, code: str
):
    answer = duken("replay", write(name, content), "--db", tmp_path / "year.db", "--json")
    assert (answer.code, answer.error["code"]) == (1, code)
    assert not (tmp_path / "year.db").exists()
