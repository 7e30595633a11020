"""What a supplier's list says oddly is never taken in silence: a warning or a refusal stands by its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.catalog.commands import add_unit
from app.core.catalog.goods_import import BATCH_ROWS
from app.core.catalog.queries import search_products
from app.core.sales.commands.drafts import scan
from app.kernel.errors import RuleBroken
from tests.core.test_goods_import import Supplier, counts, ean, reasons
from tests.kernel.test_tables import as_workbook
from tests.shop_floor import ShopFloor, refused


@pytest.fixture
def supplier(shop: ShopFloor, tmp_path: Path) -> Supplier:
    return Supplier(shop, tmp_path)


def wrong(number: int) -> str:
    """A barcode whose last digit cannot be."""
    right = ean(number)
    return right[:-1] + str((int(right[-1]) + 1) % 10)


def test_goods_with_an_article_and_a_misprinted_code_are_found_by_both(supplier: Supplier):
    report = supplier.send(f"{wrong(1)};Jam;OWN-1;;;;10")
    assert [(note.line, note.code, note.facts["article"]) for note in report.warnings] == [(2, "goods.code_kept", "OWN-1")]
    assert [(row["article"], row["codes"]) for row in supplier.goods()] == [("OWN-1", wrong(1))]
    supplier.shop.open_shift()
    for code in (wrong(1), "OWN-1"):
        assert supplier.shop.row("sale_line", supplier.shop.do(scan, code=code).line_id)["name"] == "Jam"
        assert [view.name for view in supplier.shop.ask(search_products, text=code)] == ["Jam"]
    assert counts(supplier.send(f"{wrong(1)};Jam;OWN-1;;;;10")) == (1, 0, 0, 1)
    supplier.shop.check_books()


@pytest.mark.parametrize("header", ["barcode;name;name;price", "name;price;PRICE ;barcode"])
def test_a_column_that_is_there_twice_is_refused(supplier: Supplier, header: str):
    with refused("file.doubled_column", RuleBroken, path="goods.csv"):
        supplier.bring(supplier.write("1;2;3;4", header=header))
    assert supplier.goods() == []


def test_a_doubled_column_that_means_nothing_here_does_no_harm(supplier: Supplier):
    assert supplier.bring(supplier.write("Jam;1;2;3", header="name;remark;remark;price")).warnings == []


def test_of_two_columns_that_mean_the_same_the_first_is_taken_and_said(supplier: Supplier):
    report = supplier.bring(supplier.write("Jam;Sweet;x", "Cocoa;Black;5", header="name;description;price"))
    (note,) = report.warnings
    assert (note.line, note.code, note.facts) == (1, "goods.column_passed_over", {"taken": "name", "passed": "description"})
    assert reasons(report) == [(2, "price.malformed")]
    assert supplier.told("name") == ["Cocoa"]


@pytest.mark.parametrize("code", ["4.6E+12", "4,60000E+12", "4.6e12"])
def test_a_code_that_a_spreadsheet_has_shortened_is_left_out_and_said(supplier: Supplier, code: str):
    report = supplier.send(f"{code};Jam;;;;;10", f"{code};Cocoa;;;;;10")
    assert [(note.line, note.code, note.facts["code"]) for note in report.warnings] == [
        (2, "goods.code_shortened", code), (3, "goods.code_shortened", code),
    ]
    goods = [(row["name"], row["article"], row["codes"]) for row in supplier.goods()]
    assert goods == [("Cocoa", None, None), ("Jam", None, None)]


def test_a_code_that_is_a_number_in_a_workbook_is_whole(supplier: Supplier):
    path = supplier.folder / "goods.xlsx"
    path.write_bytes(as_workbook([["barcode", "name"], [float(ean(1)), "Jam"]]))
    assert supplier.bring(path).warnings == []
    assert supplier.told("codes") == [ean(1)]


@pytest.mark.parametrize("gap", [0, BATCH_ROWS])
def test_a_row_that_mixes_two_goods_up_is_refused(supplier: Supplier, gap: int):
    supplier.send(f"{ean(1)};Kefir;A-1;;;;10", f"{ean(2)};Bun;A-2;;;;20", f"{ean(3)};Cocoa;;;;;30")
    before = supplier.goods()
    between = [f"{ean(100 + number)};Между {number};;;;;1" for number in range(gap)]
    rows = [*between, f"{ean(1)};Bun;A-2;;;;20", f"{ean(3)};Cocoa;A-1;;;;30"]
    trial, real = supplier.send(*rows, dry_run=True), supplier.send(*rows)
    for report in (trial, real):
        assert reasons(report) == [(gap + 2, "goods.two_products"), (gap + 3, "goods.two_products")]
        assert report.errors[0].facts == {"barcode": ean(1), "name": "Kefir", "article": "A-2", "other": "Bun"}
        assert counts(report) == (gap + 2, gap, 0, 0)
    assert [row for row in supplier.goods() if not row["name"].startswith("Между")] == before


def test_an_article_that_goes_over_within_one_list_is_no_mixture(supplier: Supplier):
    supplier.send(f"{ean(1)};Kefir;A-1;;;;10", f"{ean(2)};Bun;A-2;;;;20", f"{ean(4)};S;T-1;;;;1", f"{ean(5)};M;T-1;;;;1")
    report = supplier.send(
        f"{ean(1)};Kefir;A-9;;;;10", f"{ean(2)};Bun;A-1;;;;20", f"{ean(4)};Shirt S;T-1;;;;1", f"{ean(3)};New;A-2;;;;1"
    )
    assert (reasons(report), counts(report)) == ([], (4, 1, 3, 0))
    assert {row["name"]: row["article"] for row in supplier.goods()} == {
        "Kefir": "A-9", "Bun": "A-1", "New": "A-2", "Shirt S": "T-1", "M": "T-1",
    }


def test_what_is_cut_is_said(supplier: Supplier):
    report = supplier.send(f"{ean(1)};Jam;{'a' * 61};Food/{'c' * 201};{'b' * 201};;10", f"{ean(2)};Cocoa;{'a' * 60};;;;10")
    assert [(note.line, note.code, note.facts["field"], note.facts["most"]) for note in report.warnings] == [
        (2, "text.cut", "article", 60), (2, "text.cut", "category", 200), (2, "text.cut", "brand", 200),
    ]
    _cocoa, jam = supplier.goods()
    assert (len(jam["article"]), len(jam["category"]), len(jam["brand"])) == (60, 200, 200)


def test_a_shops_own_units_are_known_by_code_and_by_name(supplier: Supplier):
    supplier.shop.do(add_unit, code="г", name="Грамм", decimals=0)
    supplier.shop.do(add_unit, code="pack", name="уп", decimals=0)
    rows = [f"{ean(number)};Товар {number};;;;{unit};10" for number, unit in enumerate(("Г", "г.", "грамм", "УП.", "кг", "мл"))]
    for report in (supplier.send(*rows, dry_run=True), supplier.send(*rows)):
        assert reasons(report) == [(7, "goods.unknown_unit")]
        assert report.errors[0].facts["unit"] == "мл"
    assert supplier.told("unit") == ["г", "г", "г", "pack", "kg"]


def test_goods_that_have_a_price_are_not_counted_as_without_one(supplier: Supplier):
    rows = [f"{ean(1)};Juice;;;;;", f"{ean(2)};Jam;;;;;"]
    assert supplier.send(*rows[:1], demo_prices=1).without_price == 0
    assert supplier.send(*rows, dry_run=True).without_price == 1
    assert supplier.send(*rows).without_price == 1
