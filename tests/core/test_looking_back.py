"""Finding a receipt again: by its code, its number, its shift, its day and sum; and what would go back for its goods."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from app.core.documents.meaning import Meant, receipt_meant
from app.core.sales.commands.returns import exchange, return_by_receipt, return_without_receipt
from app.core.sales.past import receipts_of_shift, sales_of_day
from app.core.sales.queries import sold_sale
from app.core.sales.returning import exchange_quote, goods_of_code, loose_quote, return_quote
from app.core.sales.views import LooseItem, ReturnItem
from app.kernel.errors import RuleBroken
from tests.shop_floor import ShopFloor, refused

ID = UUID("0a1b2c3d-4e5f-6789-0a1b-2c3d4e5f6789")
CODE = f"duken:1:{ID.hex}:A1-000001:3000"
TYPED_IN_RUSSIAN = "вглутЖ1Ж0ф1и2с3в4у5а67890ф1и2с3в4у5а6789ЖФ1-000001Ж3000"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("A1-000012", "A1-000012"), ("12", "A1-000012"), (" 000012 ", "A1-000012"), ("a1-12", "A1-000012"),
        ("А1-000012", "A1-000012"), ("а1 12", "A1-000012"), ("B7-3", "B7-000003"), ("1234567", "A1-1234567"),
    ],
)
def test_a_number_is_understood_however_it_is_typed(text: str, number: str):
    assert receipt_meant(text, prefix="A1") == Meant(number=number)


@pytest.mark.parametrize("text", [CODE, f" {CODE}\r\n", TYPED_IN_RUSSIAN])
def test_a_receipts_code_names_its_sale_also_through_a_russian_keyboard(text: str):
    assert receipt_meant(text, prefix="A1") == Meant(sale_id=ID)


@pytest.mark.parametrize("text", ["", "  ", "milk", "A1-R000001", "duken:1:nonsense:A1:3", "4" * 40, "x" * 1_000_000, "🧾", "‏12"])
def test_what_is_no_receipt_is_none(text: str):
    assert receipt_meant(text, prefix="A1") is None


def test_receipts_of_a_shift_come_newest_first_with_returns_among_them_and_in_pages(till: ShopFloor):
    sold = []
    for _each in range(3):
        sold.append(till.sell("222", card=5000, cash=4990))
        till.clock.advance(minutes=1)
    till.give_back(sold[1].sale_id)
    rows = till.ask(receipts_of_shift, shift_id=till.shift_id)
    assert [(row.kind, row.number) for row in rows] == [
        ("return", "A1-R000001"), ("sale", "A1-000003"), ("sale", "A1-000002"), ("sale", "A1-000001"),
    ]
    assert (rows[0].total_minor, rows[1].total_minor) == (-9990, 9990)
    assert (rows[0].tenders, rows[1].tenders) == (("card", "cash"), ("card", "cash"))
    first = till.ask(receipts_of_shift, shift_id=till.shift_id, limit=2)
    then = till.ask(receipts_of_shift, shift_id=till.shift_id, limit=2, before=first[-1])
    assert (*first, *then) == rows


def test_receipts_of_one_moment_are_parted_by_pages_without_a_gap(till: ShopFloor):
    for _each in range(5):
        till.sell("111")
    seen, last = [], None
    while page := till.ask(receipts_of_shift, shift_id=till.shift_id, limit=2, before=last):
        seen += page
        last = page[-1]
    assert sorted(row.number for row in seen) == [f"A1-00000{number}" for number in range(1, 6)]


def test_a_sale_is_found_by_its_day_and_sum_before_or_after_rounding(till: ShopFloor):
    till.setting("cash.step_minor", 100)
    rounded, other = till.sell(("888", 1000), cash=1000), till.sell("111")
    today = till.row("sale", other.sale_id)["business_date"]
    day = till.ask(sold_sale, sale_id=other.sale_id).business_date
    assert day.isoformat() == today
    assert len(till.ask(sales_of_day, day=day)) == 2
    for minor in (1001, 1000):
        (found,) = till.ask(sales_of_day, day=day, total_minor=minor)
        assert (found.document_id, found.total_minor) == (rounded.sale_id, 1000)
    assert till.ask(sales_of_day, day=day, total_minor=777) == ()
    assert till.ask(sales_of_day, day=day - timedelta(days=1)) == ()


def test_a_sale_of_an_earlier_shift_is_found_by_its_own_day(till: ShopFloor):
    sold = till.sell("111")
    day = till.ask(sold_sale, sale_id=sold.sale_id).business_date
    till.close_shift()
    till.clock.advance(hours=9 * 24)
    till.open_shift()
    later = till.sell("222")
    assert [row.document_id for row in till.ask(sales_of_day, day=day)] == [sold.sale_id]
    assert [row.document_id for row in till.ask(sales_of_day, day=day + timedelta(days=9))] == [later.sale_id]


@pytest.mark.parametrize("step", [1, 100])
@pytest.mark.parametrize("tender", [None, "cash", "card"])
def test_what_the_quote_says_is_what_is_given_back(till: ShopFloor, step: int, tender: str | None):
    till.setting("cash.step_minor", step)
    sold = till.sell(("888", 7000), ("444", 1333), card=5000, cash=30_000)
    first, second = till.line_ids(sold.sale_id)
    for milli in (2000, 1000):
        items = [ReturnItem(first, milli), ReturnItem(second, 200)]
        quote = till.ask(return_quote, items=items, branch_id=till.place.branch_id, tender=tender)
        back = till.do(return_by_receipt, items=items, reason="odd", tender=tender)
        assert (quote.total_minor, quote.rounding_minor, quote.parts) == (back.total_minor, back.rounding_minor, back.refunds)
        assert sum(quote.sums_minor) == quote.total_minor
        assert quote.given_minor == sum(minor for _tender, minor in quote.parts)


def test_a_quote_refuses_more_than_is_left_and_what_was_not_sold(till: ShopFloor):
    sold = till.sell("111")
    (line_id,) = till.line_ids(sold.sale_id)
    with refused("return.more_than_left", RuleBroken, left_milli=1000):
        till.ask(return_quote, items=[ReturnItem(line_id, 2000)], branch_id=till.place.branch_id)
    with refused("return.not_sold", RuleBroken):
        till.ask(return_quote, items=[ReturnItem(ID, 1000)], branch_id=till.place.branch_id)


def test_the_quote_without_a_receipt_is_what_is_given_back(till: ShopFloor):
    till.setting("cash.step_minor", 100)
    items = [LooseItem(till.goods["888"], 3000, 1001), LooseItem(till.goods["444"], 250, 12_000)]
    quote = till.ask(loose_quote, items=items, branch_id=till.place.branch_id)
    back = till.do(return_without_receipt, items=items, reason="odd")
    assert (quote.total_minor, quote.rounding_minor, quote.parts) == (back.total_minor, back.rounding_minor, back.refunds)
    assert quote.sums_minor == (3003, 3000)


def test_the_quote_of_a_dearer_exchange_says_what_is_due_and_what_is_change(till: ShopFloor):
    sold = till.sell("111", card=3000)
    sale_id, items = till.cart("222"), [ReturnItem(till.line_ids(sold.sale_id)[0], 1000)]
    quote = till.ask(exchange_quote, items=items, sale_id=sale_id, handed_minor=10_000)
    assert (quote.back_minor, quote.taken_minor, quote.left_minor, quote.change_minor) == (3000, 9990, 6990, 3010)
    assert (quote.parts, quote.missing_minor, quote.likely_minor[0]) == ((), 0, 6990)
    assert till.ask(exchange_quote, items=items, sale_id=sale_id, handed_minor=1000).missing_minor == 5990


def test_the_quote_of_a_cheaper_exchange_says_what_goes_back(till: ShopFloor):
    sold = till.sell("333", card=25_000)
    sale_id, items = till.cart("111"), [ReturnItem(till.line_ids(sold.sale_id)[0], 1000)]
    quote = till.ask(exchange_quote, items=items, sale_id=sale_id)
    assert (quote.left_minor, quote.given_minor, quote.parts) == (0, 22_000, (("card", 22_000),))
    back, _done = till.do(exchange, items=items, sale_id=sale_id, reason="size")
    assert tuple(part for part in back.refunds if part[0] != "exchange") == quote.parts


def test_a_code_stands_for_goods_with_the_weight_of_its_label(till: ShopFloor):
    found = till.ask(goods_of_code, code="111")
    assert (found.product.name, found.product.price_minor, found.quantity_milli) == ("Bread", 3000, 1000)
    with refused("sale.unknown_barcode"):
        till.ask(goods_of_code, code="999999")
