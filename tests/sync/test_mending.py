"""What did not go is tried once more, there and here; and everything is read anew without losing what was not told."""

from __future__ import annotations

import psycopg
import pytest

from app.core.catalog.commands import change_product
from app.core.jobs.queries import sync_state, unsent_count
from app.core.received.queries import kept_back
from app.kernel.errors import AppError
from sync.checking import check
from sync.mending import Mended, mend, read_anew, rejected
from sync.rounds import push_all
from tests.sync.conftest import Company, TestCentre
from tests.sync.test_checking import refuse_sales, sold
from tests.sync.test_pull import settle


def change(centre: TestCentre, words: str) -> None:
    with psycopg.connect(centre.dsn, autocommit=True) as connection:
        connection.execute(f"ALTER TABLE duken.sale {words}".encode())


def test_what_was_rejected_is_tried_again_for_its_own_till_and_for_no_other(company: Company, centre: TestCentre):
    second, first = company(), sold(company)
    settle(second)
    change(centre, "ADD CONSTRAINT no_more CHECK (total_minor < 100) NOT VALID")
    first.floor.sell("111")
    first.round()
    change(centre, "DROP CONSTRAINT no_more")
    ids = list(first.floor.ask(rejected))
    assert ids
    assert second.link.try_again(ids) == []
    assert centre.value("SELECT count(*) FROM duken.document WHERE state = 'rejected'") == len(ids)
    assert mend(first.floor, first.link) == Mended(len(ids), 0, 0, 0)
    assert first.floor.ask(sync_state).troubles == ()
    settle(second)
    assert second.floor.value("SELECT count(*) FROM sale WHERE state = 'completed'") == 3
    for node in (first, second):
        assert check(node.floor, node.link).differences == []


def test_what_was_rejected_for_its_bytes_is_not_let_in_by_trying_again(company: Company, centre: TestCentre):
    first = sold(company)
    sale = first.floor.sell("111")
    with psycopg.connect(centre.dsn, autocommit=True) as connection:
        connection.execute("ALTER TABLE duken.sale ADD CONSTRAINT no_more CHECK (total_minor < 100) NOT VALID")
        first.round()
        connection.execute("ALTER TABLE duken.sale DROP CONSTRAINT no_more")
        connection.execute("UPDATE duken.document SET body = body || ' ' WHERE row_id = %s", (sale.sale_id,))
    done = mend(first.floor, first.link)
    assert (done.there, done.left_there > 0) == (0, True)
    assert {each.reason for each in first.floor.ask(sync_state).troubles} == {"DK010"}


def test_what_could_not_be_stored_here_is_tried_again_here(company: Company):
    first, second = company.first, company()
    settle(second)
    second.floor.do(refuse_sales)
    sold(company)
    settle(first, second)
    left = len(second.floor.ask(kept_back))
    assert left
    assert mend(second.floor, second.link) == Mended(0, 0, 0, left), "it still does not fit"
    assert len(second.floor.ask(kept_back)) == left
    second.floor.do(take_sales)
    assert mend(second.floor, second.link) == Mended(0, left, 0, 0)
    assert check(second.floor, second.link).differences == []


def take_sales(uow) -> None:
    uow.driver.execute("DROP TRIGGER no_sales")


def test_reading_all_anew_needs_a_yes_and_keeps_what_was_not_told(company: Company):
    first, second = company.first, company()
    settle(first, second)
    bread = second.floor.goods["111"]
    second.floor.do(change_product, product_id=bread, name="Loaf")
    second.floor.open_shift(1000)
    second.floor.sell("111")
    waiting = second.floor.ask(unsent_count)
    with pytest.raises(AppError) as asked:
        read_anew(second.floor, second.link, by=second.floor.owner)
    assert asked.value.code == "sync.read_anew"
    with pytest.raises(AppError) as refused:
        read_anew(second.floor, second.link, by=second.floor.cashier.confirming("sync.read_anew"))
    assert refused.value.code == "right.missing"
    read_anew(second.floor, second.link, by=second.floor.owner.confirming("sync.read_anew"))
    assert second.floor.ask(unsent_count) > waiting, "its own entry of the journal is told too"
    assert second.floor.value("SELECT name FROM product WHERE id = ?", bread.bytes) == "Loaf"
    push_all(second.floor, second.link)
    settle(second, first)
    assert first.floor.value("SELECT name FROM product WHERE id = ?", bread.bytes) == "Loaf"
    for node in (first, second):
        assert check(node.floor, node.link).differences == []
