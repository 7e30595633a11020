"""A shop's sales file, played: each rule of what an invoice is, lines that are not adjacent, broken rows, a file that ends."""

from __future__ import annotations

import lzma
import random
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from app.core.setup.commands import NewShop
from app.core.staff.queries import people
from app.core.stock.queries import levels
from app.core.verify.queries import verify
from app.kernel.clock import ManualClock
from app.kernel.errors import EnvironmentFailed, RuleBroken
from app.replay.play import Played, Player
from app.replay.rows import MOST_KNOWN, Known, SalesFile
from app.shop import Shop
from app.wiring import World, create_shop
from db.models.cash import ShiftClosing
from db.models.sales import Sale, SaleLine
from db.models.stock import StockDocument
from db.uow import Uow
from tests.kernel.test_tables import as_workbook

HEAD = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
DAY_1, DAY_2 = "2010-12-01 08:26:00", "2010-12-02 09:00:00"
Play = Callable[..., tuple[Played, Shop]]


@pytest.fixture
def play(tmp_path: Path) -> Any:
    shops: list[Shop] = []

    def run(
        text: str | bytes, *, name: str = "sales.csv", first: Callable[[Uow], None] | None = None
    ) -> tuple[Played, Shop]:
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else (HEAD + text).encode())
        sales = SalesFile(file, zone="Europe/London", digits=2)
        plan = sales.plan()
        assert plan.start is not None
        clock = ManualClock(plan.start)
        new = NewShop(company="Replay", owner="Owner", owner_pin="482915", currency="GBP", zone="Europe/London")
        shop, _code = create_shop(tmp_path / "shop.db", new, world=World(clock=clock))
        shops.append(shop)
        if first is not None:
            shop.do(first)
        player = Player(shop, owner_id=shop.ask(people)[0].person_id)
        return player.play(sales, plan), shop

    yield run
    for shop in shops:
        shop.close()


def rejected(played: Played) -> list[tuple[str, int, str]]:
    return [(row.invoice, row.line, row.reason) for row in played.rejected]


