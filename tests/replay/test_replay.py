"""A shop's sales file, played: each rule of what an invoice is, lines that are not adjacent, broken rows, a file that ends."""

from __future__ import annotations

import lzma
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.core.setup.commands import NewShop
from app.core.staff.queries import people
from app.core.stock.queries import levels
from app.core.verify.queries import verify
from app.kernel.clock import ManualClock
from app.kernel.errors import RuleBroken
from app.replay.play import Played, Player
from app.replay.rows import SalesFile
from app.shop import Shop
from app.wiring import World, create_shop
from db.models.sales import Sale, SaleLine
from db.models.stock import StockDocument

HEAD = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
DAY_1, DAY_2 = "2010-12-01 08:26:00", "2010-12-02 09:00:00"
Play = Callable[..., tuple[Played, Shop]]


@pytest.fixture
def play(tmp_path: Path) -> Any:
    shops: list[Shop] = []

    def run(text: str | bytes, *, name: str = "sales.csv") -> tuple[Played, Shop]:
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else (HEAD + text).encode())
        sales = SalesFile(file, zone="Europe/London", digits=2)
        plan = sales.plan()
        assert plan.start is not None
        clock = ManualClock(plan.start)
        new = NewShop(company="Replay", owner="Owner", owner_pin="482915", currency="GBP", zone="Europe/London")
        shop, _code = create_shop(tmp_path / "shop.db", new, world=World(clock=clock))
        shops.append(shop)
        player = Player(shop, clock, owner_id=shop.ask(people)[0].person_id)
        return player.play(sales, plan), shop

    yield run
    for shop in shops:
        shop.close()


def rejected(played: Played) -> list[tuple[str, int, str]]:
    return [(row["invoice"], row["line"], row["reason"]) for row in played.rejected]


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
    assert [(row["invoice"], row["line"]) for row in played.rounded] == [("1", 2), ("2", 3), ("3", 4)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f"2,a,Tea,x,{DAY_1},1.00,,UK", "replay.bad_number"),
        (f"2,a,Tea,1,{DAY_1},1.0.0,,UK", "replay.bad_number"),
        ("2,a,Tea,1,yesterday,1.00,,UK", "replay.bad_date"),
        ("2,a,Tea,1", "replay.missing_column"),
        (f"2,,Tea,1,{DAY_1},1.00,,UK", "replay.missing_column"),
        (f"2,a,Tea,1.5,{DAY_1},1.00,,UK", "quantity.not_whole"),
        (f"2,a,Tea,0,{DAY_1},1.00,,UK", "quantity.not_positive"),
        (f"2,a,Tea,1,{DAY_1},-1.00,,UK", "price.negative"),
        (f"2,a,Tea,9999999999,{DAY_1},1.00,,UK", "quantity.too_large"),
    ],
)
def test_a_broken_row_is_reported_and_nothing_of_its_invoice_is_stored(play: Play, row: str, reason: str) -> None:
    played, shop = play(f"1,a,Tea,1,{DAY_1},1.00,,UK\n2,new,Only here,1,{DAY_1},1.00,999,UK\n{row}\n3,a,Tea,1,{DAY_1},1.00,,UK\n")
    assert [(invoice, why) for invoice, _line, why in rejected(played)] == [("2", reason)]
    assert played.sales == 2
    names = shop.ask(lambda session: set(session.scalars(select(SaleLine.name))))
    assert names == {"Tea"}
    assert shop.ask(verify).is_clean


def test_a_file_that_breaks_off_gives_up_only_the_invoice_it_broke_in(play: Play) -> None:
    chance = random.Random(1)
    rows = "".join(f"{line // 500},a,Tea {chance.random()},1,{DAY_1},1.00,,UK\n" for line in range(10_000))
    whole = lzma.compress((HEAD + rows).encode())
    played, shop = play(whole[: len(whole) * 2 // 3], name="sales.csv.xz")
    (trouble,) = rejected(played)
    assert trouble[2] == "file.truncated"
    assert trouble[1] > 2
    assert 0 < played.sales < 20
    assert played.sale_lines == played.sales * 500
    assert shop.ask(verify).is_clean


def test_a_row_of_bytes_that_are_no_text_is_reported_and_the_rest_goes_on(play: Play) -> None:
    rows = f"1,a,{'Tea' * 50},1,{DAY_1},1.00,,UK\n" * 3000
    bad = b"2,a,\xff\xfe\x98,1," + DAY_1.encode() + b",1.00,,UK\n"
    played, _shop = play((HEAD + rows).encode() + bad + f"2,a,Tea,1,{DAY_1},1,,UK\n3,a,Tea,1,{DAY_1},1,,UK\n".encode())
    assert rejected(played) == [("2", 3002, "row.unreadable")]
    assert (played.sales, played.sale_lines) == (2, 3001)


def test_a_file_without_the_columns_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(RuleBroken) as refused:
        SalesFile(file, zone="Europe/London", digits=2).plan()
    assert refused.value.code == "replay.wrong_columns"
