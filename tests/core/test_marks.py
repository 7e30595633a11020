"""GS1 codes in the cart: what they say is sold as it is said, a marked piece once, and nothing past its day by mistake."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.core.catalog.commands import Pack, add_code, add_product, add_scale_layout
from app.core.documents.fiscal import fiscal_document
from app.core.documents.queries import receipt
from app.core.sales.commands.drafts import add_to_line, change_quantity, remove_line, restore_line, scan, void_sale
from app.core.sales.queries import sale_change
from app.core.sales.returning import goods_of_code
from app.core.verify.queries import verify
from app.kernel.barcode import ScaleCode, check_digit
from tests.shop_floor import ShopFloor, refused

GS = "\x1d"
PRICES = ScaleCode("22", 2, 5, 7, 5, "price", 100)


def ean(digits: str) -> str:
    return digits + check_digit(digits)


WATER, CHEESE, SODA = ean("460123456789"), ean("460777000001"), ean("03600029145")
PIECE = f"01{'0' + WATER}215mwUE9abcdefg{GS}93dGVz"
OTHER_PIECE = f"01{'0' + WATER}215mwUE9abcdefh{GS}93dGVz"


@pytest.fixture
def shop(till: ShopFloor) -> ShopFloor:
    """Water by the piece for 30.00, cheese by weight for 680.00, soda under the twelve digits of its code."""
    units = till.template.units
    for name, unit, price, code in (
        ("Water", "pcs", 3000, WATER), ("Cheese", "kg", 68_000, CHEESE), ("Soda", "pcs", 5000, SODA),
    ):
        till.do(add_product, name=name, unit_id=units[unit], price_minor=price, barcodes=[code])
    return till


def put(shop: ShopFloor, code: str, **more: Any) -> dict[str, Any]:
    return shop.row("sale_line", shop.do(scan, code=code, **more).line_id)


@pytest.mark.parametrize(
    ("code", "name"),
    [(f"]d201{'0' + WATER}10LOT1", "Water"), (f"01{'0' + WATER}10LOT1", "Water"), (f"]E0{WATER}", "Water"),
     (f"]C10100{SODA}", "Soda"), (f"]e001{'0' + CHEESE}3103000742", "Cheese")],
)
def test_a_code_finds_its_goods_as_the_price_list_writes_them(shop: ShopFloor, code: str, name: str):
    assert put(shop, code)["name"] == name


def test_a_box_has_a_number_of_its_own(shop: ShopFloor):
    box = ean("1460123456789")
    water = UUID(bytes=shop.value("SELECT id FROM product WHERE name = 'Water'"))
    shop.do(add_code, product_id=water, pack=Pack(box, "box", 12_000))
    assert put(shop, f"]C101{box}")["quantity_milli"] == 12_000


def test_an_unknown_number_is_told_as_it_stands_under_the_bars(shop: ShopFloor):
    unknown = ean("460999999999")
    with refused("sale.unknown_barcode", barcode=unknown):
        shop.do(scan, code=f"]d201{'0' + unknown}21ABC{GS}93xyzw")


def test_weighed_goods_are_sold_by_the_weight_in_their_code(shop: ShopFloor):
    line = put(shop, f"]e001{'0' + CHEESE}3103000742")
    assert (line["quantity_milli"], line["gross_minor"], line["weight_source"]) == (742, 50_456, "label")


def test_a_price_in_a_code_counts_only_where_the_shop_reads_prices_off_labels(shop: ShopFloor):
    both = f"]e001{'0' + CHEESE}3103000742392250000"
    assert put(shop, both)["gross_minor"] == 50_456
    with refused("sale.quantity_needed"):
        shop.do(scan, code=f"]e001{'0' + CHEESE}392250000")
    shop.do(add_scale_layout, layout=PRICES)
    line = put(shop, both)
    assert (line["quantity_milli"], line["gross_minor"], line["weight_source"]) == (742, 50_000, "price_label")
    line = put(shop, f"]e001{'0' + CHEESE}392234000")
    assert (line["quantity_milli"], line["gross_minor"]) == (500, 34_000)
    shop.pay(UUID(bytes=line["sale_id"]))
    shop.check_books()


def test_goods_by_the_piece_keep_their_own_price_whatever_the_code_says(shop: ShopFloor):
    shop.do(add_scale_layout, layout=PRICES)
    line = put(shop, f"]e001{'0' + WATER}3103000742392200100")
    assert (line["quantity_milli"], line["gross_minor"]) == (1000, 3000)


def test_batch_and_day_stay_with_the_line_and_only_the_same_ones_join(shop: ShopFloor):
    first = shop.do(scan, code=f"]C101{'0' + WATER}1731123110LOT1")
    for code in (f"]C101{'0' + WATER}1731123110LOT1", f"]C101{'0' + WATER}1731123110LOT2", WATER, WATER):
        shop.do(scan, code=code, sale_id=first.sale_id)
    lines = [(row["batch"], row["expires_on"], row["quantity_milli"]) for row in shop.lines(first.sale_id)]
    assert lines == [("LOT1", "2031-12-31", 2000), ("LOT2", "2031-12-31", 1000), (None, None, 2000)]
    shop.pay(first.sale_id)
    shop.check_books()


def test_what_is_past_its_day_is_asked_about_and_what_ends_today_is_not(shop: ShopFloor):
    today = shop.clock.now.date()
    for days, is_asked in ((0, False), (-1, True)):
        code = f"]C101{'0' + WATER}17{today + timedelta(days):%y%m%d}"
        if is_asked:
            with refused("sale.expired"):
                shop.do(scan, code=code)
            assert shop.do(scan, code=code, confirm=["sale.expired"])
        else:
            assert shop.do(scan, code=code)


def test_a_marking_code_stands_in_its_line_byte_for_byte_and_in_what_is_sealed(shop: ShopFloor):
    there = shop.do(scan, code=GS + PIECE)
    shop.do(scan, code="]d2" + OTHER_PIECE, sale_id=there.sale_id)
    assert [row["mark"] for row in shop.lines(there.sale_id)] == [PIECE, OTHER_PIECE]
    shop.pay(there.sale_id)
    told = json.loads(shop.value("SELECT body FROM outbox WHERE kind = 'sale.completed'"))
    assert told["marks"]["keys"] == ["id", "mark", "batch", "expires_on"]
    assert [row[1] for row in told["marks"]["rows"]] == [PIECE, OTHER_PIECE]
    assert [line.mark for line in shop.ask(receipt, sale_id=there.sale_id).lines] == [PIECE, OTHER_PIECE]
    shop.check_books()


def test_a_sale_without_such_codes_is_sealed_as_it_always_was(shop: ShopFloor):
    shop.sell("111", WATER)
    told = json.loads(shop.value("SELECT body FROM outbox WHERE kind = 'sale.completed'"))
    assert "marks" not in told
    assert "mark" not in told["lines"]["keys"]


def test_the_same_piece_is_refused_in_one_receipt_in_another_and_after_it_was_sold(shop: ShopFloor):
    sale_id = shop.do(scan, code=PIECE).sale_id
    with refused("sale.mark_in_receipt"):
        shop.do(scan, code="]d2" + PIECE, sale_id=sale_id)
    with refused("sale.mark_in_other"):
        shop.do(scan, code=PIECE)
    done = shop.pay(sale_id)
    without_its_signature = PIECE.partition(GS)[0]
    for code in (PIECE, without_its_signature):
        with refused("sale.mark_sold", number=done.number):
            shop.do(scan, code=code)


def test_a_piece_whose_number_only_begins_alike_is_another_piece(shop: ShopFloor):
    sale_id = shop.do(scan, code=f"01{'0' + WATER}21ABC{GS}93dGVz").sale_id
    assert shop.do(scan, code=f"01{'0' + WATER}21ABCD{GS}93dGVz", sale_id=sale_id)
    assert shop.do(scan, code=f"01{'0' + WATER}21AB", sale_id=sale_id)


def test_a_piece_that_came_back_a_voided_one_and_one_that_was_taken_out_may_be_sold(shop: ShopFloor):
    done = shop.pay(shop.do(scan, code=PIECE).sale_id)
    shop.give_back(done.sale_id, 1000)
    again = shop.do(scan, code=PIECE)
    shop.do(void_sale, sale_id=again.sale_id)
    once_more = shop.do(scan, code=PIECE)
    shop.do(remove_line, line_id=once_more.line_id)
    assert shop.do(scan, code=PIECE, sale_id=once_more.sale_id)
    with refused("sale.mark_in_receipt"):
        shop.do(restore_line, line_id=once_more.line_id)


def test_a_marked_piece_is_one_piece(shop: ShopFloor):
    there = shop.do(scan, code=PIECE)
    with refused("sale.marked_once"):
        shop.do(change_quantity, line_id=there.line_id, quantity_milli=2000)
    with refused("sale.marked_once"):
        shop.do(add_to_line, line_id=there.line_id, step_milli=1000)
    with refused("sale.marked_once"):
        shop.do(scan, code=OTHER_PIECE, sale_id=there.sale_id, quantity_milli=2000)
    assert shop.do(add_to_line, line_id=there.line_id, step_milli=-1000)


def test_a_mark_that_somebody_wrote_into_a_sealed_line_is_found_out(shop: ShopFloor):
    sold = shop.sell("111")
    marked = shop.pay(shop.do(scan, code=PIECE).sale_id)
    shop.do(_behind_the_back, sql="UPDATE sale_line SET mark = 'forged' WHERE name = 'Bread'")
    shop.do(_behind_the_back, sql="UPDATE sale_line SET batch = 'forged' WHERE name = 'Water'")
    found = " ".join(finding.subject for finding in shop.ask(verify).findings)
    assert f"sale.completed {sold.number} marks" in found
    assert f"sale.completed {marked.number} marks batch" in found


def _behind_the_back(uow: Any, *, sql: str) -> None:
    uow.driver.execute("DROP TRIGGER IF EXISTS sale_line_no_update")
    uow.driver.execute(sql)


def test_a_return_finds_its_goods_by_a_marking_code(shop: ShopFloor):
    assert shop.ask(goods_of_code, code=PIECE).product.name == "Water"
    sale_id = shop.do(scan, code=PIECE).sale_id
    for code in (OTHER_PIECE, WATER):
        shop.do(scan, code=code, sale_id=sale_id)
    shop.pay(sale_id)
    first, second, plain = shop.line_ids(sale_id)
    third = PIECE.replace("5mwUE9abcdefg", "5mwUE9abcdefz")
    for code, meant in ((PIECE, (first,)), (OTHER_PIECE, (second,)), (third, (plain,)), (WATER, (first, second, plain))):
        assert shop.ask(goods_of_code, code=code, sale_id=sale_id).line_ids == meant


def test_the_fiscal_register_is_told_the_code_of_a_sale_and_of_its_return(shop: ShopFloor):
    shop.device("fiscal_register", driver="atol_web", address="http://127.0.0.1:1")
    done = shop.pay(shop.do(scan, code=PIECE).sale_id)
    shop.give_back(done.sale_id, 1000)
    intents = [UUID(bytes=row["id"]) for row in shop.rows("SELECT id FROM intent ORDER BY created_at, id")]
    told = [shop.ask(fiscal_document, intent_id=intent_id) for intent_id in intents]
    assert [(document.kind, document.lines[0].mark) for document in told] == [("sale", PIECE), ("return", PIECE)]


def test_a_line_of_a_marked_piece_offers_no_steps_and_says_until_when_it_is_good(shop: ShopFloor):
    there = shop.do(scan, code=f"01{'0' + WATER}17311231" + f"21ABC{GS}93dGVz")
    (line,) = shop.ask(sale_change, sale_id=there.sale_id).lines
    assert (line.is_marked, line.has_steps, line.expires_on) == (True, False, date(2031, 12, 31))
    shop.do(scan, code=WATER, sale_id=there.sale_id)
    plain = shop.ask(sale_change, sale_id=there.sale_id).lines[1]
    assert (plain.is_marked, plain.has_steps, plain.expires_on) == (False, True, None)
