"""Facts are added and never edited: the database itself refuses it, whoever asks."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from app.core.cash.commands import put_cash_in, verify_shift
from app.core.payments.views import Tender
from app.core.sales.commands.accounts import take_prepayment
from app.core.sales.commands.corrections import correct_tender
from app.core.sales.commands.drafts import void_sale
from app.core.stock.commands.documents import receive, write_off
from app.core.stock.views import StockItem
from db.base import Base
from db.facts import FACT_TABLES
from db.uow import Uow
from tests.core.agents_floor import agents_day
from tests.every_document import confirm_a_return_of_another_branch
from tests.shop_floor import ShopFloor

CARDS_AND_DRAFTS = {
    "account_balance", "account_elsewhere", "agent", "agent_cart_line", "audit_head", "bag_lease", "branch", "branch_told",
    "brand", "card_state", "category", "company", "customer", "device", "drawer_job", "elsewhere_state",
    "gift_card", "installation", "intent", "left_off", "level_elsewhere", "loan",
    "number_series", "outbox", "outbox_trouble", "pending_payment", "person", "person_choice", "person_role", "pin_guard",
    "price", "price_list", "print_job", "product", "product_code", "product_picture", "received", "recovery", "role",
    "sale", "sale_line", "scale_layout", "search_entry", "search_word", "set_part", "setting", "shift", "stock_debt",
    "stock_draft", "stock_draft_line", "stock_layer", "stock_level", "stock_minimum", "stock_portion", "stock_waiting",
    "store", "supplier", "sync_target", "tax_rate", "tile_page", "till", "unit",
}
"""Tables whose rows may change: cards, drafts, jobs, sums. A sale and a shift may until they are closed."""


@pytest.fixture
def full_shop(till: ShopFloor) -> ShopFloor:
    """A day on which every kind of fact has happened once."""
    sold = till.sell("111", ("444", 750))
    till.give_back(sold.sale_id, 1000, None)
    wrong = till.sell("222").sale_id
    till.do(correct_tender, sale_id=wrong, from_tender="cash", to_tender="card", amount_minor=9990, reason="wrong key")
    till.do(put_cash_in, amount_minor=500, reason="change")
    till.do(take_prepayment, customer_id=till.customer(), amount_minor=700, payments=[Tender("cash", 700)])
    till.do(receive, items=[StockItem(till.goods["222"], 5000, 30_000)], reason="the milk that was sold before it was there")
    till.do(write_off, items=[StockItem(till.goods["333"], 1000)], reason="broken", confirm=["stock.more_than_there"])
    confirm_a_return_of_another_branch(till)
    agents_day(till)
    shift_id = till.close_shift(counts={10_000: 12}, confirm=["shift.difference"])
    till.do(verify_shift, by=till.manager, shift_id=shift_id, verified_minor=120_000)
    return till


def test_every_table_is_either_a_fact_or_known_to_change():
    assert set(Base.metadata.tables) == set(FACT_TABLES) | CARDS_AND_DRAFTS


def test_no_fact_can_be_edited_or_taken_away(full_shop: ShopFloor):
    refusals: dict[str, int] = {}
    with closing(sqlite3.connect(full_shop.path, isolation_level=None)) as connection:
        for table in FACT_TABLES:
            (columns,) = connection.execute(f"SELECT group_concat(name) FROM pragma_table_info('{table}')").fetchone()
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0], f"no {table} in this story"
            for sql in (f"DELETE FROM {table}", *(f"UPDATE {table} SET {name} = {name}" for name in columns.split(","))):
                with pytest.raises(sqlite3.IntegrityError, match="never edited"):
                    connection.execute(sql)
                refusals[table] = refusals.get(table, 0) + 1
    assert all(count > 3 for count in refusals.values())


def test_no_fact_can_be_replaced_by_another_with_the_same_id(full_shop: ShopFloor):
    def replace(uow: Uow, *, table: str) -> None:
        uow.driver.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")

    for table in (*FACT_TABLES, "sale", "sale_line", "shift"):
        with pytest.raises(sqlite3.IntegrityError, match="never edited"):
            full_shop.do(replace, table=table)


@pytest.mark.parametrize("state", ["completed", "void"])
def test_a_sale_that_is_over_cannot_be_edited(full_shop: ShopFloor, state):
    with closing(sqlite3.connect(full_shop.path, isolation_level=None)) as connection:
        over = f"WHERE sale_id IN (SELECT id FROM sale WHERE state = '{state}')"
        if state == "void":
            full_shop.do(void_sale, sale_id=full_shop.cart("111"))
        for sql in (
            f"UPDATE sale SET total_minor = 0 WHERE state = '{state}'",
            f"UPDATE sale SET state = 'open' WHERE state = '{state}'",
            f"DELETE FROM sale WHERE state = '{state}'",
            f"UPDATE sale_line SET net_minor = 0 {over}",
            f"DELETE FROM sale_line {over}",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="never edited"):
                connection.execute(sql)


def test_a_closed_shift_stays_closed_and_a_document_keeps_its_bytes(full_shop: ShopFloor):
    with closing(sqlite3.connect(full_shop.path, isolation_level=None)) as connection:
        for sql in (
            "UPDATE shift SET state = 'open'", "UPDATE shift SET float_minor = 1", "DELETE FROM shift",
            "UPDATE outbox SET body = x'7b7d'", "UPDATE outbox SET sha256 = x'00'",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="never edited"):
                connection.execute(sql)


def test_an_open_cart_may_change(till: ShopFloor):
    sale_id = till.cart("111")
    till.cart("222")
    assert till.total(sale_id) == 3000
