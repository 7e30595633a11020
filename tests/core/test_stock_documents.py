"""Stock documents: what they cost, what they move, what they refuse, and how another one takes them back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.catalog.commands import remove_product
from app.core.stock.commands.documents import (
    find_goods,
    open_balances,
    receive,
    return_to_supplier,
    undo_document,
    write_off,
)
from app.core.stock.commands.stores import add_store
from app.core.stock.commands.suppliers import add_supplier, change_supplier, remove_supplier
from app.core.stock.costs import shares_of_extra
from app.core.stock.views import StockItem
from app.kernel.errors import NeedsConfirmation, NotPermitted, RuleBroken
from app.kernel.money import MAX_MINOR
from app.kernel.permissions import Right
from tests.shop_floor import ShopFloor, refused

SUMS = st.integers(0, MAX_MINOR - 1)


def layers(shop: ShopFloor, code: str) -> list[tuple[int, int]]:
    """(quantity, cost) of what is left of each layer that is still open, oldest first."""
    open_ones = "FROM stock_layer WHERE product_id = ? AND left_milli > 0 ORDER BY arrived_at, movement_id"
    sql = f"SELECT left_milli, left_minor {open_ones}"
    return [(row["left_milli"], row["left_minor"]) for row in shop.rows(sql, shop.goods[code])]


def test_a_receipt_shares_its_extra_costs_out_by_value_and_layers_hold_them(shop: ShopFloor):
    supplier_id = shop.do(add_supplier, name="Bakery No 1", phone="+996 555 000000")
    items = [StockItem(shop.goods["111"], 3000, 100), StockItem(shop.goods["222"], 1000, 200)]
    document_id = shop.do(receive, items=items, supplier_id=supplier_id, extra_minor=100, reason="invoice 7")
    lines = shop.rows("SELECT cost_minor, extra_minor FROM stock_line WHERE document_id = ? ORDER BY id", document_id)
    assert [(line["cost_minor"], line["extra_minor"]) for line in lines] == [(133, 33), (267, 67)]
    assert (layers(shop, "111"), layers(shop, "222")) == ([(3000, 133)], [(1000, 267)])
    document = shop.row("stock_document", document_id)
    assert (document["extra_minor"], document["supplier_id"], document["reason"]) == (100, supplier_id.bytes, "invoice 7")
    shop.check_books()


@given(lines=st.lists(st.tuples(SUMS, st.integers(1, 10**9)), min_size=1, max_size=30), extra=SUMS)
def test_shares_of_extra_costs_are_together_exactly_what_was_shared(lines, extra: int):
    costs, quantities = [cost for cost, _milli in lines], [milli for _cost, milli in lines]
    shares = shares_of_extra(extra, costs, quantities)
    assert sum(shares) == extra
    assert min(shares) >= 0
    if any(costs):
        assert all(share == 0 for share, cost in zip(shares, costs, strict=True) if not cost)


def test_what_a_line_tells_of_its_lot_is_kept_and_its_layer_points_at_it(shop: ShopFloor):
    item = StockItem(shop.goods["222"], 12_000, 60_000, " L-7\x00 ", date(2026, 3, 20))
    document_id = shop.do(receive, items=[item])
    (line,) = shop.rows("SELECT id, batch, expires_on FROM stock_line WHERE document_id = ?", document_id)
    assert (line["batch"], line["expires_on"]) == ("L-7", "2026-03-20")
    assert shop.value("SELECT lot_id FROM stock_layer") == line["id"]
    shop.check_books()


@pytest.mark.parametrize(
    ("cost", "refusal"),
    [(-1, "stock.cost_negative"), (10**12, "stock.cost_too_large"), (10**13, "stock.cost_too_large")],
)
def test_a_cost_that_cannot_be_is_refused_by_the_products_name(shop: ShopFloor, cost: int, refusal: str):
    for command in (receive, open_balances):
        with refused(refusal, RuleBroken, name="Bread"):
            shop.do(command, items=[StockItem(shop.goods["111"], 1000, cost)])
    assert shop.rows("SELECT * FROM stock_document") == []


def test_the_largest_cost_is_taken_but_not_with_anything_besides(shop: ShopFloor):
    item = StockItem(shop.goods["111"], 1000, 10**12 - 1)
    with refused("stock.cost_too_large", RuleBroken):
        shop.do(receive, items=[item], extra_minor=1)
    for extra in (-1, 10**12):
        with refused("stock.extra_out_of_range", RuleBroken):
            shop.do(receive, items=[StockItem(shop.goods["111"], 1000, 1)], extra_minor=extra)
    shop.do(receive, items=[item])
    assert layers(shop, "111") == [(1000, 10**12 - 1)]
    shop.check_books()


def test_no_cost_is_asked_about_and_taken_once_somebody_says_yes(shop: ShopFloor):
    items = [StockItem(shop.goods["222"], 1000, 5), StockItem(shop.goods["111"], 1000)]
    for command in (receive, open_balances):
        with refused("stock.no_cost", NeedsConfirmation, name="Bread", count=1):
            shop.do(command, items=items)
    shop.do(receive, items=items, confirm=["stock.no_cost"])
    shop.do(find_goods, items=[StockItem(shop.goods["111"], 1000)], reason="behind the shelf")
    assert layers(shop, "111") == [(1000, 0), (1000, 0)]


def test_a_late_receipt_is_taken_and_one_that_is_still_to_come_is_not(till: ShopFloor):
    early = till.clock.now
    till.clock.advance(hours=26)
    till.do(receive, items=[StockItem(till.goods["111"], 1000, 70)])
    till.sell("111")
    document_id = till.do(receive, items=[StockItem(till.goods["111"], 1000, 50)], at=early)
    document = till.row("stock_document", document_id)
    assert (document["business_date"], document["posted_at"] - document["at"]) == ("2026-03-02", 26 * 3600 * 10**6)
    assert layers(till, "111") == [(1000, 70)], "the sale has taken the older one"
    with refused("stock.in_the_future", RuleBroken):
        till.do(receive, items=[StockItem(till.goods["111"], 1000, 50)], at=till.clock.now + timedelta(seconds=1))
    till.check_books()


def test_goods_that_were_deleted_are_refused_by_name(shop: ShopFloor):
    shop.do(remove_product, product_id=shop.goods["111"])
    item = StockItem(shop.goods["111"], 1000, 10)
    for command in (receive, open_balances, find_goods, write_off, return_to_supplier):
        with refused("stock.product_gone", RuleBroken, name="Bread"):
            shop.do(command, items=[item], reason="x")


def test_a_write_off_says_why(shop: ShopFloor):
    shop.do(receive, items=[StockItem(shop.goods["111"], 3000, 90)])
    item = StockItem(shop.goods["111"], 1000)
    document_id = shop.do(write_off, items=[item], cause="expired")
    assert (shop.row("stock_document", document_id)["cause"], layers(shop, "111")) == ("expired", [(2000, 60)])
    with refused("text.empty", RuleBroken):
        shop.do(write_off, items=[item], cause="other")
    with refused("stock.unknown_cause", RuleBroken, cause="stolen"):
        shop.do(write_off, items=[item], cause="stolen", reason="at night")
    shop.check_books()


@pytest.mark.parametrize("command", [write_off, return_to_supplier])
def test_more_than_is_there_goes_out_only_with_a_yes_and_the_figure_is_told(shop: ShopFloor, command: Any):
    shop.do(receive, items=[StockItem(shop.goods["111"], 3000, 90)])
    two = StockItem(shop.goods["111"], 2000)
    with refused("stock.more_than_there", NeedsConfirmation, name="Bread", on_hand_milli=3000, asked_milli=4000):
        shop.do(command, items=[two, two], reason="x")
    cellar = shop.do(add_store, name="Cellar")
    with refused("stock.more_than_there", NeedsConfirmation, on_hand_milli=0, asked_milli=2000):
        shop.do(command, items=[two], reason="x", store_id=cellar)
    shop.do(command, items=[two], reason="x")
    shop.do(command, items=[two], reason="x", confirm=["stock.more_than_there"])
    assert shop.level("111") == -1000
    shop.check_books()


def test_goods_go_back_to_the_supplier_at_what_fifo_takes(shop: ShopFloor):
    supplier_id = shop.do(add_supplier, name="Dairy")
    for cost in (100, 200):
        shop.do(receive, items=[StockItem(shop.goods["222"], 2000, cost)], supplier_id=supplier_id)
    document_id = shop.do(return_to_supplier, items=[StockItem(shop.goods["222"], 3000)], supplier_id=supplier_id)
    assert shop.value("SELECT booked_minor FROM stock_movement WHERE document_id = ?", document_id) == 200
    assert layers(shop, "222") == [(1000, 100)]
    assert shop.row("stock_document", document_id)["number"] == "A1-B000001"
    shop.check_books()


def test_a_write_off_that_is_taken_back_fills_the_very_layers(shop: ShopFloor):
    for cost in (100, 200):
        shop.do(receive, items=[StockItem(shop.goods["111"], 2000, cost)])
    before = layers(shop, "111")
    gone = shop.do(write_off, items=[StockItem(shop.goods["111"], 3000)], cause="lost")
    undone = shop.do(undo_document, document_id=gone, reason="it was in the other room")
    assert layers(shop, "111") == before
    number = shop.row("stock_document", undone)["number"]
    with refused("stock.taken_back", RuleBroken, by=number):
        shop.do(undo_document, document_id=gone)
    with refused("stock.cannot_take_back", RuleBroken, number=number):
        shop.do(undo_document, document_id=undone)
    with refused("not_found", RuleBroken):
        shop.do(undo_document, document_id=uuid4())
    shop.check_books()


def test_a_receipt_that_is_taken_back_takes_its_own_goods_along_at_their_own_cost(till: ShopFloor):
    bread = till.goods["111"]
    till.do(receive, items=[StockItem(bread, 10_000, 1000)])
    mistyped = till.do(receive, items=[StockItem(bread, 10_000, 100_000)])
    undone = till.do(undo_document, document_id=mistyped)
    assert layers(till, "111") == [(10_000, 1000)]
    assert till.value("SELECT booked_minor FROM stock_movement WHERE document_id = ?", undone) == 100_000
    till.sell("111")
    till.check_books()


def test_where_its_own_goods_are_gone_a_receipt_is_taken_back_by_the_oldest(till: ShopFloor):
    bread = till.goods["111"]
    first = till.do(receive, items=[StockItem(bread, 3000, 300)])
    till.do(receive, items=[StockItem(bread, 3000, 600)])
    till.sell(("111", 2000), cash=6000)
    undone = till.do(undo_document, document_id=first)
    assert layers(till, "111") == [(1000, 200)]
    assert till.value("SELECT booked_minor FROM stock_movement WHERE document_id = ?", undone) == 100 + 400
    till.do(receive, items=[StockItem(bread, 1000, 50)], at=till.clock() - timedelta(days=1))
    assert layers(till, "111") == [(2000, 400)], "the sale took what came late, and more of the first receipt was there"
    till.check_books()


def test_a_receipt_that_is_taken_back_goes_out_again_and_is_asked_about_where_it_was_sold(till: ShopFloor):
    document_id = till.do(receive, items=[StockItem(till.goods["111"], 2000, 100)])
    till.sell("111")
    with refused("stock.goes_below_zero", NeedsConfirmation, name="Bread", on_hand_milli=1000, quantity_milli=2000):
        till.do(undo_document, document_id=document_id)
    till.do(undo_document, document_id=document_id, confirm=["stock.goes_below_zero"])
    assert (till.level("111"), layers(till, "111")) == (-1000, [])
    till.check_books()


def test_each_document_needs_its_right(shop: ShopFloor):
    item = StockItem(shop.goods["111"], 1000, 10)
    for command, right in (
        (receive, Right.RECEIVE_STOCK), (open_balances, Right.RECEIVE_STOCK), (return_to_supplier, Right.WRITE_OFF_STOCK),
    ):
        with refused("right.missing", NotPermitted, right=right):
            shop.do(command, by=shop.cashier, items=[item])
    document_id = shop.do(receive, items=[item])
    with refused("right.missing", NotPermitted):
        shop.do(undo_document, by=shop.cashier, document_id=document_id)


def test_a_document_stands_in_the_store_that_it_names(shop: ShopFloor):
    back_room = shop.do(add_store, name="Back room")
    shop.do(receive, items=[StockItem(shop.goods["111"], 1000, 10)], store_id=back_room)
    assert [UUID(bytes=row["store_id"]) for row in shop.rows("SELECT store_id FROM stock_level")] == [back_room]
    with refused("not_found", RuleBroken, table="store"):
        shop.do(receive, items=[StockItem(shop.goods["111"], 1000, 10)], store_id=uuid4())
    shop.check_books()


def test_suppliers_are_cards(shop: ShopFloor):
    supplier_id = shop.do(add_supplier, name="Dairy", note="on Mondays")
    with refused("supplier.known", RuleBroken, name="Dairy"):
        shop.do(add_supplier, name=" Dairy ")
    other = shop.do(add_supplier, name="Farm")
    with refused("supplier.known", RuleBroken):
        shop.do(change_supplier, supplier_id=other, name="Dairy")
    shop.do(change_supplier, supplier_id=supplier_id, name="Dairy", phone="0555", note=None)
    row = shop.row("supplier", supplier_id)
    assert (row["name"], row["phone"], row["note"], row["version"]) == ("Dairy", "0555", None, 2)
    shop.do(remove_supplier, supplier_id=supplier_id)
    with refused("not_found", RuleBroken, table="supplier"):
        shop.do(receive, items=[StockItem(shop.goods["111"], 1000, 10)], supplier_id=supplier_id)
    for command, inputs in ((add_supplier, {"name": "x"}), (remove_supplier, {"supplier_id": other})):
        with refused("right.missing", NotPermitted):
            shop.do(command, by=shop.cashier, **inputs)


STEPS = st.tuples(
    st.sampled_from(["receive", "open", "find", "write", "send", "undo", "sell"]), st.integers(1, 9), st.integers(0, 99)
)


@settings(max_examples=15)
@given(steps=st.lists(STEPS, min_size=5, max_size=30))
def test_after_any_documents_the_books_agree(new_shop, steps):
    floor: ShopFloor = new_shop()
    yes = ["stock.no_cost", "stock.goes_below_zero", "stock.more_than_there"]
    with floor.shop:
        floor.open_shift()
        done: list[tuple[UUID, int]] = []
        level = 0
        for what, pieces, cost in steps:
            item = StockItem(floor.goods["111"], pieces * 1000, cost)
            at = floor.clock.now - timedelta(hours=cost % 5)
            floor.clock.advance(minutes=7)
            if what == "sell":
                floor.sell(("111", pieces * 1000))
                level -= pieces
            elif what == "undo":
                if done:
                    document_id, moved = done.pop(cost % len(done))
                    floor.do(undo_document, document_id=document_id, confirm=yes)
                    level -= moved
            else:
                command = {
                    "receive": receive, "open": open_balances, "find": find_goods, "write": write_off, "send": return_to_supplier,
                }[what]
                moved = -pieces if what in ("write", "send") else pieces
                done.append((floor.do(command, items=[item], reason="?", at=at, confirm=yes), moved))
                level += moved
            assert floor.level("111") == level * 1000
        floor.check_books()
