"""Price lists as suppliers send them: good rows are stored, bad ones are listed with their line and reason."""

from __future__ import annotations

import gzip
import lzma
import random
from collections.abc import Callable
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.catalog.commands import add_price_list, change_product, remove_product, set_price
from app.core.catalog.goods_file import RowNote, read_goods
from app.core.catalog.goods_import import BATCH_ROWS, ImportReport, import_goods
from app.core.catalog.queries import search_products
from app.core.sales.commands.drafts import scan
from app.kernel.barcode import check_digit
from app.kernel.context import By
from app.kernel.errors import EnvironmentFailed, NotPermitted, RuleBroken
from app.kernel.tables import TableFile
from tests.db.looking import tables_of
from tests.kernel.test_tables import as_workbook
from tests.shop_floor import ShopFloor, refused

REAL_GOODS = Path(__file__).resolve().parents[3] / "shared" / "data" / "goods_100k.tsv.xz"
HEADER = "barcode;name;article;category;brand;unit;price"


def ean(number: int) -> str:
    """A barcode with its right check digit."""
    digits = f"{460000000000 + number:012d}"
    return digits + check_digit(digits)


class Supplier:
    """Writes price lists and brings them into a shop."""

    def __init__(self, shop: ShopFloor, folder: Path) -> None:
        self.shop, self.folder = shop, folder

    def write(self, *rows: str, header: str = HEADER, name: str = "goods.csv", encoding: str = "utf-8") -> Path:
        path = self.folder / name
        path.write_bytes("\n".join([header, *rows, ""]).encode(encoding))
        return path

    def bring(self, path: Path, *, by: By | None = None, **more: Any) -> ImportReport:
        return import_goods(TableFile(path), self.shop.submit, by=by or self.shop.owner, currency="KGS", **more)

    def send(self, *rows: str, **more: Any) -> ImportReport:
        return self.bring(self.write(*rows), **more)

    def goods(self) -> list[dict[str, Any]]:
        """What the shop has of imported goods, by name."""
        return self.shop.rows(
            "SELECT p.id, p.name, p.article, c.name AS category, b.name AS brand, u.code AS unit, r.price_minor,"
            " (SELECT group_concat(code) FROM product_code k WHERE k.product_id = p.id) AS codes FROM product p"
            " JOIN unit u ON u.id = p.unit_id LEFT JOIN category c ON c.id = p.category_id LEFT JOIN brand b ON b.id = p.brand_id"
            " LEFT JOIN price r ON r.product_id = p.id AND r.price_list_id = (SELECT id FROM price_list WHERE is_default)"
            " WHERE p.deleted_at IS NULL AND p.name NOT IN ('Bread', 'Milk', 'Tea', 'Apples', 'Delivery', 'Gift box', 'Souvenir',"
            " 'Sweet') ORDER BY p.name, p.id"
        )

    def told(self, field: str) -> list[Any]:
        return [row[field] for row in self.goods()]


@pytest.fixture
def supplier(shop: ShopFloor, tmp_path: Path) -> Supplier:
    return Supplier(shop, tmp_path)


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.rows, report.added, report.changed, report.unchanged


def reasons(report: ImportReport) -> list[tuple[int, str]]:
    return [(note.line, note.code) for note in report.errors]


def test_a_row_becomes_a_product_with_all_that_it_says(supplier: Supplier):
    report = supplier.send(f"{ean(1)};Айран 0,5 л;A-1;Напитки (folder)/Кисломолочные;Шоро;шт;45,50", f"{ean(2)};Яблоки;;;;кг;120")
    assert counts(report) == (2, 2, 0, 0)
    first, second = supplier.goods()
    del first["id"], second["id"]
    assert first == {
        "name": "Айран 0,5 л", "article": "A-1", "category": "Кисломолочные", "brand": "Шоро", "unit": "pcs",
        "price_minor": 4550, "codes": ean(1),
    }
    assert (second["unit"], second["price_minor"], second["category"], second["brand"]) == ("kg", 12_000, None, None)
    assert [view.name for view in supplier.shop.ask(search_products, text="айран")] == ["Айран 0,5 л"]
    assert len(supplier.shop.audit("goods.imported")) == 1


