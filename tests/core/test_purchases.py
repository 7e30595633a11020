"""Buying: orders and what came of them, what to order, what goes bad soon; levels with the layers behind them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from app.core.stock.commands.documents import receive, undo_document, write_off
from app.core.stock.commands.drafts import add_draft_line, open_draft, post_draft
from app.core.stock.commands.orders import close_order, order_goods, set_minimum
from app.core.stock.commands.stores import add_store
from app.core.stock.commands.suppliers import add_supplier
from app.core.stock.draft_list import stock_draft, stock_drafts
from app.core.stock.on_hand import on_hand
from app.core.stock.purchases import expiring, order_need, orders, suppliers, what_to_order
from app.core.stock.views import StockItem
from app.kernel.errors import NotPermitted, RuleBroken
from tests.shop_floor import ShopFloor, refused


def ordered(shop: ShopFloor) -> list[tuple[str, list[tuple[str, int, int]]]]:
    """(state, (name, open, received) of each line) of every order, the newest first."""
    return [
        (order.state, [(line.name, line.open_milli, line.received_milli) for line in order.lines]) for order in shop.ask(orders)
    ]


def test_an_order_is_open_until_all_of_it_has_come(shop: ShopFloor):
    supplier_id = shop.do(add_supplier, name="Dairy")
    items = [StockItem(shop.goods["222"], 10_000, 5000), StockItem(shop.goods["111"], 2000)]
    order_id = shop.do(order_goods, items=items, supplier_id=supplier_id)
    assert shop.rows("SELECT * FROM stock_movement") == [], "nothing moves"
    assert ordered(shop) == [("open", [("Bread", 2000, 0), ("Milk", 10_000, 0)])]
    first = shop.do(receive, items=[StockItem(shop.goods["222"], 6000, 10)], order_id=order_id)
    assert ordered(shop) == [("open", [("Bread", 2000, 0), ("Milk", 4000, 6000)])]
    shop.do(receive, items=[StockItem(shop.goods["222"], 5000, 10), StockItem(shop.goods["111"], 2000, 9)], order_id=order_id)
    assert ordered(shop) == [("received", [("Bread", 0, 2000), ("Milk", 0, 11_000)])]
    shop.do(undo_document, document_id=first)
    assert ordered(shop) == [("open", [("Bread", 0, 2000), ("Milk", 5000, 5000)])]
    assert shop.ask(orders, only_open=True)[0].supplier == "Dairy"
    shop.do(close_order, order_id=order_id, reason="they have none")
    assert (ordered(shop)[0][0], shop.ask(orders, only_open=True)) == ("closed", ())
    shop.check_books()


def test_what_an_order_refuses(shop: ShopFloor):
    receipt = shop.do(receive, items=[StockItem(shop.goods["222"], 1000, 10)])
    order_id = shop.do(order_goods, items=[StockItem(shop.goods["222"], 1000)])
    bad: list[tuple[Any, dict[str, Any], str]] = [
        (order_goods, {"items": []}, "stock.nothing"),
        (order_goods, {"items": [StockItem(shop.goods["555"], 1000)]}, "stock.not_goods"),
        (order_goods, {"items": [StockItem(shop.goods["222"], 1000, 10**12)]}, "stock.cost_too_large"),
        (receive, {"items": [StockItem(shop.goods["222"], 1000, 1)], "order_id": receipt}, "not_found"),
        (close_order, {"order_id": receipt}, "not_found"), (close_order, {"order_id": uuid4()}, "not_found"),
        (undo_document, {"document_id": order_id}, "stock.cannot_take_back"),
    ]
    for command, inputs, refusal in bad:
        with refused(refusal, RuleBroken):
            shop.do(command, **inputs)
    shop.do(close_order, order_id=order_id)
    late: list[tuple[Any, dict[str, Any]]] = [
        (close_order, {}), (receive, {"items": [StockItem(shop.goods["222"], 1000, 1)]}), (open_draft, {"kind": "receipt"}),
    ]
    for command, inputs in late:
        with refused("stock.order_closed", RuleBroken):
            shop.do(command, order_id=order_id, **inputs)
    with refused("right.missing", NotPermitted):
        shop.do(order_goods, by=shop.cashier, items=[StockItem(shop.goods["222"], 1000)])


def test_an_order_may_be_written_as_a_draft(shop: ShopFloor):
    draft_id = shop.do(open_draft, kind="order")
    shop.do(add_draft_line, draft_id=draft_id, code="222", quantity_milli=3000, cost_minor=40)
    shop.do(post_draft, draft_id=draft_id)
    assert [line.cost_minor for line in shop.ask(orders)[0].lines] == [120]
    shop.check_books()


def test_what_runs_low_is_ordered_up_to_the_upper_quantity_less_what_is_ordered(shop: ShopFloor):
    shop.do(set_minimum, product_id=shop.goods["111"], min_milli=5000, up_to_milli=20_000)
    shop.do(set_minimum, product_id=shop.goods["222"], min_milli=5000)
    assert [(row.name, row.to_order_milli) for row in shop.ask(what_to_order)] == [("Bread", 20_000), ("Milk", 5000)]
    shop.do(receive, items=[StockItem(shop.goods["111"], 4000, 10), StockItem(shop.goods["222"], 5000, 10)])
    order_id = shop.do(order_goods, items=[StockItem(shop.goods["111"], 10_000)])
    (row,) = shop.ask(what_to_order)
    assert (row.on_hand_milli, row.ordered_milli, row.to_order_milli) == (4000, 10_000, 6000)
    shop.do(order_goods, items=[StockItem(shop.goods["111"], 6000)])
    assert shop.ask(what_to_order) == ()
    shop.do(close_order, order_id=order_id)
    assert [row.to_order_milli for row in shop.ask(what_to_order)] == [10_000]
    shop.do(set_minimum, product_id=shop.goods["111"], min_milli=0)
    assert shop.ask(what_to_order) == ()


@pytest.mark.parametrize(("least", "up_to"), [(-1, None), (5000, 4000), (10**9, None)])
def test_a_minimum_that_cannot_be_is_refused(shop: ShopFloor, least: int, up_to: int | None):
    with refused("stock.minimum_wrong", RuleBroken, name="Bread"):
        shop.do(set_minimum, product_id=shop.goods["111"], min_milli=least, up_to_milli=up_to)


def test_what_goes_bad_soon_is_listed_as_long_as_some_of_it_is_left(shop: ShopFloor):
    def milk(pieces: int, day: int | None, month: int = 3) -> StockItem:
        good_until = date(2026, month, day) if day is not None else None
        return StockItem(shop.goods["222"], pieces * 1000, pieces * 100, f"L{day}", good_until)

    back_room = shop.do(add_store, name="Back room")
    shop.do(receive, items=[milk(2, 1), milk(3, 20), milk(4, 1, month=4), milk(1, 2, month=4), milk(1, None)])
    shop.do(receive, items=[milk(7, 20)], store_id=back_room)
    today = date(2026, 3, 2)

    def listed(days: int = 30) -> list[tuple[str, str | None, int, int]]:
        found = shop.ask(expiring, today=today, within_days=days)
        return [(row.store, row.batch, row.days_left, row.left_milli) for row in found]

    store = shop.value("SELECT name FROM store ORDER BY id LIMIT 1")
    rows = [(store, "L1", -1, 2000), ("Back room", "L20", 18, 7000), (store, "L20", 18, 3000), (store, "L1", 30, 4000)]
    assert sorted(listed()) == sorted(rows)
    assert sorted(listed(5)) == rows[:1]
    shop.do(write_off, items=[StockItem(shop.goods["222"], 4000)], cause="expired")
    assert sorted(listed(20)) == sorted([(store, "L20", 18, 1000), ("Back room", "L20", 18, 7000)])


def test_levels_are_told_with_their_layers_page_by_page(till: ShopFloor):
    for code, cost in (("111", 100), ("111", 300), ("222", 50)):
        till.do(receive, items=[StockItem(till.goods[code], 2000, cost, "L1", date(2026, 5, 1))])
    till.sell("111", "333")
    pages, after = [], None
    while page := till.ask(on_hand, after=after, limit=1):
        pages += page
        after = (page[-1].product_id, page[-1].store_id)
    told = {row.product: (row.on_hand_milli, row.cost_minor, [layer.left_milli for layer in row.layers]) for row in pages}
    assert told == {"Bread": (3000, 350, [1000, 2000]), "Milk": (2000, 50, [2000]), "Tea": (-1000, 0, [])}
    assert {(layer.batch, layer.expires_on) for row in pages for layer in row.layers} == {("L1", date(2026, 5, 1))}
    assert [row.product for row in till.ask(on_hand, product_ids=[till.goods["222"]])] == ["Milk"]


def test_a_draft_is_shown_and_a_count_stays_blind(shop: ShopFloor):
    supplier_id = shop.do(add_supplier, name="Dairy", phone="0555")
    assert [(each.name, each.phone) for each in shop.ask(suppliers)] == [("Dairy", "0555")]
    draft_id = shop.do(open_draft, kind="receipt", supplier_id=supplier_id, reason="invoice")
    shop.do(add_draft_line, draft_id=draft_id, code="444", quantity_milli=1500, cost_minor=333)
    shop.do(add_draft_line, draft_id=draft_id, code="111")
    shown = shop.ask(stock_draft, draft_id=draft_id)
    assert (shown.supplier, shown.cost_minor, [line.name for line in shown.lines]) == ("Dairy", 500, ["Bread", "Apples"])
    count_id = shop.do(open_draft, kind="count")
    shop.do(add_draft_line, draft_id=count_id, code="111")
    (line,) = shop.ask(stock_draft, draft_id=count_id).lines
    assert not any("expected" in name for name in dir(line))
    assert [draft.kind for draft in shop.ask(stock_drafts)] == ["count", "receipt"]
    shop.do(post_draft, draft_id=draft_id, confirm=["stock.no_cost"])
    assert [draft.kind for draft in shop.ask(stock_drafts, kind="receipt")] == []
    with refused("not_found", RuleBroken):
        shop.ask(stock_draft, draft_id=draft_id)


def test_a_need_is_told_of_any_product_and_a_list_of_one_store(shop: ShopFloor):
    back_room = shop.do(add_store, name="Back room")
    here = shop.place.store_id
    shop.do(set_minimum, product_id=shop.goods["111"], min_milli=5000, up_to_milli=9000, store_id=back_room)
    assert shop.ask(what_to_order, store_id=here) == ()
    assert [(row.store, row.to_order_milli, row.unit) for row in shop.ask(what_to_order, store_id=back_room)] == [
        ("Back room", 9000, "pcs")
    ]
    shop.do(receive, items=[StockItem(shop.goods["111"], 7000, 10)])
    need = shop.ask(order_need, product_id=shop.goods["111"], store_id=here)
    assert (need.on_hand_milli, need.min_milli, need.to_order_milli) == (7000, 0, 0)
    need = shop.ask(order_need, product_id=shop.goods["111"], store_id=back_room)
    assert (need.on_hand_milli, need.min_milli, need.to_order_milli) == (0, 5000, 9000)
    shop.do(order_goods, items=[StockItem(shop.goods["111"], 9000)], store_id=back_room)
    assert shop.ask(order_need, product_id=shop.goods["111"], store_id=back_room).ordered_milli == 9000
    assert shop.ask(order_need, product_id=uuid4(), store_id=here) is None