def test_each_kind_of_invoice_becomes_its_document(play: Play) -> None:
    played, shop = play(
        f"1,a,Tea,2,{DAY_1},2.50,17850.0,UK\n"
        f"1,A,Other tea,1,{DAY_1},1.00,17850.0,UK\n"
        f"2,a,Tea,4,{DAY_1},2.00,,UK\n"
        f"2,g,Gift,1,{DAY_1},0,,UK\n"
        f"C3,a,Tea,-1,{DAY_1},2.50,17850.0,UK\n"
        f"C4,a,Tea,-1,{DAY_2},2.50,,UK\n"
        f"A5,B,Adjust bad debt,1,{DAY_2},11062.06,,UK\n"
        f"6,a,broken,-3,{DAY_2},0,,UK\n"
        f"7,a,,-1,{DAY_2},0,,UK\n"
        f"8,a,,10,{DAY_2},0,,UK\n"
    )
    assert (played.sales, played.sale_lines, played.returns, played.return_lines) == (2, 4, 2, 2)
    assert (played.write_offs, played.found, played.shifts) == (2, 1, 2)
    assert (played.sales_minor, played.returns_minor) == (600 + 800, 500)
    assert (played.cash_minor, played.card_minor) == (800 - 250, 600 - 250)
    assert rejected(played) == [("A5", 8, "replay.bad_debt")]
    on_hand = {view.name: view.on_hand_milli // 1000 for view in shop.ask(levels)}
    assert on_hand == {"Tea": -2 - 4 + 1 + 1 - 3 - 1 + 10, "Other tea": -1, "Gift": -1}
    reasons = shop.ask(lambda session: list(session.scalars(select(StockDocument.reason).order_by(StockDocument.number))))
    assert sorted(reasons) == ["broken", "invoice 8", "none"]
    assert shop.ask(verify).is_clean


def test_a_day_on_which_everything_is_refused_has_no_shift(play: Play) -> None:
    played, shop = play(
        f"1,a,Tea,1,{DAY_1},2.50,,UK\n"
        f"2,a,Tea,1.5,{DAY_2},2.50,,UK\n"
        "3,a,Tea,1,2010-12-03 09:00:00,2.50,,UK\n"
    )
    assert (played.sales, played.shifts) == (2, 2)
    assert rejected(played) == [("2", 3, "quantity.not_whole")]
    shifts = shop.ask(lambda session: session.execute(text("SELECT business_date, state FROM shift ORDER BY number")).all())
    assert [tuple(row) for row in shifts] == [("2010-12-01", "closed"), ("2010-12-03", "closed")]


def test_a_z_is_of_its_day_whatever_happened_before_the_next_one(play: Play) -> None:
    _played, shop = play(
        "1,a,Tea,1,2010-12-01 18:00:00,2.50,,UK\n"
        "2,a,Tea,1,2010-12-01 08:00:00,2.50,,UK\n"
        "3,a,broken,-1,2010-12-04 08:00:00,0,,UK\n"
        "4,a,Tea,1,2010-12-06 08:00:00,2.50,,UK\n"
    )
    closed = shop.ask(lambda session: session.scalars(select(ShiftClosing.closed_at).order_by(ShiftClosing.closed_at)).all())
    assert [moment.isoformat() for moment in closed] == ["2010-12-01T18:00:00+00:00", "2010-12-06T08:00:00+00:00"]


def test_when_the_disk_fails_nothing_that_waited_behind_it_is_played(play: Play, tmp_path: Path) -> None:
    """Several invoices wait for the writer: the first that the storage refuses ends the replay, and the books agree."""
    rows = "".join(f"{number},a{number},Tea,1,{DAY_1},2.50,,UK\n" for number in range(1, 400))

    def nearly_full(uow: Uow) -> None:
        (used,) = uow.driver.execute("PRAGMA page_count").fetchone()
        uow.driver.execute(f"PRAGMA max_page_count = {used + 20}")

    with pytest.raises(EnvironmentFailed) as caught:
        play(rows, first=nearly_full)
    assert caught.value.code == "database.disk_full"
    with closing(sqlite3.connect(tmp_path / "shop.db")) as connection:
        numbers = [row[0] for row in connection.execute("SELECT number FROM sale ORDER BY number")]
    assert 0 < len(numbers) < 399
    assert numbers == [f"A1-{number:06d}" for number in range(1, len(numbers) + 1)]


def test_lines_need_not_be_adjacent_and_the_day_is_that_of_the_first_line(play: Play) -> None:
    played, shop = play(
        f"1,a,Tea,1,{DAY_1},1.00,,UK\n"
        f"2,a,Tea,1,{DAY_2},1.00,,UK\n"
        f"1,b,Cup,1,{DAY_2},3.00,,UK\n"
        f"3,a,Tea,1,{DAY_1},1.00,,UK\n"
    )
    assert (played.sales, played.sale_lines, played.shifts, played.rejected) == (3, 4, 2, [])
    sales = shop.ask(lambda session: list(session.execute(select(Sale.total_minor, Sale.business_date).order_by(Sale.number))))
    assert [(total, day.isoformat()) for total, day in sales] == [(400, "2010-12-01"), (100, "2010-12-01"), (100, "2010-12-02")]


def test_a_price_finer_than_a_penny_is_rounded_before_anything_else_and_listed(play: Play) -> None:
    played, _shop = play(
        f"1,a,Tea,1000,{DAY_1},0.001,,UK\n2,a,Tea,1,{DAY_1},0.005,,UK\n3,b,Cup,1,{DAY_1},1.125,,UK\n"
    )
    assert (played.found, played.sales, played.sales_minor) == (1, 2, 1 + 113)
    assert [(row.invoice, row.line, row.facts["text"], row.facts["price_minor"]) for row in played.rounded] == [
        ("1", 2, "0.001", 0), ("2", 3, "0.005", 1), ("3", 4, "1.125", 113),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f"2,a,Tea,x,{DAY_1},1.00,,UK", "replay.bad_number"),
        (f"2,a,Tea,1,{DAY_1},1.0.0,,UK", "replay.bad_number"),
        ("2,a,Tea,1,yesterday,1.00,,UK", "replay.bad_date"),
        ("2,a,Tea,1", "replay.missing_column"),
        (f"2,,Tea,1,{DAY_1},1.00,,UK", "replay.missing_column"),
        (f"2,a,Tea, green,1,{DAY_1},1.00,,UK", "row.surplus_cells"),
        (f"2,a,Tea,1,{DAY_1},1.00,{'9' * 61},UK", "replay.bad_number"),
        (f"2,a,Tea,1.5,{DAY_1},1.00,,UK", "quantity.not_whole"),
        (f"2,a,Tea,0,{DAY_1},1.00,,UK", "quantity.not_positive"),
        (f"2,a,Tea,1,{DAY_1},-1.00,,UK", "price.negative"),
        (f"2,a,Tea,9999999999,{DAY_1},1.00,,UK", "quantity.too_large"),
    ],
)
def test_a_broken_row_is_reported_and_nothing_of_its_invoice_is_stored(play: Play, row: str, reason: str) -> None:
    played, shop = play(f"1,a,Tea,1,{DAY_1},1.00,,UK\n2,new,Only here,1,{DAY_1},1.00,999,UK\n{row}\n3,a,Tea,1,{DAY_1},1.00,,UK\n")
    assert rejected(played) == [("2", 4, reason)]
    assert played.sales == 2
    names = shop.ask(lambda session: set(session.scalars(select(SaleLine.name))))
    assert names == {"Tea"}
    assert shop.ask(verify).is_clean


