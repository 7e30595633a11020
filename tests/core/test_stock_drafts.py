"""Documents that are being written: scanned into, changed, posted once; and counts, which sales meanwhile do not spoil."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.catalog.commands import Pack, add_category, add_code, change_product
from app.core.catalog.rules import MAX_QUANTITY_MILLI
from app.core.stock.commands import drafts
from app.core.stock.commands.counts import count_goods
from app.core.stock.commands.documents import receive, undo_document
from app.core.stock.commands.drafts import (
    add_draft_line,
    change_draft,
    change_draft_line,
    drop_draft,
    open_draft,
    post_draft,
    remove_draft_line,
)
from app.core.stock.commands.stores import add_store
from app.core.stock.commands.suppliers import add_supplier
from app.core.stock.not_counted import not_counted_of_draft
from app.core.stock.posted import document_number
from app.core.stock.transfer_list import transfers
from app.core.stock.views import StockItem
from app.kernel.errors import NeedsConfirmation, NotPermitted, RuleBroken
from tests.shop_floor import ShopFloor, refused


def lines_of(shop: ShopFloor, draft_id: UUID) -> list[tuple[int, int | None]]:
    sql = "SELECT quantity_milli, cost_minor FROM stock_draft_line WHERE draft_id = ? ORDER BY id"
    return [(row["quantity_milli"], row["cost_minor"]) for row in shop.rows(sql, draft_id)]


def stocked(shop: ShopFloor, **pieces: int) -> None:
    items = [StockItem(shop.goods[code[1:]], count * 1000, 100 * count) for code, count in pieces.items()]
    shop.do(receive, items=items)


def test_a_receipt_is_scanned_together_and_becomes_one_document(shop: ShopFloor):
    supplier_id = shop.do(add_supplier, name="Dairy")
    shop.do(add_code, product_id=shop.goods["222"], pack=Pack("4600000000015", "box", 12_000))
    draft_id = shop.do(open_draft, kind="receipt")
    line_id = shop.do(add_draft_line, draft_id=draft_id, code="222", cost_minor=500)
    assert shop.do(add_draft_line, draft_id=draft_id, code="222") == line_id, "one more of the same"
    assert shop.do(add_draft_line, draft_id=draft_id, code="4600000000015") == line_id, "and a box of twelve"
    other = shop.do(add_draft_line, draft_id=draft_id, code="222", cost_minor=400, batch="L1", expires_on=date(2026, 4, 1))
    assert other != line_id, "another lot is a line of its own"
    apples = {"product_id": shop.goods["444"], "quantity_milli": 1500, "cost_minor": 1, "cost_is_of_one": False}
    shop.do(add_draft_line, draft_id=draft_id, **apples)
    shop.do(change_draft, draft_id=draft_id, supplier_id=supplier_id, extra_minor=7, reason="invoice 8")
    assert lines_of(shop, draft_id) == [(14_000, 500), (1000, 400), (1500, 1)]
    document_id = shop.do(post_draft, draft_id=draft_id)
    assert shop.do(post_draft, draft_id=draft_id) == document_id, "who posts it twice gets the same document"
    document = shop.row("stock_document", document_id)
    assert (document["kind"], document["line_count"], document["reason"]) == ("receipt", 3, "invoice 8")
    assert shop.value("SELECT sum(cost_minor) FROM stock_line") == 14 * 500 + 400 + 1 + 7
    assert (shop.level("222"), shop.value("SELECT count(*) FROM stock_document")) == (15_000, 1)
    with refused("stock.draft_posted", RuleBroken):
        shop.do(add_draft_line, draft_id=draft_id, code="222")
    shop.check_books()


def test_a_line_is_changed_and_taken_out_and_a_draft_is_dropped(shop: ShopFloor):
    draft_id = shop.do(open_draft, kind="write_off", cause="broken")
    line_id = shop.do(add_draft_line, draft_id=draft_id, code="111")
    shop.do(change_draft_line, line_id=line_id, quantity_milli=5000, batch=" A ", expires_on=date(2026, 4, 1), cost_minor=3)
    assert lines_of(shop, draft_id) == [(5000, 3)]
    too_much = (MAX_QUANTITY_MILLI + 1, "quantity.too_large")
    for bad, refusal in ((0, "quantity.not_positive"), (500, "quantity.not_whole"), too_much):
        with refused(refusal, RuleBroken):
            shop.do(change_draft_line, line_id=line_id, quantity_milli=bad)
    with refused("stock.cost_negative", RuleBroken):
        shop.do(change_draft_line, line_id=line_id, cost_minor=-1)
    shop.do(remove_draft_line, line_id=line_id)
    with refused("stock.nothing", RuleBroken):
        shop.do(post_draft, draft_id=draft_id)
    shop.do(add_draft_line, draft_id=draft_id, code="111")
    shop.do(drop_draft, draft_id=draft_id)
    assert (shop.rows("SELECT * FROM stock_draft"), shop.rows("SELECT * FROM stock_draft_line")) == ([], [])
    with refused("not_found", RuleBroken):
        shop.do(post_draft, draft_id=draft_id)


@pytest.mark.parametrize(
    ("code", "refusal"),
    [("4600", "sale.unknown_barcode"), ("555", "stock.not_goods"), ("666", "stock.not_goods"), ("", "code.empty")],
)
def test_a_code_that_brings_no_goods_is_refused_and_the_draft_stays_as_it_was(shop: ShopFloor, code: str, refusal: str):
    draft_id = shop.do(open_draft, kind="receipt")
    with refused(refusal, RuleBroken):
        shop.do(add_draft_line, draft_id=draft_id, code=code)
    assert lines_of(shop, draft_id) == []


def test_what_a_draft_refuses(shop: ShopFloor, monkeypatch: pytest.MonkeyPatch):
    with refused("stock.unknown_kind", RuleBroken, kind="found"):
        shop.do(open_draft, kind="found")
    with refused("right.missing", NotPermitted):
        shop.do(open_draft, by=shop.cashier, kind="count")
    with refused("stock.unknown_cause", RuleBroken):
        shop.do(open_draft, kind="write_off", cause="stolen")
    with refused("stock.in_the_future", RuleBroken):
        shop.do(open_draft, kind="receipt", at=shop.clock.now + timedelta(days=1))
    with refused("not_found", RuleBroken, table="category"):
        shop.do(open_draft, kind="count", category_id=uuid4())
    with refused("stock.extra_out_of_range", RuleBroken):
        shop.do(open_draft, kind="receipt", extra_minor=-1)
    draft_id = shop.do(open_draft, kind="receipt")
    with refused("right.missing", NotPermitted):
        shop.do(add_draft_line, by=shop.cashier, draft_id=draft_id, code="111")
    monkeypatch.setattr(drafts, "MOST_LINES", 1)
    shop.do(add_draft_line, draft_id=draft_id, code="111")
    with refused("stock.draft_full", RuleBroken, most=1):
        shop.do(add_draft_line, draft_id=draft_id, code="222")


def test_a_write_off_an_opening_and_a_return_are_drafts_too(shop: ShopFloor):
    for kind, sign in (("opening", 1), ("write_off", -1), ("supplier_return", -1)):
        before = shop.level("111")
        draft_id = shop.do(open_draft, kind=kind, cause="expired" if kind == "write_off" else None)
        shop.do(add_draft_line, draft_id=draft_id, code="111", quantity_milli=4000, cost_minor=10)
        document_id = shop.do(post_draft, draft_id=draft_id, confirm=["stock.more_than_there"])
        assert (shop.row("stock_document", document_id)["kind"], shop.level("111") - before) == (kind, sign * 4000)
    shop.check_books()


def test_a_count_puts_right_what_differs_and_finds_at_no_cost(shop: ShopFloor):
    stocked(shop, _111=10, _222=10, _333=10)
    document_id = shop.do(
        count_goods, counted={shop.goods["111"]: 8000, shop.goods["222"]: 12_000, shop.goods["333"]: 10_000}, reason="March"
    )
    lines = shop.rows("SELECT * FROM stock_line WHERE document_id = ? ORDER BY id", document_id)
    assert [(row["expected_milli"], row["counted_milli"], row["quantity_milli"], row["cost_minor"]) for row in lines] == [
        (10_000, 8000, -2000, None), (10_000, 12_000, 2000, 0), (10_000, 10_000, 0, None),
    ]
    assert [shop.level(code) for code in ("111", "222", "333")] == [8000, 12_000, 10_000]
    shop.do(undo_document, document_id=document_id)
    assert [shop.level(code) for code in ("111", "222", "333")] == [10_000] * 3
    shop.check_books()


def test_sales_while_it_is_counted_do_not_spoil_a_count(till: ShopFloor):
    stocked(till, _111=10, _222=10)
    draft_id = till.do(open_draft, kind="count")
    till.clock.advance(minutes=1)
    till.do(add_draft_line, draft_id=draft_id, code="111", quantity_milli=9000)
    till.clock.advance(minutes=1)
    till.sell(("111", 2000), ("222", 3000))
    till.clock.advance(minutes=1)
    till.do(add_draft_line, draft_id=draft_id, code="222", quantity_milli=7000)
    till.sell("222")
    till.do(post_draft, draft_id=draft_id)
    assert (till.level("111"), till.level("222")) == (7000, 6000)
    till.check_books()


def test_what_lay_on_the_shelf_but_is_entered_after_it_was_counted_is_not_counted_twice(shop: ShopFloor):
    stocked(shop, _111=10)
    arrived = shop.clock.now
    shop.clock.advance(hours=1)
    draft_id = shop.do(open_draft, kind="count")
    shop.do(add_draft_line, draft_id=draft_id, code="111", quantity_milli=15_000)
    shop.clock.advance(hours=1)
    shop.do(receive, items=[StockItem(shop.goods["111"], 5000, 500)], at=arrived)
    shop.do(receive, items=[StockItem(shop.goods["111"], 1000, 100)])
    shop.do(post_draft, draft_id=draft_id)
    assert shop.level("111") == 16_000
    shop.check_books()


def test_what_nobody_counted_is_asked_about(shop: ShopFloor):
    stocked(shop, _111=10, _222=10)
    draft_id = shop.do(open_draft, kind="count")
    line_id = shop.do(add_draft_line, draft_id=draft_id, code="111")
    shop.do(change_draft_line, line_id=line_id, quantity_milli=0)
    with refused("stock.uncounted", RuleBroken, count=1):
        shop.do(post_draft, draft_id=draft_id)
    with refused("stock.unknown_choice", RuleBroken):
        shop.do(post_draft, draft_id=draft_id, uncounted="perhaps")
    with refused("stock.counted_as_nought", NeedsConfirmation, count=1):
        shop.do(post_draft, draft_id=draft_id, uncounted="nought")
    shop.do(post_draft, draft_id=draft_id, uncounted="nought", confirm=["stock.counted_as_nought"])
    assert (shop.level("111"), shop.level("222")) == (0, 0)
    with refused("quantity.negative", RuleBroken):
        shop.do(count_goods, counted={shop.goods["111"]: -1000})
    with refused("stock.nothing", RuleBroken):
        shop.do(count_goods, counted={})
    shop.check_books()


def test_a_count_of_a_category_is_about_it_and_all_below_it(shop: ShopFloor):
    food = shop.do(add_category, name="Food")
    dairy = shop.do(add_category, name="Dairy", parent_id=food)
    shop.do(change_product, product_id=shop.goods["111"], category_id=food)
    shop.do(change_product, product_id=shop.goods["222"], category_id=dairy)
    stocked(shop, _111=1, _222=2, _333=3)
    draft_id = shop.do(open_draft, kind="count", category_id=food)
    with refused("stock.not_in_count", RuleBroken, name="Tea"):
        shop.do(add_draft_line, draft_id=draft_id, code="333")
    line_id = shop.do(add_draft_line, draft_id=draft_id, code="111")
    with refused("stock.uncounted", RuleBroken, count=1):
        shop.do(post_draft, draft_id=draft_id)
    (rest,) = shop.ask(not_counted_of_draft, draft_id=draft_id)
    assert (rest.product_id, rest.name) == (shop.goods["222"], "Milk")
    assert shop.ask(not_counted_of_draft, draft_id=draft_id, limit=0) == ()
    assert shop.ask(not_counted_of_draft, draft_id=line_id) == (), "no draft, nothing to count"
    shop.do(post_draft, draft_id=draft_id, uncounted="leave")
    assert [shop.level(code) for code in ("111", "222", "333")] == [1000, 2000, 3000]
    shop.do(count_goods, counted={shop.goods["222"]: 1000}, category_id=dairy)
    assert shop.level("222") == 1000
    shop.check_books()


ACTS = st.tuples(st.sampled_from(["count", "sell", "receive", "late"]), st.sampled_from(["111", "222"]), st.integers(1, 5))


@settings(max_examples=15)
@given(acts=st.lists(ACTS, min_size=5, max_size=25), strange=st.lists(st.integers(-4, 4), min_size=2, max_size=2))
def test_a_count_in_the_middle_of_trade_ends_at_what_is_on_the_shelf(new_shop, acts, strange):
    """Whatever is sold and received while it is counted: once it is posted, the books say what is really there."""
    floor: ShopFloor = new_shop()
    with floor.shop:
        floor.open_shift()
        stocked(floor, _111=100, _222=100)
        really = {"111": 100 + strange[0], "222": 100 + strange[1]}
        draft_id, opened = floor.do(open_draft, kind="count"), {}
        morning = floor.clock.now
        for act, code, pieces in [*acts, ("count", "111", 1), ("count", "222", 1)]:
            floor.clock.advance(minutes=1)
            if act == "count" and code not in opened:
                line = {"draft_id": draft_id, "code": code, "quantity_milli": really[code] * 1000}
                opened[code] = floor.do(add_draft_line, **line)
            elif act == "count":
                floor.do(change_draft_line, line_id=opened[code], quantity_milli=really[code] * 1000)
            elif act == "sell":
                floor.sell((code, pieces * 1000))
                really[code] -= pieces
            elif act == "receive":
                floor.do(receive, items=[StockItem(floor.goods[code], pieces * 1000, 10)])
                really[code] += pieces
            else:  # it has lain there since the morning, and only its paper comes now
                floor.do(receive, items=[StockItem(floor.goods[code], pieces * 1000, 10)], at=morning)
        floor.clock.advance(minutes=1)
        floor.do(post_draft, draft_id=draft_id)
        assert {code: floor.level(code) for code in really} == {code: pieces * 1000 for code, pieces in really.items()}
        floor.check_books()


def test_a_transfer_is_scanned_together_and_sent_once(shop: ShopFloor):
    stocked(shop, _111=3, _222=5)
    cellar = shop.do(add_store, name="Cellar")
    draft_id = shop.do(open_draft, kind="transfer", reason="for the fair")
    shop.do(add_draft_line, draft_id=draft_id, code="111", quantity_milli=4000)
    shop.do(add_draft_line, draft_id=draft_id, code="222")
    with refused("stock.no_target", RuleBroken):
        shop.do(post_draft, draft_id=draft_id)
    with refused("not_found", RuleBroken, table="store"):
        shop.do(change_draft, draft_id=draft_id, to_store_id=uuid4())
    shop.do(change_draft, draft_id=draft_id, to_store_id=cellar)
    with refused("stock.more_than_on_hand", RuleBroken, name="Bread", on_hand_milli=3000, asked_milli=4000):
        shop.do(post_draft, draft_id=draft_id)
    assert len(lines_of(shop, draft_id)) == 2, "what was scanned stays"
    line = UUID(bytes=shop.value("SELECT id FROM stock_draft_line WHERE quantity_milli = 4000"))
    shop.do(change_draft_line, line_id=line, quantity_milli=3000)
    transfer_id = shop.do(post_draft, draft_id=draft_id)
    assert shop.do(post_draft, draft_id=draft_id) == transfer_id
    (sent,) = shop.ask(transfers)
    assert (sent.transfer_id, sent.to_store, sent.note, shop.level("111")) == (transfer_id, "Cellar", "for the fair", 0)
    assert shop.ask(document_number, document_id=transfer_id) == "A1-T000001"
    with refused("right.missing", NotPermitted):
        shop.do(open_draft, by=shop.cashier, kind="transfer")
    shop.check_books()
