"""What a person and a program read from `duken import goods` and `duken replay`: every fault, the counts, the new shop."""

from __future__ import annotations

import gzip
import json
import logging
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from babel.numbers import get_decimal_symbol
from typer.testing import CliRunner

from app.cli import frame, goods_verbs, shop_verbs
from app.cli.frame import app
from app.kernel.barcode import check_digit
from app.kernel.i18n import LANGUAGES
from app.kernel.money import parse_minor
from tests.shop_floor import ShopFloor
from ui.messages import sentence_of

VERBS = (goods_verbs, shop_verbs)  # loading them makes them known to `app`
HEAD = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
DAY = "2010-12-01 08:26:00"


@dataclass
class Answer:
    """What a verb printed, and how it ended."""

    text: str
    notes: str
    exit_code: int

    @property
    def data(self) -> Any:
        return json.loads(self.text)

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()


class Shell:
    """Runs `duken` in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def __call__(self, *arguments: str | Path, lang: str = "en") -> Answer:
        result = CliRunner().invoke(app, [*map(str, arguments), "--lang", lang])
        return Answer(result.stdout, result.stderr, result.exit_code)


@pytest.fixture
def duken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    monkeypatch.setattr("app.cli.frame.log_folder", lambda: tmp_path / "log")
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield Shell(tmp_path)
    for handler in set(root.handlers) - set(handlers):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


GOODS = (
    "barcode,name,price\n"
    "4600000000015,Good,10\n"
    "4600000000016,Wrong digit,10\n"
    ",Milk, 3.2%,99\n"
    ",Exponent,1e9\n"
    ",No price,\n"
)


def test_errors_and_warnings_stand_in_one_list_and_the_counts_at_its_end(duken: Shell, shop: ShopFloor):
    shop.shop.close()
    answer = duken("import", "goods", duken.write("goods.csv", GOODS), "--db", shop.path)
    assert answer.exit_code == 0
    assert [line.split(":")[0] for line in answer.lines[:3]] == ["Line 3, warning", "Line 4, error", "Line 5, error"]
    assert answer.lines[0].endswith("It was kept as an article: it can be typed in, but not scanned.")
    assert "4 cells" in answer.lines[1]
    assert "“1e9” is not a price. Write it in figures, for example 12.50." in answer.lines[2]
    assert answer.lines[3].endswith("3 new, 0 changed, 0 unchanged, 2 bad, 1 with a warning.")
    assert answer.lines[4:] == ["1 without a price: the till will ask for it."]


def test_the_same_as_data(duken: Shell, shop: ShopFloor):
    shop.shop.close()
    data = duken("import", "goods", duken.write("goods.csv", GOODS), "--db", shop.path, "--json").data
    assert [(row["line"], row["reason"]) for row in data["errors"]] == [(4, "row.surplus_cells"), (5, "price.malformed")]
    assert [(row["line"], row["reason"]) for row in data["warnings"]] == [(3, "code.wrong_check_digit")]
    assert (data["rows"], data["added"], data["without_price"], data["stopped"]) == (5, 3, 1, None)
    assert (data["new_shop"], data["database"], data["recovery_code"]) == (False, str(shop.path), None)


def test_where_there_are_too_many_faults_warnings_give_way_to_errors(duken: Shell, shop: ShopFloor):
    shop.shop.close()
    rows = "".join(f"4600000{number:05}{10 - number % 10},Tea {number},1\n" for number in range(200))
    bad = "".join(f",Tea {number},ten\n" for number in range(30))
    answer = duken("import", "goods", duken.write("goods.csv", "barcode,name,price\n" + rows + bad), "--db", shop.path)
    assert sum(", error:" in line for line in answer.lines) == 30
    assert sum(", warning:" in line for line in answer.lines) == 20
    assert answer.lines[50].startswith("… and ")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_whatever_is_wrong_with_a_list_a_person_reads_a_screen_and_a_program_all_of_it(duken: Shell, language: str):
    codes = [f"4600000{number:05}" for number in range(300)]
    odd = "".join(f"{code}{(int(check_digit(code)) + 1) % 10},{'n' * 150} {code},1\n" for code in codes)
    bad = "".join(f",{'n' * 190} {number},{'ten' * 100}\n" for number in range(400))
    for rows, errors, warnings in ((odd, 0, 300), (bad, 400, 0), (odd + bad, 400, 300)):
        file = duken.write("goods.csv", "barcode,name,price\n" + rows)
        answer = duken("import", "goods", file, "--db", duken.folder / "no.db", "--dry-run", lang=language)
        assert len(answer.lines) == 50 + 3
        assert "--json" in answer.lines[50]
        assert max(map(len, answer.lines)) < 300
        data = duken("import", "goods", file, "--db", duken.folder / "no.db", "--dry-run", "--json", lang=language).data
        assert (len(data["errors"]), len(data["warnings"])) == (errors, warnings)
        assert all(row["sentence"] for row in data["errors"] + data["warnings"])


def test_refused_invoices_and_rounded_prices_are_each_cut_and_all_are_in_the_data(duken: Shell):
    bad = [f"A{number},a,Tea,1,DAY,1,,UK" for number in range(45)]
    rounded = [f"{number},a,Tea,1,DAY,1.00{number % 9 + 1},,UK" for number in range(1000, 1050)]
    file = duken.write("year.csv", sales([*bad, *rounded]))
    answer = duken("replay", file, "--db", duken.folder / "year.db")
    assert [line for line in answer.lines if "--json" in line] == [
        "  … and 25 more; --json has them all.", "  … and 30 more; --json has them all.",
    ]
    assert len([line for line in answer.lines if line.startswith("  Line")]) == 40
    data = duken("replay", file, "--db", duken.folder / "again.db", "--json").data
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


def test_a_shop_that_is_made_is_in_the_answer_with_its_recovery_code(duken: Shell):
    file, path = duken.write("goods.csv", GOODS), duken.folder / "new.db"
    data = duken("import", "goods", file, "--db", path, "--json").data
    assert (data["new_shop"], data["database"], data["added"]) == (True, str(path), 3)
    code = data["recovery_code"]
    again = duken("import", "goods", file, "--db", path, "--json").data
    assert (again["new_shop"], again["recovery_code"], again["unchanged"]) == (False, None, 3)
    recovered = CliRunner().invoke(app, ["recover", "--code", code, "--pin", "739152", "--db", str(path)])
    assert recovered.exit_code == 0
    text = duken("import", "goods", file, "--db", duken.folder / "newer.db").lines[-1]
    assert text.startswith(f"A new shop was made in {duken.folder / 'newer.db'}. The owner's recovery code, shown once: ")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("goods.xlsx", b"name;price\nTea;5\n", "file.wrong_kind"), ("goods.csv.gz", b"name;price\nTea;5\n", "file.wrong_kind"),
        ("goods.csv", b"\x89PNG\r\n\x1a\n\0\0", "file.not_a_table"), ("goods.csv", b"price\n5\n", "goods.no_name_column"),
        ("goods.csv", b"", "goods.no_header"), ("goods.xlsx", b"PK\x03\x04 and no end", "file.truncated"),
    ],
)  # fmt: skip
def test_what_is_no_price_list_is_refused_and_makes_no_shop(duken: Shell, name: str, content: bytes, code: str):
    answer = duken("import", "goods", duken.write(name, content), "--db", duken.folder / "new.db", "--json")
    assert answer.data["error"]["code"] == code
    assert " 0" not in answer.data["error"]["sentence"]
    assert answer.exit_code == 1
    assert not (duken.folder / "new.db").exists()


def test_a_trial_run_makes_no_shop(duken: Shell):
    answer = duken("import", "goods", duken.write("goods.csv", GOODS), "--db", duken.folder / "new.db", "--dry-run")
    assert answer.lines[-1] == "Nothing was stored (--dry-run)."
    assert not (duken.folder / "new.db").exists()


def test_an_import_that_cannot_go_on_ends_with_1_and_says_where(duken: Shell, shop: ShopFloor):
    shop.shop.close()
    answer = duken("import", "goods", duken.write("goods.csv", 'name,price\nTea,5\n"Cup,6\n'), "--db", shop.path)
    assert answer.exit_code == 1
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


def test_a_replay_tells_a_person_all_that_it_did(duken: Shell):
    answer = duken("replay", duken.write("year.csv", YEAR), "--db", duken.folder / "year.db")
    assert answer.exit_code == 0
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


def test_a_replay_tells_a_program_each_refused_invoice(duken: Shell):
    data = duken("replay", duken.write("year.csv", YEAR), "--db", duken.folder / "year.db", "--json").data
    assert [{key: row[key] for key in ("invoice", "line", "reason")} for row in data["rejected"]] == [
        {"invoice": "A4", "line": 5, "reason": "replay.bad_debt"}, {"invoice": "5", "line": 6, "reason": "quantity.not_whole"},
    ]  # fmt: skip
    assert [(row["invoice"], row["line"], row["reason"]) for row in data["rounded"]] == [("2", 3, "price.rounded")]
    assert data["stopped"] is None
    assert {
        "sales", "sale_lines", "returns", "return_lines", "write_offs", "found", "sales_minor", "returns_minor", "cash_minor",
        "card_minor", "shifts", "seconds", "lines_per_second", "peak_rss_mib",
    } <= set(data)  # fmt: skip


def test_a_long_list_is_cut_and_says_so(duken: Shell):
    rows = [f"{number},a,Tea,x,DAY,1,,UK" for number in range(45)]
    answer = duken("replay", duken.write("year.csv", sales(["a,a,Tea,1,DAY,1,,UK", *rows])), "--db", duken.folder / "year.db")
    assert answer.lines[0] == "Refused: 45"
    assert [line for line in answer.lines if line.startswith("  Line")][-1].startswith("  Line 22, invoice 19:")
    assert answer.lines[21] == "  … and 25 more; --json has them all."


def test_a_replay_that_stops_plays_what_is_good_and_ends_with_1(duken: Shell):
    file = duken.write("year.csv", sales(["1,a,Tea,1,DAY,1,,UK", '2,a,"Tea,1,DAY,1,,UK', "3,a,Tea,1,DAY,1,,UK"]))
    answer = duken("replay", file, "--db", duken.folder / "year.db", "--json")
    assert answer.exit_code == 1
    stopped = answer.data["stopped"]
    assert (stopped["line"], stopped["reason"]) == (2, "file.malformed")
    assert stopped["sentence"].startswith("The file year.csv cannot be read after line 2.")
    assert [(row["invoice"], row["line"], row["reason"]) for row in answer.data["rejected"]] == [("2", 3, "file.malformed")]
    assert answer.data["sales"] == 1
    assert duken("verify", "--db", duken.folder / "year.db").exit_code == 0
    text = duken("replay", file, "--db", duken.folder / "again.db")
    assert text.exit_code == 1
    assert text.lines[-1] == "All good invoices before it were played and stored."


def test_a_file_of_nothing_but_faults_lists_them(duken: Shell):
    data = duken("replay", duken.write("year.csv", sales(["1,a,Tea,x,DAY,1,,UK"])), "--db", duken.folder / "a.db", "--json").data
    assert [(row["invoice"], row["line"], row["reason"]) for row in data["rejected"]] == [("1", 2, "replay.bad_number")]
    assert data["sales"] == 0


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("year.csv", HEAD.encode(), "replay.nothing"), ("year.csv.gz", HEAD.encode(), "file.wrong_kind"),
        ("year.csv", gzip.compress(b"x", mtime=0), "file.not_a_table"), ("year.csv", b"a,b\n1,2\n", "replay.wrong_columns"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_sales_is_refused_and_makes_no_shop(duken: Shell, name: str, content: bytes, code: str):
    answer = duken("replay", duken.write(name, content), "--db", duken.folder / "year.db", "--json")
    assert (answer.exit_code, answer.data["error"]["code"]) == (1, code)
    assert not (duken.folder / "year.db").exists()
