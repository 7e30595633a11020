"""A field that two tills have set: told with the names that things have here, and settled by who may change such a card."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.core.catalog.commands import add_category, change_product, remove_product
from app.core.catalog.queries import search_products
from app.core.parties.commands import add_customer
from app.core.parties.queries import find_customers
from app.core.received.conflicts import conflicts_in_words, settle_conflict
from app.kernel.errors import AppError
from sync.centre import Conflict
from tests.shop_floor import ShopFloor

NOBODY = UUID(int=9)


def lost(floor: ShopFloor, table: str, row_id: UUID, field: str, kept: Any, value: Any) -> Conflict:
    return Conflict(uuid4(), table, row_id, field, "person", kept, value, floor.shop.place.till_id, 2, floor.clock())


def settle(floor: ShopFloor, table: str, row_id: UUID, field: str, value: Any) -> None:
    floor.do(settle_conflict, by=floor.manager, table=table, row_id=row_id, field=field, value=value)


def test_ids_are_told_by_the_names_of_their_rows_and_a_price_by_its_good(shop: ShopFloor):
    bakery, sweets = (shop.do(add_category, name=name) for name in ("Bakery", "Sweets"))
    bread, gone = shop.goods["111"], uuid4()
    (price,) = (row["id"] for row in shop.rows("SELECT id FROM price WHERE product_id = ?", bread.bytes))
    found = shop.ask(conflicts_in_words, lost=[
        lost(shop, "product", bread, "category_id", str(bakery), str(sweets)),
        lost(shop, "price", UUID(bytes=price), "price_minor", 3000, 3100),
        lost(shop, "product", gone, "name", "A", "B"),
        lost(shop, "something_newer", gone, "colour", "red", "blue"),
    ])
    assert [(each.name, each.kept, each.lost, each.is_here) for each in found] == [
        ("Bread", "Bakery", "Sweets", True), ("Bread", 3000, 3100, True), ("", "A", "B", False), ("", "red", "blue", False),
    ]
    assert {each.till for each in found} == {shop.value("SELECT name FROM till")}


def test_what_is_settled_is_found_by_its_new_name(shop: ShopFloor):
    bread, customer = shop.goods["111"], shop.do(add_customer, name="Gulnara", phone="1")
    settle(shop, "product", bread, "name", "Zeppelin")
    settle(shop, "customer", customer, "phone", "0555 123")
    assert [each.name for each in shop.ask(search_products, text="zeppel")] == ["Zeppelin"]
    assert [each.name for each in shop.ask(find_customers, text="0555123")] == ["Gulnara"]
    shop.do(remove_product, product_id=bread)
    assert shop.ask(search_products, text="zeppel") == ()
    settle(shop, "product", bread, "deleted_at", None)
    assert [each.name for each in shop.ask(search_products, text="zeppel")] == ["Zeppelin"]


def test_leaving_it_as_it_is_travels_too(shop: ShopFloor):
    before = shop.value("SELECT count(*) FROM outbox WHERE kind = 'card'")
    settle(shop, "product", shop.goods["111"], "name", "Bread")
    assert shop.value("SELECT count(*) FROM outbox WHERE kind = 'card'") == before + 1


def test_a_cashier_may_not_settle_it(shop: ShopFloor):
    with pytest.raises(AppError) as refused:
        shop.do(settle_conflict, by=shop.cashier, table="product", row_id=shop.goods["111"], field="name", value="X")
    assert refused.value.code == "right.missing"


@pytest.mark.parametrize(("table", "field", "value"), [
    ("product", "name", None), ("product", "name", 7), ("product", "colour", "red"), ("product", "id", str(NOBODY)),
    ("product", "company_id", str(NOBODY)), ("product", "category_id", "not an id"), ("person", "pin_hash", "x"),
    ("sale", "total_minor", 1), ("no_such_table", "name", "x"), ("product", "category_id", str(NOBODY)),
])
def test_a_value_that_does_not_fit_is_refused_and_nothing_is_changed(shop: ShopFloor, table: str, field: str, value: Any):
    row_id = shop.owner.person_id if table == "person" else shop.goods["111"]
    assert row_id is not None
    with pytest.raises(AppError) as refused:
        shop.do(settle_conflict, table=table, row_id=row_id, field=field, value=value)
    assert refused.value.code == "conflict.unusable"
    assert shop.value("SELECT name FROM product WHERE id = ?", shop.goods["111"].bytes) == "Bread"


def test_a_name_that_was_changed_meanwhile_is_told_as_it_is_here(shop: ShopFloor):
    shop.do(change_product, product_id=shop.goods["111"], name="Loaf")
    (found,) = shop.ask(conflicts_in_words, lost=[lost(shop, "product", shop.goods["111"], "name", "Loaf", "Baton")])
    assert (found.name, found.lost) == ("Loaf", "Baton")