@pytest.mark.parametrize(
    ("name", "encode"),
    [
        ("goods.csv", lambda text: text.encode("utf-8-sig")), ("goods.txt", lambda text: text.encode("utf-16")),
        ("goods.csv", lambda text: text.encode("cp1251")), ("goods.tsv", lambda text: text.replace(";", "\t").encode()),
        ("goods.csv.gz", lambda text: gzip.compress(text.encode())), ("goods.csv.xz", lambda text: lzma.compress(text.encode())),
        ("goods.xlsx", lambda text: as_workbook([list(line.split(";")) for line in text.splitlines()])),
    ],
)  # fmt: skip
def test_the_same_list_gives_the_same_goods_however_it_is_written(supplier: Supplier, name: str, encode: Callable[[str], bytes]):
    path = supplier.folder / name
    path.write_bytes(encode(f"Штрихкод;Наименование;Цена\n{ean(1)};Молоко «Бабушкино»;99,90\n{ean(2)};Ёлка;1200\n"))
    assert counts(supplier.bring(path)) == (2, 2, 0, 0)
    assert [(row["name"], row["price_minor"], row["codes"]) for row in supplier.goods()] == [
        ("Ёлка", 120_000, ean(2)), ("Молоко «Бабушкино»", 9990, ean(1)),
    ]


def test_bad_rows_are_listed_with_line_and_reason_and_good_ones_are_stored(supplier: Supplier):
    report = supplier.send(
        f"{ean(1)};Good one;;;;;10", f"{ean(2)};;;;;;10", f"{ean(3)};{'n' * 10_000};;;;;10", f"{ean(4)};No price that;;;;;ten",
        f"{ean(5)};Below nothing;;;;;-1", f"{ean(6)};Too fine;;;;;1.005", f"{ean(7)};Too much;;;;;99999999999999",
        f"{ean(8)};Short;1", f"{ean(9)};Odd unit;;;;bucket;10", f"{ean(1)};Again;;;;;10", f"{'7' * 129};Endless code;;;;;10",
        f"{ean(10)};=1+1 🍎;;;;;10", f"{ean(11)};Exponent;;;;;1e3", f"{ean(12)};Milk; 3,2 %;;;;шт;10",
        f"{ean(13)};Empty cells behind;;;;;10;;",
    )  # fmt: skip
    assert reasons(report) == [
        (3, "text.empty"), (4, "text.too_long"), (5, "price.malformed"), (6, "price.negative"), (7, "price.too_fine"),
        (8, "price.too_large"), (9, "goods.missing_column"), (10, "goods.unknown_unit"), (11, "goods.duplicate_barcode"),
        (12, "code.too_long"), (14, "price.malformed"), (15, "row.surplus_cells"),
    ]
    assert report.errors[8].facts == {"barcode": ean(1), "first_line": 2}
    assert (report.rows, report.added, report.stopped) == (15, 3, None)
    assert supplier.told("name") == ["=1+1 🍎", "Empty cells behind", "Good one"]
    assert report.errors[0] == RowNote(3, "text.empty", {"field": "name"})


def test_a_wrong_check_digit_is_a_warning_and_the_code_becomes_an_article(supplier: Supplier):
    wrong = ean(1)[:-1] + str((int(ean(1)[-1]) + 1) % 10)
    report = supplier.send(f"{wrong};Juice;;;;;10", f"{wrong[:-2]}00;Jam;OWN-1;;;;10")
    assert [(note.line, note.code) for note in report.warnings] == [(2, "code.wrong_check_digit"), (3, "goods.code_kept")]
    assert [note.facts["article"] for note in report.warnings] == [wrong, "OWN-1"]
    assert report.errors == []
    assert [(row["article"], row["codes"]) for row in supplier.goods()] == [("OWN-1", f"{wrong[:-2]}00"), (wrong, None)]
    supplier.shop.open_shift()
    assert supplier.shop.row("sale_line", supplier.shop.do(scan, code=wrong).line_id)["name"] == "Juice"


