"""Goods move only by documents; a level below zero is allowed, kept and flagged."""

from __future__ import annotations

from uuid import uuid4

import pytest

from app.core.catalog.commands import set_parts
from app.core.stock.commands.documents import find_goods, receive, write_off
from app.core.stock.queries import levels
from app.core.stock.views import StockItem
from app.kernel.errors import NotPermitted, RuleBroken
from app.kernel.permissions import Right
from tests.shop_floor import ShopFloor, refused


def test_receipts_finds_and_write_offs_make_the_level(shop: ShopFloor):
    bread = shop.goods["111"]
    shop.do(receive, items=[StockItem(bread, 10_000, 2000)], reason="bakery")
    shop.do(find_goods, items=[StockItem(bread, 1000)], reason="behind the shelf")
    shop.do(write_off, items=[StockItem(bread, 3000)], reason="stale")
    assert shop.level("111") == 8000
    numbers = [row["number"] for row in shop.rows("SELECT number FROM stock_document ORDER BY id")]
    assert numbers == ["A1-P000001", "A1-N000001", "A1-W000001"]
    shop.check_books()


def test_selling_what_the_books_do_not_have_is_allowed_and_flagged(till: ShopFloor):
    till.do(receive, items=[StockItem(till.goods["111"], 1000, 20)], reason="bakery")
    till.sell("111", "111", "222")
    negative = till.ask(levels, only_negative=True)
    assert [(level.name, level.on_hand_milli) for level in negative] == [("Bread", -1000), ("Milk", -1000)]
    till.check_books()


def test_the_same_goods_on_two_lines_are_both_moved(till: ShopFloor):
    sale_id = till.cart()
    for _ in range(2):
        till.put(sale_id, "444", 700)
    till.pay(sale_id)
    till.do(receive, items=[StockItem(till.goods["444"], 500, 50), StockItem(till.goods["444"], 250, 25)], reason="farm")
    assert till.level("444") == -650
    till.check_books()


def test_a_set_takes_its_parts_and_a_service_takes_nothing(till: ShopFloor):
    till.sell(("666", 3000), "555", "333")
    assert [till.level(code) for code in ("333", "444", "555", "666")] == [-4000, -1500, 0, 0]
    till.check_books()


def test_a_set_that_is_made_up_anew_takes_its_new_parts(till: ShopFloor):
    till.do(set_parts, set_id=till.goods["666"], parts=[(till.goods["111"], 2000)])
    till.sell("666")
    assert [till.level(code) for code in ("333", "444", "111")] == [0, 0, -2000]


def test_a_service_in_a_set_moves_nothing(till: ShopFloor):
    till.do(set_parts, set_id=till.goods["666"], parts=[(till.goods["333"], 1000), (till.goods["555"], 1000)])
    sold = till.sell(("666", 2000))
    assert (till.level("333"), till.level("555")) == (-2000, 0)
    assert till.value("SELECT count(*) FROM stock_movement") == 1
    till.give_back(sold.sale_id)
    assert (till.level("333"), till.value("SELECT count(*) FROM stock_level")) == (0, 1)
    till.check_books()


def test_a_set_of_services_alone_is_sold_and_returned(till: ShopFloor):
    till.do(set_parts, set_id=till.goods["666"], parts=[(till.goods["555"], 1000)])
    till.give_back(till.sell("666").sale_id)
    assert till.value("SELECT count(*) FROM stock_movement") == 0
    till.check_books()


@pytest.mark.parametrize(
    ("code", "milli", "refusal"),
    [
        ("111", 0, "quantity.not_positive"), ("111", -1000, "quantity.not_positive"), ("111", 1500, "quantity.not_whole"),
        ("444", 10**9, "quantity.too_large"), ("666", 1000, "stock.not_goods"), ("555", 1000, "stock.not_goods"),
    ],
)
def test_what_cannot_be_moved_is_refused(shop: ShopFloor, code: str, milli: int, refusal: str):
    for command in (receive, find_goods, write_off):
        with refused(refusal, RuleBroken):
            shop.do(command, items=[StockItem(shop.goods["222"], 1000), StockItem(shop.goods[code], milli)], reason="x")
    assert shop.rows("SELECT * FROM stock_movement") == []


def test_a_document_about_nothing_for_no_reason_or_without_a_right_is_refused(shop: ShopFloor):
    item = StockItem(shop.goods["111"], 1000)
    with refused("stock.nothing", RuleBroken):
        shop.do(receive, items=[], reason="x")
    with refused("text.empty", RuleBroken):
        shop.do(write_off, items=[item], reason="\n")
    with refused("not_found", RuleBroken, table="product"):
        shop.do(receive, items=[StockItem(uuid4(), 1000)], reason="x")
    for command, right in ((receive, Right.RECEIVE_STOCK), (write_off, Right.WRITE_OFF_STOCK), (find_goods, Right.RECEIVE_STOCK)):
        with refused("right.missing", NotPermitted, right=right):
            shop.do(command, by=shop.cashier, items=[item], reason="x")
