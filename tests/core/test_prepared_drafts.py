"""Drafts that begin with lines: what an order still brings, what runs low, a lot that has gone bad. Twice is harmless."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest

from app.core.catalog.commands import remove_product
from app.core.stock.commands.documents import receive
from app.core.stock.commands.drafts import add_draft_line, change_draft_line, open_draft, post_draft
from app.core.stock.commands.orders import close_order, order_goods
from app.core.stock.commands.prepared_drafts import order_goods_listed, receive_order, write_off_lot
from app.core.stock.commands.stores import add_store
from app.core.stock.commands.suppliers import add_supplier
from app.core.stock.draft_list import stock_draft
from app.core.stock.purchase_views import DraftView
from app.core.stock.purchases import orders
from app.core.stock.views import Sending, StockItem
from app.kernel.errors import NotPermitted, RuleBroken
from tests.shop_floor import ShopFloor, refused


def look(shop: ShopFloor, draft_id: UUID) -> DraftView:
    view: DraftView = shop.ask(stock_draft, draft_id=draft_id)
    return view


def lines(shop: ShopFloor, draft_id: UUID) -> list[tuple[str, int, int | None]]:
    return sorted((line.name, line.quantity_milli, line.cost_minor) for line in look(shop, draft_id).lines)


@pytest.fixture
def order_id(shop: ShopFloor) -> UUID:
    """Ten milk for 50.05 altogether and two bread without a cost, from the dairy."""
    supplier_id = shop.do(add_supplier, name="Dairy")
    items = [StockItem(shop.goods["222"], 10_000, 5005), StockItem(shop.goods["111"], 2000)]
    made: UUID = shop.do(order_goods, items=items, supplier_id=supplier_id)
    return made


def test_an_order_is_received_as_far_as_it_is_still_to_come_and_counts_what_came(shop: ShopFloor, order_id: UUID):
    draft_id = shop.do(receive_order, order_id=order_id)
    assert shop.do(receive_order, order_id=order_id) == draft_id, "it is begun once"
    assert (look(shop, draft_id).supplier, look(shop, draft_id).order) == ("Dairy", "A1-Q000001")
    assert lines(shop, draft_id) == [("Bread", 2000, None), ("Milk", 10_000, 501)], "5.005 for one, rounded"
    milk = next(line for line in look(shop, draft_id).lines if line.name == "Milk")
    shop.do(change_draft_line, line_id=milk.line_id, quantity_milli=4000)
    shop.do(post_draft, draft_id=draft_id, confirm=["stock.no_cost"])
    (order,) = shop.ask(orders)
    assert (order.state, [line.open_milli for line in order.lines]) == ("open", [0, 6000])
    rest = shop.do(receive_order, order_id=order_id)
    assert lines(shop, rest) == [("Milk", 6000, 501)]
    shop.do(post_draft, draft_id=rest)
    assert shop.ask(orders)[0].state == "received"
    shop.check_books()


def test_a_draft_that_is_begun_answers_an_order_and_keeps_what_was_scanned(shop: ShopFloor, order_id: UUID):
    scanned = shop.do(open_draft, kind="receipt")
    shop.do(add_draft_line, draft_id=scanned, code="222")
    assert shop.do(receive_order, order_id=order_id, draft_id=scanned) == scanned
    assert (lines(shop, scanned), look(shop, scanned).supplier) == ([("Milk", 1000, None)], "Dairy")
    empty = shop.do(open_draft, kind="receipt", supplier_id=shop.do(add_supplier, name="Other"))
    shop.do(receive_order, order_id=order_id, draft_id=empty)
    assert (len(lines(shop, empty)), look(shop, empty).supplier) == (2, "Other")


def test_what_was_deleted_is_left_out_and_what_is_no_open_order_is_refused(shop: ShopFloor, order_id: UUID):
    shop.do(remove_product, product_id=shop.goods["111"])
    assert lines(shop, shop.do(receive_order, order_id=order_id)) == [("Milk", 10_000, 501)]
    receipt = shop.do(receive, items=[StockItem(shop.goods["222"], 1000, 10)])
    for bad in (receipt, uuid4()):
        with refused("not_found", RuleBroken):
            shop.do(receive_order, order_id=bad)
    with refused("right.missing", NotPermitted):
        shop.do(receive_order, by=shop.cashier, order_id=order_id)
    shop.do(close_order, order_id=order_id)
    with refused("stock.order_closed", RuleBroken):
        shop.do(receive_order, order_id=order_id)


def test_what_runs_low_goes_into_one_draft_of_its_store_and_what_was_typed_stays(shop: ShopFloor):
    bread, milk = Sending(shop.goods["111"], 5000), Sending(shop.goods["222"], 3000)
    draft_id = shop.do(order_goods_listed, items=[bread])
    line = look(shop, draft_id).lines[0]
    shop.do(change_draft_line, line_id=line.line_id, quantity_milli=8000)
    assert shop.do(order_goods_listed, items=[bread, milk]) == draft_id
    assert lines(shop, draft_id) == [("Bread", 8000, None), ("Milk", 3000, None)]
    cellar = shop.do(add_store, name="Cellar")
    other = shop.do(order_goods_listed, items=[bread], store_id=cellar)
    assert (other != draft_id, look(shop, other).store) == (True, "Cellar")


def test_a_lot_is_written_off_as_expired_and_stands_there_once(shop: ShopFloor):
    day = date(2026, 3, 1)
    shop.do(receive, items=[StockItem(shop.goods["222"], 4000, 400, "L1", day)])
    lot = {"product_id": shop.goods["222"], "batch": "L1", "expires_on": day}
    draft_id = shop.do(write_off_lot, quantity_milli=4000, **lot)
    assert shop.do(write_off_lot, quantity_milli=3000, **lot) == draft_id
    shop.do(write_off_lot, quantity_milli=1000, **{**lot, "batch": None})
    assert sorted((line.batch or "", line.quantity_milli) for line in look(shop, draft_id).lines) == [("", 1000), ("L1", 3000)]
    assert look(shop, draft_id).cause == "expired"
    broken = shop.do(open_draft, kind="write_off", cause="broken")
    assert shop.do(write_off_lot, quantity_milli=4000, **lot) == draft_id != broken, "what is broken has a document of its own"
    with refused("right.missing", NotPermitted):
        shop.do(write_off_lot, by=shop.cashier, quantity_milli=1000, **lot)