def test_a_formula_that_nobody_has_worked_out_is_an_error_and_not_an_empty_cell(supplier: Supplier):
    path = supplier.folder / "goods.xlsx"
    path.write_bytes(as_workbook([["name", "price", "remark"], ["=1+1", 5, ""], ["Juice", "=2*3", ""], ["Jam", 7, "=2*3"]]))
    report = supplier.bring(path)
    assert reasons(report) == [(2, "row.formula_without_result"), (3, "row.formula_without_result")]
    assert [note.facts["formula"] for note in report.errors] == ["=1+1", "=2*3"]
    assert supplier.told("name") == ["Jam"], "a column that is no part of the list may hold what it likes"


def test_without_a_price_the_till_asks(supplier: Supplier):
    report = supplier.send(f"{ean(1)};Juice;;;;;")
    assert (report.added, report.without_price) == (1, 1)
    supplier.shop.open_shift()
    with refused("sale.price_needed", RuleBroken, name="Juice"):
        supplier.shop.do(scan, code=ean(1))


@pytest.mark.parametrize(
    ("header", "code"),
    [("", "file.empty"), ("barcode;price", "goods.no_name_column"), (f"{ean(1)};Juice", "goods.no_name_column")],
)  # fmt: skip
def test_a_file_without_a_header_is_refused(supplier: Supplier, header: str, code: str):
    before = tables_of(supplier.shop.path)
    rows = [f"{ean(1)};5"] if header else []
    with refused(code, RuleBroken):
        supplier.bring(supplier.write(*rows, header=header))
    assert tables_of(supplier.shop.path) == before


