"""One paper about more goods than one statement may name: the till's lists are read in pieces, and no limit is hit."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest
from sqlalchemy import bindparam, select

from app.core.catalog.commands import add_product
from app.core.stock.commands.counts import count_goods
from app.core.stock.commands.documents import receive, write_off
from app.core.stock.layers import AT_ONCE
from app.core.stock.views import StockItem
from db.models.catalog import Product
from db.prepared import MOST_FILLED_UP, Prepared
from db.uow import Uow
from tests.shop_floor import ShopFloor

MANY = AT_ONCE + 120
MOST_VALUES = MANY - 20
"""What a statement may take in these tests: far less than SQLite's 32,766, so that a few goods are already too many."""
_BY_IDS = Prepared(select(Product.id).where(Product.id.in_(bindparam("ids", expanding=True))))


@pytest.fixture
def many(shop: ShopFloor) -> list[UUID]:
    """More goods than may be named at once: each came twice, for 1.00 and then for 2.00 a piece."""

    def make(uow: Uow) -> list[UUID]:
        uow.driver.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, MOST_VALUES)
        unit_id = shop.template.units["pcs"]
        return [add_product(uow, name=f"Good {number}", unit_id=unit_id) for number in range(MANY)]

    goods: list[UUID] = shop.do(make)
    shop.do(receive, items=[StockItem(product_id, 1000, 100) for product_id in goods])
    shop.do(receive, items=[StockItem(product_id, 1000, 200) for product_id in goods])
    return goods


def test_all_of_them_are_written_off_at_the_cost_of_their_oldest_layers(shop: ShopFloor, many: list[UUID]):
    document_id = shop.do(write_off, items=[StockItem(product_id, 2000) for product_id in many], cause="lost")
    booked = shop.rows("SELECT DISTINCT booked_minor FROM stock_movement WHERE document_id = ?", document_id)
    assert [row["booked_minor"] for row in booked] == [300], "one for 1.00, one for 2.00"
    shop.check_books()


def test_all_of_them_are_counted_and_half_of_each_is_not_there(shop: ShopFloor, many: list[UUID]):
    shop.do(count_goods, counted=dict.fromkeys(many, 1000), uncounted="leave")
    left = shop.rows("SELECT product_id, sum(left_minor) AS left_minor FROM stock_layer GROUP BY product_id")
    assert {row["left_minor"] for row in left} == {200}
    assert len(left) == MANY
    shop.check_books()


@pytest.mark.parametrize("count", [0, 1, 3, MOST_FILLED_UP, MOST_FILLED_UP + 1, MOST_VALUES])
def test_a_list_of_any_length_finds_its_rows_and_a_long_one_is_not_filled_up(shop: ShopFloor, count: int):
    wanted = [*shop.template.goods.values(), *(uuid4() for _unknown in range(MOST_VALUES))][:count]

    def find(uow: Uow) -> list[Sequence[UUID]]:
        uow.driver.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, MOST_VALUES)
        return _BY_IDS.rows(uow.driver, ids=wanted)

    assert {row[0] for row in shop.do(find)} == set(wanted) & set(shop.template.goods.values())
