"""What a screen asks about sales: only what changed, what is parked, what may still come back."""

from __future__ import annotations

from app.core.catalog.commands import set_price
from app.core.sales.commands.drafts import change_quantity, park_sale, remove_line
from app.core.sales.queries import drafts, price_changes, sale_change, sales_of_shift, sold_sale


def test_a_change_holds_only_what_is_new_and_the_sums_of_all(shop):
    sale_id = shop.cart("111", "222", "333")
    first = shop.ask(sale_change, sale_id=sale_id)
    assert [line.position for line in first.lines] == [1, 2, 3]
    second_line = first.lines[1]
    shop.do(change_quantity, line_id=second_line.line_id, quantity_milli=3000)
    change = shop.ask(sale_change, sale_id=sale_id, after=first.revision)
    assert [(line.position, line.quantity_milli) for line in change.lines] == [(2, 3000)]
    assert change.total_minor == 3000 + 3 * 9990 + 25_000
    shop.do(remove_line, line_id=second_line.line_id)
    gone = shop.ask(sale_change, sale_id=sale_id, after=change.revision)
    assert [(line.position, line.removed) for line in gone.lines] == [(2, True)]
    assert (gone.line_count, gone.total_minor) == (2, 28_000)


def test_a_new_price_is_seen_on_the_open_cart(shop):
    sale_id = shop.cart("111", "222")
    assert shop.ask(price_changes, sale_id=sale_id) == ()
    shop.do(set_price, product_id=shop.goods["111"], price_minor=3500)
    (change,) = shop.ask(price_changes, sale_id=sale_id)
    assert (change.old_minor, change.new_minor) == (3000, 3500)
    assert [line.new_price_minor for line in shop.ask(sale_change, sale_id=sale_id).lines] == [3500, None]


def test_what_is_parked_and_what_is_open_is_listed_latest_first(shop):
    parked, still_open = shop.cart("111"), shop.cart("222")
    shop.do(park_sale, sale_id=parked, label="red coat")
    listed = shop.ask(drafts, till_id=shop.place.till_id)
    assert [(row.sale_id, row.state, row.label) for row in listed] == [(still_open, "open", None), (parked, "parked", "red coat")]


def test_a_receipt_says_what_of_it_may_still_come_back(shop):
    shop.open_shift()
    sold = shop.sell(("888", 3000), cash=3003)
    shop.give_back(sold.sale_id, 1000)
    found = shop.ask(sold_sale, number=sold.number)
    (line,) = found.lines
    assert (line.sold_milli, line.left_milli, line.net_minor, line.left_minor) == (3000, 2000, 3003, 2002)
    (listed,) = shop.ask(sales_of_shift, shift_id=shop.shift_id)
    assert listed == (sold.sale_id, sold.number, 3003)