@pytest.mark.parametrize(
    ("number", "rows", "line", "reason"),
    [
        ("C2", ["-1,{},1.00", "0,{},1.00"], 4, "quantity.not_positive"),
        ("C2", ["-1,{},1.00", "-1,{},-1.00"], 4, "price.negative"),
        ("C2", ["-1,{},1.00", "1,{},1.00"], 4, "replay.return_above_zero"),
        ("2", ["0,{},1.00", "-1,{},1.00"], 3, "quantity.not_positive"),
        ("2", ["-1,{},0", "-1.5,{},0"], 4, "quantity.not_whole"), ("2", ["1,{},0", "-1,{},0"], 4, "replay.sale_below_zero"),
        ("2", ["1,{},1.00", "-1,{},1.00"], 4, "replay.sale_below_zero"),
    ],
)  # fmt: skip
def test_the_line_to_blame_is_named_in_whatever_document_it_is(play: Play, number: str, rows: list[str], line: int, reason: str):
    lines = "".join(f"{number},a,Tea,{row.format(DAY_1)},,UK\n" for row in rows)
    played, _shop = play(f"1,a,Tea,1,{DAY_1},1.00,,UK\n{lines}")
    assert rejected(played) == [(number, line, reason)]


def test_a_row_without_a_number_is_nobodys(play: Play) -> None:
    played, _shop = play(f"1,a,Tea,1,{DAY_1},1.00,,UK\n,a,Tea,1,{DAY_1},1.00,,UK\n \n1,a,Tea,1,{DAY_1},1.00,,UK,,\n")
    assert rejected(played) == [("?", 3, "replay.missing_column"), ("?", 4, "replay.missing_column")]
    assert (played.sales, played.sale_lines) == (1, 2)


