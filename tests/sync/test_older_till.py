"""A centre that was brought up to date goes on with tills of before: their words, letter for letter, mean what they meant."""

from __future__ import annotations

from uuid import UUID

import psycopg
import pytest

from sync.central_schema import Step, steps
from sync.keeping import check, install
from sync.outbox import Document, next_batch
from tests.shop_floor import ShopFloor
from tests.sync.conftest import Company, TestCentre

PUSH_OF_BEFORE = (
    "SELECT id, outcome, reason FROM duken.sync_push("
    "%b::uuid[], %b::uuid[], %b::text[], %b::uuid[], %b::int4[], %b::bytea[], %b::bytea[], %b::timestamptz)"
)
PULL_OF_BEFORE = (
    "SELECT epoch, xid, seq, table_name, row_id, ver, till_id, transaction_id, kind, about_id, format, body, sha256, fields "
    "FROM duken.sync_pull(%b::uuid, %b::text, %b::int8, %b::int4, %b::text)"
)


def told_as_before(line: psycopg.Connection[tuple[object, ...]], batch: tuple[Document, ...]) -> set[object]:
    """How each document was answered."""
    values = (
        [UUID(bytes=each.id) for each in batch], [UUID(bytes=each.transaction_id) for each in batch],
        [each.kind for each in batch], [UUID(bytes=each.row_id) for each in batch], [each.format for each in batch],
        [each.body for each in batch], [each.sha256 for each in batch], None,
    )
    return {row[1] for row in line.execute(PUSH_OF_BEFORE.encode(), values).fetchall()}


def test_a_till_of_before_tells_and_hears_as_before(shop: ShopFloor, centre: TestCentre, company: Company):
    second = company()
    second.round()
    second.floor.open_shift(by=shop.owner)
    shop.open_shift()
    shop.sell("111", cash=3000)
    second.floor.sell("222", cash=9990)
    second.round()
    with psycopg.connect(centre.let_in(shop), autocommit=True) as line:
        batch = shop.ask(next_batch)
        assert told_as_before(line, batch) == {"applied"}
        assert told_as_before(line, batch) == {"known"}
        page = line.execute(PULL_OF_BEFORE.encode(), (None, "0", 0, 1000, "0")).fetchall()
    kinds = [row[8] for row in page]
    assert kinds.count("sale.completed") == 1, "the other till's"
    assert page[-1][3] is None, "the last row is the cursor"
    assert centre.value("SELECT count(*) FROM duken.sale") == 2


def test_a_step_that_comes_later_only_adds(shop: ShopFloor, centre: TestCentre, monkeypatch: pytest.MonkeyPatch):
    """As the next release would: a table, a column that may be empty, a function; who is let in already may call what is new."""
    address = centre.let_in(shop)
    newest = steps()[-1].number
    later = Step(newest + 1, "later", (
        "CREATE TABLE duken.later (company_id uuid NOT NULL, id uuid NOT NULL, PRIMARY KEY (company_id, id));"
        "SELECT duken.guard('later');"
        "ALTER TABLE duken.sale ADD COLUMN mood text;"
    ))
    known = steps()
    monkeypatch.setattr("sync.keeping.steps", lambda: [*known, later])
    shop.open_shift()
    shop.sell("111", cash=3000)
    state = install(centre.dsn)
    assert (state.installed, check(centre.dsn).is_sound) == (newest + 1, True)
    with psycopg.connect(address, autocommit=True) as line:
        assert told_as_before(line, shop.ask(next_batch)) == {"applied"}


def test_a_till_that_writes_a_newer_form_is_refused_politely_and_sells_on(shop: ShopFloor, centre: TestCentre):
    shop.open_shift()
    shop.sell("111", cash=3000)
    newer = tuple(each._replace(format=99) for each in shop.ask(next_batch))
    with psycopg.connect(centre.let_in(shop), autocommit=True) as line, pytest.raises(psycopg.Error) as told:
        told_as_before(line, newer)
    assert told.value.sqlstate == "DK003"
    shop.sell("222", cash=9990)
    assert centre.value("SELECT count(*) FROM duken.document") == 0