@pytest.mark.parametrize("suffix", [".csv.gz", ".csv.xz", ".xlsx", ".csv"])
def test_rubbish_stores_nothing_and_says_why(supplier: Supplier, suffix: str):
    path = supplier.folder / f"goods{suffix}"
    path.write_bytes(random.Random(3).randbytes(5000))
    before = tables_of(supplier.shop.path)
    with refused("file.not_a_table" if suffix == ".csv" else "file.wrong_kind", RuleBroken):
        supplier.bring(path)
    assert tables_of(supplier.shop.path) == before


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".xz", lzma.compress)])
def test_a_file_that_breaks_off_keeps_what_was_read_and_says_where(
    supplier: Supplier, suffix: str, pack: Callable[[bytes], bytes]
):
    rows = [f"{ean(number)};Товар {random.Random(number).randbytes(8).hex()};10" for number in range(900)]
    path = supplier.folder / f"goods.csv{suffix}"
    whole = pack("\n".join(["barcode;name;price", *rows]).encode())
    path.write_bytes(whole[: len(whole) * 2 // 3])
    report = supplier.bring(path)
    assert report.stopped is not None
    assert report.stopped.code == "file.truncated"
    assert 300 < report.added == report.rows == report.stopped.line - 1 < 900
    assert len(supplier.goods()) == report.added


def test_a_trial_run_counts_the_same_and_writes_nothing(supplier: Supplier):
    rows = [f"{ean(number)};Товар {number};;Food/Sweet {number % 3};Brand {number % 5};;{number}" for number in range(450)]
    supplier.send(*rows[:100])
    before = tables_of(supplier.shop.path)
    rows[7] = rows[7].replace("Товар", "Goods")
    trial = supplier.send(*rows, "x;;;;;;", dry_run=True)
    assert tables_of(supplier.shop.path) == before
    assert trial.stored is False
    real = supplier.send(*rows, "x;;;;;;")
    assert counts(trial) == counts(real) == (451, 350, 1, 99)
    assert reasons(trial) == reasons(real)


def test_the_same_list_again_changes_nothing(supplier: Supplier):
    rows = [
        f"{ean(1)};Juice;J-1;Drinks/Juices;Shoro;шт;10", ";Jam;J-2;Sweets;;;20", ";Honey;;;Bal;кг;30",
        f"{ean(4)[:-1]}{(int(ean(4)[-1]) + 1) % 10};Tea leaves;;;;;40",
    ]
    supplier.send(*rows)
    goods, documents = supplier.goods(), supplier.shop.documents()
    report = supplier.send(*rows)
    assert counts(report) == (4, 0, 0, 4)
    assert supplier.goods() == goods
    assert supplier.shop.documents() == documents, "nothing to tell the centre"


def test_a_new_list_changes_only_what_differs(supplier: Supplier):
    supplier.send(f"{ean(1)};Juice;J-1;Drinks;Shoro;шт;10", f"{ean(2)};Jam;;Sweets;Bal;шт;20", ";Honey;;;;кг;30")
    before = {row["name"]: row["id"] for row in supplier.goods()}
    report = supplier.send(
        f"{ean(1)};Juice;J-9;Drinks/Fresh;Bereke;;", f"{ean(2)};Jam;;;;;25", ";Honey;;;;;31", f"{ean(3)};New;;;;;5"
    )
    assert counts(report) == (4, 1, 3, 0)
    after = {row["name"]: row for row in supplier.goods()}
    assert {name: after[name]["id"] for name in before} == before
    juice, jam = after["Juice"], after["Jam"]
    assert [juice[field] for field in ("article", "category", "brand", "price_minor")] == ["J-9", "Fresh", "Bereke", 1000]
    assert [jam[field] for field in ("category", "brand", "price_minor")] == ["Sweets", "Bal", 2500]
    assert (after["Honey"]["price_minor"], after["Honey"]["unit"]) == (3100, "kg"), "an empty cell says nothing"
    assert [view.name for view in supplier.shop.ask(search_products, text="J-9")] == ["Juice"]


def test_another_price_list_has_no_part_in_it(supplier: Supplier):
    supplier.send(f"{ean(1)};Juice;;;;;10")
    evening = supplier.shop.do(add_price_list, name="Evening")
    juice = UUID(bytes=supplier.goods()[0]["id"])
    supplier.shop.do(set_price, product_id=juice, price_minor=700, price_list_id=evening)
    assert counts(supplier.send(f"{ean(1)};Juice;;;;;10")) == (1, 0, 0, 1)
    assert counts(supplier.send(f"{ean(1)};Juice;;;;;7")) == (1, 0, 1, 0)
    prices = supplier.shop.rows("SELECT price_minor FROM price WHERE product_id = ? ORDER BY price_list_id", juice)
    assert [row["price_minor"] for row in prices] == [700, 700]


def test_a_removed_product_comes_back_as_a_new_one(supplier: Supplier):
    supplier.send(f"{ean(1)};Juice;;;;;10")
    supplier.shop.do(remove_product, product_id=UUID(bytes=supplier.goods()[0]["id"]))
    assert counts(supplier.send(f"{ean(1)};Juice;;;;;12")) == (1, 1, 0, 0)
    assert supplier.told("price_minor") == [1200]


@pytest.mark.parametrize("gap", [0, BATCH_ROWS])
def test_the_same_article_twice_is_listed_wherever_the_batches_end(supplier: Supplier, gap: int):
    between = [f"{ean(number)};Между {number};;;;;1" for number in range(gap)]
    report = supplier.send(";Shirt S;T-100;;;;10", ";Candle;;;;;5", *between, ";Shirt M;T-100;;;;11", ";Candle;;;;;6")
    last = 3 + gap
    assert reasons(report) == [(last + 1, "goods.duplicate_row"), (last + 2, "goods.duplicate_row")]
    assert [note.facts["first_line"] for note in report.errors] == [2, 3]
    assert [row["price_minor"] for row in supplier.goods() if row["name"] in ("Shirt S", "Candle")] == [500, 1000]


def test_two_barcodes_may_share_an_article(supplier: Supplier):
    assert counts(supplier.send(f"{ean(1)};Shirt S;T-100;;;;10", f"{ean(2)};Shirt M;T-100;;;;10")) == (2, 2, 0, 0)


def test_invented_prices_are_the_same_for_the_same_seed(new_shop: Callable[[], ShopFloor], tmp_path: Path):
    rows = [f"{ean(number)};Товар {number};;;;;{'7' if number == 3 else ''}" for number in range(50)]

    def prices(seed: int) -> list[int]:
        supplier = Supplier(new_shop(), tmp_path)
        report = supplier.send(*rows, demo_prices=seed)
        assert report.without_price == 0
        return supplier.told("price_minor")

    first = prices(1)
    assert first == prices(1) != prices(2)
    assert all(500 <= price <= 300_000 for price in first if price != 700)
    assert 700 in first


def test_an_invented_price_never_takes_the_place_of_a_real_one(supplier: Supplier):
    supplier.send(f"{ean(1)};Juice;;;;;10")
    report = supplier.send(f"{ean(1)};Juice;;;;;", f"{ean(2)};Jam;;;;;", demo_prices=1)
    assert counts(report) == (2, 1, 0, 1)
    assert supplier.told("price_minor")[1] == 1000


def test_it_stops_when_it_is_told_to_and_keeps_what_is_stored(supplier: Supplier):
    rows = [f"{ean(number)};Товар {number};;;;;1" for number in range(BATCH_ROWS * 4)]
    seen: list[int] = []
    report = supplier.send(*rows, progress=lambda count, _bytes: seen.append(count), cancelled=lambda: len(seen) >= 2)
    assert report.cancelled
    assert report.added == len(supplier.goods()) == BATCH_ROWS * 2
    assert seen == sorted(seen)


def test_the_till_sells_while_goods_come_in(supplier: Supplier):
    supplier.shop.open_shift()
    rows = [f"{ean(number)};Товар {number};;;;;1" for number in range(BATCH_ROWS * 3)]
    sold: list[str] = []
    supplier.send(*rows, progress=lambda _count, _bytes: sold.append(supplier.shop.sell("111").number))
    assert len(sold) == 3
    supplier.shop.check_books()


def test_who_may_not_import_imports_nothing(supplier: Supplier):
    before = tables_of(supplier.shop.path)
    for dry_run in (True, False):
        with refused("right.missing", NotPermitted):
            supplier.send(f"{ean(1)};Juice;;;;;10", by=supplier.shop.cashier, dry_run=dry_run)
    assert tables_of(supplier.shop.path) == before


def test_a_full_disk_stops_the_import_and_keeps_whole_batches(supplier: Supplier):
    supplier.shop.leave_room(pages=60)
    rows = [f"{ean(number)};Товар {number};;;;;1" for number in range(BATCH_ROWS * 10)]
    with refused("database.disk_full", EnvironmentFailed):
        supplier.send(*rows)
    assert len(supplier.goods()) % BATCH_ROWS == 0
    supplier.shop.check_books()


def test_a_name_changed_by_hand_is_the_suppliers_again_after_the_next_list(supplier: Supplier):
    supplier.send(f"{ean(1)};Juice;;;;;10")
    supplier.shop.do(change_product, product_id=UUID(bytes=supplier.goods()[0]["id"]), name="Сок")
    assert counts(supplier.send(f"{ean(1)};Juice;;;;;10")) == (1, 0, 1, 0)
    assert [view.name for view in supplier.shop.ask(search_products, text="juice")] == ["Juice"]
    assert supplier.shop.ask(search_products, text="сок") == ()


@given(rows=st.lists(st.lists(st.text(max_size=20), min_size=1, max_size=8), max_size=12))
def test_no_row_is_a_bug_and_none_is_lost(tmp_path: Path, rows: list[list[str]]):
    import csv

    path = tmp_path / "goods.csv"
    with open(path, "w", encoding="utf-8", newline="", errors="replace") as file:
        csv.writer(file).writerows([HEADER.split(";"), *rows])
    whole = sum(any(row) for row in rows)
    with nullcontext() if whole else refused("file.no_rows", RuleBroken):
        read = list(read_goods(TableFile(path), digits=2))
        assert len(read) == whole
        assert all(row.goods is not None or row.notes for row in read)


def test_real_goods_of_a_real_country(supplier: Supplier):
    if not REAL_GOODS.exists():
        pytest.skip("the list of 100,000 goods is not here")
    with lzma.open(REAL_GOODS, "rt", encoding="utf-8") as file:
        lines = [line.rstrip("\n") for line in islice(file, 2001)]
    path = supplier.write(*lines[1:], header=lines[0], name="goods.tsv")
    report = supplier.bring(path, demo_prices=7)
    assert report.rows == 2000
    assert report.added + len(report.errors) == 2000
    assert report.added >= 1990
    assert len(supplier.goods()) == report.added
    assert counts(supplier.bring(path, demo_prices=8)) == (2000, 0, 0, report.added)
    supplier.shop.check_books()