def test_a_file_that_breaks_off_gives_up_only_the_invoice_it_broke_in(play: Play) -> None:
    chance = random.Random(1)
    rows = "".join(f"{line // 500},a,Tea {chance.random()},1,{DAY_1},1.00,,UK\n" for line in range(10_000))
    whole = lzma.compress((HEAD + rows).encode())
    played, shop = play(whole[: len(whole) * 2 // 3], name="sales.csv.xz")
    (trouble,) = rejected(played)
    assert trouble == (str((trouble[1] - 2) // 500), played.stopped.line + 1 if played.stopped else 0, "file.truncated")
    assert 0 < played.sales < 20
    assert played.sale_lines == played.sales * 500
    assert shop.ask(verify).is_clean


GOOD = f"1,a,Tea,1,{DAY_1},1.00,,UK\n2,a,Tea,1,{DAY_1},1.00,,UK\n2,b,Cup,1,{DAY_1},1.00,,UK\n"


@pytest.mark.parametrize(
    ("end", "listed", "sales"),
    [
        ("3,a,Te", [("3", 5, "file.truncated")], 2),
        ("2,a,Te", [("2", 5, "file.truncated")], 1),
        ("1,a,Te", [("1", 5, "file.truncated")], 1),
        ("3", [("?", 5, "file.truncated"), ("2", 4, "replay.perhaps_not_whole")], 1),
        ("", [("?", 5, "file.truncated"), ("2", 4, "replay.perhaps_not_whole")], 1),
    ],
)  # fmt: skip
def test_where_a_packed_file_breaks_off_it_says_in_which_invoice(
    play: Play, end: str, listed: list[tuple[str, int, str]], sales: int
) -> None:
    packer = zlib.compressobj(wbits=31)
    played, shop = play(packer.compress((HEAD + GOOD + end).encode()) + packer.flush(zlib.Z_SYNC_FLUSH), name="sales.csv.gz")
    assert rejected(played) == listed
    assert played.stopped is not None
    assert (played.stopped.line, played.stopped.reason) == (4, "file.truncated")
    assert played.sales == sales
    assert shop.ask(verify).is_clean


@pytest.mark.parametrize(
    ("rows", "listed", "sales"),
    [
        (f'3,a,"Tea,1,{DAY_1},1.00,,UK\n', [("3", 5, "file.malformed")], 2),
        (f'1,a,"Tea,1,{DAY_1},1.00,,UK\n', [("1", 5, "file.malformed")], 1),
        (f'"3,a,Tea,1,{DAY_1},1.00,,UK\n', [("?", 5, "file.malformed"), ("2", 4, "replay.perhaps_not_whole")], 1),
    ],
)  # fmt: skip
@pytest.mark.parametrize("behind", ["", f'4,a,"Cup, red",1,{DAY_1},1.00,,UK\n', f"4,a,Tea,1,{DAY_1},1.00,,UK\n" * 500])
def test_a_stray_quote_stops_the_reading_in_its_own_invoice(
    play: Play, rows: str, listed: list[tuple[str, int, str]], sales: int, behind: str
) -> None:
    played, shop = play(GOOD + rows + behind)
    assert rejected(played) == listed
    assert played.stopped is not None
    assert (played.stopped.line, played.stopped.reason) == (4, "file.malformed")
    assert played.sales == sales
    assert shop.ask(verify).is_clean


RUSSIAN = "Чай чёрный байховый".encode("cp1251")


@pytest.mark.parametrize("strange", [b"\xff\xfe", b"caf\xe9", b"\xa3 40", RUSSIAN, b"\xc3\x28", b"\x98"])
def test_one_row_that_is_no_text_is_rejected_also_in_a_small_file(play: Play, strange: bytes) -> None:
    row = b"2,new," + strange + f",1,{DAY_1},1.00,,UK\n2,a,Tea,1,{DAY_1},1.00,,UK\n".encode()
    played, shop = play((HEAD + f"1,a,Tea,1,{DAY_1},1.00,,UK\n").encode() + row + f"3,a,Tea,1,{DAY_1},1.00,,UK\n".encode())
    assert rejected(played) == [("2", 3, "row.unreadable")]
    assert played.sales == 2
    assert shop.ask(lambda session: set(session.scalars(select(SaleLine.name)))) == {"Tea"}


def test_a_file_full_of_russian_words_is_read_as_russian(play: Play) -> None:
    rows = f"1,a,Чай чёрный,1,{DAY_1},1.00,,UK\n2,b,Кружка,1,{DAY_1},1.00,,UK\n"
    played, shop = play((HEAD + rows).encode("cp1251"))
    assert (played.sales, played.rejected) == (2, [])
    assert shop.ask(lambda session: set(session.scalars(select(SaleLine.name)))) == {"Чай чёрный", "Кружка"}


def test_a_workbook_is_played_and_a_formula_without_its_result_is_listed(play: Play) -> None:
    header = HEAD.strip().split(",")
    day = datetime.fromisoformat(DAY_1)
    rows: list[list[object]] = [[1, "a", "Tea", 2, day, 1.5, None, "UK"], [2, "a", "Tea", "=1+1", day, 1, 17850.0, "UK"]]
    played, _shop = play(as_workbook([[*header], *rows]), name="sales.xlsx")
    assert rejected(played) == [("2", 3, "row.formula_without_result")]
    assert (played.sales, played.sales_minor) == (1, 300)


def test_a_row_of_bytes_that_are_no_text_is_reported_and_the_rest_goes_on(play: Play) -> None:
    rows = f"1,a,{'Tea' * 50},1,{DAY_1},1.00,,UK\n" * 3000
    bad = b"2,a,\xff\xfe\x98,1," + DAY_1.encode() + b",1.00,,UK\n"
    played, _shop = play((HEAD + rows).encode() + bad + f"2,a,Tea,1,{DAY_1},1,,UK\n3,a,Tea,1,{DAY_1},1,,UK\n".encode())
    assert rejected(played) == [("2", 3002, "row.unreadable")]
    assert (played.sales, played.sale_lines) == (2, 3001)


def test_what_is_remembered_of_a_file_stays_small_whatever_it_holds():
    known = Known(str.upper)
    assert all(known[text] == text.upper() for text in (f"tea {number}" for number in range(MOST_KNOWN * 3)))
    assert len(known) <= MOST_KNOWN


def test_a_file_without_the_columns_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(RuleBroken) as refused:
        SalesFile(file, zone="Europe/London", digits=2).plan()
    assert refused.value.code == "replay.wrong_columns"


def test_a_column_that_is_there_twice_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    file = tmp_path / "doubled.csv"
    file.write_text(
        "InvoiceNo,StockCode,Description,Quantity,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n", encoding="utf-8"
    )
    with pytest.raises(RuleBroken) as refused:
        SalesFile(file, zone="Europe/London", digits=2).plan()
    assert (refused.value.code, refused.value.facts["column"]) == ("file.doubled_column", "Quantity")
