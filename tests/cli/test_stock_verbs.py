"""`duken stock …`: documents from files, every bad row named and nothing stored by halves; levels, orders, what goes bad."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from app.core.catalog.commands import Pack, add_code, change_product
from app.core.received.elsewhere import note_ages, take_in_levels
from app.core.setup.joining import add_till
from app.core.stock.commands.documents import receive
from app.core.stock.commands.orders import order_goods, set_minimum
from app.core.stock.commands.stores import add_store
from app.core.stock.views import StockItem
from tests.cli.conftest import Duken, Till
from tests.shop_floor import ShopFloor

INVOICE = "barcode,quantity,cost,batch,expires\n111,10,20.50,L1,2026-03-20\n222,4,80,,\n"
Lay = Callable[[str], Path]


@pytest.fixture
def lay(tmp_path: Path) -> Lay:
    """Lays a table of that content beside the shop."""

    def write(content: str) -> Path:
        path = tmp_path / "table.csv"
        path.write_text(content, "utf-8")
        return path

    return write


def test_an_invoice_is_received_with_its_extra_costs_and_lots(duken: Duken, lay: Lay, file: Till):
    words = ("stock", "receive", "--file", lay(INVOICE), "--supplier", "Dairy", "--extra", "10.00", "--reason", "No 7")
    data = duken(*words, "--db", file.path, "--json").json
    assert (data["rows"], data["good"], data["stored"], data["document"], data["errors"]) == (2, 2, True, "A1-P000001", [])
    assert (data["quantity_milli"], data["cost_minor"]) == (14_000, 20_500 + 32_000)
    told = {row["product"]: row for row in duken("stock", "levels", "--db", file.path, "--json").json}
    assert (told["Bread"]["on_hand_milli"], told["Bread"]["cost_minor"]) == (10_000, 20_890)
    assert told["Milk"]["cost_minor"] == 32_610
    (layer,) = told["Bread"]["layers"]
    assert (layer["left_milli"], layer["left_minor"], layer["batch"], layer["expires_on"]) == (10_000, 20_890, "L1", "2026-03-20")
    (soon,) = duken("stock", "expiring", "--days", "20", "--db", file.path, "--json").json["rows"]
    assert (soon["name"], soon["days_left"]) == ("Bread", 18)
    assert duken("stock", "expiring", "--days", "2", "--db", file.path).lines == ["Nothing goes bad in that time."]
    assert duken("verify", "--db", file.path).code == 0


def test_a_file_is_about_the_store_that_is_named(duken: Duken, lay: Lay, shop: ShopFloor):
    shop.do(add_store, name="Cellar")
    shop.shop.close()
    path, db = lay("barcode,quantity,cost\n111,5,20\n"), ("--db", shop.path)
    for verb in (("receive",), ("opening",), ("writeoff", "--cause", "broken"), ("count", "--uncounted", "leave")):
        assert duken("stock", *verb, "--file", path, "--store", " cellar ", *db).code == 0
    rows = duken("stock", "levels", *db, "--json").json
    assert [(row["store"], row["on_hand_milli"]) for row in rows] == [("Cellar", 5000)]
    lost = duken("stock", "receive", "--file", path, "--store", "Attic", *db)
    assert lost.code == 1
    assert lost.err.startswith("There is no store named Attic. The stores are: ")


def test_a_day_long_ago_is_asked_about_and_the_verb_says_how_to_say_yes(duken: Duken, lay: Lay, file: Till):
    words = ("stock", "receive", "--file", lay("barcode,quantity,cost\n111,5,20\n"), "--at", "1900-01-01", "--db", file.path)
    asked = duken(*words, "--json")
    assert asked.json["error"]["code"] == "stock.long_ago"
    assert duken(*words, "--yes", "stock.long_ago").code == 0


def test_a_count_that_leaves_goods_out_says_which_words_help(duken: Duken, lay: Lay, file: Till):
    assert duken("stock", "receive", "--file", lay(INVOICE), "--db", file.path).code == 0
    asked = duken("stock", "count", "--file", lay("barcode,quantity\n111,5\n"), "--db", file.path)
    assert asked.err.splitlines()[-1] == "To say it: --uncounted leave, or --uncounted nought"


def test_rows_that_are_not_known_are_listed_and_nothing_is_stored_unless_the_good_ones_are_wanted(
    duken: Duken, lay: Lay, shop: ShopFloor
):
    shop.shop.close()
    bad = "999,1,5\n111,one,5\n111,1.5,5\n111,-1,5\n555,1,5\n111,1,-5\n111,1,10000000000\n,1,1\n"
    path = lay(f"article,quantity,cost\n111,1,5\n{bad}")
    answer = duken("stock", "receive", "--file", path, "--db", shop.path, "--json")
    assert (answer.code, answer.json["stored"], answer.json["document"]) == (1, False, None)
    assert [(row["line"], row["reason"]) for row in answer.json["errors"]] == [
        (3, "stock.unknown_article"), (4, "quantity.malformed"), (5, "quantity.not_whole"), (6, "quantity.not_positive"),
        (7, "stock.not_goods"), (8, "stock.cost_negative"), (9, "stock.cost_too_large"), (10, "stock.row_without_code"),
    ]
    assert duken("stock", "levels", "--db", shop.path).lines == ["Nothing is in stock."]
    said = duken("stock", "receive", "--file", path, "--db", shop.path)
    assert said.lines[0].startswith("Line 3, error: No product has the barcode or article 999. Add the product first, or")
    assert said.lines[-1].endswith("--import-good-rows")
    dry = duken("stock", "receive", "--file", path, "--db", shop.path, "--dry-run", "--import-good-rows")
    assert (dry.code, dry.lines[-1]) == (0, "Nothing was stored (--dry-run).")
    done = duken("stock", "receive", "--file", path, "--db", shop.path, "--import-good-rows", "--json")
    assert (done.code, done.json["stored"], done.json["good"]) == (0, True, 1)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("name,quantity\nBread,1\n", "stock.no_code_column"), ("barcode,cost\n111,1\n", "stock.no_quantity_column"),
        ("barcode,quantity\n", "file.no_rows"), ("", "file.empty"),
        ("barcode,quantity,quantity\n111,1,2\n", "file.doubled_column"),
    ],
)
def test_a_file_that_is_no_list_of_goods_is_refused(duken: Duken, lay: Lay, shop: ShopFloor, content: str, code: str):
    shop.shop.close()
    for what in ("receive", "writeoff", "count", "opening"):
        answer = duken("stock", what, "--file", lay(content), "--db", shop.path, "--json")
        assert (answer.code, answer.error["code"]) == (1, code)


def test_no_cost_is_a_question_and_a_day_to_come_is_refused(duken: Duken, lay: Lay, file: Till):
    words = ("stock", "opening", "--file", lay("barcode,quantity\n111,3\n"), "--db", file.path, "--json")
    assert duken(*words).error["code"] == "stock.no_cost"
    assert duken(*words, "--yes", "stock.no_cost", "--at", "2026-03-03").error["code"] == "stock.in_the_future"
    assert duken(*words, "--yes", "stock.no_cost", "--at", "yesterday").error["code"] == "stock.date_malformed"
    assert duken(*words, "--yes", "stock.no_cost", "--at", "2026-03-01").json["document"] == "A1-L000001"


def test_goods_are_written_off_and_counted_from_workbooks(duken: Duken, tmp_path: Path, shop: ShopFloor):
    shop.do(add_code, product_id=shop.goods["222"], pack=Pack("4600000000015", "box", 12_000))
    shop.do(change_product, product_id=shop.goods["333"], article="T-1")
    shop.do(receive, items=[StockItem(shop.goods[code], 50_000, 5000) for code in ("111", "222", "333")])
    shop.shop.close()

    def book(name: str, *rows: tuple[str | int, ...]) -> Path:
        work = openpyxl.Workbook()
        for row in rows:
            work.worksheets[0].append(row)
        work.save(tmp_path / name)
        return tmp_path / name

    gone = book("gone.xlsx", ("Артикул", "Количество"), ("T-1", 5))
    assert duken("stock", "writeoff", "--file", gone, "--db", shop.path, "--json").error["code"] == "text.empty"
    told = duken("stock", "writeoff", "--file", gone, "--cause", "broken", "--db", shop.path)
    assert told.lines[-1] == "Stored as A1-W000001."
    count = book("count.xlsx", ("Штрихкод", "Посчитано"), ("4600000000015", 3), ("222", 2), ("111", 0))
    assert duken("stock", "count", "--file", count, "--db", shop.path, "--json").error["code"] == "stock.uncounted"
    done = duken("stock", "count", "--file", count, "--uncounted", "leave", "--db", shop.path, "--json").json
    assert done["document"] == "A1-I000001"
    levels = {row["product"]: row["on_hand_milli"] for row in duken("stock", "levels", "--db", shop.path, "--json").json}
    assert levels == {"Milk": 38_000, "Tea": 45_000}
    only = duken("stock", "levels", "--file", gone, "--db", shop.path, "--json").json
    assert [row["product"] for row in only] == ["Tea"]
    assert duken("stock", "count", "--file", count, "--category", "Food", "--db", shop.path, "--json").error["code"] == (
        "stock.unknown_category"
    )


def test_a_table_may_come_in_at_standard_input(
    duken: Duken, shop: ShopFloor, monkeypatch: pytest.MonkeyPatch
):
    shop.shop.close()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(INVOICE.encode())))
    assert duken("stock", "receive", "--file", "-", "--db", shop.path, "--json").json["stored"]


def test_what_is_ordered_and_what_runs_low_is_told(duken: Duken, shop: ShopFloor):
    shop.do(set_minimum, product_id=shop.goods["111"], min_milli=5000, up_to_milli=9000)
    shop.do(order_goods, items=[StockItem(shop.goods["111"], 2000), StockItem(shop.goods["222"], 1000)])
    shop.shop.close()
    data = duken("stock", "orders", "--db", shop.path, "--json").json
    assert [(line["product"], line["open_milli"]) for line in data["orders"][0]["lines"]] == [("Bread", 2000), ("Milk", 1000)]
    assert [(row["name"], row["to_order_milli"]) for row in data["to_order"]] == [("Bread", 7000)]
    assert "Bread, 7" in duken("stock", "orders", "--db", shop.path).lines[-1]


def test_a_column_that_nobody_understands_is_told_and_the_shops_own_words_for_cost_are_known(duken: Duken, lay: Lay, file: Till):
    path = lay("Штрихкод;Название;Количество;Цена закупки;Цена;Склад\n111;Хлеб;2;10,50;30;главный\n")
    data = duken("stock", "receive", "--file", path, "--db", file.path, "--dry-run", "--json").json
    assert (data["cost_minor"], data["unread_columns"]) == (2100, ["цена", "склад"])
    said = duken("stock", "receive", "--file", path, "--db", file.path, "--dry-run")
    assert said.lines[0] == "Columns that were not read: цена, склад."


def test_a_document_is_taken_back_by_its_number(duken: Duken, lay: Lay, file: Till):
    for cost in ("1", "100"):
        path = lay(f"barcode,quantity,cost\n111,10,{cost}\n")
        duken("stock", "receive", "--file", path, "--db", file.path)
    said = duken("stock", "undo", "a1-p000002 ", "--reason", "mistyped", "--db", file.path, "--json")
    assert (said.code, said.json["takes_back"], said.json["document"]) == (0, "A1-P000002", "A1-U000001")
    (level,) = duken("stock", "levels", "--db", file.path, "--json").json
    assert (level["on_hand_milli"], level["cost_minor"]) == (10_000, 1000)
    assert duken("stock", "undo", "A1-P000002", "--db", file.path, "--json").error["code"] == "stock.taken_back"
    assert duken("stock", "undo", "A1-P999999", "--db", file.path).err.startswith("There is no stock document with the number")
    assert duken("verify", "--db", file.path).code == 0


def test_a_cost_and_a_sum_that_contradict_each_other_are_a_bad_row(duken: Duken, lay: Lay, file: Till):
    path = lay("barcode,quantity,cost,sum\n111,3,1,10\n222,3,2,6\n")
    data = duken("stock", "receive", "--file", path, "--db", file.path, "--json").json
    assert [(row["line"], row["reason"]) for row in data["errors"]] == [(2, "stock.cost_and_sum")]


def test_where_says_what_is_here_and_how_old_the_word_of_other_branches_is(duken: Duken, shop: ShopFloor):
    shop.do(receive, items=[StockItem(shop.goods["111"], 4000, 4000)])
    place = shop.do(add_till, name="Till 2", prefix="B2", branch="Osh", store="Bazaar").place
    db = ("--db", shop.path)
    alone = duken("stock", "where", "111", *db)
    assert alone.lines[0] == "Bread"
    assert alone.lines[1].endswith(": 4")
    assert len(alone.lines) == 2
    shop.do(note_ages, ages_s={place.branch_id: 7200.0}, hears_all=False)
    none = duken("stock", "where", "111", *db, "--json").json
    assert (none["elsewhere"], [row["on_hand_milli"] for row in none["here"]]) == ([], [4000])
    assert "have none of it" in duken("stock", "where", "111", *db).lines[-1]
    shop.do(take_in_levels, rows=[(place.store_id, shop.goods["111"], 7000)], seq=1)
    (found,) = duken("stock", "where", "111", *db, "--json").json["elsewhere"]
    assert (found["branch"], found["store"], found["on_hand_milli"]) == ("Osh", "Bazaar", 7000)
    assert found["age_s"] >= 7200
    assert duken("stock", "where", "111", *db).lines[-1].startswith("Osh, Bazaar: 7 (")
    unknown = duken("stock", "where", "999", *db, "--json")
    assert (unknown.code, unknown.error["code"]) == (1, "sale.unknown_barcode")
