"""What a counter asks of the cart: weights of a scale, prices that are asked for, and a deletion that was a mistake."""

from __future__ import annotations

from uuid import UUID

from app.core.catalog.queries import goods_without_price
from app.core.sales.commands.drafts import (
    add_to_line,
    change_quantity,
    discount_line,
    put_product,
    remove_line,
    restore_line,
)
from app.core.staff.commands import change_role
from app.kernel.errors import NotPermitted, RuleBroken
from app.kernel.permissions import Right
from tests.shop_floor import ShopFloor, refused


def test_a_line_that_was_taken_out_comes_back_where_it_stood_with_its_discount(till: ShopFloor):
    sale_id = till.cart("111", "222", "333")
    _bread, milk, _tea = till.line_ids(sale_id)
    till.do(discount_line, line_id=milk, fixed_minor=990)
    before = till.total(sale_id)
    till.do(remove_line, line_id=milk)
    till.do(restore_line, line_id=milk)
    assert [line["name"] for line in till.lines(sale_id)] == ["Bread", "Milk", "Tea"]
    assert till.total(sale_id) == before
    assert till.audit("sale.line_restored")
    assert till.pay(sale_id).total_minor == before
    till.check_books()


def test_a_line_that_is_in_the_cart_cannot_be_brought_back(till: ShopFloor):
    (bread,) = till.line_ids(till.cart("111"))
    with refused("sale.line_kept", RuleBroken):
        till.do(restore_line, line_id=bread)


def test_bringing_a_line_back_allows_its_discount_anew(till: ShopFloor):
    (bread,) = till.line_ids(till.cart("111"))
    till.do(discount_line, line_id=bread, ppm=200_000)
    till.do(remove_line, line_id=bread)
    with refused("right.over_limit", NotPermitted):
        till.do(restore_line, by=till.cashier, line_id=bread)


def test_one_more_and_one_more_are_two_whatever_was_seen_before(till: ShopFloor):
    sale_id = till.cart("111")
    (bread,) = till.line_ids(sale_id)
    asked = [till.shop.submit(add_to_line, by=till.owner, line_id=bread, step_milli=1000) for _press in range(2)]
    assert [press.result() for press in asked] == [False, False]
    assert till.lines(sale_id)[0]["quantity_milli"] == 3000
    assert till.do(add_to_line, line_id=bread, step_milli=-1000) is False
    assert till.total(sale_id) == 6000
    till.pay(sale_id)
    till.check_books()


def test_the_last_piece_goes_with_its_line_and_the_line_can_come_back(till: ShopFloor):
    sale_id = till.cart(("111", 2000), "222")
    bread, _milk = till.line_ids(sale_id)
    assert till.do(add_to_line, line_id=bread, step_milli=-2000) is True
    assert [line["name"] for line in till.lines(sale_id)] == ["Milk"]
    assert till.audit("sale.line_removed")
    till.do(restore_line, line_id=bread)
    assert till.lines(sale_id)[0]["quantity_milli"] == 2000
    with refused("quantity.too_large", RuleBroken):
        till.do(add_to_line, line_id=bread, step_milli=10**12)


def test_less_needs_the_right_to_delete_and_more_the_right_to_sell(till: ShopFloor):
    (bread,) = till.line_ids(till.cart(("111", 2000)))
    role_id = UUID(bytes=till.value("SELECT id FROM role WHERE name = 'cashier'"))
    till.do(change_role, role_id=role_id, rights={Right.SELL: None})
    till.do(add_to_line, by=till.cashier, line_id=bread, step_milli=1000)
    for step_milli in (-1000, -3000):
        with refused("right.missing", NotPermitted, right=Right.DELETE_LINE):
            till.do(add_to_line, by=till.cashier, line_id=bread, step_milli=step_milli)
    till.do(change_role, role_id=role_id, rights={Right.DELETE_LINE: None})
    with refused("right.missing", NotPermitted, right=Right.SELL):
        till.do(add_to_line, by=till.cashier, line_id=bread, step_milli=1000)


def test_a_line_is_weighed_again_on_the_scale_without_the_right_to_type_weights(till: ShopFloor):
    sale_id = till.do(put_product, product_id=till.goods["444"], quantity_milli=500, weight_source="scale").sale_id
    (apples,) = till.line_ids(sale_id)
    role_id = till.value("SELECT id FROM role WHERE name = 'cashier'")
    till.do(change_role, role_id=UUID(bytes=role_id), rights={Right.SELL: None})
    till.do(change_quantity, by=till.cashier, line_id=apples, quantity_milli=742, weight_source="scale")
    assert [(line["quantity_milli"], line["weight_source"]) for line in till.lines(sale_id)] == [(742, "scale")]
    with refused("right.missing", NotPermitted):
        till.do(change_quantity, by=till.cashier, line_id=apples, quantity_milli=800)


def test_goods_without_a_price_are_sold_at_the_price_that_is_said(till: ShopFloor):
    (souvenir,) = till.ask(goods_without_price)
    assert souvenir.name == "Souvenir"
    with refused("sale.price_needed", RuleBroken):
        till.do(put_product, product_id=souvenir.product_id)
    till.do(put_product, product_id=souvenir.product_id, price_minor=25_000)
    assert till.value("SELECT price_minor FROM sale_line") == 25_000
