"""Records: the rows that every scan changes, past the mapper; what was done to them is seen, saved once, and undone together."""

from __future__ import annotations

import sqlite3
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.core.sales.commands.drafts import discount_line, remove_line, scan
from app.kernel.errors import RuleBroken
from db.models.sales import Sale
from db.uow import Uow
from tests.shop_floor import ShopFloor, refused


def test_a_record_is_the_same_object_each_time_and_only_what_changed_is_written(till: ShopFloor):
    sale_id, _line_id = cart(till)
    said: list[str] = []

    def relabel(uow: Uow) -> None:
        sale = uow.row(Sale, sale_id)
        assert uow.row(Sale, sale_id) is sale
        sale.label = "table 4"
        before = uow.driver.total_changes
        uow.driver.set_trace_callback(said.append)
        uow.flush()
        uow.flush()
        uow.driver.set_trace_callback(None)
        assert uow.driver.total_changes - before == 1

    till.do(relabel)
    (update,) = {statement for statement in said if statement.startswith("UPDATE")}
    assert update.startswith("UPDATE sale SET label='table 4' WHERE")
    assert till.rows("SELECT label FROM sale WHERE id = ?", sale_id.bytes) == [{"label": "table 4"}]


def test_the_mappers_session_sees_what_was_done_to_a_record(till: ShopFloor):
    sale_id, _line_id = cart(till)

    def ask(uow: Uow) -> str | None:
        uow.row(Sale, sale_id).label = "by the door"
        return uow.session.scalar(select(Sale.label).where(Sale.id == sale_id))

    assert till.do(ask) == "by the door"


def test_what_was_done_to_a_record_is_undone_with_its_command(till: ShopFloor):
    sale_id, _line_id = cart(till)

    def fail(uow: Uow) -> None:
        uow.row(Sale, sale_id).label = "never"
        uow.flush()
        raise RuleBroken("sale.empty")

    with refused("sale.empty"):
        till.do(fail)
    assert till.rows("SELECT label FROM sale WHERE id = ?", sale_id.bytes) == [{"label": None}]


def test_a_record_that_is_not_there_is_refused(till: ShopFloor):
    with refused("not_found", table="sale"):
        till.do(lambda uow: uow.row(Sale, uuid4()))


def test_a_completed_sale_is_a_fact_for_records_too(till: ShopFloor):
    done = till.sell("111")

    def edit(uow: Uow) -> None:
        uow.row(Sale, done.sale_id).total_minor = 1

    with pytest.raises(sqlite3.IntegrityError, match="a fact is never edited"):
        till.do(edit)


def test_lines_that_are_remembered_are_forgotten_when_the_cart_changes(till: ShopFloor):
    """The lines of a fresh cart are kept for the payment; a discount and a removal in between must not be missed."""
    sale_id, line_id = cart(till)
    second = till.do(scan, code="222", sale_id=sale_id).line_id
    till.do(discount_line, line_id=line_id, ppm=100_000)
    till.do(remove_line, line_id=second)
    done = till.pay(sale_id)
    lines = till.rows("SELECT net_minor FROM sale_line WHERE sale_id = ? AND NOT removed", sale_id.bytes)
    assert [row["net_minor"] for row in lines] == [done.total_minor] == [2700]
    till.check_books()


def cart(till: ShopFloor) -> tuple[UUID, UUID]:
    got: Any = till.do(scan, code="111")
    return got.sale_id, got.line_id
